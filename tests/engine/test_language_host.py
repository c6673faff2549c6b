"""Programs under the stand-in language host."""

from __future__ import annotations

import os
import signal

from tests.engine.project import Project


def test_a_run_error_is_one_message_without_a_traceback(project: Project) -> None:
    project.write("""
        import pulumi
        raise pulumi.RunError("The registry is missing: set it.")
    """)
    said = project.up(fails=True)
    diagnostics = said.partition("Diagnostics:")[2]
    assert diagnostics.count("error:") == 1
    assert "error: The registry is missing: set it." in diagnostics
    assert "Traceback" not in said


def test_an_exception_shows_its_traceback_once_and_from_the_programs_own_line_on(project: Project) -> None:
    project.write("""
        def divide():
            return 1 / 0
        divide()
    """)
    diagnostics = project.up(fails=True).partition("Diagnostics:")[2]
    assert diagnostics.count("Traceback") == 1
    assert "ZeroDivisionError: division by zero" in diagnostics
    assert "return 1 / 0" in diagnostics
    assert "runpy" not in diagnostics


def test_a_program_that_exits_by_itself_fails_the_update_with_its_status(project: Project) -> None:
    project.write("import sys; sys.exit(3)")
    assert "The program ended with exit status 3." in project.up(fails=True)


def test_the_update_after_a_preview_starts_with_fresh_modules(project: Project) -> None:
    project.write("runs = []", "memory.py")
    project.write("""
        import pulumi, memory
        memory.runs.append(1)
        pulumi.export("runs", len(memory.runs))
    """)
    project.pulumi("up", "--yes")
    assert project.outputs()["runs"] == 1


def test_configuration_reaches_the_program_and_its_secrets_stay_secret(project: Project) -> None:
    project.pulumi("config", "set", "colour", "green")
    project.pulumi("config", "set", "--secret", "password", "correct horse")
    project.write("""
        import os, pulumi
        config = pulumi.Config()
        pulumi.export("colour", config.require("colour"))
        pulumi.export("password", config.require_secret("password"))
        pulumi.export("environment", "correct horse" in str(os.environ))
    """)
    said = project.up()
    assert project.outputs() == {"colour": "green", "password": "correct horse", "environment": False}
    assert "correct horse" not in said + project.pulumi("stack", "export")


def test_a_dynamic_resource_is_created_changed_and_removed(project: Project) -> None:
    project.write("""
        from pathlib import Path
        import pulumi
        from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult

        class Note(ResourceProvider):
            def create(self, props):
                Path(props["path"]).write_text(props["text"])
                return CreateResult(props["path"], props)
            def update(self, id, olds, news):
                Path(id).write_text(news["text"])
                return UpdateResult(news)
            def delete(self, id, props):
                Path(id).unlink()

        class NoteResource(Resource):
            pass

        text = pulumi.Config().get("text") or "first"
        path = str(Path(__file__).with_name("note.txt"))
        NoteResource(Note(), "note", {"path": path, "text": text}, None)
    """)
    note = project.folder / "note.txt"
    project.up()
    assert note.read_text() == "first"
    project.pulumi("config", "set", "text", "second")
    project.up()
    assert note.read_text() == "second"
    project.pulumi("destroy", "--yes", "--skip-preview")
    assert not note.exists()


def test_ctrl_c_ends_the_program_and_leaves_no_process_and_no_traceback(project: Project) -> None:
    project.write("""
        import time
        print("I wait", flush=True)
        time.sleep(600)
    """)
    process = project.start("up", "--yes", "--skip-preview")
    assert process.stdout
    said = ""
    while "I wait" not in said:
        said += process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    os.kill(process.pid, signal.SIGINT)
    said += process.communicate()[0]
    assert process.returncode
    assert "Traceback" not in said
    assert project.processes() == []

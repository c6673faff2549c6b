"""Images by the stand-in `docker-build`, built by the Docker daemon and pushed to a registry of the test's own."""

from __future__ import annotations

import json
import os
import platform
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.engine.project import Project

TYPE = "docker-build:index:Image"
PROGRAM = """
    import pulumi, pulumi_docker_build as docker_build
    config = pulumi.Config()
    image = docker_build.Image(
        "image",
        context=docker_build.BuildContextArgs(location=config.require("context")),
        build_args={"COLOUR": config.get("colour") or "green"},
        tags=[config.require("tag")],
        push=True,
        build_on_preview=False,
    )
    pulumi.export("digest", image.digest)
    pulumi.export("ref", image.ref)
    pulumi.export("context_hash", image.context_hash)
"""
WAITS_FOREVER = bytes.fromhex(
    # An ELF program of one instruction, `jmp .` after `pause`, so that a build from nothing has something to run.
    "7f454c4602010100000000000000000002003e000100000078004000000000004000000000000000000000000000000000000000"
    "400038000100000000000000"
    "010000000500000000000000000000000000400000000000000040000000000081000000000000008100000000000000"
    "0010000000000000"
    "b8220000000f05ebf7"
)


@pytest.fixture
def context(project: Project, registry: str) -> Path:
    folder = project.folder / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nARG COLOUR\nLABEL colour=$COLOUR\nCOPY . /\n")
    (folder / "page").write_text("hello")
    (folder / ".dockerignore").write_text("# nothing of this is seen\n*.log\n!kept.log\n")
    project.write(PROGRAM)
    project.pulumi("config", "set", "context", str(folder))
    project.pulumi("config", "set", "tag", f"{registry}/{project.folder.parent.name.lower()}:latest")
    return folder


def test_an_image_is_built_pushed_left_alone_and_rebuilt_when_its_context_changed(
    project: Project, context: Path, registry: str
) -> None:
    project.up()
    first = project.outputs()
    repository = first["ref"].partition(":latest@")[0].partition("/")[2]
    assert first["ref"].endswith(f":latest@{first['digest']}")
    accept = {"Accept": "application/vnd.docker.distribution.manifest.v2+json"}
    assert httpx.head(f"http://{registry}/v2/{repository}/manifests/{first['digest']}", headers=accept).is_success

    (context / "noise.log").write_text("ignored")
    (context / "page").touch()
    project.up()
    assert project.changes() == {"same": 2}

    (context / "kept.log").write_text("seen")
    preview = project.pulumi("preview", "--diff")
    assert "contextHash" in preview
    project.up()
    assert project.changes() == {"same": 1, "update": 1}
    second = project.outputs()
    assert second["digest"] != first["digest"]
    assert second["context_hash"] != first["context_hash"]

    project.pulumi("config", "set", "colour", "blue")
    project.up()
    assert project.changes() == {"same": 1, "update": 1}
    project.pulumi("destroy", "--yes", "--skip-preview")
    assert project.resources(TYPE) == []


def test_an_image_that_left_its_registry_is_built_again_after_a_refresh(project: Project, context: Path) -> None:
    project.up()
    # The state is told of an image that the registry never had.
    state = json.loads(project.pulumi("stack", "export"))
    (image,) = [r for r in state["deployment"]["resources"] if r["type"] == TYPE]
    image["outputs"]["ref"] = image["outputs"]["ref"][:-8] + "0" * 8
    (project.folder / "state.json").write_text(json.dumps(state))
    project.pulumi("stack", "import", "--file", "state.json")
    project.up("--refresh")
    assert project.changes()["create"] == 1
    assert context.exists()


def test_a_dockerfile_that_fails_is_one_error_with_the_end_of_the_build(project: Project, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY page /page\nCOPY missing /missing\n")
    said = project.up(fails=True)
    diagnostics = said.partition("Diagnostics:")[2]
    assert diagnostics.count("The build of image failed") == 1
    assert "/missing" in diagnostics
    assert "Traceback" not in said
    assert project.resources(TYPE) == []


def test_a_missing_dockerfile_is_named_before_anything_is_built(project: Project, context: Path) -> None:
    (context / "Dockerfile").unlink()
    assert f"There is no Dockerfile at {context / 'Dockerfile'}" in project.pulumi("preview", fails=True)


def test_what_the_stand_in_cannot_do_is_refused(project: Project, context: Path) -> None:
    project.write(f"""
        import pulumi_docker_build as docker_build
        both = ["linux/amd64", "linux/arm64"]
        docker_build.Image("image", push=True, context={{"location": "{context}"}}, platforms=both)
    """)
    said = project.up(fails=True)
    assert "image: `platforms` may name one platform only" in said
    assert "image: `tags` must name where to push to" in said


def test_a_nested_property_that_does_not_exist_is_refused(project: Project, context: Path) -> None:
    project.write(f"""
        import pulumi
        inputs = {{"push": False, "context": {{"location": "{context}", "colour": "red"}}}}
        pulumi.CustomResource("docker-build:index:Image", "image", inputs)
    """)
    assert "has no property `context.colour`" in project.up(fails=True)


def test_a_secret_build_argument_is_secret_in_the_state(project: Project, context: Path) -> None:
    project.write(f"""
        import pulumi, pulumi_docker_build as docker_build
        build_args = {{"COLOUR": "plain green", "TOKEN": pulumi.Output.secret("hush")}}
        docker_build.Image("image", push=False, build_args=build_args, context={{"location": "{context}"}})
    """)
    project.up()
    state = project.pulumi("stack", "export")
    assert "plain green" in state
    assert "hush" not in state


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the program that waits is x86-64 machine code")
def test_ctrl_c_ends_a_build_with_one_message(project: Project, context: Path) -> None:
    (context / "wait").write_bytes(WAITS_FOREVER)
    (context / "wait").chmod(0o755)
    (context / "Dockerfile").write_text('FROM scratch\nCOPY wait /wait\nRUN ["/wait"]\n')
    process = project.start("up", "--yes", "--skip-preview")
    assert process.stdout
    log = project.folder / "state/lexfix/logs/image-image-build.log"
    while not (log.exists() and "RUN" in log.read_text()):
        assert process.poll() is None
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    said = process.communicate()[0]
    assert process.returncode
    assert "The build of image was cancelled." in said
    assert "Traceback" not in said
    assert project.processes() == []

"""Passwords by the stand-in `random`, and with them what every stand-in shares: previews, secrets, replacement."""

from __future__ import annotations

import json

from tests.engine.project import Project

TYPE = "random:index/randomPassword:RandomPassword"
PASSWORD = """
    import pulumi, pulumi_random
    config = pulumi.Config()
    password = pulumi_random.RandomPassword("password", length=config.get_int("length") or 20, special=False)
    pulumi.export("password", password.result)
"""


def test_a_password_is_made_once_kept_replaced_and_removed(project: Project) -> None:
    project.write(PASSWORD)
    preview = project.pulumi("preview")
    assert "[unknown]" in preview or "[secret]" in preview

    said = project.up()
    first = project.outputs()["password"]
    assert len(first) == 20
    assert first.isalnum()
    assert first not in said

    project.up()
    assert project.changes() == {"same": 2}
    assert project.outputs()["password"] == first

    project.pulumi("config", "set", "length", "30")
    project.up()
    assert project.changes() == {"same": 1, "replace": 1}
    assert len(project.outputs()["password"]) == 30

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert project.resources(TYPE) == []


def test_a_password_is_never_plain_in_the_state(project: Project) -> None:
    project.write(PASSWORD)
    project.up()
    password = project.outputs()["password"]
    assert password not in project.pulumi("stack", "export")
    stored = [file.read_text() for file in (project.folder / "state").rglob("*.json*")]
    assert stored
    assert not any(password in text for text in stored)


def test_a_password_keeps_to_its_minimums_and_its_special_characters(project: Project) -> None:
    project.write("""
        import pulumi, pulumi_random
        password = pulumi_random.RandomPassword(
            "password", length=12, min_upper=3, min_numeric=4, min_special=5, lower=False, override_special="%!"
        )
        pulumi.export("password", password.result)
    """)
    project.up()
    password = project.outputs()["password"]
    assert sum(c.isupper() for c in password) == 3
    assert sum(c.isdigit() for c in password) == 4
    assert sum(c in "%!" for c in password) == 5


def test_a_secret_keeper_stays_secret(project: Project) -> None:
    project.write("""
        import pulumi, pulumi_random
        keepers = {"year": "2026", "token": pulumi.Output.secret("hush")}
        pulumi_random.RandomPassword("password", length=8, keepers=keepers)
    """)
    project.up()
    (password,) = project.resources(TYPE)
    assert "hush" not in json.dumps(password)
    assert password["outputs"]["keepers"]["year"] == "2026"


def test_inputs_that_cannot_be_met_are_refused_with_the_reason(project: Project) -> None:
    project.write("""
        import pulumi_random
        pulumi_random.RandomPassword("password", length=4, min_lower=5)
    """)
    said = project.up(fails=True)
    assert "the minimums add up to 5, more than the length" in said
    assert "Traceback" not in said


def test_an_unknown_property_is_refused_by_name(project: Project) -> None:
    project.write("""
        import pulumi
        pulumi.CustomResource("random:index/randomPassword:RandomPassword", "password", {"length": 8, "colour": "red"})
    """)
    assert "password (random:index/randomPassword:RandomPassword) has no property `colour`" in project.up(fails=True)


def test_an_unknown_kind_is_refused_by_name(project: Project) -> None:
    project.write("""
        import pulumi
        pulumi.CustomResource("random:index/randomCat:RandomCat", "cat", {})
    """)
    assert "The stand-in for `random` has no resource random:index/randomCat:RandomCat" in project.up(fails=True)

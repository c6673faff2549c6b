"""Which world a machine is in, and what stops it early."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from tools import connected, offline, world
from tools.steps import ToolError


@pytest.fixture
def no_pulumi(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("LEXFIX_WORLD", raising=False)
    return tmp_path


def test_a_machine_without_pulumi_builds_its_own(no_pulumi: Path) -> None:
    assert not list(no_pulumi.iterdir())
    assert world.current() is offline


def test_a_machine_with_pulumi_on_its_path_is_connected(no_pulumi: Path) -> None:
    program = no_pulumi / "pulumi"
    program.touch(mode=0o755)
    assert world.current() is connected


def test_an_unknown_world_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXFIX_WORLD", "moon")
    with pytest.raises(ToolError, match=r"moon.*connected or registries"):
        world.current()


@pytest.mark.usefixtures("no_pulumi")
def test_a_taken_port_stops_everything_and_says_how_to_find_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(world, "PORT", other.getsockname()[1])
        with pytest.raises(ToolError, match="taken by another program"):
            world.check_port()


def test_the_tracked_settings_are_refreshed_and_the_salt_of_this_machine_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(world, "REPOSITORY", tmp_path)
    monkeypatch.setattr(world, "SETTINGS", tmp_path / "settings.yaml")
    (tmp_path / "Pulumi.local.yaml").write_text("config: {lexfix:url: new}\n")
    (tmp_path / "settings.yaml").write_text("config: {lexfix:url: old}\nencryptionsalt: v1:salt\n")
    world.copy_settings()
    settings = yaml.safe_load((tmp_path / "settings.yaml").read_text())
    assert settings == {"config": {"lexfix:url": "new"}, "encryptionsalt": "v1:salt"}


def test_the_level_full_is_asked_for_one_run_and_not_remembered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(world, "REPOSITORY", tmp_path)
    monkeypatch.setattr(world, "SETTINGS", tmp_path / "settings.yaml")
    (tmp_path / "Pulumi.local.yaml").write_text("config: {lexfix:url: here}\n")
    world.copy_settings(full=True)
    assert yaml.safe_load((tmp_path / "settings.yaml").read_text())["config"]["lexfix:monitoring"] == "full"
    world.copy_settings()
    assert yaml.safe_load((tmp_path / "settings.yaml").read_text())["config"] == {"lexfix:url": "here"}


def test_the_level_full_needs_trivy_and_says_how_to_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connected.shutil, "which", lambda program: None if program == "trivy" else program)
    with pytest.raises(ToolError, match=r"`trivy` is not on PATH.*--full"):
        connected.prepare(full=True)


def test_a_person_who_is_not_root_is_told_both_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ToolError, match=r"sudo make up.*Docker and k3d"):
        offline.prepare()


def test_a_full_disk_is_named_before_anything_is_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(offline, "CACHE", tmp_path)
    monkeypatch.setattr(offline.shutil, "disk_usage", lambda _: SimpleNamespace(free=3 * 2**30))
    with pytest.raises(ToolError, match=r"Only 3.0 GiB.*XDG_CACHE_HOME"):
        offline.prepare()


def test_settings_that_are_missing_are_named_with_the_way_to_restore_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(world, "REPOSITORY", tmp_path)
    with pytest.raises(ToolError, match=r"git checkout Pulumi\.local\.yaml"):
        world.copy_settings()

"""Stand-ins for public images."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.monitoring import alertmanager, exporters, prometheus
from tools import images
from tools.images import STAND_INS


def test_an_image_under_several_names_is_made_only_when_the_registry_has_them_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    image = STAND_INS["monitoring"]
    monkeypatch.setattr(images, "MARKERS", tmp_path)
    (tmp_path / f"{image.name}-{image.key}").touch()
    held = {tuple(name.rsplit(":", 1)) for name in image.references}
    monkeypatch.setattr(images.registry, "has", lambda *name: name in held)
    assert image.made()
    held.remove(("prom/alertmanager", image.also[1].rpartition(":")[2]))
    assert not image.made()


def test_another_name_makes_another_image() -> None:
    image = STAND_INS["monitoring"]
    assert replace(image, also=()).key != image.key


def test_every_image_that_the_monitoring_runs_has_its_stand_in_under_the_same_tag() -> None:
    names = {name.removeprefix("library/") for image in STAND_INS.values() for name in image.references}
    used = (
        *(alertmanager.IMAGE, prometheus.IMAGE, exporters.NODE_IMAGE, exporters.STATE_IMAGE),
        *(exporters.POSTGRES_IMAGE, exporters.REDIS_IMAGE, exporters.MONGODB_IMAGE),
    )
    assert {image.removeprefix("registry.k8s.io/") for image in used} <= names

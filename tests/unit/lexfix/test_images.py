"""The images: what causes a build, from which base, and where the result goes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from infra.lexfix import images, names
from infra.lexfix.images import REPOSITORY, content_hash
from tests.unit.declared import Declared
from tests.unit.lexfix.conftest import Deployed, deploy

FOLDERS = {"app": "Dockerfile.app", "ml": "Dockerfile.ml"}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small copy of the repository, which the component takes for its own."""
    for folder, dockerfile in FOLDERS.items():
        (tmp_path / folder / "src" / "lib").mkdir(parents=True)
        (tmp_path / folder / "src" / "main").write_text("one")
        for file in (dockerfile, ".dockerignore"):
            shutil.copy(REPOSITORY / folder / file, tmp_path / folder / file)
    for file in ("Dockerfile.e2e", "Dockerfile.e2e.dockerignore"):
        shutil.copy(REPOSITORY / "app" / file, tmp_path / "app" / file)
    monkeypatch.setattr(images, "REPOSITORY", tmp_path)
    return tmp_path


class MovedBase(Declared):
    """A registry in which every public tag means another image than before."""

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        assert args.token.endswith("getRegistryImage")
        return {"sha256Digest": "sha256:" + "b" * 64}


def tags(declared: Declared) -> dict[str, str]:
    """Image to the tag it is pushed under."""
    return {image.name: image.inputs["tags"][0] for image in declared.of("docker-build:index:Image")}


@pytest.mark.parametrize(("folder", "other"), [("app", "ml"), ("ml", "app")])
def test_a_change_in_one_folder_rebuilds_its_image_and_no_other(checkout: Path, folder: str, other: str) -> None:
    before = tags(deploy().declared)
    (checkout / folder / "src" / "main").write_text("two")
    after = tags(deploy().declared)
    assert before[f"lexfix-{folder}"] != after[f"lexfix-{folder}"]
    assert before[f"lexfix-{other}"] == after[f"lexfix-{other}"]


def test_a_base_that_moved_rebuilds_both_images(checkout: Path) -> None:
    before, moved = tags(deploy().declared), deploy(declared=MovedBase())
    assert checkout.is_dir()
    assert not set(before.values()) & set(tags(moved.declared).values())
    arguments = [image.inputs["buildArgs"] for image in moved.declared.of("docker-build:index:Image")]
    assert all(base.endswith("@sha256:" + "b" * 64) for argument in arguments for base in argument.values())


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("app", "node_modules/next/index.js"),
        ("app", ".next/cache/page"),
        ("app", "coverage/index.html"),
        ("app", "e2e/practice.spec.ts"),
        ("app", "src/lib/health.test.ts"),
        ("app", "README.md"),
        ("app", ".env.local"),
        ("ml", "lexfix_ml/__pycache__/api.pyc"),
        ("ml", ".pytest_cache/v/cache"),
    ],
)
def test_a_file_that_dockerignore_names_cannot_cause_a_build(checkout: Path, folder: str, file: str) -> None:
    before = content_hash(checkout / folder, FOLDERS[folder])
    (checkout / folder / file).parent.mkdir(parents=True, exist_ok=True)
    (checkout / folder / file).write_text("new")
    assert content_hash(checkout / folder, FOLDERS[folder]) == before


def _executable(folder: Path) -> None:
    (folder / "src" / "main").chmod(0o755)


def _moved(folder: Path) -> None:
    (folder / "src" / "main").rename(folder / "src" / "lib" / "main")


def _linked(folder: Path) -> None:
    (folder / "src" / "link").symlink_to("main")


def _dockerfile(folder: Path) -> None:
    (folder / "Dockerfile.app").write_text("FROM scratch")


@pytest.mark.parametrize("change", [_executable, _moved, _linked, _dockerfile])
def test_whatever_a_build_can_see_causes_one(checkout: Path, change: Callable[[Path], None]) -> None:
    before = content_hash(checkout / "app", "Dockerfile.app")
    change(checkout / "app")
    assert content_hash(checkout / "app", "Dockerfile.app") != before


def test_when_a_file_was_written_does_not_matter(checkout: Path) -> None:
    before = content_hash(checkout / "app", "Dockerfile.app")
    (checkout / "app" / "src" / "main").write_text("one")
    assert content_hash(checkout / "app", "Dockerfile.app") == before


def test_a_dockerfiles_own_ignore_file_comes_before_the_folders(checkout: Path) -> None:
    before = {image: content_hash(checkout / "app", f"Dockerfile.{image}") for image in ("app", "e2e")}
    (checkout / "app" / "src" / "main").write_text("two")
    after = {image: content_hash(checkout / "app", f"Dockerfile.{image}") for image in ("app", "e2e")}
    assert before["app"] != after["app"]
    assert before["e2e"] == after["e2e"]


def test_a_missing_dockerfile_is_named_with_the_remedy(checkout: Path) -> None:
    (checkout / "ml" / "Dockerfile.ml").unlink()
    with pytest.raises(pulumi.RunError, match=r"ml/Dockerfile\.ml is missing: restore it"):
        deploy()


def test_the_dockerfiles_take_their_base_from_the_argument_that_is_given(public: Deployed) -> None:
    for image in public.declared.of("docker-build:index:Image"):
        dockerfile = (REPOSITORY / image.inputs["dockerfile"]["location"]).read_text()
        (argument,) = image.inputs["buildArgs"]
        assert f"ARG {argument}" in dockerfile
        assert f"FROM ${{{argument}}}" in dockerfile


def test_images_are_pushed_by_an_update_and_not_built_by_a_preview(public: Deployed) -> None:
    for image in public.declared.of("docker-build:index:Image"):
        assert image.inputs["push"] is True
        assert image.inputs["buildOnPreview"] is False


def test_the_build_cache_is_where_the_platform_says_and_else_the_builders_own(public: Deployed) -> None:
    ml_image = public.declared.one("docker-build:index:Image", "lexfix-ml").inputs
    assert ml_image["cacheFrom"][0]["registry"]["ref"] == ml_image["cacheTo"][0]["registry"]["ref"]
    # Without it ECR refuses the cache's manifest.
    assert ml_image["cacheTo"][0]["registry"]["imageManifest"] is True
    assert not {"cacheFrom", "cacheTo"} & set(public.declared.one("docker-build:index:Image", "lexfix-app").inputs)


def test_what_is_offered_as_deployed_is_what_the_pods_run(public: Deployed) -> None:
    for workload in (names.APP, names.ML):
        deployment = public.declared.one("apps/v1:Deployment", workload).inputs
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert container["image"] == public.offers["images"][workload]
        assert {"name": "LEXFIX_VERSION", "value": public.offers["versions"][workload]} in container["env"]
        assert container["image"].endswith(f"@{public.offers['versions'][workload]}")

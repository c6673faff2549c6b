"""Digests of public images by the stand-in `docker`, from a registry that stands in for the public ones."""

from __future__ import annotations

import pytest

from tests.engine.project import Project
from tools.plugins.manifests import Reference

PROGRAM = """
    import pulumi, pulumi_docker
    image = pulumi_docker.get_registry_image_output(name=pulumi.Config().require("image"))
    pulumi.export("digest", image.sha256_digest)
"""


@pytest.mark.parametrize(
    ("name", "registry", "shown"),
    [
        ("postgres:17", "docker.io", "library/postgres:17"),
        ("docker.io/library/postgres", "docker.io", "library/postgres:latest"),
        ("rancher/k3s:v1", "docker.io", "rancher/k3s:v1"),
        ("ghcr.io/a/b/c:1", "ghcr.io", "a/b/c:1"),
        ("localhost:5000/app", "localhost:5000", "app:latest"),
        ("localhost:5000/app:1@sha256:ab", "localhost:5000", "app@sha256:ab"),
    ],
)
def test_an_image_name_is_read_as_docker_reads_it(name: str, registry: str, shown: str) -> None:
    reference = Reference.parse(name)
    assert reference.registry == registry
    assert str(reference) == shown


def test_a_public_image_is_pinned_by_the_digest_that_the_mirror_has(project: Project, registry: str) -> None:
    project.environment["LEXFIX_MIRROR"] = f"http://{registry}"
    project.write(f"""
        import pulumi, pulumi_docker_build as docker_build
        image = docker_build.Image(
            "image", push=True, tags=["{registry}/library/base:1"],
            context={{"location": "."}}, dockerfile={{"inline": "FROM scratch\\nCOPY Pulumi.yaml /"}},
        )
        pulumi.export("digest", image.digest)
    """)
    project.up()
    pushed = project.outputs()["digest"]

    project.write(PROGRAM)
    for name in ("base:1", "docker.io/library/base:1", f"{registry}/library/base:1"):
        project.pulumi("config", "set", "image", name)
        project.up()
        assert project.outputs()["digest"] == pushed


def test_an_image_that_the_mirror_lacks_is_an_error_that_names_it(project: Project, registry: str) -> None:
    project.environment["LEXFIX_MIRROR"] = f"http://{registry}"
    project.write(PROGRAM)
    project.pulumi("config", "set", "image", "nonesuch:9")
    said = project.pulumi("preview", fails=True)
    assert f"The registry http://{registry} has no library/nonesuch:9 (asked for as nonesuch:9)" in said

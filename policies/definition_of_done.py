"""Rules that hold the stack to the clauses of the Definition of Done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource

from infra.platform import NAMESPACE
from policies.reading import POD_PATHS, at, whole
from policies.rule import Rule, StackRule, Subject

IMAGE = "docker-build:index:Image"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
JOB = "kubernetes:batch/v1:Job"
_PINNED = re.compile(r"@sha256:[0-9a-f]{64}$")


def _built_from_a_pinned_base(subject: Subject, _: float) -> str | None:
    if at(subject.node, "push") is not True:
        return "is built but not pushed, so no node can run it"
    arguments = at(subject.node, "buildArgs") or {}
    loose = [name for name in arguments if name.endswith("_IMAGE") and not _PINNED.search(arguments[name])]
    return f"is built on a base that can change unseen: {', '.join(loose)}" if loose else None


def _ours(resources: Sequence[PolicyResource]) -> Iterator[PolicyResource]:
    """The Deployments of LexFix itself, not those of the platform."""
    return (
        resource for resource in resources if resource.resource_type == DEPLOYMENT and _namespace(resource) == NAMESPACE
    )


def _app(resources: Sequence[PolicyResource]) -> Iterator[PolicyResource]:
    return (resource for resource in _ours(resources) if resource.name == "app")


def _namespace(resource: PolicyResource) -> str | None:
    namespace: str | None = at(resource.props, "metadata", "namespace")
    return namespace


def _images(resource: PolicyResource) -> list[str]:
    containers = at(resource.props, *POD_PATHS[resource.resource_type], "containers") or []
    return [at(container, "image") for container in containers]


def _built_by_this_stack(deployment: PolicyResource, resources: Sequence[PolicyResource]) -> str | None:
    built = {at(resource.props, "digest") for resource in resources if resource.resource_type == IMAGE}
    strange = [image for image in _images(deployment) if image.rpartition("@")[2] not in built]
    return f"runs {', '.join(strange)}, which this stack did not build" if strange else None


def _migrated(deployment: PolicyResource, resources: Sequence[PolicyResource]) -> str | None:
    migrated = {
        image
        for resource in resources
        if resource.resource_type == JOB
        and at(resource.props, "metadata", "labels", "app.kubernetes.io/name") == "migrate"
        for image in _images(resource)
    }
    return None if set(_images(deployment)) <= migrated else "runs an image whose migrations no Job has applied"


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "images-built",
        "Images are built on bases pinned by digest, and pushed.",
        "Declare the image with `infra.lexfix.images.Image`.",
        frozenset({IMAGE}),
        whole,
        _built_from_a_pinned_base,
    ),
    StackRule(
        "images-of-this-stack",
        "LexFix's pods run what this very update built.",
        "Take the image from `infra.lexfix.images.Image.reference`.",
        _ours,
        _built_by_this_stack,
    ),
    StackRule(
        "migrations-applied",
        "The migrations of the app's image have been applied.",
        "Declare `infra.lexfix.migrations.Migrations` with the same image.",
        _app,
        _migrated,
    ),
)

"""Rules that hold the stack to the clauses of the Definition of Done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pulumi_policy import PolicyResource

from infra.lexfix.app import NAME as APP
from infra.lexfix.migrations import NAME as MIGRATE
from infra.platform import NAMESPACE
from policies.problems import of
from policies.reading import at
from policies.rule import Rule, StackRule, Subject
from policies.security.registry import IMAGE, built, images

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
JOB = "kubernetes:batch/v1:Job"
_PINNED = re.compile(r"@sha256:[0-9a-f]{64}$")


def _built_from_a_pinned_base(subject: Subject, _: float) -> str | None:
    if at(subject.node, "push") is not True:
        return "is built but not pushed, so no node can run it"
    arguments = at(subject.node, "buildArgs") or {}
    loose = [name for name in arguments if name.endswith("_IMAGE") and not _PINNED.search(arguments[name])]
    return f"is built on a base that can change unseen: {', '.join(loose)}" if loose else None


def _belongs(resource: PolicyResource) -> bool:
    """Whether it is LexFix's own, not the platform's."""
    return bool(at(resource.props, "metadata", "namespace") == NAMESPACE)


def _built_by_this_stack(deployment: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    if not _belongs(deployment):
        return None
    ours = built(resources)
    strange = [image for image in images(deployment) if image.rpartition("@")[2] not in ours]
    return f"runs {', '.join(strange)}, which this stack did not build" if strange else None


def _migrated(deployment: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    if not _belongs(deployment) or deployment.name != APP:
        return None
    migrated = {
        image
        for job in of(resources, JOB)
        if at(job.props, "metadata", "labels", "app.kubernetes.io/name") == MIGRATE
        for image in images(job)
    }
    return None if set(images(deployment)) <= migrated else "runs an image whose migrations no Job has applied"


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "images-built",
        "Images are built on bases pinned by digest, and pushed.",
        "Declare the image with `infra.lexfix.images.Image`.",
        frozenset({IMAGE}),
        _built_from_a_pinned_base,
    ),
    StackRule(
        "images-of-this-stack",
        "LexFix's pods run what this very update built.",
        "Take the image from `infra.lexfix.images.Image.reference`.",
        frozenset({DEPLOYMENT}),
        _built_by_this_stack,
    ),
    StackRule(
        "migrations-applied",
        "The migrations of the app's image have been applied.",
        "Declare `infra.lexfix.migrations.Migrations` with the same image.",
        frozenset({DEPLOYMENT}),
        _migrated,
    ),
)

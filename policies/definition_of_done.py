"""Rules that hold the stack to the clauses of the Definition of Done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UnknownValueError

from infra.lexfix.names import APP, MIGRATE, ML
from infra.platform import NAMESPACE
from policies.problems import of
from policies.reading import at
from policies.rule import Rule, StackRule, Subject
from policies.security.registry import IMAGE, built, images

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
JOB = "kubernetes:batch/v1:Job"
GATES = {
    clause: f"pulumi-python:dynamic/gates:{clause}"
    for clause in ("Ci", "Images", "Migrations", "Model", "Trial", "Smoke", "Health", "Alerts")
}
"""Clause to the type of the resource that measures it (infra/gates)."""
_MEASURED = {
    APP: (
        ("Migrations", ("digest",)),
        ("Trial", ("digest",)),
        ("Smoke", ("digest",)),
        ("Health", ("versions", APP)),
        ("Alerts", ("digest",)),
    ),
    ML: (("Model", ("digest",)), ("Health", ("versions", ML))),
}
"""Deployment to the gates that measure its image, and where each has the digest."""
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


def _clauses_measured(deployment: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    if not _belongs(deployment) or deployment.name != APP:
        return None
    missing = [clause for clause, kind in GATES.items() if not of(resources, kind)]
    return f"is deployed without measuring: {', '.join(missing)}" if missing else None


def _measured_as_deployed(deployment: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    if not _belongs(deployment) or deployment.name not in _MEASURED:
        return None
    deployed = {image.rpartition("@")[2] for image in images(deployment)}
    if not deployed <= built(resources):
        # Nobody measured it; `images-of-this-stack` says so.
        return None
    others = [
        clause
        for clause, path in _MEASURED[deployment.name]
        for gate in of(resources, GATES[clause])
        if at(gate.props, *path) not in deployed
    ]
    return f"runs another version than was measured: {', '.join(others)}" if others else None


def _enforced(subject: Subject, _: float) -> str | None:
    return None if at(subject.node, "enforced") is True else "lets an update pass that does not meet it"


def _met(gate: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    del resources
    # The provider tells nothing at preview: what it has not measured is not there at all.
    if at(gate.props, "met") is None:
        raise UnknownValueError(UNKNOWN_BOOLEAN_VALUE, ["met"])
    return None if gate.props["met"] is True else f"is not met: {at(gate.props, 'seen')}"


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
    StackRule(
        "clauses-measured",
        "Every clause of the Definition of Done that can be measured is, in this very update.",
        "Declare the clause's gate of `infra/gates` in `infra.lexfix.component`.",
        frozenset({DEPLOYMENT}),
        _clauses_measured,
    ),
    StackRule(
        "measured-as-deployed",
        "What was measured is what runs.",
        "Give the gate the digest of the image that the Deployment runs.",
        frozenset({DEPLOYMENT}),
        _measured_as_deployed,
    ),
    Rule(
        "clauses-enforced",
        "A clause that is not met stops the update.",
        "Set `enforced`; for the clause `ci` that is `ci_enforced` in the environment's settings.",
        frozenset(GATES.values()),
        _enforced,
    ),
    StackRule(
        "clauses-met",
        "Every clause of the Definition of Done is met.",
        "Do what the message says that was expected; `make status` shows every clause.",
        frozenset(GATES.values()),
        _met,
    ),
)

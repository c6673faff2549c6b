"""The image registry, and where images come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource

from policies.problems import of, unless_on
from policies.reading import CONTAINERS, POD_PATHS, WORKLOADS, at
from policies.rule import Rule, StackRule, Subject

REPOSITORY = "aws:ecr/repository:Repository"
IMAGE = "docker-build:index:Image"
_CACHE = re.compile(r"-cache$")
"""A build cache moves its tag with every build and is never deployed."""
PUBLIC = (
    "public.ecr.aws/",
    "registry.k8s.io/",
    *(
        f"docker.io/{publisher}/"
        for publisher in (
            "library",
            "grafana",
            "jaegertracing",
            "oliver006",
            "otel",
            "percona",
            "prom",
            "prometheuscommunity",
        )
    ),
)
"""Registries and publishers that we trust: of Docker Hub, the official images and the makers of what watches LexFix."""


def _encrypted(subject: Subject, _: float) -> str | None:
    for encryption in at(subject.node, "encryptionConfigurations") or []:
        if at(encryption, "encryptionType") == "KMS" and at(encryption, "kmsKey"):
            return None
    return "is encrypted with a key that is not ours"


def _immutable(subject: Subject, _: float) -> str | None:
    if _CACHE.search(str(at(subject.node, "name"))):
        return None
    return None if at(subject.node, "imageTagMutability") == "IMMUTABLE" else "lets a tag become another image"


def images(workload: PolicyResource) -> Iterator[str]:
    """The images of a workload's containers."""
    pod = at(workload.props, *POD_PATHS[workload.resource_type])
    for group in CONTAINERS:
        for container in at(pod, group) or []:
            yield at(container, "image") or ""


def built(resources: Sequence[PolicyResource]) -> set[str]:
    """Digests of the images that this stack built."""
    return {at(image.props, "digest") for image in of(resources, IMAGE)}


def _known_origin(workload: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    # Of a preview's images only ours are unknown: what is trusted is looked at first.
    strange = [image for image in images(workload) if not _trusted(image)]
    if strange:
        ours = built(resources)
        strange = [image for image in strange if image.rpartition("@")[2] not in ours]
    return f"runs images of unknown origin: {', '.join(strange)}" if strange else None


def _trusted(image: str) -> bool:
    # A name without a host is Docker Hub's; without a slash as well, it is an official image.
    name = image if "/" in image else f"library/{image}"
    host = name.partition("/")[0]
    return (name if "." in host or ":" in host else f"docker.io/{name}").startswith(PUBLIC)


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "registry-scans",
        "Every image is scanned when it is pushed.",
        "Set `scan_on_push` in `image_scanning_configuration`.",
        frozenset({REPOSITORY}),
        unless_on("imageScanningConfiguration.scanOnPush", "does not scan what is pushed"),
        sources=("CIS EKS 5.1.1", "ECR.1"),
    ),
    Rule(
        "registry-immutable",
        "A tag names one image for ever.",
        'Set `image_tag_mutability="IMMUTABLE"`; a build cache is called `…-cache`.',
        frozenset({REPOSITORY}),
        _immutable,
        sources=("ECR.2",),
    ),
    Rule(
        "registry-encrypted",
        "Images are encrypted with the environment's own key.",
        "Set `encryption_configurations` with a KMS key.",
        frozenset({REPOSITORY}),
        _encrypted,
        sources=("ECR.5",),
    ),
    StackRule(
        "known-origin",
        "Every pod runs an image that this stack built, or one of a publisher that we trust.",
        "Build it with `infra.lexfix.images.Image`, or take it from a registry of `policies.security.registry.PUBLIC`.",
        WORKLOADS,
        _known_origin,
        sources=("CIS EKS 5.1.4",),
    ),
)

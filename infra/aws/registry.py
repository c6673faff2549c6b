"""The image registry (ECR)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_docker_build as docker_build

from infra.aws.tags import tags
from infra.platform import IMAGES
from infra.platform import Registry as PlatformRegistry

CACHE = "lexfix-cache"
KEPT_IMAGES = 30
"""Versions that can still be rolled back to."""


@dataclass(frozen=True)
class RegistryArgs:
    """Who owns the images and which key encrypts them."""

    environment: str
    account: str
    key_arn: pulumi.Input[str]
    disposable: bool
    """Whether repositories may be deleted with images in them."""


class Registry(pulumi.ComponentResource):
    """Repositories ``<environment>/lexfix-app`` and its like: immutable tags, scanned on push, encrypted.

    The build cache has a repository of its own, because BuildKit moves the cache's tag with every build.
    """

    platform: PlatformRegistry
    repository_names: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Registry", name, None, opts)
        self._name, self._args = name, args
        repositories = {image: self._create_repository(image, mutable=False) for image in IMAGES}
        cache = self._create_repository(CACHE, mutable=True)
        login = aws.ecr.get_authorization_token_output(
            registry_id=args.account, opts=pulumi.InvokeOutputOptions(parent=self)
        )
        self.repository_names = {image: repository.name for image, repository in repositories.items()}
        self.platform = PlatformRegistry(
            repositories={image: repository.repository_url for image, repository in repositories.items()},
            logins=[
                docker_build.RegistryArgs(
                    address=cache.repository_url.apply(lambda url: url.partition("/")[0]),
                    username=login.user_name,
                    password=pulumi.Output.secret(login.password),
                )
            ],
            caches={image: pulumi.Output.format("{0}:{1}", cache.repository_url, image) for image in IMAGES},
        )
        self.register_outputs({"repositories": self.platform.repositories})

    def _create_repository(self, image: str, *, mutable: bool) -> aws.ecr.Repository:
        repository = aws.ecr.Repository(
            f"{self._name}-{image}",
            name=f"{self._args.environment}/{image}",
            image_tag_mutability="MUTABLE" if mutable else "IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": self._args.key_arn}],
            force_delete=mutable or self._args.disposable,
            tags=tags(self._args.environment, "registry"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.ecr.LifecyclePolicy(
            f"{self._name}-{image}-lifecycle",
            repository=repository.name,
            policy=_lifecycle(mutable),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return repository


def _lifecycle(cache: bool) -> str:
    """Caches go after a fortnight; images after ``KEPT_IMAGES`` newer ones."""
    rule: dict[str, Any] = (
        {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}
        if cache
        else {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": KEPT_IMAGES}
    )
    return json.dumps({"rules": [{"rulePriority": 1, "selection": rule, "action": {"type": "expire"}}]})

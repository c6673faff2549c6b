"""The image registry."""

from __future__ import annotations

import json

from infra.platform import IMAGES
from tests.unit.aws.conftest import Environment


def test_a_released_tag_cannot_move_and_every_push_is_scanned(prod: Environment) -> None:
    for image in IMAGES:
        repository = prod.declared.one("ecr/repository:Repository", f"lexfix-registry-{image}").inputs
        assert repository["name"] == f"prod/{image}"
        assert repository["imageTagMutability"] == "IMMUTABLE"
        assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository["encryptionConfigurations"] == [
            {"encryptionType": "KMS", "kmsKey": "arn:aws:lexfix-registry-key"}
        ]


def test_the_build_cache_has_a_repository_of_its_own_that_moves_and_expires(prod: Environment) -> None:
    cache = prod.declared.one("ecr/repository:Repository", "lexfix-registry-lexfix-cache").inputs
    assert cache["imageTagMutability"] == "MUTABLE"
    policy = prod.declared.one("ecr/lifecyclePolicy:LifecyclePolicy", "lexfix-registry-lexfix-cache-lifecycle")
    assert json.loads(policy.inputs["policy"])["rules"][0]["selection"]["countNumber"] == 14
    assert len(set(prod.offers["caches"].values())) == len(IMAGES)


def test_images_that_are_deployed_do_not_expire_by_age(prod: Environment) -> None:
    policy = prod.declared.one("ecr/lifecyclePolicy:LifecyclePolicy", "lexfix-registry-lexfix-app-lifecycle")
    assert json.loads(policy.inputs["policy"])["rules"][0]["selection"]["countType"] == "imageCountMoreThan"


def test_prod_keeps_its_images_when_the_stack_goes(staging: Environment, prod: Environment) -> None:
    name = "lexfix-registry-lexfix-app"
    assert staging.declared.one("ecr/repository:Repository", name).inputs["forceDelete"] is True
    assert prod.declared.one("ecr/repository:Repository", name).inputs["forceDelete"] is False


def test_the_engine_signs_in_with_a_token_of_the_account(prod: Environment) -> None:
    assert prod.offers["login"] == "canary-login"
    assert set(prod.offers["repositories"]) == set(IMAGES)

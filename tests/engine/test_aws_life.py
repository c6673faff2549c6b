"""Staging and production from nothing to nothing: up, the same again, a change, a refresh, the end.

Each environment lives once; the tests look at what was seen on the way.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.platform import IMAGES
from stacks.aws_table import column
from tests.engine.account import ELSEWHERE, Photograph
from tests.engine.cloud import PROGRAMS, Cloud, cloud, require
from tests.engine.secrecy import leaks, secrets_of
from tests.standins.tags import MOVED

pytestmark = pytest.mark.slow("two environments live from nothing to nothing; the first test of each waits for that")
LARGER = {"staging": "db.t4g.medium", "prod": "db.m7g.xlarge"}
PROTECTED = {
    "lexfix-backup-copy-vault",
    "lexfix-backup-vault",
    "lexfix-cluster-cluster",
    "lexfix-documents-cluster",
    "lexfix-postgres-instance",
}
KEPT = {
    *("cluster", "database instance", "document cluster", "key", "vault"),
    # What those stand on, and repositories that still hold images.
    *("vpc", "subnet", "security group", "log group", "role", "repository", "image"),
}
UNPROTECTED: dict[str, tuple[str, ...]] = {"staging": (), "prod": ("--exclude-protected", "--continue-on-error")}
"""What destroys all that it may."""


@dataclass(frozen=True)
class Life:
    """What was seen."""

    stack: str
    said: str
    """Everything that the commands printed."""
    built: Photograph
    objects: list[dict[str, Any]]
    """What was in Kubernetes then, without its Secrets."""
    state: dict[str, Any]
    secrets: set[str]
    passwords: set[str]
    """Of the stores, as Secrets Manager has them."""
    again: dict[str, int]
    """What the second update did."""
    updated: Photograph
    updated_objects: list[dict[str, Any]]
    refreshed: dict[str, int]
    refusal: str
    """What `pulumi destroy` said where protection stops it."""
    refused: Photograph
    destroyed: Photograph

    @property
    def table(self) -> dict[str, Any]:
        return column(self.stack)

    @property
    def prod(self) -> bool:
        return self.stack == "prod"


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[Life]]:
    """Both environments, side by side: each spends much of its life waiting for pods."""
    require(*PROGRAMS)
    with ThreadPoolExecutor() as pool:
        return {stack: pool.submit(_live, stack, tmp_path_factory.mktemp(stack)) for stack in LARGER}


@pytest.fixture(params=["staging", "prod"])
def life(request: pytest.FixtureRequest, lives: dict[str, Future[Life]]) -> Life:
    return lives[request.param].result()


def _live(stack: str, folder: Path) -> Life:
    with cloud(stack, folder) as made:
        return _watch(stack, made)


def _watch(stack: str, made: Cloud) -> Life:
    said = [made.up("--diff")]
    built, objects = made.account.photograph(), made.objects()
    state, secrets = made.exported(), secrets_of(made.exported(plain=True))
    passwords = made.account.passwords()
    said.append(made.up())
    again = made.changes()
    made.configure(overrides={"postgres.instance_class": LARGER[stack]})
    said.append(made.up("--diff", variables={MOVED: "yes"}))
    updated, updated_objects = made.account.photograph(), made.objects()
    said.append(made.pulumi("refresh", "--yes", "--skip-preview", variables={MOVED: "yes"}))
    refreshed = made.changes()
    protected = stack == "prod"
    refusal = made.pulumi("destroy", "--yes", fails=True) if protected else ""
    refused = made.account.photograph()
    said += [refusal, made.pulumi("destroy", "--yes", "--skip-preview", *UNPROTECTED[stack], fails=protected)]
    destroyed = made.account.photograph()
    return Life(
        stack,
        "\n".join(said),
        built,
        objects,
        state,
        secrets,
        passwords,
        again,
        updated,
        updated_objects,
        refreshed,
        refusal,
        refused,
        destroyed,
    )


def test_the_network_has_the_zones_of_the_table_and_the_databases_no_way_out(life: Life) -> None:
    zones = life.table["network"]["zones"]
    assert {subnet["AvailabilityZone"] for subnet in life.built.all("subnet")} == set(zones)
    assert len(life.built.all("subnet")) == 3 * len(zones)
    assert len(life.built.all("nat gateway")) == (len(zones) if life.prod else 1)
    assert life.built.one("vpc")["CidrBlock"] == life.table["network"]["cidr"]
    assert {endpoint["ServiceName"].rpartition(".")[2] for endpoint in life.built.all("vpc endpoint")} >= {
        "s3",
        "api",
        "dkr",
    }
    assert life.built.one("flow log")["TrafficType"] == "ALL"


def test_postgres_is_encrypted_private_and_backed_up(life: Life) -> None:
    table, database = life.table["postgres"], postgres(life.built)
    assert database["StorageEncrypted"]
    assert database["KmsKeyId"] in {key["Arn"] for key in life.built.all("key")}
    assert not database["PubliclyAccessible"]
    assert database["MultiAZ"] == table["multi_az"]
    assert database["BackupRetentionPeriod"] == table["backup_days"]
    assert database["DeletionProtection"] == table["deletion_protection"]


def test_documents_and_cache_are_encrypted(life: Life) -> None:
    documents, cache = life.built.one("document cluster"), life.built.one("cache")
    ours = {key["Arn"] for key in life.built.all("key")}
    assert documents["Engine"] == "docdb"
    assert documents["StorageEncrypted"]
    assert documents["KmsKeyId"] in ours
    assert documents["DeletionProtection"] == life.table["documents"]["deletion_protection"]
    assert cache["AtRestEncryptionEnabled"]
    assert cache["TransitEncryptionEnabled"]
    assert cache["KmsKeyId"] in ours
    assert cache["AutomaticFailover"] == ("enabled" if life.prod else "disabled")
    assert cache["MultiAZ"] == ("enabled" if life.prod else "disabled")


def test_no_store_admits_anyone_but_the_workloads(life: Life) -> None:
    ports = {5432, 27017, 6379}
    rules = [
        r for group in life.built.all("security group") for r in group["IpPermissions"] if r.get("FromPort") in ports
    ]
    assert {rule["FromPort"] for rule in rules} == ports
    assert all(rule["UserIdGroupPairs"] and not rule["IpRanges"] and not rule["Ipv6Ranges"] for rule in rules)


def test_the_cluster_encrypts_its_secrets_and_knows_its_callers_by_access_entries(life: Life) -> None:
    cluster = life.built.one("cluster")
    assert cluster["version"] == life.table["cluster"]["version"]
    [encryption] = cluster["encryptionConfig"]
    assert encryption["resources"] == ["secrets"]
    assert life.built.shelved["EKS access entry"] == 3
    assert life.built.shelved["EKS add-on"] == 6


def test_repositories_take_a_tag_once_scan_it_and_are_encrypted(life: Life) -> None:
    repositories = {repository["repositoryName"]: repository for repository in life.built.all("repository")}
    for image in IMAGES:
        repository = repositories[f"{life.stack}/{image}"]
        assert repository["imageTagMutability"] == "IMMUTABLE"
        assert repository["imageScanningConfiguration"]["scanOnPush"]
        assert repository["encryptionConfiguration"]["encryptionType"] == "KMS"


def test_every_key_rotates_and_every_log_group_ends_and_is_encrypted(life: Life) -> None:
    assert life.built.all("key")
    assert all(key["Rotates"] for key in life.built.all("key"))
    groups = life.built.all("log group")
    assert [group["logGroupName"] for group in groups if not group.get("retentionInDays")] == []
    assert [group["logGroupName"] for group in groups if not group.get("kmsKeyId")] == []


def test_backups_are_copied_to_another_region_in_prod_alone(life: Life) -> None:
    assert len(life.built.all("vault")) == 1
    assert len(life.built.all("vault", ELSEWHERE)) == (1 if life.prod else 0)


def test_everything_that_can_be_tagged_is(life: Life) -> None:
    wanted = {"Project": "lexfix", "Environment": life.stack, "ManagedBy": "pulumi"}
    tagged = life.built.tags()
    assert {kind for kind, _ in tagged} > {
        "vpc",
        "subnet",
        "database instance",
        "document cluster",
        "secret",
        "cluster",
    }
    assert [name for name, tags in tagged.items() if not wanted.items() <= tags.items()] == []


def test_pods_run_by_digest_what_the_repositories_hold(life: Life) -> None:
    digests = {image["imageDigest"] for image in life.built.all("image")}
    deployed = {name: images(life.objects, "Deployment", name) for name in ("app", "ml")}
    assert all(image.rpartition("@")[2] in digests for found in deployed.values() for image in found)
    assert len(images(life.objects, "Job", "migrate")) == 1


def test_a_second_up_changes_nothing(life: Life) -> None:
    assert life.again.keys() == {"same"}


def test_a_larger_instance_and_moved_base_images_change_what_they_must_and_keep_the_database(life: Life) -> None:
    before, after = postgres(life.built), postgres(life.updated)
    assert after["DBInstanceClass"] == LARGER[life.stack]
    assert after["DbiResourceId"] == before["DbiResourceId"]
    for name in ("app", "ml"):
        assert not images(life.objects, "Deployment", name) & images(life.updated_objects, "Deployment", name)
    assert images(life.updated_objects, "Job", "migrate") == images(life.updated_objects, "Deployment", "app")


def test_a_refresh_finds_everything_as_the_state_has_it(life: Life) -> None:
    assert life.refreshed.keys() == {"same"}


def test_destroy_leaves_nothing_but_what_protection_keeps(life: Life) -> None:
    left = life.destroyed.inventory()
    if not life.prod:
        assert left == {}
        return
    diagnostics = life.refusal.partition("Diagnostics:")[2]
    assert set(re.findall(r"^  aws:\S+ \((\S+)\):", diagnostics, re.MULTILINE)) == PROTECTED
    assert life.refused.inventory() == life.updated.inventory()
    assert left.keys() == KEPT
    assert postgres(life.destroyed)["DbiResourceId"] == postgres(life.built)["DbiResourceId"]
    assert [image["imageDigest"] for image in life.destroyed.all("image")]


def test_no_secret_stands_in_plain_text_in_state_logs_or_manifests(life: Life) -> None:
    assert len(life.passwords) == 3
    assert life.passwords <= life.secrets
    assert any("PRIVATE KEY" in secret for secret in life.secrets)
    assert leaks(life.secrets, json.dumps(life.state)) == []
    assert leaks(life.secrets, life.said) == []
    assert leaks(life.secrets, json.dumps(life.objects)) == []


def postgres(photograph: Photograph) -> dict[str, Any]:
    """The database instance that is not DocumentDB's."""
    [found] = [i for i in photograph.all("database instance") if i["Engine"] == "postgres"]
    return found


def images(objects: list[dict[str, Any]], kind: str, name: str) -> set[str]:
    """The images of the objects of a kind whose name begins so."""
    return {
        container["image"]
        for found in objects
        if found["kind"] == kind and found["metadata"]["name"].startswith(name)
        for container in found["spec"]["template"]["spec"]["containers"]
    }

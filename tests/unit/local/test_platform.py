"""The local platform: the databases in the cluster, and what LexFix is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pulumi
import pytest

from infra.lexfix.app import PORT
from infra.lexfix.component import LexFix, LexFixArgs
from infra.local import LocalPlatform, LocalPlatformArgs
from infra.local.cluster import Cluster
from infra.platform import MONITORING, NAMESPACE
from stacks.local import Settings
from tests.unit.declared import SECRET, Declared, declare
from tests.unit.lexfix.conftest import WATCH
from tests.unit.pods import containers, pods, weaknesses

STORES = {"postgres": 5432, "mongo": 27017, "redis": 6379}


@dataclass(frozen=True)
class Local:
    """What the local environment declared, and what its platform offers."""

    declared: Declared
    offers: dict[str, Any]


@pytest.fixture(scope="session")
def local() -> Local:
    settings = Settings(url="http://localhost:3000", registry="localhost:5000")

    def program() -> dict[str, Any]:
        platform = LocalPlatform(
            "local",
            LocalPlatformArgs(Cluster("here", "laptop", "https://127.0.0.1:6443"), settings.registry, settings.url),
        )
        LexFix(
            "lexfix",
            LexFixArgs(
                platform,
                settings.app,
                settings.ml,
                settings.gates,
                WATCH,
                demo=settings.demo,
                telemetry=settings.telemetry,
            ),
        )
        urls = {
            "postgres": platform.stores.postgres,
            "mongo": platform.stores.mongodb,
            "redis": platform.stores.redis,
        }
        return {
            "urls": urls,
            "secret": {name: pulumi.Output.from_input(url.is_secret()) for name, url in urls.items()},
        }

    return Local(*declare(program))


def stateful_set(local: Local, store: str) -> dict[str, Any]:
    found: dict[str, Any] = local.declared.one("apps/v1:StatefulSet", store).inputs["spec"]
    return found


def environment(local: Local, store: str) -> dict[str, str]:
    """The environment variables that are not secret."""
    (container,) = pods(local.declared)[store]["containers"]
    return {variable["name"]: variable["value"] for variable in container.get("env", []) if "value" in variable}


@pytest.mark.parametrize("store", STORES)
def test_data_outlives_its_pod_but_not_the_stack_that_knows_its_password(local: Local, store: str) -> None:
    (claim,) = stateful_set(local, store)["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"]
    (container,) = pods(local.declared)[store]["containers"]
    assert claim["metadata"]["name"] in {mount["name"] for mount in container["volumeMounts"]}
    retention = stateful_set(local, store)["persistentVolumeClaimRetentionPolicy"]
    assert retention == {"whenDeleted": "Delete", "whenScaled": "Retain"}


def test_postgres_keeps_its_data_in_the_volume_but_not_at_its_root(local: Local) -> None:
    (container,) = pods(local.declared)["postgres"]["containers"]
    (mount,) = (mount for mount in container["volumeMounts"] if mount["name"] == "data")
    assert environment(local, "postgres")["PGDATA"].startswith(f"{mount['mountPath']}/")


@pytest.mark.parametrize("store", STORES)
def test_a_database_is_as_hardened_as_lexfix_itself(local: Local, store: str) -> None:
    assert weaknesses(pods(local.declared)[store]) == []
    namespace = local.declared.one("core/v1:Namespace", "data").inputs["metadata"]
    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("store", STORES)
def test_a_database_takes_no_more_memory_than_it_was_given_and_says_when_it_serves(local: Local, store: str) -> None:
    for container in containers(pods(local.declared)[store]):
        assert set(container["resources"]["limits"]) == {"memory"}
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)


@pytest.mark.parametrize("store", STORES)
def test_the_url_leads_to_the_databases_service_with_the_user_and_password_it_was_made_with(
    local: Local, store: str
) -> None:
    url = urlsplit(local.offers["urls"][store])
    service = local.declared.one("core/v1:Service", store).inputs
    assert url.hostname == f"{store}.data.svc"
    assert (service["metadata"]["name"], service["metadata"]["namespace"]) == (store, "data")
    assert url.port == service["spec"]["ports"][0]["port"] == STORES[store]
    assert url.password == f"canary-{store}-password"
    users = [value for name, value in environment(local, store).items() if name.endswith(("_USER", "_USERNAME"))]
    assert [url.username] == (users or [""])


def test_passwords_are_generated_each_for_itself_and_never_declared_in_plain_text(local: Local) -> None:
    assert local.offers["secret"] == dict.fromkeys(STORES, True)
    for store in STORES:
        data = local.declared.one("core/v1:Secret", store).inputs["stringData"]
        assert data.items() >= SECRET.items()
        assert f"canary-{store}-password" in str(data["value"])
    assert "canary" not in local.declared.plain()


def test_no_password_can_be_read_from_a_process_list(local: Local) -> None:
    for pod in pods(local.declared).values():
        for container in containers(pod):
            assert "canary" not in str([container.get("args"), container.get("command")])


def test_redis_asks_for_its_password_and_keeps_what_it_is_told(local: Local) -> None:
    data = local.declared.one("core/v1:Secret", "redis").inputs["stringData"]["value"]
    configuration = data["redis.conf"].splitlines()
    assert {"requirepass canary-redis-password", "appendonly yes"} <= set(configuration)
    (container,) = pods(local.declared)["redis"]["containers"]
    (mount,) = (mount for mount in container["volumeMounts"] if mount["name"] == "files")
    assert container["args"] == ["redis-server", f"{mount['mountPath']}/redis.conf"]


@pytest.mark.parametrize("store", STORES)
def test_a_database_admits_lexfix_and_the_exporters_and_calls_nobody(local: Local, store: str) -> None:
    (rule,) = local.declared.one("NetworkPolicy", store).inputs["spec"]["ingress"]
    admitted = [peer["namespaceSelector"]["matchLabels"] for peer in rule["from"]]
    assert admitted == [{"kubernetes.io/metadata.name": name} for name in (NAMESPACE, MONITORING)]
    assert [port["port"] for port in rule["ports"]] == [STORES[store]]
    closed = local.declared.one("NetworkPolicy", "data-deny-by-default").inputs
    assert closed["metadata"]["namespace"] == "data"
    assert closed["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_lexfix_may_reach_the_databases_and_is_reached_from_the_ingress_controller(local: Local) -> None:
    policy = local.declared.one("NetworkPolicy", "app").inputs["spec"]
    reached = [rule for rule in policy["egress"] if {port["port"] for port in rule["ports"]} == set(STORES.values())]
    assert [rule["to"] for rule in reached] == [
        [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}}]
    ]
    (admitted,) = (rule["from"] for rule in policy["ingress"] if {port["port"] for port in rule["ports"]} == {PORT})
    assert admitted == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}]
    assert local.declared.one("v1:Ingress").inputs["spec"]["ingressClassName"] == "traefik"


def test_everything_goes_to_the_context_that_was_checked_and_new_credentials_replace_nothing(local: Local) -> None:
    provider = local.declared.one("pulumi:providers:kubernetes").inputs
    assert (provider["context"], provider["clusterIdentifier"]) == ("here", "laptop")
    objects = [one for one in local.declared.resources if one.type.startswith("kubernetes:")]
    assert len(objects) > 35
    assert [one.name for one in objects if "::cluster::" not in (one.provider or "")] == []


def test_images_go_to_the_registry_of_the_settings(local: Local) -> None:
    for image in local.declared.of("docker-build:index:Image"):
        assert image.inputs["tags"][0].startswith(f"localhost:5000/{image.name}:")


def test_no_two_objects_share_a_name(local: Local) -> None:
    names = [(one.type, one.name) for one in local.declared.resources]
    assert len(names) == len(set(names))

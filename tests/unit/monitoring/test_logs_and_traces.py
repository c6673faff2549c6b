"""What the level ``full`` adds: where logs and traces go, what they may say, and who may read them."""

from __future__ import annotations

import re
from typing import Any

import pulumi
import pytest
import yaml

from infra.monitoring import collector, loki, traces
from infra.monitoring.scrubbing import LOG_KEYS, SPAN_KEYS, VALUES
from infra.platform import LogBucket
from tests.unit.declared import Declared
from tests.unit.monitoring.conftest import deploy
from tools.images import FULL_STAND_INS

KINDS = {"loki": "StatefulSet", "traces": "Deployment", "collector": "DaemonSet"}


def pod(declared: Declared, name: str) -> dict[str, Any]:
    spec: dict[str, Any] = declared.one(KINDS[name], name).inputs["spec"]["template"]["spec"]
    return spec


def file(declared: Declared, name: str) -> Any:
    """The one configuration file of a part."""
    [text] = declared.one("core/v1:ConfigMap", name).inputs["data"].values()
    return yaml.safe_load(text)


def test_the_level_core_keeps_neither_logs_nor_traces() -> None:
    assert not {resource.name for resource in deploy(level="core").resources} & {*KINDS, "node-logs"}


def test_the_collector_reads_the_nodes_logs_as_a_member_of_the_group_root_and_cannot_write_them(
    local: Declared,
) -> None:
    found = pod(local, "collector")
    assert found["securityContext"]["runAsUser"] == 10001
    assert found["securityContext"]["runAsGroup"] == 0
    [claimed] = [volume for volume in found["volumes"] if "persistentVolumeClaim" in volume]
    assert claimed["persistentVolumeClaim"] == {"claimName": "node-logs", "readOnly": True}
    [mount] = [mount for mount in found["containers"][0]["volumeMounts"] if mount["name"] == claimed["name"]]
    assert (mount["mountPath"], mount["readOnly"]) == ("/var/log/pods", True)


def test_the_volume_of_the_nodes_logs_is_for_the_collectors_claim_alone(local: Declared) -> None:
    volume = local.one("core/v1:PersistentVolume").inputs["spec"]
    assert volume["claimRef"] == {"namespace": "monitoring", "name": "node-logs"}
    assert volume["hostPath"]["path"] == "/var/log/pods"
    assert volume["accessModes"] == ["ReadOnlyMany"]


def test_a_pod_of_lexfix_tells_its_spans_to_the_collector_of_its_own_node(local: Declared) -> None:
    service = local.one("core/v1:Service", "collector").inputs["spec"]
    assert service["internalTrafficPolicy"] == "Local"
    assert {port["name"]: port["port"] for port in service["ports"]}["otlp"] == 4318


def test_what_is_collected_is_scrubbed_before_it_is_sent(local: Declared) -> None:
    for name, pipeline in file(local, "collector")["service"]["pipelines"].items():
        steps = [step.partition("/")[0] for step in pipeline["processors"]]
        assert steps == ["memory_limiter", "k8s_attributes", "redaction", "batch"], name


@pytest.mark.parametrize(
    "said",
    [
        "learner@example.org",
        "from 203.0.113.77 today",
        "2001:0db8:0000:0000:0000:0000:0000:0001",
        "eyJhbGciOi.eyJzdWIi.c2ln",
    ],
)
def test_a_value_that_tells_a_person_is_masked_wherever_it_stands(said: str) -> None:
    assert any(re.search(pattern, said) for pattern in VALUES)


@pytest.mark.parametrize(
    "said", ["sha256:0123456789abcdef", "3.5.1-1", "12:30:01.123", "/api/attempts", "attempt kept"]
)
def test_an_ordinary_value_is_left_as_it_is(said: str) -> None:
    assert not any(re.search(pattern, said) for pattern in VALUES)


@pytest.mark.parametrize("field", ["email", "user.email", "userId", "client.address", "set-cookie", "phrase", "req.ip"])
def test_a_field_that_tells_a_person_is_masked(field: str) -> None:
    assert any(re.search(pattern, field) for pattern in LOG_KEYS)


@pytest.mark.parametrize("field", ["k8s.pod.name", "service.name", "http.route", "message", "duration", "description"])
def test_an_ordinary_field_is_left_as_it_is(field: str) -> None:
    assert not any(re.search(pattern, field) for pattern in LOG_KEYS)


def test_spans_carry_no_address_query_or_message() -> None:
    told = {"url.full", "url.path", "url.query", "client.address", "user_agent.original", "db.query.text", "enduser.id"}
    assert not {*told, "exception.message", "exception.stacktrace"} & set(SPAN_KEYS)


def test_logs_stay_on_the_volume_for_as_long_as_the_setting_says() -> None:
    found = file(deploy(log_days=11, log_storage_gib=3), "loki")
    assert found["limits_config"]["retention_period"] == "264h"
    assert found["compactor"]["retention_enabled"] is True
    assert found["schema_config"]["configs"][0]["object_store"] == "filesystem"


def test_logs_go_to_the_bucket_where_there_is_one() -> None:
    declared = deploy(log_bucket=LogBucket(pulumi.Output.from_input("logs-of-us"), "eu-central-1"))
    found = file(declared, "loki")
    assert found["common"]["storage"] == {"s3": {"bucketnames": "logs-of-us", "region": "eu-central-1"}}
    assert found["schema_config"]["configs"][0]["object_store"] == "s3"
    assert found["compactor"]["delete_request_store"] == "s3"
    assert {port["port"] for rule in calls(declared, "loki") for port in rule["ports"]} == {53, 80, 443}


def test_loki_calls_nobody_where_there_is_no_bucket(local: Declared) -> None:
    assert calls(local, "loki") == []


def calls(declared: Declared, name: str) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = declared.one("NetworkPolicy", name).inputs["spec"]["egress"]
    return rules


def test_traces_are_kept_in_memory_or_on_a_volume_for_days(local: Declared) -> None:
    assert file(local, "traces")["extensions"]["jaeger_storage"]["backends"]["traces"].keys() == {"memory"}
    kept = file(deploy(trace_days=3, trace_storage_gib=5), "traces")
    assert kept["extensions"]["jaeger_storage"]["backends"]["traces"]["badger"]["ttl"] == {"spans": "72h"}


def test_a_machine_without_docker_hub_has_an_image_of_every_part() -> None:
    assert {image.reference for image in FULL_STAND_INS} == {collector.IMAGE, loki.IMAGE, traces.IMAGE}

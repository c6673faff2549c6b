"""What watches LexFix: it is hardened, small, fenced in, and tells nobody a secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.monitoring import MonitoringSettings
from infra.monitoring.part import METRICS
from infra.platform import MONITORING, NAMESPACE
from policies.reading import gibibytes
from tests.unit.declared import Declared
from tests.unit.monitoring.conftest import LOCAL
from tests.unit.pods import containers, pods, weaknesses

MEMORY_BYTES = 10**9
"""What all of it may take on a laptop."""
HOLDERS = {"prometheus", "kube-state-metrics"}
"""Those that ask the Kubernetes API."""


def prometheus_configuration(declared: Declared) -> dict[str, Any]:
    text = declared.one("core/v1:ConfigMap", "prometheus").inputs["data"]["prometheus.yml"]
    configuration: dict[str, Any] = yaml.safe_load(text)
    return configuration


def alertmanager_configuration(declared: Declared) -> dict[str, Any]:
    secret = declared.one("core/v1:Secret", "alertmanager-files").inputs["stringData"]["value"]
    configuration: dict[str, Any] = yaml.safe_load(secret["alertmanager.yml"])
    return configuration


def test_every_pod_is_as_hardened_as_lexfix_itself(told: Declared) -> None:
    assert {name: weak for name, pod in pods(told).items() if (weak := weaknesses(pod))} == {}
    labels = told.one("core/v1:Namespace", MONITORING).inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_whole_set_takes_less_than_a_gigabyte_on_a_laptop(local: Declared) -> None:
    limits = {
        name: container["resources"]["limits"]["memory"]
        for name, pod in pods(local).items()
        for container in containers(pod)
    }
    assert sum(gibibytes(limit) for limit in limits.values()) * 2**30 < MEMORY_BYTES, limits


def test_every_pod_gives_metrics_of_its_own(told: Declared) -> None:
    for name, pod in pods(told).items():
        assert METRICS in {port["name"] for container in containers(pod) for port in container["ports"]}, name


def test_a_pod_is_reached_from_its_own_namespace_prometheus_from_the_gate_and_the_collector_for_spans(
    told: Declared,
) -> None:
    own = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": MONITORING}}}
    lexfix = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": NAMESPACE}}}
    gate = {
        **lexfix,
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "alerts"}},
    }
    for name in pods(told):
        (rule,) = told.one("NetworkPolicy", name).inputs["spec"]["ingress"]
        assert rule["from"] == [own, *{"prometheus": [gate], "collector": [lexfix]}.get(name, [])], name


def test_whoever_has_no_policy_of_its_own_reaches_nobody(told: Declared) -> None:
    closed = told.one("NetworkPolicy", "monitoring-deny-by-default").inputs["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_those_who_ask_the_api_get_a_token_and_nobody_can_change_anything(told: Declared) -> None:
    holders = {
        name for name, pod in pods(told).items() if any("projected" in volume for volume in pod.get("volumes", []))
    }
    assert holders >= HOLDERS
    bound = {role.name.removesuffix("-cluster-role") for role in told.of("ClusterRole")}
    assert holders == bound
    verbs = {verb for role in told.of("ClusterRole") for rule in role.inputs["rules"] for verb in rule["verbs"]}
    assert verbs <= {"get", "list", "watch"}
    granted = {r for role in told.of("ClusterRole") for rule in role.inputs["rules"] for r in rule.get("resources", [])}
    assert not granted & {"secrets", "configmaps", "nodes/proxy"}


def test_no_password_and_no_key_of_a_receiver_stands_in_plain_text(told: Declared) -> None:
    assert "canary" not in told.plain()


def test_a_configuration_that_changes_rolls_the_pod_that_reads_it(local: Declared) -> None:
    config_map = local.one("core/v1:ConfigMap", "prometheus").inputs
    assert config_map["immutable"] is True
    assert "name" not in config_map["metadata"], "a generated name follows the content"


def test_pods_are_found_by_the_name_of_their_port_and_named_by_their_service(local: Declared) -> None:
    (job,) = [job for job in prometheus_configuration(local)["scrape_configs"] if job["job_name"] == "pods"]
    assert {
        "source_labels": ["__meta_kubernetes_pod_container_port_name"],
        "regex": METRICS,
        "action": "keep",
    } in job["relabel_configs"]
    targets = {rule["target_label"] for rule in job["relabel_configs"] if rule.get("action") is None}
    assert targets == {"namespace", "pod", "container", "service", "node"}


def test_every_file_of_rules_is_read(local: Declared) -> None:
    data = local.one("core/v1:ConfigMap", "prometheus").inputs["data"]
    read = {Path(path).name for path in prometheus_configuration(local)["rule_files"]}
    assert read == {name for name in data if name.endswith(".yaml")}
    assert read


def test_retention_storage_and_memory_are_what_the_settings_say(local: Declared) -> None:
    stateful_set = local.one("apps/v1:StatefulSet", "prometheus").inputs["spec"]
    (claim,) = stateful_set["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == f"{LOCAL.storage_gib}Gi"
    (container,) = stateful_set["template"]["spec"]["containers"]
    assert container["resources"]["limits"]["memory"] == LOCAL.memory
    assert f"--storage.tsdb.retention.time={LOCAL.retention_days}d" in container["command"]


def test_without_a_receiver_alerts_are_sent_nowhere_and_alertmanager_may_call_nobody(local: Declared) -> None:
    assert all(set(receiver) == {"name"} for receiver in alertmanager_configuration(local)["receivers"])
    assert not local.one("NetworkPolicy", "alertmanager").inputs["spec"].get("egress")


def test_a_page_is_heard_by_every_way_and_a_ticket_wakes_nobody(told: Declared) -> None:
    configuration = alertmanager_configuration(told)
    receivers = {receiver["name"]: set(receiver) - {"name"} for receiver in configuration["receivers"]}
    assert receivers == {
        "nobody": set(),
        "urgent": {"webhook_configs", "email_configs", "pagerduty_configs"},
        "later": {"webhook_configs", "email_configs"},
    }
    routes = {json.dumps(route["matchers"]): route["receiver"] for route in configuration["route"]["routes"]}
    assert routes['["severity=\\"page\\""]'] == "urgent"
    assert routes['["severity=\\"ticket\\""]'] == "later"


def test_grafana_asks_for_a_password_and_shows_every_dashboard(told: Declared) -> None:
    (container,) = pods(told)["grafana"]["containers"]
    environment = {variable["name"]: variable.get("value") for variable in container["env"]}
    assert environment["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    assert environment["GF_SECURITY_ADMIN_PASSWORD"] is None, "it comes from a Secret"
    sources = yaml.safe_load(told.one("core/v1:ConfigMap", "grafana").inputs["data"]["datasources.lexfix.yaml"])
    assert {source["type"] for source in sources["datasources"]} == {"prometheus", "loki", "jaeger"}


def test_a_slow_request_and_a_log_line_lead_to_their_trace(told: Declared) -> None:
    sources = yaml.safe_load(told.one("core/v1:ConfigMap", "grafana").inputs["data"]["datasources.lexfix.yaml"])
    links = {source["type"]: source["jsonData"] for source in sources["datasources"]}
    assert links["prometheus"]["exemplarTraceIdDestinations"] == [{"name": "trace_id", "datasourceUid": "jaeger"}]
    assert links["loki"]["derivedFields"][0]["datasourceUid"] == "jaeger"


def test_grafana_is_not_there_where_it_is_switched_off(local: Declared) -> None:
    assert "grafana" not in pods(local)


def test_the_exporters_sign_in_to_the_stores_and_reach_nothing_else(local: Declared) -> None:
    for name in ("postgres-exporter", "redis-exporter", "mongodb-exporter"):
        (container,) = pods(local)[name]["containers"]
        assert any("secretKeyRef" in variable.get("valueFrom", {}) for variable in container["env"])
        egress = local.one("NetworkPolicy", name).inputs["spec"]["egress"]
        assert {port["port"] for rule in egress for port in rule["ports"]} == {53, 5432, 27017, 6379}


def test_a_namespace_of_its_own_keeps_it_apart_from_lexfix(local: Declared) -> None:
    namespaces = {r.inputs["metadata"].get("namespace") for r in local.resources if "metadata" in r.inputs}
    assert NAMESPACE not in namespaces


@pytest.mark.parametrize("wrong", [{"level": "some"}, {"retention_days": 0}, {"storage_gib": 0}, {"memory": "1GB"}])
def test_a_setting_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    right = {"level": "core", "grafana": False, "retention_days": 7, "storage_gib": 2, "memory": "256Mi"}
    assert MonitoringSettings(**right)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=next(iter(wrong))):
        MonitoringSettings(**{**right, **wrong})  # type: ignore[arg-type]

"""What the workloads are told about telling."""

from __future__ import annotations

import pytest

from tests.unit.lexfix.conftest import Deployed
from tests.unit.pods import pods

WORKLOADS = ("app", "ml-service")


def variables(deployed: Deployed, workload: str) -> dict[str, str]:
    """The environment of a workload's container."""
    (container,) = pods(deployed.declared)[workload]["containers"]
    return {variable["name"]: variable["value"] for variable in container["env"]}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_prometheus_finds_the_metrics_by_the_name_of_their_port(private: Deployed, workload: str) -> None:
    (container,) = pods(private.declared)[workload]["containers"]
    assert {port["name"]: port["containerPort"] for port in container["ports"]}["metrics"] == 9464


@pytest.mark.parametrize("workload", WORKLOADS)
def test_what_a_pod_tells_bears_the_name_version_and_environment_of_the_workload(
    private: Deployed, workload: str
) -> None:
    told = variables(private, workload)
    assert told["OTEL_SERVICE_NAME"] == workload
    assert told["OTEL_RESOURCE_ATTRIBUTES"] == (
        f"service.version={told['LEXFIX_VERSION']},deployment.environment.name=somewhere"
    )


@pytest.mark.parametrize("workload", WORKLOADS)
def test_no_span_and_no_error_leaves_a_pod_unless_somebody_wants_them(private: Deployed, workload: str) -> None:
    assert not {name for name in variables(private, workload) if name.startswith(("OTEL_EXPORTER", "SENTRY"))}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_spans_go_to_the_collector_and_errors_name_the_image_they_come_from(public: Deployed, workload: str) -> None:
    told = variables(public, workload)
    assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://collector.monitoring:4318"
    assert told["SENTRY_RELEASE"] == told["LEXFIX_VERSION"]
    assert told["SENTRY_ENVIRONMENT"] == "somewhere"

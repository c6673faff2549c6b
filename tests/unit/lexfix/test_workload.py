"""The pods of the app and of the ML service: hardened, replaced without a dropped request, spread, scaled."""

from __future__ import annotations

import re
from typing import Any

import pytest

from infra.lexfix.workload import DRAIN_SECONDS
from infra.platform import ML_NODES
from tests.unit.lexfix.conftest import APP, ML, Deployed
from tests.unit.pods import containers, pods, weaknesses

WORKLOADS = ("app", "ml-service")


def deployment(deployed: Deployed, workload: str) -> dict[str, Any]:
    found: dict[str, Any] = deployed.declared.one("apps/v1:Deployment", workload).inputs["spec"]
    return found


def container(deployed: Deployed, workload: str) -> dict[str, Any]:
    (found,) = deployment(deployed, workload)["template"]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("pod", [*WORKLOADS, "migrate"])
def test_an_intruder_in_a_pod_finds_nothing_to_use(public: Deployed, pod: str) -> None:
    assert weaknesses(pods(public.declared)[pod]) == []


@pytest.mark.parametrize("pod", [*WORKLOADS, "migrate"])
def test_a_pod_has_an_account_of_its_own_without_a_token(public: Deployed, pod: str) -> None:
    account = public.declared.one("core/v1:ServiceAccount", pod).inputs
    assert account["automountServiceAccountToken"] is False
    assert pods(public.declared)[pod]["serviceAccountName"] == account["metadata"]["name"]


@pytest.mark.parametrize("pod", [*WORKLOADS, "migrate"])
def test_every_volume_that_is_mounted_is_there_and_what_is_written_is_bounded(public: Deployed, pod: str) -> None:
    spec = pods(public.declared)[pod]
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    for one in containers(spec):
        assert {mount["name"] for mount in one["volumeMounts"]} == set(volumes)
        # Programs keep caches under HOME, and the root cannot be written to.
        (home,) = (variable["value"] for variable in one["env"] if variable["name"] == "HOME")
        assert home in {mount["mountPath"] for mount in one["volumeMounts"] if not mount.get("readOnly")}
    assert all(volume["emptyDir"]["sizeLimit"] for volume in volumes.values() if "emptyDir" in volume)


@pytest.mark.parametrize("pod", [*WORKLOADS, "migrate"])
def test_memory_is_limited_and_cpu_only_reserved(public: Deployed, pod: str) -> None:
    for one in containers(pods(public.declared)[pod]):
        assert set(one["resources"]["requests"]) == {"cpu", "memory"}
        assert set(one["resources"]["limits"]) == {"memory"}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_pod_is_asked_whether_it_started_serves_and_lives_at_its_own_port(public: Deployed, workload: str) -> None:
    one = container(public, workload)
    ports = {port["name"] for port in one["ports"]}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert one[probe]["httpGet"]["port"] in ports
    startup = one["startupProbe"]
    # A model loads for a while; before it has, no other probe counts.
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 60


def test_a_store_that_blinks_takes_no_app_pod_out_of_service(public: Deployed) -> None:
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container(public, "app")[probe]["httpGet"]["path"] != "/health"


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_new_version_takes_no_pod_away_before_its_own_serves(public: Deployed, workload: str) -> None:
    strategy = deployment(public, workload)["strategy"]
    assert strategy["type"] == "RollingUpdate"
    assert strategy["rollingUpdate"]["maxUnavailable"] == 0
    assert strategy["rollingUpdate"]["maxSurge"] >= 1


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_stopping_pod_serves_on_until_proxies_have_noticed_and_then_has_time_to_end(
    public: Deployed, workload: str
) -> None:
    assert container(public, workload)["lifecycle"]["preStop"]["sleep"]["seconds"] == DRAIN_SECONDS
    grace = deployment(public, workload)["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace - DRAIN_SECONDS >= 15, "a recording may be on its way"


@pytest.mark.parametrize(("workload", "size"), [("app", APP), ("ml-service", ML)])
def test_the_autoscaler_alone_decides_how_many_pods_there_are(public: Deployed, workload: str, size: Any) -> None:
    assert "replicas" not in deployment(public, workload)
    autoscaler = public.declared.one("HorizontalPodAutoscaler", workload).inputs["spec"]
    assert autoscaler["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": workload}
    assert public.declared.one("apps/v1:Deployment", workload).inputs["metadata"]["name"] == workload
    assert (autoscaler["minReplicas"], autoscaler["maxReplicas"]) == (size.smallest, size.largest)
    assert autoscaler["metrics"][0]["resource"]["target"]["averageValue"] == size.scale_at


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_drained_node_takes_one_pod_at_a_time_even_of_a_single_one(public: Deployed, workload: str) -> None:
    budget = public.declared.one("PodDisruptionBudget", workload).inputs["spec"]
    assert budget["maxUnavailable"] == 1
    assert "minAvailable" not in budget
    assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


@pytest.mark.parametrize("workload", WORKLOADS)
def test_pods_spread_over_zones_and_nodes_but_start_where_there_is_only_one(public: Deployed, workload: str) -> None:
    spread = deployment(public, workload)["template"]["spec"]["topologySpreadConstraints"]
    assert {one["topologyKey"] for one in spread} == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    assert {one["whenUnsatisfiable"] for one in spread} == {"ScheduleAnyway"}
    # Otherwise the pods of the version that goes count as well, and the new ones end up together.
    assert all(one["matchLabelKeys"] == ["pod-template-hash"] for one in spread)


@pytest.mark.parametrize("workload", WORKLOADS)
def test_whatever_selects_a_workloads_pods_selects_these_and_no_others(public: Deployed, workload: str) -> None:
    spec = deployment(public, workload)
    selectors = [
        spec["selector"]["matchLabels"],
        public.declared.one("core/v1:Service", workload).inputs["spec"]["selector"],
        public.declared.one("PodDisruptionBudget", workload).inputs["spec"]["selector"]["matchLabels"],
        *(one["labelSelector"]["matchLabels"] for one in spec["template"]["spec"]["topologySpreadConstraints"]),
    ]
    labels = {
        one.name: one.inputs["spec"]["template"]["metadata"]["labels"]
        for kind in ("apps/v1:Deployment", "batch/v1:Job")
        for one in public.declared.of(kind)
    }
    for selector in selectors:
        assert [name for name, known in labels.items() if known.items() >= selector.items()] == [workload]


def test_the_ml_service_prefers_its_own_nodes_and_runs_without_them(public: Deployed) -> None:
    ((key, value),) = ML_NODES.items()
    pod = pods(public.declared)["ml-service"]
    affinity = pod["affinity"]["nodeAffinity"]
    assert set(affinity) == {"preferredDuringSchedulingIgnoredDuringExecution"}, "a required one forbids other nodes"
    (preferred,) = affinity["preferredDuringSchedulingIgnoredDuringExecution"]
    assert preferred["preference"]["matchExpressions"] == [{"key": key, "operator": "In", "values": [value]}]
    assert pod["tolerations"] == [{"key": key, "operator": "Equal", "value": value, "effect": "PreferNoSchedule"}]


def test_the_app_keeps_away_from_the_nodes_of_the_ml_service(public: Deployed) -> None:
    assert not {"affinity", "tolerations"} & set(pods(public.declared)["app"])


def test_the_stores_certificate_authority_is_where_urls_and_node_look_for_it(public: Deployed) -> None:
    app = container(public, "app")
    (path,) = (variable["value"] for variable in app["env"] if variable["name"] == "NODE_EXTRA_CA_CERTS")
    (mount,) = (mount for mount in app["volumeMounts"] if mount["name"] == "stores")
    folder, file = path.rsplit("/", 1)
    assert (mount["mountPath"], mount["readOnly"]) == (folder, True)
    assert file in public.declared.one("core/v1:ConfigMap", "stores").inputs["data"]


def test_without_a_certificate_authority_nothing_is_mounted_for_it(private: Deployed) -> None:
    assert [one.name for one in private.declared.of("core/v1:ConfigMap")] == ["ml-trial"]
    assert "NODE_EXTRA_CA_CERTS" not in str(pods(private.declared))
    assert not re.search(r"'stores'", str(pods(private.declared)))

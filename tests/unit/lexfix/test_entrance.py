"""The way in, the namespace behind it, and where all of it is made."""

from __future__ import annotations

from infra.platform import NAMESPACE
from tests.unit.lexfix.conftest import PUBLIC, Deployed
from tests.unit.pods import pods


def test_a_request_under_the_entrances_name_ends_at_the_apps_pods(public: Deployed) -> None:
    ingress = public.declared.one("v1:Ingress").inputs
    assert ingress["spec"]["ingressClassName"] == PUBLIC.ingress_class
    assert ingress["metadata"]["annotations"] == PUBLIC.annotations
    (rule,) = ingress["spec"]["rules"]
    assert rule["host"] == PUBLIC.host
    (path,) = rule["http"]["paths"]
    assert (path["path"], path["pathType"]) == ("/", "Prefix")
    service = public.declared.one("core/v1:Service", path["backend"]["service"]["name"]).inputs
    (port,) = service["spec"]["ports"]
    assert port["name"] == path["backend"]["service"]["port"]["name"]
    (container,) = pods(public.declared)["app"]["containers"]
    assert port["targetPort"] in {one["name"] for one in container["ports"]}


def test_an_https_entrance_asks_for_tls_under_its_name(public: Deployed) -> None:
    assert public.declared.one("v1:Ingress").inputs["spec"]["tls"] == [{"hosts": [PUBLIC.host]}]


def test_an_http_entrance_asks_for_no_tls_and_answers_to_any_name(private: Deployed) -> None:
    spec = private.declared.one("v1:Ingress").inputs["spec"]
    assert "tls" not in spec
    assert "host" not in spec["rules"][0]


def test_the_app_knows_the_address_that_browsers_use(public: Deployed, private: Deployed) -> None:
    for deployed in (public, private):
        (container,) = pods(deployed.declared)["app"]["containers"]
        assert {"name": "APP_URL", "value": deployed.offers["url"]} in container["env"]


def test_kubernetes_itself_refuses_a_pod_that_is_not_hardened(public: Deployed) -> None:
    namespace = public.declared.one("core/v1:Namespace").inputs["metadata"]
    assert namespace["name"] == NAMESPACE
    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_everything_is_made_in_the_platforms_cluster_and_in_the_namespace(public: Deployed) -> None:
    objects = [one for one in public.declared.resources if one.type.startswith("kubernetes:")]
    assert len(objects) > 20
    for one in objects:
        assert "::somewhere::" in (one.provider or ""), f"{one.name} would go wherever the kubeconfig points"
        assert one.type.endswith("Namespace") or one.inputs["metadata"]["namespace"] == NAMESPACE

"""From a learner's browser to the ingress controller."""

from __future__ import annotations

from typing import Any

from infra.aws.ingress_controller import CLUSTER_RULES, DRAIN_SECONDS, NAMESPACE_RULES
from tests.unit.aws.conftest import Environment


def listener(environment: Environment, port: int) -> dict[str, Any]:
    (found,) = (one.inputs for one in environment.declared.of("lb/listener:Listener") if one.inputs["port"] == port)
    return found


def container(environment: Environment) -> dict[str, Any]:
    deployment = environment.declared.one("apps/v1:Deployment", "lexfix-ingress-deployment").inputs
    found: dict[str, Any] = deployment["spec"]["template"]["spec"]["containers"][0]
    return found


def test_https_ends_at_the_balancer_with_the_public_certificate_and_goes_on_encrypted(prod: Environment) -> None:
    https = listener(prod, 443)
    assert https["protocol"] == "TLS"
    assert "TLS13" in https["sslPolicy"]
    target = prod.declared.one("lb/targetGroup:TargetGroup", "lexfix-entrance-https").inputs
    assert (target["protocol"], target["port"]) == ("TLS", 30443)


def test_http_passes_to_the_controller_which_redirects_it(prod: Environment) -> None:
    assert listener(prod, 80)["protocol"] == "TCP"
    assert prod.declared.one("lb/targetGroup:TargetGroup", "lexfix-entrance-http").inputs["port"] == 30080
    assert "nginx.org/redirect-to-https" not in prod.offers["annotations"]


def test_the_balancer_asks_the_controller_itself_whether_it_is_ready(prod: Environment) -> None:
    for target in prod.declared.of("lb/targetGroup:TargetGroup"):
        check = target.inputs["healthCheck"]
        assert (check["path"], check["port"], check["protocol"]) == ("/nginx-ready", "30081", "HTTP")


def test_the_ports_of_balancer_service_and_firewall_agree(prod: Environment) -> None:
    service = prod.declared.one("core/v1:Service").inputs["spec"]
    ports = sorted(port["nodePort"] for port in service["ports"])
    admitted = [
        rule.inputs["fromPort"]
        for rule in prod.declared.of("SecurityGroupIngressRule")
        if rule.inputs["securityGroupId"] == "sg-workloads"
    ]
    assert ports == sorted(admitted) == [30080, 30081, 30443]


def test_the_controller_sees_the_clients_address_which_rate_limits_need(prod: Environment) -> None:
    assert prod.declared.one("core/v1:Service").inputs["spec"]["externalTrafficPolicy"] == "Local"
    for target in prod.declared.of("lb/targetGroup:TargetGroup"):
        assert target.inputs["preserveClientIp"] == "true"


def test_nodes_of_every_group_are_targets(prod: Environment) -> None:
    attached = {
        (one.inputs["lbTargetGroupArn"], one.inputs["autoscalingGroupName"])
        for one in prod.declared.of("autoscaling/attachment:Attachment")
    }
    assert len(attached) == 4


def test_a_stopping_controller_serves_until_the_balancer_has_noticed(prod: Environment) -> None:
    check = prod.declared.of("lb/targetGroup:TargetGroup")[0].inputs["healthCheck"]
    assert check["interval"] * check["unhealthyThreshold"] < DRAIN_SECONDS
    assert container(prod)["lifecycle"]["preStop"]["sleep"]["seconds"] == DRAIN_SECONDS
    pod = prod.declared.one("apps/v1:Deployment", "lexfix-ingress-deployment").inputs["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > DRAIN_SECONDS


def test_the_controller_runs_without_custom_resources_and_reports_to_nobody(prod: Environment) -> None:
    args = container(prod)["args"]
    assert "-enable-custom-resources=false" in args
    assert "-enable-telemetry-reporting=false" in args
    assert "-ingress-class=nginx" in args


def test_the_controller_is_pinned_by_digest_and_hardened(prod: Environment) -> None:
    nginx = container(prod)
    assert "@sha256:" in nginx["image"]
    security = nginx["securityContext"]
    assert security["readOnlyRootFilesystem"] is True
    assert security["allowPrivilegeEscalation"] is False
    assert security["capabilities"] == {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}


def test_the_controller_cannot_read_secrets_of_another_namespace() -> None:
    assert not [rule for rule in CLUSTER_RULES if {"secrets", "configmaps"} & set(rule["resources"])]
    assert [rule for rule in NAMESPACE_RULES if "secrets" in rule["resources"]]


def test_an_ingress_gets_the_public_name_as_its_address(prod: Environment) -> None:
    config = prod.declared.one("core/v1:ConfigMap").inputs["data"]
    assert config["external-status-address"] == "app.lexfix.com"


def test_recordings_fit_and_larger_bodies_do_not(prod: Environment) -> None:
    assert prod.offers["annotations"]["nginx.org/client-max-body-size"] == "6m"


def test_browsers_are_told_to_stay_with_https_and_clients_are_limited(prod: Environment) -> None:
    annotations = prod.offers["annotations"]
    assert annotations["nginx.org/hsts"] == "true"
    assert int(annotations["nginx.org/hsts-max-age"]) >= 31_536_000
    assert annotations["nginx.org/limit-req-rate"] == "100r/s"
    assert annotations["nginx.org/limit-req-reject-code"] == "429"
    assert annotations["nginx.org/websocket-services"] == "app"


def test_the_platform_offers_its_entrance_under_the_public_name(staging: Environment, prod: Environment) -> None:
    assert (staging.offers["url"], staging.offers["host"]) == ("https://staging.lexfix.com", "staging.lexfix.com")
    assert (prod.offers["url"], prod.offers["class"], prod.offers["namespace"]) == (
        "https://app.lexfix.com",
        "nginx",
        "nginx-ingress",
    )


def test_the_name_leads_to_the_balancer_and_the_certificate_is_proven_in_dns(prod: Environment) -> None:
    alias = prod.declared.one("route53/record:Record", "lexfix-name-record").inputs
    assert alias["name"] == "app.lexfix.com"
    assert alias["aliases"][0]["name"] == "lexfix-entrance-balancer.elb.amazonaws.com"
    certificate = prod.declared.one("acm/certificate:Certificate").inputs
    assert (certificate["domainName"], certificate["validationMethod"]) == ("app.lexfix.com", "DNS")


def test_only_the_controllers_own_container_gets_the_clusters_token(prod: Environment) -> None:
    for name in ("lexfix-ingress-deployment", "lexfix-autoscaler-deployment"):
        pod = prod.declared.one("apps/v1:Deployment", name).inputs["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        holders = [
            one["name"]
            for one in [*pod.get("initContainers", []), *pod["containers"]]
            if any(mount["name"] == "api-token" for mount in one["volumeMounts"])
        ]
        assert holders == [pod["containers"][0]["name"]]


def test_the_controllers_namespace_admits_hardened_pods_only(prod: Environment) -> None:
    labels = prod.declared.one("core/v1:Namespace").inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"

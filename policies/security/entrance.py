"""The way in from the internet."""

from __future__ import annotations

from policies.problems import unless_one_of, unless_set
from policies.reading import at
from policies.rule import Rule, Subject

LISTENER = "aws:lb/listener:Listener"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
_HTTP = 80
"""Passes to the ingress controller, which answers with a redirect to HTTPS."""


def _tls(subject: Subject, _: float) -> str | None:
    port, protocol = at(subject.node, "port"), at(subject.node, "protocol")
    if port == _HTTP or protocol in ("TLS", "HTTPS"):
        return None
    return f"listens on port {port:g} without TLS"


def _modern(subject: Subject, _: float) -> str | None:
    if at(subject.node, "protocol") not in ("TLS", "HTTPS"):
        return None
    policy = at(subject.node, "sslPolicy")
    if not at(subject.node, "certificateArn"):
        return "has no certificate"
    modern = str(policy).startswith(("ELBSecurityPolicy-TLS13-1-2", "ELBSecurityPolicy-TLS13-1-3"))
    return None if modern else f"admits old versions of TLS (policy {policy or 'default'})"


RULES = (
    Rule(
        "entrance-tls",
        "Learners' traffic is encrypted; port 80 only redirects.",
        'Set `protocol="TLS"`.',
        frozenset({LISTENER}),
        _tls,
        sources=("CIS EKS 5.4.5", "ELB.18", "AWSGuard alb-http-to-https-redirection"),
    ),
    Rule(
        "entrance-modern-tls",
        "The load balancer speaks TLS 1.2 and 1.3, with a certificate of ours.",
        "Set an `ssl_policy` that starts with ELBSecurityPolicy-TLS13-1-2.",
        frozenset({LISTENER}),
        _modern,
        sources=("ELB.17",),
    ),
    Rule(
        "entrance-fenced",
        "The load balancer has a security group.",
        "Set `security_groups`. A network load balancer takes one only when it is made.",
        frozenset({BALANCER}),
        unless_set("securityGroups", "admits every port from everywhere"),
    ),
    Rule(
        "certificate-renews",
        "AWS renews the public certificate by itself.",
        'Set `validation_method="DNS"` and keep the proof\'s record.',
        frozenset({"aws:acm/certificate:Certificate"}),
        unless_one_of("validationMethod", ("DNS",), "has to be renewed by hand"),
        sources=("ACM.1", "AWSGuard acm-certificate-expiration"),
    ),
)

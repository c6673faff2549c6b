"""The way in for learners."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix.pod import labels
from infra.platform import Entrance


@dataclass(frozen=True)
class IngressArgs:
    namespace: pulumi.Input[str]
    entrance: Entrance
    service: pulumi.Input[str]


def ingress(name: str, args: IngressArgs, opts: pulumi.ResourceOptions) -> networking.Ingress:
    """All of the entrance's host goes to the Service's port ``http``, over TLS if the entrance's URL says so."""
    backend = networking.IngressBackendArgs(
        service=networking.IngressServiceBackendArgs(
            name=args.service, port=networking.ServiceBackendPortArgs(name="http")
        )
    )
    hosts = [args.entrance.host] if args.entrance.host else None
    # No Secret is named: the certificate is the controller's own.
    tls = [networking.IngressTLSArgs(hosts=hosts)] if args.entrance.url.startswith("https:") else None
    return networking.Ingress(
        name,
        metadata=k8s.meta.v1.ObjectMetaArgs(
            name=name, namespace=args.namespace, labels=labels(name), annotations=args.entrance.annotations
        ),
        spec=networking.IngressSpecArgs(
            ingress_class_name=args.entrance.ingress_class,
            tls=tls,
            rules=[
                networking.IngressRuleArgs(
                    host=args.entrance.host,
                    http=networking.HTTPIngressRuleValueArgs(
                        paths=[networking.HTTPIngressPathArgs(path="/", path_type="Prefix", backend=backend)]
                    ),
                )
            ],
        ),
        opts=opts,
    )

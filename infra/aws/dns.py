"""The public certificate and the public name."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.metrics import Threshold
from infra.aws.tags import tags


@dataclass(frozen=True)
class CertificateArgs:
    """For which name, proven in which hosted zone."""

    environment: str
    hostname: str
    zone_id: str


class Certificate(pulumi.ComponentResource):
    """A public certificate from ACM, proven through DNS and renewed by AWS while the record stays.

    ``arn`` is known once it is issued.
    """

    arn: pulumi.Output[str]
    thresholds: list[Threshold]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Certificate", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        certificate = aws.acm.Certificate(
            f"{name}-certificate",
            domain_name=args.hostname,
            validation_method="DNS",
            tags=tags(args.environment, "entrance"),
            opts=child,
        )
        option = certificate.domain_validation_options[0]
        proof = aws.route53.Record(
            f"{name}-proof",
            zone_id=args.zone_id,
            name=option.resource_record_name.apply(str),
            type=option.resource_record_type.apply(str),
            records=[option.resource_record_value.apply(str)],
            ttl=300,
            # An environment built again proves the same name with the same record.
            allow_overwrite=True,
            opts=child,
        )
        issued = aws.acm.CertificateValidation(
            f"{name}-issued", certificate_arn=certificate.arn, validation_record_fqdns=[proof.fqdn], opts=child
        )
        self.arn = issued.certificate_arn
        self.thresholds = [
            Threshold(
                "certificate-expiry",
                "ACM has not renewed the public certificate, which ends in 30 days: does its DNS record still stand?",
                "AWS/CertificateManager",
                "DaysToExpiry",
                {"CertificateArn": self.arn},
                limit=30,
                direction="below",
                period_seconds=86400,
                periods=1,
            )
        ]
        self.register_outputs({"arn": self.arn})


@dataclass(frozen=True)
class NameArgs:
    """A host name and the load balancer that it leads to."""

    hostname: str
    zone_id: str
    target_name: pulumi.Input[str]
    target_zone_id: pulumi.Input[str]


class Name(pulumi.ComponentResource):
    """The alias record of the public name."""

    fqdn: pulumi.Output[str]

    def __init__(self, name: str, args: NameArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Name", name, None, opts)
        record = aws.route53.Record(
            f"{name}-record",
            zone_id=args.zone_id,
            name=args.hostname,
            type="A",
            aliases=[{"name": args.target_name, "zone_id": args.target_zone_id, "evaluate_target_health": True}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.fqdn = record.fqdn
        self.register_outputs({"fqdn": self.fqdn})

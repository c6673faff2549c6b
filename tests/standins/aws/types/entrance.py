"""Load balancer, certificate and names."""

from __future__ import annotations

from typing import Any

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Call, Name, Props, Type
from tests.standins.aws.shapes import RefusedError
from tests.standins.aws.tagging import ACM, ELB
from tests.standins.aws.template import Each, fn


def _attributes(**names: str) -> Any:
    """Load balancer and target group attributes: a list of keys and values, both text."""

    def listed(*values: Any) -> list[dict[str, str]] | None:
        texts = [str(value).lower() if isinstance(value, bool) else value for value in values]
        return [
            {"Key": key, "Value": str(text)}
            for key, text in zip(names.values(), texts, strict=True)
            if text is not None
        ] or None

    return fn(listed, *(f"${name}" for name in names))


LOAD_BALANCER = Type(
    token="aws:lb/loadBalancer:LoadBalancer",
    service="elbv2",
    create=Call(
        "CreateLoadBalancer",
        {
            "Name": "$name",
            "Type": "$loadBalancerType",
            "Scheme": fn(lambda internal: "internal" if internal else "internet-facing", "$internal"),
            "Subnets": "$subnets",
            "SecurityGroups": "$securityGroups",
            "IpAddressType": "$ipAddressType",
        },
    ),
    id="=LoadBalancers[0].LoadBalancerArn",
    read=Call("DescribeLoadBalancers", {"LoadBalancerArns": ["@id"]}),
    found="LoadBalancers[0]",
    state={
        "arn": "LoadBalancerArn",
        "name": "LoadBalancerName",
        "dnsName": "DNSName",
        "zoneId": "CanonicalHostedZoneId",
        "vpcId": "VpcId",
        "loadBalancerType": "Type",
        "securityGroups": "SecurityGroups",
        "subnets": "AvailabilityZones[].SubnetId",
    },
    computed={"arnSuffix": lambda props, _aws: props["arn"].rpartition(":loadbalancer/")[2]},
    settings=(
        Call(
            "ModifyLoadBalancerAttributes",
            {
                "LoadBalancerArn": "@id",
                "Attributes": _attributes(
                    enableCrossZoneLoadBalancing="load_balancing.cross_zone.enabled",
                    enableDeletionProtection="deletion_protection.enabled",
                ),
            },
        ),
    ),
    updates=(Call("SetSecurityGroups", {"LoadBalancerArn": "@id", "SecurityGroups": "$securityGroups"}),),
    delete=Call("DeleteLoadBalancer", {"LoadBalancerArn": "@id"}),
    in_place=frozenset({"ipAddressType", "subnets"}),
    name=Name(longest=32),
    tagging=ELB,
)

_HEALTH_CHECK = {
    "HealthCheckEnabled": "$healthCheck.enabled",
    "HealthCheckProtocol": "$healthCheck.protocol",
    "HealthCheckPort": "$healthCheck.port",
    "HealthCheckPath": "$healthCheck.path",
    "HealthCheckIntervalSeconds": "$healthCheck.interval",
    "HealthCheckTimeoutSeconds": "$healthCheck.timeout",
    "HealthyThresholdCount": "$healthCheck.healthyThreshold",
    "UnhealthyThresholdCount": "$healthCheck.unhealthyThreshold",
    "Matcher": {"HttpCode": "$healthCheck.matcher"},
}

TARGET_GROUP = Type(
    token="aws:lb/targetGroup:TargetGroup",
    service="elbv2",
    create=Call(
        "CreateTargetGroup",
        {
            "Name": "$name",
            "Protocol": "$protocol",
            "Port": "$port",
            "VpcId": "$vpcId",
            "TargetType": "$targetType",
            **_HEALTH_CHECK,
        },
    ),
    id="=TargetGroups[0].TargetGroupArn",
    read=Call("DescribeTargetGroups", {"TargetGroupArns": ["@id"]}),
    found="TargetGroups[0]",
    state={"arn": "TargetGroupArn", "port": "Port", "protocol": "Protocol", "vpcId": "VpcId"},
    computed={"arnSuffix": lambda props, _aws: props["arn"].rpartition(":")[2]},
    settings=(
        Call(
            "ModifyTargetGroupAttributes",
            {
                "TargetGroupArn": "@id",
                "Attributes": _attributes(
                    deregistrationDelay="deregistration_delay.timeout_seconds",
                    preserveClientIp="preserve_client_ip.enabled",
                    proxyProtocolV2="proxy_protocol_v2.enabled",
                ),
            },
        ),
    ),
    updates=(Call("ModifyTargetGroup", {"TargetGroupArn": "@id", **_HEALTH_CHECK}),),
    delete=Call("DeleteTargetGroup", {"TargetGroupArn": "@id"}),
    name=Name(longest=32),
    tagging=ELB,
)

_OF_LISTENER = {
    "Port": "$port",
    "Protocol": "$protocol",
    "SslPolicy": "$sslPolicy",
    "Certificates": [{"CertificateArn": "$certificateArn"}],
    "DefaultActions": Each("$defaultActions", {"Type": "$type", "TargetGroupArn": "$targetGroupArn"}),
}

LISTENER = Type(
    token="aws:lb/listener:Listener",
    service="elbv2",
    create=Call("CreateListener", {"LoadBalancerArn": "$loadBalancerArn", **_OF_LISTENER}),
    id="=Listeners[0].ListenerArn",
    read=Call("DescribeListeners", {"ListenerArns": ["@id"]}),
    found="Listeners[0]",
    state={
        "arn": "ListenerArn",
        "port": "Port",
        "protocol": "Protocol",
        "sslPolicy": "SslPolicy",
        "certificateArn": "Certificates[0].CertificateArn",
    },
    updates=(Call("ModifyListener", {"ListenerArn": "@id", **_OF_LISTENER}),),
    delete=Call("DeleteListener", {"ListenerArn": "@id"}),
    tagging=ELB,
)

_ATTACHED = {"AutoScalingGroupName": "@autoscalingGroupName", "TargetGroupARNs": ["@lbTargetGroupArn"]}
ATTACHMENT = Type(
    token="aws:autoscaling/attachment:Attachment",
    service="autoscaling",
    create=Call(
        "AttachLoadBalancerTargetGroups",
        {"AutoScalingGroupName": "$autoscalingGroupName", "TargetGroupARNs": ["$lbTargetGroupArn"]},
    ),
    id="{autoscalingGroupName}-{lbTargetGroupArn}",
    read=Call("DescribeAutoScalingGroups", {"AutoScalingGroupNames": ["@autoscalingGroupName"]}),
    found=lambda answer, state: [
        group for group in answer["AutoScalingGroups"] if state["lbTargetGroupArn"] in group["TargetGroupARNs"]
    ],
    delete=Call("DetachLoadBalancerTargetGroups", _ATTACHED),
)

CERTIFICATE = Type(
    token="aws:acm/certificate:Certificate",
    service="acm",
    create=Call(
        "RequestCertificate",
        {
            "DomainName": "$domainName",
            "SubjectAlternativeNames": "$subjectAlternativeNames",
            "ValidationMethod": "$validationMethod",
            "KeyAlgorithm": "$keyAlgorithm",
        },
    ),
    id="=CertificateArn",
    read=Call("DescribeCertificate", {"CertificateArn": "@id"}),
    found="Certificate",
    state={
        "arn": "CertificateArn",
        "domainName": "DomainName",
        "status": "Status",
        "domainValidationOptions": (
            "DomainValidationOptions[].{domainName: DomainName, resourceRecordName: ResourceRecord.Name,"
            " resourceRecordType: ResourceRecord.Type, resourceRecordValue: ResourceRecord.Value}"
        ),
    },
    delete=Call("DeleteCertificate", {"CertificateArn": "@id"}),
    tagging=ACM,
)


def _validated(aws: Aws, state: Props) -> None:
    """ACM issues a certificate once its record is in DNS: it is looked for in every zone of the account."""
    certificate = aws.call("acm", "DescribeCertificate", {"CertificateArn": state["certificateArn"]})["Certificate"]
    wanted = {option["ResourceRecord"]["Value"] for option in certificate["DomainValidationOptions"]}
    for zone in aws.call("route53", "ListHostedZones", {})["HostedZones"]:
        records = aws.call("route53", "ListResourceRecordSets", {"HostedZoneId": zone["Id"]})["ResourceRecordSets"]
        wanted -= {value["Value"] for record in records for value in record.get("ResourceRecords", [])}
    if wanted:
        raise RefusedError(f"no hosted zone has the record that proves {certificate['DomainName']}: it stays pending")


CERTIFICATE_VALIDATION = Type(
    token="aws:acm/certificateValidation:CertificateValidation",
    service="acm",
    # Nothing is created: AWS is asked until the certificate is issued.
    create=Call("DescribeCertificate", {"CertificateArn": "$certificateArn"}),
    id="=Certificate.CertificateArn",
    read=Call("DescribeCertificate", {"CertificateArn": "@certificateArn"}),
    found="Certificate",
    after_create=_validated,
    client_side={"validationRecordFqdns": None},
    replace=frozenset({"validationRecordFqdns"}),
)


def _change(action: str, sigil: str) -> dict[str, Any]:
    record = {
        "Name": f"{sigil}name",
        "Type": f"{sigil}type",
        "TTL": f"{sigil}ttl",
        "ResourceRecords": Each(f"{sigil}records", {"Value": "$"}),
        "AliasTarget": {
            "DNSName": f"{sigil}aliases.name",
            "HostedZoneId": f"{sigil}aliases.zoneId",
            "EvaluateTargetHealth": f"{sigil}aliases.evaluateTargetHealth",
        },
    }
    action_name: Any = (
        fn(lambda overwrite: "UPSERT" if overwrite else "CREATE", "$allowOverwrite") if action == "CREATE" else action
    )
    return {
        "HostedZoneId": f"{sigil}zoneId",
        "ChangeBatch": {"Changes": [{"Action": action_name, "ResourceRecordSet": record}]},
    }


def _record(answer: Any, state: Props) -> Any:
    name = state["name"].rstrip(".")
    return next(
        (r for r in answer["ResourceRecordSets"] if r["Name"].rstrip(".") == name and r["Type"] == state["type"]), None
    )


RECORD = Type(
    token="aws:route53/record:Record",
    service="route53",
    create=Call("ChangeResourceRecordSets", _change("CREATE", "$")),
    id="{zoneId}_{name}_{type}",
    read=Call("ListResourceRecordSets", {"HostedZoneId": "@zoneId"}),
    found=_record,
    state={"ttl": "TTL", "records": "ResourceRecords[].Value"},
    computed={"fqdn": lambda props, _aws: props["name"].rstrip(".")},
    updates=(Call("ChangeResourceRecordSets", _change("UPSERT", "$"), whole=True),),
    delete=Call("ChangeResourceRecordSets", _change("DELETE", "@")),
    client_side={"allowOverwrite": False},
    replace=frozenset({"zoneId", "name", "type"}),
)

TYPES = (LOAD_BALANCER, TARGET_GROUP, LISTENER, ATTACHMENT, CERTIFICATE, CERTIFICATE_VALIDATION, RECORD)

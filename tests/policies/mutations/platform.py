"""Mutations of the AWS platform: network, cluster, registry, identity, keys and the way in."""

from __future__ import annotations

import json

from policies.cost.platform import BUDGET, ENDPOINT, LIFECYCLE
from policies.reliability.places import NAT, TARGETS
from policies.security.cluster import CLUSTER, NODES, TEMPLATE
from policies.security.entrance import BALANCER, LISTENER
from policies.security.identity import ROLE
from policies.security.keys import KEY, LOG_GROUP, TOPIC
from policies.security.network import DEFAULT_GROUP, FLOW_LOG, GROUP, ROUTE, SUBNET
from policies.security.registry import REPOSITORY
from tests.policies.mutation import Mutation

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GRANT = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
TAGS = {"Project": "lexfix", "Environment": "test", "Component": "people", "ManagedBy": "pulumi"}


def allow(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", **statement}})


NETWORK = (
    Mutation("closed-to-the-world", INGRESS, "lexfix-entrance-nodes-http", "cidrIpv4", "0.0.0.0/0"),
    Mutation("closed-to-the-world", INGRESS, "lexfix-entrance-nodes-http", "cidrIpv6", "::/0"),
    Mutation("stores-by-group", INGRESS, "lexfix-postgres-from-workloads", "cidrIpv4", "10.0.0.0/8"),
    Mutation("stores-by-group", INGRESS, "lexfix-documents-from-workloads", "cidrIpv4", "10.0.0.0/8"),
    Mutation("stores-by-group", INGRESS, "lexfix-cache-from-workloads", "cidrIpv4", "10.0.0.0/8"),
    Mutation("narrow-firewall", INGRESS, "lexfix-entrance-nodes-http", "toPort", 30099),
    Mutation("narrow-firewall", EGRESS, "lexfix-entrance-to-nodes-http", "ipProtocol", "-1"),
    Mutation("one-rule-manager", GROUP, "lexfix-postgres-group", "egress", [{"protocol": "-1"}]),
    Mutation("no-public-addresses", SUBNET, "lexfix-network-public-0", "mapPublicIpOnLaunch", True),
    Mutation("default-group-closed", DEFAULT_GROUP, "lexfix-network-default"),
    Mutation("default-group-closed", DEFAULT_GROUP, "lexfix-network-default", "ingress", [{"self": True}]),
    Mutation("flow-logs", FLOW_LOG, "lexfix-network-flow-log"),
    Mutation("flow-logs", FLOW_LOG, "lexfix-network-flow-log", "trafficType", "ACCEPT"),
    Mutation("stores-isolated", ROUTE, "lexfix-network-to-nat-0", "routeTableId", "lexfix-network-database-routes-id"),
    Mutation("several-zones", NODES, "lexfix-general-nodes-group", "subnetIds", ["lexfix-network-private-0-id"]),
    Mutation("several-zones", BALANCER, "lexfix-entrance-balancer", "subnets", ["lexfix-network-public-0-id"]),
    Mutation("nat-per-zone", NAT, "lexfix-network-nat-0"),
    Mutation("short-way-to-s3", ENDPOINT, "lexfix-network-s3"),
)

COMPUTE = (
    Mutation("cluster-secrets-encrypted", CLUSTER, "lexfix-cluster-cluster", "encryptionConfig"),
    Mutation("cluster-logs", CLUSTER, "lexfix-cluster-cluster", "enabledClusterLogTypes", ["api"]),
    Mutation("cluster-fenced", CLUSTER, "lexfix-cluster-cluster", "vpcConfig.endpointPrivateAccess", False),
    Mutation("cluster-fenced", CLUSTER, "lexfix-cluster-cluster", "vpcConfig.publicAccessCidrs", ["0.0.0.0/0"]),
    Mutation("cluster-fenced", CLUSTER, "lexfix-cluster-cluster", "vpcConfig.publicAccessCidrs"),
    Mutation(
        "cluster-access-entries", CLUSTER, "lexfix-cluster-cluster", "accessConfig.authenticationMode", "CONFIG_MAP"
    ),
    Mutation(
        "cluster-access-entries",
        CLUSTER,
        "lexfix-cluster-cluster",
        "accessConfig.bootstrapClusterCreatorAdminPermissions",
        True,
    ),
    Mutation("cluster-supported", CLUSTER, "lexfix-cluster-cluster", "version", "1.31"),
    Mutation("cluster-supported", NODES, "lexfix-ml-nodes-group", "version"),
    Mutation("cluster-standard-support", CLUSTER, "lexfix-cluster-cluster", "upgradePolicy.supportType", "EXTENDED"),
    Mutation("node-metadata", TEMPLATE, "lexfix-ml-nodes-template", "metadataOptions.httpTokens", "optional"),
    Mutation("node-metadata", TEMPLATE, "lexfix-ml-nodes-template", "metadataOptions.httpPutResponseHopLimit", 2),
    Mutation("node-disks-encrypted", TEMPLATE, "lexfix-ml-nodes-template", "blockDeviceMappings.0.ebs.encrypted"),
    Mutation("node-disks-declared", TEMPLATE, "lexfix-ml-nodes-template", "blockDeviceMappings"),
    Mutation("nodes-closed", NODES, "lexfix-ml-nodes-group", "remoteAccess", {"ec2SshKey": "me"}),
    Mutation("nodes-closed", TEMPLATE, "lexfix-ml-nodes-template", "keyName", "me"),
    Mutation(
        "nodes-closed",
        TEMPLATE,
        "lexfix-ml-nodes-template",
        "networkInterfaces",
        [{"associatePublicIpAddress": "true"}],
    ),
    Mutation("nodes-maintained", NODES, "lexfix-ml-nodes-group", "amiType", "CUSTOM"),
    Mutation("several-nodes", NODES, "lexfix-ml-nodes-group", "scalingConfig.minSize", 0),
    Mutation("nodes-repaired", NODES, "lexfix-ml-nodes-group", "nodeRepairConfig.enabled", False),
    Mutation("addons-pinned", "aws:eks/addon:Addon", "lexfix-node-addons-vpc-cni", "addonVersion"),
    Mutation("nodes-tagged", TEMPLATE, "lexfix-ml-nodes-template", "tagSpecifications.1"),
    Mutation("modest-instances", NODES, "lexfix-ml-nodes-group", "instanceTypes.1", "c7a.24xlarge"),
    Mutation("bounded-nodes", NODES, "lexfix-ml-nodes-group", "scalingConfig.maxSize", 99),
    Mutation(
        "registry-scans", REPOSITORY, "lexfix-registry-lexfix-app", "imageScanningConfiguration.scanOnPush", False
    ),
    Mutation("registry-immutable", REPOSITORY, "lexfix-registry-lexfix-app", "imageTagMutability", "MUTABLE"),
    Mutation("registry-encrypted", REPOSITORY, "lexfix-registry-lexfix-app", "encryptionConfigurations"),
    Mutation("images-expire", LIFECYCLE, "lexfix-registry-lexfix-cache-lifecycle"),
)

IDENTITY = (
    Mutation("no-administrator", GRANT, "lexfix-autoscaler-scale", "policy", allow(Action="*", Resource="arn:aws:x")),
    Mutation(
        "no-administrator", GRANT, "lexfix-autoscaler-scale", "policy", allow(Action="s3:*", Resource="arn:aws:x")
    ),
    Mutation(
        "named-resources", GRANT, "lexfix-autoscaler-scale", "policy", allow(Action=["s3:PutObject"], Resource="*")
    ),
    Mutation(
        "fitting-policies",
        ATTACHMENT,
        "lexfix-node-AmazonEKSWorkerNodePolicy",
        "policyArn",
        "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    ),
    Mutation(
        "not-for-everybody",
        ROLE,
        "lexfix-node-role",
        "assumeRolePolicy",
        allow(Action="sts:AssumeRole", Principal={"AWS": "*"}),
    ),
    Mutation(
        "not-for-everybody", KEY, "lexfix-data-key", "policy", allow(Action="kms:Decrypt", Principal="*", Resource="*")
    ),
    Mutation("no-lasting-credentials", "aws:iam/accessKey:AccessKey", "robot", value={"user": "robot"}),
    Mutation("no-lasting-credentials", "aws:iam/user:User", "robot", value={"tags": TAGS}),
    Mutation("one-policy-manager", ROLE, "lexfix-node-role", "managedPolicyArns", ["arn:aws:iam::aws:policy/ReadOnly"]),
    Mutation("keys-rotate", KEY, "lexfix-data-key", "enableKeyRotation", False),
    Mutation("logs-encrypted", LOG_GROUP, "lexfix-network-flows", "kmsKeyId"),
    Mutation("alarms-encrypted", TOPIC, "lexfix-alarms-topic", "kmsMasterKeyId"),
    Mutation("alarms-encrypted", TOPIC, "lexfix-alarms-topic", "kmsMasterKeyId", "alias/aws/sns"),
    Mutation("logs-kept", LOG_GROUP, "lexfix-network-flows", "retentionInDays", 1),
    Mutation("logs-expire", LOG_GROUP, "lexfix-network-flows", "retentionInDays", 3653),
    Mutation("logs-expire", LOG_GROUP, "lexfix-network-flows", "retentionInDays"),
    Mutation("tagged", KEY, "lexfix-data-key", "tags"),
    Mutation("tagged", SUBNET, "lexfix-network-public-0", "tags.Environment"),
    Mutation("tagged", "aws:sqs/queue:Queue", "new", value={"name": "a type that nobody thought of"}),
)

ENTRANCE = (
    Mutation("entrance-tls", LISTENER, "lexfix-entrance-https", "protocol", "TCP"),
    Mutation("entrance-modern-tls", LISTENER, "lexfix-entrance-https", "sslPolicy", "ELBSecurityPolicy-2016-08"),
    Mutation(
        "entrance-modern-tls", LISTENER, "lexfix-entrance-https", "sslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06"
    ),
    Mutation("entrance-modern-tls", LISTENER, "lexfix-entrance-https", "certificateArn"),
    Mutation("entrance-fenced", BALANCER, "lexfix-entrance-balancer", "securityGroups"),
    Mutation(
        "certificate-renews",
        "aws:acm/certificate:Certificate",
        "lexfix-certificate-certificate",
        "validationMethod",
        "EMAIL",
    ),
    Mutation("deletion-protected", BALANCER, "lexfix-entrance-balancer", "enableDeletionProtection", False),
    Mutation("balanced-zones", BALANCER, "lexfix-entrance-balancer", "enableCrossZoneLoadBalancing", False),
    Mutation("targets-checked", TARGETS, "lexfix-entrance-https", "healthCheck.protocol", "TCP"),
    Mutation(
        "names-follow-health",
        "aws:route53/record:Record",
        "lexfix-name-record",
        "aliases.0.evaluateTargetHealth",
        False,
    ),
    Mutation("watched", "aws:cloudwatch/metricAlarm:MetricAlarm", "lexfix-alarms-entrance-healthy"),
    Mutation("alarms-act", "aws:cloudwatch/metricAlarm:MetricAlarm", "lexfix-alarms-postgres-cpu", "alarmActions"),
    Mutation(
        "alarms-act", "aws:cloudwatch/metricAlarm:MetricAlarm", "lexfix-alarms-postgres-cpu", "actionsEnabled", False
    ),
    Mutation("alarms-heard", "aws:sns/topicSubscription:TopicSubscription", "lexfix-alarms-email-0"),
    Mutation("budgeted", BUDGET, "lexfix-alarms-budget"),
    Mutation("budgeted", BUDGET, "lexfix-alarms-budget", "limitAmount", "99999"),
    Mutation("budgeted", BUDGET, "lexfix-alarms-budget", "notifications", []),
)

MUTATIONS = (*NETWORK, *COMPUTE, *IDENTITY, *ENTRANCE)

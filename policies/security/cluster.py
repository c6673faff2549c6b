"""The cluster's control plane and its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from policies.problems import unless_all_in, unless_on, unless_one_of
from policies.reading import at
from policies.rule import Props, Rule, Subject

CLUSTER = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def _secrets_encrypted(subject: Subject, _: float) -> str | None:
    encryption = at(subject.node, "encryptionConfig")
    if "secrets" in list(at(encryption, "resources") or []) and at(encryption, "provider", "keyArn"):
        return None
    return "keeps Kubernetes Secrets without a key of ours"


def _fenced(subject: Subject, limit: float) -> str | None:
    network = at(subject.node, "vpcConfig")
    if at(network, "endpointPrivateAccess") is not True:
        return "has no private endpoint: nodes reach its API over the internet"
    if at(network, "endpointPublicAccess") is False:
        return None
    wide = [
        cidr for cidr in at(network, "publicAccessCidrs") or ["0.0.0.0/0"] if ip_network(cidr).prefixlen < int(limit)
    ]
    return f"answers networks wider than /{limit:g}: {', '.join(wide)}" if wide else None


def _entries_only(subject: Subject, _: float) -> str | None:
    access = at(subject.node, "accessConfig")
    if at(access, "authenticationMode") != "API":
        return "lets people in through a ConfigMap, which leaves no trace in AWS"
    if at(access, "bootstrapClusterCreatorAdminPermissions") is not False:
        return "makes whoever creates it an administrator"
    return None


def _supported(subject: Subject, limit: float) -> str | None:
    version = str(at(subject.node, "version") or "")
    if not version:
        return "takes whatever version is the newest on the day"
    minor = int(version.partition(".")[2])
    return f"is of version {version}, older than 1.{limit:g}" if minor < limit else None


def _disks(_kind: str, props: Props) -> Iterator[Subject]:
    for disk in at(props, "blockDeviceMappings") or []:
        yield Subject(f"disk {at(disk, 'deviceName')}", at(disk, "ebs") or {}, props)


def _own_disks(subject: Subject, _: float) -> str | None:
    return None if at(subject.node, "blockDeviceMappings") else "takes the image's disks as they are"


def _metadata_out_of_reach(subject: Subject, _: float) -> str | None:
    options = at(subject.node, "metadataOptions")
    if at(options, "httpTokens") != "required":
        return "answers metadata requests without a session (IMDSv1)"
    hops = at(options, "httpPutResponseHopLimit")
    return None if hops == 1 else "gives its credentials to pods: the hop limit is not 1"


def _no_way_in(subject: Subject, _: float) -> str | None:
    if at(subject.node, "remoteAccess") or at(subject.node, "keyName"):
        return "can be entered by SSH"
    public = [
        interface
        for interface in at(subject.node, "networkInterfaces") or []
        if at(interface, "associatePublicIpAddress") in (True, "true")
    ]
    return "gets a public address" if public else None


RULES = (
    Rule(
        "cluster-secrets-encrypted",
        "Kubernetes Secrets are encrypted with the environment's own key.",
        "Set `encryption_config` for the resource `secrets`.",
        frozenset({CLUSTER}),
        _secrets_encrypted,
        sources=("CIS EKS 5.3.1", "EKS.3"),
    ),
    Rule(
        "cluster-logs",
        "The control plane keeps every log.",
        "Add them to `enabled_cluster_log_types`.",
        frozenset({CLUSTER}),
        unless_all_in("enabledClusterLogTypes", _LOGS, "keeps no log of"),
        sources=("CIS EKS 2.1.1", "EKS.8"),
    ),
    Rule(
        "cluster-fenced",
        "The cluster's API answers nodes inside the VPC and few networks outside.",
        "Set `endpoint_private_access` and narrow `public_access_cidrs` (`lexfix:api_networks`).",
        frozenset({CLUSTER}),
        _fenced,
        limit=16,
        sources=("CIS EKS 5.4.1", "CIS EKS 5.4.2", "EKS.1"),
    ),
    Rule(
        "cluster-access-entries",
        "People and pipelines get into the cluster through access entries alone.",
        'Set `authentication_mode="API"` and `bootstrap_cluster_creator_admin_permissions=False`.',
        frozenset({CLUSTER}),
        _entries_only,
        sources=("CIS EKS 5.5.1",),
    ),
    Rule(
        "cluster-supported",
        "Kubernetes is of a version that AWS still supports.",
        "Raise `cluster.version` by one minor version.",
        frozenset({CLUSTER, NODES}),
        _supported,
        limit=35,
        sources=("EKS.2",),
    ),
    Rule(
        "node-metadata",
        "Nodes answer metadata requests of sessions (IMDSv2), and none that come from pods.",
        'Set `http_tokens="required"` and `http_put_response_hop_limit=1`.',
        frozenset({TEMPLATE}),
        _metadata_out_of_reach,
        sources=("CIS AWS 5.6", "EC2.170"),
    ),
    Rule(
        "node-disks-encrypted",
        "Nodes' disks are encrypted.",
        "Set `encrypted` in the launch template's disks.",
        frozenset({TEMPLATE}),
        unless_on("encrypted", "is not encrypted"),
        _disks,
        sources=("CIS AWS 2.2.1", "EC2.3", "AWSGuard encrypted-volumes"),
    ),
    Rule(
        "node-disks-declared",
        "Nodes' disks are those of the launch template.",
        "Declare them in `block_device_mappings`.",
        frozenset({TEMPLATE}),
        _own_disks,
    ),
    Rule(
        "nodes-closed",
        "Nobody enters a node by SSH, and no node has a public address.",
        "Remove `remote_access`, `key_name` and `associate_public_ip_address`; use Systems Manager.",
        frozenset({NODES, TEMPLATE}),
        _no_way_in,
        sources=("CIS EKS 5.4.3", "EC2.25", "AWSGuard ec2-instance-no-public-ip"),
    ),
    Rule(
        "nodes-maintained",
        "Nodes run an image that AWS maintains.",
        "Use an `ami_type` of Amazon Linux 2023 or Bottlerocket.",
        frozenset({NODES}),
        unless_one_of(
            "amiType",
            ("AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64"),
            "runs an image that nobody patches",
        ),
    ),
    Rule(
        "volumes-encrypted",
        "Volumes that pods claim are encrypted.",
        'Set the storage class\'s parameter `encrypted` to "true".',
        frozenset({"kubernetes:storage.k8s.io/v1:StorageClass"}),
        unless_on("parameters.encrypted", "makes volumes that are not encrypted"),
        sources=("CIS AWS 2.2.1", "EC2.3", "AWSGuard encrypted-volumes"),
    ),
)

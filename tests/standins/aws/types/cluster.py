"""EKS: the cluster, its nodes and add-ons."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import yaml

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Call, Look, Name, Props, Type
from tests.standins.aws.tagging import EKS, ShelfTags

KUBECONFIG = "LEXFIX_EKS_KUBECONFIG"
"""Environment variable: kubeconfig of the Kubernetes that answers in the place of EKS."""


def _kubernetes() -> dict[str, Any] | None:
    path = os.environ.get(KUBECONFIG)
    if not path:
        return None
    cluster: dict[str, Any] = yaml.safe_load(Path(path).read_text())["clusters"][0]["cluster"]
    return cluster


def _endpoint(props: Props, _aws: Aws) -> Any:
    cluster = _kubernetes()
    return cluster["server"] if cluster else props.get("endpoint")


def _authority(props: Props, _aws: Aws) -> Any:
    cluster = _kubernetes()
    if not cluster:
        return props.get("certificateAuthority")
    return {"data": base64.b64encode(Path(cluster["certificate-authority"]).read_bytes()).decode()}


_GROUP_OF_CLUSTER = {"Filters": [{"Name": "tag:aws:eks:cluster-name", "Values": ["@name"]}]}


def _security_group(aws: Aws, state: Props) -> None:
    """The group that EKS puts control plane and nodes in; moto names none."""
    [subnet] = aws.call("ec2", "DescribeSubnets", {"SubnetIds": state["vpcConfig"]["subnetIds"][:1]})["Subnets"]
    name = f"eks-cluster-sg-{state['name']}"
    group = {"GroupName": name, "Description": "EKS created security group", "VpcId": subnet["VpcId"]}
    made = aws.call("ec2", "CreateSecurityGroup", group)["GroupId"]
    tags = [{"Key": "aws:eks:cluster-name", "Value": state["name"]}, {"Key": "Name", "Value": name}]
    aws.call("ec2", "CreateTags", {"Resources": [made], "Tags": tags})


def _without_security_group(aws: Aws, state: Props) -> None:
    """EKS takes its group away after the cluster, once nothing refers to it."""
    aws.call("ec2", "DeleteSecurityGroup", {"GroupId": state["vpcConfig"]["clusterSecurityGroupId"]})


def _vpc_config(props: Props, _aws: Aws) -> Any:
    group = props.get("clusterSecurityGroupId")
    return props["vpcConfig"] | ({"clusterSecurityGroupId": group} if group else {})


CLUSTER = Type(
    token="aws:eks/cluster:Cluster",
    service="eks",
    create=Call(
        "CreateCluster",
        {
            "name": "$name",
            "version": "$version",
            "roleArn": "$roleArn",
            "resourcesVpcConfig": "$vpcConfig",
            "kubernetesNetworkConfig": "$kubernetesNetworkConfig",
            "logging": {"clusterLogging": [{"types": "$enabledClusterLogTypes", "enabled": True}]},
            "encryptionConfig": "$encryptionConfig",
            "accessConfig": "$accessConfig",
            "upgradePolicy": "$upgradePolicy",
            "bootstrapSelfManagedAddons": "$bootstrapSelfManagedAddons",
            "deletionProtection": "$deletionProtection",
        },
    ),
    id="{name}",
    read=Call("DescribeCluster", {"name": "@name"}),
    found="cluster",
    state={
        "arn": "arn",
        "endpoint": "endpoint",
        "version": "version",
        "roleArn": "roleArn",
        "status": "status",
        "platformVersion": "platformVersion",
        "createdAt": "createdAt",
        "certificateAuthority": "certificateAuthority",
        "vpcConfig": "resourcesVpcConfig",
    },
    more=(
        Look(
            Call("DescribeSecurityGroups", _GROUP_OF_CLUSTER, service="ec2"),
            {"clusterSecurityGroupId": "SecurityGroups[0].GroupId"},
        ),
    ),
    computed={"endpoint": _endpoint, "certificateAuthority": _authority, "vpcConfig": _vpc_config},
    after_create=_security_group,
    after_delete=_without_security_group,
    updates=(Call("UpdateClusterVersion", {"name": "@name", "version": "$version"}),),
    delete=Call("DeleteCluster", {"name": "@name"}),
    in_place=frozenset({"accessConfig", "deletionProtection", "enabledClusterLogTypes", "upgradePolicy", "vpcConfig"}),
    tagging=EKS,
)


def _scaling_group(aws: Aws, state: Props) -> None:
    """The EC2 Auto Scaling group that EKS makes for a node group; moto only names it. It starts no instance."""
    name = state["resources"][0]["autoscalingGroups"][0]["name"]
    group = {
        "AutoScalingGroupName": name,
        "MinSize": 0,
        "MaxSize": state["scalingConfig"]["maxSize"],
        "DesiredCapacity": 0,
        "VPCZoneIdentifier": ",".join(state["subnetIds"]),
        "LaunchTemplate": {"LaunchTemplateId": state["launchTemplate"]["id"], "Version": "$Default"},
    }
    aws.call("autoscaling", "CreateAutoScalingGroup", group)


def _without_scaling_group(aws: Aws, state: Props) -> None:
    for resource in state.get("resources") or []:
        for group in resource["autoscalingGroups"]:
            deleted = {"AutoScalingGroupName": group["name"], "ForceDelete": True}
            aws.call("autoscaling", "DeleteAutoScalingGroup", deleted)


NODE_GROUP = Type(
    token="aws:eks/nodeGroup:NodeGroup",
    service="eks",
    create=Call(
        "CreateNodegroup",
        {
            "clusterName": "$clusterName",
            "nodegroupName": "$nodeGroupName",
            "nodeRole": "$nodeRoleArn",
            "subnets": "$subnetIds",
            "scalingConfig": "$scalingConfig",
            "updateConfig": "$updateConfig",
            "nodeRepairConfig": "$nodeRepairConfig",
            "amiType": "$amiType",
            "capacityType": "$capacityType",
            "diskSize": "$diskSize",
            "instanceTypes": "$instanceTypes",
            "labels": "$labels",
            "taints": "$taints",
            "launchTemplate": "$launchTemplate",
            "version": "$version",
            "releaseVersion": "$releaseVersion",
            "tags": "$tags",
        },
    ),
    id="{clusterName}:{nodeGroupName}",
    read=Call("DescribeNodegroup", {"clusterName": "@clusterName", "nodegroupName": "@nodeGroupName"}),
    found="nodegroup",
    state={
        "arn": "nodegroupArn",
        "status": "status",
        "scalingConfig": "scalingConfig",
        "instanceTypes": "instanceTypes",
        "nodeRoleArn": "nodeRole",
        "subnetIds": "subnets",
        "labels": "labels",
        "taints": "taints",
        "tags": "tags",
        "tagsAll": "tags",
        "resources": "[resources.{autoscalingGroups: autoScalingGroups}]",
    },
    updates=(
        Call(
            "UpdateNodegroupConfig",
            {
                "clusterName": "@clusterName",
                "nodegroupName": "@nodeGroupName",
                "scalingConfig": "$scalingConfig",
                "updateConfig": "$updateConfig",
                "nodeRepairConfig": "$nodeRepairConfig",
                "labels": {"addOrUpdateLabels": "$labels"},
                "taints": {"addOrUpdateTaints": "$taints"},
            },
        ),
        Call(
            "UpdateNodegroupVersion",
            {
                "clusterName": "@clusterName",
                "nodegroupName": "@nodeGroupName",
                "version": "$version",
                "releaseVersion": "$releaseVersion",
                "launchTemplate": "$launchTemplate",
            },
        ),
    ),
    after_create=_scaling_group,
    before_delete=_without_scaling_group,
    delete=Call("DeleteNodegroup", {"clusterName": "@clusterName", "nodegroupName": "@nodeGroupName"}),
    client_side={"forceUpdateVersion": False},
    # moto tags clusters only once they exist.
    in_place=frozenset({"tags"}),
    name=Name("nodeGroupName", longest=63),
)

_ADDON = {"clusterName": "@clusterName", "addonName": "@addonName"}
ADDON = Type(
    token="aws:eks/addon:Addon",
    service="eks",
    create=Call(
        "CreateAddon",
        {
            "clusterName": "$clusterName",
            "addonName": "$addonName",
            "addonVersion": "$addonVersion",
            "configurationValues": "$configurationValues",
            "resolveConflicts": "$resolveConflictsOnCreate",
            "serviceAccountRoleArn": "$serviceAccountRoleArn",
        },
    ),
    id="{clusterName}:{addonName}",
    read=Call("DescribeAddon", _ADDON),
    found="addon",
    state={"arn": "addonArn", "addonVersion": "addonVersion", "configurationValues": "configurationValues"},
    updates=(
        Call(
            "UpdateAddon",
            {
                **_ADDON,
                "addonVersion": "$addonVersion",
                "configurationValues": "$configurationValues",
                "serviceAccountRoleArn": "$serviceAccountRoleArn",
                "resolveConflicts": "@resolveConflictsOnUpdate",
            },
        ),
    ),
    delete=Call("DeleteAddon", {**_ADDON, "preserve": "$preserve"}),
    client_side={"resolveConflictsOnUpdate": "NONE", "resolveConflictsOnCreate": "NONE", "preserve": False},
    tagging=ShelfTags("eks", "CreateAddon", _ADDON),
)

TYPES = (CLUSTER, NODE_GROUP, ADDON)

"""Security groups, and launch templates of the nodes behind them."""

from __future__ import annotations

from typing import Any

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Call, Name, Props, Type
from tests.standins.aws.tagging import EC2
from tests.standins.aws.template import Each, fn
from tests.standins.aws.types.common import arn, default

_STATE = {"name": "GroupName", "description": "Description", "vpcId": "VpcId", "ownerId": "OwnerId"}


def _close(aws: Aws, state: Props) -> None:
    """Take every rule away: pulumi-aws leaves none that the program did not declare."""
    [group] = aws.call("ec2", "DescribeSecurityGroups", {"GroupIds": [state["id"]]})["SecurityGroups"]
    for direction, rules in (("Ingress", "IpPermissions"), ("Egress", "IpPermissionsEgress")):
        if group.get(rules):
            revoked = {"GroupId": state["id"], "IpPermissions": group[rules]}
            aws.call("ec2", f"RevokeSecurityGroup{direction}", revoked)


SECURITY_GROUP = Type(
    token="aws:ec2/securityGroup:SecurityGroup",
    service="ec2",
    create=Call(
        "CreateSecurityGroup",
        {"GroupName": "$name", "Description": default("$description", "Managed by Pulumi"), "VpcId": "$vpcId"},
    ),
    id="=GroupId",
    read=Call("DescribeSecurityGroups", {"GroupIds": ["@id"]}),
    found="SecurityGroups[0]",
    state=_STATE,
    computed={"arn": arn("ec2", "security-group/{id}")},
    after_create=_close,
    delete=Call("DeleteSecurityGroup", {"GroupId": "@id"}),
    client_side={"revokeRulesOnDelete": False},
    name=Name(),
    tagging=EC2,
)

DEFAULT_SECURITY_GROUP = Type(
    token="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    service="ec2",
    create=Call(
        "DescribeSecurityGroups",
        {"Filters": [{"Name": "vpc-id", "Values": ["$vpcId"]}, {"Name": "group-name", "Values": ["default"]}]},
    ),
    id="=SecurityGroups[0].GroupId",
    read=SECURITY_GROUP.read,
    found=SECURITY_GROUP.found,
    state=_STATE,
    computed=SECURITY_GROUP.computed,
    after_create=_close,
    tagging=EC2,
)


def _rule(direction: str) -> Type:
    return Type(
        token=f"aws:vpc/securityGroup{direction}Rule:SecurityGroup{direction}Rule",
        service="ec2",
        create=Call(
            f"AuthorizeSecurityGroup{direction}",
            {
                "GroupId": "$securityGroupId",
                "IpPermissions": [
                    {
                        "IpProtocol": "$ipProtocol",
                        "FromPort": "$fromPort",
                        "ToPort": "$toPort",
                        "IpRanges": fn(_side("CidrIp"), "$cidrIpv4", "$description"),
                        "UserIdGroupPairs": fn(_side("GroupId"), "$referencedSecurityGroupId", "$description"),
                        "PrefixListIds": fn(_side("PrefixListId"), "$prefixListId", "$description"),
                    }
                ],
            },
        ),
        id="=SecurityGroupRules[0].SecurityGroupRuleId",
        read=Call("DescribeSecurityGroupRules", {"SecurityGroupRuleIds": ["@id"]}),
        found="SecurityGroupRules[0]",
        state={
            "securityGroupRuleId": "SecurityGroupRuleId",
            "securityGroupId": "GroupId",
            "ipProtocol": "IpProtocol",
            "fromPort": "FromPort",
            "toPort": "ToPort",
            "cidrIpv4": "CidrIpv4",
            "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId",
            "description": "Description",
        },
        computed={"arn": arn("ec2", "security-group-rule/{id}")},
        updates=(
            Call(
                "ModifySecurityGroupRules",
                {
                    "GroupId": "@securityGroupId",
                    "SecurityGroupRules": [
                        {
                            "SecurityGroupRuleId": "@id",
                            "SecurityGroupRule": {
                                "IpProtocol": "$ipProtocol",
                                "FromPort": "$fromPort",
                                "ToPort": "$toPort",
                                "CidrIpv4": "$cidrIpv4",
                                "ReferencedGroupId": "$referencedSecurityGroupId",
                                "PrefixListId": "$prefixListId",
                                "Description": "$description",
                            },
                        }
                    ],
                },
                whole=True,
            ),
        ),
        delete=Call(
            f"RevokeSecurityGroup{direction}", {"GroupId": "@securityGroupId", "SecurityGroupRuleIds": ["@id"]}
        ),
        tagging=EC2,
    )


def _side(member: str) -> Any:
    """Whom a rule admits: a list of one, with the rule's description."""
    return lambda who, why: [{member: who} | ({"Description": why} if why else {})] if who else None


_pairs = fn(lambda tags: [{"Key": key, "Value": value} for key, value in (tags or {}).items()], "$tags")

_TEMPLATE_DATA = {
    "MetadataOptions": "$metadataOptions",
    "BlockDeviceMappings": "$blockDeviceMappings",
    "TagSpecifications": Each("$tagSpecifications", {"ResourceType": "$resourceType", "Tags": _pairs}),
    "SecurityGroupIds": "$vpcSecurityGroupIds",
    "InstanceType": "$instanceType",
    "ImageId": "$imageId",
    "UserData": "$userData",
    "EbsOptimized": "$ebsOptimized",
    "Monitoring": "$monitoring",
}


def _use_latest(aws: Aws, state: Props) -> None:
    if state.get("updateDefaultVersion"):
        latest = {"LaunchTemplateId": state["id"], "DefaultVersion": str(state["latestVersion"])}
        aws.call("ec2", "ModifyLaunchTemplate", latest)


LAUNCH_TEMPLATE = Type(
    token="aws:ec2/launchTemplate:LaunchTemplate",
    service="ec2",
    create=Call(
        "CreateLaunchTemplate",
        {
            "LaunchTemplateName": "$name",
            "VersionDescription": "$description",
            "LaunchTemplateData": _TEMPLATE_DATA,
        },
    ),
    id="=LaunchTemplate.LaunchTemplateId",
    read=Call("DescribeLaunchTemplates", {"LaunchTemplateIds": ["@id"]}),
    found="LaunchTemplates[0]",
    state={
        "name": "LaunchTemplateName",
        "latestVersion": "LatestVersionNumber",
        "defaultVersion": "DefaultVersionNumber",
    },
    computed={"arn": arn("ec2", "launch-template/{id}")},
    updates=(
        Call(
            "CreateLaunchTemplateVersion",
            {"LaunchTemplateId": "@id", "VersionDescription": "$description", "LaunchTemplateData": _TEMPLATE_DATA},
            whole=True,
        ),
    ),
    after_update=_use_latest,
    delete=Call("DeleteLaunchTemplate", {"LaunchTemplateId": "@id"}),
    client_side={"updateDefaultVersion": False},
    name=Name(longest=128),
    tagging=EC2,
)

TYPES = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP, _rule("Ingress"), _rule("Egress"), LAUNCH_TEMPLATE)

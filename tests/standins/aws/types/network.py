"""VPC, subnets, gateways and routes."""

from __future__ import annotations

from typing import Any

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Call, Look, Props, Type
from tests.standins.aws.tagging import EC2
from tests.standins.aws.template import fn
from tests.standins.aws.types.common import arn, default

_OF_VPC = {"Filters": [{"Name": "vpc-id", "Values": ["@id"]}]}


def _attribute(name: str) -> Call:
    return Call("ModifyVpcAttribute", {"VpcId": "@id", name: {"Value": f"${name[0].lower()}{name[1:]}"}})


def _attribute_of(name: str) -> Look:
    look = Call("DescribeVpcAttribute", {"VpcId": "@id", "Attribute": name})
    return Look(look, {name: f"{name[0].upper()}{name[1:]}.Value"})


VPC = Type(
    token="aws:ec2/vpc:Vpc",
    service="ec2",
    create=Call("CreateVpc", {"CidrBlock": "$cidrBlock", "InstanceTenancy": "$instanceTenancy"}),
    id="=Vpc.VpcId",
    read=Call("DescribeVpcs", {"VpcIds": ["@id"]}),
    found="Vpcs[0]",
    state={"cidrBlock": "CidrBlock", "instanceTenancy": "InstanceTenancy", "ownerId": "OwnerId"},
    more=(
        Look(
            Call("DescribeSecurityGroups", _OF_VPC),
            {"defaultSecurityGroupId": "SecurityGroups[?GroupName=='default'].GroupId | [0]"},
        ),
        Look(Call("DescribeRouteTables", _OF_VPC), {"mainRouteTableId": "RouteTables[0].RouteTableId"}),
        _attribute_of("enableDnsSupport"),
        _attribute_of("enableDnsHostnames"),
    ),
    computed={"arn": arn("ec2", "vpc/{id}")},
    settings=(_attribute("EnableDnsSupport"), _attribute("EnableDnsHostnames")),
    delete=Call("DeleteVpc", {"VpcId": "@id"}),
    tagging=EC2,
)

SUBNET = Type(
    token="aws:ec2/subnet:Subnet",
    service="ec2",
    create=Call(
        "CreateSubnet",
        {"VpcId": "$vpcId", "CidrBlock": "$cidrBlock", "AvailabilityZone": "$availabilityZone"},
    ),
    id="=Subnet.SubnetId",
    read=Call("DescribeSubnets", {"SubnetIds": ["@id"]}),
    found="Subnets[0]",
    state={
        "vpcId": "VpcId",
        "cidrBlock": "CidrBlock",
        "availabilityZone": "AvailabilityZone",
        "availabilityZoneId": "AvailabilityZoneId",
        "mapPublicIpOnLaunch": "MapPublicIpOnLaunch",
        "ownerId": "OwnerId",
        "arn": "SubnetArn",
    },
    settings=(
        Call("ModifySubnetAttribute", {"SubnetId": "@id", "MapPublicIpOnLaunch": {"Value": "$mapPublicIpOnLaunch"}}),
    ),
    delete=Call("DeleteSubnet", {"SubnetId": "@id"}),
    tagging=EC2,
)


def _detach(aws: Aws, state: Props) -> None:
    aws.call("ec2", "DetachInternetGateway", {"InternetGatewayId": state["id"], "VpcId": state["vpcId"]})


INTERNET_GATEWAY = Type(
    token="aws:ec2/internetGateway:InternetGateway",
    service="ec2",
    create=Call("CreateInternetGateway", {}),
    id="=InternetGateway.InternetGatewayId",
    read=Call("DescribeInternetGateways", {"InternetGatewayIds": ["@id"]}),
    found="InternetGateways[0]",
    state={"vpcId": "Attachments[0].VpcId", "ownerId": "OwnerId"},
    computed={"arn": arn("ec2", "internet-gateway/{id}")},
    settings=(Call("AttachInternetGateway", {"InternetGatewayId": "@id", "VpcId": "$vpcId"}),),
    replace=frozenset({"vpcId"}),
    before_delete=_detach,
    delete=Call("DeleteInternetGateway", {"InternetGatewayId": "@id"}),
    tagging=EC2,
)

EIP = Type(
    token="aws:ec2/eip:Eip",
    service="ec2",
    create=Call("AllocateAddress", {"Domain": "$domain"}),
    id="=AllocationId",
    read=Call("DescribeAddresses", {"AllocationIds": ["@id"]}),
    found="Addresses[0]",
    state={"domain": "Domain", "allocationId": "AllocationId", "publicIp": "PublicIp"},
    computed={"arn": arn("ec2", "elastic-ip/{id}")},
    delete=Call("ReleaseAddress", {"AllocationId": "@id"}),
    tagging=EC2,
)

NAT_GATEWAY = Type(
    token="aws:ec2/natGateway:NatGateway",
    service="ec2",
    create=Call(
        "CreateNatGateway",
        {"SubnetId": "$subnetId", "AllocationId": "$allocationId", "ConnectivityType": "$connectivityType"},
    ),
    id="=NatGateway.NatGatewayId",
    read=Call("DescribeNatGateways", {"NatGatewayIds": ["@id"]}),
    found="NatGateways[?State!='deleted'] | [0]",
    state={
        "subnetId": "SubnetId",
        "allocationId": "NatGatewayAddresses[0].AllocationId",
        "publicIp": "NatGatewayAddresses[0].PublicIp",
        "networkInterfaceId": "NatGatewayAddresses[0].NetworkInterfaceId",
        "connectivityType": "ConnectivityType",
    },
    delete=Call("DeleteNatGateway", {"NatGatewayId": "@id"}),
    tagging=EC2,
)

ROUTE_TABLE = Type(
    token="aws:ec2/routeTable:RouteTable",
    service="ec2",
    create=Call("CreateRouteTable", {"VpcId": "$vpcId"}),
    id="=RouteTable.RouteTableId",
    read=Call("DescribeRouteTables", {"RouteTableIds": ["@id"]}),
    found="RouteTables[0]",
    state={"vpcId": "VpcId", "ownerId": "OwnerId"},
    computed={"arn": arn("ec2", "route-table/{id}")},
    delete=Call("DeleteRouteTable", {"RouteTableId": "@id"}),
    tagging=EC2,
)


def _route(answer: Any, state: Props) -> Any:
    routes = answer["RouteTables"][0]["Routes"]
    return next((r for r in routes if r.get("DestinationCidrBlock") == state["destinationCidrBlock"]), None)


ROUTE = Type(
    token="aws:ec2/route:Route",
    service="ec2",
    create=Call(
        "CreateRoute",
        {
            "RouteTableId": "$routeTableId",
            "DestinationCidrBlock": "$destinationCidrBlock",
            "GatewayId": "$gatewayId",
            "NatGatewayId": "$natGatewayId",
        },
    ),
    id="r-{routeTableId}-{destinationCidrBlock}",
    read=Call("DescribeRouteTables", {"RouteTableIds": ["@routeTableId"]}),
    found=_route,
    state={"gatewayId": "GatewayId", "natGatewayId": "NatGatewayId", "state": "State", "origin": "Origin"},
    updates=(
        Call(
            "ReplaceRoute",
            {
                "RouteTableId": "@routeTableId",
                "DestinationCidrBlock": "@destinationCidrBlock",
                "GatewayId": "$gatewayId",
                "NatGatewayId": "$natGatewayId",
            },
        ),
    ),
    delete=Call("DeleteRoute", {"RouteTableId": "@routeTableId", "DestinationCidrBlock": "@destinationCidrBlock"}),
)

ROUTE_TABLE_ASSOCIATION = Type(
    token="aws:ec2/routeTableAssociation:RouteTableAssociation",
    service="ec2",
    create=Call("AssociateRouteTable", {"RouteTableId": "$routeTableId", "SubnetId": "$subnetId"}),
    id="=AssociationId",
    read=Call(
        "DescribeRouteTables",
        {"Filters": [{"Name": "association.route-table-association-id", "Values": ["@id"]}]},
    ),
    found=lambda answer, state: next(
        (
            association
            for table in answer["RouteTables"]
            for association in table["Associations"]
            if association["RouteTableAssociationId"] == state["id"]
        ),
        None,
    ),
    state={"routeTableId": "RouteTableId", "subnetId": "SubnetId"},
    delete=Call("DisassociateRouteTable", {"AssociationId": "@id"}),
)

VPC_ENDPOINT = Type(
    token="aws:ec2/vpcEndpoint:VpcEndpoint",
    service="ec2",
    create=Call(
        "CreateVpcEndpoint",
        {
            "VpcId": "$vpcId",
            "ServiceName": "$serviceName",
            "VpcEndpointType": default("$vpcEndpointType", "Gateway"),
            "RouteTableIds": "$routeTableIds",
            "SubnetIds": "$subnetIds",
            "SecurityGroupIds": "$securityGroupIds",
            "PrivateDnsEnabled": "$privateDnsEnabled",
        },
    ),
    id="=VpcEndpoint.VpcEndpointId",
    read=Call("DescribeVpcEndpoints", {"VpcEndpointIds": ["@id"]}),
    found="VpcEndpoints[?State!='deleted'] | [0]",
    state={
        "vpcId": "VpcId",
        "serviceName": "ServiceName",
        "vpcEndpointType": "VpcEndpointType",
        "routeTableIds": "RouteTableIds",
        "subnetIds": "SubnetIds",
        "securityGroupIds": "Groups[].GroupId",
        "privateDnsEnabled": "PrivateDnsEnabled",
        "state": "State",
        "ownerId": "OwnerId",
    },
    computed={"arn": arn("ec2", "vpc-endpoint/{id}")},
    in_place=frozenset({"privateDnsEnabled", "routeTableIds", "securityGroupIds", "subnetIds"}),
    delete=Call("DeleteVpcEndpoints", {"VpcEndpointIds": ["@id"]}),
    tagging=EC2,
)

FLOW_LOG = Type(
    token="aws:ec2/flowLog:FlowLog",
    service="ec2",
    create=Call(
        "CreateFlowLogs",
        {
            "ResourceIds": ["$vpcId"],
            "ResourceType": "VPC",
            "TrafficType": "$trafficType",
            "LogDestinationType": "$logDestinationType",
            # moto wants the group's name where AWS takes its ARN as well.
            "LogGroupName": fn(lambda target: target.removesuffix(":*").rpartition("log-group:")[2], "$logDestination"),
            "DeliverLogsPermissionArn": "$iamRoleArn",
            "MaxAggregationInterval": "$maxAggregationInterval",
        },
    ),
    id="=FlowLogIds[0]",
    read=Call("DescribeFlowLogs", {"FlowLogIds": ["@id"]}),
    found="FlowLogs[0]",
    state={"vpcId": "ResourceId", "trafficType": "TrafficType", "iamRoleArn": "DeliverLogsPermissionArn"},
    computed={"arn": arn("ec2", "vpc-flow-log/{id}")},
    delete=Call("DeleteFlowLogs", {"FlowLogIds": ["@id"]}),
    tagging=EC2,
)

TYPES = (
    VPC,
    SUBNET,
    INTERNET_GATEWAY,
    EIP,
    NAT_GATEWAY,
    ROUTE_TABLE,
    ROUTE,
    ROUTE_TABLE_ASSOCIATION,
    VPC_ENDPOINT,
    FLOW_LOG,
)

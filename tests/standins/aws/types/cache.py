"""ElastiCache."""

from __future__ import annotations

from tests.standins.aws.resource import Call, Name, Type
from tests.standins.aws.tagging import ELASTICACHE, ShelfTags
from tests.standins.aws.template import Each, fn
from tests.standins.aws.types.common import default, first

_NAME = Name(longest=40, lower=True)

SUBNET_GROUP = Type(
    token="aws:elasticache/subnetGroup:SubnetGroup",
    service="elasticache",
    create=Call(
        "CreateCacheSubnetGroup",
        {
            "CacheSubnetGroupName": "$name",
            "CacheSubnetGroupDescription": default("$description", "Managed by Pulumi"),
            "SubnetIds": "$subnetIds",
        },
    ),
    id="{name}",
    read=Call("DescribeCacheSubnetGroups", {"CacheSubnetGroupName": "@name"}),
    found="CacheSubnetGroups[0]",
    state={
        "arn": "ARN",
        "description": "CacheSubnetGroupDescription",
        "subnetIds": "SubnetIds",
    },
    updates=(
        Call(
            "ModifyCacheSubnetGroup",
            {
                "CacheSubnetGroupName": "@name",
                "CacheSubnetGroupDescription": "$description",
                "SubnetIds": "$subnetIds",
            },
        ),
    ),
    delete=Call("DeleteCacheSubnetGroup", {"CacheSubnetGroupName": "@name"}),
    name=_NAME,
    tagging=ShelfTags("elasticache", "CreateCacheSubnetGroup", {"CacheSubnetGroupName": "@name"}),
)

PARAMETER_GROUP = Type(
    token="aws:elasticache/parameterGroup:ParameterGroup",
    service="elasticache",
    create=Call(
        "CreateCacheParameterGroup",
        {
            "CacheParameterGroupName": "$name",
            "CacheParameterGroupFamily": "$family",
            "Description": default("$description", "Managed by Pulumi"),
        },
    ),
    id="{name}",
    read=Call("DescribeCacheParameterGroups", {"CacheParameterGroupName": "@name"}),
    found="CacheParameterGroups[0]",
    state={
        "arn": "ARN",
        "family": "CacheParameterGroupFamily",
        "description": "Description",
        "parameters": "ParameterNameValues[].{name: ParameterName, value: ParameterValue}",
    },
    settings=(
        Call(
            "ModifyCacheParameterGroup",
            {
                "CacheParameterGroupName": "@name",
                "ParameterNameValues": Each("$parameters", {"ParameterName": "$name", "ParameterValue": "$value"}),
            },
        ),
    ),
    delete=Call("DeleteCacheParameterGroup", {"CacheParameterGroupName": "@name"}),
    name=_NAME,
    tagging=ShelfTags("elasticache", "CreateCacheParameterGroup", {"CacheParameterGroupName": "@name"}),
)

_OF_GROUP = {
    "AutoMinorVersionUpgrade": "$autoMinorVersionUpgrade",
    "AutomaticFailoverEnabled": "$automaticFailoverEnabled",
    "CacheNodeType": "$nodeType",
    "CacheParameterGroupName": "$parameterGroupName",
    "Engine": "$engine",
    "EngineVersion": "$engineVersion",
    "MultiAZEnabled": "$multiAzEnabled",
    "NotificationTopicArn": "$notificationTopicArn",
    "PreferredMaintenanceWindow": "$maintenanceWindow",
    "ReplicationGroupDescription": "$description",
    "SecurityGroupIds": "$securityGroupIds",
    "SnapshotRetentionLimit": "$snapshotRetentionLimit",
    "SnapshotWindow": "$snapshotWindow",
    "TransitEncryptionEnabled": "$transitEncryptionEnabled",
    "TransitEncryptionMode": "$transitEncryptionMode",
}

REPLICATION_GROUP = Type(
    token="aws:elasticache/replicationGroup:ReplicationGroup",
    service="elasticache",
    create=Call(
        "CreateReplicationGroup",
        {
            **_OF_GROUP,
            "AtRestEncryptionEnabled": "$atRestEncryptionEnabled",
            "AuthToken": first("$authTokenWo", "$authToken"),
            "CacheSubnetGroupName": "$subnetGroupName",
            "KmsKeyId": "$kmsKeyId",
            "NumCacheClusters": "$numCacheClusters",
            "Port": "$port",
            "ReplicationGroupId": "$replicationGroupId",
        },
    ),
    id="{replicationGroupId}",
    read=Call("DescribeReplicationGroups", {"ReplicationGroupId": "@id"}),
    found="ReplicationGroups[?Status!='deleting'] | [0]",
    state={
        "arn": "ARN",
        "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
        "automaticFailoverEnabled": "AutomaticFailover == 'enabled'",
        "description": "Description",
        "kmsKeyId": "KmsKeyId",
        "multiAzEnabled": "MultiAZ == 'enabled'",
        "nodeType": "CacheNodeType",
        "primaryEndpointAddress": "NodeGroups[0].PrimaryEndpoint.Address",
        "snapshotRetentionLimit": "SnapshotRetentionLimit",
        "snapshotWindow": "SnapshotWindow",
        "transitEncryptionEnabled": "TransitEncryptionEnabled",
    },
    updates=(
        Call(
            "ModifyReplicationGroup",
            {
                **_OF_GROUP,
                "ReplicationGroupId": "@id",
                "ApplyImmediately": "@applyImmediately",
                "AuthToken": fn(lambda _version, token: token, "$authTokenWoVersion", "@authTokenWo"),
                "AuthTokenUpdateStrategy": fn(
                    lambda _version, strategy: strategy, "$authTokenWoVersion", "@authTokenUpdateStrategy"
                ),
            },
        ),
    ),
    delete=Call("DeleteReplicationGroup", {"ReplicationGroupId": "@id"}),
    client_side={"applyImmediately": False, "authTokenUpdateStrategy": "ROTATE", "authTokenWoVersion": None},
    write_only=frozenset({"authTokenWo"}),
    in_place=frozenset({"authToken", "numCacheClusters"}),
    name=Name("replicationGroupId", longest=40, lower=True),
    tagging=ELASTICACHE,
)

TYPES = (SUBNET_GROUP, PARAMETER_GROUP, REPLICATION_GROUP)

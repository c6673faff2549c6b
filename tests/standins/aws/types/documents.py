"""DocumentDB."""

from __future__ import annotations

from typing import Any

from tests.standins.aws.resource import Call, Name, Type
from tests.standins.aws.tagging import DOCDB
from tests.standins.aws.template import fn
from tests.standins.aws.types.common import default, first
from tests.standins.aws.types.databases import IDENTIFIER, final_snapshot, parameter_group, subnet_group

_OF_CLUSTER = {
    "BackupRetentionPeriod": "$backupRetentionPeriod",
    "DBClusterParameterGroupName": "$dbClusterParameterGroupName",
    "DeletionProtection": "$deletionProtection",
    "EngineVersion": "$engineVersion",
    "Port": "$port",
    "PreferredBackupWindow": "$preferredBackupWindow",
    "PreferredMaintenanceWindow": "$preferredMaintenanceWindow",
    "StorageType": "$storageType",
    "VpcSecurityGroupIds": "$vpcSecurityGroupIds",
}

DOCUMENT_CLUSTER = Type(
    token="aws:docdb/cluster:Cluster",
    service="docdb",
    create=Call(
        "CreateDBCluster",
        {
            **_OF_CLUSTER,
            "AvailabilityZones": "$availabilityZones",
            "DBClusterIdentifier": "$clusterIdentifier",
            "DBSubnetGroupName": "$dbSubnetGroupName",
            "EnableCloudwatchLogsExports": "$enabledCloudwatchLogsExports",
            "Engine": default("$engine", "docdb"),
            "KmsKeyId": "$kmsKeyId",
            "MasterUserPassword": first("$masterPasswordWo", "$masterPassword"),
            "MasterUsername": "$masterUsername",
            "StorageEncrypted": "$storageEncrypted",
        },
    ),
    id="{clusterIdentifier}",
    read=Call("DescribeDBClusters", {"DBClusterIdentifier": "@id"}),
    found="DBClusters[0]",
    state={
        "arn": "DBClusterArn",
        "clusterResourceId": "DbClusterResourceId",
        "endpoint": "Endpoint",
        "readerEndpoint": "ReaderEndpoint",
        "hostedZoneId": "HostedZoneId",
        "backupRetentionPeriod": "BackupRetentionPeriod",
        "deletionProtection": "DeletionProtection",
        "engineVersion": "EngineVersion",
        "kmsKeyId": "KmsKeyId",
        "storageEncrypted": "StorageEncrypted",
    },
    updates=(
        Call(
            "ModifyDBCluster",
            {
                **_OF_CLUSTER,
                "DBClusterIdentifier": "@id",
                "ApplyImmediately": "@applyImmediately",
                "MasterUserPassword": fn(
                    lambda _version, password: password, "$masterPasswordWoVersion", "@masterPasswordWo"
                ),
            },
        ),
    ),
    delete=Call(
        "DeleteDBCluster",
        {
            "DBClusterIdentifier": "@id",
            "SkipFinalSnapshot": "$skipFinalSnapshot",
            "FinalDBSnapshotIdentifier": fn(
                lambda skip, name: None if skip else name, "$skipFinalSnapshot", "$finalSnapshotIdentifier"
            ),
        },
    ),
    client_side={
        "applyImmediately": False,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": None,
        "masterPasswordWoVersion": None,
    },
    write_only=frozenset({"masterPasswordWo"}),
    in_place=frozenset({"enabledCloudwatchLogsExports", "masterPassword"}),
    check=final_snapshot,
    name=Name("clusterIdentifier", longest=63, lower=True),
    tagging=DOCDB,
)

_OF_MEMBER: dict[str, Any] = {
    "AutoMinorVersionUpgrade": "$autoMinorVersionUpgrade",
    "CACertificateIdentifier": "$caCertIdentifier",
    "CopyTagsToSnapshot": "$copyTagsToSnapshot",
    "DBInstanceClass": "$instanceClass",
    "PreferredMaintenanceWindow": "$preferredMaintenanceWindow",
    "PromotionTier": "$promotionTier",
}

DOCUMENT_INSTANCE = Type(
    token="aws:docdb/clusterInstance:ClusterInstance",
    service="docdb",
    create=Call(
        "CreateDBInstance",
        {
            **_OF_MEMBER,
            "AvailabilityZone": "$availabilityZone",
            "DBClusterIdentifier": "$clusterIdentifier",
            "DBInstanceIdentifier": "$identifier",
            "Engine": default("$engine", "docdb"),
        },
    ),
    id="{identifier}",
    read=Call("DescribeDBInstances", {"DBInstanceIdentifier": "@id"}),
    found="DBInstances[0]",
    state={
        "arn": "DBInstanceArn",
        "dbiResourceId": "DbiResourceId",
        "endpoint": "Endpoint.Address",
        "port": "Endpoint.Port",
        "engineVersion": "EngineVersion",
        "instanceClass": "DBInstanceClass",
        "publiclyAccessible": "PubliclyAccessible",
    },
    updates=(
        Call(
            "ModifyDBInstance",
            {**_OF_MEMBER, "DBInstanceIdentifier": "@id", "ApplyImmediately": "@applyImmediately"},
        ),
    ),
    delete=Call("DeleteDBInstance", {"DBInstanceIdentifier": "@id"}),
    client_side={"applyImmediately": False},
    name=IDENTIFIER,
    tagging=DOCDB,
)

TYPES = (
    subnet_group("aws:docdb/subnetGroup:SubnetGroup", "docdb"),
    parameter_group("aws:docdb/clusterParameterGroup:ClusterParameterGroup", "docdb", "DBClusterParameterGroup"),
    DOCUMENT_CLUSTER,
    DOCUMENT_INSTANCE,
)

"""PostgreSQL on RDS, and what DocumentDB has in common with it."""

from __future__ import annotations

from tests.standins.aws.resource import Call, Name, Props, Type
from tests.standins.aws.shapes import RefusedError
from tests.standins.aws.tagging import DOCDB, RDS
from tests.standins.aws.template import Each, fn
from tests.standins.aws.types.common import default, first

NAME = Name(longest=63, lower=True)
IDENTIFIER = Name("identifier", longest=63, lower=True)


def subnet_group(token: str, service: str) -> Type:
    members = {"DBSubnetGroupDescription": default("$description", "Managed by Pulumi"), "SubnetIds": "$subnetIds"}
    return Type(
        token=token,
        service=service,
        create=Call("CreateDBSubnetGroup", {"DBSubnetGroupName": "$name", **members}),
        id="{name}",
        read=Call("DescribeDBSubnetGroups", {"DBSubnetGroupName": "@name"}),
        found="DBSubnetGroups[0]",
        state={
            "arn": "DBSubnetGroupArn",
            "name": "DBSubnetGroupName",
            "description": "DBSubnetGroupDescription",
            "vpcId": "VpcId",
            "subnetIds": "Subnets[].SubnetIdentifier",
        },
        updates=(Call("ModifyDBSubnetGroup", {"DBSubnetGroupName": "@name", **members}, whole=True),),
        delete=Call("DeleteDBSubnetGroup", {"DBSubnetGroupName": "@name"}),
        name=NAME,
        tagging=RDS if service == "rds" else DOCDB,
    )


def parameter_group(token: str, service: str, noun: str) -> Type:
    name = f"{noun}Name"
    parameters = Each(
        "$parameters",
        {
            "ParameterName": "$name",
            "ParameterValue": "$value",
            "ApplyMethod": default("$applyMethod", "immediate"),
        },
    )
    return Type(
        token=token,
        service=service,
        create=Call(
            f"Create{noun}",
            {
                name: "$name",
                "DBParameterGroupFamily": "$family",
                "Description": default("$description", "Managed by Pulumi"),
            },
        ),
        id="{name}",
        read=Call(f"Describe{noun}s", {name: "@name"}),
        found=f"{noun}s[0]",
        state={"arn": f"{noun}Arn", "family": "DBParameterGroupFamily", "description": "Description"},
        settings=(Call(f"Modify{noun}", {name: "@name", "Parameters": parameters}),),
        delete=Call(f"Delete{noun}", {name: "@name"}),
        name=NAME,
        tagging=RDS if service == "rds" else DOCDB,
    )


def final_snapshot(props: Props) -> None:
    if not props.get("skipFinalSnapshot") and not props.get("finalSnapshotIdentifier"):
        raise RefusedError("finalSnapshotIdentifier is needed unless skipFinalSnapshot is true")


_OF_INSTANCE = {
    "AllocatedStorage": "$allocatedStorage",
    "AutoMinorVersionUpgrade": "$autoMinorVersionUpgrade",
    "BackupRetentionPeriod": "$backupRetentionPeriod",
    "CACertificateIdentifier": "$caCertIdentifier",
    "CopyTagsToSnapshot": "$copyTagsToSnapshot",
    "DBInstanceClass": "$instanceClass",
    "DBParameterGroupName": "$parameterGroupName",
    "DeletionProtection": "$deletionProtection",
    "EnableIAMDatabaseAuthentication": "$iamDatabaseAuthenticationEnabled",
    "EnablePerformanceInsights": "$performanceInsightsEnabled",
    "EngineVersion": "$engineVersion",
    "Iops": "$iops",
    "MaxAllocatedStorage": "$maxAllocatedStorage",
    "MonitoringInterval": "$monitoringInterval",
    "MonitoringRoleArn": "$monitoringRoleArn",
    "MultiAZ": "$multiAz",
    "PerformanceInsightsKMSKeyId": "$performanceInsightsKmsKeyId",
    "PerformanceInsightsRetentionPeriod": "$performanceInsightsRetentionPeriod",
    "PreferredBackupWindow": "$backupWindow",
    "PreferredMaintenanceWindow": "$maintenanceWindow",
    "PubliclyAccessible": "$publiclyAccessible",
    "StorageType": "$storageType",
    "VpcSecurityGroupIds": "$vpcSecurityGroupIds",
}
"""What can be said at creation and changed later."""

INSTANCE = Type(
    token="aws:rds/instance:Instance",
    service="rds",
    create=Call(
        "CreateDBInstance",
        {
            **_OF_INSTANCE,
            "DBInstanceIdentifier": "$identifier",
            "DBName": "$dbName",
            "DBSubnetGroupName": "$dbSubnetGroupName",
            "EnableCloudwatchLogsExports": "$enabledCloudwatchLogsExports",
            "Engine": "$engine",
            "EngineLifecycleSupport": "$engineLifecycleSupport",
            "KmsKeyId": "$kmsKeyId",
            "MasterUserPassword": first("$passwordWo", "$password"),
            "MasterUsername": "$username",
            "Port": "$port",
            "StorageEncrypted": "$storageEncrypted",
        },
    ),
    id="{identifier}",
    read=Call("DescribeDBInstances", {"DBInstanceIdentifier": "@identifier"}),
    found="DBInstances[0]",
    state={
        "address": "Endpoint.Address",
        "port": "Endpoint.Port",
        "hostedZoneId": "Endpoint.HostedZoneId",
        "arn": "DBInstanceArn",
        "resourceId": "DbiResourceId",
        "status": "DBInstanceStatus",
        "allocatedStorage": "AllocatedStorage",
        "backupRetentionPeriod": "BackupRetentionPeriod",
        "copyTagsToSnapshot": "CopyTagsToSnapshot",
        "dbName": "DBName",
        "deletionProtection": "DeletionProtection",
        "engine": "Engine",
        "instanceClass": "DBInstanceClass",
        "kmsKeyId": "KmsKeyId",
        "multiAz": "MultiAZ",
        "publiclyAccessible": "PubliclyAccessible",
        "storageEncrypted": "StorageEncrypted",
        "storageType": "StorageType",
        "username": "MasterUsername",
    },
    computed={
        "endpoint": lambda props, _aws: f"{props['address']}:{props['port']}",
        "engineVersionActual": lambda props, _aws: props.get("engineVersion"),
    },
    updates=(
        Call(
            "ModifyDBInstance",
            {
                **_OF_INSTANCE,
                "DBInstanceIdentifier": "@id",
                "ApplyImmediately": "@applyImmediately",
                "AllowMajorVersionUpgrade": "@allowMajorVersionUpgrade",
                "MasterUserPassword": fn(lambda _version, password: password, "$passwordWoVersion", "@passwordWo"),
            },
        ),
    ),
    delete=Call(
        "DeleteDBInstance",
        {
            "DBInstanceIdentifier": "@id",
            "SkipFinalSnapshot": "$skipFinalSnapshot",
            "FinalDBSnapshotIdentifier": fn(
                lambda skip, name: None if skip else name, "$skipFinalSnapshot", "$finalSnapshotIdentifier"
            ),
            "DeleteAutomatedBackups": "$deleteAutomatedBackups",
        },
    ),
    client_side={
        "applyImmediately": False,
        "allowMajorVersionUpgrade": False,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": None,
        "deleteAutomatedBackups": True,
        "passwordWoVersion": None,
    },
    write_only=frozenset({"passwordWo"}),
    in_place=frozenset({"dbSubnetGroupName", "enabledCloudwatchLogsExports", "password", "port"}),
    check=final_snapshot,
    name=IDENTIFIER,
    tagging=RDS,
)

TYPES = (
    subnet_group("aws:rds/subnetGroup:SubnetGroup", "rds"),
    parameter_group("aws:rds/parameterGroup:ParameterGroup", "rds", "DBParameterGroup"),
    INSTANCE,
)

"""Logs, alarms, messages, budgets and backups."""

from __future__ import annotations

from typing import Any

from tests.standins.aws.calls import ACCOUNT
from tests.standins.aws.resource import Call, Name, Type
from tests.standins.aws.tagging import BACKUP, CLOUDWATCH, LOGS, SNS
from tests.standins.aws.template import Each, fn
from tests.standins.aws.types.common import arn, document

LOG_GROUP = Type(
    token="aws:cloudwatch/logGroup:LogGroup",
    service="logs",
    create=Call(
        "CreateLogGroup", {"logGroupName": "$name", "kmsKeyId": "$kmsKeyId", "logGroupClass": "$logGroupClass"}
    ),
    id="{name}",
    read=Call("DescribeLogGroups", {"logGroupNamePrefix": "@name"}),
    found=lambda answer, state: next((g for g in answer["logGroups"] if g["logGroupName"] == state["name"]), None),
    state={"kmsKeyId": "kmsKeyId", "retentionInDays": "retentionInDays"},
    computed={"arn": arn("logs", "log-group:{name}")},
    settings=(Call("PutRetentionPolicy", {"logGroupName": "@name", "retentionInDays": "$retentionInDays"}),),
    delete=Call("DeleteLogGroup", {"logGroupName": "@name"}),
    in_place=frozenset({"kmsKeyId"}),
    client_side={"skipDestroy": False},
    name=Name(longest=512),
    tagging=LOGS,
)

_ALARM = {
    "AlarmName": "$name",
    "AlarmDescription": "$alarmDescription",
    "ActionsEnabled": "$actionsEnabled",
    "AlarmActions": "$alarmActions",
    "OKActions": "$okActions",
    "InsufficientDataActions": "$insufficientDataActions",
    "MetricName": "$metricName",
    "Namespace": "$namespace",
    "Statistic": "$statistic",
    "ExtendedStatistic": "$extendedStatistic",
    "Period": "$period",
    "EvaluationPeriods": "$evaluationPeriods",
    "DatapointsToAlarm": "$datapointsToAlarm",
    "Threshold": "$threshold",
    "ComparisonOperator": "$comparisonOperator",
    "TreatMissingData": "$treatMissingData",
}


def _dimensions(path: str) -> Any:
    return fn(lambda names: [{"Name": key, "Value": value} for key, value in (names or {}).items()] or None, path)


METRIC_ALARM = Type(
    token="aws:cloudwatch/metricAlarm:MetricAlarm",
    service="cloudwatch",
    create=Call("PutMetricAlarm", {**_ALARM, "Dimensions": _dimensions("$dimensions")}),
    id="{name}",
    read=Call("DescribeAlarms", {"AlarmNames": ["@name"]}),
    found="MetricAlarms[0]",
    state={"arn": "AlarmArn", "threshold": "Threshold", "alarmActions": "AlarmActions", "metricName": "MetricName"},
    updates=(Call("PutMetricAlarm", {**_ALARM, "Dimensions": _dimensions("$dimensions")}, whole=True),),
    replace=frozenset({"name"}),
    delete=Call("DeleteAlarms", {"AlarmNames": ["@name"]}),
    name=Name(),
    tagging=CLOUDWATCH,
)


def _topic_attribute(name: str, value: Any) -> Call:
    return Call("SetTopicAttributes", {"TopicArn": "@id", "AttributeName": name, "AttributeValue": value})


TOPIC = Type(
    token="aws:sns/topic:Topic",
    service="sns",
    create=Call("CreateTopic", {"Name": "$name"}),
    id="=TopicArn",
    read=Call("GetTopicAttributes", {"TopicArn": "@id"}),
    found="Attributes",
    state={"arn": "TopicArn", "owner": "Owner", "kmsMasterKeyId": "KmsMasterKeyId"},
    settings=(
        _topic_attribute("DisplayName", "$displayName"),
        _topic_attribute("KmsMasterKeyId", "$kmsMasterKeyId"),
        _topic_attribute("Policy", document("$policy")),
    ),
    delete=Call("DeleteTopic", {"TopicArn": "@id"}),
    name=Name(longest=256),
    tagging=SNS,
)

TOPIC_SUBSCRIPTION = Type(
    token="aws:sns/topicSubscription:TopicSubscription",
    service="sns",
    create=Call(
        "Subscribe",
        {"TopicArn": "$topic", "Protocol": "$protocol", "Endpoint": "$endpoint", "ReturnSubscriptionArn": True},
    ),
    id="=SubscriptionArn",
    read=Call("GetSubscriptionAttributes", {"SubscriptionArn": "@id"}),
    found="Attributes",
    state={"arn": "SubscriptionArn", "endpoint": "Endpoint", "protocol": "Protocol", "ownerId": "Owner"},
    delete=Call("Unsubscribe", {"SubscriptionArn": "@id"}),
)

_ACCOUNT = {"AccountId": ACCOUNT}
BUDGET = Type(
    token="aws:budgets/budget:Budget",
    service="budgets",
    create=Call(
        "CreateBudget",
        {
            **_ACCOUNT,
            "Budget": {
                "BudgetName": "$name",
                "BudgetType": "$budgetType",
                "TimeUnit": "$timeUnit",
                "BudgetLimit": {"Amount": "$limitAmount", "Unit": "$limitUnit"},
                "CostFilters": fn(
                    lambda filters: {each["name"]: each["values"] for each in filters or []}, "$costFilters"
                ),
            },
            "NotificationsWithSubscribers": Each(
                "$notifications",
                {
                    "Notification": {
                        "NotificationType": "$notificationType",
                        "ComparisonOperator": "$comparisonOperator",
                        "Threshold": "$threshold",
                        "ThresholdType": "$thresholdType",
                    },
                    "Subscribers": Each("$subscriberEmailAddresses", {"SubscriptionType": "EMAIL", "Address": "$"}),
                },
            ),
            "ResourceTags": fn(
                lambda tags: [{"Key": key, "Value": value} for key, value in (tags or {}).items()] or None, "$tags"
            ),
        },
    ),
    id=f"{ACCOUNT}:{{name}}",
    read=Call("DescribeBudget", {**_ACCOUNT, "BudgetName": "@name"}),
    found="Budget",
    state={"limitAmount": "BudgetLimit.Amount", "limitUnit": "BudgetLimit.Unit"},
    computed={"arn": arn("budgets", "budget/{name}")},
    delete=Call("DeleteBudget", {**_ACCOUNT, "BudgetName": "@name"}),
    in_place=frozenset({"budgetType", "costFilters", "limitAmount", "limitUnit", "notifications", "tags", "timeUnit"}),
    name=Name(longest=100),
)

BACKUP_VAULT = Type(
    token="aws:backup/vault:Vault",
    service="backup",
    create=Call("CreateBackupVault", {"BackupVaultName": "$name", "EncryptionKeyArn": "$kmsKeyArn"}),
    id="{name}",
    read=Call("DescribeBackupVault", {"BackupVaultName": "@name"}),
    found="@",
    state={"arn": "BackupVaultArn", "kmsKeyArn": "EncryptionKeyArn"},
    delete=Call("DeleteBackupVault", {"BackupVaultName": "@name"}),
    client_side={"forceDestroy": False},
    name=Name(longest=50),
    tagging=BACKUP,
)

_LIFECYCLE = {"MoveToColdStorageAfterDays": "$lifecycle.coldStorageAfter", "DeleteAfterDays": "$lifecycle.deleteAfter"}
BACKUP_PLAN = Type(
    token="aws:backup/plan:Plan",
    service="backup",
    create=Call(
        "CreateBackupPlan",
        {
            "BackupPlan": {
                "BackupPlanName": "$name",
                "Rules": Each(
                    "$rules",
                    {
                        "RuleName": "$ruleName",
                        "TargetBackupVaultName": "$targetVaultName",
                        "ScheduleExpression": "$schedule",
                        "StartWindowMinutes": "$startWindow",
                        "CompletionWindowMinutes": "$completionWindow",
                        "EnableContinuousBackup": "$enableContinuousBackup",
                        "RecoveryPointTags": "$recoveryPointTags",
                        "Lifecycle": _LIFECYCLE,
                        "CopyActions": Each(
                            "$copyActions",
                            {"DestinationBackupVaultArn": "$destinationVaultArn", "Lifecycle": _LIFECYCLE},
                        ),
                    },
                ),
            }
        },
    ),
    id="=BackupPlanId",
    read=Call("GetBackupPlan", {"BackupPlanId": "@id"}),
    found=lambda answer, _state: None if answer.get("DeletionDate") else answer,
    state={"arn": "BackupPlanArn", "version": "VersionId", "name": "BackupPlan.BackupPlanName"},
    delete=Call("DeleteBackupPlan", {"BackupPlanId": "@id"}),
    in_place=frozenset({"rules"}),
    name=Name(longest=50),
    tagging=BACKUP,
)

BACKUP_SELECTION = Type(
    token="aws:backup/selection:Selection",
    service="backup",
    create=Call(
        "CreateBackupSelection",
        {
            "BackupPlanId": "$planId",
            "BackupSelection": {
                "SelectionName": "$name",
                "IamRoleArn": "$iamRoleArn",
                "Resources": "$resources",
                "NotResources": "$notResources",
                "ListOfTags": Each(
                    "$selectionTags", {"ConditionType": "$type", "ConditionKey": "$key", "ConditionValue": "$value"}
                ),
            },
        },
    ),
    id="=SelectionId",
    read=Call("GetBackupSelection", {"BackupPlanId": "@planId", "SelectionId": "@id"}),
    found="BackupSelection",
    state={"iamRoleArn": "IamRoleArn", "name": "SelectionName"},
    delete=Call("DeleteBackupSelection", {"BackupPlanId": "@planId", "SelectionId": "@id"}),
    name=Name(longest=50),
)

TYPES = (
    LOG_GROUP,
    METRIC_ALARM,
    TOPIC,
    TOPIC_SUBSCRIPTION,
    BUDGET,
    BACKUP_VAULT,
    BACKUP_PLAN,
    BACKUP_SELECTION,
)

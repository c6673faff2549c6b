"""Backup, alarms, keys and tags."""

from __future__ import annotations

import json

from tests.unit.aws.conftest import Environment

UNTAGGED = {
    # AWS has no tags for these.
    "aws:kms/alias:Alias",
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:route53/record:Record",
    "aws:autoscaling/attachment:Attachment",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:backup/selection:Selection",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
}


def test_everything_that_can_carry_tags_says_whose_it_is(prod: Environment) -> None:
    for resource in prod.declared.resources:
        if resource.type.startswith("aws:") and resource.type not in UNTAGGED:
            tags = resource.inputs.get("tags", {})
            assert (tags.get("Project"), tags.get("Environment")) == ("lexfix", "prod"), resource.name
            assert tags.get("Component"), resource.name


def test_prod_copies_every_database_to_another_region_each_day(prod: Environment) -> None:
    rule = prod.declared.one("backup/plan:Plan").inputs["rules"][0]
    assert rule["lifecycle"] == {"deleteAfter": 35}
    assert rule["copyActions"] == [
        {"destinationVaultArn": "arn:aws:lexfix-backup-copy-vault", "lifecycle": {"deleteAfter": 90}}
    ]
    copy = prod.declared.one("backup/vault:Vault", "lexfix-backup-copy-vault")
    assert "lexfix-aws-backup" in (copy.provider or "")
    selected = prod.declared.one("backup/selection:Selection").inputs["resources"]
    assert selected == ["arn:aws:lexfix-postgres-instance", "arn:aws:lexfix-documents-cluster"]


def test_the_backup_provider_works_in_the_backup_region(prod: Environment) -> None:
    regions = {p.name: p.inputs["region"] for p in prod.declared.of("pulumi:providers:aws")}
    assert regions == {"lexfix-aws": "eu-central-1", "lexfix-aws-backup": "eu-west-1"}


def test_credentials_of_another_account_are_refused(prod: Environment) -> None:
    for provider in prod.declared.of("pulumi:providers:aws"):
        assert json.loads(provider.inputs["allowedAccountIds"]) == ["123456789012"]


def test_staging_makes_no_copies(staging: Environment) -> None:
    assert len(staging.declared.of("backup/vault:Vault")) == 1
    assert staging.declared.one("backup/plan:Plan").inputs["rules"][0]["copyActions"] == []


def test_keys_rotate_and_are_open_to_no_other_account(prod: Environment) -> None:
    keys = prod.declared.of("kms/key:Key")
    assert len(keys) == 5
    for key in keys:
        assert key.inputs["enableKeyRotation"] is True
        for statement in json.loads(key.inputs["policy"])["Statement"]:
            principal = statement["Principal"]
            assert principal == {"AWS": "arn:aws:iam::123456789012:root"} or "Condition" in statement


def test_each_store_raises_an_alarm_on_cpu_room_and_connections(prod: Environment) -> None:
    alarms = {alarm.inputs["metricName"] for alarm in prod.declared.of("cloudwatch/metricAlarm:MetricAlarm")}
    assert alarms >= {
        "CPUUtilization",
        "FreeStorageSpace",
        "DatabaseConnections",
        "DBClusterReplicaLagMaximum",
        "EngineCPUUtilization",
        "DatabaseMemoryUsagePercentage",
        "ReplicationLag",
        "HealthyHostCount",
        "NumberOfBackupJobsFailed",
        "DaysToExpiry",
    }


def test_a_day_without_a_backup_raises_an_alarm_even_if_nothing_is_heard_of_it(prod: Environment) -> None:
    (alarm,) = [
        alarm.inputs
        for alarm in prod.declared.of("cloudwatch/metricAlarm:MetricAlarm")
        if alarm.inputs["metricName"] == "NumberOfBackupJobsCompleted"
    ]
    assert (alarm["period"], alarm["threshold"], alarm["comparisonOperator"]) == (86400, 1, "LessThanThreshold")
    assert alarm["treatMissingData"] == "breaching"


def test_every_alarm_says_what_to_do_and_reaches_somebody(prod: Environment) -> None:
    topic = prod.declared.one("sns/topic:Topic")
    assert topic.inputs["kmsMasterKeyId"] == "arn:aws:lexfix-logs-key"
    for alarm in prod.declared.of("cloudwatch/metricAlarm:MetricAlarm"):
        assert alarm.inputs["alarmActions"] == [f"arn:aws:{topic.name}"]
        assert alarm.inputs["alarmDescription"]
    subscription = prod.declared.one("sns/topicSubscription:TopicSubscription").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "platform@lexfix.com")


def test_spending_is_watched(prod: Environment) -> None:
    budget = prod.declared.one("budgets/budget:Budget").inputs
    assert (budget["limitAmount"], budget["timeUnit"]) == ("2500", "MONTHLY")
    assert {n["notificationType"] for n in budget["notifications"]} == {"ACTUAL", "FORECASTED"}

"""Somebody is told when something is wrong, and can read what happened."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_policy import PolicyResource

from policies.problems import of
from policies.reading import at
from policies.rule import Rule, StackRule, Subject
from policies.security.entrance import BALANCER
from policies.security.keys import LOG_GROUP, TOPIC, VAULT
from policies.security.stores import CACHE, DOCUMENTS, POSTGRES

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
_DIMENSIONS = {
    POSTGRES: ("DBInstanceIdentifier", "identifier"),
    DOCUMENTS: ("DBClusterIdentifier", "clusterIdentifier"),
    CACHE: ("CacheClusterId", "replicationGroupId"),
    BALANCER: ("LoadBalancer", "arnSuffix"),
}
"""The dimension of CloudWatch that names a resource, and the property that it names. A cache's nodes are called by its
group and a number."""
_BACKUP_METRICS = ("NumberOfBackupJobsFailed", "NumberOfBackupJobsCompleted")
"""A backup that went wrong, and one that was never begun."""


def _watched(resource: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    dimension, key = _DIMENSIONS[resource.resource_type]
    name = str(at(resource.props, key))
    for alarm in of(stack, ALARM):
        if str(at(alarm.props, "dimensions", dimension) or "").startswith(name):
            return None
    return "is watched by no alarm"


def _vault_watched(vault: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    used = {
        at(rule, "targetVaultName")
        for plan in of(stack, "aws:backup/plan:Plan")
        for rule in at(plan.props, "rules") or []
    }
    if at(vault.props, "name") not in used:
        return None
    watched = {
        at(alarm.props, "metricName")
        for alarm in of(stack, ALARM)
        if at(alarm.props, "dimensions", "BackupVaultName") == at(vault.props, "name")
    }
    missing = [metric for metric in _BACKUP_METRICS if metric not in watched]
    return f"may lack a backup without anybody knowing: no alarm on {', '.join(missing)}" if missing else None


def _acts(subject: Subject, _: float) -> str | None:
    if at(subject.node, "actionsEnabled") is False:
        return "is switched off"
    return None if at(subject.node, "alarmActions") else "tells nobody"


def _heard(topic: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    for subscription in of(stack, SUBSCRIPTION):
        if at(subscription.props, "topic") == at(topic.props, "arn"):
            return None
    return "is read by nobody"


def _kept(subject: Subject, limit: float) -> str | None:
    # Not set, it is for ever.
    days = at(subject.node, "retentionInDays") or limit
    return f"is kept for {days:g} days, less than {limit:g}" if days < limit else None


RULES: tuple[Rule | StackRule, ...] = (
    StackRule(
        "watched",
        "Every store and the load balancer has an alarm.",
        "Add a `Threshold` to the component's `thresholds`.",
        frozenset(_DIMENSIONS),
        _watched,
    ),
    StackRule(
        "backups-watched",
        "A backup that failed, or that is missing, raises an alarm.",
        "Add `Threshold`s on the vault's NumberOfBackupJobsFailed and NumberOfBackupJobsCompleted.",
        frozenset({VAULT}),
        _vault_watched,
    ),
    Rule(
        "alarms-act",
        "Every alarm tells somebody.",
        "Set `alarm_actions` to the topic of `infra.aws.alarms.Alarms`.",
        frozenset({ALARM}),
        _acts,
        sources=("CloudWatch.15", "CloudWatch.17"),
    ),
    StackRule(
        "alarms-heard",
        "Somebody reads what alarms say.",
        "Name an address in `lexfix:alarm_emails`.",
        frozenset({TOPIC}),
        _heard,
    ),
    Rule(
        "logs-kept",
        "Logs are kept long enough to look into what was noticed late.",
        "Raise `cluster.log_days` or `network.flow_log_days`.",
        frozenset({LOG_GROUP}),
        _kept,
        limit=90,
        sources=("CloudWatch.16",),
    ),
)

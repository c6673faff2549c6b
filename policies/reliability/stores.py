"""The data stores survive a mistake, a broken machine and a lost zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource

from policies.problems import below_limit, of, unless_off, unless_on
from policies.reading import at
from policies.rule import Props, Rule, StackRule, Subject
from policies.security.cluster import CLUSTER
from policies.security.entrance import BALANCER
from policies.security.keys import VAULT
from policies.security.stores import CACHE, DATABASES, DOCUMENTS, DOCUMENTS_INSTANCE, POSTGRES

PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"


def _protected(subject: Subject, _: float) -> str | None:
    on = at(subject.node, "deletionProtection") or at(subject.node, "enableDeletionProtection")
    return None if on else "can be deleted by one call"


def _fails_over(subject: Subject, _: float) -> str | None:
    missing = [key for key in ("automaticFailoverEnabled", "multiAzEnabled") if at(subject.node, key) is not True]
    return f"ends with its node: {' and '.join(missing)} not set" if missing else None


def _plan_rules(_kind: str, props: Props) -> Iterator[Subject]:
    for rule in at(props, "rules") or []:
        yield Subject(f"backup rule {at(rule, 'ruleName')!r}", rule, props)


def _copied(subject: Subject, limit: float) -> str | None:
    days = [float(at(copy, "lifecycle", "deleteAfter") or 0) for copy in at(subject.node, "copyActions") or []]
    if not days:
        return "copies nothing to another region"
    return f"keeps copies for {min(days):g} days, less than {limit:g}" if min(days) < limit else None


def _instances(cluster: PolicyResource, stack: Sequence[PolicyResource], limit: float) -> str | None:
    members = [
        one for one in of(stack, DOCUMENTS_INSTANCE) if at(one.props, "clusterIdentifier") == at(cluster.props, "id")
    ]
    return f"has {len(members)} instances, fewer than {limit:g}" if len(members) < limit else None


def _backed_up(store: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    for selection in of(stack, SELECTION):
        if at(store.props, "arn") in list(at(selection.props, "resources") or []):
            return None
    return "is in no backup plan"


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "deletion-protected",
        "Cluster, databases and load balancer cannot be deleted by one call.",
        "Set `deletion_protection` in the environment's column of stacks/aws_table.py.",
        DATABASES | {CLUSTER, BALANCER},
        _protected,
        sources=("RDS.8", "DocumentDB.5", "ELB.6", "AWSGuard elb-deletion-protection-enabled"),
    ),
    Rule(
        "final-snapshot",
        "A database that is deleted leaves a snapshot.",
        "Set `skip_final_snapshot=False`.",
        DATABASES,
        unless_off("skipFinalSnapshot", "leaves nothing when it is deleted"),
    ),
    Rule(
        "postgres-backups",
        "PostgreSQL can be restored to any moment of the past weeks.",
        "Raise `postgres.backup_days`.",
        frozenset({POSTGRES}),
        below_limit("backupRetentionPeriod", "can be restored for days:"),
        limit=35,
        sources=("RDS.11", "AWSGuard rds-instance-backup-enabled"),
    ),
    Rule(
        "documents-backups",
        "DocumentDB can be restored to any moment of the past weeks.",
        "Raise `documents.backup_days`.",
        frozenset({DOCUMENTS}),
        below_limit("backupRetentionPeriod", "can be restored for days:"),
        limit=35,
        sources=("DocumentDB.2",),
    ),
    Rule(
        "cache-backups",
        "The cache leaves a snapshot every day.",
        "Raise `cache.backup_days`.",
        frozenset({CACHE}),
        below_limit("snapshotRetentionLimit", "keeps snapshots for days:"),
        limit=7,
        sources=("ElastiCache.1",),
    ),
    Rule(
        "snapshots-tagged",
        "Snapshots carry the tags of what they were taken of.",
        "Set `copy_tags_to_snapshot`.",
        frozenset({POSTGRES, DOCUMENTS_INSTANCE}),
        unless_on("copyTagsToSnapshot", "loses its tags in snapshots"),
        sources=("RDS.17",),
    ),
    Rule(
        "postgres-multi-az",
        "PostgreSQL has a standby in another zone.",
        "Set `postgres.multi_az`.",
        frozenset({POSTGRES}),
        unless_on("multiAz", "ends with its zone"),
        sources=("RDS.5", "AWSGuard rds-instance-multi-az-enabled"),
    ),
    StackRule(
        "documents-fail-over",
        "DocumentDB has an instance to fail over to.",
        "Raise `documents.instances`.",
        frozenset({DOCUMENTS}),
        _instances,
        limit=2,
    ),
    Rule(
        "cache-fails-over",
        "The cache has a replica in another zone that takes over.",
        "Raise `cache.nodes`.",
        frozenset({CACHE}),
        _fails_over,
        sources=("ElastiCache.3",),
    ),
    StackRule(
        "backed-up",
        "Every database is in a plan of AWS Backup.",
        "Add its ARN to `infra.aws.backup.BackupArgs.resource_arns`.",
        DATABASES,
        _backed_up,
        sources=("RDS.26",),
    ),
    Rule(
        "backups-kept",
        "Recovery points are kept for weeks.",
        "Raise `backup.daily_days`.",
        frozenset({PLAN}),
        below_limit("lifecycle.deleteAfter", "keeps recovery points for days:"),
        _plan_rules,
        limit=35,
    ),
    Rule(
        "backups-copied",
        "Recovery points are copied to another region.",
        "Raise `backup.copy_days`.",
        frozenset({PLAN}),
        _copied,
        _plan_rules,
        limit=35,
    ),
    Rule(
        "vaults-stay",
        "A vault does not go while it holds recovery points.",
        "Set `force_destroy=False`.",
        frozenset({VAULT}),
        unless_off("forceDestroy", "takes its recovery points with it"),
    ),
)

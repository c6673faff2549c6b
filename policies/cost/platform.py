"""The AWS parts: sizes within bounds, nothing kept for ever, a budget that somebody reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource

from policies.problems import above_limit, of, unless_one_of
from policies.reading import at
from policies.rule import Props, Rule, StackRule, Subject
from policies.security.cluster import CLUSTER, NODES, TEMPLATE
from policies.security.keys import LOG_GROUP
from policies.security.network import VPC
from policies.security.registry import REPOSITORY
from policies.security.stores import CACHE, DOCUMENTS_INSTANCE, POSTGRES

BUDGET = "aws:budgets/budget:Budget"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
NAT = "aws:ec2/natGateway:NatGateway"
TAGS = ("Project", "Environment", "Component", "ManagedBy")


class _Taggable:
    """Every AWS type that takes tags.

    Those that do not are named, so that a type that is new here has to be tagged or be added.
    """

    _WITHOUT = frozenset(
        f"aws:{kind}"
        for kind in (
            "acm/certificateValidation:CertificateValidation",
            "autoscaling/attachment:Attachment",
            "backup/selection:Selection",
            "ec2/route:Route",
            "ec2/routeTableAssociation:RouteTableAssociation",
            "ecr/lifecyclePolicy:LifecyclePolicy",
            "eks/accessPolicyAssociation:AccessPolicyAssociation",
            "iam/accessKey:AccessKey",
            "iam/rolePolicy:RolePolicy",
            "iam/rolePolicyAttachment:RolePolicyAttachment",
            "kms/alias:Alias",
            "route53/record:Record",
            "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "s3/bucketPolicy:BucketPolicy",
            "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "secretsmanager/secretVersion:SecretVersion",
            "sns/topicSubscription:TopicSubscription",
        )
    )

    def __contains__(self, kind: object) -> bool:
        return isinstance(kind, str) and kind.startswith("aws:") and kind not in self._WITHOUT


def _tagged(subject: Subject, _: float) -> str | None:
    tags = at(subject.node, "tags") or {}
    missing = [tag for tag in TAGS if not at(tags, tag)]
    return f"carries no tag {', '.join(missing)}" if missing else None


def _marked(_kind: str, props: Props) -> Iterator[Subject]:
    """What a launch template tags: its instances and their volumes."""
    given = {at(mark, "resourceType"): mark for mark in at(props, "tagSpecifications") or []}
    for kind in ("instance", "volume"):
        yield Subject(f"its {kind}", given.get(kind, {}), props)


def _sizes(_kind: str, props: Props) -> Iterator[Subject]:
    one = at(props, "instanceClass") or at(props, "nodeType")
    for size in [one] if one else at(props, "instanceTypes") or []:
        yield Subject(f"instance type {size}", size, props)


def _modest(subject: Subject, limit: float) -> str | None:
    size = str(subject.node).rpartition(".")[2]
    if size.startswith("metal"):
        return "is a whole machine"
    weight = float(size.removesuffix("xlarge") or 1) if size.endswith("xlarge") else 0
    return f"is {weight:g} times an xlarge, more than {limit:g}" if weight > limit else None


def _goes(subject: Subject, limit: float) -> str | None:
    days = at(subject.node, "retentionInDays")
    if not days:
        return "is kept for ever"
    return f"is kept for {days:g} days, more than {limit:g}" if days > limit else None


def _expires(repository: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    for policy in of(stack, LIFECYCLE):
        if at(policy.props, "repository") == at(repository.props, "name"):
            return None
    return "keeps every image for ever"


def _budgeted(cluster: PolicyResource, stack: Sequence[PolicyResource], limit: float) -> str | None:
    for budget in of(stack, BUDGET):
        if at(budget.props, "budgetType") != "COST" or at(budget.props, "timeUnit") != "MONTHLY":
            continue
        amount = float(at(budget.props, "limitAmount") or 0)
        if amount > limit:
            return f"has a budget of ${amount:g} a month, more than ${limit:g}"
        told = [
            notification
            for notification in at(budget.props, "notifications") or []
            if at(notification, "subscriberEmailAddresses") or at(notification, "subscriberSnsTopicArns")
        ]
        return None if told else f"has a budget that tells nobody ({budget.name})"
    return f"costs money without a monthly budget ({cluster.resource_type.rpartition(':')[2]})"


def _short_way(vpc: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    if not of(stack, NAT):
        return None
    for endpoint in of(stack, ENDPOINT):
        if at(endpoint.props, "vpcId") == at(vpc.props, "id") and str(at(endpoint.props, "serviceName")).endswith(
            ".s3"
        ):
            return None
    return "sends image layers through the NAT gateway, which charges for each gigabyte"


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "tagged",
        "Everything in AWS says whose it is: Project, Environment, Component, ManagedBy.",
        "Use `infra.aws.tags.tags`.",
        _Taggable(),
        _tagged,
        sources=("Config required-tags",),
    ),
    Rule(
        "nodes-tagged",
        "Nodes and their disks carry the same tags.",
        "Add `tag_specifications` for instance and volume.",
        frozenset({TEMPLATE}),
        _tagged,
        _marked,
    ),
    StackRule(
        "budgeted",
        "Every environment has a monthly budget that somebody reads, in US dollars.",
        "Set `alarms.monthly_budget_usd` and `lexfix:alarm_emails`.",
        frozenset({CLUSTER}),
        _budgeted,
        limit=3000,
    ),
    Rule(
        "modest-instances",
        "No node and no store is larger than two xlarge.",
        "Take a smaller type, or raise the rule's limit for this environment.",
        frozenset({NODES, POSTGRES, DOCUMENTS_INSTANCE, CACHE}),
        _modest,
        _sizes,
        limit=2,
    ),
    Rule(
        "bounded-nodes",
        "No node group grows beyond 10 nodes.",
        "Lower `largest`, or raise the rule's limit for this environment.",
        frozenset({NODES}),
        above_limit("scalingConfig.maxSize", "may grow to nodes:"),
        limit=10,
    ),
    Rule(
        "bounded-storage",
        "PostgreSQL's storage grows to 1,000 GiB at most.",
        "Lower `postgres.max_storage_gib`, or raise the rule's limit for this environment.",
        frozenset({POSTGRES}),
        above_limit("maxAllocatedStorage", "may grow to GiB:"),
        limit=1000,
    ),
    Rule(
        "logs-expire",
        "Logs go after 400 days.",
        "Set `retention_in_days`.",
        frozenset({LOG_GROUP}),
        _goes,
        limit=400,
    ),
    StackRule(
        "images-expire",
        "Old images go.",
        "Declare a LifecyclePolicy for the repository.",
        frozenset({REPOSITORY}),
        _expires,
        sources=("ECR.3",),
    ),
    Rule(
        "cluster-standard-support",
        "The cluster is upgraded in time, rather than paid for six times over.",
        'Set `upgrade_policy` to support type "STANDARD".',
        frozenset({CLUSTER}),
        unless_one_of("upgradePolicy.supportType", ("STANDARD",), "goes into extended support by itself"),
    ),
    Rule(
        "postgres-standard-support",
        "PostgreSQL is upgraded in time, rather than paid for by the core.",
        "Set `engine_lifecycle_support` to open-source-rds-extended-support-disabled.",
        frozenset({POSTGRES}),
        unless_one_of(
            "engineLifecycleSupport",
            ("open-source-rds-extended-support-disabled",),
            "goes into extended support by itself",
        ),
    ),
    StackRule(
        "short-way-to-s3",
        "Image layers come from S3 through an endpoint, not through NAT.",
        "Declare a gateway VpcEndpoint for S3.",
        frozenset({VPC}),
        _short_way,
    ),
)

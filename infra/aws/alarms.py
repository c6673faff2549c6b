"""Alarms on the AWS parts, and the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.metrics import Threshold
from infra.aws.sizes import AlarmSize
from infra.aws.tags import tags

COMPARISONS = {"above": "GreaterThanThreshold", "below": "LessThanThreshold"}


@dataclass(frozen=True)
class AlarmsArgs:
    """What is watched and who is told."""

    environment: str
    size: AlarmSize
    key_arn: pulumi.Input[str]
    """Encrypts the topic; CloudWatch must be allowed to use it."""
    thresholds: Sequence[Threshold]


class Alarms(pulumi.ComponentResource):
    """A CloudWatch alarm per threshold, sent to everyone by mail, and a monthly budget with its forecast."""

    topic_arn: pulumi.Output[str]

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Alarms", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = tags(args.environment, "alarms")
        self.topic_arn = self._create_topic()
        for threshold in args.thresholds:
            self._create_alarm(threshold)
        self._create_budget()
        self.register_outputs({"topicArn": self.topic_arn})

    def _create_topic(self) -> pulumi.Output[str]:
        topic = aws.sns.Topic(
            f"{self._name}-topic", kms_master_key_id=self._args.key_arn, tags=self._tags, opts=self._child
        )
        for index, email in enumerate(self._args.size.emails):
            aws.sns.TopicSubscription(
                f"{self._name}-email-{index}", topic=topic.arn, protocol="email", endpoint=email, opts=self._child
            )
        return topic.arn

    def _create_alarm(self, threshold: Threshold) -> None:
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-{threshold.label}",
            alarm_description=threshold.meaning,
            namespace=threshold.namespace,
            metric_name=threshold.metric,
            dimensions=threshold.dimensions,
            statistic=threshold.statistic,
            comparison_operator=COMPARISONS[threshold.direction],
            threshold=threshold.limit,
            period=threshold.period_seconds,
            evaluation_periods=threshold.periods,
            datapoints_to_alarm=threshold.periods,
            treat_missing_data=threshold.missing,
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            tags=self._tags,
            opts=self._child,
        )

    def _create_budget(self) -> None:
        aws.budgets.Budget(
            f"{self._name}-budget",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(self._args.size.monthly_budget_usd),
            limit_unit="USD",
            cost_filters=[{"name": "TagKeyValue", "values": [f"user:Environment${self._args.environment}"]}],
            notifications=[
                {
                    "comparison_operator": "GREATER_THAN",
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "notification_type": kind,
                    "subscriber_email_addresses": list(self._args.size.emails),
                }
                for percent, kind in ((80, "ACTUAL"), (100, "FORECASTED"))
            ],
            tags=self._tags,
            opts=self._child,
        )

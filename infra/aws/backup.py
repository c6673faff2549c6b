"""AWS Backup: daily recovery points of the databases, copied to another region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.iam import Role, RoleArgs, trust
from infra.aws.metrics import Threshold
from infra.aws.sizes import BackupSize
from infra.aws.tags import tags

SCHEDULE = "cron(0 3 * * ? *)"
"""03:00 UTC, after the stores' own snapshots."""


@dataclass(frozen=True)
class BackupArgs:
    """What is backed up, with which keys, and through which provider the copy is made."""

    environment: str
    account: str
    size: BackupSize
    resource_arns: Sequence[pulumi.Input[str]]
    key_arn: pulumi.Input[str]
    copy_provider: pulumi.ProviderResource
    """Provider of the backup region."""
    copy_key_arn: pulumi.Input[str]
    """Key in the backup region."""
    protected: bool
    """Whether the vaults refuse to go while they hold recovery points."""


class Backup(pulumi.ComponentResource):
    """A vault and a daily plan; where ``copy_days`` is not 0, a second vault in the backup region."""

    vault_name: pulumi.Output[str]
    thresholds: list[Threshold]

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Backup", name, None, opts)
        self._name, self._args = name, args
        self._tags = tags(args.environment, "backup")
        vault = self._create_vault("vault", args.key_arn, None)
        copies: list[aws.backup.PlanRuleCopyActionArgsDict] = []
        if args.size.copy_days:
            copy_vault = self._create_vault("copy-vault", args.copy_key_arn, args.copy_provider)
            copies = [
                {"destination_vault_arn": copy_vault.arn, "lifecycle": {"delete_after": args.size.copy_days}},
            ]
        child = pulumi.ResourceOptions(parent=self)
        plan = aws.backup.Plan(
            f"{name}-plan",
            name=f"lexfix-{args.environment}",
            rules=[
                {
                    "rule_name": "daily",
                    "target_vault_name": vault.name,
                    "schedule": SCHEDULE,
                    "start_window": 60,
                    "completion_window": 300,
                    "lifecycle": {"delete_after": args.size.daily_days},
                    "recovery_point_tags": self._tags,
                    "copy_actions": copies,
                }
            ],
            tags=self._tags,
            opts=child,
        )
        role = Role(
            f"{name}-operator",
            RoleArgs(
                args.environment,
                "backup",
                trust("backup.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": args.account}}),
                managed=[
                    "service-role/AWSBackupServiceRolePolicyForBackup",
                    "service-role/AWSBackupServiceRolePolicyForRestores",
                ],
            ),
            child,
        )
        aws.backup.Selection(
            f"{name}-databases",
            name="databases",
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=args.resource_arns,
            opts=child,
        )
        self.vault_name = vault.name
        self.thresholds = [
            Threshold(
                "backup-failed",
                "A daily backup failed: look at the vault's jobs",
                "AWS/Backup",
                "NumberOfBackupJobsFailed",
                {"BackupVaultName": vault.name},
                limit=0,
                statistic="Sum",
                period_seconds=3600,
                periods=1,
            ),
            # In an environment's first hours it is true: there is no backup yet.
            Threshold(
                "backup-late",
                "The newest backup is older than a day: look at the plan and at jobs that did not start",
                "AWS/Backup",
                "NumberOfBackupJobsCompleted",
                {"BackupVaultName": vault.name},
                limit=1,
                direction="below",
                statistic="Sum",
                period_seconds=86400,
                periods=1,
                missing="breaching",
            ),
        ]
        self.register_outputs({"vaultName": self.vault_name})

    def _create_vault(
        self, label: str, key_arn: pulumi.Input[str], provider: pulumi.ProviderResource | None
    ) -> aws.backup.Vault:
        return aws.backup.Vault(
            f"{self._name}-{label}",
            kms_key_arn=key_arn,
            force_destroy=not self._args.protected,
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self, provider=provider, protect=self._args.protected),
        )

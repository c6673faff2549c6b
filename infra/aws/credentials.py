"""A data store's password: generated, kept, rotated (docs/adr/0012)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from infra.aws.tags import tags


@dataclass(frozen=True)
class CredentialsArgs:
    """Whose password and which one."""

    environment: str
    component: str
    username: str
    version: int
    """A higher number makes a new password."""
    key_arn: pulumi.Input[str]
    recovery_days: int
    """Days that a deleted secret can be restored (7 to 30)."""


class Credentials(pulumi.ComponentResource):
    """A random password, with a copy in Secrets Manager for people and tools.

    The password travels only as a Pulumi secret. Stores take it through their write-only properties together with
    ``version``, so AWS is asked to change it only when the version rises.
    """

    username: str
    password: pulumi.Output[str]
    version: int
    secret_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CredentialsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Credentials", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        # Letters and digits need no escaping in any store or URL; 40 of them are 238 bits.
        generated = random.RandomPassword(
            f"{name}-password", length=40, special=False, keepers={"version": str(args.version)}, opts=child
        )
        secret = aws.secretsmanager.Secret(
            f"{name}-secret",
            description=f"LexFix {args.environment}: sign-in to {args.component}",
            kms_key_id=args.key_arn,
            recovery_window_in_days=args.recovery_days,
            tags=tags(args.environment, args.component),
            opts=child,
        )
        self.username, self.version = args.username, args.version
        self.password = pulumi.Output.secret(generated.result)
        aws.secretsmanager.SecretVersion(
            f"{name}-secret-version",
            secret_id=secret.id,
            secret_string_wo=pulumi.Output.json_dumps({"username": args.username, "password": self.password}),
            secret_string_wo_version=args.version,
            opts=child,
        )
        self.secret_arn = secret.arn
        self.register_outputs({"secretArn": self.secret_arn})

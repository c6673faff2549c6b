"""IAM roles: who may assume them and what they may do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from infra.aws.tags import tags


def policy(*statements: Mapping[str, Any]) -> str:
    """A policy document of allowing statements, as JSON."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement} for statement in statements]}
    )


def trust(
    service: str, actions: Sequence[str] = ("sts:AssumeRole",), conditions: Mapping[str, Any] | None = None
) -> str:
    """A trust policy that lets one AWS service assume the role."""
    statement: dict[str, Any] = {"Principal": {"Service": service}, "Action": list(actions)}
    return policy({**statement, "Condition": conditions} if conditions else statement)


@dataclass(frozen=True)
class RoleArgs:
    """A role for an AWS service."""

    environment: str
    component: str
    trust: str
    managed: Sequence[str] = ()
    """Names of AWS managed policies, such as ``AmazonEKSClusterPolicy``."""
    inline: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Policy documents by name."""


class Role(pulumi.ComponentResource):
    """An IAM role with its policies. ``arn`` is known only once the policies are attached."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, args: RoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Role", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role", assume_role_policy=args.trust, tags=tags(args.environment, args.component), opts=child
        )
        grants: list[pulumi.Output[str]] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{managed}", role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{managed}", opts=child
            ).id
            for managed in args.managed
        ]
        grants += [
            aws.iam.RolePolicy(f"{name}-{label}", role=role.id, policy=document, opts=child).id
            for label, document in args.inline.items()
        ]
        self.arn = pulumi.Output.all(role.arn, *grants).apply(lambda values: str(values[0]))
        self.name = role.name
        self.register_outputs({"arn": self.arn})


@dataclass(frozen=True)
class PodRoleArgs:
    """A role for the pods of one Kubernetes service account."""

    environment: str
    cluster_name: pulumi.Input[str]
    namespace: str
    service_account: str
    managed: Sequence[str] = ()
    inline: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


class PodRole(pulumi.ComponentResource):
    """EKS Pod Identity: pods of the service account get the role's credentials, no other pod does."""

    arn: pulumi.Output[str]
    association: aws.eks.PodIdentityAssociation

    def __init__(self, name: str, args: PodRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:PodRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = Role(
            name,
            RoleArgs(
                environment=args.environment,
                component="identity",
                trust=trust("pods.eks.amazonaws.com", ("sts:AssumeRole", "sts:TagSession")),
                managed=args.managed,
                inline=args.inline,
            ),
            child,
        )
        self.association = aws.eks.PodIdentityAssociation(
            f"{name}-association",
            cluster_name=args.cluster_name,
            namespace=args.namespace,
            service_account=args.service_account,
            role_arn=role.arn,
            tags=tags(args.environment, "identity"),
            opts=child,
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})

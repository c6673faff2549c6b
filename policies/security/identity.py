"""IAM: who may become what and do what in AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from policies.reading import at
from policies.rule import Props, Rule, Subject

ROLE = "aws:iam/role:Role"
_DOCUMENTS: dict[str, str] = {
    ROLE: "assumeRolePolicy",
    "aws:iam/rolePolicy:RolePolicy": "policy",
    "aws:iam/policy:Policy": "policy",
    "aws:kms/key:Key": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": "policy",
}
"""Policy documents by the property that holds them."""
_GRANTS = frozenset({"aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"})
_ATTACHMENTS = frozenset(
    {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/policyAttachment:PolicyAttachment"}
)
_PEOPLE = frozenset({"aws:iam/user:User", "aws:iam/accessKey:AccessKey", "aws:iam/userLoginProfile:UserLoginProfile"})
_READING = ("Describe", "Get", "List", "BatchGet")
_WIDE = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


def _several(value: Any) -> list[Any]:
    """IAM takes one for a list of one."""
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _statements(kind: str, props: Props) -> Iterator[Subject]:
    """What a document allows. It is JSON, so nothing inside it can be unknown."""
    document = at(props, _DOCUMENTS[kind])
    for number, statement in enumerate(_several(json.loads(document).get("Statement"))) if document else ():
        if statement.get("Effect") == "Allow":
            yield Subject(f"statement {statement.get('Sid', number)}", statement, props)


def _no_administrator(subject: Subject, _: float) -> str | None:
    actions = _several(subject.node.get("Action"))
    wide = [action for action in actions if action == "*" or action.endswith(":*")]
    if wide or "NotAction" in subject.node:
        return f"allows everything: {', '.join(wide) or 'NotAction'}"
    return None


def _named_resources(subject: Subject, _: float) -> str | None:
    if "*" not in _several(subject.node.get("Resource")) or subject.node.get("Condition"):
        return None
    changing = [
        action for action in _several(subject.node.get("Action")) if not action.partition(":")[2].startswith(_READING)
    ]
    return f"may change every resource: {', '.join(changing)}" if changing else None


def _not_everybody(subject: Subject, _: float) -> str | None:
    principal = subject.node.get("Principal")
    if principal is None or subject.node.get("Condition"):
        return None
    named = principal.values() if isinstance(principal, Mapping) else [principal]
    return "opens it to every account of AWS" if any("*" in _several(one) for one in named) else None


def _fitting_policy(subject: Subject, _: float) -> str | None:
    name = str(at(subject.node, "policyArn")).rpartition("/")[2]
    return f"gives {name}" if name in _WIDE or name.endswith("FullAccess") else None


def _no_people(_subject: Subject, _: float) -> str | None:
    return "is a credential that does not expire"


def _one_manager(subject: Subject, _: float) -> str | None:
    inline = [key for key in ("inlinePolicies", "managedPolicyArns") if at(subject.node, key)]
    return f"has {' and '.join(inline)}, which would fight with the policies beside it" if inline else None


RULES = (
    Rule(
        "no-administrator",
        "No role may do everything, neither in AWS nor in one of its services.",
        "Name the actions that are used.",
        _GRANTS,
        _no_administrator,
        _statements,
        sources=("CIS AWS 1.16", "IAM.1", "IAM.21"),
    ),
    Rule(
        "named-resources",
        "What a role may change is named, or narrowed by a condition.",
        "Name the resource's ARN, or add a condition on its tags.",
        _GRANTS,
        _named_resources,
        _statements,
    ),
    Rule(
        "fitting-policies",
        "No role has one of AWS's policies of full access.",
        "Attach a policy that is made for the purpose, or write one.",
        _ATTACHMENTS,
        _fitting_policy,
        sources=("CIS AWS 1.16", "IAM.1"),
    ),
    Rule(
        "not-for-everybody",
        "Keys, roles and repositories are open to named principals only.",
        "Name the principal, or add a condition such as `aws:SourceAccount`.",
        frozenset(_DOCUMENTS),
        _not_everybody,
        _statements,
        sources=("KMS.5", "SNS.4"),
    ),
    Rule(
        "no-lasting-credentials",
        "There are no IAM users and access keys: roles are assumed.",
        "Use a role with OIDC, Pod Identity or IAM Identity Center.",
        _PEOPLE,
        _no_people,
        sources=("AWSGuard access-keys-rotated", "AWSGuard mfa-enabled-for-iam-console-access", "IAM.3", "IAM.5"),
    ),
    Rule(
        "one-policy-manager",
        "A role's policies are resources of their own.",
        "Move them to RolePolicy and RolePolicyAttachment.",
        frozenset({ROLE}),
        _one_manager,
        sources=("AWSGuard iam-role-no-policy-management-conflicts",),
    ),
)

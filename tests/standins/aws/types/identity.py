"""IAM roles and policies, KMS keys, secrets."""

from __future__ import annotations

from typing import Any

from tests.standins.aws.resource import Call, Look, Name, Props, Type
from tests.standins.aws.shapes import RefusedError
from tests.standins.aws.tagging import IAM_ROLE, KMS, SECRETS
from tests.standins.aws.template import fn
from tests.standins.aws.types.common import arn, document, first, same

ROLE = Type(
    token="aws:iam/role:Role",
    service="iam",
    create=Call(
        "CreateRole",
        {
            "RoleName": "$name",
            "AssumeRolePolicyDocument": document("$assumeRolePolicy"),
            "Description": "$description",
            "MaxSessionDuration": "$maxSessionDuration",
            "Path": "$path",
            "PermissionsBoundary": "$permissionsBoundary",
        },
    ),
    id="{name}",
    read=Call("GetRole", {"RoleName": "@name"}),
    found="Role",
    state={
        "arn": "Arn",
        "uniqueId": "RoleId",
        "assumeRolePolicy": "AssumeRolePolicyDocument",
        "description": "Description",
        "maxSessionDuration": "MaxSessionDuration",
        "createDate": "CreateDate",
    },
    updates=(
        Call(
            "UpdateAssumeRolePolicy", {"RoleName": "@name", "PolicyDocument": document("$assumeRolePolicy")}, whole=True
        ),
        Call(
            "UpdateRole",
            {"RoleName": "@name", "Description": "$description", "MaxSessionDuration": "$maxSessionDuration"},
            whole=True,
        ),
    ),
    delete=Call("DeleteRole", {"RoleName": "@name"}),
    client_side={"forceDetachPolicies": False},
    in_place=frozenset({"permissionsBoundary"}),
    name=Name(longest=64),
    tagging=IAM_ROLE,
)

ROLE_POLICY = Type(
    token="aws:iam/rolePolicy:RolePolicy",
    service="iam",
    create=Call("PutRolePolicy", {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": document("$policy")}),
    id="{role}:{name}",
    read=Call("GetRolePolicy", {"RoleName": "@role", "PolicyName": "@name"}),
    found="@",
    state={"policy": "PolicyDocument"},
    updates=(
        Call("PutRolePolicy", {"RoleName": "@role", "PolicyName": "@name", "PolicyDocument": document("$policy")}),
    ),
    delete=Call("DeleteRolePolicy", {"RoleName": "@role", "PolicyName": "@name"}),
    name=Name(longest=128),
)

ROLE_POLICY_ATTACHMENT = Type(
    token="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    service="iam",
    create=Call("AttachRolePolicy", {"RoleName": "$role", "PolicyArn": "$policyArn"}),
    id="{role}/{policyArn}",
    read=Call("ListAttachedRolePolicies", {"RoleName": "@role"}),
    found=lambda answer, state: [p for p in answer["AttachedPolicies"] if p["PolicyArn"] == state["policyArn"]],
    delete=Call("DetachRolePolicy", {"RoleName": "@role", "PolicyArn": "@policyArn"}),
)


def _rotate(wanted: bool) -> Call:
    operation = "EnableKeyRotation" if wanted else "DisableKeyRotation"
    # Reading the property makes the call follow it, although AWS is told by the operation's name.
    params: dict[str, Any] = {"KeyId": "@id", "": fn(lambda _: None, "$enableKeyRotation")}
    return Call(operation, params, when=lambda props: bool(props.get("enableKeyRotation")) is wanted)


KEY = Type(
    token="aws:kms/key:Key",
    service="kms",
    create=Call(
        "CreateKey",
        {
            "Description": "$description",
            "KeyUsage": "$keyUsage",
            "KeySpec": "$customerMasterKeySpec",
            "Policy": document("$policy"),
            "MultiRegion": "$multiRegion",
        },
    ),
    id="=KeyMetadata.KeyId",
    read=Call("DescribeKey", {"KeyId": "@id"}),
    found=lambda answer, _state: None if answer["KeyMetadata"].get("DeletionDate") else answer["KeyMetadata"],
    state={"arn": "Arn", "keyId": "KeyId", "description": "Description", "isEnabled": "Enabled"},
    more=(
        Look(Call("GetKeyRotationStatus", {"KeyId": "@id"}), {"enableKeyRotation": "KeyRotationEnabled"}),
        Look(Call("GetKeyPolicy", {"KeyId": "@id", "PolicyName": "default"}), {"policy": "Policy"}),
    ),
    settings=(_rotate(True), _rotate(False)),
    updates=(
        Call("UpdateKeyDescription", {"KeyId": "@id", "Description": "$description"}),
        Call("PutKeyPolicy", {"KeyId": "@id", "PolicyName": "default", "Policy": document("$policy")}),
    ),
    delete=Call("ScheduleKeyDeletion", {"KeyId": "@id", "PendingWindowInDays": "$deletionWindowInDays"}),
    client_side={"deletionWindowInDays": 30},
    tagging=KMS,
)


def _alias_name(props: Props) -> None:
    if not str(props["name"]).startswith("alias/"):
        raise RefusedError(f"`{props['name']}`: the name of a key's alias begins with alias/")


ALIAS = Type(
    token="aws:kms/alias:Alias",
    service="kms",
    create=Call("CreateAlias", {"AliasName": "$name", "TargetKeyId": "$targetKeyId"}),
    id="{name}",
    read=Call("ListAliases", {}),
    found=lambda answer, state: next((a for a in answer["Aliases"] if a["AliasName"] == state["name"]), None),
    state={"arn": "AliasArn", "targetKeyId": "TargetKeyId"},
    computed={"targetKeyArn": arn("kms", "key/{targetKeyId}")},
    updates=(Call("UpdateAlias", {"AliasName": "@name", "TargetKeyId": "$targetKeyId"}),),
    delete=Call("DeleteAlias", {"AliasName": "@name"}),
    check=_alias_name,
)


def _in_recovery(answer: Any, _state: Props) -> Any:
    return None if answer.get("DeletedDate") else answer


SECRET = Type(
    token="aws:secretsmanager/secret:Secret",
    service="secretsmanager",
    create=Call("CreateSecret", {"Name": "$name", "Description": "$description", "KmsKeyId": "$kmsKeyId"}),
    id="=ARN",
    read=Call("DescribeSecret", {"SecretId": "@id"}),
    found=_in_recovery,
    state={"arn": "ARN", "name": "Name", "description": "Description", "kmsKeyId": "KmsKeyId"},
    updates=(
        Call("UpdateSecret", {"SecretId": "@id", "Description": "$description", "KmsKeyId": "$kmsKeyId"}, whole=True),
    ),
    delete=Call("DeleteSecret", {"SecretId": "@id", "RecoveryWindowInDays": "$recoveryWindowInDays"}),
    client_side={"recoveryWindowInDays": 30},
    name=Name(longest=512),
    tagging=SECRETS,
)

SECRET_VERSION = Type(
    token="aws:secretsmanager/secretVersion:SecretVersion",
    service="secretsmanager",
    create=Call("PutSecretValue", {"SecretId": "$secretId", "SecretString": first("$secretString", "$secretStringWo")}),
    id="=VersionId",
    read=Call("ListSecretVersionIds", {"SecretId": "@secretId", "IncludeDeprecated": True}),
    found=lambda answer, state: next((v for v in answer["Versions"] if v["VersionId"] == state["id"]), None),
    state={"versionId": "VersionId", "versionStages": "VersionStages"},
    computed={"arn": same("secretId"), "secretArn": same("secretId")},
    client_side={"secretStringWoVersion": None},
    write_only=frozenset({"secretStringWo"}),
    replace=frozenset({"secretStringWoVersion"}),
)


TYPES = (ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT, KEY, ALIAS, SECRET, SECRET_VERSION)

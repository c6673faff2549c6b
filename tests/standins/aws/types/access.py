"""EKS: who may do what, people by access entries and pods by Pod Identity."""

from __future__ import annotations

from tests.standins.aws.resource import Call, Type
from tests.standins.aws.tagging import ShelfTags

_ENTRY = {"clusterName": "@clusterName", "principalArn": "@principalArn"}
ACCESS_ENTRY = Type(
    token="aws:eks/accessEntry:AccessEntry",
    service="eks",
    create=Call(
        "CreateAccessEntry",
        {
            "clusterName": "$clusterName",
            "principalArn": "$principalArn",
            "kubernetesGroups": "$kubernetesGroups",
            "type": "$type",
            "username": "$userName",
        },
    ),
    id="{clusterName}:{principalArn}",
    read=Call("DescribeAccessEntry", _ENTRY),
    found="accessEntry",
    state={"accessEntryArn": "accessEntryArn", "type": "type", "userName": "username"},
    updates=(Call("UpdateAccessEntry", {**_ENTRY, "kubernetesGroups": "$kubernetesGroups", "username": "$userName"}),),
    delete=Call("DeleteAccessEntry", _ENTRY),
    tagging=ShelfTags("eks", "CreateAccessEntry", _ENTRY),
)

ACCESS_POLICY_ASSOCIATION = Type(
    token="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    service="eks",
    create=Call(
        "AssociateAccessPolicy",
        {
            "clusterName": "$clusterName",
            "principalArn": "$principalArn",
            "policyArn": "$policyArn",
            "accessScope": "$accessScope",
        },
    ),
    id="{clusterName}#{principalArn}#{policyArn}",
    read=Call("ListAssociatedAccessPolicies", _ENTRY),
    found=lambda answer, state: next(
        (p for p in answer["associatedAccessPolicies"] if p["policyArn"] == state["policyArn"]), None
    ),
    state={"accessScope": "accessScope"},
    delete=Call("DisassociateAccessPolicy", {**_ENTRY, "policyArn": "@policyArn"}),
)

_ASSOCIATION = {"clusterName": "@clusterName", "associationId": "@id"}
POD_IDENTITY_ASSOCIATION = Type(
    token="aws:eks/podIdentityAssociation:PodIdentityAssociation",
    service="eks",
    create=Call(
        "CreatePodIdentityAssociation",
        {
            "clusterName": "$clusterName",
            "namespace": "$namespace",
            "serviceAccount": "$serviceAccount",
            "roleArn": "$roleArn",
        },
    ),
    id="=association.associationId",
    read=Call("DescribePodIdentityAssociation", _ASSOCIATION),
    found="association",
    state={"associationArn": "associationArn", "associationId": "associationId", "roleArn": "roleArn"},
    updates=(Call("UpdatePodIdentityAssociation", {**_ASSOCIATION, "roleArn": "$roleArn"}),),
    delete=Call("DeletePodIdentityAssociation", _ASSOCIATION),
    tagging=ShelfTags("eks", "CreatePodIdentityAssociation", _ASSOCIATION),
)

TYPES = (ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION, POD_IDENTITY_ASSOCIATION)

"""ECR."""

from __future__ import annotations

from tests.standins.aws.resource import Call, Name, Type
from tests.standins.aws.tagging import ECR
from tests.standins.aws.types.common import document

REPOSITORY = Type(
    token="aws:ecr/repository:Repository",
    service="ecr",
    create=Call(
        "CreateRepository",
        {
            "repositoryName": "$name",
            "imageTagMutability": "$imageTagMutability",
            "imageScanningConfiguration": "$imageScanningConfiguration",
            "encryptionConfiguration": "$encryptionConfigurations",
        },
    ),
    id="{name}",
    read=Call("DescribeRepositories", {"repositoryNames": ["@name"]}),
    found="repositories[0]",
    state={
        "arn": "repositoryArn",
        "registryId": "registryId",
        "repositoryUrl": "repositoryUri",
        "imageTagMutability": "imageTagMutability",
        "imageScanningConfiguration": "imageScanningConfiguration",
    },
    updates=(
        Call("PutImageTagMutability", {"repositoryName": "@name", "imageTagMutability": "$imageTagMutability"}),
        Call(
            "PutImageScanningConfiguration",
            {"repositoryName": "@name", "imageScanningConfiguration": "$imageScanningConfiguration"},
        ),
    ),
    delete=Call("DeleteRepository", {"repositoryName": "@name", "force": "$forceDelete"}),
    client_side={"forceDelete": False},
    name=Name(longest=256, lower=True),
    tagging=ECR,
)

LIFECYCLE_POLICY = Type(
    token="aws:ecr/lifecyclePolicy:LifecyclePolicy",
    service="ecr",
    create=Call("PutLifecyclePolicy", {"repositoryName": "$repository", "lifecyclePolicyText": document("$policy")}),
    id="{repository}",
    read=Call("GetLifecyclePolicy", {"repositoryName": "@repository"}),
    found="@",
    state={"policy": "lifecyclePolicyText", "registryId": "registryId"},
    updates=(
        Call("PutLifecyclePolicy", {"repositoryName": "@repository", "lifecyclePolicyText": document("$policy")}),
    ),
    delete=Call("DeleteLifecyclePolicy", {"repositoryName": "@repository"}),
)

TYPES = (REPOSITORY, LIFECYCLE_POLICY)

"""S3: buckets and what is set on them."""

from __future__ import annotations

from collections.abc import Mapping

from botocore.exceptions import ClientError

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Call, Name, Props, Type
from tests.standins.aws.template import Each
from tests.standins.aws.types.common import document


class _BucketTags:
    """S3 takes a bucket's tags as a whole."""

    def change(self, aws: Aws, state: Props, tags: Mapping[str, str], gone: list[str]) -> None:
        del gone
        pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
        aws.call("s3", "PutBucketTagging", {"Bucket": state["bucket"], "Tagging": {"TagSet": pairs}})

    def read(self, aws: Aws, state: Props) -> dict[str, str]:
        try:
            answer = aws.call("s3", "GetBucketTagging", {"Bucket": state["bucket"]})
        except ClientError as error:
            # S3 tells of no tags in its own way.
            if error.response["Error"]["Code"] == "NoSuchTagSet":
                return {}
            raise
        return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}


def _empty(aws: Aws, state: Props) -> None:
    """S3 keeps a bucket that holds something; the provider empties it where it is told to."""
    if state.get("forceDestroy"):
        for item in aws.call("s3", "ListObjectsV2", {"Bucket": state["bucket"]}).get("Contents", []):
            aws.call("s3", "DeleteObject", {"Bucket": state["bucket"], "Key": item["Key"]})


BUCKET = Type(
    token="aws:s3/bucket:Bucket",
    service="s3",
    create=Call("CreateBucket", {"Bucket": "$bucket", "CreateBucketConfiguration": {"LocationConstraint": "@region"}}),
    id="{bucket}",
    read=Call("HeadBucket", {"Bucket": "@bucket"}),
    found="@",
    computed={"arn": lambda props, _aws: f"arn:aws:s3:::{props['bucket']}"},
    delete=Call("DeleteBucket", {"Bucket": "@bucket"}),
    before_delete=_empty,
    client_side={"forceDestroy": False},
    name=Name("bucket", longest=63, lower=True),
    tagging=_BucketTags(),
)

_ENCRYPTION = {
    "ServerSideEncryptionConfiguration": {
        "Rules": Each(
            "$rules",
            {
                "ApplyServerSideEncryptionByDefault": {
                    "SSEAlgorithm": "$applyServerSideEncryptionByDefault.sseAlgorithm",
                    "KMSMasterKeyID": "$applyServerSideEncryptionByDefault.kmsMasterKeyId",
                },
                "BucketKeyEnabled": "$bucketKeyEnabled",
            },
        )
    }
}
ENCRYPTION = Type(
    token="aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    service="s3",
    create=Call("PutBucketEncryption", {"Bucket": "$bucket", **_ENCRYPTION}),
    id="{bucket}",
    read=Call("GetBucketEncryption", {"Bucket": "@bucket"}),
    found="ServerSideEncryptionConfiguration",
    updates=(Call("PutBucketEncryption", {"Bucket": "@bucket", **_ENCRYPTION}, whole=True),),
    delete=Call("DeleteBucketEncryption", {"Bucket": "@bucket"}),
)

_CLOSED = {
    "PublicAccessBlockConfiguration": {
        "BlockPublicAcls": "$blockPublicAcls",
        "BlockPublicPolicy": "$blockPublicPolicy",
        "IgnorePublicAcls": "$ignorePublicAcls",
        "RestrictPublicBuckets": "$restrictPublicBuckets",
    }
}
PUBLIC_ACCESS_BLOCK = Type(
    token="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    service="s3",
    create=Call("PutPublicAccessBlock", {"Bucket": "$bucket", **_CLOSED}),
    id="{bucket}",
    read=Call("GetPublicAccessBlock", {"Bucket": "@bucket"}),
    found="PublicAccessBlockConfiguration",
    state={
        "blockPublicAcls": "BlockPublicAcls",
        "blockPublicPolicy": "BlockPublicPolicy",
        "ignorePublicAcls": "IgnorePublicAcls",
        "restrictPublicBuckets": "RestrictPublicBuckets",
    },
    updates=(Call("PutPublicAccessBlock", {"Bucket": "@bucket", **_CLOSED}, whole=True),),
    delete=Call("DeletePublicAccessBlock", {"Bucket": "@bucket"}),
)

_LIFECYCLE = {
    "LifecycleConfiguration": {
        "Rules": Each(
            "$rules",
            {
                "ID": "$id",
                "Status": "$status",
                "Filter": {"Prefix": "$filter.prefix"},
                "Expiration": {"Days": "$expiration.days"},
                "AbortIncompleteMultipartUpload": {
                    "DaysAfterInitiation": "$abortIncompleteMultipartUpload.daysAfterInitiation"
                },
            },
        )
    }
}
LIFECYCLE = Type(
    token="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    service="s3",
    create=Call("PutBucketLifecycleConfiguration", {"Bucket": "$bucket", **_LIFECYCLE}),
    id="{bucket}",
    read=Call("GetBucketLifecycleConfiguration", {"Bucket": "@bucket"}),
    found="@",
    updates=(Call("PutBucketLifecycleConfiguration", {"Bucket": "@bucket", **_LIFECYCLE}, whole=True),),
    delete=Call("DeleteBucketLifecycle", {"Bucket": "@bucket"}),
)

POLICY = Type(
    token="aws:s3/bucketPolicy:BucketPolicy",
    service="s3",
    create=Call("PutBucketPolicy", {"Bucket": "$bucket", "Policy": document("$policy")}),
    id="{bucket}",
    read=Call("GetBucketPolicy", {"Bucket": "@bucket"}),
    found="@",
    state={"policy": "Policy"},
    updates=(Call("PutBucketPolicy", {"Bucket": "@bucket", "Policy": document("$policy")}),),
    delete=Call("DeleteBucketPolicy", {"Bucket": "@bucket"}),
)

TYPES = (BUCKET, ENCRYPTION, PUBLIC_ACCESS_BLOCK, LIFECYCLE, POLICY)

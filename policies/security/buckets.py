"""Buckets: nobody outside reads them, on the disk or on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pulumi_policy import PolicyResource

from policies.problems import of
from policies.reading import at
from policies.rule import Props, StackRule

BUCKET = "aws:s3/bucket:Bucket"
CLOSED = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
_WAYS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _set_on(bucket: PolicyResource, stack: Sequence[PolicyResource], kind: str) -> Props | None:
    """What a resource of ``kind`` sets on the bucket."""
    name = at(bucket.props, "bucket")
    return next((found.props for found in of(stack, kind) if at(found.props, "bucket") == name), None)


def _closed(bucket: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    block = _set_on(bucket, stack, CLOSED)
    ways = [way for way in _WAYS if at(block, way) is not True]
    return f"can be opened to the world: {', '.join(ways)}" if ways else None


def _own_key(bucket: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    rules = at(_set_on(bucket, stack, ENCRYPTION), "rules") or []
    if any(at(rule, "applyServerSideEncryptionByDefault", "kmsMasterKeyId") for rule in rules):
        return None
    return "is encrypted with a key that is not ours"


def _tls_only(bucket: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    document = at(_set_on(bucket, stack, POLICY), "policy")
    for statement in json.loads(document)["Statement"] if document else ():
        if statement["Effect"] == "Deny" and "aws:SecureTransport" in statement.get("Condition", {}).get("Bool", {}):
            return None
    return "answers without TLS"


RULES = (
    StackRule(
        "buckets-closed",
        "No bucket can be opened to the world.",
        "Declare a BucketPublicAccessBlock with all four switches on.",
        frozenset({BUCKET}),
        _closed,
        sources=("CIS AWS 2.1.4", "S3.8"),
    ),
    StackRule(
        "buckets-encrypted",
        "Buckets are encrypted with the environment's own key.",
        "Declare a BucketServerSideEncryptionConfiguration with a KMS key.",
        frozenset({BUCKET}),
        _own_key,
        sources=("S3.17", "AWSGuard s3-bucket-server-side-encryption-enabled"),
    ),
    StackRule(
        "buckets-tls",
        "Buckets answer over TLS only.",
        "Declare a BucketPolicy that denies what comes without `aws:SecureTransport`.",
        frozenset({BUCKET}),
        _tls_only,
        sources=("CIS AWS 2.1.1", "S3.5"),
    ),
)

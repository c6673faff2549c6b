"""Where Loki keeps logs: a bucket that its pods alone read and write."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.iam import PodRole, PodRoleArgs, policy
from infra.aws.tags import tags
from infra.platform import LOG_ACCOUNT, LOG_DAYS_AT_MOST, MONITORING
from infra.platform import LogBucket as PlatformLogBucket

UPLOAD_DAYS = 7
"""After so long an upload that was broken off is thrown away."""


@dataclass(frozen=True)
class LogBucketArgs:
    """Who owns the logs, which key encrypts them, and which cluster's Loki writes them."""

    environment: str
    account: str
    region: str
    cluster_name: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    disposable: bool
    """Whether the bucket may be deleted with logs in it."""


class LogBucket(pulumi.ComponentResource):
    """A private, encrypted bucket that takes and gives nothing without TLS.

    Loki deletes what is past its retention; what it forgets goes after the longest retention that there is.
    """

    platform: PlatformLogBucket

    def __init__(self, name: str, args: LogBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:LogBucket", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(
            f"{name}-bucket",
            # The names of buckets are the whole world's: the account makes it ours.
            bucket=f"lexfix-{args.environment}-logs-{args.account}",
            force_destroy=args.disposable,
            tags=tags(args.environment, "logs"),
            opts=self._child,
        )
        self._fence(name, bucket, args.key_arn)
        role = PodRole(
            f"{name}-loki",
            PodRoleArgs(
                args.environment,
                args.cluster_name,
                MONITORING,
                LOG_ACCOUNT,
                inline={"logs": pulumi.Output.all(bucket.arn, args.key_arn).apply(lambda arns: _grant(*arns))},
            ),
            self._child,
        )
        self.platform = PlatformLogBucket(name=bucket.bucket, region=args.region, ready=(role.association,))
        self.register_outputs({"bucket": bucket.bucket})

    def _fence(self, name: str, bucket: aws.s3.Bucket, key_arn: pulumi.Input[str]) -> None:
        closed = aws.s3.BucketPublicAccessBlock(
            f"{name}-closed",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": key_arn,
                    },
                    "bucket_key_enabled": True,
                }
            ],
            opts=self._child,
        )
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "forgotten",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": LOG_DAYS_AT_MOST},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": UPLOAD_DAYS},
                }
            ],
            opts=self._child,
        )
        aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=bucket.arn.apply(_tls_only),
            # Both change how the bucket is reached, and S3 refuses two such changes at once.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[closed]),
        )


def _grant(bucket_arn: str, key_arn: str) -> str:
    return policy(
        {"Action": ["s3:ListBucket"], "Resource": bucket_arn},
        {"Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "Resource": f"{bucket_arn}/*"},
        {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key_arn},
    )


def _tls_only(bucket_arn: str) -> str:
    return policy(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, f"{bucket_arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )

"""What is encrypted, with which key, besides the data stores."""

from __future__ import annotations

from policies.problems import unless_on, unless_set
from policies.reading import at
from policies.rule import Rule, Subject

KEY = "aws:kms/key:Key"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TOPIC = "aws:sns/topic:Topic"
VAULT = "aws:backup/vault:Vault"


def _not_shared(subject: Subject, _: float) -> str | None:
    key = at(subject.node, "kmsMasterKeyId")
    return "is encrypted with a key that is not ours" if not key or "alias/aws/" in str(key) else None


RULES = (
    Rule(
        "keys-rotate",
        "Keys are rotated every year.",
        "Set `enable_key_rotation`.",
        frozenset({KEY}),
        unless_on("enableKeyRotation", "is never rotated"),
        sources=("CIS AWS 3.6", "KMS.4", "AWSGuard cmk-backing-key-rotation-enabled"),
    ),
    Rule(
        "logs-encrypted",
        "Logs are encrypted with the environment's own key.",
        "Set `kms_key_id`.",
        frozenset({LOG_GROUP}),
        unless_set("kmsKeyId", "is encrypted with a key that is not ours"),
        sources=("Config cloudwatch-log-group-encrypted",),
    ),
    Rule(
        "alarms-encrypted",
        "Alarm messages are encrypted with the environment's own key.",
        "Set `kms_master_key_id`.",
        frozenset({TOPIC}),
        _not_shared,
        sources=("SNS.1",),
    ),
    Rule(
        "backups-encrypted",
        "Recovery points are encrypted with the environment's own key.",
        "Set `kms_key_arn`.",
        frozenset({VAULT}),
        unless_set("kmsKeyArn", "is encrypted with a key that is not ours"),
        sources=("Backup.1",),
    ),
)

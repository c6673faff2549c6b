"""Mutations of PostgreSQL, DocumentDB, the cache, their secrets and their backups."""

from __future__ import annotations

from policies.reliability.stores import PLAN, SELECTION
from policies.security import buckets
from policies.security.cluster import CLUSTER
from policies.security.keys import VAULT
from policies.security.secrets import SECRET
from policies.security.stores import (
    CACHE,
    DOCUMENTS,
    DOCUMENTS_INSTANCE,
    DOCUMENTS_PARAMETERS,
    POSTGRES,
    POSTGRES_PARAMETERS,
)
from tests.policies.mutation import Mutation

P, D, C = "lexfix-postgres-instance", "lexfix-documents-cluster", "lexfix-cache-group"
MEMBER = "lexfix-documents-instance-0"

SECURITY = (
    Mutation("postgres-encrypted", POSTGRES, P, "storageEncrypted", False),
    Mutation("documents-encrypted", DOCUMENTS, D, "storageEncrypted"),
    Mutation("cache-encrypted", CACHE, C, "atRestEncryptionEnabled", False),
    Mutation("stores-own-key", POSTGRES, P, "kmsKeyId"),
    Mutation("stores-own-key", DOCUMENTS, D, "kmsKeyId"),
    Mutation("stores-own-key", CACHE, C, "kmsKeyId"),
    Mutation("postgres-private", POSTGRES, P, "publiclyAccessible", True),
    Mutation("stores-fenced", POSTGRES, P, "vpcSecurityGroupIds", []),
    Mutation("stores-fenced", DOCUMENTS, D, "dbSubnetGroupName"),
    Mutation("stores-fenced", CACHE, C, "subnetGroupName", "default"),
    Mutation("postgres-tls", POSTGRES_PARAMETERS, "lexfix-postgres-parameters", "parameters.0.value", "0"),
    Mutation("postgres-scram", POSTGRES_PARAMETERS, "lexfix-postgres-parameters", "parameters.1.value", "md5"),
    Mutation("postgres-connections-logged", POSTGRES_PARAMETERS, "lexfix-postgres-parameters", "parameters.3"),
    Mutation("documents-tls", DOCUMENTS_PARAMETERS, "lexfix-documents-parameters", "parameters.0.value", "disabled"),
    Mutation("documents-audited", DOCUMENTS_PARAMETERS, "lexfix-documents-parameters", "parameters.1.value", "none"),
    Mutation("stores-own-parameters", POSTGRES, P, "parameterGroupName", "default.postgres17"),
    Mutation("stores-own-parameters", DOCUMENTS, D, "dbClusterParameterGroupName"),
    Mutation("stores-own-parameters", CACHE, C, "parameterGroupName"),
    Mutation("postgres-logs", POSTGRES, P, "enabledCloudwatchLogsExports", ["upgrade"]),
    Mutation("documents-logs", DOCUMENTS, D, "enabledCloudwatchLogsExports", []),
    Mutation("cache-tls", CACHE, C, "transitEncryptionEnabled", False),
    Mutation("cache-tls", CACHE, C, "transitEncryptionMode", "preferred"),
    Mutation("cache-token", CACHE, C, "authTokenWo"),
    Mutation("own-administrator", POSTGRES, P, "username", "postgres"),
    Mutation("own-administrator", DOCUMENTS, D, "masterUsername", "admin"),
    Mutation("stores-patched", POSTGRES, P, "autoMinorVersionUpgrade", False),
    Mutation("stores-patched", DOCUMENTS_INSTANCE, MEMBER, "autoMinorVersionUpgrade", False),
    Mutation("stores-patched", CACHE, C, "autoMinorVersionUpgrade", False),
    Mutation("stores-known-authority", POSTGRES, P, "caCertIdentifier", "rds-ca-ecc384-g1"),
    Mutation("stores-known-authority", DOCUMENTS_INSTANCE, MEMBER, "caCertIdentifier"),
    Mutation("write-only-passwords", POSTGRES, P, "password", "1234"),
    Mutation("write-only-passwords", DOCUMENTS, D, "masterPassword", "1234"),
    Mutation("write-only-passwords", CACHE, C, "authToken", "1234"),
    Mutation(
        "write-only-passwords",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "lexfix-cache-secret-version",
        "secretString",
        "1234",
    ),
    Mutation("secrets-encrypted", SECRET, "lexfix-cache-secret", "kmsKeyId"),
    Mutation("secrets-recoverable", SECRET, "lexfix-cache-secret", "recoveryWindowInDays", 0),
    Mutation("backups-encrypted", VAULT, "lexfix-backup-vault", "kmsKeyArn"),
    Mutation("buckets-closed", buckets.CLOSED, "lexfix-logs-closed"),
    Mutation("buckets-closed", buckets.CLOSED, "lexfix-logs-closed", "blockPublicPolicy", False),
    Mutation("buckets-encrypted", buckets.ENCRYPTION, "lexfix-logs-encryption"),
    Mutation(
        "buckets-encrypted",
        buckets.ENCRYPTION,
        "lexfix-logs-encryption",
        "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
    ),
    Mutation("buckets-tls", buckets.POLICY, "lexfix-logs-policy"),
    Mutation("buckets-tls", buckets.POLICY, "lexfix-logs-policy", "policy", '{"Statement": []}'),
)

RELIABILITY = (
    Mutation("deletion-protected", POSTGRES, P, "deletionProtection", False),
    Mutation("deletion-protected", DOCUMENTS, D, "deletionProtection", False),
    Mutation("deletion-protected", CLUSTER, "lexfix-cluster-cluster", "deletionProtection"),
    Mutation("final-snapshot", POSTGRES, P, "skipFinalSnapshot", True),
    Mutation("final-snapshot", DOCUMENTS, D, "skipFinalSnapshot", True),
    Mutation("postgres-backups", POSTGRES, P, "backupRetentionPeriod"),
    Mutation("documents-backups", DOCUMENTS, D, "backupRetentionPeriod", 1),
    Mutation("cache-backups", CACHE, C, "snapshotRetentionLimit", 0),
    Mutation("snapshots-tagged", POSTGRES, P, "copyTagsToSnapshot"),
    Mutation("snapshots-tagged", DOCUMENTS_INSTANCE, MEMBER, "copyTagsToSnapshot", False),
    Mutation("postgres-multi-az", POSTGRES, P, "multiAz", False),
    Mutation("documents-fail-over", DOCUMENTS_INSTANCE, MEMBER),
    Mutation("cache-fails-over", CACHE, C, "automaticFailoverEnabled", False),
    Mutation("cache-fails-over", CACHE, C, "multiAzEnabled", False),
    Mutation("backed-up", SELECTION, "lexfix-backup-databases", "resources.0"),
    Mutation("backed-up", SELECTION, "lexfix-backup-databases"),
    Mutation("backups-kept", PLAN, "lexfix-backup-plan", "rules.0.lifecycle.deleteAfter", 1),
    Mutation("backups-copied", PLAN, "lexfix-backup-plan", "rules.0.copyActions", []),
    Mutation("backups-copied", PLAN, "lexfix-backup-plan", "rules.0.copyActions.0.lifecycle.deleteAfter", 1),
    Mutation("vaults-stay", VAULT, "lexfix-backup-vault", "forceDestroy", True),
    Mutation("backups-watched", "aws:cloudwatch/metricAlarm:MetricAlarm", "lexfix-alarms-backup-failed"),
    Mutation("backups-watched", "aws:cloudwatch/metricAlarm:MetricAlarm", "lexfix-alarms-backup-late"),
    Mutation("watched", POSTGRES, P, "identifier", "another"),
    Mutation("watched", DOCUMENTS, D, "clusterIdentifier", "another"),
    Mutation("watched", CACHE, C, "replicationGroupId", "another"),
    *(
        Mutation("several-zones", f"aws:{service}/subnetGroup:SubnetGroup", f"lexfix-{store}-subnets", "subnetIds", [])
        for service, store in (("rds", "postgres"), ("docdb", "documents"), ("elasticache", "cache"))
    ),
)

COST = (
    Mutation("modest-instances", POSTGRES, P, "instanceClass", "db.r6g.16xlarge"),
    Mutation("modest-instances", DOCUMENTS_INSTANCE, MEMBER, "instanceClass", "db.r6g.16xlarge"),
    Mutation("modest-instances", CACHE, C, "nodeType", "cache.r7g.16xlarge"),
    Mutation("bounded-storage", POSTGRES, P, "maxAllocatedStorage", 65536),
    Mutation("postgres-standard-support", POSTGRES, P, "engineLifecycleSupport"),
)

MUTATIONS = (*SECURITY, *RELIABILITY, *COST)

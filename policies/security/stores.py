"""The data stores: encrypted, private, speaking TLS, with a record of who came."""

from __future__ import annotations

from policies.problems import if_switched_off, unless_all_in, unless_off, unless_on, unless_one_of
from policies.reading import at
from policies.rule import Problem, Rule, Subject

POSTGRES = "aws:rds/instance:Instance"
POSTGRES_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
DOCUMENTS = "aws:docdb/cluster:Cluster"
DOCUMENTS_INSTANCE = "aws:docdb/clusterInstance:ClusterInstance"
DOCUMENTS_PARAMETERS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DATABASES = frozenset({POSTGRES, DOCUMENTS})
STORES = DATABASES | {CACHE}
_GUESSED = ("admin", "administrator", "postgres", "root", "master", "docdb", "awsuser")


def _parameter(name: str, wanted: tuple[str, ...], said: str) -> Problem:
    """``said``, unless a parameter group sets the parameter to one of the values."""

    def problem(subject: Subject, _: float) -> str | None:
        for parameter in at(subject.node, "parameters") or []:
            if at(parameter, "name") == name and str(at(parameter, "value")) in wanted:
                return None
        return said

    return problem


def _own_parameters(subject: Subject, _: float) -> str | None:
    names = ("parameterGroupName", "dbClusterParameterGroupName")
    group = next((name for key in names if (name := at(subject.node, key))), None)
    return "takes AWS's default parameters" if not group or str(group).startswith("default.") else None


def _own_key(subject: Subject, _: float) -> str | None:
    return None if at(subject.node, "kmsKeyId") else "is encrypted with a key that is not ours"


def _fenced(subject: Subject, _: float) -> str | None:
    for groups, subnets in (
        ("vpcSecurityGroupIds", "dbSubnetGroupName"),
        ("securityGroupIds", "subnetGroupName"),
    ):
        if at(subject.node, groups) and at(subject.node, subnets) not in (None, "", "default"):
            return None
    return "has no security group or no subnets of its own"


def _own_administrator(subject: Subject, _: float) -> str | None:
    user = at(subject.node, "username") or at(subject.node, "masterUsername")
    return f"has an administrator called {user}, which is guessed first" if user in _GUESSED else None


def _tls_required(subject: Subject, _: float) -> str | None:
    if at(subject.node, "transitEncryptionEnabled") is not True:
        return "speaks without TLS"
    return None if at(subject.node, "transitEncryptionMode") != "preferred" else "admits clients without TLS"


def _token(subject: Subject, _: float) -> str | None:
    if at(subject.node, "authTokenWo") or at(subject.node, "userGroupIds"):
        return None
    return "serves whoever reaches it"


RULES = (
    Rule(
        "postgres-encrypted",
        "PostgreSQL's storage is encrypted.",
        "Set `storage_encrypted`. It cannot be set later: restore a snapshot into an encrypted instance.",
        frozenset({POSTGRES}),
        unless_on("storageEncrypted", "is stored in plain text"),
        sources=("CIS AWS 2.3.1", "RDS.3", "AWSGuard rds-storage-encrypted"),
    ),
    Rule(
        "documents-encrypted",
        "DocumentDB's storage is encrypted.",
        "Set `storage_encrypted`. It cannot be set later: restore a snapshot into an encrypted cluster.",
        frozenset({DOCUMENTS}),
        unless_on("storageEncrypted", "is stored in plain text"),
        sources=("DocumentDB.1",),
    ),
    Rule(
        "cache-encrypted",
        "The cache's disks and backups are encrypted.",
        "Set `at_rest_encryption_enabled`. The group is replaced.",
        frozenset({CACHE}),
        unless_on("atRestEncryptionEnabled", "is stored in plain text"),
        sources=("ElastiCache.4",),
    ),
    Rule(
        "stores-own-key",
        "The stores are encrypted with the environment's own key.",
        "Set `kms_key_id`.",
        STORES,
        _own_key,
    ),
    Rule(
        "postgres-private",
        "PostgreSQL has no public address.",
        "Set `publicly_accessible=False`.",
        frozenset({POSTGRES}),
        unless_off("publiclyAccessible", "has a public address"),
        sources=("CIS AWS 2.3.3", "RDS.2", "AWSGuard rds-instance-public-access"),
    ),
    Rule(
        "stores-fenced",
        "Every store has a security group and subnets of its own.",
        "Name both, as `infra.aws` does with `Firewall` and a subnet group.",
        STORES,
        _fenced,
        sources=("ElastiCache.7",),
    ),
    Rule(
        "postgres-tls",
        "PostgreSQL refuses connections without TLS.",
        "Set the parameter `rds.force_ssl` to 1.",
        frozenset({POSTGRES_PARAMETERS}),
        _parameter("rds.force_ssl", ("1", "true", "on"), "admits clients without TLS"),
        sources=("RDS.38",),
    ),
    Rule(
        "postgres-scram",
        "PostgreSQL keeps passwords as SCRAM verifiers.",
        "Set the parameter `password_encryption` to scram-sha-256.",
        frozenset({POSTGRES_PARAMETERS}),
        _parameter("password_encryption", ("scram-sha-256",), "may keep passwords as MD5"),
    ),
    Rule(
        "postgres-connections-logged",
        "PostgreSQL logs who connects.",
        "Set the parameter `log_connections` to 1.",
        frozenset({POSTGRES_PARAMETERS}),
        _parameter("log_connections", ("1", "on", "all"), "does not log who connects"),
    ),
    Rule(
        "documents-tls",
        "DocumentDB refuses connections without TLS.",
        "Set the parameter `tls` to enabled.",
        frozenset({DOCUMENTS_PARAMETERS}),
        _parameter("tls", ("enabled", "tls1.2+", "tls1.3+"), "admits clients without TLS"),
        sources=("DocumentDB.6",),
    ),
    Rule(
        "documents-audited",
        "DocumentDB records who did what.",
        "Set the parameter `audit_logs` to enabled.",
        frozenset({DOCUMENTS_PARAMETERS}),
        _parameter("audit_logs", ("enabled", "all", "ddl", "dml_read", "dml_write"), "keeps no audit log"),
        sources=("DocumentDB.4",),
    ),
    Rule(
        "stores-own-parameters",
        "Every store uses the parameters that are declared for it.",
        "Name the parameter group.",
        STORES,
        _own_parameters,
    ),
    Rule(
        "postgres-logs",
        "PostgreSQL's logs go to CloudWatch.",
        "Add them to `enabled_cloudwatch_logs_exports`.",
        frozenset({POSTGRES}),
        unless_all_in("enabledCloudwatchLogsExports", ("postgresql", "upgrade"), "keeps to itself its logs"),
        sources=("RDS.9", "RDS.36"),
    ),
    Rule(
        "documents-logs",
        "DocumentDB's audit log goes to CloudWatch.",
        "Add it to `enabled_cloudwatch_logs_exports`.",
        frozenset({DOCUMENTS}),
        unless_all_in("enabledCloudwatchLogsExports", ("audit", "profiler"), "keeps to itself its logs"),
        sources=("DocumentDB.4",),
    ),
    Rule(
        "cache-tls",
        "The cache refuses connections without TLS.",
        'Set `transit_encryption_enabled` and `transit_encryption_mode="required"`.',
        frozenset({CACHE}),
        _tls_required,
        sources=("ElastiCache.5",),
    ),
    Rule(
        "cache-token",
        "The cache asks for a token.",
        "Set `auth_token_wo`.",
        frozenset({CACHE}),
        _token,
        sources=("ElastiCache.6",),
    ),
    Rule(
        "own-administrator",
        "No store's administrator has a name that is guessed first.",
        "Set another `username`. The store is replaced.",
        DATABASES,
        _own_administrator,
        sources=("RDS.25",),
    ),
    Rule(
        "stores-patched",
        "Stores take minor versions by themselves.",
        "Set `auto_minor_version_upgrade`.",
        frozenset({POSTGRES, DOCUMENTS_INSTANCE, CACHE}),
        if_switched_off("autoMinorVersionUpgrade", "does not take minor versions"),
        sources=("CIS AWS 2.3.2", "RDS.13", "ElastiCache.2"),
    ),
    Rule(
        "stores-known-authority",
        "RDS and DocumentDB show certificates of the authority that pods trust.",
        "Set `ca_cert_identifier` to `infra.aws.stores.CERTIFICATE_AUTHORITY`.",
        frozenset({POSTGRES, DOCUMENTS_INSTANCE}),
        unless_one_of("caCertIdentifier", ("rds-ca-rsa2048-g1",), "may show a certificate that no pod trusts"),
    ),
)

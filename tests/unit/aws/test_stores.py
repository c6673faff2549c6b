"""PostgreSQL, documents and cache: encrypted, private, TLS only, backed up."""

from __future__ import annotations

import pytest
from cryptography import x509

from infra.aws.plan import REGIONS
from infra.aws.stores import certificate_authority
from tests.unit.aws.conftest import Environment

POSTGRES, DOCUMENTS, CACHE = (
    "rds/instance:Instance",
    "docdb/cluster:Cluster",
    "elasticache/replicationGroup:ReplicationGroup",
)


@pytest.fixture(params=["staging", "prod"])
def environment(request: pytest.FixtureRequest) -> Environment:
    found: Environment = request.getfixturevalue(request.param)
    return found


def parameters(environment: Environment, kind: str) -> dict[str, str]:
    return {item["name"]: item["value"] for item in environment.declared.one(kind).inputs["parameters"]}


def test_every_store_is_encrypted_with_the_environments_data_key(environment: Environment) -> None:
    for kind in (POSTGRES, DOCUMENTS):
        assert environment.declared.one(kind).inputs["storageEncrypted"] is True
    assert environment.declared.one(CACHE).inputs["atRestEncryptionEnabled"] is True
    for kind in (POSTGRES, DOCUMENTS, CACHE):
        assert environment.declared.one(kind).inputs["kmsKeyId"] == "arn:aws:lexfix-data-key"


def test_every_store_refuses_connections_without_tls(environment: Environment) -> None:
    assert parameters(environment, "rds/parameterGroup:ParameterGroup")["rds.force_ssl"] == "1"
    assert parameters(environment, "docdb/clusterParameterGroup:ClusterParameterGroup")["tls"] == "enabled"
    assert environment.declared.one(CACHE).inputs["transitEncryptionMode"] == "required"


def test_stores_admit_the_workloads_on_one_port_and_nobody_else(environment: Environment) -> None:
    for component, port in (("postgres", 5432), ("documents", 27017), ("cache", 6379)):
        group = f"lexfix-{component}-group-id"
        rules = [
            rule.inputs
            for rule in environment.declared.of("SecurityGroupIngressRule")
            if rule.inputs["securityGroupId"] == group
        ]
        assert [(rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) for rule in rules] == [
            ("sg-workloads", port, port)
        ]
        assert not [
            r for r in environment.declared.of("SecurityGroupEgressRule") if r.inputs["securityGroupId"] == group
        ]


def test_postgres_is_not_public(environment: Environment) -> None:
    instance = environment.declared.one(POSTGRES).inputs
    assert instance["publiclyAccessible"] is False
    subnets = environment.declared.one("rds/subnetGroup:SubnetGroup").inputs["subnetIds"]
    assert all("-database-" in subnet for subnet in subnets)


def test_prod_survives_the_loss_of_a_zone(prod: Environment) -> None:
    assert prod.declared.one(POSTGRES).inputs["multiAz"] is True
    assert len(prod.declared.of("docdb/clusterInstance:ClusterInstance")) == 2
    cache = prod.declared.one(CACHE).inputs
    assert (cache["automaticFailoverEnabled"], cache["multiAzEnabled"], cache["numCacheClusters"]) == (True, True, 2)


def test_a_cache_of_one_node_asks_for_no_failover_which_aws_would_refuse(staging: Environment) -> None:
    cache = staging.declared.one(CACHE).inputs
    assert (cache["automaticFailoverEnabled"], cache["multiAzEnabled"], cache["numCacheClusters"]) == (False, False, 1)


def test_backups_are_kept_35_days_in_prod_and_7_in_staging(staging: Environment, prod: Environment) -> None:
    for environment, days in ((staging, 7), (prod, 35)):
        for kind in (POSTGRES, DOCUMENTS):
            assert environment.declared.one(kind).inputs["backupRetentionPeriod"] == days


def test_prod_cannot_be_deleted_and_would_leave_a_final_snapshot(prod: Environment) -> None:
    for kind, label in ((POSTGRES, "postgres"), (DOCUMENTS, "documents")):
        store = prod.declared.one(kind).inputs
        assert store["deletionProtection"] is True
        assert store["skipFinalSnapshot"] is False
        assert store["finalSnapshotIdentifier"] == f"lexfix-{label}-subnets-1a2b3c-final"


def test_staging_goes_without_a_trace(staging: Environment) -> None:
    store = staging.declared.one(POSTGRES).inputs
    assert (store["deletionProtection"], store["skipFinalSnapshot"], store["deleteAutomatedBackups"]) == (
        False,
        True,
        True,
    )


def test_a_store_keeps_its_name_so_that_a_replacement_stops_instead_of_losing_data(prod: Environment) -> None:
    assert prod.declared.one(POSTGRES).inputs["identifier"] == "lexfix-prod-postgres"
    assert prod.declared.one(DOCUMENTS).inputs["clusterIdentifier"] == "lexfix-prod-documents"
    assert prod.declared.one(CACHE).inputs["replicationGroupId"] == "lexfix-prod-cache"


def test_connection_urls_check_the_stores_certificates(prod: Environment) -> None:
    assert prod.offers["postgres"].endswith("/lexfix?sslmode=verify-full&sslrootcert=/etc/lexfix/stores/ca.pem")
    assert "tls=true&tlsCAFile=/etc/lexfix/stores/ca.pem" in prod.offers["mongodb"]
    assert "retryWrites=false" in prod.offers["mongodb"]
    assert prod.offers["redis"].startswith("rediss://:")


def test_network_policies_get_the_database_subnets_as_the_stores_place(prod: Environment) -> None:
    assert prod.offers["peers"] == ["10.30.208.0/24", "10.30.209.0/24", "10.30.210.0/24"]


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_amazons_own_certificate_authorities(region: str) -> None:
    certificates = x509.load_pem_x509_certificates(certificate_authority(region).encode())
    names = {certificate.subject.rfc4514_string() for certificate in certificates}
    assert any(f"CN=Amazon RDS {region} Root CA RSA2048 G1" in name for name in names)
    for certificate in certificates:
        certificate.verify_directly_issued_by(certificate)


def test_logs_of_the_stores_are_encrypted_and_expire(prod: Environment) -> None:
    groups = {group.inputs["name"]: group.inputs for group in prod.declared.of("cloudwatch/logGroup:LogGroup")}
    for path in ("/aws/rds/instance/lexfix-prod-postgres/postgresql", "/aws/docdb/lexfix-prod-documents/audit"):
        assert groups[path]["retentionInDays"] == 365
        assert groups[path]["kmsKeyId"] == "arn:aws:lexfix-logs-key"

"""A real PostgreSQL with LexFix's own migrations, and AWS as moto knows it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psycopg
import pytest
from moto import mock_aws
from moto.rds.models import DBInstance, RDSBackend

from ops.environment import environment
from tests.ops.postgres import PEOPLE, PRISMA_TABLE, REGION, Server, started

if TYPE_CHECKING:
    from mypy_boto3_rds.client import RDSClient
    from mypy_boto3_rds.type_defs import TagTypeDef

MIGRATIONS = Path(__file__).resolve().parents[2] / "app" / "prisma" / "migrations"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with started() as running:
        yield running


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """A database in the state in which ``prisma migrate deploy`` leaves it."""
    name = "lexfix_template"
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(server.url(name), autocommit=True) as connection:
        connection.execute(PRISMA_TABLE)
        for path in sorted(MIGRATIONS.glob("*/migration.sql")):
            connection.execute(path.read_bytes())
            connection.execute(
                "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)"
                " VALUES (%s, encode(sha256(%s), 'hex'), now(), %s, 1)",
                (str(uuid.uuid4()), path.read_bytes(), path.parent.name),
            )
    return name


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    """The address of a fresh database with LexFix's schema, and nobody in it."""
    name = f"lexfix_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield server.url(name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(database, autocommit=True) as opened:
        yield opened


@pytest.fixture
def people(connection: psycopg.Connection[tuple[object, ...]]) -> psycopg.Connection[tuple[object, ...]]:
    """The database with an educator, 40 learners, two lessons and 800 attempts."""
    connection.execute(PEOPLE)
    return connection


@pytest.fixture
def restored(
    server: Server, people: psycopg.Connection[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """What the copy holds when AWS has restored it; yields the port forward to it."""
    monkeypatch.setattr("ops.connection.AUTHORITIES", server.authorities)
    name = people.info.dbname
    people.close()
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE lexfix TEMPLATE {name}")
        yield f"localhost:{server.port}"
        admin.execute("DROP DATABASE lexfix WITH (FORCE)")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[RDSClient]:
    """An account with LexFix's prod: a PostgreSQL instance in a VPC, backed up once. Yields its RDS client."""
    restore = RDSBackend.restore_db_instance_from_db_snapshot

    def honours_false(backend: RDSBackend, snapshot: str, overrides: dict[str, Any]) -> DBInstance:
        # moto takes over from the source what a restore switches off; AWS does not.
        made = restore(backend, snapshot, overrides)
        for name in ("deletion_protection", "multi_az", "publicly_accessible"):
            setattr(made, name, overrides[name])
        return made

    monkeypatch.setattr(RDSBackend, "restore_db_instance_from_db_snapshot", honours_false)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", environment("prod").account or "")
    with mock_aws():
        ec2 = boto3.client("ec2", region_name=REGION)
        vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{i}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]
            for i, zone in enumerate("ab")
        ]
        rds: RDSClient = boto3.client("rds", region_name=REGION)
        rds.create_db_subnet_group(
            DBSubnetGroupName="lexfix-prod",
            DBSubnetGroupDescription="isolated",
            SubnetIds=[subnet["SubnetId"] for subnet in subnets],
        )
        rds.create_db_instance(
            DBInstanceIdentifier="lexfix-prod-1a2b3c",
            DBInstanceClass="db.m7g.large",
            Engine="postgres",
            DBName="lexfix",
            MasterUsername="postgres",
            MasterUserPassword="the-password-of-prod",
            AllocatedStorage=50,
            DBSubnetGroupName="lexfix-prod",
            DeletionProtection=True,
            StorageEncrypted=True,
            Tags=PROD,
        )
        yield rds


PROD: list[TagTypeDef] = [{"Key": "Project", "Value": "lexfix"}, {"Key": "Environment", "Value": "prod"}]

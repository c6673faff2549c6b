"""The databases of an environment, found by their tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from infra.aws.tags import PROJECT
from infra.aws.tags import tags as platform_tags
from ops.clients import Clients
from ops.errors import OpsError, aws_errors_explained

if TYPE_CHECKING:
    from mypy_boto3_rds.type_defs import TagTypeDef

PROJECT_TAG = "Project"
ENVIRONMENT_TAG = "Environment"
PURPOSE_TAG = "lexfix:purpose"
"""On the throwaway copies that these commands make, and on nothing else."""


class Store(StrEnum):
    """What a snapshot is of: PostgreSQL on RDS, or the documents on DocumentDB."""

    POSTGRES = "postgres"
    DOCUMENTS = "documents"


@dataclass(frozen=True)
class Database:
    """One RDS instance or DocumentDB cluster of an environment."""

    store: Store
    identifier: str
    status: str
    subnet_group: str
    version: str
    vpc: str = ""
    """Only known for PostgreSQL."""


def tags(where: str, purpose: str | None = None) -> list[TagTypeDef]:
    """The tags of what these commands make."""
    found = platform_tags(where, "operations", ManagedBy="lexfix-ops") | ({PURPOSE_TAG: purpose} if purpose else {})
    return [{"Key": key, "Value": value} for key, value in found.items()]


def tagged(tag_list: Sequence[TagTypeDef], where: str) -> dict[str, str] | None:
    """The tags as a mapping where they are those of environment ``where``, else ``None``."""
    found = {tag.get("Key", ""): tag.get("Value", "") for tag in tag_list}
    return found if found.get(PROJECT_TAG) == PROJECT and found.get(ENVIRONMENT_TAG) == where else None


def database(clients: Clients, store: Store) -> Database:
    """The environment's own database of this kind.

    Raises ``OpsError`` where there is none, or more than one.
    """
    found = _postgres(clients) if store is Store.POSTGRES else _documents(clients)
    where = clients.environment
    wanted = f"tagged {PROJECT_TAG}={PROJECT} and {ENVIRONMENT_TAG}={where.name}"
    if not found:
        raise OpsError(
            f"There is no {store.value} database {wanted} in {where.region}.",
            f"Check that the account is {where.name}'s and the stack is up: pulumi stack output --stack {where.name}.",
        )
    if len(found) > 1:
        names = ", ".join(sorted(one.identifier for one in found))
        raise OpsError(
            f"More than one {store.value} database is {wanted}: {names}.", "Correct the tags of the extra one."
        )
    return found[0]


def _postgres(clients: Clients) -> list[Database]:
    found = []
    with aws_errors_explained():
        for page in clients.rds.get_paginator("describe_db_instances").paginate():
            for one in page["DBInstances"]:
                own = tagged(one.get("TagList", []), clients.environment.name)
                if own is None or PURPOSE_TAG in own or one["Engine"] != "postgres":
                    continue
                group = one.get("DBSubnetGroup", {})
                found.append(
                    Database(
                        Store.POSTGRES,
                        one["DBInstanceIdentifier"],
                        one["DBInstanceStatus"],
                        group.get("DBSubnetGroupName", ""),
                        one.get("EngineVersion", ""),
                        group.get("VpcId", ""),
                    )
                )
    return found


def _documents(clients: Clients) -> list[Database]:
    found = []
    with aws_errors_explained():
        for page in clients.rds.get_paginator("describe_db_clusters").paginate():
            for one in page["DBClusters"]:
                own = tagged(one.get("TagList", []), clients.environment.name)
                if own is not None and PURPOSE_TAG not in own and one["Engine"] == "docdb":
                    found.append(
                        Database(
                            Store.DOCUMENTS,
                            one["DBClusterIdentifier"],
                            one["Status"],
                            one.get("DBSubnetGroup", ""),
                            one.get("EngineVersion", ""),
                        )
                    )
    return found

"""What moto 5.2 has no operations for, kept in a SQLite file: requests are checked by botocore's models all the same.

An entity on the shelf is what its create call said, plus what AWS would add (its ARN, its status). When moto learns an
operation, its line here goes and the resource types stay as they are.
"""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

STORE = "LEXFIX_AWS_STORE"
"""Environment variable: the SQLite file."""


class ShelfStore:
    """The file; every call opens it anew, because several provider processes share it."""

    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    def from_environment(cls) -> ShelfStore:
        return cls(os.environ.get(STORE, ""))

    @contextmanager
    def _table(self) -> Iterator[sqlite3.Connection]:
        if not self._path:
            raise ClientError(_error("StoreMissing", f"{STORE} is not set"), "shelf")
        connection = sqlite3.connect(self._path, timeout=30)
        try:
            with connection:
                connection.execute(
                    "create table if not exists shelf (entity text, region text, key text, item text,"
                    " primary key (entity, region, key))"
                )
                yield connection
        finally:
            connection.close()

    def put(self, entity: str, region: str, key: str, item: Mapping[str, Any]) -> None:
        with self._table() as table:
            table.execute("insert or replace into shelf values (?, ?, ?, ?)", (entity, region, key, json.dumps(item)))

    def remove(self, entity: str, region: str, key: str) -> None:
        with self._table() as table:
            table.execute("delete from shelf where entity = ? and region = ? and key = ?", (entity, region, key))

    def items(self, entity: str, region: str | None = None) -> list[dict[str, Any]]:
        """All items of one kind, in one region or in all."""
        with self._table() as table:
            rows = table.execute(
                "select item from shelf where entity = ? and region = coalesce(?, region) order by key",
                (entity, region),
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def entities(self) -> dict[str, int]:
        """How many items of each kind there are."""
        with self._table() as table:
            return dict(table.execute("select entity, count(*) from shelf group by entity").fetchall())


def _error(code: str, message: str) -> Any:
    return {"Error": {"Code": code, "Message": message}}


@dataclass(frozen=True)
class Made:
    """Where an item is made: what its ARN and identifiers are built from."""

    region: str
    account: str
    unique: str

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The life of one kind of thing on the shelf."""

    entity: str
    create: str
    describe: str
    delete: str
    update: str | None = None
    key: tuple[str, ...]
    """Members that identify an item; a describe call may give some of them."""
    answer: str
    """Where the answer holds the item; ``[]`` at the end for a list of items, empty where the answer is the item."""
    made: Callable[[dict[str, Any], Made], dict[str, Any]]
    """What AWS adds to an item when it is created."""
    parent: tuple[str, str, Mapping[str, str]] | None = None
    """An operation that must find what the item belongs to: service, name, and its members taken from the item's."""

    def perform(
        self, operation: str, body: dict[str, Any], store: ShelfStore, region: str, account: str
    ) -> dict[str, Any]:
        if operation == self.create:
            unique = uuid.uuid4().hex
            item = body | self.made(body, Made(region, account, unique))
            if self._matching(item, store, region):
                raise ClientError(_error("ResourceAlreadyExists", f"{self.entity} {self._key(item)} exists"), operation)
            store.put(self.entity, region, self._key(item), item)
            return self._answer([item])
        found = self._matching(body, store, region)
        if not found and not (operation == self.describe and self.answer.endswith("[]") and not self._full(body)):
            raise ClientError(_error("ResourceNotFound", f"{self.entity} {self._key(body)} does not exist"), operation)
        if operation == self.describe:
            return self._answer(found)
        [item] = found
        if operation == self.delete:
            store.remove(self.entity, region, self._key(item))
        else:
            item |= body
            store.put(self.entity, region, self._key(item), item)
        return self._answer([item])

    def tag(self, body: Mapping[str, Any], tags: Any, store: ShelfStore, region: str) -> None:
        """Put ``tags`` in the place of those that the item in ``body`` has."""
        for item in self._matching(body, store, region):
            store.put(self.entity, region, self._key(item), item | {"tags": tags})

    def tags(self, body: Mapping[str, Any], store: ShelfStore, region: str) -> dict[str, str]:
        return {
            key: value for item in self._matching(body, store, region) for key, value in item.get("tags", {}).items()
        }

    def _full(self, body: Mapping[str, Any]) -> bool:
        return all(member in body for member in self.key)

    def _key(self, item: Mapping[str, Any]) -> str:
        return "/".join(str(item.get(member, "*")) for member in self.key)

    def _matching(self, item: Mapping[str, Any], store: ShelfStore, region: str) -> list[dict[str, Any]]:
        wanted = {member: item[member] for member in self.key if member in item}
        return [kept for kept in store.items(self.entity, region) if wanted.items() <= kept.items()]

    def _answer(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        if self.answer.endswith("[]"):
            return {self.answer[:-2]: items}
        return {self.answer: items[0]} if self.answer else items[0]


_CLUSTER = ("eks", "DescribeCluster", {"name": "clusterName"})

_ALL = {
    "eks": (
        Shelf(
            entity="EKS add-on",
            create="CreateAddon",
            describe="DescribeAddon",
            update="UpdateAddon",
            delete="DeleteAddon",
            key=("clusterName", "addonName"),
            answer="addon",
            made=lambda item, made: {
                "addonArn": made.arn("eks", f"addon/{item['clusterName']}/{item['addonName']}/{made.unique}"),
                "status": "ACTIVE",
            },
            parent=_CLUSTER,
        ),
        Shelf(
            entity="EKS access entry",
            create="CreateAccessEntry",
            describe="DescribeAccessEntry",
            update="UpdateAccessEntry",
            delete="DeleteAccessEntry",
            key=("clusterName", "principalArn"),
            answer="accessEntry",
            made=lambda item, made: {
                "accessEntryArn": made.arn("eks", f"access-entry/{item['clusterName']}/{made.unique}"),
                "username": item.get("username", item["principalArn"]),
            },
            parent=_CLUSTER,
        ),
        Shelf(
            entity="EKS access policy association",
            create="AssociateAccessPolicy",
            describe="ListAssociatedAccessPolicies",
            delete="DisassociateAccessPolicy",
            key=("clusterName", "principalArn", "policyArn"),
            answer="associatedAccessPolicies[]",
            made=lambda _item, _made: {},
            parent=("eks", "DescribeAccessEntry", {"clusterName": "clusterName", "principalArn": "principalArn"}),
        ),
        Shelf(
            entity="EKS Pod Identity association",
            create="CreatePodIdentityAssociation",
            describe="DescribePodIdentityAssociation",
            update="UpdatePodIdentityAssociation",
            delete="DeletePodIdentityAssociation",
            key=("clusterName", "associationId"),
            answer="association",
            made=lambda item, made: {
                "associationId": f"a-{made.unique[:17]}",
                "associationArn": made.arn("eks", f"podidentityassociation/{item['clusterName']}/a-{made.unique[:17]}"),
            },
            parent=_CLUSTER,
        ),
    ),
    "elasticache": (
        Shelf(
            entity="ElastiCache subnet group",
            create="CreateCacheSubnetGroup",
            describe="DescribeCacheSubnetGroups",
            update="ModifyCacheSubnetGroup",
            delete="DeleteCacheSubnetGroup",
            key=("CacheSubnetGroupName",),
            answer="CacheSubnetGroups[]",
            made=lambda item, made: {"ARN": made.arn("elasticache", f"subnetgroup:{item['CacheSubnetGroupName']}")},
            parent=("ec2", "DescribeSubnets", {"SubnetIds": "SubnetIds"}),
        ),
        Shelf(
            entity="ElastiCache parameter group",
            create="CreateCacheParameterGroup",
            describe="DescribeCacheParameterGroups",
            update="ModifyCacheParameterGroup",
            delete="DeleteCacheParameterGroup",
            key=("CacheParameterGroupName",),
            answer="CacheParameterGroups[]",
            made=lambda item, made: {
                "ARN": made.arn("elasticache", f"parametergroup:{item['CacheParameterGroupName']}")
            },
        ),
    ),
    "backup": (
        Shelf(
            entity="Backup selection",
            create="CreateBackupSelection",
            describe="GetBackupSelection",
            delete="DeleteBackupSelection",
            key=("BackupPlanId", "SelectionId"),
            answer="",
            made=lambda _item, made: {"SelectionId": made.unique},
            parent=("backup", "GetBackupPlan", {"BackupPlanId": "BackupPlanId"}),
        ),
    ),
}

SHELVES: Mapping[tuple[str, str], Shelf] = {
    (service, operation): shelf
    for service, shelves in _ALL.items()
    for shelf in shelves
    for operation in (shelf.create, shelf.describe, shelf.update, shelf.delete)
    if operation
}
"""Service and operation to the shelf that answers it."""

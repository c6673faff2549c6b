"""Throwaway copies: a snapshot restored into an instance that nothing else uses, removed whatever happens."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network

from ops.clients import Clients
from ops.databases import PURPOSE_TAG, Database, tagged, tags
from ops.errors import OpsError, aws_errors_explained
from ops.snapshots import Snapshot
from ops.waiting import Waiter

INSTANCE_CLASS = "db.t4g.medium"
STALE = timedelta(hours=6)
"""Older than any copy in use: one left behind by a machine that died, which the next run may remove."""
GONE = "gone"
FAILED = frozenset({GONE, "failed", "incompatible-restore", "incompatible-network", "incompatible-parameters"})
BUSY = frozenset({"creating", "backing-up", "modifying", "resetting-master-credentials", "rebooting"})
"""States in which RDS refuses to delete an instance."""
WIDEST_PREFIX = 16


class Purpose(StrEnum):
    """Why a copy was made; at most one copy of each exists per environment."""

    DRILL = "restore-drill"
    ANONYMISE = "anonymise"


@dataclass(frozen=True)
class Access:
    """How to reach a copy. The password exists only in this process and on the copy."""

    identifier: str
    host: str
    port: int
    database: str
    user: str
    password: str


@dataclass(frozen=True)
class Copy:
    """A copy as AWS has it."""

    identifier: str
    status: str
    created: datetime | None

    @property
    def since(self) -> str:
        """When it was made, in UTC; RDS does not say while it is being made."""
        return f"since {self.created:%Y-%m-%d %H:%M} UTC" if self.created else "being made"

    @property
    def stale(self) -> bool:
        return self.created is not None and datetime.now(UTC) - self.created > STALE


def copy_name(where: str, purpose: Purpose) -> str:
    """The identifier of the copy, and the name of the security group that goes with it."""
    return f"lexfix-{where}-{purpose.value}"


def copies(clients: Clients) -> list[Copy]:
    """The throwaway copies that exist in this environment."""
    with aws_errors_explained():
        return [
            Copy(one["DBInstanceIdentifier"], one.get("DBInstanceStatus", "unknown"), one.get("InstanceCreateTime"))
            for page in clients.rds.get_paginator("describe_db_instances").paginate()
            for one in page["DBInstances"]
            if PURPOSE_TAG in (tagged(one.get("TagList", []), clients.environment.name) or {})
        ]


def network_allowed(text: str) -> IPv4Network:
    """The addresses that may reach a copy. Raises ``OpsError`` on what is no network, or is wider than a VPC."""
    try:
        network = IPv4Network(text)
    except ValueError as error:
        raise OpsError(f"'{text}' is not an IPv4 network ({error}).", "Write one like 10.20.0.0/16.") from error
    if network.prefixlen < WIDEST_PREFIX:
        raise OpsError(
            f"{network} is wider than /{WIDEST_PREFIX}: a copy of a snapshot holds personal data.",
            f"Allow at most a /{WIDEST_PREFIX}: the network of the machine that runs this.",
        )
    return network


@contextmanager
def isolated_copy(
    clients: Clients,
    source: Database,
    snapshot: Snapshot,
    purpose: Purpose,
    waiter: Waiter,
    *,
    allow_from: IPv4Network | None = None,
) -> Iterator[Access]:
    """Restore ``snapshot`` beside its source, hand out access, and remove the copy at the end, also after a failure.

    The copy is private, has a security group of its own that admits PostgreSQL from ``allow_from`` (by default the
    VPC's own range) and nothing outwards, and a random password. Raises ``OpsError`` where a copy for the same
    purpose is in use, and where the removal was interrupted: it names what is left and how to remove it.
    """
    name = copy_name(clients.environment.name, purpose)
    _make_room(clients, name, waiter)
    try:
        group = _security_group(clients, source, name, purpose, allow_from)
        _restore(clients, source, snapshot, purpose, group)
        waiter.until(
            f"Restoring {snapshot.identifier} into {name}", lambda: _status(clients, name), "available", FAILED
        )
        yield _take_over(clients, name, waiter)
    finally:
        remove(clients, name, waiter)


def remove(clients: Clients, name: str, waiter: Waiter) -> None:
    """Remove a copy and its security group; what is gone already is no error.

    Raises ``OpsError`` when interrupted or refused, naming what is left. An instance without the mark of these
    commands is never removed.
    """
    try:
        if _status(clients, name) != GONE:
            _delete_instance(clients, name, waiter)
            waiter.until(f"Removing {name}", lambda: _status(clients, name), GONE)
        for group in _groups(clients, name):
            with aws_errors_explained():
                clients.ec2.delete_security_group(GroupId=group)
    except (KeyboardInterrupt, OpsError) as error:
        reason = error.cause if isinstance(error, OpsError) else "The removal was interrupted."
        raise OpsError(
            f"{reason} Left in {clients.environment.region}: the instance {name} and the security group of that name,"
            " as far as they exist. The instance costs money and holds personal data.",
            f"Remove them: lexfix ops isolated remove {clients.environment.name}",
        ) from error


def _make_room(clients: Clients, name: str, waiter: Waiter) -> None:
    for one in copies(clients):
        if one.identifier != name:
            continue
        if not one.stale:
            raise OpsError(
                f"{name} exists ({one.since}): another run uses it, or left it behind.",
                f"Wait for that run, or remove it: lexfix ops isolated remove {clients.environment.name}",
            )
        remove(clients, name, waiter)
    if _status(clients, name) != GONE:
        raise OpsError(f"An instance {name} exists that these commands did not make.", "Rename or remove it by hand.")


def _security_group(
    clients: Clients, source: Database, name: str, purpose: Purpose, allow_from: IPv4Network | None
) -> str:
    with aws_errors_explained():
        for left in _groups(clients, name):
            clients.ec2.delete_security_group(GroupId=left)
        vpc = clients.ec2.describe_vpcs(VpcIds=[source.vpc])["Vpcs"][0]
        group = clients.ec2.create_security_group(
            GroupName=name,
            Description=f"Reaches the {purpose.value} copy only",
            VpcId=source.vpc,
            TagSpecifications=[
                {"ResourceType": "security-group", "Tags": tags(clients.environment.name, purpose.value)}
            ],
        )["GroupId"]
        clients.ec2.revoke_security_group_egress(
            GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        )
        clients.ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[
                {
                    "IpProtocol": "tcp",
                    "FromPort": 5432,
                    "ToPort": 5432,
                    "IpRanges": [{"CidrIp": str(allow_from or vpc["CidrBlock"])}],
                }
            ],
        )
    return group


def _groups(clients: Clients, name: str) -> list[str]:
    with aws_errors_explained():
        found = clients.ec2.describe_security_groups(
            Filters=[{"Name": "group-name", "Values": [name]}, {"Name": "tag-key", "Values": [PURPOSE_TAG]}]
        )["SecurityGroups"]
    return [group["GroupId"] for group in found]


def _restore(clients: Clients, source: Database, snapshot: Snapshot, purpose: Purpose, group: str) -> None:
    with aws_errors_explained():
        clients.rds.restore_db_instance_from_db_snapshot(
            DBInstanceIdentifier=copy_name(clients.environment.name, purpose),
            DBSnapshotIdentifier=snapshot.identifier,
            DBInstanceClass=INSTANCE_CLASS,
            DBSubnetGroupName=source.subnet_group,
            VpcSecurityGroupIds=[group],
            PubliclyAccessible=False,
            MultiAZ=False,
            AutoMinorVersionUpgrade=False,
            DeletionProtection=False,
            CopyTagsToSnapshot=True,
            Tags=tags(clients.environment.name, purpose.value),
        )


def _take_over(clients: Clients, name: str, waiter: Waiter) -> Access:
    """Give the copy a password of its own: the source's is neither needed nor known here."""
    password = secrets.token_urlsafe(32)
    with aws_errors_explained():
        clients.rds.modify_db_instance(DBInstanceIdentifier=name, MasterUserPassword=password, ApplyImmediately=True)
    waiter.until(f"Setting a password of {name}'s own", lambda: _settled(clients, name), "available", FAILED)
    with aws_errors_explained():
        one = clients.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return Access(
        identifier=name,
        host=one["Endpoint"]["Address"],
        port=one["Endpoint"]["Port"],
        database=one["DBName"],
        user=one["MasterUsername"],
        password=password,
    )


def _settled(clients: Clients, name: str) -> str:
    with aws_errors_explained():
        one = clients.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    pending = "MasterUserPassword" in one.get("PendingModifiedValues", {})
    return "password pending" if pending else one["DBInstanceStatus"]


def _delete_instance(clients: Clients, name: str, waiter: Waiter) -> None:
    if name not in {one.identifier for one in copies(clients)}:
        raise OpsError(
            f"{name} does not carry the tag {PURPOSE_TAG}: it is not a throwaway copy.", "Look at it by hand."
        )
    if _status(clients, name) in BUSY:
        waiter.until(f"Waiting until {name} may be removed", lambda: _busy(clients, name), "no")
    if _status(clients, name) in (GONE, "deleting"):
        return
    with aws_errors_explained():
        clients.rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True, DeleteAutomatedBackups=True)


def _busy(clients: Clients, name: str) -> str:
    status = _status(clients, name)
    return status if status in BUSY else "no"


def _status(clients: Clients, name: str) -> str:
    with aws_errors_explained():
        try:
            found = clients.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
        except clients.rds.exceptions.DBInstanceNotFoundFault:
            return GONE
    return found[0].get("DBInstanceStatus", "unknown")

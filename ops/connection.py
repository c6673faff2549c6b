"""Connections to PostgreSQL: over TLS that is verified, with errors that say what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from ops.environment import REPOSITORY
from ops.errors import OpsError
from ops.isolated import Access

AUTHORITIES = REPOSITORY / "infra" / "aws" / "certificate_authorities"
"""A PEM per region: what signs the certificates of RDS."""
CONNECT_SECONDS = 10
PATIENCE_SECONDS = 120
"""A new password and a new address take a while to be known everywhere."""


@dataclass(frozen=True)
class Through:
    """A port forward: the address to dial in place of the database's own."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Through:
        """From ``HOST:PORT``. Raises ``OpsError``."""
        host, colon, port = text.rpartition(":")
        if not (colon and host and port.isdecimal() and 0 < int(port) < 65536):
            raise OpsError(f"'{text}' is not an address.", "Write it as HOST:PORT, for example localhost:15432.")
        return cls(host, int(port))


def address(access: Access, region: str, through: Through | None = None) -> str:
    """The connection string of a copy. The server must prove to be the copy, also behind a port forward.

    Raises ``OpsError`` where the region's certificate authority is not at hand, or the forward's host is unknown.
    """
    authority = AUTHORITIES / f"{region}.pem"
    if not authority.exists():
        raise OpsError(
            f"There is no {authority.name} in {AUTHORITIES}.", "Add RDS's certificate bundle of that region."
        )
    parts = {"host": access.host, "port": str(access.port)}
    if through:
        try:
            parts |= {"hostaddr": socket.gethostbyname(through.host), "port": str(through.port)}
        except OSError as error:
            raise OpsError(f"The host '{through.host}' is not known ({error}).", "Correct --through.") from error
    return make_conninfo(
        dbname=access.database,
        user=access.user,
        password=access.password,
        sslmode="verify-full",
        sslrootcert=str(authority),
        **parts,
    )


def described(conninfo: str) -> str:
    """The address without its password."""
    try:
        parts = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError as error:
        raise OpsError(
            "The database's address is not a PostgreSQL URL.", "Write postgresql://user@host:5432/name."
        ) from error
    return f"{parts.get('host', 'local socket')}:{parts.get('port', 5432)}/{parts.get('dbname', parts.get('user', ''))}"


@contextmanager
def connected(conninfo: str, patience: float = 0) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection in autocommit mode; ``patience`` is for how many seconds a refusal is retried.

    Raises ``OpsError`` where it cannot be had. The message holds no password.
    """
    where = described(conninfo)
    trying = Retrying(
        stop=stop_after_delay(patience),
        wait=wait_fixed(5),
        retry=retry_if_exception_type(psycopg.OperationalError),
        reraise=True,
    )
    try:
        connection = trying(psycopg.connect, conninfo, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.OperationalError as error:
        first = str(error).strip().splitlines()[0]
        raise OpsError(
            f"No connection to {where}: {first}",
            "Run this where the database's private network is reached, or forward a port through a bastion and add"
            " --through HOST:PORT.",
        ) from error
    with connection:
        yield connection

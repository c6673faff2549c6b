"""Staging data: a snapshot's copy with the people taken out, written as a dump that ``pg_restore`` reads."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from ipaddress import IPv4Network
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ops.anonymiser import Anonymised, anonymise
from ops.clients import Clients
from ops.connection import PATIENCE_SECONDS, Through, address, connected
from ops.databases import Database
from ops.errors import OpsError
from ops.isolated import Purpose, isolated_copy
from ops.snapshots import Snapshot
from ops.waiting import Waiter


def pg_dump_for(version: str) -> str:
    """The path of a ``pg_dump`` that can read a server of this version. Raises ``OpsError`` where there is none."""
    wanted = int(version.partition(".")[0])
    remedy = f"Install PostgreSQL {wanted}'s client and put its bin folder first on PATH."
    found = shutil.which("pg_dump")
    if found is None:
        raise OpsError("pg_dump is not installed.", remedy)
    said = subprocess.run([found, "--version"], check=True, capture_output=True, text=True).stdout
    match = re.search(r"(\d+)(\.\d+)?", said)
    if match is None or int(match[1]) < wanted:
        raise OpsError(f"pg_dump is too old for PostgreSQL {wanted}: {said.strip()}.", remedy)
    return found


def new_file(path: Path) -> Path:
    """The path, if a dump can be written there. Raises ``OpsError``."""
    if path.exists():
        raise OpsError(f"{path} exists.", "Choose another name, or remove it first.")
    if not path.parent.is_dir():
        raise OpsError(f"There is no folder {path.parent}.", "Create it first.")
    return path


def build(
    clients: Clients,
    source: Database,
    snapshot: Snapshot,
    *,
    key: bytes,
    output: Path,
    waiter: Waiter,
    through: Through | None = None,
    allow_from: IPv4Network | None = None,
) -> Anonymised:
    """Restore ``snapshot`` into a throwaway copy, anonymise that, dump it to ``output``, remove the copy.

    A dump holds the rows and nothing that was deleted, unlike a snapshot of the copy. Where anything fails there is
    no file at ``output``. Raises ``OpsError``.
    """
    program = pg_dump_for(source.version)
    new_file(output)
    with isolated_copy(clients, source, snapshot, Purpose.ANONYMISE, waiter, allow_from=allow_from) as copy:
        conninfo = address(copy, clients.environment.region, through)
        with connected(conninfo, patience=PATIENCE_SECONDS) as connection, waiter.console.status("Anonymising"):
            done = anonymise(connection, key)
        with waiter.console.status(f"Writing {output}"):
            dump(program, conninfo, output)
    return done


def dump(program: str, conninfo: str, output: Path) -> None:
    """Write the database to ``output`` in pg_dump's custom format, readable by its owner only."""
    parts = conninfo_to_dict(conninfo)
    password = str(parts.pop("password", ""))
    unfinished = output.with_name(f".{output.name}.unfinished")
    unfinished.touch(mode=0o600)
    try:
        result = subprocess.run(
            [
                *(program, "--format=custom", "--no-owner", "--no-privileges"),
                *(f"--file={unfinished}", "--dbname", make_conninfo("", **parts)),
            ],
            env={**os.environ, "PGPASSWORD": password},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise OpsError(f"pg_dump failed: {reason}", "Nothing was written; correct that and repeat the command.")
        unfinished.rename(output)
    finally:
        unfinished.unlink(missing_ok=True)

"""Operations on AWS: snapshots, the restore drill, anonymised staging data, scan findings."""

from __future__ import annotations

import json
import os
import secrets
import signal
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ops import anonymiser, deployed, drill, findings, isolated, snapshots, staging_data
from ops.clients import Clients
from ops.connection import Through, connected, described
from ops.databases import Store, database
from ops.environment import environment
from ops.errors import OpsError
from ops.plan import Plan
from ops.waiting import Waiter

KEY_VARIABLE = "LEXFIX_ANONYMISE_KEY"

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
snapshots_app = typer.Typer(no_args_is_help=True, help="Take and list snapshots of the databases.")
isolated_app = typer.Typer(no_args_is_help=True, help="The throwaway copies of the restore drill and of anonymise.")
anonymise_app = typer.Typer(no_args_is_help=True, help="Build staging data with the people taken out.")
app.add_typer(snapshots_app, name="snapshots")
app.add_typer(isolated_app, name="isolated")
app.add_typer(anonymise_app, name="anonymise")

console = Console(soft_wrap=True, highlight=False)

Where = Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="staging or prod")]
Confirm = Annotated[
    str | None, typer.Option(help="The environment's name again: needed before anything in prod changes")
]
Forward = Annotated[
    str | None, typer.Option(metavar="HOST:PORT", help="Reach the copy through this port forward, instead of directly")
]
AllowFrom = Annotated[
    str | None, typer.Option(metavar="CIDR", help="Who may reach the copy, a /16 or smaller; by default its VPC")
]


@app.callback()
def _ops() -> None:
    # A pipeline that is cancelled sends SIGTERM: as an interrupt, it still removes the throwaway copy.
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _waiter() -> Waiter:
    return Waiter(console)


def _start(clients: Clients, confirm: str | None, title: str, facts: dict[str, str], steps: list[str]) -> None:
    """Say who will do what where, and get the agreement that a guarded environment needs."""
    who = clients.identity()
    where = clients.environment
    facts = {"environment": f"{where.name}, {where.region}, account {who.account}", "as": who.arn, **facts}
    Plan(title, facts, steps, confirmation=where.name if where.guarded else None).agree(console, confirm)


@snapshots_app.command("list")
def list_snapshots(where: Where) -> None:
    """List the snapshots of both databases, newest first. Sizes in GiB, times in UTC. Changes nothing."""
    clients = Clients(environment(where))
    clients.identity()
    table = Table("snapshot", "of", "kind", "status", "encrypted", "GiB", "made (UTC)")
    for store in Store:
        for one in snapshots.snapshots(clients, database(clients, store)):
            made = f"{one.created:%Y-%m-%d %H:%M}" if one.created else "—"
            encrypted = "yes" if one.encrypted else "[red]no[/red]"
            table.add_row(one.identifier, store.value, one.kind, one.status, encrypted, str(one.size or "—"), made)
    console.print(table)


@snapshots_app.command("take")
def take_snapshot(
    where: Where,
    store: Annotated[Store, typer.Option(help="Which database")] = Store.POSTGRES,
    confirm: Confirm = None,
) -> None:
    """Take a snapshot and wait for it: minutes. It costs storage until somebody deletes it.

    The database stays up. Interrupting the wait leaves the snapshot to AWS; the same command waits for it again.
    """
    clients = Clients(environment(where))
    name = snapshots.name_for(where, store, datetime.now(UTC))
    clients.identity()
    source = database(clients, store)
    steps = [f"Take the snapshot {name} of {source.identifier}", "Wait until it is complete"]
    _start(clients, confirm, "Take a snapshot", {"database": source.identifier}, steps)
    made = snapshots.take(clients, store, name, _waiter())
    console.print(f"{made.identifier} is complete.")


@app.command("restore-drill")
def restore_drill(
    where: Where,
    confirm: Confirm = None,
    evidence: Annotated[Path | None, typer.Option(help="Write what was found to this JSON file")] = None,
    through: Forward = None,
    allow_from: AllowFrom = None,
) -> None:
    """Prove that the latest PostgreSQL snapshot can be restored: 15 to 60 minutes, under 1 USD.

    Restores it into a private instance that nothing else uses, counts the rows of every table, compares the applied
    migrations with this checkout's, and removes the instance, also after a failure or Ctrl-C. The live database is
    not touched. Ends with status 1 where the data is not sound or the snapshot is older than a day.
    Run it where the VPC's database subnets are reached, or through a port forward.
    """
    clients = Clients(environment(where))
    forward, network = _reach(through, allow_from)
    clients.identity()
    source = database(clients, Store.POSTGRES)
    snapshot = snapshots.latest(clients, source)
    copy = isolated.copy_name(where, isolated.Purpose.DRILL)
    steps = [
        f"Restore {snapshot.identifier} into the throwaway instance {copy} ({isolated.INSTANCE_CLASS}, private)",
        "Give it a security group and a password of its own",
        "Count rows and compare the migrations; read only",
        f"Remove {copy} and its security group",
    ]
    made = f"{snapshot.identifier}, {snapshot.created:%Y-%m-%d %H:%M} UTC"
    _start(clients, confirm, "Restore drill", {"snapshot": made}, steps)
    found = drill.drill(clients, source, snapshot, _waiter(), through=forward, allow_from=network)
    if evidence:
        evidence.write_text(json.dumps(found.as_json(), indent=2) + "\n")
    _show_drill(found)
    if not found.passed:
        raise typer.Exit(1)


def _show_drill(found: drill.Evidence) -> None:
    table = Table("table", "rows")
    for name, count in found.verification.rows.items():
        table.add_row(name, f"{count:,}")
    console.print(table)
    console.print(f"Migration: {found.verification.revision}; restored in {found.restore_seconds} s.")
    for name in found.verification.pending:
        console.print(f"[yellow]Not in the snapshot yet: {name}[/yellow]")
    for problem in found.problems:
        console.print(f"[red]✗[/red] {problem}")
    if found.passed:
        console.print(f"[green]✓[/green] {found.snapshot} restores into a working database.")


@isolated_app.command("list")
def list_copies(where: Where) -> None:
    """List the throwaway copies that exist. There should be none, except while a drill runs. Changes nothing."""
    clients = Clients(environment(where))
    clients.identity()
    for one in isolated.copies(clients):
        console.print(f"{one.identifier}  {one.status}  {one.since}")


@isolated_app.command("remove")
def remove_copies(where: Where, confirm: Confirm = None) -> None:
    """Remove every throwaway copy that was left behind, with its security group; nothing else is ever removed."""
    clients = Clients(environment(where))
    names = [isolated.copy_name(where, purpose) for purpose in isolated.Purpose]
    steps = [f"Remove {name} and its security group, if they exist" for name in names]
    _start(clients, confirm, "Remove throwaway copies", {}, steps)
    for name in names:
        isolated.remove(clients, name, _waiter())
    console.print("No throwaway copy is left.")


@anonymise_app.command("snapshot")
def anonymise_snapshot(
    where: Where,
    output: Annotated[Path, typer.Option(help="The dump to write (pg_restore's format); must not exist yet")],
    confirm: Confirm = None,
    through: Forward = None,
    allow_from: AllowFrom = None,
) -> None:
    """Write a dump for staging out of the latest PostgreSQL snapshot: 20 to 90 minutes, under 1 USD.

    Restores the snapshot into a private throwaway instance, replaces every person there by a pseudonym, checks that
    no original address, name or identifier is left, dumps that, and removes the instance, also after a failure or
    Ctrl-C. Audit events and logs (DocumentDB) are about people and are not carried over.
    LEXFIX_ANONYMISE_KEY (32 characters or more) keeps pseudonyms the same from one dump to the next; keep it secret.
    """
    clients = Clients(environment(where))
    forward, network = _reach(through, allow_from)
    key, about_key = _key()
    staging_data.new_file(output)
    clients.identity()
    source = database(clients, Store.POSTGRES)
    staging_data.pg_dump_for(source.version)
    snapshot = snapshots.latest(clients, source)
    copy = isolated.copy_name(where, isolated.Purpose.ANONYMISE)
    steps = [
        f"Restore {snapshot.identifier} into the throwaway instance {copy} ({isolated.INSTANCE_CLASS}, private)",
        "Replace every person in it by a pseudonym, and search for who is left",
        f"Write {output}, readable by you only",
        f"Remove {copy} and its security group",
    ]
    _start(clients, confirm, "Anonymised staging data", {"snapshot": snapshot.identifier, "key": about_key}, steps)
    done = staging_data.build(
        clients, source, snapshot, key=key, output=output, waiter=_waiter(), through=forward, allow_from=network
    )
    _show_anonymised(done)
    console.print(f'Load it: pg_restore --clean --if-exists --no-owner --dbname "$STAGING_DATABASE_URL" {output}')


@anonymise_app.command("database")
def anonymise_database(
    url: Annotated[str, typer.Option(envvar="LEXFIX_DATABASE_URL", help="postgresql://… ; better in the variable")],
    confirm: Annotated[str | None, typer.Option(help="The database's address as the plan prints it")] = None,
) -> None:
    """Replace every person in this database, in place and for good. For a copy: a database in use is refused."""
    where = described(url)
    key, about_key = _key()
    steps = [
        "Replace every person by a pseudonym, in one transaction",
        "Search every column for originals; undo everything if one is left",
        "Write the files anew, so that old versions of rows are gone too",
    ]
    Plan("Anonymise in place", {"database": where, "key": about_key}, steps, where).agree(console, confirm)
    with connected(url) as connection, console.status("Anonymising"):
        done = anonymiser.anonymise(connection, key)
    _show_anonymised(done)


def _show_anonymised(done: anonymiser.Anonymised) -> None:
    if done.before:
        console.print("Everybody in it is a pseudonym already: nothing was changed.")
    for name, count in done.rows.items():
        console.print(f"  {name}: {count:,} rows")
    console.print("[green]✓[/green] No original address, name or identifier is left.")


@app.command("findings")
def scan_findings(
    where: Where,
    image: Annotated[
        list[str] | None, typer.Option(help="lexfix-app@sha256:…; by default what the stack deployed")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="The least severity that fails: low, medium, high or critical")] = "high",
) -> None:
    """Show what ECR's scan found in the deployed images, by digest. Changes nothing.

    Ends with status 1 at a finding of --fail-on or worse, or an image that was not scanned.
    """
    clients = Clients(environment(where))
    threshold = findings.Severity.parse(fail_on)
    images = [deployed.Image.parse(text) for text in image] if image else deployed.deployed(clients.environment)
    clients.identity()
    failed = False
    for one in images:
        scan = findings.scan(clients, one)
        counts = scan.counts()
        listed = ", ".join(
            f"{count} {severity.name.lower()}" for severity, count in sorted(counts.items(), reverse=True)
        )
        console.print(f"[bold]{one.repository}[/bold] {one.digest}: {listed or 'no findings'}")
        for finding in scan.at_least(threshold):
            failed = True
            console.print(
                f"  [red]{finding.severity.name.lower()}[/red] {finding.name} {finding.package} {finding.link}"
            )
    if failed:
        raise typer.Exit(1)


def _reach(through: str | None, allow_from: str | None) -> tuple[Through | None, IPv4Network | None]:
    return (
        Through.parse(through) if through else None,
        isolated.network_allowed(allow_from) if allow_from else None,
    )


def _key() -> tuple[bytes, str]:
    given = os.environ.get(KEY_VARIABLE)
    if given is None:
        return secrets.token_bytes(64), f"a new one, forgotten afterwards ({KEY_VARIABLE} is not set)"
    if len(given) < anonymiser.SHORTEST_KEY:
        raise OpsError(f"{KEY_VARIABLE} has {len(given)} characters.", "Use 32 or more: openssl rand -hex 32")
    return given.encode(), KEY_VARIABLE

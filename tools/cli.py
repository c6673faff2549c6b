"""``lexfix``: bring LexFix up on this machine, look at it, take it down."""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.markup import escape
from rich.panel import Panel
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from tools import engine, outcomes, records, rehearsal, status, world
from tools.checks import STARTED
from tools.steps import ToolError, console
from tools.world import LOCAL

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

Stack = Annotated[str, typer.Argument(help="local, staging or prod")]
Full = Annotated[bool, typer.Option("--full", help="with logs, traces and Trivy, which take longer to bring")]


@app.command()
def up(*, full: Full = False) -> None:
    """Prepare this machine, apply the local stack and print where to go."""
    console.print("[bold]Preparing this machine[/bold]")
    world.prepare(full=full)
    if not engine.ensure(LOCAL):
        # Pulumi's state is gone or new, and with it the passwords of whatever data an earlier stack left there.
        world.current().clear(world.NAMESPACES)
    console.print("[bold]Applying the stack[/bold]")
    engine.pulumi(LOCAL, *engine.UP)
    outputs = engine.outputs(LOCAL)
    _wait_for_health(outputs["url"])
    console.print(_welcome(outputs["url"], outputs["demoPassword"]))


def _wait_for_health(url: str) -> None:
    try:
        for attempt in Retrying(
            stop=stop_after_delay(60), wait=wait_fixed(1), retry=retry_if_exception_type(httpx.HTTPError), reraise=True
        ):
            with attempt:
                httpx.get(f"{url}/health", timeout=5).raise_for_status()
    except httpx.HTTPError as error:
        raise ToolError(
            f"The stack is applied, but {url}/health does not answer with 200: {error}. "
            "`kubectl get pods -A` and `kubectl logs -n lexfix deploy/app` say more."
        ) from error


def _welcome(url: str, password: str) -> Panel:
    return Panel(
        f"""[bold]LexFix is up: {url}[/bold]

Learner    learner@lexfix.local   {password}
Educator   educator@lexfix.local  {password}

Change something under app/ or ml/ and run `make up` again.
To type `pulumi` and `kubectl` by hand: eval "$(.venv/bin/lexfix env)"
`make down` takes the stack away; `make clean` all the rest.""",
        expand=False,
    )


@app.command()
def down() -> None:
    """Destroy the local stack; the cluster and the caches stay."""
    if not world.current().answers():
        raise ToolError("The local cluster does not run, so there is nothing to destroy there. `make up` starts it.")
    if engine.resources(LOCAL) is not None:
        engine.ensure(LOCAL)
        engine.pulumi(LOCAL, "destroy", "--yes", "--skip-preview")
    console.print("The local stack is gone. `make up` brings it back; `make clean` removes the cluster too.")


@app.command()
def clean() -> None:
    """Remove the cluster, the registry, the caches and the local learners' data."""
    world.current().remove()
    console.print("The cluster, the registry and the caches are gone.")


@app.command()
def dashboards(
    into: Annotated[Path | None, typer.Option(help="Folder for the pictures.")] = None,
    hours: Annotated[float, typer.Option(help="How far back the pictures reach.")] = 3,
) -> None:
    """Draw every dashboard of the local stack, list what fires and, in a terminal, keep the monitoring's pages open."""
    from tools import dashboards  # noqa: PLC0415 - takes seconds to import, which no other command should wait for

    dashboards.show(into or dashboards.FOLDER, hours * 3600, stay=sys.stdout.isatty())


@app.command()
def preview(stack: Stack = LOCAL) -> None:
    """Show what `pulumi up` would change, judged by the policies; changes nothing. staging and prod need no account."""
    if stack != LOCAL:
        rehearsal.preview(stack)
        return
    world.prepare()
    engine.ensure(stack)
    engine.pulumi(stack, "preview", *engine.POLICIES)


@app.command()
def check() -> None:
    """Lint, types and unit tests; nothing is started."""
    world.current().prepare_checks()
    outcomes.report(records.keep())


@app.command()
def test() -> None:
    """Everything: `check`, the real engine, then the local stack on a real cluster and a browser that uses it."""
    world.prepare(full=True)
    outcomes.report((*records.keep(), *outcomes.outcomes(STARTED)))


@app.command(name="status")
def show_status(
    stack: Stack = LOCAL,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write it as JSON to this file as well.")] = None,
) -> None:
    """Show the Definition of Done of what is deployed, clause by clause."""
    done = status.read(stack)
    if json_file:
        status.write(done, json_file)
    console.print(status.table(done))


@app.command(name="overhead")
def show_overhead(
    pairs: Annotated[int, typer.Option(min=100, help="How many requests each of the two pods gets.")] = 800,
) -> None:
    """Measure what telemetry adds to the app's 95th percentile, in two pods of the running local stack."""
    from tools import overhead  # noqa: PLC0415 - as for the dashboards: it imports the program

    console.print(overhead.measure(pairs).table())


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def ops(context: typer.Context) -> None:
    """Operations on AWS: snapshots, the restore drill, anonymised staging data, scan findings."""
    from ops import cli  # noqa: PLC0415 - as for the dashboards: boto3 and psycopg

    cli.app(context.args, prog_name=context.command_path)


@app.command()
def env() -> None:
    """Print the shell lines that make `pulumi` and `kubectl` work by hand."""
    for name, value in world.environment(LOCAL).items():
        print(f"export {name}={shlex.quote(value)}")


def main() -> None:
    """Run the command; an error that a person can act on is one message, not a traceback."""
    # What it starts is in sessions of its own, which a closing terminal or a cancelled pipeline does not reach.
    for kind in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(kind) is signal.SIG_DFL:
            signal.signal(kind, signal.default_int_handler)
    try:
        app()
    except ToolError as error:
        console.print(f"[red]✗[/red] {escape(str(error))}")
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("[yellow]Stopped. Run the same command again to go on from here.[/yellow]")
        sys.exit(130)

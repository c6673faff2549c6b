"""The running local stack, whichever cluster it is in: kubectl, a forwarded port, LexFix's database."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tools import engine
from tools.steps import ToolError


def kubectl(*argv: str, text: str | None = None) -> str:
    """What kubectl prints, given ``text`` to read; raises ``ToolError`` with its errors."""
    command = ["kubectl", *argv]
    done = subprocess.run(command, env=engine.environment(), input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolError(f"kubectl {' '.join(argv)}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def forwarded(namespace: str, target: str, port: int) -> Iterator[str]:
    """The address on this machine that leads to a port of ``service/…`` or ``pod/…``.

    Raises ``ToolError`` if it cannot be reached.
    """
    command = ["kubectl", "port-forward", "-n", namespace, target, f":{port}"]
    process = subprocess.Popen(
        command, env=engine.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        found = re.search(r"127\.0\.0\.1:(\d+) ->", said)
        if not found:
            raise ToolError(f"{target} cannot be reached: {said.strip()}. `make up` brings the stack up.")
        yield f"http://127.0.0.1:{found[1]}"
    finally:
        process.terminate()
        process.wait()


def sql(statement: str) -> str:
    """The only value that a statement in LexFix's database returns."""
    shell = 'psql -qtA "postgresql://$POSTGRES_USER:$POSTGRES_PASSWORD@localhost/$POSTGRES_DB" -c "$1"'
    return kubectl("exec", "-n", "data", "postgres-0", "--", "sh", "-c", shell, "sh", statement).strip()

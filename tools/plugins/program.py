"""Run one Pulumi program, once, in a process of its own: no module outlives a preview into the update after it.

Standard input brings the ``RunRequest``, so that no configuration shows in a process list or an environment.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pulumi
import pulumi.runtime
from pulumi.runtime.proto import language_pb2

SAID_WHY = 32
"""Exit status of a program that failed and whose reason the engine has shown."""


def main() -> None:
    # What a program imports and declares stays until it ends: to look for garbage among it takes a quarter of its time.
    gc.disable()
    if not (asked := sys.stdin.buffer.read()):
        return  # The host, which starts this before it is needed, went without needing it.
    request = language_pb2.RunRequest.FromString(asked)
    engine = sys.argv[1]
    pulumi.runtime.set_all_config(dict(request.config), list(request.configSecretKeys))
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            project=request.project,
            stack=request.stack,
            organization=request.organization or "organization",
            parallel=request.parallel,
            dry_run=request.dryRun,
            monitor=request.monitor_address,
            engine=engine,
            root_directory=request.info.root_directory,
        )
    )
    program = Path(request.info.program_directory) / request.info.entry_point
    sys.argv = [str(program), *request.args]
    os.chdir(request.pwd)
    # The SDK leaves tasks behind when a program fails, and asyncio would report each of them.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    sys.exit(_run(program, request.parallel))


def _run(program: Path, parallel: int) -> int:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=max(parallel, 1) * 4)
    loop.set_default_executor(executor)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _execute(program)))
        return 0
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return SAID_WHY
    except grpc.RpcError as error:
        # The engine closes its end when it gives up on the update; it has said why.
        if error.code() != grpc.StatusCode.UNAVAILABLE:
            pulumi.log.error(f"The engine refused a request of the program: {error.details()}")
        return SAID_WHY
    except Exception as error:
        pulumi.log.error(f"Program failed with an unhandled exception:\n{_traceback(error, program)}")
        return SAID_WHY
    finally:
        executor.shutdown(wait=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()


def _execute(program: Path) -> None:
    if program.is_dir() and not (program / "__main__.py").exists():
        raise pulumi.RunError(f"There is no program at {program / '__main__.py'}.")
    runpy.run_path(str(program), run_name="__main__")


def _traceback(error: Exception, program: Path) -> str:
    """The traceback from the program's own first frame on."""
    own = {program.resolve(), (program / "__main__.py").resolve()}
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, frame in enumerate(frames) if Path(frame.filename).resolve() in own), 0)
    return "".join(traceback.format_exception(error, limit=first - len(frames)))


if __name__ == "__main__":
    main()

"""The Docker command line, as the image stand-in needs it: build, push, remove, and stop at once when told to."""

from __future__ import annotations

import base64
import collections
import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.paths import LOGS
from tools.plugins.resource import Call, Plain, PluginError

_LAST_LINES = 20
_STATUS_SECONDS = 0.5
_PUSHED = re.compile(r"digest: (sha256:[0-9a-f]{64})")


class Docker:
    """Runs ``docker``; one at a time for each call, any number side by side."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._stopping = False

    def cancel(self) -> None:
        """End every command that runs, and let none start: BuildKit abandons a build whose client is gone."""
        with self._lock:
            self._stopping = True
            for process in self._running:
                process.send_signal(signal.SIGINT)

    def build(self, call: Call, inputs: Plain) -> str:
        """Build and tag the image; return its id. Raises ``PluginError`` with the end of the log."""
        with tempfile.TemporaryDirectory(prefix="lexfix-build-") as folder:
            identity = Path(folder) / "id"
            flags = [*_flags(inputs, Path(folder)), "--iidfile", str(identity)]
            self._run(call, "build", "build", "--progress=plain", *flags, inputs["context"]["location"])
            return identity.read_text().strip()

    def push(self, call: Call, inputs: Plain) -> str:
        """Push every tag; return the digest that the registry gave."""
        digest = ""
        with _logged_in(inputs.get("registries") or []) as environment:
            for tag in inputs["tags"]:
                said = self._run(call, "push", "push", tag, environment=environment)
                digest = next(found[1] for line in reversed(said) if (found := _PUSHED.search(line)))
        return digest

    def remove(self, reference: str) -> None:
        """Remove a local image; nothing happens if there is none."""
        subprocess.run(["docker", "image", "rm", "--force", reference], capture_output=True, check=False)

    def _run(
        self, call: Call, what: str, *argv: str, environment: Mapping[str, str] | None = None
    ) -> collections.deque[str]:
        """Run to the end, with the output in a log file; return its last lines."""
        log = LOGS / f"image-{call.name}-{what}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        last: collections.deque[str] = collections.deque(maxlen=_LAST_LINES)
        with self._start(argv, environment or {}) as process, log.open("w", buffering=1) as file:
            try:
                shown = 0.0
                for line in process.stdout or ():
                    file.write(line)
                    last.append(line.rstrip())
                    if time.monotonic() - shown > _STATUS_SECONDS:
                        call.status(f"{what}: {line.strip()}")
                        shown = time.monotonic()
            finally:
                with self._lock:
                    self._running.discard(process)
        if self._stopping:
            raise PluginError(f"The {what} of {call.name} was cancelled.")
        if process.returncode:
            raise PluginError(
                f"The {what} of {call.name} failed: `docker {argv[0]}` ended with {process.returncode}. "
                f"The last lines of its log ({log}):\n" + "\n".join(last)
            )
        return last

    def _start(self, argv: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopping:
                raise PluginError("The update was cancelled.")
            try:
                process = subprocess.Popen(
                    ["docker", *argv],
                    env={**os.environ, "DOCKER_BUILDKIT": "1", **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    errors="replace",
                )
            except OSError as error:
                raise PluginError(
                    f"`docker` cannot be started: {error}. Install docker.io, or run `make up`."
                ) from error
            self._running.add(process)
            return process


def _flags(inputs: Plain, folder: Path) -> Iterator[str]:
    """The inputs as options of ``docker build``; ``folder`` keeps the files that some of them need."""
    dockerfile = inputs.get("dockerfile") or {}
    if dockerfile.get("inline"):
        (folder / "Dockerfile").write_text(dockerfile["inline"])
        yield from ("--file", str(folder / "Dockerfile"))
    elif dockerfile.get("location"):
        yield from ("--file", dockerfile["location"])
    for flag, name in (("--build-arg", "buildArgs"), ("--label", "labels")):
        for key, value in (inputs.get(name) or {}).items():
            yield from (flag, f"{key}={value}")
    for flag, name in (("--tag", "tags"), ("--add-host", "addHosts"), ("--platform", "platforms")):
        for value in inputs.get(name) or []:
            yield from (flag, value)
    for flag, name in (("--target", "target"), ("--network", "network")):
        if inputs.get(name):
            yield from (flag, inputs[name])
    for flag, name in (("--no-cache", "noCache"), ("--pull", "pull")):
        if inputs.get(name):
            yield flag
    for name, value in (inputs.get("secrets") or {}).items():
        file = folder / f"secret-{name}"
        file.touch(mode=0o600)
        file.write_text(value)
        yield from ("--secret", f"id={name},src={file}")


@contextlib.contextmanager
def _logged_in(registries: list[Plain]) -> Iterator[dict[str, str]]:
    """The environment in which ``docker push`` is known to ``registries``; nobody else's login is touched."""
    logins = {
        entry["address"]: {"auth": base64.b64encode(f"{entry['username']}:{entry['password']}".encode()).decode()}
        for entry in registries
        if entry.get("password")
    }
    if not logins:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="lexfix-docker-") as folder:
        config = Path(folder) / "config.json"
        config.touch(mode=0o600)
        config.write_text(json.dumps({"auths": logins}))
        yield {"DOCKER_CONFIG": folder}

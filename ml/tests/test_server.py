"""The service as a process of its own, spoken to over one connection that stays open."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .ports import free_port

TRACE = "0af7651916cd43dd8448eb211c80319c"
LARGE = 1024 * 1024
"""Bytes of a body of which the server stops reading some until the rest has been used."""


@contextmanager
def _serving(log: list[dict[str, Any]]) -> Iterator[http.client.HTTPConnection]:
    """A connection to the service; what the service logged meanwhile is in `log` afterwards."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "OTEL_EXPORTER_PROMETHEUS_PORT": str(free_port())}
    command = [sys.executable, "-m", "lexfix_ml.server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                if "Uvicorn running" in line:
                    break
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            yield connection
            connection.close()
        finally:
            process.terminate()
        log.extend(json.loads(line) for line in process.stdout)


def _ask(connection: http.client.HTTPConnection, method: str, body: bytes = b"", **headers: str) -> int:
    connection.request(method, "/v1/pronunciation", body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_a_requests_trace_ends_with_it() -> None:
    log: list[dict[str, Any]] = []
    form = {"content-type": "multipart/form-data; boundary=x", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    body = (
        b'--x\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n' + bytes(LARGE) + b"\r\n--x--\r\n"
    )
    with _serving(log) as connection:
        assert _ask(connection, "POST", body, **form) == 422
        assert _ask(connection, "GET") == 405
    first, second = (line for line in log if line["message"] == "request")
    assert first["trace_id"] == TRACE
    assert second["trace_id"] != TRACE


def test_the_service_runs_without_loading_torch() -> None:
    program = "import sys; from lexfix_ml.scoring import Scorer; import lexfix_ml.server; Scorer().warm_up(); "
    subprocess.run([sys.executable, "-c", program + "assert 'torch' not in sys.modules"], check=True)


def test_the_runtime_keeps_no_identity_and_no_outbox_of_what_it_was_used_for(tmp_path: Path) -> None:
    program = "from lexfix_ml.scoring import Scorer; Scorer().warm_up()"
    home = {
        **os.environ,
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "CI": "",
        "NUMBA_CACHE_DIR": str(tmp_path / "numba"),
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=home)
    assert [path for path in tmp_path.iterdir() if path.name != "numba"] == []

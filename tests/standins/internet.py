"""The internet as an update of an environment meets it: its public address, and GitHub.

One server: a proxy that leads every HTTPS request to itself, and GitHub's API in plain text.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tools.pki import Authority

_APP = "/apis/apps/v1/namespaces/lexfix/deployments/app"


@contextmanager
def internet(folder: Path, host: str, cluster: httpx.Client) -> Iterator[Mapping[str, str]]:
    """Variables that lead there, and make a pipeline's job of the update.

    ``host`` answers as the app in ``cluster`` would, with the version of its Deployment.
    """
    pki = Authority(folder / "internet", f"https://{host}")
    pki.create()
    pki.sign("server", host, names=(host,))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pki.folder / "server.crt", pki.folder / "server.key")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            status, body = _health(cluster) if asked.path == "/health" else _check_runs(asked.path, asked.query)
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Not on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield {
                "HTTPS_PROXY": address,
                "NO_PROXY": "127.0.0.1,localhost",
                "SSL_CERT_FILE": str(pki.certificate),
                "GITHUB_API_URL": address,
                "GITHUB_REPOSITORY": "lexfix/lexfix",
            }
        finally:
            server.shutdown()


def _health(cluster: httpx.Client) -> tuple[int, dict[str, Any]]:
    deployment = cluster.get(_APP)
    if not deployment.is_success:
        return 503, {"message": "nothing is deployed"}
    (container,) = deployment.json()["spec"]["template"]["spec"]["containers"]
    (version,) = (one["value"] for one in container["env"] if one["name"] == "LEXFIX_VERSION")
    return 200, {"status": "ok", "version": version, "checks": {}}


def _check_runs(path: str, query: str) -> tuple[int, dict[str, Any]]:
    """Every check of every commit has passed."""
    run = {
        "name": parse_qs(query)["check_name"][0],
        "head_sha": path.split("/")[5],
        "conclusion": "success",
        "html_url": "https://github.com/lexfix/lexfix/runs/1",
    }
    return 200, {"check_runs": [run]}


def commit(folder: Path) -> None:
    """Make the files of ``folder`` the one commit of a repository."""
    name = ("-c", "user.name=tests", "-c", "user.email=tests@example.org")
    for argv in (("init", "--quiet"), ("add", "--all"), (*name, "commit", "--quiet", "--message=as it is")):
        subprocess.run(["git", *argv], cwd=folder, check=True)

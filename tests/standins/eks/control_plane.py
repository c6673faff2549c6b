"""etcd, kube-apiserver and kube-controller-manager on free ports, for one test run."""

from __future__ import annotations

import secrets
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.standins.eks.nodes import Nodes
from tools.pki import Authority

PROGRAMS = ("etcd", "kube-apiserver", "kube-controller-manager")
_CONTROLLERS = (
    "daemonset-controller",
    "deployment-controller",
    "endpoints-controller",
    "endpointslice-controller",
    "garbage-collector-controller",
    "job-controller",
    "namespace-controller",
    "persistentvolume-binder-controller",
    "persistentvolume-protection-controller",
    "persistentvolumeclaim-protection-controller",
    "replicaset-controller",
    "root-ca-certificate-publisher-controller",
    "serviceaccount-controller",
    "statefulset-controller",
)
"""Those that the stacks' objects need; the others look after nodes, disks and load balancers, which do not exist."""


@dataclass(frozen=True)
class ControlPlane:
    """What a client needs to know."""

    kubeconfig: Path
    """Names endpoint and authority; its user is the administrator."""
    token: Path
    """File with the token of a cluster administrator, as `aws eks get-token` would give one to the deployer."""
    client: httpx.Client
    """The API, as the administrator."""

    def objects(self) -> list[dict[str, Any]]:
        """All objects of the stable APIs, without Secrets."""
        groups = self.client.get("/apis").raise_for_status().json()["groups"]
        found: list[dict[str, Any]] = []
        for path in ("/api/v1", *(f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups)):
            for resource in self.client.get(path).raise_for_status().json()["resources"]:
                if "list" in resource["verbs"] and "/" not in resource["name"] and resource["name"] != "secrets":
                    items = self.client.get(f"{path}/{resource['name']}").raise_for_status().json()["items"]
                    found += [{"kind": resource["kind"], **item} for item in items or []]
        return found


@contextmanager
def control_plane(folder: Path) -> Iterator[ControlPlane]:
    """Run it with its data and logs in ``folder``. Raises ``RuntimeError`` if a process ends or does not answer."""
    etcd, peer, api = (_free_port() for _ in range(3))
    endpoint = f"https://127.0.0.1:{api}"
    pki = Authority(folder / "pki", endpoint)
    pki.create()
    pki.sign("apiserver", "kube-apiserver", names=("127.0.0.1",))
    pki.sign("admin", "admin", "system:masters")
    kubeconfig = folder / "kubeconfig"
    pki.kubeconfig("admin", kubeconfig)
    token = folder / "token"
    token.write_text(secrets.token_urlsafe(32))
    tokens = folder / "tokens.csv"
    tokens.write_text(f'{token.read_text()},deployer,deployer,"system:masters"\n')
    context = ssl.create_default_context(cafile=str(pki.certificate))
    context.load_cert_chain(pki.folder / "admin.crt", pki.folder / "admin.key")
    with ExitStack() as running:
        running.enter_context(
            _process(
                folder,
                "etcd",
                f"--data-dir={folder / 'etcd'}",
                f"--listen-client-urls=http://127.0.0.1:{etcd}",
                f"--advertise-client-urls=http://127.0.0.1:{etcd}",
                f"--listen-peer-urls=http://127.0.0.1:{peer}",
                "--unsafe-no-fsync",
            )
        )
        server = running.enter_context(
            _process(
                folder,
                "kube-apiserver",
                f"--etcd-servers=http://127.0.0.1:{etcd}",
                "--bind-address=127.0.0.1",
                f"--secure-port={api}",
                f"--tls-cert-file={pki.folder / 'apiserver.crt'}",
                f"--tls-private-key-file={pki.folder / 'apiserver.key'}",
                f"--client-ca-file={pki.certificate}",
                f"--token-auth-file={tokens}",
                f"--service-account-key-file={pki.folder / 'service-account.pub'}",
                f"--service-account-signing-key-file={pki.folder / 'service-account.key'}",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-cluster-ip-range=172.20.0.0/16",
                "--authorization-mode=RBAC",
            )
        )
        client = running.enter_context(httpx.Client(base_url=endpoint, verify=context, timeout=30))
        _await(client, server, folder / "kube-apiserver.log")
        running.enter_context(
            _process(
                folder,
                "kube-controller-manager",
                f"--kubeconfig={kubeconfig}",
                f"--service-account-private-key-file={pki.folder / 'service-account.key'}",
                f"--root-ca-file={pki.certificate}",
                f"--controllers={','.join(_CONTROLLERS)}",
                "--leader-elect=false",
                f"--secure-port={_free_port()}",
            )
        )
        running.enter_context(Nodes(client))
        yield ControlPlane(kubeconfig, token, client)


@contextmanager
def _process(folder: Path, program: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{program}.log").open("wb") as log:
        process = subprocess.Popen([program, *options], stdout=log, stderr=log, cwd=folder)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(client: httpx.Client, server: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if client.get("/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"kube-apiserver does not answer: see {log}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

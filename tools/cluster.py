"""A one-node Kubernetes with k3s's contract, from binaries of the toolchain and Debian's containerd.

What k3s brings is here too: CoreDNS, Traefik as the ingress class, a default storage class, the metrics server.
"""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import yaml

from tools.daemons import Daemon
from tools.node import (
    API,
    CONTAINERD,
    FOLDER,
    NODE,
    PKI,
    PODS,
    daemons,
    issue_credentials,
    kubelet_configuration,
    write_configuration,
)
from tools.paths import BIN, KUBECONFIG, REPOSITORY, RUN
from tools.steps import Log, ToolError

ADDONS = REPOSITORY / "tools" / "addons"
FORWARDED = (("FORWARD", "-s", PODS, "-j", "ACCEPT"), ("FORWARD", "-d", PODS, "-j", "ACCEPT"))
"""Docker, which runs beside, has the kernel drop what nobody accepts. These stand at the end of the chain, after
kube-proxy's, which refuse connections to a Service without pods."""


def kubectl(*argv: str) -> str:
    """Run kubectl as the administrator; raises ``ToolError`` with what it printed."""
    command = [str(BIN / "kubectl"), f"--kubeconfig={KUBECONFIG}", *argv]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolError(f"kubectl {' '.join(argv)}: {done.stderr.strip()}")
    return done.stdout


def _until(what: str, ready: Callable[[], bool], daemon: Daemon, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if not daemon.pid():
            raise ToolError(
                f"{daemon.name} ended while {what} was awaited. Its log ({daemon.log}) ends with:\n"
                f"{daemon.last_lines()}"
            )
        if time.monotonic() > deadline:
            raise ToolError(f"{what} took longer than {seconds:.0f} s. See {daemon.log}:\n{daemon.last_lines()}")
        time.sleep(0.3)


def answers() -> bool:
    """Whether the API server of this machine's cluster is ready."""
    if not KUBECONFIG.exists():
        return False
    try:
        with _api() as api:
            return api.get("/readyz").text == "ok"
    except (httpx.HTTPError, OSError):
        return False


def _api() -> httpx.Client:
    """The API server, asked as the administrator: a tenth of a second less a question than kubectl."""
    return httpx.Client(base_url=API, verify=_trust(), timeout=2)


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(PKI / "ca.crt"))
    context.load_cert_chain(PKI / "admin.crt", PKI / "admin.key")
    return context


def _iptables(*argv: str) -> bool:
    return subprocess.run(["iptables", "-w", *argv], capture_output=True, check=False).returncode == 0


def _forget_ports() -> None:
    """Drop the packet rules of pods that are gone: the oldest rule for a port wins, even if it leads nowhere."""
    rules = subprocess.run(["iptables-save"], capture_output=True, text=True, check=False).stdout
    kept = [line for line in rules.splitlines() if "CNI-" not in line]
    subprocess.run(["iptables-restore"], input="\n".join([*kept, ""]), text=True, capture_output=True, check=False)


def node_ready() -> bool:
    """Whether the node is there and Ready; before the kubelet registers it, the API answers that there is none."""
    try:
        with _api() as api:
            answer = api.get(f"/api/v1/nodes/{NODE}").raise_for_status()
    except (httpx.HTTPError, OSError):
        return False
    conditions = answer.json()["status"].get("conditions", [])
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)


def start(_: Log) -> None:
    """Start what does not run yet and wait for a Ready node."""
    if not FOLDER.exists():
        _forget_ports()
    issue_credentials()
    node = daemons()
    if not _kubelet_configured():
        node["kubelet"].stop()
    write_configuration()
    for setting in ("net/ipv4/ip_forward", "net/bridge/bridge-nf-call-iptables", "net/ipv4/conf/all/route_localnet"):
        path = Path("/proc/sys") / setting
        if path.exists():
            path.write_text("1")
    for rule in FORWARDED:
        if not _iptables("-C", *rule):
            _iptables("-A", *rule)
    node["containerd"].start()
    node["etcd"].start()
    _until("containerd", CONTAINERD.is_socket, node["containerd"])
    node["kube-apiserver"].start()
    _until("the Kubernetes API", answers, node["kube-apiserver"])
    for name in ("kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"):
        node[name].start()
    _until("a Ready node", node_ready, node["kubelet"])


def runs() -> bool:
    """Whether every process of the node is up, as configured now, and the node is Ready."""
    return all(d.pid() for d in daemons().values()) and _kubelet_configured() and answers() and node_ready()


def _kubelet_configured() -> bool:
    file = FOLDER / "kubelet.yaml"
    return file.exists() and file.read_text() == kubelet_configuration()


def install_addons(log: Log) -> None:
    """Apply CoreDNS, Traefik, the storage class and the metrics server, and wait until they serve."""
    log.run(BIN / "kubectl", f"--kubeconfig={KUBECONFIG}", "apply", "-f", ADDONS)
    for workload in ("coredns", "traefik", "local-path-provisioner", "metrics-server"):
        command = ("rollout", "status", f"deployment/{workload}", "-n", "kube-system", "--timeout=180s")
        log.run(BIN / "kubectl", f"--kubeconfig={KUBECONFIG}", *command)


def addons_ready() -> bool:
    """Whether the ingress answers and every object of the add-ons is there, applied from these very files."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", 3000)):
            return False
    files = (yaml.safe_load_all(file.read_text()) for file in ADDONS.glob("*.yaml"))
    try:
        with _api() as api:
            return all(_applied(api, wanted) for documents in files for wanted in documents)
    except (httpx.HTTPError, OSError):
        return False


def _applied(api: httpx.Client, wanted: dict[str, Any]) -> bool:
    there = api.get(_path(wanted))
    if there.is_error:
        return False
    applied = there.json()["metadata"].get("annotations", {}).get("kubectl.kubernetes.io/last-applied-configuration")
    wanted["metadata"].setdefault("annotations", {})
    return applied is not None and json.loads(applied) == wanted


def _path(wanted: dict[str, Any]) -> str:
    """Where the API has an object."""
    version, metadata, kind = wanted["apiVersion"], wanted["metadata"], wanted["kind"].lower()
    base = f"/apis/{version}" if "/" in version else f"/api/{version}"
    namespace = f"/namespaces/{metadata['namespace']}" if "namespace" in metadata else ""
    return f"{base}{namespace}/{kind}{'es' if kind.endswith('s') else 's'}/{metadata['name']}"


def remove() -> None:
    """End the node's processes and pods and delete its files; safe to call twice."""
    node = daemons()
    for name in ("kubelet", "kube-proxy", "kube-scheduler", "kube-controller-manager", "kube-apiserver", "etcd"):
        node[name].stop()
    if node["containerd"].pid():
        ctr = ("/usr/bin/ctr", "-a", str(CONTAINERD), "-n", "k8s.io")
        tasks = subprocess.run([*ctr, "task", "ls", "-q"], capture_output=True, text=True, check=False).stdout.split()
        for task in tasks:
            subprocess.run([*ctr, "task", "rm", "-f", task], capture_output=True, check=False)
        node["containerd"].stop()
    if (BIN / "kube-proxy").exists():
        subprocess.run([BIN / "kube-proxy", "--cleanup"], capture_output=True, check=False)
    for rule in FORWARDED:
        _iptables("-D", *rule)
    _forget_ports()
    subprocess.run(["ip", "link", "delete", "cni0"], capture_output=True, check=False)
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for mount in sorted((m for m in mounts if m.startswith((f"{FOLDER}/", f"{RUN}/"))), reverse=True):
        subprocess.run(["umount", "-l", mount], capture_output=True, check=False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.rmtree(RUN, ignore_errors=True)
    KUBECONFIG.unlink(missing_ok=True)

"""The world of a machine that reaches the internet: its own Pulumi and Docker, and its own cluster or k3d's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping

from tools.paths import KUBECONFIG, STATE
from tools.registry import ADDRESS, PORT
from tools.registry import answers as registry_answers
from tools.steps import Log, Runner, Step, ToolError

CLUSTER = "lexfix"
REGISTRY = "lexfix-registry"
REMEDIES = {
    "docker": "Install Docker and start it.",
    "k3d": "Install k3d, or name a cluster of your own: LEXFIX_KUBECONTEXT=<context> make up.",
    "kubectl": "Install kubectl.",
    "npm": "Install Node 24.",
    "pulumi": "Install Pulumi.",
    "trivy": "Install Trivy, or leave --full (FULL=1) out.",
}


def context() -> str | None:
    """The kubeconfig context that the person chose, if any."""
    return os.environ.get("LEXFIX_KUBECONTEXT") or None


def _require(*programs: str) -> None:
    if missing := [program for program in programs if not shutil.which(program)]:
        raise ToolError("\n".join(f"`{program}` is not on PATH. {REMEDIES[program]}" for program in missing))


def _check(*, full: bool) -> None:
    _require("pulumi", "docker", "kubectl", "npm", *([] if context() else ["k3d"]), *(["trivy"] if full else []))
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        raise ToolError("The Docker daemon does not answer `docker info`. Start Docker and run `make up` again.")


def _exists(kind: str, name: str) -> bool:
    done = subprocess.run(["k3d", kind, "list", "-o", "json"], capture_output=True, text=True, check=True)
    return any(item["name"] in (name, f"k3d-{name}") for item in json.loads(done.stdout))


def _create_cluster(log: Log) -> None:
    if not _exists("registry", REGISTRY):
        log.run("k3d", "registry", "create", REGISTRY, "--port", f"127.0.0.1:{PORT}")
    if not _exists("cluster", CLUSTER):
        mirror = STATE / "registries.yaml"
        mirror.parent.mkdir(parents=True, exist_ok=True)
        mirror.write_text(f'mirrors: {{"{ADDRESS}": {{endpoint: ["http://k3d-{REGISTRY}:5000"]}}}}\n')
        log.run(
            *("k3d", "cluster", "create", CLUSTER, "--port", "127.0.0.1:3000:80@loadbalancer", "--wait"),
            *(
                "--registry-use",
                f"k3d-{REGISTRY}:{PORT}",
                "--registry-config",
                mirror,
                "--kubeconfig-update-default=false",
            ),
        )
    else:
        log.run("k3d", "cluster", "start", CLUSTER, "--wait")
    log.run("k3d", "kubeconfig", "write", CLUSTER, "--output", KUBECONFIG)


def prepare(*, full: bool = False) -> None:
    """Bring what ``make up`` needs; ``full`` adds Trivy, as the other images come from public registries anyway."""
    _check(full=full)
    if context():
        if not answers():
            raise ToolError(f"The cluster of LEXFIX_KUBECONTEXT={context()} does not answer. Is it running?")
        if not registry_answers():
            raise ToolError(
                f"Your cluster needs an image registry at {ADDRESS} that its nodes reach too; none answers."
            )
        return
    Runner([Step("cluster", f"k3d cluster {CLUSTER} started", _create_cluster, done=answers)]).run()


def prepare_engine() -> None:
    """Raise ``ToolError`` if there is no Pulumi."""
    _require("pulumi")


def prepare_checks() -> None:
    """Raise ``ToolError`` if what the checks that start nothing need is missing."""
    _require("npm")


def environment() -> Mapping[str, str]:
    return {} if context() else {"KUBECONFIG": str(KUBECONFIG)}


def answers() -> bool:
    command = ["kubectl", "get", "--raw", "/readyz", "--request-timeout=5s"]
    command += [f"--context={context()}"] if context() else [f"--kubeconfig={KUBECONFIG}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def clear(namespaces: Iterable[str]) -> None:
    """Remove namespaces from k3d's cluster; a cluster of the person's own is left alone."""
    if not context():
        command = ["kubectl", f"--kubeconfig={KUBECONFIG}", "delete", "namespace", *namespaces, "--ignore-not-found"]
        subprocess.run(command, check=True)


def remove() -> None:
    if not context():
        subprocess.run(["k3d", "cluster", "delete", CLUSTER], check=False)
        subprocess.run(["k3d", "registry", "delete", REGISTRY], check=False)
    shutil.rmtree(STATE, ignore_errors=True)

"""The cluster that the kubeconfig points at."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pulumi
import yaml

REMEDY = "Start it with `make up`, or name another context: lexfix:context in Pulumi.local.yaml."


@dataclass(frozen=True)
class Cluster:
    """A context of the kubeconfig and the cluster behind it."""

    context: str
    name: str
    """The cluster's name in the kubeconfig: its identity for Pulumi, so that new credentials replace nothing."""
    server: str
    """URL of the API server."""

    def check(self, timeout_seconds: float = 5) -> None:
        """Raise ``pulumi.RunError`` if nothing listens where the API server should be."""
        address = urlsplit(self.server)
        try:
            socket.create_connection((address.hostname or "", address.port or 443), timeout=timeout_seconds).close()
        except OSError as error:
            raise pulumi.RunError(
                f"The cluster of context {self.context!r} does not answer at {self.server} ({error}). {REMEDY}"
            ) from error


def locate(context: str | None = None) -> Cluster:
    """The cluster of a context, or of the current one, from ``KUBECONFIG`` or ``~/.kube/config``.

    Raises ``pulumi.RunError`` if there is no such file, context or cluster.
    """
    files = [Path(file) for file in _kubeconfig().split(os.pathsep) if file]
    documents = [_read(file) for file in files if file.is_file()]
    if not documents:
        raise pulumi.RunError(f"There is no kubeconfig at {_kubeconfig()}, so no cluster to deploy to. {REMEDY}")
    current = context or next((found for document in documents if (found := document.get("current-context"))), None)
    if current is None:
        raise pulumi.RunError(f"The kubeconfig {_kubeconfig()} has no current context. {REMEDY}")
    where = _named(documents, "contexts", "context", current)
    cluster = _named(documents, "clusters", "cluster", where["cluster"])
    return Cluster(context=current, name=where["cluster"], server=cluster["server"])


def _kubeconfig() -> str:
    return os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")


def _read(file: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(file.read_text())
    except yaml.YAMLError as error:
        raise pulumi.RunError(f"The kubeconfig {file} is not YAML ({error}). {REMEDY}") from error
    return content if isinstance(content, dict) else {}


def _named(documents: list[Mapping[str, Any]], kind: str, item: str, name: str) -> Mapping[str, Any]:
    entries = {entry["name"]: entry[item] for document in reversed(documents) for entry in document.get(kind) or []}
    if name not in entries:
        known = ", ".join(sorted(entries)) or "none"
        raise pulumi.RunError(f"The kubeconfig {_kubeconfig()} has no {item} {name!r} (it has: {known}). {REMEDY}")
    found: Mapping[str, Any] = entries[name]
    return found

"""The cluster that the kubeconfig points at."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pulumi
import yaml
from pydantic import BaseModel, Field, ValidationError

from infra.forms import problems

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


class _ClusterEntry(BaseModel):
    class Cluster(BaseModel):
        server: str

    name: str
    cluster: Cluster


class _ContextEntry(BaseModel):
    class Context(BaseModel):
        cluster: str

    name: str
    context: Context


class _Kubeconfig(BaseModel):
    """What is read of a kubeconfig; ``kubectl`` writes null for an empty list."""

    clusters: list[_ClusterEntry] | None = None
    contexts: list[_ContextEntry] | None = None
    current_context: str | None = Field(None, alias="current-context")


def locate(context: str | None = None) -> Cluster:
    """The cluster of a context, or of the current one, from ``KUBECONFIG`` or ``~/.kube/config``.

    Of several files the first that names a thing counts, as for ``kubectl``. Raises ``pulumi.RunError`` if there is no
    such file, context or cluster, or if a file is no kubeconfig.
    """
    files = [Path(file) for file in _kubeconfig().split(os.pathsep) if file]
    documents = [_read(file) for file in files if file.is_file()]
    if not documents:
        raise pulumi.RunError(f"There is no kubeconfig at {_kubeconfig()}, so no cluster to deploy to. {REMEDY}")
    current = context or next((found for document in documents if (found := document.current_context)), None)
    if current is None:
        raise pulumi.RunError(f"The kubeconfig {_kubeconfig()} has no current context. {REMEDY}")
    backwards = documents[::-1]
    contexts = {entry.name: entry.context.cluster for document in backwards for entry in document.contexts or ()}
    clusters = {entry.name: entry.cluster.server for document in backwards for entry in document.clusters or ()}
    name = _named("context", contexts, current)
    return Cluster(context=current, name=name, server=_named("cluster", clusters, name))


def _kubeconfig() -> str:
    return os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")


def _read(file: Path) -> _Kubeconfig:
    try:
        return _Kubeconfig.model_validate(yaml.safe_load(file.read_text()) or {})
    except yaml.YAMLError as error:
        raise pulumi.RunError(f"The kubeconfig {file} is not YAML ({error}). {REMEDY}") from error
    except ValidationError as error:
        told = "; ".join(f"{where or 'the whole'}: {what}" for where, what in problems(error))
        raise pulumi.RunError(f"{file} is not a kubeconfig ({told}). {REMEDY}") from None


def _named(kind: str, entries: dict[str, str], name: str) -> str:
    if name not in entries:
        known = ", ".join(sorted(entries)) or "none"
        raise pulumi.RunError(f"The kubeconfig {_kubeconfig()} has no {kind} {name!r} (it has: {known}). {REMEDY}")
    return entries[name]

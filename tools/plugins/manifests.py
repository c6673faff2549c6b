"""Image names, and the digests that registries know them by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import httpx

from tools.plugins.resource import PluginError

_ACCEPT = ", ".join(
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)
_SECONDS = 10
DOCKER_HUB = "docker.io"


@dataclass(frozen=True)
class Reference:
    """``postgres:17`` is ``docker.io``, ``library/postgres``, ``17``; a digest stands in the place of the tag."""

    registry: str
    repository: str
    tag: str

    @classmethod
    def parse(cls, name: str) -> Reference:
        """Read an image name as Docker does. Raises ``PluginError`` for one that is empty."""
        path, at, digest = name.partition("@")
        first, slash, rest = path.partition("/")
        if slash and ("." in first or ":" in first or first == "localhost"):
            registry, path = first, rest
        else:
            registry = DOCKER_HUB
        repository, _, tag = path.partition(":")
        if not repository:
            raise PluginError(f"`{name}` is no image name")
        if registry == DOCKER_HUB and "/" not in repository:
            repository = f"library/{repository}"
        return cls(registry, repository, digest if at else tag or "latest")

    def __str__(self) -> str:
        return f"{self.repository}{'@' if ':' in self.tag else ':'}{self.tag}"


def registry_url(registry: str) -> str:
    """Registries of this machine speak plain HTTP, as Docker takes for granted."""
    return f"{'http' if registry.partition(':')[0] in ('localhost', '127.0.0.1') else 'https'}://{registry}"


def manifest_digest(url: str, reference: Reference, login: tuple[str, str] | None = None) -> str | None:
    """The digest of the image at the registry ``url``, or ``None`` if there is no such image.

    Raises ``PluginError`` if the registry does not answer, or refuses.
    """
    address = f"{url}/v2/{reference.repository}/manifests/{reference.tag}"
    try:
        answer = httpx.get(address, headers={"Accept": _ACCEPT}, auth=login, timeout=_SECONDS)
    except httpx.HTTPError as error:
        raise PluginError(f"The registry {url} does not answer, so {reference} has no digest: {error}") from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if answer.is_error:
        raise PluginError(f"The registry {url} answered {answer.status_code} to the question for {reference}.")
    return answer.headers.get("Docker-Content-Digest") or f"sha256:{hashlib.sha256(answer.content).hexdigest()}"


def tags(url: str, reference: Reference) -> list[str]:
    """The tags that a registry has of an image; none where it has no such image or does not say."""
    try:
        answer = httpx.get(f"{url}/v2/{reference.repository}/tags/list", timeout=_SECONDS)
        return sorted(answer.json().get("tags") or []) if answer.is_success else []
    except (httpx.HTTPError, ValueError):
        return []

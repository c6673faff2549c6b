"""The Kubernetes API's token, for the one container that calls it.

Pods are declared without the automatic token, which every container of a pod would see; controllers mount this
one by name.
"""

from __future__ import annotations

from typing import Any

FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Where clients of Kubernetes look for it."""
NAME = "api-token"


def token_volume() -> dict[str, Any]:
    """What the automatic token is made of: a token of an hour, renewed, the API's authority, the namespace."""
    return {
        "name": NAME,
        "projected": {
            "sources": [
                {"service_account_token": {"path": "token", "expiration_seconds": 3600}},
                {"config_map": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                {"downward_api": {"items": [{"path": "namespace", "field_ref": {"field_path": "metadata.namespace"}}]}},
            ]
        },
    }


def token_mount() -> dict[str, Any]:
    """For the container that calls the API."""
    return {"name": NAME, "mount_path": FOLDER, "read_only": True}

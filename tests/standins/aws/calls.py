"""Calls to AWS: moto where it has the operation, the stand-in's own shelf where it has not."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.standins.aws.shapes import RefusedError, request
from tests.standins.aws.shelf import SHELVES, Shelf, ShelfStore

ENDPOINT = "LEXFIX_MOTO_ENDPOINT"
"""Environment variable: address of the moto server; without it resources can be previewed and nothing else."""
ACCOUNT = "123456789012"
"""The only account moto has."""

_GONE = ("NotFound", "NoSuchEntity", "ResourceNotFound", "NoSuchBucket", "NoSuchHostedZone", "NonExistent")


def is_gone(error: Exception) -> bool:
    """Whether ``error`` says that the thing asked for does not exist."""
    return isinstance(error, ClientError) and any(mark in error.response["Error"]["Code"] for mark in _GONE)


class Aws:
    """One region of the account."""

    def __init__(self, region: str, store: ShelfStore | None = None) -> None:
        self.region = region
        self.account = ACCOUNT
        self.endpoint = os.environ.get(ENDPOINT)
        self._store = store or ShelfStore.from_environment()
        self._lock = threading.Lock()
        self._clients: dict[str, Any] = {}

    def call(self, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Perform ``operation``; raises ``RefusedError`` for what the models forbid, ``ClientError`` otherwise."""
        body = request(service, operation, params)
        if (service, operation) in SHELVES:
            return self._shelved(SHELVES[service, operation], operation, body)
        response: dict[str, Any] = getattr(self._client(service), xform_name(operation))(**body)
        return response

    def _shelved(self, shelf: Shelf, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        if shelf.parent and operation == shelf.create:
            of, parent, members = shelf.parent
            self.call(of, parent, {theirs: body[ours] for theirs, ours in members.items()})
        return shelf.perform(operation, body, self._store, self.region, self.account)

    def tag_shelved(self, shelf: Shelf, key: Mapping[str, Any], tags: dict[str, str]) -> None:
        """Replace the tags of something on the shelf."""
        shelf.tag(key, tags, self._store, self.region)

    def tags_shelved(self, shelf: Shelf, key: Mapping[str, Any]) -> dict[str, str]:
        """The tags of something on the shelf."""
        return shelf.tags(key, self._store, self.region)

    def _client(self, service: str) -> Any:
        with self._lock:
            if service not in self._clients:
                if not self.endpoint:
                    raise RefusedError(f"{service}: {ENDPOINT} is not set, so there is no moto to ask")
                self._clients[service] = client(service, self.region, self.endpoint)
            return self._clients[service]


def client(service: str, region: str, endpoint: str) -> Any:
    """A boto3 client for moto; its credentials are no secrets."""
    import boto3  # noqa: PLC0415 - slow, and a preview calls nothing

    session = boto3.Session("testing", "testing", region_name=region)
    config = Config(retries={"total_max_attempts": 3, "mode": "standard"}, s3={"addressing_style": "path"})
    return session.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]

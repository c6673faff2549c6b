"""Every resource type, by token."""

from __future__ import annotations

from collections.abc import Mapping

from tests.standins.aws.resource import Type
from tests.standins.aws.types import (
    access,
    cache,
    cluster,
    databases,
    documents,
    entrance,
    firewall,
    identity,
    network,
    registry,
    storage,
    watching,
)

_AREAS = (
    network,
    firewall,
    identity,
    cluster,
    access,
    registry,
    databases,
    documents,
    cache,
    entrance,
    storage,
    watching,
)

TYPES: Mapping[str, Type] = {kind.token: kind for area in _AREAS for kind in area.TYPES}

"""A database that the service can do without."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Literal

import psycopg
import structlog
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

log = structlog.get_logger()
StoreStatus = Literal["off", "ok", "away"]
_PAUSE_SECONDS = 10.0
TROUBLE = (RedisError, PyMongoError, psycopg.Error, OSError, TimeoutError)


class Store:
    """A store that may be away: after a failure it rests before it is tried again.

    `status` says how the last try went: "away" until the first one, and "off" where the store has no address.
    """

    def __init__(self, name: str, address: str) -> None:
        self._name = name
        self._resting_until = 0.0
        self.status: StoreStatus = "away" if address else "off"

    async def use[T](self, work: Callable[[], Awaitable[T]], patience: float) -> T | None:
        """The work's result, or None where the store is off, away or takes longer than `patience` seconds."""
        if self.status == "off" or time.monotonic() < self._resting_until:
            return None
        try:
            async with asyncio.timeout(patience):
                result = await work()
        except TROUBLE as error:
            self.status = "away"
            self._resting_until = time.monotonic() + _PAUSE_SECONDS
            log.warning("store_away", store=self._name, error=type(error).__name__, rest_seconds=_PAUSE_SECONDS)
            return None
        self.status = "ok"
        return result

"""What the service remembers: speech it made, how often each sound went well, and that a score was given.

All of it is kept in the background. A database that is slow, down or absent never slows or fails an answer: work
queues up to a limit, the oldest is dropped, and a store that failed is left alone for a while before the next try.
"""

import asyncio
import contextlib
import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
import redis.asyncio
import structlog
from pymongo import AsyncMongoClient

from . import reports
from .scoring import Assessment
from .settings import Settings
from .store import TROUBLE, Store, StoreStatus

log = structlog.get_logger()
_QUEUE = 500
_IDLE_SECONDS = 15.0
"""After this long without a score to keep, the stores are asked whether they are there."""
_SPEECH_SECONDS_KEPT = 24 * 3600
_CACHE_PATIENCE_SECONDS = 0.15
_STORE_PATIENCE_SECONDS = 5.0
_UPSERT = """
INSERT INTO sound_statistics AS kept (model, sound, count, score_sum, score_square_sum, updated_at)
VALUES (%s, %s, %s, %s, %s, now())
ON CONFLICT (model, sound) DO UPDATE SET
  count = kept.count + excluded.count,
  score_sum = kept.score_sum + excluded.score_sum,
  score_square_sum = kept.score_square_sum + excluded.score_square_sum,
  updated_at = excluded.updated_at
"""


class State:
    """The service's memory; open it with `start` and close it with `stop`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._queue: asyncio.Queue[Assessment] = asyncio.Queue(_QUEUE)
        self._worker: asyncio.Task[None] | None = None
        self._redis: redis.asyncio.Redis | None = None
        self._mongo: AsyncMongoClient[dict[str, Any]] | None = None
        self._postgres: psycopg.AsyncConnection | None = None
        addresses = {"redis": settings.redis_url, "mongodb": settings.mongodb_url, "postgres": settings.database_url}
        self._stores = {name: Store(name, address) for name, address in addresses.items()}

    async def start(self) -> None:
        """Make the clients (which connect when first used) and start keeping things."""
        if self._settings.redis_url:
            self._redis = redis.asyncio.Redis.from_url(
                self._settings.redis_url, socket_connect_timeout=1, socket_timeout=1
            )
        if self._settings.mongodb_url:
            self._mongo = AsyncMongoClient(
                self._settings.mongodb_url, serverSelectionTimeoutMS=2000, connectTimeoutMS=2000, appname="lexfix-ml"
            )
        self._worker = asyncio.create_task(self._keep_all(), name="state")

    async def stop(self) -> None:
        """Keep what is still waiting, for 3 seconds at most, and close the connections."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3):
                await self._queue.join()
        if self._worker:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        for close in (
            self._redis.aclose if self._redis else None,
            self._mongo.close if self._mongo else None,
            self._postgres.close if self._postgres else None,
        ):
            if close:
                with contextlib.suppress(*TROUBLE):
                    await close()

    def statuses(self) -> dict[str, StoreStatus]:
        """How the last use of each store went."""
        return {name: store.status for name, store in self._stores.items()}

    def remember(self, assessment: Assessment) -> None:
        """Note in the background that a score was given; returns at once."""
        if self._queue.full():
            self._queue.get_nowait()
            self._queue.task_done()
        self._queue.put_nowait(assessment)

    async def cached_speech(self, text: str, speed: float) -> bytes | None:
        """Speech made before, if the cache answers within 150 ms."""
        cache = self._redis
        if cache is None:
            return None
        found = await self._stores["redis"].use(lambda: cache.get(_speech_key(text, speed)), _CACHE_PATIENCE_SECONDS)
        return found if isinstance(found, bytes) else None

    async def cache_speech(self, text: str, speed: float, speech: bytes) -> None:
        """Keep speech for a day; for a background task."""
        cache = self._redis
        if cache is not None:
            await self._stores["redis"].use(
                lambda: cache.set(_speech_key(text, speed), speech, ex=_SPEECH_SECONDS_KEPT), 1.0
            )

    async def _keep_all(self) -> None:
        await self._greet()
        while True:
            try:
                async with asyncio.timeout(_IDLE_SECONDS):
                    assessment = await self._queue.get()
            except TimeoutError:
                await self._greet()
                continue
            try:
                await self._stores["mongodb"].use(partial(self._log, assessment), _STORE_PATIENCE_SECONDS)
                await self._stores["postgres"].use(partial(self._count, assessment), _STORE_PATIENCE_SECONDS)
            except Exception as error:
                log.exception("state_not_kept")
                reports.capture(error)
            finally:
                self._queue.task_done()

    async def _greet(self) -> None:
        """Ask each store whether it is there."""
        cache, log_store = self._redis, self._mongo
        try:
            if cache:
                await self._stores["redis"].use(lambda: cache.get("speech:"), 1.0)
            if log_store:
                await self._stores["mongodb"].use(lambda: log_store.admin.command("ping"), _STORE_PATIENCE_SECONDS)
            await self._stores["postgres"].use(self._connected, _STORE_PATIENCE_SECONDS)
        except Exception as error:
            log.exception("stores_not_asked")
            reports.capture(error)

    async def _connected(self) -> psycopg.AsyncConnection:
        """The connection to PostgreSQL, made where there is none or the last one ended."""
        if self._postgres is None or self._postgres.closed:
            self._postgres = await psycopg.AsyncConnection.connect(
                self._settings.postgres_dsn, autocommit=True, connect_timeout=2, application_name="lexfix-ml"
            )
        await self._postgres.execute("SELECT 1")
        return self._postgres

    async def _log(self, assessment: Assessment) -> None:
        """Log the inference in MongoDB: what was asked and how it scored; no recording, no person."""
        if self._mongo is None:
            return
        sounds = [sound for word in assessment.words for sound in word.sounds]
        await self._mongo.get_default_database("lexfix")["inferences"].insert_one(
            {
                "at": datetime.now(UTC),
                "release": self._settings.lexfix_version,
                "model": assessment.model,
                "phrase": assessment.text,
                "duration_seconds": assessment.duration_seconds,
                "outcome": assessment.outcome,
                "score": assessment.score,
                "verdict": assessment.verdict,
                "sounds": [{"sound": sound.sound, "score": sound.score, "heard": sound.heard} for sound in sounds],
            }
        )

    async def _count(self, assessment: Assessment) -> None:
        """Add the sounds' scores to the statistics in PostgreSQL."""
        connection = await self._connected()
        sums: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
        for word in assessment.words:
            for sound in word.sounds:
                total = sums[sound.sound]
                total[0] += 1
                total[1] += sound.score
                total[2] += sound.score**2
        rows = [(assessment.model, sound, int(count), one, two) for sound, (count, one, two) in sorted(sums.items())]
        async with connection.transaction(), connection.cursor() as cursor:
            await cursor.executemany(_UPSERT, rows)


def _speech_key(text: str, speed: float) -> str:
    """A cache key that holds no phrase."""
    return "speech:" + hashlib.sha256(json.dumps(["1", text, round(speed, 2)]).encode()).hexdigest()

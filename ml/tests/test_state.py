"""Redis, MongoDB and PostgreSQL: used where they are there, missed by nobody where they are not."""

import asyncio
import socket
from collections.abc import Iterator

import anyio
import pytest

from lexfix_ml.settings import Settings
from lexfix_ml.store import Store

from .recordings import say, wav
from .service import nothing_kept, running


def _away(port: int) -> Settings:
    return Settings(
        redis_url=f"redis://127.0.0.1:{port}/0",
        mongodb_url=f"mongodb://user:secret@127.0.0.1:{port}/lexfix?authSource=lexfix",
        database_url=f"postgresql://user:secret@127.0.0.1:{port}/lexfix?schema=public",
    )


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers, as an overloaded database does."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen(64)
        yield one.getsockname()[1]


@pytest.mark.parametrize("kind", ["closed_port", "silent_port"])
async def test_no_store_at_all_fails_neither_a_score_nor_speech(kind: str, request: pytest.FixtureRequest) -> None:
    settings = _away(request.getfixturevalue(kind))
    take = wav(say("good morning"))
    async with running(settings) as client:
        with anyio.fail_after(20):
            answers = await asyncio.gather(
                *(
                    client.post("/v1/pronunciation", files={"audio": take}, data={"text": "good morning"})
                    for _ in range(4)
                ),
                client.post("/v1/speech", json={"text": "good morning"}),
            )
        assert [answer.status_code for answer in answers] == [200] * 5
        health = await client.get("/health")
        assert health.status_code == 200
        assert health.json()["stores"] == {"redis": "away", "mongodb": "away", "postgres": "away"}


async def test_health_says_that_a_store_without_an_address_is_off() -> None:
    async with running(nothing_kept()) as client:
        stores = (await client.get("/health")).json()["stores"]
    assert stores == {"redis": "off", "mongodb": "off", "postgres": "off"}


async def test_a_store_that_came_back_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 1000.0
    monkeypatch.setattr("lexfix_ml.store.time.monotonic", lambda: clock)
    store = Store("redis", "redis://somewhere")

    async def fails() -> str:
        raise ConnectionError

    async def answers() -> str:
        return "here"

    assert await store.use(fails, 1) is None
    assert await store.use(answers, 1) is None  # it still rests
    clock += 60
    assert await store.use(answers, 1) == "here"
    assert store.status == "ok"


def test_prismas_own_parameters_are_kept_from_libpq() -> None:
    settings = Settings(database_url="postgresql://u:p@h:5432/d?schema=public&connection_limit=5&sslmode=require")
    assert settings.postgres_dsn == "postgresql://u:p@h:5432/d?sslmode=require"

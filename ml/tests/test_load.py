"""The load that the benchmark puts on a service."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from lexfix_ml.audio import decode
from training.load import Load, recording

from .recordings import RATE
from .service import nothing_kept, running


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with running(nothing_kept()) as client:
        yield client


def test_what_is_sent_is_3_seconds_long() -> None:
    assert len(decode(recording())) / RATE == pytest.approx(3, abs=0.05)


async def test_answers_and_refusals_are_counted_apart(client: httpx.AsyncClient) -> None:
    answered, refused = Load(client, "http://ml", ""), Load(client, "http://ml/nowhere", "")
    for load in (answered, answered, refused):
        await load.send()
    assert (dict(answered.statuses), len(answered.seconds)) == ({"200": 2}, 2)
    assert (dict(refused.statuses), len(refused.seconds)) == ({"404": 1}, 0)

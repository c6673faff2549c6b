"""Health is what the public address says of itself, asked of a real server."""

from __future__ import annotations

import socket

import pytest

from infra.gates import health
from tests.unit.gates.server import serving

NEW, OLD = "sha256:" + "2" * 64, "sha256:" + "1" * 64


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_PAUSE_SECONDS", 0.01)


def answer(version: str) -> dict[str, object]:
    return {"status": "ok", "version": version, "checks": {"postgres": {"ok": True}}}


def test_the_new_version_in_good_health_meets_the_clause() -> None:
    with serving((200, answer(NEW))) as place:
        measured = health.measure(place.url, NEW, settle_seconds=5)
        assert [path for path, _ in place.requests] == ["/health"] * health.IN_A_ROW
    assert measured.met
    assert measured.evidence == {"status": 200, "version": NEW, "checks": {"postgres": {"ok": True}}}


def test_it_may_take_a_while_until_every_answer_is_good() -> None:
    queue = [(503, answer(NEW)), (200, answer(OLD)), (200, answer(NEW)), (200, answer(OLD)), (200, answer(NEW))]
    with serving(*queue) as place:
        assert health.measure(place.url, NEW, settle_seconds=10).met
        assert len(place.requests) == 4 + health.IN_A_ROW


@pytest.mark.parametrize(
    ("status", "body", "seen"),
    [
        (500, "broken", "status 500 and a body that is not LexFix's: broken"),
        (503, answer(NEW), "status 503: "),
        (200, answer(OLD), f"200 from version {OLD}"),
        (200, "<html>It works!</html>", "a body that is not LexFix's: <html>It works!</html>"),
        (200, ["version"], "a body that is not LexFix's"),
        (301, answer(NEW), "status 301"),
        (500, "postgresql://lexfix:hunter2@postgres/lexfix", "postgresql://…@postgres/lexfix"),
    ],
)
def test_any_other_answer_does_not_and_is_told(status: int, body: object, seen: str) -> None:
    with serving((status, body)) as place:
        measured = health.measure(place.url, NEW, settle_seconds=0.1)
    assert not measured.met
    assert seen in measured.seen
    assert NEW in measured.expected


def test_a_place_where_nothing_listens_is_not_healthy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        measured = health.measure(f"http://127.0.0.1:{taken.getsockname()[1]}", NEW, settle_seconds=0.1)
    assert not measured.met
    assert "no answer: " in measured.seen

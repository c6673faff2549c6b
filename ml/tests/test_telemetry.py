"""What the service tells of itself, read where Prometheus, the collector and the log's reader read it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from opentelemetry.sdk.trace import ReadableSpan

from lexfix_ml.measures import DURATION_BUCKETS
from lexfix_ml.scoring import Scorer

from .recordings import say, wav
from .service import nothing_kept, running
from .told import Told

TRACE = "0af7651916cd43dd8448eb211c80319c"
STAGES = {"decode", "features", "encoder", "model", "judgement"}
CANARY = "canary"

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("told")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with running(nothing_kept()) as client:
        yield client


async def _score(client: httpx.AsyncClient, text: str = "a big dog", **headers: str) -> httpx.Response:
    parts = {"audio": (f"{CANARY}.wav", wav(say("a big dog")))}
    return await client.post("/v1/pronunciation", files=parts, data={"text": text}, headers=headers)


def _trace(told: Told, trace_id: str) -> list[ReadableSpan]:
    return [span for span in told.spans() if span.context and f"{span.context.trace_id:032x}" == trace_id]


async def test_a_request_is_counted_by_method_route_and_status_and_by_nothing_else(
    client: httpx.AsyncClient, told: Told
) -> None:
    await _score(client)
    (count,) = told.samples("http_server_request_duration_seconds_count", http_route="/v1/pronunciation")
    assert count.labels == {
        "http_request_method": "POST",
        "http_route": "/v1/pronunciation",
        "http_response_status_code": "200",
    }


async def test_a_path_that_is_no_route_is_no_label(client: httpx.AsyncClient, told: Told) -> None:
    await client.get(f"/{CANARY}/1")
    (count,) = told.samples("http_server_request_duration_seconds_count", http_response_status_code="404")
    assert count.labels["http_route"] == "", "which Prometheus takes for no label"


async def test_a_failure_is_counted_as_5xx(
    client: httpx.AsyncClient, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scorer, "score", _fails)
    assert (await _score(client)).status_code == 500
    labels = {"http_route": "/v1/pronunciation", "http_response_status_code": "500"}
    assert told.samples("http_server_request_duration_seconds_count", **labels)


async def test_probes_are_not_counted(client: httpx.AsyncClient, told: Told) -> None:
    await client.get("/health")
    assert "/health" not in told.page()


async def test_every_stage_is_timed_for_the_model_in_use(client: httpx.AsyncClient, told: Told) -> None:
    model = (await client.get("/health")).json()["model"]
    await _score(client)
    counts = told.samples("lexfix_ml_stage_duration_seconds_count", model=model)
    assert {sample.labels["stage"] for sample in counts} == STAGES
    assert all(sample.value >= 1 for sample in counts)


async def test_the_slow_first_score_that_warms_the_model_up_is_not_timed(told: Told) -> None:
    before = told.samples("lexfix_ml_stage_duration_seconds_count")
    async with running(nothing_kept()):
        assert told.samples("lexfix_ml_stage_duration_seconds_count") == before


async def test_every_duration_has_the_agreed_buckets(client: httpx.AsyncClient, told: Told) -> None:
    await _score(client)
    for name in ("http_server_request_duration_seconds", "lexfix_ml_stage_duration_seconds"):
        bounds = {sample.labels["le"] for sample in told.samples(f"{name}_bucket")}
        assert bounds == {*(str(bound) for bound in DURATION_BUCKETS), "+Inf"}


async def test_a_score_adds_to_the_audio_and_the_scores_and_leaves_nobody_waiting(
    client: httpx.AsyncClient, told: Told
) -> None:
    def sums() -> list[float]:
        names = ("lexfix_ml_audio_duration_seconds_sum", "lexfix_ml_score_sum")
        return [sample.value for name in names for sample in told.samples(name)] or [0, 0]

    before = sums()
    body = (await _score(client)).json()
    grown = [now - then for now, then in zip(sums(), before, strict=True)]
    assert grown == pytest.approx([body["duration_seconds"], body["score"]])
    assert [sample.value for sample in told.samples("lexfix_ml_queue_length")] == [0]


async def test_the_callers_trace_goes_on_through_every_stage(client: httpx.AsyncClient, told: Told) -> None:
    await _score(client, traceparent=f"00-{TRACE}-b7ad6b7169203331-00")
    spans = {span.name: span for span in _trace(told, TRACE)}
    server = spans.pop("POST /v1/pronunciation")
    assert server.parent and f"{server.parent.span_id:016x}" == "b7ad6b7169203331"
    assert set(spans) == STAGES
    assert {span.parent and span.parent.span_id for span in spans.values()} == {
        server.context and server.context.span_id
    }


async def test_a_request_is_a_line_of_the_log_with_its_route_and_trace(client: httpx.AsyncClient, told: Told) -> None:
    trace_id = "1" + TRACE[1:]
    await _score(client, traceparent=f"00-{trace_id}-b7ad6b7169203331-01")
    (line,) = (line for line in told.lines() if line["message"] == "request" and line.get("trace_id") == trace_id)
    assert (line["level"], line["method"], line["route"], line["status"]) == ("info", "POST", "/v1/pronunciation", 200)
    assert len(line["span_id"]) == 16


def _fails(*_: object) -> None:
    raise RuntimeError(CANARY)


async def test_a_failure_reaches_sentry_by_type_and_place_under_its_images_digest(
    client: httpx.AsyncClient, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Scorer, "score", _fails)
        await _score(client, traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    event = told.events()[-1]
    (exception,) = event["exception"]["values"]
    assert (event["release"], exception["type"]) == ("sha256:abc", "RuntimeError")
    assert exception["stacktrace"]["frames"][-1]["function"] == "_fails"
    assert event["tags"] == {"trace_id": TRACE}


async def test_no_personal_data_is_told(client: httpx.AsyncClient, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    personal = {
        "user-agent": CANARY,
        "cookie": f"session={CANARY}",
        "x-forwarded-for": "203.0.113.77",
        "from": f"{CANARY}@example.org",
    }
    assert (await _score(client, f"a {CANARY}", **personal)).status_code == 200
    await client.get("/v1/pronunciation", params={"email": f"{CANARY}@example.org"}, headers=personal)
    with monkeypatch.context() as patch:
        patch.setattr(Scorer, "score", _fails)
        assert (await _score(client, f"a {CANARY}", **personal)).status_code == 500
    spans = "".join(span.to_json() for span in told.spans())
    said = told.page(), spans, told.output.getvalue()
    assert all("/v1/pronunciation" in one for one in said)
    assert told.events()
    for told_of in (*said, "".join(told.envelopes)):
        assert CANARY not in told_of
        assert "203.0.113.77" not in told_of

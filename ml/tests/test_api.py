"""The service over HTTP."""

import asyncio
import io
import itertools
import json
import threading
import wave
from collections.abc import AsyncIterator

import httpx
import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from lexfix_ml.api import create_app
from lexfix_ml.errors import Code
from lexfix_ml.scoring import Assessment, Scorer

from .recordings import RATE, opus, say, wav
from .service import nothing_kept, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with running(nothing_kept()) as client:
        yield client


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _score(client: httpx.AsyncClient, data: bytes, text: str) -> httpx.Response:
    return await client.post("/v1/pronunciation", files={"audio": ("take.webm", data)}, data={"text": text})


async def test_health_says_which_model_and_release_answer(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["model"].startswith("recogniser-")
    assert answer.json()["version"] == "test"


async def test_health_is_503_until_the_model_is_loaded() -> None:
    app = create_app(nothing_kept())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ml") as client:
        assert (await client.get("/health")).status_code == 503
        early = await _score(client, wav(say("hello")), "hello")
    assert early.status_code == 503
    assert early.json()["code"] == "starting"


async def test_a_webm_recording_comes_back_with_a_score_for_every_sound(client: httpx.AsyncClient) -> None:
    answer = await _score(client, opus(say("The yellow boat"), "webm"), "The yellow boat")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {
        *("text", "outcome", "heard", "sayings", "score", "fluency", "completeness", "verdict"),
        *("duration_seconds", "model", "words"),
    }
    assert (body["outcome"], body["heard"], body["sayings"]) == ("said", None, 1)
    assert body["text"] == "The yellow boat"
    assert body["verdict"] == "great"
    assert [word["text"] for word in body["words"]] == ["The", "yellow", "boat"]
    assert set(body["words"][0]) == {"text", "start", "end", "score", "verdict", "sounds"}
    sound = body["words"][2]["sounds"][1]
    assert set(sound) == {
        "sound", "spelling", "start", "end", "score", "verdict", "heard", "from_seconds", "to_seconds"
    }  # fmt: skip
    assert (sound["sound"], sound["spelling"], sound["start"], sound["end"]) == ("oʊ", "oa", 12, 14)


@pytest.mark.parametrize("container", ["webm", "ogg"])
async def test_a_right_and_a_wrong_recording_come_out_differently(client: httpx.AsyncClient, container: str) -> None:
    right = (await _score(client, opus(say("a big dog", "en"), container), "a big dog")).json()
    wrong = (await _score(client, opus(say("fish and chips", "en"), container), "a big dog")).json()
    assert (right["outcome"], right["verdict"]) == ("said", "great")
    assert (wrong["outcome"], wrong["verdict"], wrong["words"]) == ("other_words", "unsure", [])
    assert right["score"] > wrong["score"] + 40


@pytest.mark.parametrize(
    ("data", "text", "status", "code"),
    [
        (b"", "hello", 422, "empty_audio"),
        (b"not a recording at all", "hello", 422, "not_audio"),
        (wav(np.zeros(RATE, np.float32)), "hello", 422, "silence"),
        (wav(np.sin(np.arange(16 * RATE) / 9).astype(np.float32)), "hello", 422, "too_long"),
        (b"RIFF" + bytes(6 * 1024 * 1024), "hello", 413, "too_large"),
        (wav(say("hello")), "   ", 422, "no_text"),
        (wav(say("hello")), "a" * 201, 422, "text_too_long"),
        (wav(say("hello")), "?! 😀", 422, "nothing_to_say"),
    ],
)
async def test_what_cannot_be_scored_is_answered_with_a_code_and_a_kind_sentence(
    client: httpx.AsyncClient, data: bytes, text: str, status: int, code: Code
) -> None:
    answer = await _score(client, data, text)
    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert answer.json()["message"].endswith(".")
    assert set(answer.json()) == {"code", "message"}


async def test_a_request_without_its_parts_is_answered_in_the_same_shape(client: httpx.AsyncClient) -> None:
    no_audio = await client.post("/v1/pronunciation", data={"text": "hello"})
    no_text = await client.post("/v1/pronunciation", files={"audio": ("a.wav", wav(say("hello")))})
    nowhere = await client.get("/nowhere")
    assert (no_audio.json()["code"], no_text.json()["code"]) == ("empty_audio", "no_text")
    assert nowhere.status_code == 404
    assert set(nowhere.json()) == {"code", "message"}


def _form(text: bytes) -> bytes:
    parts = ((b'name="text"', text), (b'name="audio"; filename="a.wav"', wav(say("hello"))))
    return (
        b"".join(
            b"--x\r\nContent-Disposition: form-data; " + name + b"\r\n\r\n" + value + b"\r\n" for name, value in parts
        )
        + b"--x--"
    )


@pytest.mark.parametrize("text", ["a big\0dog", "a big \ud83d dog", "\udc00", "\ud820"])
async def test_half_a_character_or_a_nul_is_no_text(client: httpx.AsyncClient, text: str) -> None:
    form = {"content-type": "multipart/form-data; boundary=x"}
    scored = await client.post("/v1/pronunciation", content=_form(text.encode("utf-8", "surrogatepass")), headers=form)
    json_body = {"content-type": "application/json"}
    escaped = {"content-type": "multipart/form-data; boundary=x; charset=unicode_escape"}
    decoded = await client.post("/v1/pronunciation", content=_form(text.encode("unicode_escape")), headers=escaped)
    spoken = await client.post("/v1/speech", content=json.dumps({"text": text}), headers=json_body)
    for answer in (scored, decoded, spoken):
        assert (answer.status_code, answer.json()["code"]) == (422, "text_not_usable")
        assert answer.json()["message"].endswith(".")


async def test_a_whole_character_outside_the_alphabet_is_text(client: httpx.AsyncClient) -> None:
    form = {"content-type": "multipart/form-data; boundary=x"}
    answer = await client.post("/v1/pronunciation", content=_form("¡hello! 🐕 í".encode()), headers=form)
    assert answer.status_code == 200


async def test_whoever_comes_when_many_wait_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = nothing_kept().model_copy(update={"scores_at_once": 1, "longest_queue": 2})
    async with running(settings) as client:
        score, go_on = Scorer.score, threading.Event()

        def waits(scorer: Scorer, samples: NDArray[np.float32], text: str) -> Assessment:
            go_on.wait()
            return score(scorer, samples, text)

        monkeypatch.setattr(Scorer, "score", waits)
        asked = [asyncio.create_task(_score(client, wav(say("hello")), "hello")) for _ in range(5)]
        try:
            async with asyncio.timeout(30):
                refused = [await answer for answer in itertools.islice(asyncio.as_completed(asked), 2)]
        finally:
            go_on.set()
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 503, 503]
        for answer in refused:
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
            assert int(answer.headers["retry-after"]) > 0
        assert (await _score(client, wav(say("hello")), "hello")).status_code == 200


async def test_an_endless_upload_is_cut_off_at_the_limit(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n'
        while sent < 200 * 1024 * 1024:
            sent += 65536
            yield bytes(65536)

    answer = await client.post(
        "/v1/pronunciation", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert sent < 8 * 1024 * 1024


async def test_speech_is_a_wav_file_and_slower_speech_is_longer(client: httpx.AsyncClient) -> None:
    lengths = {}
    for speed in (0.5, 1.0, 1.5):
        answer = await client.post("/v1/speech", json={"text": "The yellow boat", "speed": speed})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "audio/wav"
        with wave.open(io.BytesIO(answer.content)) as file:
            lengths[speed] = file.getnframes() / file.getframerate()
    assert lengths[0.5] > 1.5 * lengths[1.0] > 1.5 * lengths[1.5]


@pytest.mark.parametrize(
    ("body", "code"),
    [({"text": ""}, "no_text"), ({"text": "😀"}, "nothing_to_say"), ({"text": "a" * 201}, "text_too_long"),
     ({"text": "hi", "speed": 9}, "bad_request"), ({}, "no_text")],
)  # fmt: skip
async def test_speech_that_cannot_be_made_is_refused(client: httpx.AsyncClient, body: object, code: str) -> None:
    answer = await client.post("/v1/speech", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == code


async def test_a_phrase_cannot_give_espeak_commands(client: httpx.AsyncClient) -> None:
    plain = await client.post("/v1/speech", json={"text": "cat dog"})
    marked = await client.post("/v1/speech", json={"text": "[[cat]] [[dog"})
    assert abs(len(plain.content) - len(marked.content)) < len(plain.content) * 0.2

"""The demo learner over plain HTTP, as a browser would sign in and send a recording."""

from __future__ import annotations

import subprocess
import uuid
from dataclasses import dataclass

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

PHRASE = "a big dog"


def recording(words: str = PHRASE) -> bytes:
    """The words as a 16-bit mono WAV, spoken by espeak-ng."""
    return subprocess.run(["espeak-ng", "-v", "en-gb", "--stdout", words], capture_output=True, check=True).stdout


@retry(stop=stop_after_delay(120), wait=wait_fixed(1), retry=retry_if_exception_type(httpx.HTTPError), reraise=True)
def await_health(client: httpx.Client) -> None:
    """Wait until LexFix and all that it needs answer."""
    client.get("/health").raise_for_status()


@dataclass(frozen=True)
class Learner:
    """A client that holds the learner's session."""

    client: httpx.Client

    def sign_in(self, password: str) -> None:
        token = self.client.get("/api/auth/csrf").raise_for_status().json()["csrfToken"]
        answer = self.client.post(
            "/api/auth/callback/credentials",
            data={"csrfToken": token, "email": "learner@lexfix.local", "password": password, "json": "true"},
        )
        assert "error" not in answer.json()["url"], answer.text

    def practise(self, phrase_id: str, audio: bytes) -> httpx.Response:
        return self.client.post(
            "/api/attempts",
            data={"phraseId": phrase_id, "recordingId": str(uuid.uuid4())},
            files={"audio": ("recording.wav", audio, "audio/wav")},
        )

# Runs in the ML service's image, in a pod that takes no traffic: starts the service as the Deployment would, has it
# score the golden recordings, and leaves what it said of each and its times as the container's last words.
import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

RECORDINGS = Path("/golden")
START_SECONDS = 120
ROUNDS = 3
PORT = 8000
BOUNDARY = "lexfix-golden"


def start() -> subprocess.Popen[bytes]:
    command = ["uvicorn", "--factory", "lexfix_ml.server:create", "--host", "127.0.0.1", "--port", str(PORT)]
    return subprocess.Popen([*command, "--no-access-log"], stdout=sys.stderr)


def ask(method: str, path: str, body: bytes = b"", **headers: str) -> dict[str, Any]:
    """The answer to a request. Raises ``RuntimeError`` for any but a good one, and ``OSError`` for none."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status}: {text}")
    content: dict[str, Any] = json.loads(text)
    return content


def await_ready(server: subprocess.Popen[bytes]) -> str:
    """The version of the service, once its model is loaded."""
    end = time.monotonic() + START_SECONDS
    while True:
        if server.poll() is not None:
            raise RuntimeError(f"the service ended with {server.returncode}")
        try:
            return str(ask("GET", "/health")["version"])
        except (RuntimeError, OSError) as error:
            if time.monotonic() > end:
                raise RuntimeError(f"the service is not ready after {START_SECONDS} s: {error}") from error
            time.sleep(0.25)


def score(recording: bytes, text: str) -> dict[str, Any]:
    def part(header: str, content: bytes) -> bytes:
        return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {header}\r\n\r\n".encode() + content + b"\r\n"

    parts = part('name="text"', text.encode()) + part('name="audio"; filename="recording.ogg"', recording)
    body = parts + f"--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return ask("POST", "/v1/pronunciation", body, **{"Content-Type": kind})


def told(answer: dict[str, Any], wrong: str | None) -> str:
    """What a learner reads: the outcome, or where that is "said" the verdict, on the word that is wrong if one is."""
    if answer["outcome"] != "said":
        return str(answer["outcome"])
    verdicts = {word["text"]: word["verdict"] for word in answer["words"]}
    return str(verdicts[wrong] if wrong else answer["verdict"])


def main() -> None:
    answers: dict[str, dict[str, Any]] = {}
    seconds: list[float] = []
    server = start()
    try:
        version = await_ready(server)
        for _ in range(ROUNDS):
            for known in json.loads(os.environ["GOLDEN"]):
                recording = (RECORDINGS / f"{known['recording']}.ogg").read_bytes()
                begun = time.monotonic()
                answer = score(recording, known["text"])
                seconds.append(time.monotonic() - begun)
                answers[known["recording"]] = {"score": answer["score"], "told": told(answer, known.get("wrong"))}
    finally:
        server.kill()
    p95 = sorted(seconds)[int(len(seconds) * 0.95)]
    result = {"version": version, "answers": answers, "p95Seconds": round(p95, 3)}
    Path("/dev/termination-log").write_text(json.dumps(result))
    if p95 > float(os.environ["SLOWEST_SECONDS"]):
        # Another Job has to be made next time, rather than this one's result read again: it may have been the node.
        # What the model said is the same every time.
        sys.exit(1)


main()

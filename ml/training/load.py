"""How the running service bears a load: `python -m training.load --rate 20 --seconds 60`.

Sends recordings of 3 s at moments drawn at random, as learners come, whether or not those before were answered, and
prints what the answers took. The processor time is the service's own: unlike the times of answers, it says the same on
a machine that does other things.
"""

import argparse
import asyncio
import io
import random
import time
from collections import Counter

import av
import httpx
import numpy as np
import soxr
from prometheus_client.parser import text_string_to_metric_families

from lexfix_ml.espeak import espeak

TEXT = "The yellow boat is on the lake"
_SECONDS = 3
_OPUS_RATE = 48_000


def recording() -> bytes:
    """3 s of a voice that says the text, as a browser records it: Opus in WebM."""
    speech = espeak().say(TEXT, "en-us+f5", words_per_minute=140)
    said = soxr.resample(speech.samples, speech.rate, _OPUS_RATE) * 0.5
    samples = np.random.default_rng(0).normal(0, 0.001, _SECONDS * _OPUS_RATE)
    samples[: len(said)] += said[: len(samples)]
    target = io.BytesIO()
    with av.open(target, "w", format="webm") as output:
        stream = output.add_stream("libopus", rate=_OPUS_RATE)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples.astype(np.float32)[None], format="flt", layout="mono")
        frame.sample_rate = _OPUS_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    return target.getvalue()


class Load:
    """Recordings sent to one service, and what came of them."""

    def __init__(self, client: httpx.AsyncClient, url: str, metrics: str) -> None:
        self._client, self._url, self._metrics = client, url, metrics
        self._sound = recording()
        self.seconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.queue = self.memory = 0.0

    async def send(self) -> None:
        """One recording."""
        start = time.perf_counter()
        try:
            answer = await self._client.post(
                f"{self._url}/v1/pronunciation", files={"audio": ("take.webm", self._sound)}, data={"text": TEXT}
            )
        except httpx.HTTPError as error:
            self.statuses[type(error).__name__] += 1
            return
        self.statuses[str(answer.status_code)] += 1
        if answer.is_success:
            self.seconds.append(time.perf_counter() - start)

    async def gauges(self) -> dict[str, float]:
        """What the service tells of its process and its queue."""
        page = (await self._client.get(self._metrics)).text
        samples = (sample for family in text_string_to_metric_families(page) for sample in family.samples)
        return {sample.name: sample.value for sample in samples}

    async def watch(self) -> None:
        """Note the longest queue and the largest memory, for ever."""
        while True:
            gauges = await self.gauges()
            self.queue = max(self.queue, gauges.get("lexfix_ml_queue_length", 0))
            self.memory = max(self.memory, gauges["process_resident_memory_bytes"])
            await asyncio.sleep(0.5)

    async def run(self, rate: float, seconds: float) -> float:
        """Send `rate` recordings a second; answers the processor time that each of them took, in seconds."""
        random_ = random.Random(1)  # noqa: S311
        before = (await self.gauges())["process_cpu_seconds_total"]
        watching = asyncio.create_task(self.watch())
        start = due = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            while due < start + seconds:
                await asyncio.sleep(due - time.perf_counter())
                group.create_task(self.send())
                due += random_.expovariate(rate)
        watching.cancel()
        spent = (await self.gauges())["process_cpu_seconds_total"] - before
        return spent / max(sum(self.statuses.values()), 1)


async def measure(url: str, metrics: str, rate: float, seconds: float) -> str:
    """The figures of a run, as Markdown."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(timeout=30, limits=limits) as client:
        warm = Load(client, url, metrics)
        for _ in range(5):
            await warm.send()
        load = Load(client, url, metrics)
        each = await load.run(rate, seconds)
    median, slow, slowest = np.percentile(load.seconds or [float("nan")], (50, 95, 100)) * 1000
    rows = [
        ("sent a second", f"{sum(load.statuses.values()) / seconds:.1f}"),
        ("answers", ", ".join(f"{count} × {status}" for status, count in sorted(load.statuses.items()))),
        ("answered, median / p95 / slowest", f"{median:.0f} / {slow:.0f} / {slowest:.0f} ms"),
        ("processor time of the service for each", f"{each * 1000:.1f} ms"),
        ("longest queue seen", f"{load.queue:.0f}"),
        ("largest memory seen", f"{load.memory / 1e6:.0f} MB"),
    ]
    return "| measure | figure |\n|---|---|\n" + "\n".join(f"| {name} | {figure} |" for name, figure in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--metrics", default="http://127.0.0.1:9464/metrics")
    parser.add_argument("--rate", type=float, default=20, help="recordings a second")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    print(asyncio.run(measure(options.url, options.metrics, options.rate, options.seconds)))


if __name__ == "__main__":
    main()

"""Things break, the alert that is meant for it fires, and it falls silent when the trouble is over.

One trouble is over when the next begins; the alert for it falls silent meanwhile.
No promise is broken that goes by an hour's traffic, for how much there was is not the test's to say.
``tests/monitoring`` tries those alerts on made-up series, as it does every other.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import httpx
import pytest
from tenacity import retry, stop_after_delay, wait_fixed

from infra.monitoring.exporters import DISK
from tests.live.learner import PHRASE, Learner, await_health, recording
from tools.prometheus import Prometheus

FIRES_SECONDS = 300
"""The longest ``for``, and the rounds of scrapes and rules before it."""
CLEARS_SECONDS = 180


@pytest.fixture
def phrase(phrase: str, sql: Callable[[str], str]) -> Iterator[str]:
    """The phrase to practise; what is practised in the test does not count as the demo learner's."""
    before = sql("SELECT now()")
    yield phrase
    sql(f"DELETE FROM attempts WHERE created_at >= '{before}'")  # noqa: S608 the database's own clock


@pytest.fixture(scope="module")
def told() -> set[str]:
    """The alerts that have fired in these tests."""
    return set()


@pytest.fixture
def stopped_database(kubectl: Callable[..., str], client: httpx.Client) -> Iterator[None]:
    """PostgreSQL is away until the test ends."""
    kubectl("scale", "-n", "data", "statefulset/postgres", "--replicas=0")
    try:
        yield
    finally:
        kubectl("scale", "-n", "data", "statefulset/postgres", "--replicas=1")
        await_health(client)


@pytest.fixture(scope="module", autouse=True)
def full_disk() -> Iterator[Callable[[], None] | None]:
    """Where node-exporter measures the node's disk, a full one is mounted until what this yields is called.

    For node-exporter alone: were the node's own disk full, the kubelet would end pods to win space. From the first
    test on, so that the alert's two minutes pass beside theirs. None where the node's processes cannot be reached.
    """
    found = subprocess.run(["pgrep", "--full", "^/bin/node_exporter"], capture_output=True, text=True, check=False)
    if os.geteuid() or not found.stdout:
        yield None
        return

    def inside(*command: str) -> None:
        target = f"--target={found.stdout.split()[0]}"
        subprocess.run(["nsenter", target, "--mount", *command], capture_output=True, check=True)

    def make_room() -> None:
        inside("rm", "-f", f"{DISK}/full")

    inside("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", DISK)
    try:
        inside("dd", "if=/dev/zero", f"of={DISK}/full", "bs=1k", "count=960")
        yield make_room
    finally:
        inside("umount", DISK)


def firing(prometheus: Prometheus) -> set[str]:
    return {series.labels["alertname"] for series in prometheus.now('ALERTS{alertstate="firing"}')}


def await_alert(prometheus: Prometheus, alert: str) -> None:
    @retry(stop=stop_after_delay(FIRES_SECONDS), wait=wait_fixed(2), reraise=True)
    def fires() -> None:
        assert alert in firing(prometheus), f"{alert} stays silent"

    fires()


@contextmanager
def again_and_again(ask: Callable[[], object], at_once: int, pause_seconds: float = 0) -> Iterator[None]:
    """Whatever ``ask`` meets is part of the trouble."""
    stop = Event()

    def loop() -> None:
        while not stop.wait(pause_seconds):
            try:
                ask()
            except httpx.HTTPError:
                continue

    with ThreadPoolExecutor(at_once) as threads:
        for _ in range(at_once):
            threads.submit(loop)
        try:
            yield
        finally:
            stop.set()


@pytest.mark.slow("the alert waits for a minute, so that a restart calls nobody")
def test_a_database_that_stopped_is_told_with_the_pages_that_fail_for_it(
    prometheus: Prometheus, told: set[str], learner: Learner, stopped_database: None
) -> None:
    del stopped_database
    # So few that they break no promise: that would be told for half an hour, and stop the updates of that time.
    with again_and_again(lambda: learner.client.get("/lessons"), at_once=1, pause_seconds=15):
        await_alert(prometheus, "StoreDown")
        told.add("StoreDown")
        assert prometheus.now('slo:bad:ratio_rate5m{slo="availability"} > 14.4 * 0.001'), "no page failed"


@pytest.mark.slow("the alert waits for two minutes, in which the autoscaler may help")
def test_recordings_that_come_faster_than_they_are_scored_are_told(
    prometheus: Prometheus, told: set[str], learner: Learner, phrase: str
) -> None:
    # Long, so that the service takes longer over each than the app does.
    sound = recording(" ".join([PHRASE] * 12))
    # Enough to wait for each other, and so few that none waits for 2 s, also on a machine that does other things: slow
    # feedback would be a broken promise, told for half an hour, and stop the updates of that time.
    with again_and_again(lambda: learner.practise(phrase, sound), at_once=12):
        await_alert(prometheus, "MlSaturated")
        told.add("MlSaturated")


def test_a_disk_that_fills_up_is_told(
    prometheus: Prometheus, told: set[str], full_disk: Callable[[], None] | None
) -> None:
    if full_disk is None:
        pytest.skip("the node's processes cannot be reached from here: this needs root on the node")
    await_alert(prometheus, "NodeDiskFillsUp")
    told.add("NodeDiskFillsUp")
    full_disk()


def test_what_was_told_is_told_no_more_when_the_trouble_is_over(prometheus: Prometheus, told: set[str]) -> None:
    if not told:
        pytest.skip("nothing was told")

    @retry(stop=stop_after_delay(CLEARS_SECONDS), wait=wait_fixed(2), reraise=True)
    def fall_silent() -> None:
        assert told & firing(prometheus) == set(), "these go on"

    fall_silent()

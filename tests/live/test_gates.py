"""A version that is worse is stopped by the clause that finds it; the one before it serves on, no request is lost."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.live.changed import UP, assert_stopped, change, copy_of_the_repository
from tests.standins import advisories
from tests.standins.advisories import Advisory
from tools import engine, status
from tools.paths import REPOSITORY
from tools.world import LOCAL

MIGRATION = "99991231000000_divide_by_zero"
WHOLE_UPDATE = pytest.mark.slow("a whole update over the running stack, as far as the clause that stops it")


def test_a_good_up_met_every_clause_with_evidence() -> None:
    done = status.read(LOCAL)
    assert set(done.clauses) == {"ci", "images", "migrations", "model", "trial", "smoke", "health", "alerts"}
    # Nobody need have run `make check` on files that they are still writing, and not every machine has a scanner.
    assert set(done.not_met) <= {"ci", "images"}
    assert all(entry["evidence"] for clause, entry in done.clauses.items() if clause not in done.not_met)
    assert done.clauses["health"]["evidence"]["version"] == done.versions["app"]
    assert done.clauses["migrations"]["evidence"]["image"] == done.clauses["migrations"]["evidence"]["database"]


@pytest.fixture(scope="module")
def restored() -> Iterator[None]:
    """Afterwards the stack is as before. Between two tests it need not be: each is brought up over what runs."""
    yield
    done = subprocess.run(UP, cwd=REPOSITORY, env=engine.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy(restored: None, tmp_path: Path) -> Path:
    """Of the repository, to be changed."""
    del restored
    return copy_of_the_repository(tmp_path)


@pytest.fixture
def broken(copy: Path, sql: Callable[[str], str]) -> Iterator[Path]:
    """A copy of the repository whose newest migration divides by zero; afterwards the database has never seen it."""
    migration = copy / "app" / "prisma" / "migrations" / MIGRATION / "migration.sql"
    migration.parent.mkdir()
    migration.write_text("SELECT 1 / 0;\n")
    yield copy
    sql(f"DELETE FROM _prisma_migrations WHERE migration_name = '{MIGRATION}'")  # noqa: S608 a constant of this file


@WHOLE_UPDATE
def test_an_image_with_a_critical_vulnerability_is_not_deployed(copy: Path, url: str, tmp_path: Path) -> None:
    planted = Advisory("npm", "pino", "CVE-2026-0001", fixed="99.0.0", severity="CRITICAL")
    advisories.write(tmp_path / "trivy", [planted])
    # Another image with nothing else in it: what is compiled stays in the build's cache.
    change(copy / "app/Dockerfile.app", "USER 1000\n", "LABEL changed=yes\nUSER 1000\n")
    offline = {"TRIVY_SKIP_DB_UPDATE": "true", "TRIVY_OFFLINE_SCAN": "true"}
    seen = "app has CVE-2026-0001 (critical, pino, fixed in 99.0.0)"
    assert_stopped(copy, url, "images", seen, TRIVY_CACHE_DIR=str(tmp_path / "trivy"), **offline)


@WHOLE_UPDATE
def test_a_failing_migration_fails_the_update_and_the_old_version_serves_on(broken: Path, url: str) -> None:
    assert_stopped(broken, url, "migrations", "division by zero")


@WHOLE_UPDATE
def test_an_app_that_would_not_be_healthy_takes_no_traffic(copy: Path, url: str) -> None:
    change(copy / "app/src/app/health/route.ts", 'health.status === "ok" ? 200 : 503', "500")
    assert_stopped(copy, url, "trial", "Seen: status 500")


@WHOLE_UPDATE
def test_a_page_with_a_barrier_takes_no_traffic(copy: Path, url: str) -> None:
    change(copy / "app/src/app/sign-in/page.tsx", "<h1>Welcome</h1>", '<h1>Welcome</h1><img src="/icon.svg" />')
    assert_stopped(copy, url, "smoke", "image-alt")


@WHOLE_UPDATE
def test_an_alert_that_calls_somebody_ends_the_update(copy: Path, url: str) -> None:
    planted = {
        "alert": "Planted",
        "expr": "vector(1)",
        "labels": {"severity": "page"},
        "annotations": {"summary": "Act"},
    }
    rules = {"groups": [{"name": "planted", "rules": [planted]}]}
    (copy / "infra/monitoring/rules/planted.yaml").write_text(yaml.safe_dump(rules))
    assert_stopped(copy, url, "alerts", "firing: Planted (Act)")


@WHOLE_UPDATE
@pytest.mark.parametrize(
    ("always", "seen"),
    [
        ({"outcome": "said", "score": 100.0, "verdict": "great"}, "another-phrase (other) was told great"),
        ({"outcome": "said", "score": 0.0, "verdict": "practise"}, "monkeys (right) was told practise"),
    ],
    ids=["right", "wrong"],
)
def test_a_model_that_finds_everything_right_or_wrong_takes_no_traffic_though_its_scores_are_the_known_ones(
    copy: Path, url: str, always: dict[str, object], seen: str
) -> None:
    answer = "return PronunciationOut.model_validate(assessment)"
    change(copy / "ml/lexfix_ml/api.py", answer, f"{answer}.model_copy(update={always})")
    golden = copy / "ml/golden/golden.json"
    known = json.loads(golden.read_text())
    for one in known["recordings"]:
        one["score"] = always["score"]
    golden.write_text(json.dumps(known))
    assert_stopped(copy, url, "model", seen)

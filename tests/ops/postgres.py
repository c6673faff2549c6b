"""A throwaway PostgreSQL, and what the tests put into it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REGION = "eu-central-1"


@dataclass(frozen=True)
class Server:
    """A throwaway PostgreSQL on localhost.

    ``data`` is its data directory; ``authorities`` holds the authority that signed its certificate, where the
    operations look for RDS's.
    """

    port: int
    data: Path
    binaries: Path
    authorities: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@localhost:{self.port}/{database}"


@contextmanager
def started() -> Iterator[Server]:
    """Debian's PostgreSQL, run as an ordinary user because it refuses root."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    assert installed, "PostgreSQL is missing: apt-get install postgresql"
    user = "postgres" if os.geteuid() == 0 else None
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="lexfix-postgres-"))
    try:
        if user:
            shutil.chown(home, user)
        running = Server(port, home / "data", installed[-1], home / "authorities")

        def run(*argv: str | Path) -> None:
            subprocess.run([str(a) for a in argv], check=True, user=user, cwd=home, stdout=subprocess.DEVNULL)

        run(
            *(running.binaries / "initdb", "-D", running.data, "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        certify(running, user)
        options = f"-p {port} -k {home} -c listen_addresses=localhost -c fsync=off -c autovacuum=off -c ssl=on"
        control = running.binaries / "pg_ctl"
        run(control, "-D", running.data, "-l", home / "log", "-w", "-o", options, "start")
        try:
            yield running
        finally:
            run(control, "-D", running.data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def certify(server: Server, user: str | None) -> None:
    """Give the server a certificate for the addresses that moto gives to the throwaway copies."""
    names = [f"lexfix-prod-{copy}.aaaaaaaaaa.{REGION}.rds.amazonaws.com" for copy in ("restore-drill", "anonymise")]
    key, certificate = server.data / "server.key", server.data / "server.crt"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ),
            *("-subj", "/CN=LexFix tests", "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    server.authorities.mkdir()
    shutil.copy(certificate, server.authorities / f"{REGION}.pem")
    key.chmod(0o600)
    if user:
        shutil.chown(key, user)
        shutil.chown(certificate, user)


PRISMA_TABLE = """
CREATE TABLE _prisma_migrations (
    id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
)
"""

# The names of the learners are also words of the lessons ("Rose"), shorter than three letters, or not ASCII.
PEOPLE = """
INSERT INTO users (id, email, name, role, password_hash, created_at)
SELECT gen_random_uuid(), 'Learner.' || n || '@School-Nord.example',
       CASE n WHEN 1 THEN 'Rose' WHEN 2 THEN 'Al' WHEN 3 THEN 'Zoë Müller-Österreich' ELSE 'Quentin Quirk' || n END,
       'learner', 'scrypt$salt$secretof' || n, timestamptz '2026-09-01 08:00+00' + n * interval '1 hour'
FROM generate_series(1, 40) AS n;
INSERT INTO users (id, email, name, role, password_hash, created_at)
VALUES (gen_random_uuid(), 'ms.hawthorne@school-nord.example', 'Beatrix Hawthorne', 'educator', 'scrypt$x$y',
        '2026-08-01');
INSERT INTO learner_links (supporter_id, learner_id)
SELECT supporter.id, learner.id FROM users supporter, users learner
WHERE supporter.role = 'educator' AND learner.role = 'learner';
INSERT INTO lessons (id, slug, grade, position, title, description)
SELECT gen_random_uuid(), 'lesson-' || n, n, n, 'Lesson ' || n, 'A rose in the garden' FROM generate_series(1, 2) AS n;
INSERT INTO phrases (id, lesson_id, position, text)
SELECT gen_random_uuid(), lessons.id, n, 'The rose number ' || n FROM lessons, generate_series(1, 5) AS n;
INSERT INTO attempts (id, recording_id, user_id, phrase_id, text, score, verdict, result, duration_seconds,
                      model_version, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), learner.id, phrase.id, phrase.text, n * 10 + phrase.position, 'close',
       jsonb_build_object('text', phrase.text, 'outcome', 'said', 'heard', null, 'sayings', 1, 'score', 50,
           'verdict', 'close', 'fluency', 80, 'completeness', 100, 'words',
           jsonb_build_array(jsonb_build_object('text', 'rose', 'sounds',
               jsonb_build_array(jsonb_build_object('sound', 'ɹ', 'spelling', 'r', 'heard', null))))),
       1.5, 'model-1', timestamptz '2026-10-01 10:00+00' + n * interval '1 day' + phrase.position * interval '1 minute'
FROM users learner, phrases phrase, generate_series(1, 2) AS n WHERE learner.role = 'learner';
INSERT INTO reading_settings (user_id, values, updated_at) SELECT id, '{}', '2026-10-02' FROM users;
INSERT INTO sound_statistics (model, sound, count, score_sum, score_square_sum) VALUES ('model-1', 'ɹ', 3, 150, 7500);
"""

"""What a person at the keyboard sees of ``lexfix ops``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from botocore.exceptions import ClientError, SSOTokenLoadError, TokenRetrievalError
from typer.testing import CliRunner, Result

from ops.cli import app, console
from ops.clients import Clients
from ops.environment import Environment, environment
from ops.errors import OpsError, aws_errors_explained
from ops.waiting import Waiter

if TYPE_CHECKING:
    from mypy_boto3_rds.client import RDSClient

TAKE = ("snapshots", "take", "prod")


def ops(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def refusal(*arguments: str) -> OpsError:
    result = ops(*arguments)
    assert isinstance(result.exception, OpsError), result.output
    return result.exception


def manual(aws: RDSClient) -> int:
    return len(aws.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"])


def test_prod_is_not_changed_without_its_name_but_the_plan_is_shown(aws: RDSClient) -> None:
    result = ops(*TAKE)
    assert isinstance(result.exception, OpsError)
    assert "--confirm prod" in result.exception.remedy
    assert "of lexfix-prod-1a2b3c" in result.output
    assert f"account {environment('prod').account}" in result.output
    assert manual(aws) == 0


@pytest.mark.parametrize("word", ["staging", "yes", "PROD", ""])
def test_another_word_does_not_confirm_prod(aws: RDSClient, word: str) -> None:
    assert f"'{word}'" in refusal(*TAKE, "--confirm", word).cause
    assert manual(aws) == 0


def test_prod_confirmed_by_its_name_is_changed(aws: RDSClient) -> None:
    result = ops(*TAKE, "--confirm", "prod")
    assert result.exit_code == 0, result.output
    assert "is complete" in result.output
    assert manual(aws) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("restore-drill", "prod"),
        ("isolated", "remove", "prod"),
        ("anonymise", "snapshot", "prod", "--output", "staging.dump"),
    ],
)
def test_every_command_that_makes_or_removes_something_in_prod_asks(
    aws: RDSClient, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ops.staging_data.pg_dump_for", lambda _version: "pg_dump")
    assert "nobody confirmed it" in refusal(*command).cause
    assert len(aws.describe_db_instances()["DBInstances"]) == 1


def test_the_drill_ends_with_status_0_and_its_evidence_in_a_file(
    aws: RDSClient, restored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert aws
    monkeypatch.setattr("ops.cli._waiter", quick)
    evidence = tmp_path / "drill.json"
    result = ops("restore-drill", "prod", "--confirm", "prod", "--through", restored, "--evidence", str(evidence))
    assert result.exit_code == 0, result.output
    assert re.search(r"attempts\W+800", result.output)
    assert json.loads(evidence.read_text())["verification"]["rows"]["users"] == 41


def test_a_drill_that_finds_damage_ends_with_status_1_and_says_what(
    aws: RDSClient, restored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert aws
    monkeypatch.setattr("ops.cli._waiter", quick)
    port = restored.rpartition(":")[2]
    with psycopg.connect(f"postgresql://postgres@localhost:{port}/lexfix", autocommit=True) as copy:
        copy.execute("DELETE FROM learner_links; DELETE FROM users")
    result = ops("restore-drill", "prod", "--confirm", "prod", "--through", restored)
    assert result.exit_code == 1
    assert "the table users is empty" in result.output


def quick() -> Waiter:
    return Waiter(console, interval=0, limit=60)


def test_a_database_is_anonymised_in_place_only_by_its_own_address(
    people: psycopg.Connection[tuple[object, ...]], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.close()
    monkeypatch.setenv("LEXFIX_DATABASE_URL", database)
    monkeypatch.setenv("LEXFIX_ANONYMISE_KEY", "k" * 40)
    address = database.rpartition("@")[2]
    assert "Nothing was changed" in refusal("anonymise", "database").cause
    result = ops("anonymise", "database", "--confirm", address)
    assert result.exit_code == 0, result.output
    assert "users: 41 rows" in result.output
    assert "k" * 40 not in result.output


def test_a_short_key_is_refused_without_printing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXFIX_ANONYMISE_KEY", "hunter2")
    error = refusal("anonymise", "database", "--url", "postgresql://localhost/x")
    assert "has 7 characters" in error.cause
    assert "hunter2" not in str(error)


def test_a_password_in_the_address_is_never_printed() -> None:
    result = ops("anonymise", "database", "--url", "postgresql://u:canary@localhost:1/x", "--confirm", "localhost:1/x")
    assert isinstance(result.exception, OpsError)
    assert "canary" not in result.output + str(result.exception)
    assert "localhost:1/x" in result.exception.cause


@pytest.mark.parametrize(
    ("name", "cause"), [("production", "no environment 'production'"), ("local", "'local' keeps its databases")]
)
def test_an_environment_that_is_not_on_aws_is_named_with_the_choices(name: str, cause: str) -> None:
    error = refusal("snapshots", "list", name)
    assert cause in error.cause
    assert "staging" in error.remedy


def test_missing_credentials_are_one_message_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    error = refusal("snapshots", "list", "prod")
    assert "no usable AWS credentials" in error.cause
    assert "aws sso login" in error.remedy


@pytest.mark.parametrize(
    ("raised", "cause"),
    [
        (ClientError({"Error": {"Code": "ExpiredToken", "Message": "m"}}, "GetCallerIdentity"), "session has expired"),
        (
            ClientError({"Error": {"Code": "InvalidClientTokenId", "Message": "m"}}, "X"),
            "does not accept these credentials",
        ),
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": "on that"}}, "CopyDBSnapshot"),
            "CopyDBSnapshot: on that",
        ),
        (
            ClientError({"Error": {"Code": "SnapshotQuotaExceeded", "Message": "full"}}, "X"),
            "SnapshotQuotaExceeded: full",
        ),
        (TokenRetrievalError(provider="sso", error_msg="gone"), "session has ended"),
        (SSOTokenLoadError(error_msg="gone"), "session has ended"),
    ],
)
def test_what_aws_answers_is_explained(raised: Exception, cause: str) -> None:
    with pytest.raises(OpsError, match=cause), aws_errors_explained():
        raise raised


def test_a_profile_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobodys")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(OpsError, match="nobodys"):
        Clients(Environment("prod", "eu-central-1")).identity()


def test_credentials_of_another_account_are_refused_before_anything_else(aws: RDSClient) -> None:
    assert aws
    elsewhere = Environment("prod", "eu-central-1", account="999999999999")
    with pytest.raises(OpsError, match=r"account \d+, but prod is account 999999999999"):
        Clients(elsewhere).identity()


def test_the_stacks_config_says_account_and_region_over_the_table(tmp_path: Path) -> None:
    assert environment("prod", tmp_path) == Environment("prod", "eu-central-1")
    config = "config:\n  lexfix:account: '111122223333'\n  lexfix:region: eu-west-1\n"
    (tmp_path / "Pulumi.prod.yaml").write_text(config)
    assert environment("prod", tmp_path) == Environment("prod", "eu-west-1", "111122223333")


def test_importing_the_commands_makes_no_client_and_no_session() -> None:
    program = "import ops.cli, boto3; assert boto3.DEFAULT_SESSION is None; import sys; sys.exit('moto' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("snapshots", "list"), ["GiB", "UTC", "Changes nothing"]),
        (("snapshots", "take"), ["minutes", "costs storage"]),
        (("restore-drill",), ["15 to 60 minutes", "USD", "removes the instance", "not touched"]),
        (("anonymise", "snapshot"), ["20 to 90 minutes", "LEXFIX_ANONYMISE_KEY", "pseudonym"]),
        (("anonymise", "database"), ["for good", "in use is refused"]),
        (("isolated", "remove"), ["nothing else is ever removed"]),
        (("findings",), ["Changes nothing", "status 1"]),
    ],
)
def test_help_tells_units_and_effects(command: tuple[str, ...], said: list[str]) -> None:
    result = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"}).invoke(app, [*command, "--help"])
    text = " ".join(re.sub(r"[│─╭╮╰╯]", " ", result.output).split())
    for words in said:
        assert words in text

"""Settings: what every stack's config may say, and what is answered when it says something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import set_all_config
from pulumi.runtime.mocks import set_mocks

from infra.lexfix.images import REPOSITORY
from infra.lexfix.size import Size
from stacks.local import Settings
from stacks.settings import ENVIRONMENTS, load, read
from tests.unit.declared import Declared, declare

CONFIG = {"url": "http://localhost:3000", "registry": "localhost:5000"}


@pytest.fixture(autouse=True)
def no_config_is_left_behind() -> Iterator[None]:
    yield
    set_all_config({}, secret_keys=[])


def refusal(stack: str = "local", **config: str) -> str:
    with pytest.raises(pulumi.RunError) as error:
        load(stack, {**CONFIG, **config})
    return str(error.value)


def test_an_unknown_stack_is_answered_with_those_there_are() -> None:
    assert refusal("stagging") == (
        "stack 'stagging' is unknown: use local, staging or prod (`pulumi stack select local`)."
    )


def test_an_unknown_key_is_answered_with_those_there_are_and_how_to_remove_it() -> None:
    problem, _, known = refusal(typo="localhost:5000").partition("; the known keys are ")
    assert problem == "lexfix:typo is unknown. Remove it from Pulumi.local.yaml"
    assert {"lexfix:registry", "lexfix:url"} <= set(known.removesuffix(".").split(", "))


def test_a_missing_value_is_answered_with_the_command_that_sets_it() -> None:
    with pytest.raises(pulumi.RunError) as error:
        load("local", {"url": CONFIG["url"]})
    assert str(error.value) == ("lexfix:registry is not set. Set it in Pulumi.local.yaml.")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", "localhost:3000"),
        ("url", "http://localhost:3000/"),
        ("url", "ftp://localhost"),
        ("registry", "http://localhost:5000"),
        ("registry", "localhost:5000/"),
        ("context", ""),
    ],
)
def test_a_wrong_value_is_shown_with_the_command_that_changes_it(key: str, value: str) -> None:
    message = refusal(**{key: value})
    assert message.startswith(f"lexfix:{key} is {value!r}: ")
    assert message.endswith("Change it in Pulumi.local.yaml.")


def test_a_form_that_is_not_met_is_told_by_an_example() -> None:
    assert refusal(registry="http://localhost:5000") == (
        "lexfix:registry is 'http://localhost:5000': write it like localhost:5000. Change it in Pulumi.local.yaml."
    )


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(pulumi.RunError) as error:
        load("local", {"url": "nowhere", "nonsense": "1"})
    assert len(str(error.value).splitlines()) == 3


def test_a_wrong_value_that_is_secret_is_not_shown() -> None:
    set_all_config({"lexfix:url": "canary"}, secret_keys=["lexfix:url"])
    message = refusal(url="canary")
    assert "lexfix:url is [secret]: " in message
    assert "canary" not in message


def test_the_current_stack_is_read_and_what_its_config_says_to_providers_is_left_to_them() -> None:
    set_mocks(Declared(), project="lexfix", stack="local")
    set_all_config({f"lexfix:{key}": value for key, value in CONFIG.items()} | {"kubernetes:context": "elsewhere"})
    local = read()
    assert isinstance(local, Settings)
    assert (local.url, local.registry, local.context) == (CONFIG["url"], CONFIG["registry"], None)


def test_config_may_override_what_has_a_default() -> None:
    assert load("local", CONFIG).demo is True
    assert load("local", {**CONFIG, "demo": "false"}).demo is False


def test_the_level_of_monitoring_is_set_by_a_word_and_its_parts_by_json() -> None:
    core = load("local", CONFIG).monitoring
    assert load("local", {**CONFIG, "monitoring": "full"}).monitoring == replace(core, level="full")
    grafana = load("local", {**CONFIG, "monitoring": '{"grafana": true}'}).monitoring
    assert grafana == replace(core, grafana=True)
    assert "lexfix:monitoring.level is 'all'" in refusal(monitoring="all")


def test_a_receiver_that_is_wrong_is_named_and_not_shown() -> None:
    receivers = '{"email": "a@example.org", "smtp": "canary"}'
    set_all_config({"lexfix:receivers": receivers}, secret_keys=["lexfix:receivers"])
    message = refusal(receivers=receivers)
    assert "lexfix:receivers.smtp is [secret]: " in message
    assert "canary" not in message
    assert "email needs a mail server" in refusal(receivers='{"email": "a@example.org"}')


DSN = f"https://{'a1' * 16}@o1.ingest.de.sentry.io/42"


def test_errors_go_nowhere_unless_config_names_sentry_and_then_its_address_is_a_secret() -> None:
    def program() -> dict[str, Any]:
        dsn = load("local", {**CONFIG, "sentry_dsn": DSN}).telemetry.sentry_dsn
        assert isinstance(dsn, pulumi.Output)
        return {
            "unset": load("local", CONFIG).telemetry.sentry_dsn,
            "secret": pulumi.Output.from_input(dsn.is_secret()),
        }

    _, offers = declare(program)
    assert offers == {"unset": None, "secret": True}


@pytest.mark.parametrize("dsn", ["", "http" + DSN.removeprefix("https"), DSN.replace("a1" * 16, "key"), DSN + "?a=b"])
def test_an_address_that_is_not_sentrys_is_refused(dsn: str) -> None:
    assert "lexfix:sentry_dsn" in refusal(sentry_dsn=dsn)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_config_that_is_committed_is_accepted(stack: str) -> None:
    config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
    load(stack, {key.removeprefix("lexfix:"): value for key, value in config.items()})


@pytest.mark.parametrize(
    "wrong",
    [
        {"cpu": "0.5"},
        {"memory": "512MB"},
        {"smallest": 0},
        {"smallest": 3, "largest": 2},
        {"memory": "2Gi"},
        {"replicas": 2},
    ],
)
def test_a_size_that_kubernetes_would_not_understand_is_refused(wrong: dict[str, object]) -> None:
    right = {"cpu": "50m", "memory": "256Mi", "memory_limit": "1Gi", "smallest": 1, "largest": 2, "scale_at": "1"}
    assert Size(**right)  # type: ignore[arg-type]
    with pytest.raises((ValueError, TypeError)):
        Size(**{**right, **wrong})  # type: ignore[arg-type]

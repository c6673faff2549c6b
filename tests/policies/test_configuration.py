"""Levels and limits: what may be configured per environment, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel

from policies.configuration import initial, problems
from policies.environments import ENVIRONMENTS
from policies.pack import RULES, policies
from policies.servicer import Servicer
from policies.table import REPOSITORY
from stacks.settings import ENVIRONMENTS as STACKS
from tests.policies.judging import judge
from tests.policies.mutation import Mutation
from tests.policies.programs import Recorded


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ({"non-rot": "advisory"}, "There is no rule 'non-rot': did you mean 'non-root'? docs/policies.md lists them."),
        ({"xyz": "advisory"}, "There is no rule 'xyz': docs/policies.md lists them."),
        ({"seccomp": "warn"}, "seccomp: the level 'warn' is unknown: use advisory, mandatory, disabled."),
        ({"seccomp": {"enforcementLevel": 3}}, "seccomp: the level 3 is unknown: use advisory, mandatory, disabled."),
        ({"seccomp": {"limit": 3}}, "seccomp: the threshold 'limit' is unknown: it takes 'enforcementLevel' alone."),
        (
            {"modest-memory": {"limits": 3}},
            "modest-memory: the threshold 'limits' is unknown: it takes 'enforcementLevel' and 'limit'.",
        ),
        ({"modest-memory": {"limit": "8Gi"}}, "modest-memory: the limit '8Gi' is not a number from 0 up."),
        ({"modest-memory": {"limit": -1}}, "modest-memory: the limit -1 is not a number from 0 up."),
        ({"modest-memory": {"limit": float("nan")}}, "modest-memory: the limit nan is not a number from 0 up."),
        ({"modest-memory": {"limit": True}}, "modest-memory: the limit True is not a number from 0 up."),
        ({"all": {"limit": 1}}, "all: the threshold 'limit' is unknown: it takes 'enforcementLevel' alone."),
        (
            {"seccomp": None},
            "seccomp: write a level (advisory, mandatory, disabled) or an object, not None.",
        ),
    ],
)
def test_a_configuration_that_means_nothing_gets_one_clear_sentence(configuration: Any, said: str) -> None:
    assert problems(configuration) == [said]


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"cannot be used\.\nThere is no rule 'a'.*\nThere is no rule 'b'"):
        initial({"a": "advisory", "b": "advisory"})


def test_a_level_a_limit_and_both_are_taken() -> None:
    given: dict[str, Any] = {
        "seccomp": "advisory",
        "modest-memory": {"limit": 8},
        "modest-volumes": {"enforcementLevel": "disabled", "limit": 1.5},
        "all": "mandatory",
    }
    assert initial(given) == {
        "seccomp": EnforcementLevel.ADVISORY,
        "modest-memory": {"limit": 8},
        "modest-volumes": {"enforcementLevel": EnforcementLevel.DISABLED, "limit": 1.5},
        "all": EnforcementLevel.MANDATORY,
    }


def test_every_stack_has_a_row_of_its_own_and_prod_is_held_to_everything() -> None:
    assert set(ENVIRONMENTS) == set(STACKS)
    assert ENVIRONMENTS["prod"] == {}
    for settings in ENVIRONMENTS.values():
        assert problems(settings) == []


def test_an_environment_never_asks_for_more_than_the_rule_itself() -> None:
    for stack, settings in ENVIRONMENTS.items():
        for rule, setting in settings.items():
            assert setting != "mandatory", f"{stack}: {rule} is mandatory anyway"
            assert not isinstance(setting, dict) or setting.get("limit") != RULES[rule].limit, f"{stack}: {rule}"


def test_a_limit_from_the_table_is_the_one_in_force(programs: dict[str, list[Recorded]]) -> None:
    week = Mutation(
        "postgres-backups", "aws:rds/instance:Instance", "lexfix-postgres-instance", "backupRetentionPeriod", 8
    )
    assert judge("staging", week.apply(programs["staging"])).violations == {}
    assert set(judge("prod", week.apply(programs["prod"])).violations) == {"postgres-backups"}


class Context(grpc.ServicerContext):
    """As much of a call as the servicer needs."""

    def abort(self, code: grpc.StatusCode, details: str) -> Any:
        raise RuntimeError(f"{code.name}: {details}")

    def _nothing(self, *_: Any) -> Any:
        raise NotImplementedError

    abort_with_status = add_callback = auth_context = cancel = invocation_metadata = is_active = _nothing
    peer = peer_identities = peer_identity_key = send_initial_metadata = set_code = set_details = _nothing
    set_trailing_metadata = time_remaining = _nothing


def configured(rule: str, **properties: object) -> analyzer_pb2.ConfigureAnalyzerRequest:
    """What the engine sends after it read ``--policy-pack-config``."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig[rule].enforcementLevel = analyzer_pb2.MANDATORY
    request.policyConfig[rule].properties.update(properties)
    return request


def servicer() -> Servicer:
    return Servicer("lexfix", "0.0.1", policies(), EnforcementLevel.MANDATORY)  # type: ignore[no-untyped-call]


def test_the_server_refuses_what_the_engine_would_let_through() -> None:
    with pytest.raises(RuntimeError, match="INVALID_ARGUMENT: There is no rule 'non-rot'"):
        servicer().Configure(configured("non-rot"), Context())
    with pytest.raises(RuntimeError, match="INVALID_ARGUMENT: modest-memory: the threshold 'limits' is unknown"):
        servicer().Configure(configured("modest-memory", limits=3), Context())


def test_the_server_takes_a_configuration_that_means_something() -> None:
    pack = servicer()
    pack.Configure(configured("modest-memory", limit=8), Context())
    assert pack._get_policy_config("modest-memory") == {"limit": 8}


def test_the_pack_starts_and_answers_with_a_port() -> None:
    environment = {**os.environ, "PULUMI_STACK": "staging"}
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "policies"], cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE
    ) as pack:
        assert pack.stdout is not None
        port = int(pack.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            analyzer = analyzer_pb2_grpc.AnalyzerStub(channel)  # type: ignore[no-untyped-call]
            info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
            with pytest.raises(grpc.RpcError, match="There is no rule 'non-rot'"):
                analyzer.Configure(configured("non-rot"))
        pack.terminate()
    assert {policy.name for policy in info.policies} == set(RULES)
    assert dict(info.initialConfig["postgres-backups"].properties) == {"limit": 7}
    assert info.initialConfig["nat-per-zone"].enforcementLevel == analyzer_pb2.DISABLED

"""What a rule does with what it cannot know, cannot read, or is told to let pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from infra.platform import IMAGES
from policies.cost.platform import BUDGET
from policies.pack import RULES
from policies.reading import gibibytes
from policies.rule import StackRule
from policies.security.cluster import CLUSTER, NODES
from tests.policies.judging import judge
from tests.policies.mutation import Mutation
from tests.policies.mutations.platform import GRANT
from tests.policies.mutations.workloads import CONTAINER, DEPLOYMENT, NAMESPACE, POD
from tests.policies.programs import Recorded

Programs = dict[str, list[Recorded]]
PRIVILEGED = Mutation("not-privileged", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.privileged", True)


def annotated(resources: list[Recorded], reason: str) -> list[Recorded]:
    at = ("metadata", "annotations", "policies.lexfix.com/not-privileged")
    return Mutation("", DEPLOYMENT, "app", at, reason).apply(resources)


def test_an_annotation_with_a_reason_exempts_one_object_from_one_rule(programs: Programs) -> None:
    broken = PRIVILEGED.apply(programs["prod"])
    assert judge("prod", annotated(broken, "reads the node's sensors")).violations == {}

    other = Mutation("no-host-access", DEPLOYMENT, "app", f"{POD}.hostPID", True).apply(broken)
    assert set(judge("prod", annotated(other, "reads the node's sensors")).violations) == {"no-host-access"}


def test_an_annotation_without_a_reason_exempts_from_nothing(programs: Programs) -> None:
    broken = PRIVILEGED.apply(programs["prod"])
    assert set(judge("prod", annotated(broken, "  ")).violations) == {"not-privileged"}


def test_what_is_not_known_hides_no_violation_beside_it(programs: Programs) -> None:
    schema = Mutation("", "kubernetes:batch/v1:Job", "migrate", f"{POD}.initContainers.0.image", UNKNOWN_STRING_VALUE)
    seed = Mutation("", "kubernetes:batch/v1:Job", "migrate", f"{CONTAINER}.image", "node:24")
    preview = judge("prod", seed.apply(schema.apply(programs["prod"])), preview=True)
    assert "container 'seed' runs node:24" in preview.violations["images-by-digest"][0]
    assert "container 'schema'" in preview.remarks["images-by-digest"][0]


def test_one_resource_that_is_not_known_yet_does_not_silence_a_rule_about_the_stack(programs: Programs) -> None:
    unknown = Mutation("", NAMESPACE, "data", "metadata.name", UNKNOWN_STRING_VALUE).apply(programs["local"])
    bare = Mutation("", "kubernetes:networking.k8s.io/v1:NetworkPolicy", "deny-by-default").apply(unknown)
    preview = judge("local", bare, preview=True)
    assert "lexfix lets every pod talk to every other" in preview.violations["denies-by-default"][0]
    assert "data: .metadata.name is not known" in preview.remarks["denies-by-default"][0]


def test_a_stack_rule_asks_only_what_it_has_to(programs: Programs) -> None:
    """A public image is of known origin, whatever digest is still to be built."""
    unknown = programs["prod"]
    for image in IMAGES:
        unknown = Mutation("", "docker-build:index:Image", image, "digest", UNKNOWN_STRING_VALUE).apply(unknown)
    said = judge("prod", unknown, preview=True).remarks["known-origin"][0]
    assert "app: .digest" in said
    assert "lexfix-ingress-deployment" not in said


def test_a_deployment_that_happens_to_have_one_pod_needs_a_budget_if_it_may_grow(programs: Programs) -> None:
    """Of an autoscaled Deployment, the cluster reports the number of pods of the moment."""
    one = Mutation("", DEPLOYMENT, "app", "spec.replicas", 1).apply(programs["prod"])
    bare = Mutation("", "kubernetes:policy/v1:PodDisruptionBudget", "app").apply(one)
    assert set(judge("prod", bare).violations) == {"disruption-budgets"}


def test_a_deployment_of_one_pod_needs_no_budget(programs: Programs) -> None:
    autoscaler = next(one for one in programs["prod"] if one.name == "lexfix-autoscaler-deployment")
    assert autoscaler.inputs["spec"]["replicas"] == 1
    assert "disruption-budgets" not in judge("prod", programs["prod"]).violations


@pytest.mark.parametrize(
    "rubbish",
    [
        Mutation("modest-memory", DEPLOYMENT, "app", f"{CONTAINER}.resources.limits.memory", "much"),
        Mutation("no-administrator", GRANT, "lexfix-autoscaler-scale", "policy", "{"),
        Mutation("cluster-fenced", CLUSTER, "lexfix-cluster-cluster", "vpcConfig.publicAccessCidrs", ["x"]),
        Mutation("bounded-nodes", NODES, "lexfix-ml-nodes-group", "scalingConfig", "large"),
        Mutation("budgeted", BUDGET, "lexfix-alarms-budget", "limitAmount", "little"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_read_is_a_violation(programs: Programs, rubbish: Mutation) -> None:
    said = judge("prod", rubbish.apply(programs["prod"])).violations[rubbish.rule][0]
    assert "has a value that the rule cannot read" in said


def test_the_prod_program_is_judged_by_a_limit_of_its_own(programs: Programs) -> None:
    """The limit of a rule about the stack is taken from the configuration as well."""
    rule = RULES["documents-fail-over"]
    assert isinstance(rule, StackRule)
    whole = [one.resource for one in programs["prod"]]
    assert rule.judge(whole).violations == ()
    assert rule.judge(whole, limit=3).violations == ("lexfix-documents-cluster has 2 instances, fewer than 3",)
    assert replace(rule, limit=3).judge(whole).violations


@pytest.mark.parametrize(
    ("quantity", "gib"), [("512Mi", 0.5), ("2Gi", 2), ("1Ti", 1024), ("1073741824", 1), ("4294967296k", 4000)]
)
def test_memory_is_read_in_every_unit_of_kubernetes(quantity: str, gib: float) -> None:
    assert gibibytes(quantity) == gib

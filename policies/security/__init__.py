"""Rules that keep an intruder out, and small where he gets in."""

from policies.rule import Rule, StackRule
from policies.security import (
    access,
    buckets,
    cluster,
    entrance,
    identity,
    keys,
    network,
    pods,
    registry,
    secrets,
    stores,
)

RULES: tuple[Rule | StackRule, ...] = (
    *pods.RULES,
    *secrets.RULES,
    *access.RULES,
    *registry.RULES,
    *network.RULES,
    *cluster.RULES,
    *stores.RULES,
    *buckets.RULES,
    *identity.RULES,
    *keys.RULES,
    *entrance.RULES,
)

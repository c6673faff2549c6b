"""The policy pack, as the engine starts it."""

from pulumi_policy import PolicyPack

from policies.pack import policies

PolicyPack("lexfix", policies())

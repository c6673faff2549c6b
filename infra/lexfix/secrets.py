"""The secrets of LexFix: made once, kept encrypted in Pulumi's state, given to pods as Kubernetes Secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random

from infra.lexfix.pod import certificate_data, labels
from infra.platform import DataStores


@dataclass(frozen=True)
class SecretsArgs:
    namespace: pulumi.Input[str]
    stores: DataStores
    telemetry: Mapping[str, pulumi.Input[str]]
    """What both services need to send errors."""


class Secrets(pulumi.ComponentResource):
    """One Secret per workload, with what that workload needs and nothing else.

    Names are generated and change with the content, so that changing a secret rolls the pods that read it.
    """

    app: pulumi.Output[str]
    ml: pulumi.Output[str]
    migrations: pulumi.Output[str]
    certificate_authority: pulumi.Output[str] | None
    """Name of the ConfigMap with the stores' certificate authority."""
    people: pulumi.Output[str]
    """With the password of the demo learner and educator, whom the smoke tests sign in as."""
    demo_password: pulumi.Output[str]

    def __init__(self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Secrets", name, None, opts)
        self._namespace = args.namespace
        stores = {
            "DATABASE_URL": args.stores.postgres,
            "MONGODB_URL": args.stores.mongodb,
            "REDIS_URL": args.stores.redis,
        }
        app = {**stores, "AUTH_SECRET": self._generate("auth", length=48)}
        self.demo_password = self._generate("demo-password", length=16)
        people = {"DEMO_PASSWORD": self.demo_password}
        self.app = self._secret("app", {**app, **args.telemetry})
        self.ml = self._secret("ml-service", {**stores, **args.telemetry})
        self.migrations = self._secret("migrate", {**app, **people})
        self.people = self._secret("smoke", people)
        self.certificate_authority = self._certificates(args.stores.certificate_authority)
        self.register_outputs({})

    def _generate(self, name: str, length: int) -> pulumi.Output[str]:
        return random.RandomPassword(
            name, length=length, special=False, opts=pulumi.ResourceOptions(parent=self)
        ).result

    def _secret(self, workload: str, values: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
        secret = k8s.core.v1.Secret(
            workload,
            metadata=k8s.meta.v1.ObjectMetaArgs(namespace=self._namespace, labels=labels(workload)),
            string_data=values,
            immutable=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return secret.metadata.name

    def _certificates(self, bundle: pulumi.Input[str] | None) -> pulumi.Output[str] | None:
        if bundle is None:
            return None
        config_map = k8s.core.v1.ConfigMap(
            "stores",
            metadata=k8s.meta.v1.ObjectMetaArgs(namespace=self._namespace, labels=labels("stores")),
            data=certificate_data(bundle),
            immutable=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return config_map.metadata.name

"""PostgreSQL, MongoDB and Redis inside the cluster."""

from __future__ import annotations

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random

from infra.lexfix.namespace import namespace
from infra.lexfix.network import deny_by_default, pods_of
from infra.local.store import FILES, Store, StoreArgs
from infra.platform import DataStores

NAMESPACE = "data"
USER = "lexfix"
"""User and database in PostgreSQL and MongoDB."""


class Databases(pulumi.ComponentResource):
    """The data stores, each with a generated password and a persistent volume."""

    stores: DataStores

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:local:Databases", name, None, opts)
        self._namespace: k8s.core.v1.Namespace = namespace(self, NAMESPACE)
        deny_by_default(self, self._namespace.metadata.name, "data-deny-by-default")
        postgres, postgres_password = self._postgres()
        mongo, mongo_password = self._mongo()
        redis, redis_password = self._redis()
        self.stores = DataStores(
            postgres=_url("postgresql://{user}:{password}@{host}:5432/{user}", postgres, postgres_password),
            mongodb=_url("mongodb://{user}:{password}@{host}:27017/{user}?authSource=admin", mongo, mongo_password),
            redis=_url("redis://:{password}@{host}:6379/0", redis, redis_password),
            ready=(postgres, mongo, redis),
            peers=tuple(pods_of(NAMESPACE)),
        )
        self.register_outputs({})

    def _password(self, name: str) -> pulumi.Output[str]:
        password = random.RandomPassword(
            f"{name}-password", length=32, special=False, opts=pulumi.ResourceOptions(parent=self)
        )
        return password.result

    def _postgres(self) -> tuple[Store, pulumi.Output[str]]:
        password = self._password("postgres")
        data = "/var/lib/postgresql/data"
        args = StoreArgs(
            namespace=self._namespace.metadata.name,
            image="postgres:17-trixie",
            port=5432,
            data_path=data,
            size="2Gi",
            memory="512Mi",
            # Over TCP: the first start answers on its socket while it is still being set up.
            ready=["pg_isready", "--host=127.0.0.1", f"--username={USER}", f"--dbname={USER}"],
            secret={"POSTGRES_PASSWORD": password},
            # A directory of its own: the root of a volume may hold a lost+found, which initdb refuses.
            environment={"POSTGRES_USER": USER, "POSTGRES_DB": USER, "PGDATA": f"{data}/pgdata"},
            scratch=["/tmp", "/var/run/postgresql"],  # noqa: S108 - paths inside the container
        )
        return Store("postgres", args, pulumi.ResourceOptions(parent=self)), password

    def _mongo(self) -> tuple[Store, pulumi.Output[str]]:
        password = self._password("mongo")
        args = StoreArgs(
            namespace=self._namespace.metadata.name,
            image="mongo:8",
            port=27017,
            data_path="/data/db",
            size="2Gi",
            memory="768Mi",
            ready=[],
            secret={"MONGO_INITDB_ROOT_PASSWORD": password},
            environment={"MONGO_INITDB_ROOT_USERNAME": USER, "MONGO_INITDB_DATABASE": USER},
            scratch=["/tmp", "/data/configdb"],  # noqa: S108 - paths inside the container
        )
        return Store("mongo", args, pulumi.ResourceOptions(parent=self)), password

    def _redis(self) -> tuple[Store, pulumi.Output[str]]:
        password = self._password("redis")
        args = StoreArgs(
            namespace=self._namespace.metadata.name,
            image="redis:8-trixie",
            port=6379,
            data_path="/data",
            size="1Gi",
            memory="256Mi",
            # redis-cli ends with 0 even when the answer is an error, such as LOADING.
            ready=["sh", "-c", "redis-cli ping | grep -q PONG"],
            secret={"REDISCLI_AUTH": password},
            # A file, because arguments can be read by everybody on the node.
            files={"redis.conf": password.apply(lambda known: f"requirepass {known}\nappendonly yes\ndir /data\n")},
            arguments=["redis-server", f"{FILES}/redis.conf"],
        )
        return Store("redis", args, pulumi.ResourceOptions(parent=self)), password


def _url(template: str, store: Store, password: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.all(store.host, password).apply(
        lambda known: template.format(user=USER, host=known[0], password=known[1])
    )

"""Staging and production side by side: every difference between the environments on AWS, in one table.

What belongs to one account (its id, the hosted zone's id, the networks that may reach the cluster's API, mail addresses) is not here
but in ``Pulumi.<stack>.yaml``.
"""

from __future__ import annotations

from typing import Any

# fmt: off
TABLE: dict[str, tuple[object, object]] = {
    # setting                          staging                                prod
    "region":                         ("eu-central-1",                        "eu-central-1"),
    "backup_region":                  ("eu-west-1",                           "eu-west-1"),

    "network.cidr":                   ("10.20.0.0/16",                        "10.30.0.0/16"),
    "network.zones":                  (("eu-central-1a", "eu-central-1b"),    ("eu-central-1a", "eu-central-1b", "eu-central-1c")),
    "network.nat_per_zone":           (False,                                 True),
    "network.flow_log_days":          (14,                                    90),

    "cluster.version":                ("1.35",                                "1.35"),
    "cluster.log_days":               (30,                                    365),
    "cluster.deletion_protection":    (False,                                 True),
    "cluster.admin_role":             ("lexfix-admin",                        "lexfix-admin"),
    "cluster.deployer_role":          ("lexfix-deployer",                     "lexfix-deployer"),
    "cluster.reader_role":            ("lexfix-reader",                       "lexfix-reader"),
    "cluster.general.instance_types": (("t3.large", "t3a.large"),             ("m7i.large", "m7a.large")),
    "cluster.general.smallest":       (2,                                     3),
    "cluster.general.largest":        (4,                                     9),
    "cluster.general.disk_gib":       (50,                                    80),
    "cluster.ml.instance_types":      (("c7i.large", "c7a.large"),            ("c7i.xlarge", "c7a.xlarge")),
    "cluster.ml.smallest":            (1,                                     2),
    "cluster.ml.largest":             (2,                                     8),
    "cluster.ml.disk_gib":            (50,                                    80),

    "postgres.instance_class":        ("db.t4g.small",                        "db.m7g.large"),
    "postgres.storage_gib":           (20,                                    100),
    "postgres.max_storage_gib":       (100,                                   1000),
    "postgres.max_connections":       (100,                                   500),
    "postgres.multi_az":              (False,                                 True),
    "postgres.backup_days":           (7,                                     35),
    "postgres.deletion_protection":   (False,                                 True),
    "postgres.credentials_version":   (1,                                     1),

    "documents.instance_class":       ("db.t4g.medium",                       "db.r6g.large"),
    "documents.instances":            (1,                                     2),
    "documents.backup_days":          (7,                                     35),
    "documents.deletion_protection":  (False,                                 True),
    "documents.credentials_version":  (1,                                     1),

    "cache.node_type":                ("cache.t4g.micro",                     "cache.m7g.large"),
    "cache.nodes":                    (1,                                     2),
    "cache.backup_days":              (1,                                     7),
    "cache.credentials_version":      (1,                                     1),

    "entrance.hostname":              ("staging.lexfix.com",                  "app.lexfix.com"),
    "entrance.zone_name":             ("lexfix.com",                          "lexfix.com"),
    "entrance.controller_replicas":   (2,                                     3),
    # A whole class may share one school's address.
    "entrance.requests_per_second":   (25,                                    100),
    "entrance.deletion_protection":   (False,                                 True),

    "backup.daily_days":              (7,                                     35),
    "backup.copy_days":               (0,                                     90),

    "alarms.monthly_budget_usd":      (750,                                   2500),
}
# fmt: on

COLUMNS = ("staging", "prod")


def column(environment: str) -> dict[str, Any]:
    """One environment's values, nested by the dots of their names. ``KeyError`` for an environment without a column."""
    if environment not in COLUMNS:
        raise KeyError(environment)
    nested: dict[str, Any] = {"environment": environment}
    for setting, values in TABLE.items():
        put(nested, setting, values[COLUMNS.index(environment)])
    return nested


def put(nested: dict[str, Any], setting: str, value: object) -> None:
    """Set ``a.b.c`` in nested dictionaries."""
    *folders, leaf = setting.split(".")
    for folder in folders:
        nested = nested.setdefault(folder, {})
    nested[leaf] = value

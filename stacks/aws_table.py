"""Staging and production side by side: every difference between the environments on AWS, in one table.

What belongs to one account (its id, the hosted zone's id, networks that reach the cluster's API, mail addresses) is in
``Pulumi.<stack>.yaml`` instead.
"""

from __future__ import annotations

from typing import Any

from infra.lexfix.size import Size
from infra.monitoring import MonitoringSettings

ZONES = ("eu-central-1a", "eu-central-1b", "eu-central-1c")

# fmt: off
TABLE: dict[str, tuple[object, object]] = {
    # setting                          staging                                prod
    "region":                         ("eu-central-1",                        "eu-central-1"),
    "backup_region":                  ("eu-west-1",                           "eu-west-1"),

    "network.cidr":                   ("10.20.0.0/16",                        "10.30.0.0/16"),
    "network.zones":                  (ZONES[:2],                             ZONES),
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

    "app.cpu":                        ("250m",                                "500m"),
    "app.memory":                     ("384Mi",                               "512Mi"),
    "app.memory_limit":               ("768Mi",                               "1Gi"),
    "app.smallest":                   (1,                                     3),
    "app.largest":                    (3,                                     20),
    "app.scale_at":                   ("400m",                                "600m"),
    "ml.cpu":                         ("500m",                                "1500m"),
    "ml.memory":                      ("1Gi",                                 "1Gi"),
    "ml.memory_limit":                ("1536Mi",                              "2Gi"),
    "ml.smallest":                    (1,                                     2),
    "ml.largest":                     (2,                                     16),
    "ml.scale_at":                    ("700m",                                "1500m"),

    "monitoring.level":               ("full",                                "full"),
    "monitoring.grafana":             (True,                                  True),
    "monitoring.retention_days":      (15,                                    30),
    "monitoring.storage_gib":         (20,                                    50),
    "monitoring.memory":              ("1Gi",                                 "3Gi"),
    "monitoring.log_days":            (14,                                    30),
    "monitoring.log_storage_gib":     (10,                                    20),
    "monitoring.log_memory":          ("512Mi",                               "1Gi"),
    "monitoring.trace_days":          (3,                                     7),
    "monitoring.trace_storage_gib":   (5,                                     30),

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


def address(environment: str) -> str:
    """Public address of an environment, without a path."""
    return f"https://{column(environment)['entrance']['hostname']}"


def size(environment: str, workload: str) -> Size:
    """Size of a workload of LexFix: ``app`` or ``ml``."""
    return Size(**column(environment)[workload])


def monitoring(environment: str) -> MonitoringSettings:
    """How closely an environment is watched."""
    return MonitoringSettings(**column(environment)["monitoring"])

"""Where an environment is held to less than production: levels and limits of rules, in one table.

A rule that is not named here is mandatory, with its own limit, in every environment. The syntax is that of the engine's
``--policy-pack-config``, which is applied on top.
"""

from __future__ import annotations

from collections.abc import Mapping

from policies.configuration import Setting

ENVIRONMENTS: Mapping[str, Mapping[str, Setting]] = {
    "local": {
        # One node: a second pod would be lost with the first.
        "several-pods": "disabled",
        # Who edits and looks has not run all checks yet, and a scanner is not on every machine: the clauses `ci` and
        # `images` may be said and stop nothing.
        "clauses-enforced": "disabled",
        "clauses-met": "disabled",
    },
    "staging": {
        # Made to be thrown away, with seed data that can be made again.
        "deletion-protected": "disabled",
        "final-snapshot": "disabled",
        "vaults-stay": "disabled",
        "backups-copied": "disabled",
        "postgres-backups": {"limit": 7},
        "documents-backups": {"limit": 7},
        "cache-backups": {"limit": 1},
        "backups-kept": {"limit": 7},
        "logs-kept": {"limit": 14},
        # Without spare parts: an hour away costs nobody a lesson.
        "postgres-multi-az": "disabled",
        "documents-fail-over": {"limit": 1},
        "cache-fails-over": "disabled",
        "nat-per-zone": "disabled",
        "several-zones": {"limit": 2},
        "several-nodes": {"limit": 1},
        "several-pods": "disabled",
        # Smaller as well.
        "budgeted": {"limit": 1000},
        "modest-instances": {"limit": 1},
        "bounded-nodes": {"limit": 4},
        "bounded-storage": {"limit": 100},
    },
    "prod": {},
}

"""moto's server: one request at a time, and told that the engine ``docdb`` exists.

moto's own server answers in threads, and the engine asks for a dozen things at once: its models are not made for that
(a role was lost now and then).

moto has RDS's clusters and instances but refuses DocumentDB's engine by name. With the name added, a DocumentDB cluster
is kept, protected, snapshotted and deleted like any other cluster.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.rds import models, utils
from werkzeug.serving import run_simple

_OF_DOCDB = {"default_port": 27017, "default_engine_version": "5.0.0", "default_allocated_storage": 1}


def learn_docdb() -> None:
    """Add the engine to every list and table of moto that knows engines by name."""
    for engines, listing in (
        (utils.ClusterEngine, "list_cluster_engines"),
        (utils.DbInstanceEngine, "valid_db_instance_engine"),
    ):
        names = [*getattr(engines, listing)(), "docdb"]
        setattr(engines, listing, staticmethod(lambda names=names: names))
    for kind in (models.DBCluster, models.DBInstance):
        for table, value in _OF_DOCDB.items():
            if hasattr(kind, table):
                setattr(kind, table, staticmethod(_with_docdb(getattr(kind, table), value)))


def _with_docdb(known: Callable[..., Any], value: Any) -> Callable[..., Any]:
    def table(engine: str, **rest: Any) -> Any:
        return value if engine == "docdb" else known(engine=engine, **rest)

    return table


if __name__ == "__main__":
    learn_docdb()
    application = DomainDispatcherApplication(create_backend_app)
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=False, request_handler=MotoRequestHandler)

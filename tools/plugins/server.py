"""How a plugin lives: it prints its port, serves the engine, and goes quietly when told to."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from concurrent import futures

import grpc

_MESSAGE_BYTES = 400 * 1024 * 1024
"""As the engine allows."""
_THREADS = 128
"""More than the engine asks at once, so that Cancel is heard while everything else works."""
_GRACE_SECONDS = 2


def serve(register: Callable[[grpc.Server], None], stop: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``stop`` is called first, to end what is being done.

    The engine starts plugins in a process group of their own and ends them by SIGINT.
    """
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=_THREADS),
        options=[("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)],
    )
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server.start()
    print(port, flush=True)
    ended.wait()
    stop()
    server.stop(_GRACE_SECONDS).wait()

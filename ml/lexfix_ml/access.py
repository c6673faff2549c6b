"""A log line for every request: what was asked for and how it ended, nothing of who asked."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()


class AccessLog:
    """Logs method, route pattern, status and duration of every request but those for `quiet`."""

    def __init__(self, app: ASGIApp, quiet: str) -> None:
        self._app = app
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == self._quiet:
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        status = 500

        async def watched_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        finally:
            route = getattr(scope.get("route"), "path", None)
            milliseconds = round(1000 * (perf_counter() - start))
            log.info("request", method=scope["method"], route=route, status=status, milliseconds=milliseconds)

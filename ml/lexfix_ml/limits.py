"""A limit on what a request may send, kept while reading and before any of it is parsed."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import Refusal


class BodyLimit:
    """Answers 413 to a body of more than `largest` bytes without reading past that."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self._largest:
            await _refuse(send)
            return
        read = 0
        refused = False

        async def limited_receive() -> Message:
            nonlocal read, refused
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest and not refused:
                refused = True
                raise Refusal("too_large")
            return message

        await self._app(scope, limited_receive, send)


async def _refuse(send: Send) -> None:
    refusal = Refusal("too_large")
    body = json.dumps({"code": refusal.code, "message": refusal.message}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

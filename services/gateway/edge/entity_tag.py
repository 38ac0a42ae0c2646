"""ETags of the API's small JSON answers: asked again with `If-None-Match`, an unchanged answer is 304,
without body.
"""

from __future__ import annotations

import hashlib
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

TAGGED_MAX_BYTES = 262_144


class EntityTags:
    """Middleware. Looks only at GET, at status 200, at JSON sent in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "GET":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Tagging(send, _asked(scope)).send)


class _Tagging:
    """Holds the answer's start until its body is there."""

    def __init__(self, send: Send, asked: bytes) -> None:
        self._send, self._asked = send, asked
        self._start: Any = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200 and _is_json(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        start, self._start = self._start, None
        body = message["body"]
        if not message.get("more_body") and len(body) <= TAGGED_MAX_BYTES:
            tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
            start["headers"] = [*start["headers"], (b"etag", tag)]
            if tag in self._asked:
                start["status"], message["body"] = 304, b""
                start["headers"] = [h for h in start["headers"] if h[0].lower() != b"content-length"]
        await self._send(start)
        await self._send(message)


def _is_json(message: Any) -> bool:
    return any(
        n.lower() == b"content-type" and v.startswith(b"application/json") for n, v in message["headers"]
    )


def _asked(scope: Any) -> bytes:
    return next((value for name, value in scope["headers"] if name.lower() == b"if-none-match"), b"")

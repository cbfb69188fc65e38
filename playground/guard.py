"""Keeps other web sites out: only pages of the playground itself may use it from a browser."""

from __future__ import annotations

import urllib.parse

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class LoopbackGuard:
    """Refuses requests for other host names (name rebinding) and requests made by pages from elsewhere."""

    def __init__(self, app: ASGIApp, *, host: str) -> None:
        self._app = app
        self._only_loopback = host in LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            origin = headers.get("origin")
            name = urllib.parse.urlsplit("//" + host).hostname or ""
            elsewhere = origin is not None and urllib.parse.urlsplit(origin).netloc != host
            if elsewhere or (self._only_loopback and name not in LOOPBACK):
                await PlainTextResponse("Only the playground's own page may do this.", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)

"""Slack over HTTP: Bolt's dispatch in a thread, so that a slow listener never holds up the event loop."""

import re
from collections.abc import Callable

from anyio import to_thread
from slack_bolt import App, BoltRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

LARGEST = 2 * 1024 * 1024  # bytes; Slack's own payloads stay far below
_TIMESTAMP = re.compile(r"[0-9]{1,20}")
Check = Callable[[], dict[str, str]]


def web(app: App, *, ready: Check, more: list[BaseRoute] | None = None) -> Starlette:
    """The web application. `ready` names what is not ready, and how; nothing means all is."""

    async def slack(request: Request) -> Response:
        if not _TIMESTAMP.fullmatch(request.headers.get("x-slack-request-timestamp", "0")):
            return PlainTextResponse("", status_code=401)  # Bolt would stumble over it
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        bolt_request = BoltRequest(
            body=body.decode("utf-8", errors="replace"),
            query=request.url.query,
            headers={name: request.headers.getlist(name) for name in request.headers},
        )
        answer = await to_thread.run_sync(app.dispatch, bolt_request)
        response = Response(answer.body, status_code=answer.status)
        for name, values in answer.headers.items():
            for value in values:
                response.headers[name] = value
        return response

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive")

    async def readyz(_: Request) -> Response:
        problems = await to_thread.run_sync(ready)
        return JSONResponse({"ready": not problems, **problems}, status_code=503 if problems else 200)

    routes: list[BaseRoute] = [
        Route("/slack/events", slack, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
    ]
    return Starlette(routes=routes + (more or []))


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is too large; no more of it than allowed is ever held, as anybody may send one."""
    if int(request.headers.get("content-length") or 0) > LARGEST:  # the server has checked that it is a number
        return None
    held = bytearray()
    async for part in request.stream():
        held += part
        if len(held) > LARGEST:
            return None
    return bytes(held)

"""The addresses of the playground and how HTTP becomes calls and answers."""

from __future__ import annotations

import asyncio
import json
import urllib.parse
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from playground import control_api, files, page_api, responses
from playground.errors import Json, Refusal
from playground.guard import LoopbackGuard
from playground.webapi import answer as webapi
from playground.workspace import Workspace

STATIC = Path(__file__).parent / "static"
_SAFE_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def build_app(ws: Workspace) -> Starlette:
    """The web application of one workspace."""
    bound = Routes(ws)
    routes: list[BaseRoute] = [
        Route("/", bound.page),
        Route("/signin", bound.signin),
        Route("/avatar/{user}", bound.avatar),
        Route("/api/{method:path}", bound.web_api, methods=["GET", "POST"]),
        Route("/response/{token}", bound.response, methods=["POST"]),
        Route("/upload/{file_id}", bound.upload, methods=["POST", "PUT"]),
        Route("/files/{file_id}/{name:path}", bound.file),
        Route("/ui/stream", bound.stream),
        Route("/ui/upload", bound.page_upload, methods=["POST"]),
        Route("/ui/{call:path}", bound.ui, methods=["GET", "POST"]),
        Route("/control/{call:path}", bound.control, methods=["GET", "POST"]),
        Mount("/static", FreshFiles(directory=STATIC, check_dir=False)),
    ]
    app = Starlette(routes=routes)
    app.add_middleware(LoopbackGuard, host=ws.config.host)
    return app


class FreshFiles(StaticFiles):
    """The page's files, asked about each time: a browser must not mix an old one with new ones after an update."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or that it is unchanged."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


class Routes:
    """The handlers, bound to one workspace."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws

    async def page(self, _: Request) -> Response:
        """The page itself."""
        index = STATIC / "index.html"
        if index.exists():
            return FileResponse(index, headers={"Cache-Control": "no-cache"})
        return HTMLResponse("<title>Playground</title><p>The page is not built yet; the workspace is running.</p>")

    async def signin(self, _: Request) -> Response:
        """Where somebody without a token lands, as at Slack: a page, not the file."""
        return HTMLResponse("<title>Sign in</title><p>Send the bot's token in the Authorization header.</p>")

    async def avatar(self, request: Request) -> Response:
        """A person's initials as a picture."""
        user = self.ws.data["users"].get(request.path_params["user"])
        mark = user["avatar"] if user else {"bg": "#888888", "text": "?"}
        text = "".join(sign for sign in str(mark["text"]) if sign.isalnum())
        colour = "".join(sign for sign in str(mark["bg"]) if sign.isalnum() or sign == "#")
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="72" height="72">'
            f'<rect width="72" height="72" rx="12" fill="{colour}"/><text x="36" y="46" fill="#fff" '
            f'font-family="sans-serif" font-size="28" text-anchor="middle">{text}</text></svg>'
        )
        return Response(svg, media_type="image/svg+xml")

    async def web_api(self, request: Request) -> Response:
        """One Web API call."""
        body = await request.body()
        try:
            args = webapi.read_arguments(request.url.query, body, request.headers.get("content-type", ""))
        except Refusal as refusal:
            return JSONResponse(refusal.answer())
        name, token = request.path_params["method"], request.headers.get("authorization", "")
        outcome = await run_in_threadpool(webapi.answer, self.ws, name, args, token)
        if outcome.dropped:
            request.state.cut()
            await asyncio.sleep(0)
        return JSONResponse(outcome.body, outcome.status, outcome.headers)

    async def response(self, request: Request) -> Response:
        """An answer to a response address."""
        body = await request.body()
        status, said = await run_in_threadpool(responses.answer, self.ws, request.path_params["token"], body)
        entry = {"is": "response", "arguments": body.decode("utf-8", "replace"), "answer": said, "status": status}
        self.ws.log.add(entry)
        return JSONResponse(said, status)

    async def upload(self, request: Request) -> Response:
        """The bytes of a file of the bot's, raw or as a form."""
        file_id = request.path_params["file_id"]
        body = await self._body(request)
        parts = files.multipart(body, request.headers.get("content-type", ""))
        content = next((part.content for part in parts if part.filename is not None), body)
        try:
            await run_in_threadpool(files.receive, self.ws, file_id, content)
        except Refusal as refusal:
            return Response(refusal.text, 404 if refusal.code == "file_not_found" else 413)
        return Response(f"OK - {len(content)}", media_type="text/plain")

    async def _body(self, request: Request) -> bytes:
        """A body, but never much more than a file may have."""
        pieces, size = [], 0
        async for piece in request.stream():
            size += len(piece)
            if size > self.ws.config.upload_limit + 65536:
                raise Refusal("file_upload_size_restricted", text="This file is too big; the limit is 20 MB.")
            pieces.append(piece)
        return b"".join(pieces)

    async def file(self, request: Request) -> Response:
        """A file's bytes, for the bot's token or for a person who may see it; others are sent to sign in."""
        ws, file_id = self.ws, request.path_params["file_id"]
        meta = ws.data["files"].get(file_id)
        bearer = request.headers.get("authorization", "") == f"Bearer {ws.config.bot_token}"
        allowed = bearer and ws.app.grants("files:read")
        if not allowed and (meta is None or not files.may_see(ws, file_id, request.query_params.get("as", ""))):
            return RedirectResponse(f"{ws.base_url}/signin?redir=" + urllib.parse.quote(request.url.path), 302)
        content = ws.state.blob(file_id) if meta is not None else None
        if meta is None or content is None:
            return Response("There is no such file.", 404)
        shown = meta["mimetype"] in _SAFE_IMAGES and not request.query_params.get("download")
        name = urllib.parse.quote(meta["name"])
        headers = {
            "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
        }  # fmt: skip
        return Response(content, media_type=meta["mimetype"], headers=headers)

    async def stream(self, request: Request) -> Response:
        """Live news for one person's page."""
        try:
            me = self.ws.person(request.query_params.get("as"))
        except Refusal as refusal:
            return _refused(refusal)
        lines = self.ws.hub.lines(self.ws.hub.join(me["id"]))
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines, media_type="text/event-stream", headers=headers)

    async def page_upload(self, request: Request) -> Response:
        """A file from the page."""
        try:
            parts = files.multipart(await self._body(request), request.headers.get("content-type", ""))
            fields = {part.name: part for part in parts}
            if "file" not in fields or "as" not in fields:
                raise Refusal("invalid_arguments", text="Choose a file first.")
            user = fields["as"].content.decode("utf-8", "replace")
            name = fields["file"].filename or "file"
            found = await run_in_threadpool(page_api.upload, self.ws, user, name, fields["file"].content)
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse({"ok": True, **found})

    async def ui(self, request: Request) -> Response:
        """One call of the page."""
        act = page_api.calls().get(request.path_params["call"])
        return await self._run(request, act)

    async def control(self, request: Request) -> Response:
        """One control call."""
        act = control_api.calls().get((request.method, request.path_params["call"]))
        return await self._run(request, act)

    async def _run(self, request: Request, act: Any) -> Response:
        try:
            if act is None:
                raise Refusal("unknown_call", text="There is no such call; see docs/playground.md.")
            body = await _read_json(request)
            if not isinstance(body, dict) and request.path_params["call"] != "faults":
                raise Refusal("invalid_json", text="The body is to be a JSON object.")
            found: Json = await run_in_threadpool(act, self.ws, body)
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse({"ok": True, **found})


async def _read_json(request: Request) -> Any:
    if request.method == "GET":
        return dict(request.query_params)
    raw = await request.body()
    try:
        return json.loads(raw) if raw.strip() else {}
    except ValueError:
        raise Refusal("invalid_json", text="The body is not JSON.") from None


def _refused(refusal: Refusal) -> Response:
    text = refusal.text or "; ".join(refusal.messages) or refusal.code
    return JSONResponse({"ok": False, "error": refusal.code, "text": text})

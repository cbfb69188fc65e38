"""The workspace's clock: an offset on the real one, moved together with the bot's."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

from playground.errors import Json, Refusal
from playground.workspace import Workspace


def shown(ws: Workspace) -> Json:
    """`now` and what the bot has planned next; the bot is asked when there is a clock address."""
    planned: list[Json] = []
    if ws.config.clock_url:
        try:
            told = _ask(ws.config.clock_url, None)
        except Refusal:
            told = {}
        _follow(ws, told)
        planned = list(told.get("next") or [])
    return {"now": ws.state.now().isoformat(), "next": planned}


def move(ws: Workspace, to: object) -> Json:
    """Move to an ISO time or to "next", what the bot has planned first; never back. Raises Refusal in plain words."""
    target = str(to or "")
    if target == "next":
        planned = shown(ws)["next"]
        if not planned:
            raise Refusal("nothing_planned", text="The bot has told of nothing planned, so there is no next.")
        target = str(planned[0]["at"])
    try:
        at = datetime.fromisoformat(target)
    except ValueError:
        raise Refusal("invalid_time", text="Give a time such as 2026-11-23T09:00:00+00:00, or next.") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if at < ws.state.now():
        raise Refusal("backwards", text="The clock only goes forward. Reset the workspace to begin again.")
    told: Json = _ask(ws.config.clock_url, {"to": at.isoformat()}) if ws.config.clock_url else {}
    _set(ws, at)
    _follow(ws, told)
    clock = {"now": ws.state.now().isoformat(), "next": list(told.get("next") or [])}
    ws.hub.publish("clock", clock)
    return clock


def _follow(ws: Workspace, told: Json) -> None:
    if told.get("now"):
        at = datetime.fromisoformat(str(told["now"]))
        _set(ws, at if at.tzinfo else at.replace(tzinfo=UTC))


def _set(ws: Workspace, at: datetime) -> None:
    with ws.lock:
        ws.data["clock_offset"] = (at - datetime.now(UTC)).total_seconds()
        ws.state.touch()


def _ask(url: str, body: Json | None) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=3 if body is None else 30) as response:
            told: Any = json.load(response)
    except (OSError, urllib.error.URLError, http.client.HTTPException, ValueError):
        raise Refusal("clock_unreachable", text="The bot's clock does not answer at its address.") from None
    return told if isinstance(told, dict) else {}

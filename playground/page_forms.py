"""What a person does with buttons, menus and forms, and what the bot's acknowledgement does to them."""

from __future__ import annotations

import json
from typing import Any

from playground import forms, interactions, views
from playground.errors import Json, Refusal
from playground.workspace import Workspace


def action(ws: Workspace, body: Json) -> Json:
    """Press a button or choose something."""
    me, given = ws.person(body.get("as")), body.get("action") or {}
    container = body.get("container") or {}
    with ws.lock:
        payload = interactions.block_action(ws, me, container, given, body.get("state"))
    interactions.deliver(ws, payload, str(given.get("action_id")))
    return {}


def options(ws: Workspace, body: Json) -> Json:
    """Ask the bot for the choices of an external menu."""
    me = ws.person(body.get("as"))
    with ws.lock:
        payload = interactions.block_action(ws, me, body.get("container") or {}, body, None)
    found = payload.pop("actions")[0]
    for key in ("trigger_id", "response_url"):
        payload.pop(key, None)
    payload.update(
        type="block_suggestion", action_id=found["action_id"], block_id=found["block_id"],
        value=str(body.get("value") or ""),
    )  # fmt: skip
    said = _json(interactions.deliver(ws, payload, found["action_id"]).body)
    return {"options": said.get("options") or [], "option_groups": said.get("option_groups") or []}


def _json(body: str) -> Json:
    try:
        said: Any = json.loads(body) if body.strip() else {}
    except ValueError:
        said = {}
    return said if isinstance(said, dict) else {}


def _open_view(ws: Workspace, me: Json, body: Json) -> Json:
    view = ws.views.get(str(body.get("view_id")))
    if view is None or view["id"] not in ws.stacks.get(me["id"], []):
        raise Refusal("view_not_found", text="This window is closed already.")
    return view


def submit(ws: Workspace, body: Json) -> Json:
    """Hand a form in."""
    me = ws.person(body.get("as"))
    with ws.lock:
        view = _open_view(ws, me, body)
        view["state"] = forms.filled_state(view, forms.with_files(ws, body.get("state")))
        wrong = forms.complaints(view, view["state"])
        if wrong:
            return {"ok": False, "error": "validation", "text": "Something is missing.", "errors": wrong}
        payload = {
            **interactions.common(ws, me, "view_submission"),
            "trigger_id": ws.tokens.trigger(me["id"], view_id=view["id"]), "view": dict(view),
            "response_urls": interactions.response_urls(ws, me, view),
        }  # fmt: skip
    answer = interactions.deliver(ws, payload, view["callback_id"])
    with ws.lock:
        return _apply(ws, me, view, _json(answer.body))


def _apply(ws: Workspace, me: Json, view: Json, said: Json) -> Json:
    """Do what the bot's acknowledgement of a form says; nothing said closes the form."""
    what = said.get("response_action")
    if view["id"] not in ws.views:
        return {}
    try:
        if what == "errors":
            return _errors(ws, view, said.get("errors"))
        if what == "update":
            views.update_modal(ws, view, said.get("view"))
        elif what == "push":
            views.push_modal(ws, me["id"], said.get("view"))
        else:
            views.close(ws, me["id"], view["id"], everything=what == "clear")
    except Refusal as refusal:
        ws.hub.notice("error", f"view_submission: {what} was refused: {refusal.code} {refusal.messages}")
        raise Refusal(refusal.code, text="The answer cannot be shown. Please try again.") from None
    return {}


def _errors(ws: Workspace, view: Json, given: Any) -> Json:
    known = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    wrong = given if isinstance(given, dict) else {}
    strange = [key for key in wrong if key not in known]
    if strange or not wrong:
        ws.hub.notice("error", f"view_submission: errors for blocks that are not inputs of this view: {strange}")
        raise Refusal("invalid_errors", text="Something is wrong, but the bot did not say where.")
    return {"ok": False, "error": "validation", "text": "Please look at the marked fields.", "errors": wrong}


def close(ws: Workspace, body: Json) -> Json:
    """Close a form without handing it in."""
    me = ws.person(body.get("as"))
    with ws.lock:
        everything = bool(body.get("clear")) or bool(_open_view(ws, me, body)["clear_on_close"])
        gone = views.close(ws, me["id"], str(body.get("view_id")), everything=everything)
    for view in gone:
        if view["notify_on_close"]:
            told = {**interactions.common(ws, me, "view_closed"), "view": view, "is_cleared": everything}
            interactions.deliver(ws, told, view["callback_id"])
    return {}

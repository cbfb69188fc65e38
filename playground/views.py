"""Modals and Home tabs: opening, pushing, updating and closing, and what a person filled in."""

from __future__ import annotations

import secrets
import time

from playground import files
from playground.blocks.surfaces import checked_view
from playground.errors import Json, Refusal
from playground.state import new_id
from playground.workspace import Workspace

DEEPEST = 3
_BLANK: Json = {
    "private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None, "close": None,
    "clear_on_close": False, "notify_on_close": False, "previous_view_id": None,
}  # fmt: skip


def new_hash() -> str:
    """A view's hash; it changes whenever the view does."""
    return f"{int(time.time())}.{secrets.token_urlsafe(6)}"


def _built(ws: Workspace, raw: object, *, kinds: tuple[str, ...]) -> Json:
    view = checked_view(raw, kinds=kinds, file_exists=lambda key: key in ws.data["files"])
    external = view.get("external_id")
    if external and any(other.get("external_id") == external for other in ws.views.values()):
        raise Refusal("duplicate_external_id")
    home = {"type": "plain_text", "text": "View Title", "emoji": True} if view["type"] == "home" else None
    built = {
        **_BLANK, "title": home, **view, "id": new_id("V"), "team_id": ws.team["id"], "hash": new_hash(),
        "state": {"values": {}}, "app_id": ws.bot["app_id"], "app_installed_team_id": ws.team["id"],
        "bot_id": ws.bot["bot_id"],
    }  # fmt: skip
    built["root_view_id"] = built["id"]
    return built


def open_modal(ws: Workspace, user: str, raw: object) -> Json:
    """Open a modal for a person in place of what was open."""
    view = _built(ws, raw, kinds=("modal",))
    for key in ws.stacks.get(user, []):
        ws.views.pop(key, None)
    ws.stacks[user] = [view["id"]]
    ws.views[view["id"]] = view
    files.let_see(ws, view["blocks"], [user])
    ws.hub.publish("view_opened", {"view": view, "pushed": False}, to=[user])
    return view


def push_modal(ws: Workspace, user: str, raw: object) -> Json:
    """Put a modal on top of the open one; raises push_limit_reached beyond three, not_found when none is open."""
    stack = ws.stacks.get(user, [])
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= DEEPEST:
        raise Refusal("push_limit_reached")
    view = _built(ws, raw, kinds=("modal",))
    view.update(previous_view_id=stack[-1], root_view_id=stack[0])
    stack.append(view["id"])
    ws.views[view["id"]] = view
    files.let_see(ws, view["blocks"], [user])
    ws.hub.publish("view_opened", {"view": view, "pushed": True}, to=[user])
    return view


def update_modal(ws: Workspace, view: Json, raw: object, *, hash_: str | None = None) -> Json:
    """Replace an open modal's content; with a hash that is not its present one raises hash_conflict."""
    if hash_ and hash_ != view["hash"]:
        raise Refusal("hash_conflict")
    aside = view.pop("external_id", "")
    try:
        fresh = _built(ws, raw, kinds=(view["type"],))
    finally:
        view["external_id"] = aside
    kept = {key: view[key] for key in ("id", "root_view_id", "previous_view_id", "state")}
    view.clear()
    view.update({**fresh, **kept})
    owner = owner_of(ws, view["id"])
    files.let_see(ws, view["blocks"], [owner] if owner else [])
    ws.hub.publish("view_updated", {"view": view}, to=None if owner is None else [owner])
    return view


def find_view(ws: Workspace, *, view_id: object = None, external_id: object = None) -> Json | None:
    """An open modal or a published Home by its id, or by the id the bot gave it."""
    homes: dict[str, Json] = ws.data["homes"]
    for view in [*ws.views.values(), *homes.values()]:
        if (view_id and view["id"] == view_id) or (external_id and view.get("external_id") == external_id):
            return view
    return None


def owner_of(ws: Workspace, view_id: str) -> str | None:
    """Who has this view before them."""
    for user, stack in ws.stacks.items():
        if view_id in stack:
            return user
    homes: dict[str, Json] = ws.data["homes"]
    return next((user for user, view in homes.items() if view["id"] == view_id), None)


def publish_home(ws: Workspace, user: str, raw: object, *, hash_: str | None = None) -> Json:
    """Publish a person's Home tab; the view keeps its id from one publishing to the next."""
    former: Json | None = ws.data["homes"].get(user)
    if hash_ and former is not None and hash_ != former["hash"]:
        raise Refusal("hash_conflict")
    view = _built(ws, raw, kinds=("home",))
    if former is not None:
        view.update(id=former["id"], root_view_id=former["id"])
    ws.data["homes"][user] = view
    files.let_see(ws, view["blocks"], [user])
    ws.state.touch()
    ws.hub.publish("home", {"view": view}, to=[user])
    return view


def close(ws: Workspace, user: str, view_id: str, *, everything: bool = False) -> list[Json]:
    """Close the top modal (and those above the given one), or all of them; returns what was closed, top first."""
    stack = ws.stacks.get(user, [])
    if view_id not in stack:
        return []
    keep = 0 if everything else stack.index(view_id)
    gone = [ws.views.pop(key) for key in reversed(stack[keep:])]
    del stack[keep:]
    for view in gone:
        ws.hub.publish("view_closed", {"view_id": view["id"]}, to=[user])
    return gone

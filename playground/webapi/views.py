"""Web API: opening, pushing, updating and publishing views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground import views
from playground.errors import Json, Refusal, missing_field
from playground.webapi.method import Call, Method
from playground.workspace import Workspace

_TRIGGER = (
    "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "view_too_large", "duplicate_external_id",
)  # fmt: skip


def methods() -> list[Method]:
    """views.open, push, update, publish."""
    return [
        Method("views.open", open_, ("view",), (), _TRIGGER),
        Method("views.push", push, ("view",), (), (*_TRIGGER, "push_limit_reached", "not_found")),
        Method(
            "views.update", update, ("view",), (),
            ("not_found", "hash_conflict", "view_too_large", "duplicate_external_id"),
        ),
        Method(
            "views.publish", publish, ("user_id", "view"), (),
            ("hash_conflict", "view_too_large", "not_enabled", "duplicate_external_id"),
        ),
    ]  # fmt: skip


def _with_trigger(call: Call, show: Callable[[Workspace, str, Any], Json]) -> Json:
    key = call.text("trigger_id") or call.text("interactivity_pointer")
    if not key:
        raise missing_field("trigger_id")
    trigger = call.ws.tokens.use_trigger(key)
    try:
        return {"view": show(call.ws, trigger.user, call.value("view"))}
    except Refusal:
        # A refused view does not spend the trigger.
        call.ws.tokens.restore_trigger(trigger)
        raise


def open_(call: Call) -> Json:
    """Open a modal for whoever caused the trigger."""
    return _with_trigger(call, views.open_modal)


def push(call: Call) -> Json:
    """Put a modal on top of the open one."""
    return _with_trigger(call, views.push_modal)


def update(call: Call) -> Json:
    """Change an open modal."""
    if not call.text("view_id") and not call.text("external_id"):
        raise missing_field("view_id")
    view = views.find_view(call.ws, view_id=call.text("view_id"), external_id=call.text("external_id"))
    if view is None:
        raise Refusal("not_found")
    if view["type"] == "home":
        owner = views.owner_of(call.ws, view["id"]) or ""
        return {"view": views.publish_home(call.ws, owner, call.value("view"), hash_=call.text("hash"))}
    return {"view": views.update_modal(call.ws, view, call.value("view"), hash_=call.text("hash"))}


def publish(call: Call) -> Json:
    """Publish a person's Home tab."""
    if not call.ws.app.home_tab:
        raise Refusal("not_enabled")
    user = call.ws.data["users"].get(call.text("user_id"))
    if user is None or user["is_bot"]:
        raise Refusal("invalid_arguments", messages=["[ERROR] invalid user [json-pointer:/user_id]"])
    return {"view": views.publish_home(call.ws, user["id"], call.value("view"), hash_=call.text("hash"))}

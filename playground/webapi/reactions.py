"""Web API: reactions."""

from __future__ import annotations

import re

from playground import messages
from playground.errors import Json, Refusal
from playground.shapes import slack_message
from playground.webapi.method import Call, Method

_ITEM = ("no_item_specified", "channel_not_found", "message_not_found", "bad_timestamp")


def methods() -> list[Method]:
    """reactions.add, remove, get."""
    write = ("reactions:write",)
    return [
        Method(
            "reactions.add", add, ("name", "channel", "timestamp"), write,
            (*_ITEM, "already_reacted", "invalid_name", "is_archived", "no_access"),
        ),
        Method("reactions.remove", remove, ("name",), write, (*_ITEM, "no_reaction", "invalid_name", "no_access")),
        Method("reactions.get", get, (), ("reactions:read",), _ITEM),
    ]  # fmt: skip


def _item(call: Call) -> tuple[Json, Json]:
    if not call.text("channel") or not call.text("timestamp"):
        raise Refusal("no_item_specified")
    if not re.fullmatch(r"\d+\.\d+", call.text("timestamp")):
        raise Refusal("bad_timestamp")
    channel = call.channel()
    message = messages.find(call.ws, channel, call.text("timestamp"))
    if message is None:
        raise Refusal("message_not_found")
    return channel, message


def _change(call: Call, *, remove: bool) -> Json:
    name = call.text("name").strip(":")
    if not re.fullmatch(r"[\w+'-]+(::skin-tone-\d)?", name):
        raise Refusal("invalid_name")
    channel, message = _item(call)
    if not call.ws.bot_in(channel):
        raise Refusal("no_access")
    if channel["is_archived"] and not remove:
        raise Refusal("is_archived")
    messages.react(call.ws, channel, message, user=call.ws.bot["user_id"], name=name, remove=remove)
    return {}


def add(call: Call) -> Json:
    """React as the bot."""
    return _change(call, remove=False)


def remove(call: Call) -> Json:
    """Take the bot's reaction away."""
    return _change(call, remove=True)


def get(call: Call) -> Json:
    """A message with its reactions."""
    channel, message = _item(call)
    return {"type": "message", "channel": channel["id"], "message": slack_message(call.ws, message)}

"""Slash commands, buttons, shortcuts and forms: what is posted to the bot, and what its acknowledgement does."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from playground import messages
from playground.blocks.surfaces import message_blocks
from playground.deliveries import Answer, Delivery
from playground.errors import Json, Refusal
from playground.forms import fields_of, filled_state, with_files
from playground.shapes import slack_message
from playground.workspace import Workspace


def common(ws: Workspace, user: Json, kind: str) -> Json:
    """What every interaction carries."""
    return {
        "type": kind, "token": ws.config.verification_token, "api_app_id": ws.bot["app_id"],
        "team": {"id": ws.team["id"], "domain": ws.team["domain"]}, "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user["id"], "username": user["name"], "name": user["name"], "team_id": ws.team["id"]},
    }  # fmt: skip


def response_url(ws: Workspace, key: str) -> str:
    """The address for a response key."""
    return f"{ws.base_url}/response/{key}"


def deliver(ws: Workspace, payload: Json, *names: str) -> Answer:
    """Post an interaction and wait for its acknowledgement; raises Refusal with words for the person if none came."""
    delivery = Delivery(
        kind="interaction", names=(payload["type"], *names), payload=payload, trigger_id=payload.get("trigger_id")
    )
    return acknowledged(ws, ws.deliveries.send(delivery))


def acknowledged(ws: Workspace, answer: Answer, what: str = "that") -> Answer:
    """The answer if it is an acknowledgement; otherwise Slack's notice, as a Refusal."""
    if answer.failure is None:
        return answer
    name = ws.bot["name"]
    if answer.failure == "http_timeout":
        raise Refusal("operation_timeout", text=f"{name} did not answer {what} in time (operation_timeout).")
    raise Refusal("dispatch_failed", text=f"{name} could not take {what} (dispatch_failed).")


def run_command(ws: Workspace, user: Json, channel: Json, typed: str) -> Json:
    """Deliver a slash command and show what the bot's acknowledgement says."""
    word, _, text = typed.partition(" ")
    command = ws.app.command(word)
    if command is None and ws.app.commands:
        raise Refusal("unknown_command", text=f"{word} is not a command here. Type / to see the ones there are.")
    address = ws.tokens.address(user=user["id"], channel=channel["id"])
    trigger = ws.tokens.trigger(user["id"])
    payload = {
        "token": ws.config.verification_token, "team_id": ws.team["id"], "team_domain": ws.team["domain"],
        "channel_id": channel["id"], "channel_name": "directmessage" if channel["kind"] == "im" else channel["name"],
        "user_id": user["id"], "user_name": user["name"], "command": word,
        "text": _mentions(ws, text.strip(), escape=bool((command or {}).get("should_escape"))),
        "api_app_id": ws.bot["app_id"], "is_enterprise_install": "false",
        "response_url": response_url(ws, address), "trigger_id": trigger,
    }  # fmt: skip
    delivery = Delivery(kind="command", names=(word,), payload=payload, trigger_id=trigger)
    answer = acknowledged(ws, ws.deliveries.send(delivery), word)
    _show_acknowledgement(ws, user, channel, answer.body)
    return {}


def _show_acknowledgement(ws: Workspace, user: Json, channel: Json, body: str) -> None:
    """A body in the acknowledgement of a command is a message: only to that person unless it says otherwise."""
    if not body.strip():
        return
    try:
        said: Any = json.loads(body)
    except ValueError:
        said = {"text": body}
    if not isinstance(said, dict):
        said = {"text": body}
    if said.get("text") or said.get("blocks"):
        try:
            with ws.lock:
                respond(ws, channel, said, user=user["id"])
        except Refusal as refusal:
            ws.hub.notice("error", f"The acknowledgement cannot be shown: {refusal.code} {refusal.messages}")


def respond(ws: Workspace, channel: Json, said: Json, *, user: str, thread_ts: str | None = None) -> Json:
    """Show an answer to a command or a button: ephemeral unless `response_type` is in_channel."""
    blocks = None
    if said.get("blocks"):
        raw = json.loads(said["blocks"]) if isinstance(said["blocks"], str) else said["blocks"]
        blocks = message_blocks(raw, file_exists=lambda key: key in ws.data["files"])
    text = str(said.get("text") or "")
    if not text and not blocks:
        raise Refusal("no_text")
    thread = said.get("thread_ts") or thread_ts
    if said.get("response_type") == "in_channel":
        if channel["is_archived"]:
            raise Refusal("is_archived")
        return messages.post(
            ws, channel, user=ws.bot["user_id"], text=text, blocks=blocks, thread_ts=thread,
            metadata=said.get("metadata"),
        )  # fmt: skip
    return messages.post_ephemeral(ws, channel, to=user, text=text, blocks=blocks, thread_ts=thread)


def _mentions(ws: Workspace, text: str, *, escape: bool) -> str:
    """Mentions in a command: `<@U1|name>` when the manifest asks for it, `@name` as typed otherwise."""
    users, channels = ws.data["users"], ws.data["channels"]
    by_name = {user["name"]: user["id"] for user in users.values()}
    by_channel = {c["name"]: c["id"] for c in channels.values() if c["name"]}

    def from_token(found: re.Match[str]) -> str:
        sign, key = found.group(1), found.group(2)
        known = (users if sign == "@" else channels).get(key)
        if known is None:
            return found.group(0)
        return f"<{sign}{key}|{known['name']}>" if escape else f"{sign}{known['name']}"

    def from_name(found: re.Match[str]) -> str:
        sign, name = found.group(1), found.group(2)
        key = (by_name if sign == "@" else by_channel).get(name)
        return f"<{sign}{key}|{name}>" if key else found.group(0)

    text = re.sub(r"<([@#])(\w+)(?:\|[^>]*)?>", from_token, text)
    return re.sub(r"(?<![\w<|])([@#])([\w.-]*\w)", from_name, text) if escape else text


def block_action(ws: Workspace, user: Json, container: Json, action: Json, state: Json | None) -> Json:
    """The payload of one press or choice, in a message or a view."""
    payload = common(ws, user, "block_actions")
    if container.get("type") == "view":
        payload.update(_in_view(ws, container, state))
        surface = payload["view"]
    else:
        surface, told = _in_message(ws, user, container, state)
        payload.update(told)
    payload["trigger_id"] = ws.tokens.trigger(user["id"], view_id=container.get("view_id"))
    payload["actions"] = [_action(surface, action)]
    return payload


def _in_view(ws: Workspace, container: Json, state: Json | None) -> Json:
    view = ws.views.get(str(container.get("view_id")))
    if view is None:
        homes = ws.data["homes"].values()
        view = next((home for home in homes if home["id"] == container.get("view_id")), None)
    if view is None:
        raise Refusal("view_not_found", text="This window is closed already.")
    view["state"] = filled_state(view, with_files(ws, state) if state else view["state"]["values"])
    return {"container": {"type": "view", "view_id": view["id"]}, "view": dict(view)}


def _in_message(ws: Workspace, user: Json, container: Json, state: Json | None) -> tuple[Json, Json]:
    channel = ws.channel(container.get("channel"))
    ts = container.get("ts")
    if channel is None:
        raise Refusal("channel_not_found", text="This conversation is not there.")
    message = messages.find(ws, channel, ts) or messages.find_ephemeral(ws, user["id"], ts)
    if message is None:
        raise Refusal("message_not_found", text="This message is not there any more.")
    alone = bool(message.get("ephemeral"))
    thread = message.get("thread_ts")
    address = ws.tokens.address(
        user=user["id"], channel=channel["id"], message_ts=str(ts), ephemeral=alone, thread_ts=thread
    )
    name = "directmessage" if channel["kind"] == "im" else channel["name"]
    told: Json = {
        "container": {
            "type": "message", "message_ts": ts, "channel_id": channel["id"], "is_ephemeral": alone,
            **({"thread_ts": thread} if thread else {}),
        },
        "channel": {"id": channel["id"], "name": name}, "state": {"values": state or {}},
        "response_url": response_url(ws, address),
    }  # fmt: skip
    if not alone:
        told["message"] = slack_message(ws, message)
    return message, told


def _action(surface: Json, action: Json) -> Json:
    """The action with what the element itself says (text, value, style, type) filled in."""
    for block in _nested(surface.get("blocks")):
        single = (block.get("element"), block.get("accessory"))
        for element in (*single, *_list(block.get("elements")), *_list(block.get("actions"))):
            same = isinstance(element, dict) and element.get("action_id") == action.get("action_id")
            if same and action.get("block_id") in (None, block.get("block_id")):
                kept = ("text", "value", "style", "placeholder", "type", "action_id")
                known = {key: element[key] for key in kept if key in element}
                known["block_id"] = block.get("block_id", "")
                return {**known, **action, "action_ts": f"{time.time():.6f}"}
    raise Refusal("unknown_action", text="This button is not there any more.")


def _nested(blocks: object) -> list[Json]:
    found: list[Json] = []
    for block in _list(blocks):
        found += [block, *_nested(block.get("child_blocks"))]
        if block.get("type") == "carousel":
            found += _list(block.get("elements"))
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def response_urls(ws: Workspace, user: Json, view: Json) -> list[Json]:
    """Addresses for the conversations chosen in a form whose menu asks for one."""
    found = []
    for block, element, key in fields_of(view):
        chosen = view["state"]["values"].get(block["block_id"], {}).get(element["action_id"], {}).get(key)
        if element.get("response_url_enabled") and chosen:
            address = ws.tokens.address(user=user["id"], channel=str(chosen))
            found.append({
                "block_id": block["block_id"], "action_id": element["action_id"], "channel_id": chosen,
                "response_url": response_url(ws, address),
            })  # fmt: skip
    return found

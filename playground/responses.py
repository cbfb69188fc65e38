"""Answers the bot sends to a response address after a command or a button."""

from __future__ import annotations

import json
from typing import Any

from playground import messages
from playground.blocks.surfaces import message_blocks
from playground.errors import Json, Refusal
from playground.interactions import respond
from playground.tokens import ResponseAddress
from playground.workspace import Workspace


def answer(ws: Workspace, key: str, body: bytes) -> tuple[int, Json]:
    """Take one answer: 404 for an address that is unknown, spent or too old, 400 for one Slack cannot show."""
    try:
        address = ws.tokens.use_address(key)
    except Refusal as refusal:
        return 404, refusal.answer()
    try:
        said: Any = json.loads(body)
    except ValueError:
        return 400, {"ok": False, "error": "invalid_payload"}
    if not isinstance(said, dict):
        return 400, {"ok": False, "error": "invalid_payload"}
    try:
        with ws.lock:
            _apply(ws, address, said)
    except Refusal as refusal:
        ws.hub.notice("error", f"An answer to a response address was refused: {refusal.code} {refusal.messages}")
        return 400, refusal.answer()
    return 200, {"ok": True}


def _apply(ws: Workspace, address: ResponseAddress, said: Json) -> None:
    channel = ws.channel(address.channel)
    if channel is None:
        raise Refusal("channel_not_found")
    if said.get("delete_original") in (True, "true"):
        _delete(ws, channel, address)
    elif said.get("replace_original") in (True, "true") and address.message_ts:
        _replace(ws, channel, address, said)
    else:
        respond(ws, channel, said, user=address.user, thread_ts=address.thread_ts)


def _original(ws: Workspace, channel: Json, address: ResponseAddress) -> Json:
    found = (
        messages.find_ephemeral(ws, address.user, address.message_ts)
        if address.ephemeral
        else messages.find(ws, channel, address.message_ts)
    )
    if found is None:
        raise Refusal("message_not_found")
    return found


def _delete(ws: Workspace, channel: Json, address: ResponseAddress) -> None:
    original = _original(ws, channel, address)
    if address.ephemeral:
        messages.delete_ephemeral(ws, address.user, original)
    else:
        messages.delete(ws, channel, original)


def _replace(ws: Workspace, channel: Json, address: ResponseAddress, said: Json) -> None:
    original = _original(ws, channel, address)
    blocks: list[Json] = []
    if said.get("blocks"):
        raw = json.loads(said["blocks"]) if isinstance(said["blocks"], str) else said["blocks"]
        blocks = message_blocks(raw, file_exists=lambda key: key in ws.data["files"])
    text = str(said.get("text") or "")
    if not text and not blocks:
        raise Refusal("no_text")
    if address.ephemeral:
        messages.replace_ephemeral(ws, address.user, original, text=text, blocks=blocks)
    else:
        messages.change(ws, channel, original, editor=ws.bot["user_id"], text=text, blocks=blocks)

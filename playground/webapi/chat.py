"""Web API: posting, changing and deleting messages."""

from __future__ import annotations

import json
from typing import Any

from playground import messages, sessions
from playground.blocks.surfaces import MOST_MARKDOWN, message_blocks
from playground.errors import Json, Refusal, invalid_field
from playground.shapes import slack_message
from playground.webapi.method import Call, Method

# The real number is not documented; this one is ours.
MOST_METADATA = 16_000
_CONTENT = (
    "no_text", "invalid_blocks", "invalid_blocks_format", "markdown_text_conflict", "channel_not_found",
)  # fmt: skip
_METADATA = ("invalid_metadata_format", "metadata_too_large")


def methods() -> list[Method]:
    """chat.postMessage, update, delete, postEphemeral, getPermalink."""
    write = ("chat:write",)
    return [
        Method(
            "chat.postMessage", post_message, ("channel",), write,
            (*_CONTENT, *_METADATA, "msg_blocks_too_long", "not_in_channel", "is_archived", "messages_tab_disabled",
             "cannot_reply_to_message"),
        ),
        Method(
            "chat.update", update, ("channel", "ts"), write,
            (*_CONTENT, *_METADATA, "message_not_found", "cant_update_message", "streaming_state_conflict",
             "msg_too_long", "is_inactive"),
        ),
        Method(
            "chat.delete", delete, ("channel", "ts"), write,
            ("channel_not_found", "message_not_found", "cant_delete_message"),
        ),
        Method(
            "chat.postEphemeral", post_ephemeral, ("channel", "user"), write,
            (*_CONTENT, "user_not_in_channel", "not_in_channel", "is_archived", "msg_too_long",
             "cannot_reply_to_message"),
        ),
        Method(
            "chat.getPermalink", permalink, ("channel", "message_ts"), (), ("channel_not_found", "message_not_found")
        ),
    ]  # fmt: skip


def content(
    call: Call, *, partial: bool = False, too_long: str = "msg_blocks_too_long"
) -> tuple[str | None, list[Json] | None]:
    """Text and blocks of a call. With `partial` (an update) what is left out is None.

    `markdown_text` becomes a markdown block, which is how it is shown.
    """
    markdown, text = call.text("markdown_text"), call.text("text")
    raw: Any = call.value("blocks", error="invalid_blocks_format")
    if markdown:
        if text or raw:
            raise Refusal("markdown_text_conflict")
        if len(markdown) > MOST_MARKDOWN:
            raise invalid_field("markdown_text", f"must be less than {MOST_MARKDOWN + 1} characters")
        return markdown, message_blocks([{"type": "markdown", "text": markdown}], file_exists=call.file_exists)
    blocks = None
    if raw:
        try:
            blocks = message_blocks(raw, file_exists=call.file_exists)
        except Refusal as refusal:
            code = too_long if refusal.code == "msg_blocks_too_long" else refusal.code
            raise Refusal(code, messages=refusal.messages) from None
    if not text and not blocks and not call.value("attachments"):
        raise Refusal("no_text")
    if partial and blocks is None and call.args.get("blocks") is not None:
        blocks = []
    if partial and call.args.get("text") is None:
        return None, blocks
    return text, blocks


def metadata_of(call: Call) -> Json | None:
    """The metadata of a call, if it is in order."""
    value = call.value("metadata", error="invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(value)) > MOST_METADATA:
        raise Refusal("metadata_too_large")
    return value


def writable(call: Call) -> Json:
    """The conversation to post to, if the bot may post there."""
    channel = call.channel()
    if channel["is_archived"]:
        raise Refusal("is_archived")
    public = channel["kind"] == "channel" and "chat:write.public" in (call.ws.app.scopes or ())
    if not call.ws.bot_in(channel) and not public:
        raise Refusal("not_in_channel")
    return channel


def thread_of(call: Call, channel: Json) -> str | None:
    """The thread to answer in: the parent's ts, even when a reply's was given."""
    asked = call.text("thread_ts")
    if not asked:
        return None
    parent = messages.find(call.ws, channel, asked)
    if parent is None:
        return asked
    thread: str = parent.get("thread_ts") or parent["ts"]
    return thread


def post_message(call: Call) -> Json:
    """Post as the bot."""
    channel = writable(call)
    if channel["kind"] == "im" and not call.ws.app.messages_tab:
        raise Refusal("messages_tab_disabled")
    text, blocks = content(call)
    thread = thread_of(call, channel)
    broadcast = "thread_broadcast" if thread and call.flag("reply_broadcast") else None
    more = {key: call.args[key] for key in ("username", "icon_emoji", "icon_url") if call.args.get(key)}
    if call.value("attachments"):
        more["attachments"] = call.value("attachments")
    message = messages.post(
        call.ws, channel, user=call.ws.bot["user_id"], text=text or "", blocks=blocks, thread_ts=thread,
        metadata=metadata_of(call), subtype=broadcast, more=more,
    )  # fmt: skip
    sessions.clear_words(call.ws, channel, thread)
    return {"channel": channel["id"], "ts": message["ts"], "message": slack_message(call.ws, message, metadata=True)}


def own(call: Call, channel: Json, ts: str, error: str) -> Json:
    """A message of the bot's own, or a refusal."""
    message = messages.find(call.ws, channel, ts)
    if message is None:
        raise Refusal("message_not_found")
    if message.get("bot_id") != call.ws.bot["bot_id"]:
        raise Refusal(error)
    return message


def update(call: Call) -> Json:
    """Change a message of the bot's own; blocks stay unless others, or none, are given with a text."""
    channel = call.channel()
    if channel["is_archived"]:
        raise Refusal("is_inactive")
    message = own(call, channel, call.text("ts"), "cant_update_message")
    if message.get("streaming"):
        raise Refusal("streaming_state_conflict")
    text, blocks = content(call, partial=True, too_long="msg_too_long")
    if text is not None and blocks is None and "blocks" in message and call.args.get("blocks") is None:
        blocks = []
    messages.change(
        call.ws, channel, message, editor=call.ws.bot["user_id"], text=text, blocks=blocks, metadata=metadata_of(call)
    )
    return {
        "channel": channel["id"], "ts": message["ts"], "text": message["text"],
        "message": slack_message(call.ws, message, metadata=True),
    }  # fmt: skip


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    channel = call.channel()
    message = own(call, channel, call.text("ts"), "cant_delete_message")
    messages.delete(call.ws, channel, message)
    return {"channel": channel["id"], "ts": message["ts"]}


def post_ephemeral(call: Call) -> Json:
    """Show something to one member only."""
    channel = writable(call)
    if call.text("user") not in channel["members"]:
        raise Refusal("user_not_in_channel")
    text, blocks = content(call, too_long="msg_too_long")
    message = messages.post_ephemeral(
        call.ws, channel, to=call.text("user"), text=text or "", blocks=blocks, thread_ts=thread_of(call, channel)
    )
    return {"message_ts": message["ts"]}


def permalink(call: Call) -> Json:
    """The address of a message on the page."""
    channel = call.channel()
    message = messages.find(call.ws, channel, call.text("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    place = f"{call.ws.base_url}/?channel={channel['id']}&ts={message['ts']}"
    if message.get("thread_ts"):
        place += f"&thread_ts={message['thread_ts']}"
    return {"channel": channel["id"], "permalink": place}

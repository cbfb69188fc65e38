"""Web API: answers that appear piece by piece, with their tasks and plans, until they stop or die."""

from __future__ import annotations

import time
from typing import Any

from playground import events, messages, sessions
from playground.blocks.checker import total_characters
from playground.blocks.surfaces import MOST_CHARACTERS, MOST_MARKDOWN, numbered, problems_of
from playground.errors import Json, Refusal, invalid_field, missing_field
from playground.shapes import slack_message
from playground.webapi.chat import metadata_of, own, writable
from playground.webapi.method import Call, Method
from playground.workspace import Workspace

_CONTENT = ("channel_not_found", "invalid_chunks", "invalid_blocks", "msg_blocks_too_long", "msg_blocks_too_many")
_LIVE = ("message_not_found", "message_not_owned_by_app", "message_not_in_streaming_state")
_DISPLAYS = ("timeline", "plan")


def methods() -> list[Method]:
    """chat.startStream, appendStream, stopStream."""
    write = ("chat:write",)
    return [
        Method(
            "chat.startStream", start, ("channel", "thread_ts"), write,
            (*_CONTENT, "not_in_channel", "is_archived", "missing_recipient_user_id", "missing_recipient_team_id",
             "user_not_found"),
        ),
        Method(
            "chat.appendStream", append, ("channel", "ts"), write, (*_CONTENT, *_LIVE, "no_text", "stopped_by_user")
        ),
        Method(
            "chat.stopStream", stop, ("channel", "ts"), write,
            (*_CONTENT, *_LIVE, "invalid_metadata_format", "metadata_too_large"),
        ),
    ]  # fmt: skip


def start(call: Call) -> Json:
    """Begin an answer in a thread; in a channel it must be said for whom."""
    ws, channel = call.ws, writable(call)
    thread = call.text("thread_ts")
    if not thread:
        raise missing_field("thread_ts")
    if channel["kind"] != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not call.text(name):
                raise Refusal(f"missing_{name}")
        if call.text("recipient_user_id") not in ws.data["users"]:
            raise Refusal("user_not_found")
    display = call.text("task_display_mode", "timeline")
    if display not in _DISPLAYS:
        raise invalid_field("task_display_mode", "must be timeline or plan")
    pieces = _pieces(call)
    blocks, text = _grown([], "", pieces, display)
    _refuse_too_long(blocks)
    message = messages.post(
        ws, channel, user=ws.bot["user_id"], text=text, blocks=blocks, thread_ts=thread,
        more={"streaming": True}, told=False,
    )  # fmt: skip
    ws.streams[channel["id"], message["ts"]] = {
        "thread_ts": thread,
        "state": "streaming",
        "born": time.monotonic(),
        "display": display,
    }
    ws.later(ws.config.stream_seconds, _age, ws, channel, message["ts"])
    session = sessions.session_of(ws, channel, thread)
    if session is None or session["status"] != "processing" or session["text"]:
        sessions.set_status(ws, channel, thread, "processing")
    answer: Json = {"channel": channel["id"], "ts": message["ts"]}
    if ws.app.agent_view and not ws.app.subscribes("agent_session_stopped"):
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


def append(call: Call) -> Json:
    """Add to a running answer."""
    channel, message, stream = _running(call)
    if stream["state"] == "stopped_by_user":
        raise Refusal("stopped_by_user")
    pieces = _pieces(call)
    if not pieces:
        raise Refusal("no_text")
    _add(call, channel, message, stream, pieces)
    return {"channel": channel["id"], "ts": message["ts"]}


def stop(call: Call) -> Json:
    """End an answer; blocks go to its bottom. After the person's Stop this still closes it."""
    ws = call.ws
    channel, message, stream = _running(call)
    status = call.text("session_status", "active")
    if status not in sessions.STATUSES:
        raise invalid_field("session_status", f"must be one of {', '.join(sessions.STATUSES)}")
    metadata = metadata_of(call)
    bottom = call.value("blocks", error="invalid_blocks") or []
    pieces = _pieces(call)
    if bottom:
        pieces.append({"type": "blocks", "blocks": _checked(call, bottom)})
    message.pop("streaming", None)
    try:
        _add(call, channel, message, stream, pieces)
    except Refusal:
        message["streaming"] = True
        raise
    if metadata:
        message["metadata"] = metadata
    del ws.streams[channel["id"], message["ts"]]
    sessions.set_status(ws, channel, stream["thread_ts"], status)
    events.tell_message(ws, channel, message)
    return {
        "channel": channel["id"], "ts": message["ts"],
        "message": slack_message(ws, message, metadata=True),
    }  # fmt: skip


def die(call: Call) -> None:
    """Kill the stream a call is about, as Slack's own streams die after some minutes."""
    channel = call.ws.channel(call.args.get("channel"))
    stream = call.ws.streams.get((channel["id"] if channel else "", call.text("ts")))
    if channel is not None and stream is not None:
        _end(call.ws, channel, call.text("ts"))


def _age(ws: Workspace, channel: Json, ts: str) -> None:
    with ws.lock:
        if (channel["id"], ts) in ws.streams:
            _end(ws, channel, ts)


def _end(ws: Workspace, channel: Json, ts: str) -> None:
    ws.streams.pop((channel["id"], ts), None)
    message = messages.find(ws, channel, ts)
    if message is not None:
        message.pop("streaming", None)
        messages.show(ws, channel, message)
        ws.state.touch()


def _running(call: Call) -> tuple[Json, Json, Json]:
    channel, ts = call.channel(), call.text("ts")
    message = own(call, channel, ts, "message_not_owned_by_app")
    stream = call.ws.streams.get((channel["id"], ts))
    if stream is None:
        raise Refusal("message_not_in_streaming_state")
    if time.monotonic() - stream["born"] > call.ws.config.stream_seconds:
        _end(call.ws, channel, ts)
        raise Refusal("message_not_in_streaming_state")
    return channel, message, stream


def _add(call: Call, channel: Json, message: Json, stream: Json, pieces: list[Json]) -> None:
    blocks, text = _grown(list(message.get("blocks") or []), message["text"], pieces, stream["display"])
    _refuse_too_long(blocks)
    message["text"] = text
    if blocks:
        message["blocks"] = blocks
    call.ws.state.touch()
    messages.show(call.ws, channel, message)


def _pieces(call: Call) -> list[Json]:
    """The new pieces of a call, from `markdown_text` and from `chunks`, checked."""
    pieces: list[Json] = []
    if call.text("markdown_text"):
        pieces.append({"type": "markdown_text", "text": call.text("markdown_text")})
    chunks: Any = call.value("chunks", error="invalid_chunks") or []
    if not isinstance(chunks, list):
        raise Refusal("invalid_chunks")
    for place, chunk in enumerate(chunks):
        pieces.append(_checked_chunk(call, chunk, f"/chunks/{place}"))
    if sum(len(piece["text"]) for piece in pieces if piece["type"] == "markdown_text") > MOST_MARKDOWN:
        raise Refusal("msg_blocks_too_long")
    return pieces


def _checked_chunk(call: Call, chunk: Any, where: str) -> Json:
    needs = {
        "markdown_text": ("text",), "task_update": ("id", "title", "status"), "plan_update": ("title",),
        "blocks": ("blocks",),
    }  # fmt: skip
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind not in needs:
        raise Refusal("invalid_chunks", messages=[f"[ERROR] unsupported type: {kind} [json-pointer:{where}/type]"])
    for name in needs[kind]:
        if not chunk.get(name):
            raise Refusal("invalid_chunks", messages=[f"[ERROR] missing required field: {name} [json-pointer:{where}]"])
    if kind == "task_update" and chunk["status"] not in ("pending", "in_progress", "complete", "error"):
        raise Refusal("invalid_chunks", messages=[f"[ERROR] must be a valid enum value [json-pointer:{where}/status]"])
    if kind == "blocks":
        return {"type": "blocks", "blocks": _checked(call, chunk["blocks"])}
    found: Json = chunk
    return found


def _checked(call: Call, blocks: Any) -> list[Json]:
    problems = problems_of(blocks, surface="message", file_exists=call.file_exists)
    if problems:
        raise Refusal("invalid_blocks", messages=problems)
    return numbered(blocks)


def _grown(blocks: list[Json], text: str, pieces: list[Json], display: str) -> tuple[list[Json], str]:
    """Blocks and text with the pieces added: text joins the last markdown block, a task replaces itself by its id."""
    for piece in pieces:
        if piece["type"] == "markdown_text":
            text += piece["text"]
            if blocks and blocks[-1]["type"] == "markdown":
                blocks[-1] = {**blocks[-1], "text": blocks[-1]["text"] + piece["text"]}
            else:
                blocks += numbered([{"type": "markdown", "text": piece["text"]}])
        elif piece["type"] == "blocks":
            blocks += piece["blocks"]
        elif piece["type"] == "plan_update":
            _plan(blocks)["title"] = piece["title"]
        else:
            _place_task(_plan(blocks)["tasks"] if display == "plan" else blocks, piece)
    return blocks, text


def _plan(blocks: list[Json]) -> Json:
    found = next((block for block in blocks if block["type"] == "plan"), None)
    if found is None:
        found = numbered([{"type": "plan", "title": "Plan", "tasks": []}])[0]
        blocks.insert(0, found)
    return found


def _place_task(blocks: list[Json], piece: Json) -> None:
    task: Json = {"type": "task_card", "task_id": piece["id"], "title": piece["title"], "status": piece["status"]}
    for name in ("details", "output"):
        if piece.get(name):
            words = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(piece[name])}]}
            task[name] = {"type": "rich_text", "elements": [words]}
    if piece.get("sources"):
        task["sources"] = piece["sources"]
    for place, block in enumerate(blocks):
        if block.get("task_id") == piece["id"]:
            kept: Json = {key: block[key] for key in ("details", "output", "sources", "block_id") if key in block}
            blocks[place] = {**kept, **task}
            return
    blocks += numbered([task])


def _refuse_too_long(blocks: list[Json]) -> None:
    if len(blocks) > 50:
        raise Refusal("msg_blocks_too_many")
    if total_characters(blocks) > MOST_CHARACTERS:
        raise Refusal("msg_blocks_too_long")

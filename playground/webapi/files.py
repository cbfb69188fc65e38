"""Web API: the bot's files, from asking for an address to sharing."""

from __future__ import annotations

from playground import files, messages
from playground.blocks.surfaces import message_blocks
from playground.errors import Json, Refusal
from playground.shapes import file_object
from playground.webapi.method import Call, Method
from playground.workspace import Workspace

SHARE_DELAY_SECONDS = 0.05


def methods() -> list[Method]:
    """files.getUploadURLExternal, completeUploadExternal, info."""
    write = ("files:write",)
    return [
        Method(
            "files.getUploadURLExternal", upload_url, ("filename", "length"), write,
            ("file_upload_size_restricted", "alt_txt_too_large"),
        ),
        Method(
            "files.completeUploadExternal", complete, ("files",), write,
            ("file_not_found", "channel_not_found", "not_in_channel", "invalid_blocks", "posting_to_channel_denied"),
        ),
        Method("files.info", info, ("file",), ("files:read",), ("file_not_found",)),
    ]  # fmt: skip


def upload_url(call: Call) -> Json:
    """An address to post the bytes to."""
    size = call.number("length", 0, most=2**40)
    if size > call.ws.config.upload_limit:
        raise Refusal("file_upload_size_restricted")
    if len(call.text("alt_txt")) > 1000:
        raise Refusal("alt_txt_too_large")
    file_id = files.register(
        call.ws, user=call.ws.bot["user_id"], name=call.text("filename"), size=size, alt_txt=call.text("alt_txt")
    )
    return {"upload_url": f"{call.ws.base_url}/upload/{file_id}", "file_id": file_id}


def complete(call: Call) -> Json:
    """Finish uploads; sharing them happens a moment later, so no message time is returned."""
    ws, listed = call.ws, call.value("files")
    if not isinstance(listed, list) or not listed:
        raise Refusal("invalid_arguments", messages=["[ERROR] must provide an array [json-pointer:/files]"])
    for item in listed:
        file = ws.data["files"].get(item.get("id") if isinstance(item, dict) else None)
        if file is None or not file.get("received"):
            raise Refusal("file_not_found")
        if item.get("title"):
            file["title"] = str(item["title"])
    ids = [item["id"] for item in listed]
    targets = [key for key in (call.text("channel_id") or call.text("channels")).split(",") if key]
    channels = [_target(call, key) for key in targets]
    raw = call.value("blocks", error="invalid_blocks")
    blocks = message_blocks(raw, file_exists=call.file_exists) if raw else None
    for file_id in ids:
        ws.data["files"][file_id]["complete"] = True
    comment, thread = call.text("initial_comment"), call.text("thread_ts")
    for channel in channels:
        ws.later(SHARE_DELAY_SECONDS, _share, ws, channel, ids, comment, thread, blocks)
    ws.state.touch()
    return {"files": [file_object(ws, file_id) for file_id in ids]}


def _target(call: Call, key: str) -> Json:
    channel = Call(call.ws, {"channel": key}).channel()
    if channel["is_archived"]:
        raise Refusal("posting_to_channel_denied")
    if not call.ws.bot_in(channel):
        raise Refusal("not_in_channel")
    return channel


def _share(ws: Workspace, channel: Json, ids: list[str], comment: str, thread: str, blocks: list[Json] | None) -> None:
    with ws.lock:
        for file_id in ids:
            ws.data["files"][file_id]["channels"].append(channel["id"])
        messages.post(
            ws, channel, user=ws.bot["user_id"], text=comment, blocks=blocks, thread_ts=thread or None, files=ids,
            subtype="file_share",
        )  # fmt: skip


def info(call: Call) -> Json:
    """One file."""
    if not call.file_exists(call.text("file")):
        raise Refusal("file_not_found")
    return {"file": file_object(call.ws, call.text("file")), "comments": [], "response_metadata": {"next_cursor": ""}}

"""Files: taken in from the page or the bot, kept, and handed out to those who may see them."""

from __future__ import annotations

import mimetypes
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playground.blocks.elements import file_id_of
from playground.errors import Json, Refusal
from playground.state import new_id
from playground.workspace import Workspace


@dataclass(frozen=True)
class Part:
    """One field of a multipart form."""

    name: str
    filename: str | None
    content: bytes


def multipart(body: bytes, content_type: str) -> list[Part]:
    """The fields of a multipart/form-data body; an empty list when it is not one."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if boundary is None:
        return []
    parts = []
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary.group(1).encode())[1:]:
        head, empty_line, content = piece.partition(b"\r\n\r\n")
        text = head.decode("utf-8", "replace")
        name = re.search(r'[; ]name="([^"]*)"', text)
        if empty_line and name is not None:
            filename = re.search(r'filename="([^"]*)"', text)
            parts.append(Part(name.group(1), filename.group(1) if filename else None, content))
    return parts


def register(ws: Workspace, *, user: str, name: str, size: int, alt_txt: str = "") -> str:
    """Make room for a file that is about to come and return its id."""
    file_id = new_id("F")
    safe = name.replace("\\", "/").rsplit("/", 1)[-1] or "file"
    kind = mimetypes.guess_type(safe)[0] or "application/octet-stream"
    with ws.lock:
        ws.data["files"][file_id] = {
            "created": int(time.time()), "name": safe, "title": safe, "mimetype": kind,
            "filetype": safe.rsplit(".", 1)[-1].lower() if "." in safe else "binary", "user": user, "size": size,
            "channels": [], "alt_txt": alt_txt, "complete": False,
        }  # fmt: skip
        ws.state.touch()
    return file_id


def receive(ws: Workspace, file_id: str, content: bytes) -> None:
    """Keep the bytes of a registered file; raises Refusal when it is unknown or too big."""
    file = ws.data["files"].get(file_id)
    if file is None:
        raise Refusal("file_not_found", text="This upload address is not known.")
    if len(content) > ws.config.upload_limit:
        limit = ws.config.upload_limit // (1024 * 1024)
        raise Refusal("file_upload_size_restricted", text=f"Files can be up to {limit} MB here.")
    ws.state.put_blob(file_id, content)
    with ws.lock:
        file.update(size=len(content), received=True)
        ws.state.touch()


def may_see(ws: Workspace, file_id: str, user: str) -> bool:
    """A person sees a file they sent, one shared where they are a member, and one in blocks they were shown."""
    file: Json = ws.data["files"][file_id]
    channels = (ws.data["channels"].get(key) for key in file["channels"])
    shown = file["user"] == user or user in file.get("viewers", [])
    return shown or any(channel and user in channel["members"] for channel in channels)


def let_see(ws: Workspace, shown: Any, people: Iterable[str]) -> None:
    """These people are shown blocks or a view: they may see the files that stand in them."""
    if isinstance(shown, list):
        for item in shown:
            let_see(ws, item, people)
    elif isinstance(shown, dict):
        source = shown.get("slack_file")
        file_id = file_id_of(source) if isinstance(source, dict) else ""
        if file_id in ws.data["files"]:
            viewers = ws.data["files"][file_id].setdefault("viewers", [])
            viewers.extend(person for person in people if person not in viewers)
        for item in shown.values():
            let_see(ws, item, people)

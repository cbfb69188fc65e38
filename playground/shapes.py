"""The shapes in which people, channels, files and messages leave the workspace: for the page and for the bot."""

from __future__ import annotations

import re
import urllib.parse

from playground.errors import Json
from playground.workspace import Workspace


def page_user(user: Json) -> Json:
    """A person as the page shows them."""
    keys = ("id", "name", "real_name", "title", "avatar", "tz", "is_bot", "team", "deleted")
    return {key: user[key] for key in keys}


def page_channel(ws: Workspace, channel: Json) -> Json:
    """A conversation as the page lists it; the direct message with the bot has the bot as its `user`."""
    shown = {key: channel[key] for key in ("id", "name", "kind", "topic", "members", "is_archived")}
    shown["bot_in"] = ws.bot_in(channel)
    if channel["kind"] == "im":
        shown["user"] = ws.bot["user_id"]
        shown["name"] = ws.bot["name"]
    return shown


def slack_user(ws: Workspace, user: Json) -> Json:
    """A person as users.info gives them."""
    first, _, last = user["real_name"].partition(" ")
    return {
        "id": user["id"], "team_id": ws.team["id"], "name": user["name"], "deleted": user["deleted"],
        "color": "9f69e7", "real_name": user["real_name"], "tz": user["tz"], "tz_label": user["tz"],
        "tz_offset": 0, "is_admin": user["is_admin"], "is_owner": False, "is_primary_owner": False,
        "is_restricted": bool(user.get("is_restricted")), "is_ultra_restricted": False,
        "is_bot": user["is_bot"], "is_app_user": False,
        "updated": int(ws.data["users"][user["id"]].get("updated", 0)),
        "profile": {
            "title": user["title"], "real_name": user["real_name"], "real_name_normalized": user["real_name"],
            "display_name": user["name"], "display_name_normalized": user["name"], "first_name": first,
            "last_name": last, "team": ws.team["id"], "status_text": "", "status_emoji": "", "avatar_hash": "pg",
            "image_72": f"{ws.base_url}/avatar/{user['id']}",
        },
    }  # fmt: skip


def slack_channel(ws: Workspace, channel: Json) -> Json:
    """A conversation as conversations.info gives it."""
    kind = channel["kind"]
    shown: Json = {
        "id": channel["id"], "created": channel["created"], "is_archived": channel["is_archived"],
        "is_im": kind == "im", "is_mpim": False, "is_private": kind != "channel", "is_org_shared": False,
        "is_shared": False, "is_ext_shared": False, "context_team_id": ws.team["id"], "updated": 0,
    }  # fmt: skip
    if kind == "im":
        return {**shown, "user": channel["user"], "is_user_deleted": False, "priority": 0}
    blank = {"creator": "", "last_set": 0}
    return {
        **shown, "name": channel["name"], "name_normalized": channel["name"], "is_channel": kind == "channel",
        "is_group": kind == "private", "is_general": False, "unlinked": 0, "creator": "",
        "is_member": ws.bot_in(channel), "topic": {"value": channel["topic"], **blank},
        "purpose": {"value": "", **blank}, "previous_names": [], "num_members": len(channel["members"]),
    }  # fmt: skip


def file_object(ws: Workspace, file_id: str) -> Json:
    """A file as Slack describes it; `url_private` asks for the bot's token."""
    file: Json = ws.data["files"][file_id]
    name = urllib.parse.quote(file["name"])
    private = f"{ws.base_url}/files/{file_id}/{name}"
    shown = {
        "id": file_id, "created": file["created"], "timestamp": file["created"], "name": file["name"],
        "title": file["title"], "mimetype": file["mimetype"], "filetype": file["filetype"],
        "pretty_type": file["filetype"].upper(), "user": file["user"], "user_team": ws.team["id"],
        "editable": False, "size": file["size"], "mode": "hosted", "is_external": False, "external_type": "",
        "is_public": False, "public_url_shared": False, "display_as_bot": False, "username": "",
        "url_private": private, "url_private_download": private + "?download=1",
        "permalink": f"{ws.base_url}/?file={file_id}", "is_starred": False, "has_rich_preview": False,
        "file_access": "visible", "channels": file["channels"], "groups": [], "ims": [], "comments_count": 0,
    }  # fmt: skip
    if file.get("alt_txt"):
        shown["alt_txt"] = file["alt_txt"]
    return shown


def bot_profile(ws: Workspace) -> Json:
    """Who a bot's message is from, as Slack puts it on the message."""
    icon = f"{ws.base_url}/avatar/{ws.bot['user_id']}"
    return {
        "id": ws.bot["bot_id"], "deleted": False, "name": ws.bot["name"], "updated": 0, "app_id": ws.bot["app_id"],
        "icons": {"image_36": icon, "image_48": icon, "image_72": icon}, "team_id": ws.team["id"],
    }  # fmt: skip


_INNER = ("seed_at", "seed_id")


def slack_message(ws: Workspace, message: Json, *, metadata: bool = False) -> Json:
    """A message as the Web API and deliveries give it."""
    hidden = (*_INNER, "streaming", "ephemeral", *(() if metadata else ("metadata",)))
    shown = {key: value for key, value in message.items() if key not in hidden}
    if not shown.get("reactions"):
        shown.pop("reactions", None)
    else:
        shown["reactions"] = [{**r, "count": len(r["users"])} for r in shown["reactions"]]
    if "files" in shown:
        shown["files"] = [file_object(ws, key) for key in shown["files"]]
    if "bot_id" in shown:
        shown["app_id"] = ws.bot["app_id"]
        shown["bot_profile"] = bot_profile(ws)
    shown["team"] = ws.team["id"]
    return shown


def page_message(ws: Workspace, message: Json) -> Json:
    """A message as the page shows it: Slack's shape, with `streaming` and `ephemeral` kept."""
    shown = {key: value for key, value in message.items() if key not in _INNER}
    if "files" in shown:
        shown["files"] = [file_object(ws, key) for key in shown["files"]]
    return shown


_TOKEN = re.compile(r"<(@[UW]\w+|#C\w+|!\w+(?:\^\w+)?|(?:https?|mailto):[^>|]+)(?:\|([^>]*))?>")


def rich_text(text: str) -> Json:
    """The rich_text block Slack's own client makes of what a person typed (mentions and links only)."""
    parts: list[Json] = []
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            parts.append({"type": "text", "text": unescaped(text[end : found.start()])})
        parts.append(_part(found.group(1), found.group(2)))
        end = found.end()
    if end < len(text) or not parts:
        parts.append({"type": "text", "text": unescaped(text[end:])})
    section = {"type": "rich_text_section", "elements": parts}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}


def _part(target: str, label: str | None) -> Json:
    if target[0] == "@":
        return {"type": "user", "user_id": target[1:]}
    if target[0] == "#":
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target[9:]}
    if target[0] == "!":
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": target, **({"text": unescaped(label)} if label else {})}


def unescaped(text: str) -> str:
    """Slack's three entities turned back into the signs they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


def escaped(text: str) -> str:
    """What Slack's client makes of typed text: &, < and > become entities, its own tokens stay as they are."""
    pieces, end = [], 0
    for found in _TOKEN.finditer(text):
        pieces += [_escape(text[end : found.start()]), found.group(0)]
        end = found.end()
    return "".join([*pieces, _escape(text[end:])])


def _escape(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")

"""Messages: posting, changing, deleting, reading and reacting, and who gets to see it happen."""

from __future__ import annotations

import copy

from playground import events
from playground import files as files_
from playground.errors import Json, Refusal
from playground.shapes import page_message
from playground.workspace import Workspace

MAX_TEXT = 40_000


def find(ws: Workspace, channel: Json, ts: object) -> Json | None:
    """A message of that time in the conversation, or None."""
    stored: list[Json] = ws.data["messages"].get(channel["id"], [])
    return next((message for message in reversed(stored) if message["ts"] == ts), None)


def post(
    ws: Workspace, channel: Json, *, user: str, text: str, blocks: list[Json] | None = None,
    thread_ts: str | None = None, files: list[str] | None = None, metadata: Json | None = None,
    subtype: str | None = None, more: Json | None = None, told: bool = True,
) -> Json:  # fmt: skip
    """Put a message into a conversation, show it to its members and tell the bot; returns the stored message.

    Text over 40,000 characters is cut, as Slack does. `more` is added to the message as it stands.
    """
    message: Json = {"type": "message", "user": user, "text": text[:MAX_TEXT], "ts": ws.state.new_ts()}
    if user == ws.bot["user_id"]:
        message["bot_id"] = ws.bot["bot_id"]
    extras = {"blocks": blocks, "files": files, "metadata": metadata, "subtype": subtype, "thread_ts": thread_ts}
    message.update({key: value for key, value in extras.items() if value})
    message.update(reactions=[], **(more or {}))
    files_.let_see(ws, blocks, channel["members"])
    ws.data["messages"].setdefault(channel["id"], []).append(message)
    for member in channel["members"]:
        if member not in (user, ws.bot["user_id"]):
            counts = ws.data["unread"].setdefault(member, {})
            counts[channel["id"]] = counts.get(channel["id"], 0) + 1
            ws.hub.publish("unread", {"channel": channel["id"], "count": counts[channel["id"]]}, to=[member])
    ws.state.touch()
    show(ws, channel, message, new=True)
    if told:
        events.tell_message(ws, channel, message)
        for file_id in files or []:
            events.tell_file_shared(ws, channel, file_id=file_id, user=user)
    return message


def show(ws: Workspace, channel: Json, message: Json, *, new: bool = False) -> None:
    """Show a message, new or changed, to the conversation's members; its parent's counts too."""
    for shown, fresh in ((message, new), (_parent_of(ws, channel, message) if new else None, False)):
        if shown is not None:
            data = {"channel": channel["id"], "message": with_thread(ws, channel, shown)}
            ws.hub.publish("message" if fresh else "message_changed", data, to=channel["members"])


def post_ephemeral(
    ws: Workspace, channel: Json, *, to: str, text: str, blocks: list[Json] | None = None,
    thread_ts: str | None = None,
) -> Json:  # fmt: skip
    """Show a message to one person only; it is forgotten when the playground stops."""
    message: Json = {
        "type": "message", "subtype": "bot_message", "user": ws.bot["user_id"], "bot_id": ws.bot["bot_id"],
        "text": text[:MAX_TEXT], "ts": ws.state.new_ts(), "reactions": [], "ephemeral": True,
        "channel": channel["id"],
    }  # fmt: skip
    message.update({key: value for key, value in (("blocks", blocks), ("thread_ts", thread_ts)) if value})
    files_.let_see(ws, blocks, [to])
    ws.ephemerals.setdefault(to, []).append(message)
    ws.hub.publish("message", {"channel": channel["id"], "message": page_message(ws, message)}, to=[to])
    return message


def find_ephemeral(ws: Workspace, user: str, ts: object) -> Json | None:
    """An ephemeral message of that person, or None."""
    return next((message for message in ws.ephemerals.get(user, []) if message["ts"] == ts), None)


def change(
    ws: Workspace, channel: Json, message: Json, *, editor: str, text: str | None = None,
    blocks: list[Json] | None = None, metadata: Json | None = None,
) -> None:  # fmt: skip
    """Change a stored message. `blocks` None keeps them, an empty list takes them away."""
    before = copy.deepcopy(message)
    if text is not None:
        message["text"] = text[:MAX_TEXT]
    if blocks is not None:
        files_.let_see(ws, blocks, channel["members"])
        message["blocks"] = blocks
        if not blocks:
            del message["blocks"]
    if metadata is not None:
        message["metadata"] = metadata
    message["edited"] = {"user": editor, "ts": ws.state.new_ts()}
    ws.state.touch()
    show(ws, channel, message)
    events.tell_changed(ws, channel, message, before)


def replace_ephemeral(ws: Workspace, user: str, message: Json, *, text: str, blocks: list[Json] | None) -> None:
    """Put other words into an ephemeral message."""
    message["text"] = text
    message.pop("blocks", None)
    if blocks:
        message["blocks"] = blocks
    data = {"channel": message["channel"], "message": page_message(ws, message)}
    ws.hub.publish("message_changed", data, to=[user])


def delete(ws: Workspace, channel: Json, message: Json) -> None:
    """Take a message away."""
    ws.data["messages"][channel["id"]].remove(message)
    ws.state.touch()
    gone = {"channel": channel["id"], "ts": message["ts"]}
    ws.hub.publish("message_deleted", gone, to=channel["members"])
    parent = _parent_of(ws, channel, message)
    if parent is not None:
        show(ws, channel, parent)
    events.tell_deleted(ws, channel, message)


def delete_ephemeral(ws: Workspace, user: str, message: Json) -> None:
    """Take an ephemeral message away."""
    ws.ephemerals[user].remove(message)
    ws.hub.publish("message_deleted", {"channel": message["channel"], "ts": message["ts"]}, to=[user])


def replies(ws: Workspace, channel: Json, ts: str) -> list[Json]:
    """The replies of a thread, oldest first, without the parent."""
    return [m for m in ws.data["messages"][channel["id"]] if m.get("thread_ts") == ts and m["ts"] != ts]


def with_thread(ws: Workspace, channel: Json, message: Json) -> Json:
    """A message for the page, with its thread's counts when it has one."""
    return {**page_message(ws, message), **thread_facts(ws, channel, message)}


def thread_facts(ws: Workspace, channel: Json, message: Json) -> Json:
    """`reply_count`, `reply_users` and `latest_reply` of a parent; nothing for other messages."""
    under = replies(ws, channel, message["ts"]) if message.get("thread_ts") in (None, message["ts"]) else []
    if not under:
        return {}
    users = list(dict.fromkeys(reply["user"] for reply in under))
    return {
        "thread_ts": message["ts"], "reply_count": len(under), "reply_users": users,
        "reply_users_count": len(users), "latest_reply": under[-1]["ts"],
    }  # fmt: skip


def top_level(ws: Workspace, channel: Json) -> list[Json]:
    """Messages outside threads, oldest first; a reply that was also sent to the channel counts."""
    return [
        message
        for message in ws.data["messages"].get(channel["id"], [])
        if message.get("thread_ts") in (None, message["ts"]) or message.get("subtype") == "thread_broadcast"
    ]


def react(ws: Workspace, channel: Json, message: Json, *, user: str, name: str, remove: bool = False) -> None:
    """Add or take away one person's reaction; raises Refusal with Slack's code when it makes no sense."""
    found = next((r for r in message["reactions"] if r["name"] == name), None)
    if remove:
        if found is None or user not in found["users"]:
            raise Refusal("no_reaction")
        found["users"].remove(user)
        if not found["users"]:
            message["reactions"].remove(found)
    else:
        if found is not None and user in found["users"]:
            raise Refusal("already_reacted")
        if found is None:
            found = {"name": name, "users": []}
            message["reactions"].append(found)
        found["users"].append(user)
    ws.state.touch()
    show(ws, channel, message)
    events.tell_reaction(ws, channel, message, user=user, name=name, added=not remove)


def _parent_of(ws: Workspace, channel: Json, message: Json) -> Json | None:
    thread = message.get("thread_ts")
    return find(ws, channel, thread) if thread and thread != message["ts"] else None

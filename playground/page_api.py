"""What a person does on the page: reading, writing, reacting, using shortcuts, stopping."""

from __future__ import annotations

from collections.abc import Callable

from playground import clock, events, files, interactions, messages, page_forms, sessions
from playground.errors import Json, Refusal
from playground.shapes import escaped, file_object, page_channel, page_message, page_user, slack_message
from playground.workspace import Workspace

Act = Callable[[Workspace, Json], Json]


def calls() -> dict[str, Act]:
    """Every call of the page, by the rest of its address."""
    return {
        "boot": boot, "messages": read_messages, "open_home": open_home, "send": send, "shortcut": shortcut,
        "react": react, "read": read, "stop": stop, "edit": edit, "delete": delete,
        "action": page_forms.action, "options": page_forms.options, "view/submit": page_forms.submit,
        "view/close": page_forms.close,
    }  # fmt: skip


def _channel(ws: Workspace, body: Json, person: Json, *, writing: bool = False) -> Json:
    found = ws.channel(body.get("channel"))
    if found is None or (found["kind"] != "channel" and person["id"] not in found["members"]):
        raise Refusal("channel_not_found", text="This conversation is not there.")
    if writing and person["id"] not in found["members"]:
        raise Refusal("not_in_channel", text="You are not a member of this channel.")
    if writing and found["is_archived"]:
        raise Refusal("is_archived", text="This channel is archived; nobody can write in it.")
    return found


def boot(ws: Workspace, body: Json) -> Json:
    """All a page needs to begin."""
    now = clock.shown(ws)
    with ws.lock:
        return {**_booted(ws, body), "clock": now}


def _booted(ws: Workspace, body: Json) -> Json:
    users: dict[str, Json] = ws.data["users"]
    people = [user for user in users.values() if not user["is_bot"] and not user["deleted"]]
    me = ws.person(body.get("as") or people[0]["id"])
    seen = [page_channel(ws, channel) for channel in ws.data["channels"].values() if me["id"] in channel["members"]]
    prompts = ws.data["prompts"].get("D" + me["id"][1:]) or {"title": "", "prompts": ws.app.prompts}
    return {
        "me": page_user(me), "users": [page_user(user) for user in users.values()], "channels": seen,
        "bot": {**ws.bot, "home": ws.app.home_tab, "agent": ws.app.agent_view}, "team": ws.team,
        "usergroups": [
            {"id": g["id"], "handle": g.get("handle", ""), "name": g.get("name", g["id"])}
            for g in ws.data["usergroups"].values()
        ],
        "commands": [
            {"command": c["command"], "description": c.get("description", ""), "usage_hint": c.get("usage_hint", "")}
            for c in ws.app.commands
        ],
        "shortcuts": [{key: s.get(key, "") for key in ("callback_id", "name", "type")} for s in ws.app.shortcuts],
        "prompts": prompts["prompts"], "prompts_title": prompts["title"],
        "unread": ws.data["unread"].get(me["id"], {}),
        "sessions": [s for s in ws.data["sessions"].values() if s["channel"] in {c["id"] for c in seen}],
    }  # fmt: skip


def read_messages(ws: Workspace, body: Json) -> Json:
    """A conversation, or one thread of it, with what only this person sees."""
    with ws.lock:
        return _read_messages(ws, body)


def _read_messages(ws: Workspace, body: Json) -> Json:
    me = ws.person(body.get("as"))
    channel, thread = _channel(ws, body, me), body.get("thread_ts") or None
    own = [
        page_message(ws, message) for message in ws.ephemerals.get(me["id"], [])
        if message["channel"] == channel["id"] and message.get("thread_ts") == thread
    ]  # fmt: skip
    if thread:
        parent = messages.find(ws, channel, thread)
        stored = [*([parent] if parent else []), *messages.replies(ws, channel, thread)]
    else:
        stored = messages.top_level(ws, channel)
    shown = [messages.with_thread(ws, channel, message) for message in stored]
    return {"messages": sorted([*shown, *own], key=lambda message: float(message["ts"]))}


def open_home(ws: Workspace, body: Json) -> Json:
    """The person looks at the bot's Home or Messages tab."""
    me, tab = ws.person(body.get("as")), str(body.get("tab") or "home")
    with ws.lock:
        view: Json | None = ws.data["homes"].get(me["id"])
        events.tell_home_opened(ws, user=me["id"], channel="D" + me["id"][1:], tab=tab, view=view)
    return {"view": view}


def send(ws: Workspace, body: Json) -> Json:
    """Write a message or give a slash command."""
    me, text = ws.person(body.get("as")), str(body.get("text") or "")
    channel = _channel(ws, body, me, writing=True)
    listed = [item["id"] if isinstance(item, dict) else str(item) for item in body.get("files") or []]
    if text.startswith("/") and not listed and len(text) > 1 and not text.startswith("//"):
        if body.get("thread_ts"):
            raise Refusal("not_in_threads", text="Slash commands do not work in threads, here as in Slack.")
        return interactions.run_command(ws, me, channel, escaped(text))
    if not text.strip() and not listed:
        raise Refusal("no_text", text="Write something first.")
    with ws.lock:
        for file_id in listed:
            file = ws.data["files"].get(file_id)
            if file is None or file["user"] != me["id"]:
                raise Refusal("file_not_found", text="This file is not here any more; choose it again.")
            file["channels"].append(channel["id"])
        message = messages.post(
            ws, channel, user=me["id"], text=escaped(text), thread_ts=body.get("thread_ts") or None,
            files=listed, subtype="file_share" if listed else None,
        )  # fmt: skip
    return {"message": messages.with_thread(ws, channel, message)}


def upload(ws: Workspace, user: object, name: str, content: bytes) -> Json:
    """Take a file in; it waits to be sent or to be put into a form."""
    me = ws.person(user)
    if len(content) > ws.config.upload_limit:
        raise Refusal("file_upload_size_restricted", text="This file is too big; the limit is 20 MB.")
    file_id = files.register(ws, user=me["id"], name=name, size=len(content))
    files.receive(ws, file_id, content)
    return {"file": file_object(ws, file_id)}


def shortcut(ws: Workspace, body: Json) -> Json:
    """Use a shortcut, on a message when one is named."""
    me, callback = ws.person(body.get("as")), str(body.get("callback_id") or "")
    if ws.app.shortcuts and ws.app.shortcut(callback) is None:
        raise Refusal("unknown_shortcut", text="There is no such shortcut here.")
    with ws.lock:
        kind = "message_action" if body.get("ts") else "shortcut"
        payload = {
            **interactions.common(ws, me, kind), "callback_id": callback, "action_ts": ws.state.new_ts(),
            "trigger_id": ws.tokens.trigger(me["id"]),
        }  # fmt: skip
        if body.get("ts"):
            channel = _channel(ws, body, me)
            message = messages.find(ws, channel, body["ts"])
            if message is None:
                raise Refusal("message_not_found", text="This message is not there any more.")
            address = ws.tokens.address(user=me["id"], channel=channel["id"], thread_ts=message.get("thread_ts"))
            payload.update(
                channel={"id": channel["id"], "name": channel["name"] or "directmessage"}, message_ts=message["ts"],
                message=slack_message(ws, message), response_url=interactions.response_url(ws, address),
            )  # fmt: skip
    interactions.deliver(ws, payload, callback)
    return {}


def _own_place(ws: Workspace, body: Json) -> tuple[Json, Json, Json]:
    me = ws.person(body.get("as"))
    channel = _channel(ws, body, me, writing=True)
    message = messages.find(ws, channel, body.get("ts"))
    if message is None:
        raise Refusal("message_not_found", text="This message is not there any more.")
    return me, channel, message


def react(ws: Workspace, body: Json) -> Json:
    """Add or take away a reaction."""
    with ws.lock:
        me, channel, message = _own_place(ws, body)
        name = str(body.get("name") or "").strip(":")
        messages.react(ws, channel, message, user=me["id"], name=name, remove=bool(body.get("remove")))
    return {}


def edit(ws: Workspace, body: Json) -> Json:
    """Change one's own message."""
    with ws.lock:
        me, channel, message = _own_place(ws, body)
        if message["user"] != me["id"]:
            raise Refusal("cant_update_message", text="You can only change your own messages.")
        messages.change(ws, channel, message, editor=me["id"], text=escaped(str(body.get("text") or "")))
    return {}


def delete(ws: Workspace, body: Json) -> Json:
    """Delete one's own message."""
    with ws.lock:
        me, channel, message = _own_place(ws, body)
        if message["user"] != me["id"]:
            raise Refusal("cant_delete_message", text="You can only delete your own messages.")
        messages.delete(ws, channel, message)
    return {}


def read(ws: Workspace, body: Json) -> Json:
    """Nothing is unread in this conversation any more."""
    me = ws.person(body.get("as"))
    with ws.lock:
        ws.data["unread"].setdefault(me["id"], {}).pop(str(body.get("channel")), None)
        ws.state.touch()
    ws.hub.publish("unread", {"channel": body.get("channel"), "count": 0}, to=[me["id"]])
    return {}


def stop(ws: Workspace, body: Json) -> Json:
    """Press Stop on an agent's answer."""
    me = ws.person(body.get("as"))
    with ws.lock:
        sessions.stop(ws, _channel(ws, body, me), str(body.get("thread_ts") or ""), user=me["id"])
    return {}

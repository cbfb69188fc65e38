"""Conversations with an agent: what it is doing just now, what it suggests, and the person's Stop."""

from __future__ import annotations

from playground import events, messages
from playground.errors import Json, Refusal
from playground.workspace import Workspace

STATUSES = ("active", "processing", "suspended", "closed")


def set_status(
    ws: Workspace, channel: Json, thread_ts: str, status: str, *, text: str = "",
    loading: list[str] | None = None, title: str | None = None,
) -> Json:  # fmt: skip
    """Set what the agent does in a thread and show it; returns the session."""
    key = f"{channel['id']}:{thread_ts}"
    session: Json = ws.data["sessions"].setdefault(key, {"channel": channel["id"], "thread_ts": thread_ts, "title": ""})
    session.update(status=status, text=text, loading_messages=loading or [])
    session["turn"] = session.get("turn", 0) + 1
    if title is not None:
        session["title"] = title
    ws.state.touch()
    ws.hub.publish("session", session, to=channel["members"])
    return session


def session_of(ws: Workspace, channel: Json, thread_ts: str) -> Json | None:
    """The session of a thread, or None."""
    found: Json | None = ws.data["sessions"].get(f"{channel['id']}:{thread_ts}")
    return found


def clear_words(ws: Workspace, channel: Json, thread_ts: str | None) -> None:
    """Take the words of a status away, as Slack does when the app has posted in the thread."""
    session = session_of(ws, channel, thread_ts) if thread_ts else None
    if session is not None and session["text"]:
        set_status(ws, channel, session["thread_ts"], "")


def clear_after(ws: Workspace, channel: Json, session: Json) -> None:
    """Take the words away when nothing was posted for two minutes."""
    turn = session["turn"]

    def clear() -> None:
        with ws.lock:
            if session["turn"] == turn:
                set_status(ws, channel, session["thread_ts"], "")

    ws.later(ws.config.status_seconds, clear)


def suggest(ws: Workspace, channel: Json, *, title: str, prompts: list[Json]) -> None:
    """Show suggested prompts at the top of a direct message."""
    ws.data["prompts"][channel["id"]] = {"title": title, "prompts": prompts}
    ws.state.touch()
    shown = {"channel": channel["id"], "title": title, "prompts": prompts}
    ws.hub.publish("prompts", shown, to=channel["members"])


def stop(ws: Workspace, channel: Json, thread_ts: str, *, user: str) -> None:
    """The person pressed Stop: streams there take no more, and the bot is told."""
    if channel["kind"] == "im" and user not in channel["members"]:
        raise Refusal("not_in_channel", text="You are not in this conversation.")
    running = [
        (ts, stream) for (place, ts), stream in ws.streams.items()
        if place == channel["id"] and stream["thread_ts"] == thread_ts and stream["state"] == "streaming"
    ]  # fmt: skip
    for ts, stream in running:
        stream["state"] = "stopped_by_user"
        message = messages.find(ws, channel, ts)
        if message is not None:
            message.pop("streaming", None)
            messages.show(ws, channel, message)
    events.tell(ws, {
        "type": "agent_session_stopped", "channel": channel["id"], "thread_ts": thread_ts, "user": user,
        "streaming_message_ts": [ts for ts, _ in running], "event_ts": ws.state.new_ts(),
    })  # fmt: skip

"""Web API: an agent's sessions, status words, titles and suggested prompts."""

from __future__ import annotations

import re

from playground import messages, sessions
from playground.errors import Json, Refusal, invalid_field
from playground.webapi.method import Call, Method, bounded

MOST_PROMPTS = 4
MOST_LOADING = 10
MOST_TITLE = 200


def methods() -> list[Method]:
    """agents.sessions.setStatus, rename; assistant.threads.setStatus, setSuggestedPrompts, setTitle."""
    write = ("chat:write",)
    here = ("channel_not_found", "invalid_thread_ts")
    return [
        Method(
            "agents.sessions.setStatus", set_session, ("channel_id", "status"), write,
            ("channel_not_found", "not_agent_app", "thread_not_found"),
        ),
        Method(
            "agents.sessions.rename", rename, ("channel_id", "title"), write,
            ("channel_not_found", "not_agent_app", "session_not_found"),
        ),
        Method("assistant.threads.setStatus", set_status, ("channel_id", "thread_ts", "status"), write, here),
        Method(
            "assistant.threads.setSuggestedPrompts", set_prompts, ("channel_id", "prompts"), ("assistant:write",),
            (*here, "not_agent_app"),
        ),
        Method(
            "assistant.threads.setTitle", set_title, ("channel_id", "thread_ts", "title"), ("assistant:write",), here
        ),
    ]  # fmt: skip


def _agent(call: Call) -> Json:
    if not call.ws.app.agent_view:
        raise Refusal("not_agent_app")
    return call.channel("channel_id")


def set_session(call: Call) -> Json:
    """Set what the agent is doing; makes the session when there is none."""
    channel, status = _agent(call), call.text("status")
    if status not in sessions.STATUSES:
        raise invalid_field("status", f"must be one of {', '.join(sessions.STATUSES)}")
    thread = call.text("thread_ts")
    if thread and messages.find(call.ws, channel, thread) is None:
        raise Refusal("thread_not_found")
    title = bounded(call, "title", MOST_TITLE) or None
    session = sessions.set_status(call.ws, channel, thread, status, title=title)
    shown = {"channel_id": channel["id"], "thread_ts": thread, "status": status, "title": session["title"]}
    answer: Json = {"session": shown}
    if not call.ws.app.subscribes("agent_session_stopped"):
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


def rename(call: Call) -> Json:
    """Give a session another title."""
    channel, title = _agent(call), bounded(call, "title", MOST_TITLE)
    found = sessions.session_of(call.ws, channel, call.text("thread_ts"))
    if found is None:
        raise Refusal("session_not_found")
    sessions.set_status(call.ws, channel, found["thread_ts"], found["status"], text=found["text"], title=title)
    return {}


def _thread(call: Call) -> tuple[Json, str]:
    channel, thread = call.channel("channel_id"), call.text("thread_ts")
    if not re.fullmatch(r"\d+\.\d+", thread):
        raise Refusal("invalid_thread_ts")
    return channel, thread


def set_status(call: Call) -> Json:
    """Words about what is being done; empty words take them away, as does a message or two minutes."""
    channel, thread = _thread(call)
    loading = call.value("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > MOST_LOADING:
        raise invalid_field("loading_messages", f"no more than {MOST_LOADING} items allowed")
    words = call.text("status")
    session = sessions.set_status(
        call.ws, channel, thread, "processing" if words else "", text=words, loading=[str(line) for line in loading]
    )
    if words:
        sessions.clear_after(call.ws, channel, session)
    return {}


def set_prompts(call: Call) -> Json:
    """Suggest what to ask. With a thread in an agent_view app it does nothing and says it did, as Slack does."""
    prompts = call.value("prompts")
    if not isinstance(prompts, list) or len(prompts) > MOST_PROMPTS:
        raise invalid_field("prompts", f"must be an array of at most {MOST_PROMPTS} items")
    for place, prompt in enumerate(prompts):
        if not isinstance(prompt, dict) or not prompt.get("title") or not prompt.get("message"):
            raise invalid_field(f"prompts/{place}", "must have a title and a message")
    if call.text("thread_ts"):
        channel, _ = _thread(call)
        if call.ws.app.agent_view:
            call.ws.hub.notice("warn", "setSuggestedPrompts with thread_ts does nothing in an agent_view app.")
            return {}
    channel = call.channel("channel_id")
    sessions.suggest(call.ws, channel, title=call.text("title"), prompts=prompts)
    return {}


def set_title(call: Call) -> Json:
    """Name a thread."""
    channel, thread = _thread(call)
    found = sessions.session_of(call.ws, channel, thread) or {"status": "", "text": ""}
    sessions.set_status(call.ws, channel, thread, found["status"], text=found["text"], title=call.text("title"))
    return {}

"""Web API: conversations, their members and what was said in them."""

from __future__ import annotations

from playground import events, messages
from playground.errors import Json, Refusal
from playground.shapes import page_channel, slack_channel, slack_message
from playground.webapi.method import SCOPE_KINDS, Call, Method, page_of

_TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_PAGED = ("invalid_cursor", "invalid_limit")


def methods() -> list[Method]:
    """conversations.info, list, members, history, replies, open, join; users.conversations."""
    times = ("channel_not_found", "invalid_cursor", "invalid_ts_latest", "invalid_ts_oldest")
    return [
        Method("conversations.info", info, ("channel",), _READ, ("channel_not_found",)),
        Method("conversations.list", list_, (), _READ, (*_PAGED, "invalid_types")),
        Method("conversations.members", members, ("channel",), _READ, ("channel_not_found", *_PAGED)),
        Method("conversations.history", history, ("channel",), _HISTORY, (*times, "not_in_channel")),
        Method("conversations.replies", replies, ("channel", "ts"), _HISTORY, (*times, "thread_not_found")),
        Method(
            "conversations.open", open_, (), ("im:write", "mpim:write", "groups:write", "channels:manage"),
            ("channel_not_found", "user_not_found", "users_list_not_supplied", "too_many_users", "user_disabled"),
        ),
        Method(
            "conversations.join", join, ("channel",), ("channels:join",),
            ("channel_not_found", "is_archived", "method_not_supported_for_channel_type"),
        ),
        Method("users.conversations", of_user, (), _READ, (*_PAGED, "invalid_types")),
    ]  # fmt: skip


def _known(call: Call, what: str) -> Json:
    """The conversation, if the bot's scopes cover its kind."""
    channel = call.channel()
    call.need(f"{SCOPE_KINDS[channel['kind']]}:{what}")
    return channel


def info(call: Call) -> Json:
    """One conversation."""
    return {"channel": slack_channel(call.ws, _known(call, "read"))}


def _of_types(call: Call, member: str | None) -> list[Json]:
    kinds = []
    for word in call.text("types", "public_channel").split(","):
        if word.strip() not in _TYPES:
            raise Refusal("invalid_types")
        kinds.append(_TYPES[word.strip()])
    for kind in kinds:
        call.need(f"{SCOPE_KINDS.get(kind, 'mpim')}:read")
    found = [
        channel
        for channel in call.ws.data["channels"].values()
        if channel["kind"] in kinds
        and (channel["kind"] == "channel" or call.ws.bot_in(channel))
        and (member is None or member in channel["members"])
        and not (call.flag("exclude_archived") and channel["is_archived"])
    ]
    return [slack_channel(call.ws, channel) for channel in found]


def list_(call: Call) -> Json:
    """Public conversations and those the bot is in."""
    found, onward = page_of(call, _of_types(call, None))
    return {"channels": found, "response_metadata": onward}


def of_user(call: Call) -> Json:
    """Conversations somebody is in, the bot unless a user is named."""
    found, onward = page_of(call, _of_types(call, call.text("user") or call.ws.bot["user_id"]))
    return {"channels": found, "response_metadata": onward}


def members(call: Call) -> Json:
    """Who is in a conversation."""
    everyone = [{"id": key} for key in _known(call, "read")["members"]]
    found, onward = page_of(call, everyone)
    return {"members": [one["id"] for one in found], "response_metadata": onward}


def _between(call: Call, stored: list[Json]) -> list[Json]:
    """Messages between `oldest` and `latest`, without the bounds unless `inclusive`."""
    bounds = {}
    for name in ("oldest", "latest"):
        try:
            bounds[name] = float(call.text(name)) if call.text(name) else None
        except ValueError:
            raise Refusal(f"invalid_ts_{name}") from None
    low, high, inclusive = bounds["oldest"], bounds["latest"], call.flag("inclusive")

    def inside(ts: float) -> bool:
        above = low is None or ts > low or (inclusive and ts == low)
        return above and (high is None or ts < high or (inclusive and ts == high))

    return [message for message in stored if inside(float(message["ts"]))]


def _shown(call: Call, channel: Json, stored: list[Json]) -> list[Json]:
    whole = call.flag("include_all_metadata")
    return [
        {**slack_message(call.ws, message, metadata=whole), **messages.thread_facts(call.ws, channel, message)}
        for message in stored
    ]


def history(call: Call) -> Json:
    """Messages outside threads, newest first."""
    channel = _known(call, "history")
    if not call.ws.bot_in(channel):
        raise Refusal("not_in_channel")
    stored = _between(call, messages.top_level(call.ws, channel))[::-1]
    found, onward = page_of(call, stored, most=999)
    more = bool(onward["next_cursor"])
    answer: Json = {"messages": _shown(call, channel, found), "has_more": more, "pin_count": 0}
    return {**answer, "response_metadata": onward} if more else answer


def replies(call: Call) -> Json:
    """A thread, oldest first, its parent in front."""
    channel = _known(call, "history")
    if not call.ws.bot_in(channel):
        raise Refusal("channel_not_found")
    parent = messages.find(call.ws, channel, call.text("ts"))
    if parent is None:
        raise Refusal("thread_not_found")
    root = parent.get("thread_ts") or parent["ts"]
    first = messages.find(call.ws, channel, root)
    under = _between(call, messages.replies(call.ws, channel, root))
    found, onward = page_of(call, under, default=1000)
    stored = found if first is None or call.text("cursor") else [first, *found]
    more = bool(onward["next_cursor"])
    answer: Json = {"messages": _shown(call, channel, stored), "has_more": more}
    return {**answer, "response_metadata": onward} if more else answer


def open_(call: Call) -> Json:
    """The direct message with one person."""
    if call.text("channel"):
        channel = call.channel()
    else:
        asked = call.value("users") if call.text("users").startswith("[") else call.args.get("users")
        people = asked if isinstance(asked, list) else [p for p in call.text("users").split(",") if p]
        if not people:
            raise Refusal("users_list_not_supplied")
        if len(people) > 1:
            raise Refusal("too_many_users")
        user = call.ws.data["users"].get(people[0])
        if user is None or user["is_bot"]:
            raise Refusal("user_not_found")
        if user["deleted"]:
            raise Refusal("user_disabled")
        channel = call.ws.data["channels"]["D" + user["id"][1:]]
    shown = slack_channel(call.ws, channel) if call.flag("return_im") else {"id": channel["id"]}
    return {"channel": shown, "no_op": True, "already_open": True}


def join(call: Call) -> Json:
    """Join a public conversation."""
    ws, channel = call.ws, call.channel()
    if channel["kind"] != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel["is_archived"]:
        raise Refusal("is_archived")
    if not ws.bot_in(channel):
        channel["members"].append(ws.bot["user_id"])
        ws.state.touch()
        ws.hub.publish("channel", {"channel": page_channel(ws, channel)}, to=channel["members"])
        events.tell_member(ws, channel, user=ws.bot["user_id"], joined=True)
    return {"channel": slack_channel(ws, channel)}

"""What tests and the small panel do to the workspace: look at the log, spoil things, deliver by hand, move time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground import clock, events, interactions, messages
from playground.deliveries import Delivery
from playground.errors import Json, Refusal
from playground.shapes import page_channel
from playground.workspace import Workspace

Act = Callable[[Workspace, Any], Json]


def calls() -> dict[tuple[str, str], Act]:
    """Every control call, by HTTP method and the rest of its address."""
    return {
        ("GET", "log"): read_log, ("GET", "faults"): read_faults, ("POST", "faults"): set_faults,
        ("POST", "deliver"): deliver, ("GET", "clock"): read_clock, ("POST", "clock"): move_clock,
        ("POST", "reset"): reset, ("POST", "channel"): change_channel, ("POST", "bot"): set_bot,
    }  # fmt: skip


def read_log(ws: Workspace, body: Any) -> Json:
    """Calls and deliveries after number `since`."""
    entries, last = ws.log.since(int(body.get("since") or 0))
    return {"entries": entries, "last": last}


def read_faults(ws: Workspace, _: Any) -> Json:
    """The rules in force."""
    return {"faults": ws.faults.shown()}


def set_faults(ws: Workspace, body: Any) -> Json:
    """Put rules in force: a list, or an object with `faults` or `rules`."""
    rules = body.get("faults", body.get("rules")) if isinstance(body, dict) else body
    ws.faults.replace(rules)
    return {"faults": ws.faults.shown()}


def deliver(ws: Workspace, body: Json) -> Json:
    """Send a delivery as given; what a real one always carries is filled in where missing, unless `fill` is false."""
    kind, payload = str(body.get("kind") or ""), dict(body.get("payload") or {})
    if kind not in ("event", "command", "interaction"):
        raise Refusal("invalid_kind", text="`kind` is event, command or interaction.")
    if body.get("fill", True):
        payload = _filled(ws, kind, payload)
    name = payload.get("command") or payload.get("type")
    if kind == "event":
        name = (payload.get("event") or {}).get("type")
    delivery = Delivery(kind=kind, names=(str(name or kind),), payload=payload, trigger_id=payload.get("trigger_id"))
    answers = [
        ws.deliveries.attempt(
            delivery, retry=int(body.get("retry") or 0), signature=str(body.get("signature") or "good")
        ).shown()
        for _ in range(int(body.get("times") or 1))
    ]
    return {"answers": answers, "payload": payload}


def _filled(ws: Workspace, kind: str, payload: Json) -> Json:
    if kind == "event":
        return payload if "event" in payload else events.envelope(ws, payload)
    given = payload.get("user")
    user_id = payload.get("user_id") if kind == "command" else (given or {}).get("id")
    user = ws.data["users"].get(user_id) or next(iter(ws.data["users"].values()))
    place = payload.get("channel_id") or (payload.get("channel") or {}).get("id") or "D" + user["id"][1:]
    address = ws.tokens.address(user=user["id"], channel=place)
    filled: Json = {"trigger_id": ws.tokens.trigger(user["id"]), "response_url": interactions.response_url(ws, address)}
    if kind == "command":
        filled.update(
            token=ws.config.verification_token, team_id=ws.team["id"], team_domain=ws.team["domain"],
            channel_id=place, channel_name="directmessage", user_id=user["id"], user_name=user["name"], text="",
            api_app_id=ws.bot["app_id"], is_enterprise_install="false",
        )  # fmt: skip
    else:
        filled.update(interactions.common(ws, user, str(payload.get("type"))))
    return {**filled, **payload}


def read_clock(ws: Workspace, _: Any) -> Json:
    """The time here and what the bot has planned."""
    return clock.shown(ws)


def move_clock(ws: Workspace, body: Json) -> Json:
    """Move time forward."""
    return clock.move(ws, body.get("to"))


def reset(ws: Workspace, _: Any) -> Json:
    """Forget everything and seed again."""
    ws.reset()
    ws.hub.notice("info", "The workspace was reset.")
    return {}


def set_bot(ws: Workspace, body: Json) -> Json:
    """Point deliveries at another address of the bot."""
    ws.deliveries.bot_url = str(body.get("url") or "") or None
    return {"url": ws.deliveries.bot_url}


def change_channel(ws: Workspace, body: Json) -> Json:
    """What an admin does to a channel: archive, rename, remove_bot, invite_bot."""
    acts = {"archive": _archive, "rename": _rename, "remove_bot": _remove_bot, "invite_bot": _invite_bot}
    act = acts.get(str(body.get("do")))
    channel = ws.channel(body.get("channel"))
    if act is None or channel is None or channel["kind"] == "im":
        raise Refusal("invalid_request", text=f"Name a channel and one of {', '.join(acts)}.")
    with ws.lock:
        act(ws, channel, body)
        ws.state.touch()
        ws.hub.publish("channel", {"channel": page_channel(ws, channel)}, to=channel["members"])
    return {"channel": page_channel(ws, channel)}


def _admin(ws: Workspace, channel: Json) -> str:
    """Who is said to have done it: the first person in the channel."""
    people = [key for key in channel["members"] if key != ws.bot["user_id"]]
    return str(people[0]) if people else ""


def _archive(ws: Workspace, channel: Json, _: Json) -> None:
    by = _admin(ws, channel)
    messages.post(ws, channel, user=by, text="archived the channel", subtype="channel_archive")
    channel["is_archived"] = True
    if ws.bot_in(channel):
        events.tell_archived(ws, channel, user=by)


def _rename(ws: Workspace, channel: Json, body: Json) -> None:
    former, channel["name"] = channel["name"], str(body.get("name") or channel["name"])
    text = f'has renamed the channel from "{former}" to "{channel["name"]}"'
    more = {"old_name": former, "name": channel["name"]}
    messages.post(ws, channel, user=_admin(ws, channel), text=text, subtype="channel_name", more=more)
    events.tell_renamed(ws, channel)


def _remove_bot(ws: Workspace, channel: Json, _: Json) -> None:
    if ws.bot_in(channel):
        channel["members"].remove(ws.bot["user_id"])
        events.tell_member(ws, channel, user=ws.bot["user_id"], joined=False, inviter=_admin(ws, channel))


def _invite_bot(ws: Workspace, channel: Json, _: Json) -> None:
    if not ws.bot_in(channel):
        channel["members"].append(ws.bot["user_id"])
        by = _admin(ws, channel)
        text = f"<@{ws.bot['user_id']}> has joined the channel"
        messages.post(ws, channel, user=ws.bot["user_id"], text=text, subtype="channel_join", more={"inviter": by})
        events.tell_member(ws, channel, user=ws.bot["user_id"], joined=True, inviter=by)

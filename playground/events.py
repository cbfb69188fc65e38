"""What the Events API tells the bot, in the shapes Slack uses, for the events the manifest subscribes to."""

from __future__ import annotations

import time
import uuid

from playground.deliveries import Delivery
from playground.errors import Json
from playground.shapes import rich_text, slack_message
from playground.state import new_id
from playground.workspace import Workspace

CHANNEL_TYPES = {"im": "im", "channel": "channel", "private": "group"}
_SUBSCRIPTIONS = {"im": "message.im", "channel": "message.channels", "private": "message.groups"}


def envelope(ws: Workspace, event: Json) -> Json:
    """An event as it is posted to the bot, with everything Slack puts around it."""
    team = ws.team["id"]
    return {
        "token": ws.config.verification_token, "team_id": team, "enterprise_id": None, "context_team_id": team,
        "context_enterprise_id": None, "api_app_id": ws.bot["app_id"], "event": event,
        "type": "event_callback", "event_id": new_id("Ev"), "event_time": int(time.time()),
        "authorizations": [{
            "enterprise_id": None, "team_id": team, "user_id": ws.bot["user_id"], "is_bot": True,
            "is_enterprise_install": False,
        }],
        "is_ext_shared_channel": False, "event_context": "4-" + new_id("ctx"),
    }  # fmt: skip


def tell(ws: Workspace, event: Json, *, subscription: str | None = None) -> None:
    """Deliver an event in the background if the manifest subscribes to it."""
    name = subscription or event["type"]
    if ws.app.subscribes(name):
        names = tuple(dict.fromkeys((event["type"], name, str(event.get("subtype") or event["type"]))))
        ws.deliveries.send_event(Delivery(kind="event", names=names, payload=envelope(ws, event)))


def message_event(ws: Workspace, channel: Json, message: Json) -> Json:
    """The `message` event of a new message, a person's or a bot's."""
    event = slack_message(ws, message, metadata=True)
    event.pop("reactions", None)
    event.update(channel=channel["id"], event_ts=message["ts"], channel_type=CHANNEL_TYPES[channel["kind"]])
    if "bot_id" not in message:
        event["client_msg_id"] = str(uuid.uuid4())
        event["blocks"] = message.get("blocks") or [rich_text(message["text"])]
    if message.get("subtype") == "file_share":
        event.update(upload=False, display_as_bot=False)
    if "thread_ts" in message and message["thread_ts"] != message["ts"]:
        parent = next((m for m in ws.data["messages"][channel["id"]] if m["ts"] == message["thread_ts"]), None)
        event["parent_user_id"] = (parent or message).get("user", "")
    return event


def tell_message(ws: Workspace, channel: Json, message: Json) -> None:
    """Tell the bot about a new message, if it may see it; a mention of it in a channel is told as such too."""
    if not ws.bot_in(channel):
        return
    event = message_event(ws, channel, message)
    tell(ws, event, subscription=_SUBSCRIPTIONS[channel["kind"]])
    mentioned = f"<@{ws.bot['user_id']}>" in message["text"] or f"<@{ws.bot['user_id']}|" in message["text"]
    if mentioned and "bot_id" not in message and channel["kind"] != "im":
        mention = {k: v for k, v in event.items() if k not in ("channel_type", "subtype", "parent_user_id")}
        tell(ws, {**mention, "type": "app_mention"})


def tell_changed(ws: Workspace, channel: Json, message: Json, before: Json) -> None:
    """Tell the bot that a message was edited."""
    if not ws.bot_in(channel):
        return
    tell(ws, {
        "type": "message", "subtype": "message_changed", "channel": channel["id"], "hidden": True,
        "message": slack_message(ws, message), "previous_message": slack_message(ws, before),
        "ts": ws.state.new_ts(), "event_ts": ws.state.new_ts(), "channel_type": CHANNEL_TYPES[channel["kind"]],
    }, subscription=_SUBSCRIPTIONS[channel["kind"]])  # fmt: skip


def tell_deleted(ws: Workspace, channel: Json, message: Json) -> None:
    """Tell the bot that a message was deleted."""
    if not ws.bot_in(channel):
        return
    tell(ws, {
        "type": "message", "subtype": "message_deleted", "channel": channel["id"], "hidden": True,
        "deleted_ts": message["ts"], "previous_message": slack_message(ws, message),
        "ts": ws.state.new_ts(), "event_ts": ws.state.new_ts(), "channel_type": CHANNEL_TYPES[channel["kind"]],
    }, subscription=_SUBSCRIPTIONS[channel["kind"]])  # fmt: skip


def tell_reaction(ws: Workspace, channel: Json, message: Json, *, user: str, name: str, added: bool) -> None:
    """Tell the bot about a reaction somewhere it is a member."""
    if ws.bot_in(channel):
        tell(ws, {
            "type": "reaction_added" if added else "reaction_removed", "user": user, "reaction": name,
            "item": {"type": "message", "channel": channel["id"], "ts": message["ts"]},
            "item_user": message.get("user", ""), "event_ts": ws.state.new_ts(),
        })  # fmt: skip


def tell_home_opened(ws: Workspace, *, user: str, channel: str, tab: str, view: Json | None) -> None:
    """Tell the bot that a person looks at its Home or Messages tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": ws.state.new_ts(),
    }
    if tab == "home" and view is not None:
        event["view"] = view
    if ws.app.agent_view:
        event["context"] = {}
    tell(ws, event)


def tell_member(ws: Workspace, channel: Json, *, user: str, joined: bool, inviter: str = "") -> None:
    """Tell the bot that somebody, perhaps itself, came or went."""
    event: Json = {
        "type": "member_joined_channel" if joined else "member_left_channel", "user": user,
        "channel": channel["id"], "channel_type": "C" if channel["kind"] == "channel" else "G",
        "team": ws.team["id"], "event_ts": ws.state.new_ts(),
    }  # fmt: skip
    if joined and inviter:
        event["inviter"] = inviter
    tell(ws, event)
    if not joined and user == ws.bot["user_id"]:
        tell(ws, {
            "type": "channel_left" if channel["kind"] == "channel" else "group_left", "channel": channel["id"],
            "actor_id": inviter, "event_ts": ws.state.new_ts(),
        })  # fmt: skip


def tell_file_shared(ws: Workspace, channel: Json, *, file_id: str, user: str) -> None:
    """Tell the bot that a file was shared where it is a member."""
    if ws.bot_in(channel):
        tell(ws, {
            "type": "file_shared", "file_id": file_id, "user_id": user, "file": {"id": file_id},
            "channel_id": channel["id"], "event_ts": ws.state.new_ts(),
        })  # fmt: skip


def tell_archived(ws: Workspace, channel: Json, *, user: str) -> None:
    """Tell the bot that a channel was archived."""
    tell(ws, {
        "type": "channel_archive" if channel["kind"] == "channel" else "group_archive",
        "channel": channel["id"], "user": user, "is_moved": 0, "event_ts": ws.state.new_ts(),
    })  # fmt: skip


def tell_renamed(ws: Workspace, channel: Json) -> None:
    """Tell the bot that a channel has another name."""
    tell(ws, {
        "type": "channel_rename" if channel["kind"] == "channel" else "group_rename",
        "channel": {
            "id": channel["id"], "is_channel": True, "is_mpim": False, "name": channel["name"],
            "name_normalized": channel["name"], "created": channel["created"],
        },
        "event_ts": ws.state.new_ts(),
    })  # fmt: skip

"""The Slack app's manifest, for Socket Mode and for HTTP, made from one source: what the program registers."""

from collections.abc import Sequence
from typing import Any

import yaml

from handlers.commands import Entry
from handlers.views import field as field_views
from handlers.views import pitch_check as check_views

DESCRIPTION = "Field feedback in, one brief everybody trusts, pitch points and straight answers out."
LONG = (
    "Plumbline joins sales and marketing around one brief. Reps log what customers want in one line; owners of "
    "marketing channels hand in their week; everybody gets pitch points and answers that cite the brief, or an honest "
    "word that the brief is silent, and one weekly digest. It is self-hosted: your data stays with you."
)
PROMPTS = (
    ("What may I say?", "What may I not promise a customer?"),
    ("Who is it for?", "Who is our product for, and who is it not for?"),
    ("Help me answer", "What do I answer when they say it is too expensive?"),
)

# Each scope with the one thing it is for; a test holds the list to the calls the program makes.
SCOPES = {
    "commands": "slash commands and shortcuts",
    "chat:write": "answers, reminders, digests",
    "assistant:write": "showing that an answer is on its way",
    "app_mentions:read": "questions that mention the bot in a channel",
    "im:history": "questions in direct messages, and not posting twice there",
    "im:write": "opening a direct message with somebody",
    "users:read": "names and time zones",
    "usergroups:read": "who is in sales and who in marketing",
    "files:read": "a brief sent as a Markdown file",
    "files:write": "the brief handed out as a Markdown file",
    "channels:history": "not posting a digest twice in a public channel, and the message somebody reacted to",
    "channels:read": "whether a channel that was linked is archived, private or shared with another company",
}
OPTIONAL_SCOPES = {
    "groups:history": "the same in a private channel",
    "groups:read": "who is in a private channel that was linked, as nobody else is shown what was written there",
}

EVENTS = ("agent_session_stopped", "app_home_opened", "app_mention", "message.im")

# Only where PLUMBLINE_REACTION names an emoji.
REACTION_EVENTS = ("reaction_added",)
REACTION_SCOPES = {"reactions:read": "logging a message by a reaction"}

_PLUMB = ("/plumb", "What Plumbline can do.", "[command] …")


def manifest(
    entries: Sequence[Entry], *, url: str | None = None, short_commands: bool = True, reaction: bool = False
) -> dict[str, Any]:
    """The manifest as a mapping; with `url` (the address Slack reaches us at) for HTTP, without for Socket Mode.

    `reaction` adds what logging a message by a reaction needs.
    """
    events = f"{url.rstrip('/')}/slack/events" if url else None
    commands = [_command(*_PLUMB, events)]
    if short_commands:
        commands += [_command(f"/{entry.word}", entry.does, entry.hint, events) for entry in entries]
    interactivity: dict[str, Any] = {"is_enabled": True}
    subscriptions: dict[str, Any] = {"bot_events": sorted({*EVENTS, *(REACTION_EVENTS if reaction else ())})}
    scopes = {**SCOPES, **(REACTION_SCOPES if reaction else {})}
    if events:
        interactivity["request_url"] = interactivity["message_menu_options_url"] = events
        subscriptions["request_url"] = events
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Plumbline",
            "description": DESCRIPTION,
            "long_description": LONG,
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Plumbline", "always_online": True},
            "agent_view": {
                "agent_description": DESCRIPTION,
                "suggested_prompts": [{"title": title, "message": message} for title, message in PROMPTS],
            },
            "shortcuts": [
                {
                    "name": "Log a field note",
                    "type": "global",
                    "callback_id": field_views.GLOBAL,
                    "description": "Open the form for a field note.",
                },
                {
                    "name": "Log as field note",
                    "type": "message",
                    "callback_id": field_views.SHORTCUT,
                    "description": "Keep this message as a field note.",
                },
                {
                    "name": check_views.TITLE,
                    "type": "message",
                    "callback_id": check_views.SHORTCUT,
                    "description": "See what of this message the brief allows.",
                },
            ],
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": list(scopes), "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": subscriptions,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(made: dict[str, Any]) -> str:
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=110)


def _command(command: str, description: str, hint: str, url: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {"command": command, "description": description, "usage_hint": hint, "should_escape": True}
    return made | {"url": url} if url else made

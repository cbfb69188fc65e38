"""The playground is held to the collected reference of Slack's methods and sample events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk import WebClient

from playground.webapi.answer import all_methods
from playground.webapi.method import COMMON_ERRORS
from tests.conftest import NO_DATA, SHARED
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page
from tests.playground.refusals import refusal

SLACK = SHARED / "slack"

# appendStream: chunks may stand in place of markdown_text, and the SDK sends only chunks.
REPLACED = {"chat.appendStream": {"markdown_text"}}
# Keys of the samples that are old, or that belong to senders, plans and settings the playground does not have.
LEGACY = {"authed_users", "authed_teams"}
ELSEWHERE = {
    "attachments", "edited", "username", "app_id", "bot_id", "bot_profile", "subtype", "upload", "display_as_bot",
    "user_team", "source_team", "user_profile", "enterprise", "inviter", "metadata", "thread_ts", "parent_user_id",
}  # fmt: skip


def reference(method: str) -> dict[str, Any]:
    path = SLACK / "methods" / f"{method}.json"
    if not SLACK.exists():
        pytest.skip(NO_DATA)
    if not path.exists():
        pytest.skip(f"the stored reference of the Web API has no {method}, which is newer")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("method", sorted(all_methods()))
def test_every_error_of_a_method_is_documented(method: str) -> None:
    documented = set(reference(method).get("errors") or {})
    declared = set(all_methods()[method].errors)
    assert declared - documented - COMMON_ERRORS == set()


@pytest.mark.parametrize("method", sorted(all_methods()))
def test_every_required_argument_is_required(method: str, slack: WebClient) -> None:
    wanted = set((reference(method).get("args") or {}).get("required") or []) - {"token"} - REPLACED.get(method, set())
    assert wanted - set(all_methods()[method].required) == set()
    for name in wanted:
        given = {other: "x" for other in all_methods()[method].required if other != name}
        assert refusal(slack.api_call, method, json=given)["response_metadata"]["messages"] == [
            f"[ERROR] missing required field: {name}"
        ]


@pytest.mark.parametrize("method", sorted(all_methods()))
def test_every_scope_asked_for_is_one_slack_asks_for(method: str) -> None:
    scopes = set((reference(method).get("scope") or {}).get("bot") or [])
    assert set(all_methods()[method].scopes) <= scopes


def sample(name: str) -> dict[str, Any]:
    path = SLACK / "event_samples" / f"{name}Payload.json"
    if not path.exists():
        pytest.skip(NO_DATA)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def lived_through(page: Page, slack: WebClient) -> None:
    """A little of everything that makes events."""
    slack.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [{"type": "divider"}]})
    page.post("/ui/open_home", tab="home")
    ts = page.send("C0SALES", "hello <@U0BOT>")["message"]["ts"]
    page.post("/ui/react", channel="C0SALES", ts=ts, name="eyes")
    page.send("D0ANA", "a file", files=[page.upload("a.csv", b"a")["file"]["id"]], thread_ts=ts)
    page.post("/ui/edit", channel="C0SALES", ts=ts, text="edited")
    page.post("/ui/delete", channel="C0SALES", ts=ts)
    for act in ("invite_bot", "rename", "archive"):
        page.post("/control/channel", channel="C0RANDOM", do=act, name="fun")


SAMPLES = {
    "Message": ("message", None), "MessageFileShare": ("message", "file_share"), "AppMention": ("app_mention", None),
    "MessageChanged": ("message", "message_changed"), "MessageDeleted": ("message", "message_deleted"),
    "ReactionAdded": ("reaction_added", None), "AppHomeOpened": ("app_home_opened", None),
    "MemberJoinedChannel": ("member_joined_channel", None), "ChannelArchive": ("channel_archive", None),
    "ChannelRename": ("channel_rename", None), "FileShared": ("file_shared", None),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_event_has_the_keys_of_slacks_sample(name: str, page: Page, slack: WebClient, bot: FakeBot) -> None:
    expected, (kind, subtype) = sample(name), SAMPLES[name]
    lived_through(page, slack)
    came = bot.wait_for(kind, where=lambda body: body["event"].get("subtype") == subtype)[0].body
    assert set(expected) - LEGACY - set(came) == set()
    assert set(expected["event"]) - LEGACY - set(came["event"]) <= ELSEWHERE - {"team", "blocks"}


def test_a_threaded_message_of_the_bot_has_the_keys_that_are_there_only_sometimes(
    slack: WebClient, bot: FakeBot
) -> None:
    parent = slack.chat_postMessage(channel="C0SALES", text="parent")["ts"]
    metadata = {"event_type": "x", "event_payload": {}}
    slack.chat_postMessage(channel="C0SALES", text="reply", thread_ts=parent, metadata=metadata)
    event = bot.wait_for("message", where=lambda body: "thread_ts" in body["event"])[0].body["event"]
    assert {"bot_id", "bot_profile", "app_id", "metadata", "thread_ts", "parent_user_id"} <= set(event)

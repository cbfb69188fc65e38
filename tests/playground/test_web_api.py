"""The Web API answers as Slack's does: tokens, scopes, channels, messages, reactions, paging."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from playground.server import RunningPlayground
from tests.playground.conftest import Start, client_of
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page
from tests.playground.refusals import code, refusal


def test_a_call_needs_the_bots_token(playground: RunningPlayground) -> None:
    assert code(client_of(playground, "xoxb-other").auth_test) == "invalid_auth"
    assert code(client_of(playground, "xapp-1").auth_test) == "not_allowed_token_type"
    assert code(WebClient(base_url=playground.api_url).auth_test) == "not_authed"


def test_auth_test_tells_who_the_bot_is_and_its_scopes(start: Start) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write", "commands"], "bot_optional": ["users:read"]}}}
    answer = client_of(start(manifest=manifest)).auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0BOT", "T0PLAY")
    assert answer.headers["x-oauth-scopes"] == "chat:write,commands,users:read"


def test_a_scope_that_was_not_granted_is_named(start: Start) -> None:
    slack = client_of(start(manifest={"oauth_config": {"scopes": {"bot": ["chat:write", "im:history"]}}}))
    answer = refusal(slack.users_list)
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope", "users:read", "chat:write,im:history",
    )  # fmt: skip
    assert refusal(slack.conversations_history, channel="C0SALES")["needed"] == "channels:history"


@pytest.mark.parametrize("how", ["json", "form", "query"])
def test_arguments_come_as_json_as_a_form_or_in_the_query(playground: RunningPlayground, how: str) -> None:
    url, body, kind = playground.api_url + "users.info", b"", "application/x-www-form-urlencoded"
    if how == "json":
        body, kind = json.dumps({"user": "U0BEN"}).encode(), "application/json; charset=utf-8"
    elif how == "form":
        body = b"user=U0BEN"
    else:
        url += "?user=U0BEN"
    headers = {"Authorization": "Bearer xoxb-playground", "Content-Type": kind}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as response:
        assert json.load(response)["user"]["real_name"] == "Ben Okafor"


def test_a_method_there_is_not_is_unknown(slack: WebClient) -> None:
    assert code(slack.api_call, "chat.shout") == "unknown_method"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"channel": "C0SALES"}, "no_text"),
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": "C0RANDOM", "text": "x"}, "not_in_channel"),
        ({"channel": "C0SALES", "markdown_text": "**x**", "text": "x"}, "markdown_text_conflict"),
        ({"channel": "C0SALES", "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "C0SALES", "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
def test_a_post_that_slack_would_refuse_is_refused(slack: WebClient, arguments: dict[str, Any], expected: str) -> None:
    assert code(slack.api_call, "chat.postMessage", json=arguments) == expected


def test_a_refused_argument_says_which_one(slack: WebClient) -> None:
    messages = refusal(slack.api_call, "chat.postMessage", json={"text": "x"})["response_metadata"]["messages"]
    assert messages == ["[ERROR] missing required field: channel"]


def test_text_over_forty_thousand_characters_is_cut(slack: WebClient) -> None:
    assert len(slack.chat_postMessage(channel="C0SALES", text="x" * 40_500)["message"]["text"]) == 40_000


def test_a_post_to_a_person_goes_to_their_direct_message(slack: WebClient, page: Page) -> None:
    assert slack.chat_postMessage(channel="U0ANA", text="hello")["channel"] == "D0ANA"
    assert slack.conversations_open(users="U0ANA")["channel"]["id"] == "D0ANA"
    assert [message["text"] for message in page.messages("D0ANA")] == ["hello"]


def test_only_the_bots_own_messages_can_be_changed_or_deleted(slack: WebClient, page: Page) -> None:
    theirs = page.send("C0SALES", "mine")["message"]["ts"]
    assert code(slack.chat_update, channel="C0SALES", ts=theirs, text="x") == "cant_update_message"
    assert code(slack.chat_delete, channel="C0SALES", ts=theirs) == "cant_delete_message"
    assert code(slack.chat_update, channel="C0SALES", ts="1.000000", text="x") == "message_not_found"
    own = slack.chat_postMessage(channel="C0SALES", text="before")["ts"]
    assert slack.chat_update(channel="C0SALES", ts=own, text="after")["text"] == "after"
    slack.chat_delete(channel="C0SALES", ts=own)
    assert [message["text"] for message in page.messages("C0SALES")] == ["mine"]


def test_history_keeps_to_its_bounds_pages_and_leaves_threads_out(slack: WebClient) -> None:
    stamps = [slack.chat_postMessage(channel="C0SALES", text=str(n))["ts"] for n in range(5)]
    slack.chat_postMessage(channel="C0SALES", text="reply", thread_ts=stamps[0])

    def texts(**bounds: Any) -> list[str]:
        return [message["text"] for message in slack.conversations_history(channel="C0SALES", **bounds)["messages"]]

    assert texts() == ["4", "3", "2", "1", "0"]
    assert texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
    assert texts(latest=stamps[2], inclusive=True, limit=1) == ["2"]
    first = slack.conversations_history(channel="C0SALES", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    assert (first["has_more"], texts(limit=2, cursor=cursor)) == (True, ["2", "1"])
    assert code(slack.conversations_history, channel="C0SALES", cursor="nonsense") == "invalid_cursor"


def test_a_thread_is_read_oldest_first_and_its_parent_counts_it(slack: WebClient) -> None:
    parent = slack.chat_postMessage(channel="C0SALES", text="parent")["ts"]
    for text in ("one", "two"):
        slack.chat_postMessage(channel="C0SALES", text=text, thread_ts=parent)
    thread = slack.conversations_replies(channel="C0SALES", ts=parent)["messages"]
    assert [message["text"] for message in thread] == ["parent", "one", "two"]
    assert (thread[0]["reply_count"], thread[0]["reply_users"]) == (2, ["U0BOT"])
    assert code(slack.conversations_replies, channel="C0SALES", ts="1.000000") == "thread_not_found"


def test_metadata_comes_back_only_when_asked_for(slack: WebClient) -> None:
    given = {"event_type": "digest", "event_payload": {"id": "7"}}
    slack.chat_postMessage(channel="C0SALES", text="x", metadata=given)
    plain = slack.conversations_history(channel="C0SALES")["messages"][0]
    whole = slack.conversations_history(channel="C0SALES", include_all_metadata=True)["messages"][0]
    assert ("metadata" in plain, whole["metadata"]) == (False, given)


def test_a_public_channel_the_bot_is_not_in_is_seen_but_not_read(slack: WebClient) -> None:
    assert slack.conversations_info(channel="C0RANDOM")["channel"]["is_member"] is False
    assert code(slack.conversations_history, channel="C0RANDOM") == "not_in_channel"
    assert code(slack.chat_postEphemeral, channel="C0RANDOM", user="U0ANA", text="x") == "not_in_channel"
    assert slack.conversations_join(channel="C0RANDOM")["channel"]["is_member"] is True
    assert slack.chat_postMessage(channel="C0RANDOM", text="here now")["ok"]


def test_a_private_channel_the_bot_is_not_in_does_not_exist_for_it(start: Start) -> None:
    seed = {
        "users": [{"id": "U1", "name": "one"}],
        "channels": [{"id": "G1", "name": "secret", "is_private": True, "members": ["U1"], "bot_in": False}],
    }
    slack = client_of(start(seed=seed))
    assert code(slack.conversations_info, channel="G1") == "channel_not_found"
    assert slack.conversations_list(types="public_channel,private_channel")["channels"] == []


def test_an_archived_channel_takes_nothing(slack: WebClient, page: Page, bot: FakeBot) -> None:
    ts = slack.chat_postMessage(channel="C0SALES", text="x")["ts"]
    page.post("/control/channel", channel="C0SALES", do="archive")
    assert code(slack.chat_postMessage, channel="C0SALES", text="x") == "is_archived"
    assert code(slack.chat_update, channel="C0SALES", ts=ts, text="x") == "is_inactive"
    assert code(slack.reactions_add, channel="C0SALES", timestamp=ts, name="eyes") == "is_archived"
    assert page.send("C0SALES", "hello?")["error"] == "is_archived"
    assert bot.wait_for("channel_archive")[0].body["event"]["channel"] == "C0SALES"


def test_reactions_are_added_once_and_taken_away(slack: WebClient) -> None:
    item: dict[str, Any] = {
        "channel": "C0SALES",
        "timestamp": slack.chat_postMessage(channel="C0SALES", text="x")["ts"],
    }
    slack.reactions_add(name="eyes", **item)
    assert code(slack.reactions_add, name="eyes", **item) == "already_reacted"
    assert slack.reactions_get(**item)["message"]["reactions"] == [{"name": "eyes", "users": ["U0BOT"], "count": 1}]
    slack.reactions_remove(name="eyes", **item)
    assert code(slack.reactions_remove, name="eyes", **item) == "no_reaction"
    assert code(slack.reactions_add, name="not a name", **item) == "invalid_name"
    assert code(slack.reactions_add, name="eyes", channel="C0SALES", timestamp="yesterday") == "bad_timestamp"


def test_people_groups_team_and_bot_are_told(start: Start) -> None:
    groups = [{"id": "S1", "handle": "sales", "name": "Sales", "users": ["U1"]}]
    slack = client_of(start(seed={"users": [{"id": "U1", "name": "one", "tz": "Asia/Tokyo"}], "usergroups": groups}))
    assert slack.users_info(user="U1")["user"]["tz"] == "Asia/Tokyo"
    assert code(slack.users_info, user="U404") == "user_not_found"
    assert slack.usergroups_list(include_users=True)["usergroups"][0]["users"] == ["U1"]
    assert slack.usergroups_users_list(usergroup="S1")["users"] == ["U1"]
    assert code(slack.usergroups_users_list, usergroup="S404") == "no_such_subteam"
    assert slack.team_info()["team"]["domain"] == "playground"
    assert slack.bots_info(bot="B0BOT")["bot"]["user_id"] == "U0BOT"
    assert code(slack.bots_info, bot="B404") == "bot_not_found"
    assert [one["id"] for one in slack.users_conversations(types="im")["channels"]] == ["D1"]


def test_a_permalink_leads_to_a_message_that_exists(slack: WebClient) -> None:
    ts = slack.chat_postMessage(channel="C0SALES", text="x")["ts"]
    assert ts in slack.chat_getPermalink(channel="C0SALES", message_ts=ts)["permalink"]
    assert code(slack.chat_getPermalink, channel="C0SALES", message_ts="1.000000") == "message_not_found"


def test_an_ephemeral_message_is_for_a_member_of_the_channel(slack: WebClient) -> None:
    assert slack.chat_postEphemeral(channel="C0SALES", user="U0ANA", text="psst")["message_ts"]
    assert code(slack.chat_postEphemeral, channel="C0SALES", user="U404", text="psst") == "user_not_in_channel"
    assert slack.conversations_history(channel="C0SALES")["messages"] == []


def test_socket_mode_is_not_offered(slack: WebClient) -> None:
    assert code(slack.apps_connections_open, app_token="xapp-1") == "not_allowed_token_type"

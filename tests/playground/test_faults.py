"""Misbehaviour happens exactly as often as it was asked for."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page
from tests.playground.refusals import code


def test_a_rate_limit_says_how_long_to_wait_and_then_ends(slack: WebClient, page: Page) -> None:
    page.spoil({"on": "api", "match": "chat.postMessage", "do": "rate_limit", "times": 2, "seconds": 7})
    assert slack.auth_test()["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            slack.chat_postMessage(channel="C0SALES", text="x")
        response: Any = caught.value.response
        assert (response.status_code, response.headers["Retry-After"], response["error"]) == (429, "7", "ratelimited")
    assert slack.chat_postMessage(channel="C0SALES", text="x")["ok"]
    assert [rule["left"] for rule in page.get("/control/faults")["faults"]] == [0]


def test_a_server_error_does_nothing_of_what_was_asked(slack: WebClient, page: Page) -> None:
    page.spoil({"on": "api", "match": "*", "do": "server_error"})
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel="C0SALES", text="x")
    response: Any = caught.value.response
    assert (response.status_code, page.messages("C0SALES")) == (503, [])


def test_a_slow_call_is_answered_late(slack: WebClient, page: Page) -> None:
    page.spoil({"on": "api", "match": "chat.*", "do": "slow", "seconds": 0.15})
    began = time.monotonic()
    assert slack.chat_postMessage(channel="C0SALES", text="x")["ok"]
    assert time.monotonic() - began > 0.15


def test_a_reset_connection_did_what_was_asked(slack: WebClient, page: Page) -> None:
    page.spoil({"on": "api", "match": "chat.postMessage", "do": "connection_reset"})
    with pytest.raises(OSError):  # noqa: PT011 - a reset or a closed line, as the system has it
        slack.chat_postMessage(channel="C0SALES", text="once")
    assert [message["text"] for message in page.messages("C0SALES")] == ["once"]


def test_a_dropped_stream_fails_its_next_append_or_end_only(slack: WebClient, page: Page) -> None:
    thread = page.send("D0ANA", "?")["message"]["ts"]
    ts = slack.chat_startStream(channel="D0ANA", thread_ts=thread, markdown_text="begun")["ts"]
    page.spoil({"on": "api", "match": "*", "do": "drop_stream", "after": 1})
    assert slack.auth_test()["ok"]
    assert slack.chat_appendStream(channel="D0ANA", ts=ts, markdown_text=", grown")["ok"]
    assert code(slack.chat_appendStream, channel="D0ANA", ts=ts, markdown_text="x") == "message_not_in_streaming_state"
    assert page.messages("D0ANA", thread)[-1]["text"] == "begun, grown"
    ts = slack.chat_startStream(channel="D0ANA", thread_ts=thread, markdown_text="again")["ts"]
    page.spoil({"on": "api", "match": "chat.*Stream", "do": "drop_stream"})
    assert code(slack.chat_stopStream, channel="D0ANA", ts=ts) == "message_not_in_streaming_state"


@pytest.mark.parametrize(
    ("fault", "retries"),
    [
        ("duplicate", [None, None, None]),
        ("retry", [None, "1"]),
        ("connection_reset", [None, "1"]),
        ("server_error", ["1"]),
    ],
)
def test_a_spoilt_event_still_arrives(bot: FakeBot, page: Page, fault: str, retries: list[str | None]) -> None:
    page.spoil({"on": "delivery", "match": "message.im", "do": fault})
    page.send("D0ANA", "hello")
    came = bot.wait_for("message", len(retries))
    assert [received.headers.get("x-slack-retry-num") for received in came] == retries
    assert len({received.body["event_id"] for received in came}) == 1


def test_a_command_can_arrive_twice_with_one_trigger(bot: FakeBot, page: Page) -> None:
    page.spoil({"on": "delivery", "match": "/field", "do": "duplicate"})
    page.send("D0ANA", "/brief x")
    page.send("D0ANA", "/field x")
    assert [received.kind for received in bot.received] == ["/brief", "/field", "/field", "/field"]
    assert len({received.body["trigger_id"] for received in bot.of("/field")}) == 1


def test_two_events_change_places(bot: FakeBot, page: Page) -> None:
    page.spoil({"on": "delivery", "match": "message", "do": "reorder"})
    page.send("D0ANA", "first")
    time.sleep(0.05)
    page.send("D0ANA", "second")
    came = bot.wait_for("message", 2)
    assert [received.body["event"]["text"] for received in came] == ["second", "first"]


@pytest.mark.parametrize(
    "rule",
    [{"on": "moon", "do": "slow"}, {"on": "api", "do": "duplicate"}, {"on": "delivery", "do": "rate_limit"}, 7],
)
def test_a_rule_that_means_nothing_is_refused_in_words(page: Page, rule: Any) -> None:
    answer = page.post("/control/faults", faults=[rule])
    assert (answer["ok"], answer["error"], bool(answer["text"])) == (False, "invalid_rules", True)


def test_an_empty_list_heals(slack: WebClient, page: Page) -> None:
    page.spoil({"on": "api", "match": "*", "do": "server_error", "times": 9})
    page.spoil()
    assert slack.auth_test()["ok"]

"""Deliveries reach the bot signed, timed and retried as Slack's are."""

from __future__ import annotations

import pytest
from slack_sdk.signature import SignatureVerifier

from playground.server import RunningPlayground
from tests.playground.conftest import SECRET, Start
from tests.playground.fake_bot import FakeBot, Reply
from tests.playground.people import Page


def test_every_kind_of_delivery_carries_a_signature_that_verifies(bot: FakeBot, page: Page) -> None:
    page.send("D0ANA", "good morning")
    page.send("D0ANA", "/field wants sso")
    page.post("/ui/shortcut", callback_id="new_note")
    bot.wait_for("message")
    verifier = SignatureVerifier(SECRET)
    assert {received.kind for received in bot.received} == {"message", "/field", "shortcut"}
    assert all(verifier.is_valid_request(received.raw, received.headers) for received in bot.received)


@pytest.mark.parametrize("kind", ["forged", "old", "none"])
def test_a_delivery_can_be_sent_with_a_bad_signature(bot: FakeBot, page: Page, kind: str) -> None:
    answer = page.post("/control/deliver", kind="event", payload={"type": "message"}, signature=kind)
    assert [one["status"] for one in answer["answers"]] == [200]
    assert not SignatureVerifier(SECRET).is_valid_request(bot.received[0].raw, bot.received[0].headers)


def test_a_delivery_by_hand_is_sent_as_often_as_asked_with_retry_headers(bot: FakeBot, page: Page) -> None:
    answer = page.post(
        "/control/deliver", kind="command", payload={"command": "/field", "text": "help"}, times=3, retry=2
    )
    assert [one["status"] for one in answer["answers"]] == [200, 200, 200]
    assert {received.headers["x-slack-retry-num"] for received in bot.received} == {"2"}
    assert len({received.body["trigger_id"] for received in bot.received}) == 1


def test_an_event_that_is_not_acknowledged_is_retried_three_times_with_its_reason(bot: FakeBot, page: Page) -> None:
    bot.replies["message"] = Reply(status=500)
    page.send("D0ANA", "are you there?")
    came = bot.wait_for("message", 4)
    assert [received.headers.get("x-slack-retry-num") for received in came] == [None, "1", "2", "3"]
    assert {received.headers.get("x-slack-retry-reason") for received in came[1:]} == {"http_error"}
    assert len({received.body["event_id"] for received in came}) == 1


def test_retries_stop_when_the_bot_asks_for_none(bot: FakeBot, start: Start) -> None:
    playground = start(retry_delays=(0.0,))
    bot.replies["message"] = Reply(status=500, headers=(("x-slack-no-retry", "1"),))
    page = Page(playground.url)
    page.send("D0ANA", "only once")
    bot.wait_for("message")
    bot.replies["message"] = Reply()
    page.send("D0ANA", "another")
    bot.wait_for("message", 2)
    assert [received.body["event"]["text"] for received in bot.of("message")] == ["only once", "another"]


def test_a_slow_command_shows_the_timeout_notice_and_a_slow_event_is_retried(bot: FakeBot, start: Start) -> None:
    playground = start(ack_seconds=0.15, retry_delays=(0.0,))
    page = Page(playground.url)
    bot.replies["/field"] = bot.replies["message"] = Reply(wait=0.3)
    with page.news() as news:
        answer = page.send("D0ANA", "/field slow")
        assert (answer["ok"], answer["error"]) == (False, "operation_timeout")
        assert "not acknowledged within" in news.next("notice")["text"]
    page.send("D0ANA", "slow too")
    came = bot.wait_for("message", 2)
    assert came[1].headers["x-slack-retry-reason"] == "http_timeout"


def test_a_command_the_bot_refuses_is_told_to_the_person(bot: FakeBot, page: Page) -> None:
    bot.replies["/field"] = Reply(status=404)
    assert page.send("C0SALES", "/field x")["error"] == "dispatch_failed"


def test_a_bot_that_is_not_there_fails_commands_at_once(start: Start) -> None:
    playground = start(bot_url="http://127.0.0.1:9/slack/events", retry_delays=())
    assert Page(playground.url).send("C0SALES", "/field x")["error"] == "dispatch_failed"


def test_the_bots_address_can_be_set_after_the_start(bot: FakeBot, start: Start) -> None:
    playground = start(bot_url=None, retry_delays=())
    page = Page(playground.url)
    assert page.send("D0ANA", "/field x")["ok"] is False
    playground.bot_url = bot.url
    assert page.send("D0ANA", "/field x")["ok"] is True


def test_the_acknowledgement_of_a_command_is_shown_to_its_person_or_to_all(bot: FakeBot, page: Page) -> None:
    bot.replies["/field"] = Reply(body='{"text": "only you"}')
    bot.replies["/brief"] = Reply(body='{"response_type": "in_channel", "text": "everybody"}')
    page.send("C0SALES", "/field x")
    page.send("C0SALES", "/brief x")
    ben = Page(page.url, "U0BEN")
    assert [message["text"] for message in page.messages("C0SALES")] == ["only you", "everybody"]
    assert [message["text"] for message in ben.messages("C0SALES")] == ["everybody"]
    assert page.messages("C0SALES")[0]["ephemeral"] is True


def test_mentions_in_a_command_are_escaped_only_when_the_manifest_asks(bot: FakeBot, start: Start) -> None:
    commands = [
        {"command": "/plain", "description": "d"},
        {"command": "/escaped", "description": "d", "should_escape": True},
    ]
    page = Page(start(manifest={"features": {"slash_commands": commands}}).url)
    page.send("D0ANA", "/plain ask <@U0BEN> in #random")
    page.send("D0ANA", "/escaped ask @ben in #random <b>")
    assert [received.body["text"] for received in bot.received] == [
        "ask @ben in #random",
        "ask <@U0BEN|ben> in <#C0RANDOM|random> &lt;b&gt;",
    ]


def test_the_log_numbers_calls_and_deliveries_and_keeps_only_the_last(bot: FakeBot, start: Start) -> None:
    page = Page(start(log_size=3).url)
    for number in range(5):
        page.send("D0ANA", f"/field {number}")
    log = page.log()
    assert [entry["n"] for entry in log] == [3, 4, 5]
    assert [entry["body"]["text"] for entry in log] == ["2", "3", "4"]
    assert page.get("/control/log?since=4")["entries"] == log[-1:]


def test_slash_commands_do_not_run_in_threads(page: Page, playground: RunningPlayground) -> None:
    parent = page.send("D0ANA", "a thread")["message"]["ts"]
    assert page.send("D0ANA", "/field x", thread_ts=parent)["error"] == "not_in_threads"

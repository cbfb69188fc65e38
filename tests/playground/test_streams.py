"""Answers appear piece by piece, and streams end as Slack's do."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.playground.conftest import Start, client_of
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page
from tests.playground.refusals import code


@pytest.fixture
def thread(page: Page) -> dict[str, Any]:
    """Where an answer is streamed: a direct message's thread."""
    return {"channel": "D0ANA", "thread_ts": page.send("D0ANA", "a question")["message"]["ts"]}


def test_a_stream_grows_on_the_page_and_ends_with_its_blocks(
    slack: WebClient, page: Page, thread: dict[str, Any]
) -> None:
    with page.news() as news:
        stream = slack.chat_stream(buffer_size=1, **thread)
        stream.append(markdown_text="The brief ")
        assert news.next("message")["message"]["streaming"] is True
        assert news.next("session")["status"] == "processing"
        stream.append(markdown_text="**says so**.")
        assert news.next("message_changed")["message"]["text"] == "The brief **says so**."
        stream.stop(blocks=[{"type": "divider"}], session_status="active")
        assert news.next("session")["status"] == "active"
    shown = page.messages("D0ANA", thread["thread_ts"])[-1]
    assert [block["type"] for block in shown["blocks"]] == ["markdown", "divider"]
    assert "streaming" not in shown


def test_tasks_and_plans_take_their_place_among_the_text(slack: WebClient, page: Page, thread: dict[str, Any]) -> None:
    ts = slack.chat_startStream(task_display_mode="plan", **thread)["ts"]
    chunks = [
        {"type": "plan_update", "title": "Looking"},
        {"type": "task_update", "id": "1", "title": "Read", "status": "in_progress"},
        {"type": "markdown_text", "text": "So far "},
    ]
    slack.chat_appendStream(channel="D0ANA", ts=ts, chunks=chunks)
    done = {"type": "task_update", "id": "1", "title": "Read", "status": "complete", "output": "12 pages"}
    slack.chat_stopStream(channel="D0ANA", ts=ts, chunks=[done])
    plan, text = page.messages("D0ANA", thread["thread_ts"])[-1]["blocks"]
    assert (plan["title"], [task["status"] for task in plan["tasks"]]) == ("Looking", ["complete"])
    assert text["text"] == "So far "


def test_a_stream_needs_a_thread_and_in_a_channel_a_reader(slack: WebClient, page: Page) -> None:
    thread = page.send("C0SALES", "question")["message"]["ts"]
    start = slack.api_call
    assert code(start, "chat.startStream", json={"channel": "D0ANA"}) == "invalid_arguments"
    given = {"channel": "C0SALES", "thread_ts": thread}
    assert code(start, "chat.startStream", json=given) == "missing_recipient_user_id"
    given["recipient_user_id"] = "U0ANA"
    assert code(start, "chat.startStream", json=given) == "missing_recipient_team_id"
    assert start("chat.startStream", json={**given, "recipient_team_id": "T0PLAY"})["ok"]


def test_nothing_is_added_after_the_end(slack: WebClient, thread: dict[str, Any]) -> None:
    ts = slack.chat_startStream(**thread)["ts"]
    slack.chat_stopStream(channel="D0ANA", ts=ts)
    for call in (slack.chat_appendStream, slack.chat_stopStream):
        assert code(call, channel="D0ANA", ts=ts, markdown_text="x") == "message_not_in_streaming_state"


def test_a_stream_dies_of_age(start: Start, bot: FakeBot) -> None:
    playground = start(stream_seconds=0.0)
    slack, page = client_of(playground), Page(playground.url)
    thread = page.send("D0ANA", "?")["message"]["ts"]
    with page.news() as news:
        ts = slack.chat_startStream(channel="D0ANA", thread_ts=thread, markdown_text="half")["ts"]
        while (shown := news.next("message_changed")["message"])["ts"] != ts:
            pass
        assert "streaming" not in shown, "nobody has to find out for the page to show it"
    assert code(slack.chat_appendStream, channel="D0ANA", ts=ts, markdown_text="x") == "message_not_in_streaming_state"
    assert slack.chat_update(channel="D0ANA", ts=ts, markdown_text="the whole answer")["text"] == "the whole answer"


def test_a_running_stream_cannot_be_updated_and_others_messages_not_streamed_to(
    slack: WebClient, thread: dict[str, Any]
) -> None:
    ts = slack.chat_startStream(**thread)["ts"]
    assert code(slack.chat_update, channel="D0ANA", ts=ts, text="x") == "streaming_state_conflict"
    theirs = thread["thread_ts"]
    assert code(slack.chat_appendStream, channel="D0ANA", ts=theirs, markdown_text="x") == "message_not_owned_by_app"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "no_text"),
        ({"markdown_text": "x" * 12_001}, "msg_blocks_too_long"),
        ({"chunks": [{"type": "song"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1", "title": "t", "status": "done"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "sparkle"}]}]}, "invalid_blocks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "divider"}] * 50}]}, "msg_blocks_too_many"),
    ],
)
def test_pieces_slack_would_refuse_are_refused(
    slack: WebClient, thread: dict[str, Any], arguments: dict[str, Any], expected: str
) -> None:
    ts = slack.chat_startStream(markdown_text="begun", **thread)["ts"]
    assert code(slack.chat_appendStream, channel="D0ANA", ts=ts, **arguments) == expected


def test_the_persons_stop_ends_it_and_is_told(
    slack: WebClient, page: Page, bot: FakeBot, thread: dict[str, Any]
) -> None:
    ts = slack.chat_startStream(markdown_text="half", **thread)["ts"]
    page.post("/ui/stop", **thread)
    event = bot.wait_for("agent_session_stopped")[0].body["event"]
    assert (event["thread_ts"], event["user"], event["streaming_message_ts"]) == (thread["thread_ts"], "U0ANA", [ts])
    assert code(slack.chat_appendStream, channel="D0ANA", ts=ts, markdown_text="more") == "stopped_by_user"
    assert slack.chat_stopStream(channel="D0ANA", ts=ts)["ok"]


def test_sessions_are_named_and_their_statuses_checked(slack: WebClient, page: Page, thread: dict[str, Any]) -> None:
    place = {"channel_id": "D0ANA", "thread_ts": thread["thread_ts"]}
    with page.news() as news:
        slack.agents_sessions_setStatus(status="processing", title="Pricing", **place)
        assert news.next("session")["title"] == "Pricing"
        slack.agents_sessions_rename(title="Prices", **place)
        assert news.next("session")["title"] == "Prices"
        slack.assistant_threads_setStatus(status="is reading…", loading_messages=["Reading the brief"], **place)
        assert news.next("session")["loading_messages"] == ["Reading the brief"]
        slack.chat_postMessage(channel="D0ANA", thread_ts=thread["thread_ts"], text="done")
        assert news.next("session")["text"] == ""
    assert code(slack.agents_sessions_setStatus, status="asleep", **place) == "invalid_arguments"
    assert code(slack.agents_sessions_rename, title="x" * 201, **place) == "invalid_arguments"
    assert (
        code(slack.assistant_threads_setStatus, status="x", channel_id="D0ANA", thread_ts="now") == "invalid_thread_ts"
    )


def test_words_of_a_status_go_away_by_themselves(start: Start) -> None:
    playground = start(status_seconds=0.05)
    page = Page(playground.url)
    thread = page.send("D0ANA", "?")["message"]["ts"]
    with page.news() as news:
        client_of(playground).assistant_threads_setStatus(channel_id="D0ANA", thread_ts=thread, status="thinking")
        assert news.next("session")["text"] == "thinking"
        assert news.next("session")["text"] == ""


def test_suggested_prompts_are_shown_but_not_in_a_thread_of_an_agent(slack: WebClient, page: Page) -> None:
    prompts = [{"title": "What changed?", "message": "What changed this week?"}]
    assert slack.assistant_threads_setSuggestedPrompts(channel_id="D0ANA", thread_ts="1.000000", prompts=prompts)["ok"]
    assert page.get("/ui/boot?as=U0ANA")["prompts"] == []
    slack.assistant_threads_setSuggestedPrompts(channel_id="D0ANA", prompts=prompts, title="Try")
    assert page.get("/ui/boot?as=U0ANA")["prompts"] == prompts
    assert (
        code(slack.assistant_threads_setSuggestedPrompts, channel_id="D0ANA", prompts=prompts * 5)
        == "invalid_arguments"
    )


def test_an_app_that_is_no_agent_has_no_sessions(start: Start) -> None:
    scopes = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    slack = client_of(start(manifest=scopes))
    assert code(slack.agents_sessions_setStatus, channel_id="D0ANA", status="active") == "not_agent_app"

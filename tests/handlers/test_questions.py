"""A question asked in Slack gets one answer in its thread, whatever happens on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from prompts.model import ModelUnavailable
from storage import questions as stored
from tests.asking import COST, WHAT_COST, streamed
from tests.front_door import REP, REP2, SALES, TEAM, FrontDoor, until, words
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF

QUOTE = "Lanternly costs EUR 4 for each bed a month, and nothing to begin."


@pytest.fixture
def model() -> ScriptedModel:
    """A model that is down until a test gives it something to say."""
    return ScriptedModel()


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, model: ScriptedModel) -> Iterator[FrontDoor]:
    model.streams = [[ModelUnavailable("down")]]
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, model=model)
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    yield opened
    until(lambda: statuses(opened)[-1:] != ["processing"])  # nothing is left half done when the next one opens
    opened.close()


def answers(door: FrontDoor, thread: str) -> list[dict[str, Any]]:
    return door.messages(REP, door.direct(REP), thread=thread)[1:]


def asked(door: FrontDoor, text: str = WHAT_COST, *, thread: str | None = None) -> str:
    """The time stamp of the question, which is its thread."""
    return str(door.say(REP, text, thread=thread)["message"]["ts"])


def statuses(door: FrontDoor) -> list[str]:
    return [call["arguments"]["status"] for call in door.calls("agents.sessions.setStatus")]


def stopping(door: FrontDoor) -> bool:
    """Whether some question is marked as one its asker wants no more of."""
    with door.plumbline.database.reading(TEAM) as unit:
        ids = stored.waiting(unit, door.plumbline.clock.now())
        return any(stored.state(unit, each) == "stopping" for each in ids)


def test_a_message_is_answered_in_its_thread_and_the_session_ends_active(door: FrontDoor, model: ScriptedModel) -> None:
    model.streams = [streamed((COST, "cost-and-risk"))]
    thread = asked(door)
    until(lambda: "Drafted by" in words(answers(door, thread)))
    said = words(answers(door, thread))
    assert said.splitlines()[0] == COST or COST in said
    assert "Brief v1 › Cost and risk" in said
    assert "Drafted by scripted and checked against the brief." in said
    until(lambda: statuses(door) == ["processing", "active"])
    assert len(answers(door, thread)) == 1


def test_with_the_model_down_the_brief_is_quoted_and_it_is_said(door: FrontDoor) -> None:
    thread = asked(door)
    until(lambda: answers(door, thread))
    assert QUOTE in words(answers(door, thread))
    assert "The model did not answer" in words(answers(door, thread))


def test_slack_refusing_the_status_costs_nobody_the_answer(door: FrontDoor) -> None:
    door.faults({"on": "api", "match": "agents.sessions.setStatus", "do": "server_error", "times": 50, "seconds": 0})
    thread = asked(door)
    until(lambda: answers(door, thread))
    assert QUOTE in words(answers(door, thread))


def test_a_message_delivered_three_times_is_answered_once(door: FrontDoor) -> None:
    door.faults({"on": "delivery", "match": "message", "do": "duplicate", "times": 1, "seconds": 0})
    thread = asked(door)
    until(lambda: "active" in statuses(door))
    assert len(answers(door, thread)) == 1


def test_stop_ends_an_answer_that_is_being_written(door: FrontDoor, model: ScriptedModel) -> None:
    stopped, reached = threading.Event(), threading.Event()

    def wait(at: int) -> None:
        if at == 20:  # the first sentence is whole, the second is not
            reached.set()
            assert stopped.wait(30)

    model.before_piece = wait
    model.streams = [streamed((COST, "cost-and-risk"), ("And nothing to begin.", "cost-and-risk"))]
    thread = asked(door)
    assert reached.wait(30)
    door.page("stop", **{"as": REP, "channel": door.direct(REP), "thread_ts": thread})
    until(lambda: stopping(door))
    threading.Event().wait(0.25)  # a running answer looks for Stop five times a second
    stopped.set()
    until(lambda: "Stopped." in words(answers(door, thread)))
    said = words(answers(door, thread))
    assert COST in said
    assert "And nothing to begin." not in said.replace(QUOTE, "")
    assert "Stopped." in said
    until(lambda: statuses(door)[-1] == "active")


def test_bots_edits_and_deletions_are_not_questions(door: FrontDoor) -> None:
    mine: dict[str, Any] = {
        "type": "message",
        "channel": door.direct(REP),
        "channel_type": "im",
        "user": REP,
        "text": WHAT_COST,
    }
    changes: list[dict[str, Any]] = [
        {"bot_id": "BOTHER"},
        {"subtype": "message_changed", "message": {"text": WHAT_COST}},
        {"subtype": "message_deleted"},
        {"channel_type": "channel", "channel": SALES},
    ]
    for at, change in enumerate(changes):
        event = mine | {"ts": f"1700000000.00000{at}"} | change
        payload = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{at}", "event": event}
        assert [answer["status"] for answer in door.deliver("event", payload)] == [200]
    with door.plumbline.database.reading(TEAM) as unit:
        assert stored.waiting(unit, door.plumbline.clock.now()) == []


def test_words_that_are_none_get_a_kind_word(door: FrontDoor) -> None:
    ts = asked(door, "?!")
    until(lambda: "Ask me in words" in words(door.messages(REP, door.direct(REP), thread=ts)))


def test_a_command_is_answered_beneath_it_for_its_asker_alone(door: FrontDoor) -> None:
    door.command(REP, f"/ask {WHAT_COST}")
    assert "Looking in the brief …" in words(door.messages(REP, SALES)[-2:])
    until(lambda: "*You asked:* What does Lanternly cost" in words(door.last(REP)))
    assert QUOTE in words(door.last(REP))
    assert door.last(REP)["ephemeral"]
    assert door.messages(REP, door.direct(REP)) == []
    door.command(REP, "/ask")
    assert "What would you like to know?" in words(door.last(REP))


def test_feedback_is_kept_and_the_answer_shared(door: FrontDoor) -> None:
    thread = asked(door)
    until(lambda: answers(door, thread))
    answer, direct = answers(door, thread)[-1], door.direct(REP)
    buttons = next(e for b in answer["blocks"] if b["type"] == "context_actions" for e in b["elements"])
    for choice in ("positive_button", "negative_button"):
        action = {"type": "feedback_buttons", "action_id": "question_feedback", "value": buttons[choice]["value"]}
        where = {"type": "message", "channel": direct, "ts": answer["ts"], "thread_ts": thread}
        door.page("action", **{"as": REP, "container": where, "action": action})
    question = buttons["positive_button"]["value"].partition(":")[2]
    with door.plumbline.database.reading(TEAM) as unit:
        row = stored.get(unit, question)
    assert row is not None
    assert row.helpful == "no"
    door.press(REP, answer, "question_share", channel=direct)
    view = door.calls("views.open")[-1]["answer"]["view"]
    chosen = {"channel": {"value": {"type": "conversations_select", "selected_conversation": SALES}}}
    door.page("view/submit", **{"as": REP, "view_id": view["id"], "state": chosen})
    until(lambda: any("asked: “What does Lanternly cost" in words(m) for m in door.messages(REP, SALES)))


def test_nobody_opens_the_share_form_on_somebody_elses_question(door: FrontDoor) -> None:
    thread = asked(door)
    until(lambda: answers(door, thread))
    row = answers(door, thread)[-1]["blocks"][-1]["elements"]
    pressed = {"action_id": "question_share", "block_id": "b", "type": "button", "value": _value(row)}
    payload = {
        "type": "block_actions", "user": {"id": REP2}, "team": {"id": TEAM}, "channel": {"id": SALES},
        "container": {"type": "message"}, "trigger_id": "share", "actions": [pressed],
    }  # fmt: skip
    door.deliver("interaction", payload)
    until(lambda: any("Only the person who asked" in words(m) for m in door.messages(REP2, SALES)))
    assert door.calls("views.open") == []


def _value(elements: list[dict[str, Any]]) -> str:
    """What the button to share carries."""
    return next(str(each["value"]) for each in elements if each.get("action_id") == "question_share")


def test_opening_the_messages_suggests_questions_without_a_thread(door: FrontDoor) -> None:
    door.page("open_home", **{"as": REP, "tab": "messages"})
    until(lambda: door.calls("assistant.threads.setSuggestedPrompts"))
    given = door.calls("assistant.threads.setSuggestedPrompts")[0]["arguments"]
    assert "thread_ts" not in given
    assert given["prompts"][0]["title"] == "What may we never say?"

"""Under an answer its sources open, it is judged with a reason, and who looks after the brief reads it in a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from storage import questions as stored
from storage.questions import Question
from tests.asking import WHAT_COST
from tests.front_door import MARKETER, REP, REP2, SALES, TEAM, FrontDoor, until, words
from tests.small_brief import BRIEF

Json = dict[str, Any]


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    source = f"---\nowner: Mara Marketer\n---\n{BRIEF}"
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), source, publish=True)
    yield opened
    opened.close()


def answered(door: FrontDoor, text: str = WHAT_COST) -> Json:
    """The answer to a question of a rep's."""
    thread = str(door.say(REP, text)["message"]["ts"])
    return until(lambda: door.messages(REP, door.direct(REP), thread=thread)[1:])[-1]


def judge(door: FrontDoor, user: str, message: Json, *, channel: str, helpful: bool) -> None:
    """Tap Helpful or Not helpful."""
    buttons = next(e for each in message["blocks"] if each["type"] == "context_actions" for e in each["elements"])
    value = buttons["positive_button" if helpful else "negative_button"]["value"]
    where = {"type": "message", "channel": channel, "ts": message["ts"], "thread_ts": message.get("thread_ts")}
    tap = {"type": "feedback_buttons", "action_id": "question_feedback", "value": value}
    door.page("action", **{"as": user, "container": where, "action": tap})


def form(door: FrontDoor) -> Json:
    """The window opened last."""
    view: Json = door.calls("views.open")[-1]["answer"]["view"]
    return view


def send_why(door: FrontDoor, kind: str, said: str = "") -> Json:
    """Hand in the form that asks why."""
    chosen = {"type": "radio_buttons", "selected_option": {"value": kind}} if kind else {"type": "radio_buttons"}
    state = {"kind": {"value": chosen}, "words": {"value": {"type": "plain_text_input", "value": said}}}
    return door.page("view/submit", **{"as": REP, "view_id": form(door)["id"], "state": state})


def row(door: FrontDoor, message: Json) -> Question:
    buttons = next(e for each in message["blocks"] if each["type"] == "context_actions" for e in each["elements"])
    with door.plumbline.database.reading(TEAM) as unit:
        found = stored.get(unit, buttons["positive_button"]["value"].partition(":")[2])
    assert found is not None
    return found


def test_a_source_opens_an_answer_is_judged_with_a_reason_and_the_owner_reads_it(door: FrontDoor) -> None:
    answer, direct = answered(door), door.direct(REP)
    door.press(REP, answer, "question_passage:1", channel=direct)
    window = words(form(door))
    assert "Brief v1 › Cost and risk" in window
    assert "> Lanternly costs EUR 4 for each bed a month, and nothing to begin." in window
    assert "In these words since brief v1" in window
    assert "helped" not in window

    judge(door, REP, answer, channel=direct, helpful=False)
    assert row(door, answer).helpful == "no"  # kept before anybody was asked why
    assert "What was wrong with the answer?" in words(form(door))
    assert send_why(door, "")["ok"] is False
    send_why(door, "old", "It is EUR 5. Ask bob@example.com.")
    told = row(door, answer)
    assert (told.why_kind, told.why) == ("old", "It is EUR 5. Ask [e-mail].")

    door.command(MARKETER, "/brief feedback")
    listed = door.last(MARKETER)
    assert "*1 passage of the brief led to an answer that did not help*" in words(listed)
    assert "Brief v1 › Cost and risk*\n1 did not help, none did" in words(listed)
    assert "• It is out of date: “It is EUR 5. Ask [e-mail].”" in words(listed)
    assert "brief_edit_section" in str(listed["blocks"])
    door.command(REP2, "/brief feedback")
    assert "needs the marketer role" in words(door.last(REP2))

    judge(door, REP, answer, channel=direct, helpful=True)
    assert (row(door, answer).helpful, row(door, answer).why) == ("yes", "")


def test_in_a_channel_others_open_the_sources_and_judge_nothing(door: FrontDoor) -> None:
    answer = answered(door)
    door.press(REP, answer, "question_share", channel=door.direct(REP))
    chosen = {"channel": {"value": {"type": "conversations_select", "selected_conversation": SALES}}}
    door.page("view/submit", **{"as": REP, "view_id": form(door)["id"], "state": chosen})
    shared = until(lambda: [m for m in door.messages(REP2, SALES) if "asked: “What does" in words(m)])[-1]
    door.press(REP2, shared, "question_passage:1")
    assert "EUR 4 for each bed" in words(form(door))
    judge(door, REP2, shared, channel=SALES, helpful=False)
    until(lambda: any("Only the person who asked can judge" in words(m) for m in door.messages(REP2, SALES)))
    assert row(door, answer).helpful == ""


def test_beneath_a_command_too_sources_open_and_a_tap_is_kept_although_slack_opens_no_window(door: FrontDoor) -> None:
    door.command(REP, "/ask What makes Zanzibar blue for each bed?")
    answer = until(lambda: [m for m in door.messages(REP, SALES) if "You asked" in words(m)])[-1]
    assert answer["ephemeral"]
    door.press(REP, answer, "question_passage:1")
    assert "From the brief" in str(form(door)["title"])
    door.faults({"on": "api", "match": "views.open", "do": "server_error", "times": 5, "seconds": 0})
    judge(door, REP, answer, channel=SALES, helpful=False)
    assert row(door, answer).helpful == "no"
    assert "went wrong" not in words(door.messages(REP, SALES))

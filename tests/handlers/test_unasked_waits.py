"""What nobody asked for and comes up at night is said in the morning of who hears it: once, and never lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capabilities.books import Deed
from capabilities.goals import Aim
from handlers import rooms as all_rooms
from storage import field as stored_field
from storage import pitch as stored_pitch
from storage import questions as stored_questions
from storage.pitch import Pitch
from storage.questions import Question
from tests.conftest import StillClock, WrittenWork
from tests.front_door import MARKETER, REP, REP2, TEAM, FrontDoor, words
from tests.handlers.test_brief_proposals import FILED
from tests.kept_steps import KeptSteps
from tests.proposed import OWNED

NIGHT, MORNING = datetime(2026, 11, 19, 20, tzinfo=UTC), datetime(2026, 11, 20, 7, 1, tzinfo=UTC)  # in Berlin: 8:01
GARAGE = "Is the parking garage heated in winter?"


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[FrontDoor]:
    clock.at = NIGHT
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=clock, work=work, working=False)
    opened.plumbline.rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    yield opened
    opened.close()


def do(door: FrontDoor, work: WrittenWork, kind: str, key: str = "") -> None:
    """A piece of work by its key, or all of that kind that was asked for; each as if it died and began anew."""
    jobs = all_rooms.jobs(door.plumbline.rooms, door.plumbline.clients, ("", "", "", ()))
    keys = [key] if key else [own for _, each, own in work.asked if each == kind]
    assert keys, f"no {kind} was asked for: {work.asked}"
    for own in keys * 2:
        jobs[kind](KeptSteps(), TEAM, own)


def heard(door: FrontDoor, user: str) -> list[str]:
    return [words(message) for message in door.messages(user, door.direct(user))]


def morning(door: FrontDoor, work: WrittenWork, clock: StillClock) -> None:
    work.asked.clear()
    assert door.plumbline.rooms.reminding.look(TEAM) == 0, "at night nothing is asked for anew"
    assert work.asked == []
    clock.at = MORNING
    door.plumbline.rooms.reminding.look(TEAM)


def test_an_owner_hears_in_the_morning_of_a_question_two_asked_at_night(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        for at, who in enumerate((REP, REP2)):
            asked = NIGHT - timedelta(hours=at + 1)
            row = Question(workspace=TEAM, id=f"q{at}", asked_by=who, text=GARAGE, state="silent", asked_at=asked)
            stored_questions.add(unit, row)
    do(door, work, "gap", "q1")
    assert heard(door, MARKETER) == []
    morning(door, work, clock)
    do(door, work, "gap")
    assert ["silent on this" in each for each in heard(door, MARKETER)] == [True]


def test_an_owner_hears_in_the_morning_of_an_objection_logged_at_night(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    note = stored_field.Note(workspace=TEAM, id="n1", created_at=clock.now(), author=REP, kind="objection", text=GARAGE)
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        stored_field.add(unit, note)
    given = door.plumbline.rooms.giving.given(TEAM, "n1")
    assert given is not None
    assert given.silence is not None
    assert not door.plumbline.rooms.giving.tells_owner(TEAM, given.silence.user, given.silence.key)
    morning(door, work, clock)
    do(door, work, "field_silent")
    (message,) = heard(door, MARKETER)
    assert GARAGE in message


@pytest.mark.parametrize(("days", "asked"), [(2, True), (30, False)])
def test_a_rep_is_asked_in_their_morning_whether_a_pitch_landed_while_it_is_fresh(
    door: FrontDoor, work: WrittenWork, clock: StillClock, days: int, asked: bool
) -> None:
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        at = NIGHT - timedelta(days=days)
        row = Pitch(
            workspace=TEAM, id="p1", asked_by=REP, words="hospitals", asked_at=at, state="drafted", drafted_at=at
        )
        stored_pitch.add(unit, row)
    do(door, work, "pitch_follow_up", "p1:2026-11-19")
    assert heard(door, REP) == []
    morning(door, work, clock)
    if asked:
        do(door, work, "pitch_follow_up")
    assert len(heard(door, REP)) == asked


def test_work_that_waited_and_is_given_up_tells_whoever_waits_for_it_and_nobody_else(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    rooms = door.plumbline.rooms
    goal = rooms.goals.propose(Deed(TEAM, REP), Aim("Demos", start="1", target="4", due="2026-12-18", signer=MARKETER))
    with rooms.books.keep(Deed(TEAM, REP)) as unit:
        row = Question(workspace=TEAM, id="q1", asked_by=REP2, text=GARAGE, state="silent", asked_at=NIGHT)
        stored_questions.add(unit, row)
    tell = all_rooms.sorry(rooms, door.plumbline.clients)
    tell("goal_ask", TEAM, f"{goal.id}@20261120T070100", "A1")
    tell("gap", TEAM, "q1:@20261120T070100", "A2")
    assert ["number A1" in each for each in heard(door, REP)] == [True]
    assert heard(door, REP2) == []

"""/brief gaps through the front door: who sees what, and a line proposed for a gap."""

from datetime import UTC, datetime, timedelta

import pytest

from capabilities.books import Deed
from handlers.views import brief_gaps as views
from handlers.views import brief_proposals
from storage import questions as stored_questions
from storage.questions import Question
from tests.front_door import MARKETER, REP, REP2, TEAM, FrontDoor, words
from tests.handlers.test_brief_proposals import FILED, submit, view
from tests.proposed import OWNED
from tests.small_brief import OTHER

GARAGE, ROOF = "Is the parking garage heated in winter?", "Which colours has the roof?"


@pytest.fixture
def asked(door: FrontDoor) -> FrontDoor:
    """A brief of Mara's, a question two reps asked and one that one rep asked."""
    door.plumbline.rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    now = datetime.now(UTC)
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        for at, (who, said) in enumerate(((REP, GARAGE), (REP2, f"{GARAGE} <!channel>"), (REP, ROOF))):
            row = Question(workspace=TEAM, id=f"q{at}", asked_by=who, text=said, state="silent",
                           asked_at=now - timedelta(hours=3 - at))  # fmt: skip
            stored_questions.add(unit, row)
    return door


def test_a_rep_sees_what_two_people_asked_and_of_the_rest_only_how_many(asked: FrontDoor) -> None:
    asked.command(REP, "/brief gaps")
    said = words(asked.last(REP))
    assert "silent on 2 things" in said
    assert "heated in winter" in said
    assert "2 people* · 2 questions" in said
    assert ROOF not in said
    assert "1 gap that one person alone met" in said
    assert f"<@{REP2}>" not in said
    assert "<!channel>" not in said


def test_the_owner_sees_all_of_them_and_who_asked(asked: FrontDoor) -> None:
    asked.command(MARKETER, "/brief gaps")
    said = words(asked.last(MARKETER))
    assert ROOF in said
    assert f"From <@{REP}>, <@{REP2}>" in said


def test_a_line_is_proposed_for_a_gap_and_the_gap_then_shows_it(asked: FrontDoor) -> None:
    asked.command(REP, "/brief gaps")
    asked.press(REP, asked.last(REP), views.PROPOSE)
    form = view(asked)
    assert "heated in winter" in str(form)
    place = {"type": "external_select", "selected_option": {"value": "new:What › It is"}}
    submit(asked, REP, form, place=place, words="The garage is heated.", why="Asked twice.")
    (made,) = asked.plumbline.rooms.proposals.open(TEAM)
    assert (made.cause, made.cause_id) == ("gap", "q0")
    asked.command(REP, "/brief gaps")
    shown = asked.last(REP)
    assert brief_proposals.LOOK_AT in str(shown["blocks"])
    asked.press(REP, shown, brief_proposals.LOOK_AT)
    assert "The garage is heated." in str(view(asked))


def test_the_gaps_of_another_product_are_what_is_about_it_and_its_line_goes_into_its_brief(asked: FrontDoor) -> None:
    rooms = asked.plumbline.rooms
    rooms.briefs.file(FILED, OTHER, any_text=True, publish=True)
    with rooms.books.keep(Deed(TEAM, REP)) as unit:
        for at, who in enumerate((REP, REP2)):
            row = Question(workspace=TEAM, id=f"z{at}", asked_by=who, text="Does the Zephyrine come in blue?",
                           state="silent", asked_at=datetime.now(UTC) - timedelta(hours=1))  # fmt: skip
            stored_questions.add(unit, row)
    asked.command(REP, "/brief Zephyrine gaps")
    said = words(asked.last(REP))
    assert "The brief of Zephyrine is silent on 1 thing" in said
    assert "come in blue" in said
    asked.press(REP, asked.last(REP), views.PROPOSE)
    place = {"type": "external_select", "selected_option": {"value": "new:What › It is"}}
    assert submit(asked, REP, view(asked), place=place, words="It comes in blue.", why="Asked twice.")["ok"]
    (made,) = rooms.proposals.open(TEAM)
    assert (made.product, made.cause) == ("Zephyrine", "gap")
    asked.command(REP, "/brief Lanternly gaps")
    said = words(asked.last(REP))
    assert "heated in winter" in said
    assert "blue" not in said
    asked.command(REP, "/brief Lanternly proposals")
    assert "None is waiting" in words(asked.last(REP))


def test_with_nothing_published_it_says_how_to_file_a_brief(door: FrontDoor) -> None:
    door.command(REP, "/brief gaps")
    assert "/brief file" in words(door.last(REP))


def test_with_no_gap_it_says_so(door: FrontDoor) -> None:
    door.plumbline.rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    door.command(REP, "/brief gaps")
    assert "silent on nothing" in words(door.last(REP))

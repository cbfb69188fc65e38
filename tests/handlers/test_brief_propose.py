"""Anybody proposes a line of the brief through the front door: where it stands, how it should read, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from capabilities.books import Deed
from capabilities.refusal import Refusal
from handlers.views import brief_proposals as views
from handlers.views.brief_propose import FOR_GAP
from storage import questions as stored_questions
from storage.questions import Question
from tests.front_door import BOSS, MARKETER, REP, REP2, TEAM, FrontDoor, Json, until, words
from tests.handlers.test_brief_proposals import FILED, owners, prepared, submit, view


@pytest.fixture
def asked(door: FrontDoor) -> FrontDoor:
    return prepared(door)


def offered(door: FrontDoor, form: Json, typed: str, *, user: str = REP) -> dict[str, list[str]]:
    """What "Where?" offers once this is typed, by group."""
    at = {"container": {"type": "view", "view_id": form["id"]}, "action_id": "value", "block_id": "place"}
    answer = door.page("options", **{"as": user, **at, "value": typed})
    return {each["label"]["text"]: [option["value"] for option in each["options"]] for each in answer["option_groups"]}


def test_a_rep_proposes_a_line_and_hears_what_came_of_it(asked: FrontDoor) -> None:
    asked.command(REP, "/brief propose Every night shift hands over in the light, on paper too.")
    form = view(asked)
    assert form["blocks"][1]["element"]["initial_value"].startswith("Every night shift")
    assert offered(asked, form, "")["Change this line"][0] == "ref:plumb-line"  # the nearest to these words
    assert offered(asked, form, "night hands over")["Change this line"] == ["ref:plumb-line"]
    assert "new:Offers" in offered(asked, form, "offer")["New line under"]
    assert offered(asked, form, "zzz") == {}
    place = {"type": "external_select", "selected_option": {"value": "ref:plumb-line"}}
    answer = submit(asked, REP, form, place=place, words="Every night shift hands over in the light.", why="they ask")
    assert "the words that stand there now" in answer["errors"]["words"]
    answer = submit(
        asked, REP, form, place=place, words="Every night shift hands over in the light, on paper too.", why="they ask"
    )
    assert answer["ok"]
    message = owners(asked)
    assert f"<@{REP}> proposes it: they ask" in words(message)
    assert "in the ~light.~ *light, on paper too.*" in words(message)
    asked.press(MARKETER, message, views.ACCEPT, channel=asked.direct(MARKETER))
    told = until(lambda: [m for m in asked.messages(REP, asked.direct(REP)) if "was accepted" in words(m)])
    assert "Your proposal for “Plumb line” was accepted" in words(told[0])


def test_a_line_of_a_draft_is_read_only_by_who_may_decide(asked: FrontDoor) -> None:
    rooms = asked.plumbline.rooms
    brief = rooms.briefs.needed(TEAM)
    with rooms.books.keep(FILED) as unit:
        source = brief.brief.source.replace("Every night shift", "Every secret shift")
        rooms.briefs.draft_in(unit, FILED, source, base=brief, why="")
    draft = rooms.briefs.working(TEAM)
    own_id = rooms.proposals.by_person(
        Deed(TEAM, MARKETER), base=draft.version.id, ref="plumb-line", words="Every shift hands over.", why="Odd."
    )
    asked.command(REP, "/brief proposals")
    assert "None is waiting" in words(asked.last(REP))
    with pytest.raises(Refusal, match="a draft of the brief that is not published"):
        rooms.proposals.for_one(TEAM, REP, own_id)
    asked.command(BOSS, "/brief proposals")
    assert "Odd." in words(asked.last(BOSS))


def test_a_gap_opens_the_form_and_whoever_asked_hears_in_the_end(asked: FrontDoor) -> None:
    rooms = asked.plumbline.rooms
    now = datetime.now(UTC)
    with rooms.books.keep(FILED) as unit:
        for at, who in enumerate((REP, REP2)):
            question = Question(
                workspace=TEAM, id=f"q{at}", asked_by=who, text="Is the parking garage heated?", state="silent",
                asked_at=now - timedelta(minutes=at + 1),
            )  # fmt: skip
            stored_questions.add(unit, question)
    asked.command(MARKETER, "/brief gaps")
    asked.press(MARKETER, asked.last(MARKETER), FOR_GAP)
    form = view(asked)
    assert "Is the parking garage heated?" in form["blocks"][2]["element"]["initial_value"]
    place = {"type": "external_select", "selected_option": {"value": "new:What › It is"}}
    assert submit(asked, MARKETER, form, place=place, words="The parking garage is heated.", why="Two asked.")["ok"]
    message = owners(asked)
    assert "Add a line: What › It is" in words(message)
    assert "2 people" in words(message)
    asked.press(MARKETER, message, views.ACCEPT, channel=asked.direct(MARKETER))
    owners(asked, holds="draft version 2")
    assert rooms.proposals.decided(TEAM)[0].cause == "gap"


def test_without_a_brief_proposing_says_how_to_begin(door: FrontDoor) -> None:
    door.command(REP, "/brief propose something")
    assert "No brief is in force yet" in words(door.last(REP))
    door.command(MARKETER, "/brief proposals")
    assert "None is waiting" in words(door.last(MARKETER))

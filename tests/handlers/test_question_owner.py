"""What the brief is silent on, through the front door: asked of its owner, answered in a form, told to who asked."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.settings import Settings
from capabilities.books import Deed
from capabilities.posting import Postings
from capabilities.questions.keeping import stamp_of
from handlers import question_telling
from handlers.posting import Poster
from handlers.views import question_kept as kept_views
from handlers.views import question_owner as views
from storage import questions as stored_questions
from storage.questions import Question
from tests.conftest import StillClock
from tests.front_door import BOSS, MARKETER, REP, REP2, TEAM, FrontDoor, Json, elements, until, words
from tests.handlers.test_brief_proposals import FILED, submit, view
from tests.kept_steps import KeptSteps
from tests.proposed import OWNED

T = TypeVar("T")

GARAGE, ROOF = "Is the parking garage heated in winter?", "Which colours has the roof?"
ANSWER = "Yes, from November to March. Write to garage@lanternly.example if it is cold."


@pytest.fixture
def asked(door: FrontDoor) -> FrontDoor:
    """A brief of Mara's, a question two reps asked and one that one rep asked."""
    door.plumbline.rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    silent(door)
    return door


def silent(door: FrontDoor) -> None:
    now = datetime.now(UTC)
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        for at, (who, said) in enumerate(((REP, GARAGE), (REP2, f"{GARAGE} <!channel>"), (REP, ROOF))):
            row = Question(workspace=TEAM, id=f"q{at}", asked_by=who, text=said, state="silent",
                           asked_at=now - timedelta(hours=3 - at))  # fmt: skip
            stored_questions.add(unit, row)


def put(door: FrontDoor, question: str = "q1") -> Json:
    """The owner's message, once the work on a question was asked for."""
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP2)) as unit:
        door.plumbline.rooms.books.work.enqueue(unit, "gap", question)
    return heard(door, MARKETER, "silent on this")[-1]


def heard(door: FrontDoor, user: str, holds: str) -> list[Json]:
    """A person's messages with the bot that say this, once there are any."""
    return until(lambda: [m for m in door.messages(user, door.direct(user)) if holds in words(m)])


def answer_to(door: FrontDoor, question: str) -> tuple[str, Json]:
    """A rep's question in a direct message: its thread, and the answer in it."""
    thread = str(door.say(REP, question)["message"]["ts"])
    return thread, until(lambda: door.messages(REP, door.direct(REP), thread=thread)[1:])[0]


def fill(door: FrontDoor, user: str, form: Json, answer: str, *, becomes: str = "keep", until_: str = "") -> Json:
    day = until_ or (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    said: dict[str, Any] = {
        "answer": answer,
        "becomes": {"type": "radio_buttons", "selected_option": {"value": becomes}},
        "review_by": {"type": "datepicker", "selected_date": day},
    }
    return submit(door, user, form, **said)


def sent(form: Json, **values: Any) -> Json:
    """A form as Slack delivers it."""
    state = {"values": {name: {"value": value} for name, value in values.items()}}
    whole = {**form, "state": state, "hash": form.get("hash", "1")}
    return {"type": "view_submission", "user": {"id": MARKETER}, "team": {"id": TEAM}, "view": whole}


def open_form(door: FrontDoor, user: str, message: Json) -> Json:
    door.press(user, message, views.ANSWER, channel=door.direct(user))
    return view(door)


class Killed(Exception):
    """The process died."""


@dataclass
class DyingSteps(KeptSteps):
    """Dies after each step, before it is written down that the step was done, so that each is done twice."""

    died: set[str] = field(default_factory=set)

    def run(self, name: str, step: Callable[[], T]) -> T:
        def dying() -> T:
            made = step()
            if name not in self.died:
                self.died.add(name)
                raise Killed
            return made

        return super().run(name, dying)


def test_however_often_the_process_dies_everybody_is_told_once(tmp_path: Path, sqlite_url: str) -> None:
    clock = StillClock(datetime.now(UTC))
    awake = Settings(quiet_from=time.min, quiet_until=time.min)  # the test begins at whatever hour it is
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False, clock=clock, settings=awake)
    rooms = door.plumbline.rooms
    rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    silent(door)
    poster = Poster(door.plumbline.clients, Postings(rooms.books))
    jobs = question_telling.jobs(rooms.asking, rooms.kept, rooms.questions, poster)

    def work(kind: str, key: str) -> None:
        steps = DyingSteps()
        for _ in range(20):
            with suppress(Killed):
                return jobs[kind](steps, TEAM, key)
        raise AssertionError("it never ended")

    work("gap", "q1")
    work("gap", "q0")
    work("gap", "q2:asked")
    rooms.asking.page(Deed(TEAM, REP), "q2")
    work("question_paged", "q2")
    until_ = (clock.now() + timedelta(days=40)).date().isoformat()
    row = rooms.kept.answer(Deed(TEAM, MARKETER), "q1", ANSWER, until_)
    work("gap_answered", f"{row.id}:{stamp_of(row)}")
    clock.go(days=41)
    work("gaps_due", "1")
    clock.go(days=1)  # of the two reminders one is said a day
    work("gaps_due", "2")
    told = {
        MARKETER: ("Answered by", "Propose a line", "needs a person", "since a week or more", "to look at again"),
        REP: ("has an answer", "Mara has it now"),
        REP2: ("has an answer",),
    }
    for user, each in told.items():
        said = [words(message) for message in door.messages(user, door.direct(user))]
        # Two buttons were pressed, and each says who has it.
        assert [sum(part in one for one in said) for part in each] == [1 + (part == "Mara has it now") for part in each]
    door.close()


def test_two_people_ask_the_owner_answers_both_hear_and_the_gap_is_closed(asked: FrontDoor) -> None:
    message = put(asked)
    said = words(message)
    assert "2 people asked" in said
    assert "heated in winter" in said
    assert "<!channel>" not in said
    form = open_form(asked, MARKETER, message)
    assert "heated in winter" in words(form)
    refused = fill(asked, MARKETER, form, "Yes, and a percentage off the price.")
    assert "answer" in refused["errors"]
    assert "review_by" in fill(asked, MARKETER, form, ANSWER, until_="2020-01-01")["errors"]
    assert fill(asked, MARKETER, form, ANSWER)["ok"]
    for user in (REP, REP2):
        (told,) = heard(asked, user, "Mara Marketer has an answer")
        assert "from November to March" in words(told)
        assert "garage@" not in words(told)
        assert "Good until" in words(told)
    assert "Answered by" in words(heard(asked, MARKETER, "from November")[-1])
    asked.command(REP, "/brief gaps")
    assert "heated in winter" not in words(asked.last(REP))
    asked.command(REP2, "/brief answers")
    listed = asked.last(REP2)
    assert "from November to March" in words(listed)
    assert kept_views.CHANGE not in str(listed)


def test_one_rep_has_the_owner_asked_and_hears_who_has_it(asked: FrontDoor) -> None:
    thread, silent = answer_to(asked, "Which colours does the roof come in, please?")
    asked.press(REP, silent, views.ASK_OWNER, channel=asked.direct(REP))
    message = heard(asked, MARKETER, "silent on this")[-1]
    assert "roof" in words(message)
    until(lambda: "Mara has it now" in words(asked.messages(REP, asked.direct(REP), thread=thread)))
    asked.press(REP, silent, views.ASK_OWNER, channel=asked.direct(REP))
    until(lambda: "Mara has it already" in words(asked.messages(REP, asked.direct(REP))))
    put(asked, "q2")
    assert len(heard(asked, MARKETER, "silent on this")) == 1


def test_a_rep_may_not_answer_and_is_told_who_may(asked: FrontDoor) -> None:
    message = put(asked)
    value = next(each["value"] for each in elements(message["blocks"]) if each["action_id"] == views.ANSWER)
    payload = {
        "type": "block_actions", "user": {"id": REP}, "team": {"id": TEAM}, "trigger_id": "1.2.x",
        "channel": {"id": asked.direct(REP)}, "actions": [{"action_id": views.ANSWER, "value": value}],
    }  # fmt: skip
    asked.deliver("interaction", payload)
    (refused,) = heard(asked, REP, "marketer role")
    assert "Mara" in words(refused)


def test_a_form_that_comes_twice_is_one_answer_and_its_line_takes_the_answer_s_place_in_the_brief(
    asked: FrontDoor,
) -> None:
    rooms = asked.plumbline.rooms
    form = open_form(asked, MARKETER, put(asked))
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    said = {
        "answer": {"value": "The garage is heated in winter."},
        "becomes": {"selected_option": {"value": kept_views.PROPOSE}},
        "review_by": {"selected_date": day},
        "inside": {"selected_options": [{"value": "yes"}]},
    }
    first, again = asked.deliver("interaction", sent(form, **said), times=2)
    assert again["body"] == ""
    line = json.loads(first["body"])["view"]
    assert "Your answer is kept" in words(line)
    assert "leave out what is for colleagues only" in words(line)
    assert "The garage is heated in winter." in str(line)
    (kept,) = rooms.kept.listed(TEAM, MARKETER)
    assert (kept.answer.proposal, kept.answer.inside) == ("", True)
    place = {"selected_option": {"value": "new:What › It is"}}
    asked.deliver("interaction", sent({**line, "id": "VLINE", "hash": "1"}, place=place,
        words={"value": "The garage is heated in winter."}, why={"value": "Asked twice."}))  # fmt: skip
    (made,) = rooms.proposals.open(TEAM)
    assert rooms.kept.listed(TEAM, MARKETER)[0].answer.proposal == made.id
    draft = rooms.proposals.accept(FILED, made.id).draft.id
    rooms.reviews.review(TEAM, draft)
    rooms.briefs.publish(FILED, draft, override="known")
    until(lambda: not rooms.kept.listed(TEAM, MARKETER))
    assert len(heard(asked, REP, "has an answer")) == 1


def test_an_answer_is_changed_then_taken_back_and_who_was_told_hears(asked: FrontDoor) -> None:
    assert fill(asked, MARKETER, open_form(asked, MARKETER, put(asked)), ANSWER)["ok"]
    heard(asked, REP2, "has an answer")
    asked.command(BOSS, "/brief answers")
    asked.press(BOSS, asked.last(BOSS), kept_views.CHANGE)
    form = view(asked)
    assert "from November" in str(form)
    assert fill(asked, BOSS, form, "Only the lower floor is heated.")["ok"]
    (changed,) = heard(asked, REP, "Bo Both changed the answer")
    assert "lower floor" in words(changed)
    asked.command(BOSS, "/brief answers")
    asked.press(BOSS, asked.last(BOSS), kept_views.WITHDRAW)
    heard(asked, REP, "took this answer back")
    heard(asked, REP2, "took this answer back")
    asked.command(REP, "/brief gaps")
    assert "heated in winter" in words(asked.last(REP))


def test_a_person_is_wanted_once_and_the_owner_sees_what_was_answered(asked: FrontDoor) -> None:
    thread, answer = answer_to(asked, "What does Lanternly cost for each bed?")
    asked.press(REP, answer, views.NEED_PERSON, channel=asked.direct(REP))
    (wanted,) = heard(asked, MARKETER, "needs a person")
    assert "EUR 4" in words(wanted)
    until(lambda: "Mara has it now" in words(asked.messages(REP, asked.direct(REP), thread=thread)))
    asked.press(REP, answer, views.NEED_PERSON, channel=asked.direct(REP))
    until(lambda: "Mara has it already" in words(asked.messages(REP, asked.direct(REP))))
    form = open_form(asked, MARKETER, wanted)
    assert fill(asked, MARKETER, form, "EUR 4, and nothing to begin with.")["ok"]
    heard(asked, REP, "Mara Marketer has an answer")

"""An answer is shown in blocks that Slack takes: the answer first, its sources, the limits, an honest silence."""

from __future__ import annotations

from typing import Any

import pytest

from capabilities.citing import Citation, Line, Withheld
from capabilities.questions import Answered
from handlers.views import questions as views
from playground.blocks.surfaces import problems_of
from tests.asking import HOSTILE, VERSION
from tests.front_door import words

COST = Citation("cost", "Brief v2 › Cost and risk", "EUR 4 for each bed a month.")
LIMIT = Citation("limits-never", "Brief v2 › Limits › Never", "Never: a percentage off the price.")


def answer(**changed: Any) -> Answered:
    usual: dict[str, Any] = {
        "id": "id1", "asked_by": "UANN", "channel": "DANN", "thread": "1.1", "text": "What does it cost?",
        "state": "answered", "sentences": (Line("EUR 4 for each bed.", (COST,)), Line("A month.", (COST,))),
        "limits": (), "withheld": (), "nearest": None, "remark": "Drafted by m.", "model": "m", "brief_version": "v1",
    }  # fmt: skip
    return Answered(**usual | changed)


def checked(blocks: list[dict[str, Any]]) -> str:
    assert problems_of(blocks, surface="message", file_exists=lambda _: False) == []
    return words(blocks)


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


def test_a_drafted_answer_comes_first_and_in_one_piece_then_its_sources_once() -> None:
    said = checked(views.answer(answer(), VERSION))
    assert said.startswith("EUR 4 for each bed. A month.\nBrief v2 › Cost and risk: “EUR 4 for each bed a month.”")
    assert said.count("Brief v2 › Cost and risk") == 1


def test_quotes_are_marked_and_their_place_stands_below() -> None:
    said = checked(views.answer(answer(sentences=(Line("EUR 4.", (COST,), quoted=True),)), VERSION))
    assert said.startswith("> EUR 4.\nBrief v2 › Cost and risk\n")


def test_limits_that_apply_and_sentences_withheld_are_shown() -> None:
    withheld = (Withheld("EUR 5", "“EUR 5” is not in the passage cited."),)
    said = checked(views.answer(answer(limits=(LIMIT,), withheld=withheld), VERSION))
    assert "*Limits that apply*\n• Never: a percentage off the price." in said
    assert "1 sentence withheld: “EUR 5” is not in the passage cited." in said


def test_silence_shows_what_comes_nearest_and_has_nothing_to_share() -> None:
    made = views.answer(answer(state="silent", sentences=(), nearest=COST, remark="It nowhere says “SAP”."), VERSION)
    said = checked(made)
    assert said.startswith("*The brief is silent on this.* It nowhere says “SAP”.")
    assert "> EUR 4 for each bed a month.\nBrief v2 › Cost and risk" in said
    assert "actions" not in kinds(made)
    assert "context_actions" in kinds(made)


def test_what_could_not_be_answered_says_only_what_to_do() -> None:
    made = views.answer(answer(state="failed", sentences=(), remark="Ask me in a sentence or two."), None)
    assert (kinds(made), checked(made)) == (["section"], "Ask me in a sentence or two.\n")


def test_a_question_by_command_is_repeated_above_its_answer() -> None:
    assert checked(views.answer(answer(thread=""), VERSION)).startswith("*You asked:* What does it cost?")


def test_what_is_shared_shows_question_and_answer_but_no_feedback() -> None:
    made = views.shared(answer(), VERSION)
    assert checked(made).startswith("<@UANN> asked: “What does it cost?”")
    assert not {"actions", "context_actions"} & set(kinds(made))


@pytest.mark.parametrize("state", ["answered", "silent", "failed"])
def test_hostile_words_neither_ping_nor_link(state: str) -> None:
    cite = Citation("r", HOSTILE, HOSTILE)
    hostile = answer(
        state=state,
        thread="",
        text=HOSTILE,
        sentences=(Line(HOSTILE, (cite,)), Line(HOSTILE, (cite,), quoted=True)) if state == "answered" else (),
        limits=(cite,),
        withheld=(Withheld(HOSTILE, HOSTILE),),
        nearest=cite,
        remark=HOSTILE,
    )
    for made in (views.answer(hostile, VERSION), views.shared(hostile, VERSION)):
        said = checked(made).replace("<@UANN>", "")
        assert "<" not in said
        assert "@here" not in said
    assert "<" not in views.text(hostile)


def test_an_answer_of_any_length_fits_one_message() -> None:
    long = Line("&" * 4000, (COST,) * 9, quoted=True)
    checked(views.answer(answer(sentences=(long,) * 6, text="&" * 4000, limits=(LIMIT,) * 3), VERSION))


def test_suggested_prompts_are_four_at_most_and_short() -> None:
    made = views.prompts(["May I say " + "x" * 600] * 6)
    assert len(made) == 4
    assert all(len(each["title"]) <= 60 and len(each["message"]) <= 400 for each in made)

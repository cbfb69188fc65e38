"""An answer is shown in blocks that Slack takes: the answer first, its sources, the limits, an honest silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from capabilities.citing import Citation, Line, Withheld
from capabilities.questions import Answered, Evidence
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


def marked(part: Any) -> str:
    """What of the blocks is read as markup; plain text is shown as it stands."""
    if isinstance(part, list):
        return "".join(map(marked, part))
    if not isinstance(part, dict):
        return ""
    own = str(part["text"]) if part.get("type") == "mrkdwn" else ""
    return own + "".join(map(marked, part.values()))


def test_a_drafted_answer_comes_first_and_in_one_piece_then_each_source_once() -> None:
    made = views.answer(answer(), VERSION)
    said = checked(made)
    assert said.startswith("EUR 4 for each bed. A month.\nBrief v2 › Cost and risk\n")
    assert said.count("Brief v2 › Cost and risk") == 1
    source = made[1]["elements"][0]
    assert (source["value"], source["accessibility_label"]) == ("id1:cost", "Open the source: Brief v2 › Cost and risk")


def test_quotes_are_marked_and_what_opens_them_stands_below() -> None:
    said = checked(views.answer(answer(sentences=(Line("EUR 4.", (COST,), quoted=True),)), VERSION))
    assert said.startswith("> EUR 4.\nBrief v2 › Cost and risk\n")


def test_quotes_of_one_place_stand_together_and_a_drafted_line_above_them_needs_no_source_of_its_own() -> None:
    other = Citation("cost-2", COST.label, "Nothing to begin.", "tested 3 Mar 2026")
    lines = (Line("The brief says so.", (COST,)), Line("EUR 4.", (COST,), True), Line("Nothing.", (other,), True))
    made = views.answer(answer(sentences=lines), VERSION)
    assert kinds(made) == ["section", "section", "actions", "context", "context_actions", "actions"]
    said = checked(made)
    assert "> 1. EUR 4.\n> 2. Nothing.\nBrief v2 › Cost and risk\n2\n" in said
    assert "Tested 3 Mar 2026 · Lanternly, brief v2" in said


def test_what_was_said_sentence_by_sentence_is_not_said_again() -> None:
    whole, rest = views.answer(answer(), VERSION), views.after_prose(answer(), VERSION)
    assert whole[1:] == rest


def test_the_age_of_the_evidence_is_told_apart_only_where_it_differs() -> None:
    def aged(*ages: str) -> str:
        cites = [Citation(f"r{at}", f"Brief v2 › How › Part {at}", "So.", age) for at, age in enumerate(ages)]
        return checked(views.answer(answer(sentences=tuple(Line("So.", (each,)) for each in cites)), VERSION))

    assert "Proof of Aug 2026 · Lanternly" in aged("proof of Aug 2026", "", "source of Aug 2026")
    assert "Part 0: tested 3 Mar 2026; Part 1: proof of Aug 2026 ·" in aged("tested 3 Mar 2026", "proof of Aug 2026")


def test_limits_that_apply_and_sentences_withheld_are_shown() -> None:
    withheld = (Withheld("EUR 5", "“EUR 5” is not in the passage cited."),)
    below = Citation("limits-2", "Brief v2 › Limits › Only with", "“cheaper” — with: “in the first year”")
    said = checked(views.answer(answer(limits=(LIMIT, below), withheld=withheld), VERSION))
    assert "*Limits that apply*\n• *Never:* a percentage off the price.\n• *Only with:* “cheaper” — with:" in said
    assert "1 sentence withheld: “EUR 5” is not in the passage cited." in said


def test_what_the_field_says_is_marked_as_no_part_of_the_brief() -> None:
    theme = Evidence("t1", "Too <dear>", 7, 4, "rising", date(2026, 11, 12))
    said = checked(views.answer(answer(evidence=(theme,)), VERSION))
    assert "*What the field says* (field evidence, not the brief)" in said
    assert "• Too &lt;dear&gt;: 7 notes from 4 people, rising, newest 12 Nov 2026" in said


def test_silence_shows_what_comes_nearest_and_who_can_answer_and_has_nothing_to_share() -> None:
    silent = answer(state="silent", sentences=(), nearest=COST, remark="It nowhere says “SAP”.")
    said = checked(views.answer(silent, VERSION, owner="Anna Weber"))
    assert said.startswith("*The brief is silent on this.* It nowhere says “SAP”.")
    assert "> EUR 4 for each bed a month.\nBrief v2 › Cost and risk" in said
    assert said.endswith("Ask Anna\nI need a person\n")
    assert "Not helpful" in said
    paged = answer(state="silent", sentences=(), paged=True)
    assert "person" not in checked(views.answer(paged, VERSION, owner="Anna Weber"))


def test_in_a_channel_there_is_nothing_left_to_share() -> None:
    assert "Share" not in checked(views.answer(answer(channel="CSALES", public=True), VERSION))
    assert "Share" in checked(views.answer(answer(channel="CSALES", thread=""), VERSION))


def test_a_long_place_keeps_its_first_and_last_name() -> None:
    long = Citation("long", f"Brief v2 › {'How ' * 30}› Mid-market", "So.")
    made = views.answer(answer(sentences=(Line("So.", (long,)),)), VERSION)
    assert made[1]["elements"][0]["text"]["text"] == "Brief v2 › … › Mid-market"


def test_what_could_not_be_answered_says_only_what_to_do() -> None:
    made = views.answer(answer(state="failed", sentences=(), remark="Ask me in a sentence or two."), None)
    assert (kinds(made), checked(made)) == (["section"], "Ask me in a sentence or two.\n")


def test_a_question_in_another_language_can_be_put_to_a_person() -> None:
    made = views.answer(answer(state="unread", sentences=(), remark="This looks like German."), VERSION)
    assert checked(made) == "This looks like German.\nI need a person\n"


def test_a_question_by_command_is_repeated_above_its_answer() -> None:
    assert checked(views.answer(answer(thread=""), VERSION)).startswith("*You asked:* What does it cost?")


def test_what_is_shared_shows_question_and_answer_its_sources_and_feedback_and_nothing_more_to_press() -> None:
    made = views.shared(answer(), VERSION)
    assert checked(made).startswith("<@UANN> asked: “What does it cost?”")
    assert kinds(made) == ["section", "section", "actions", "context", "context_actions"]


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
        evidence=(Evidence("t", HOSTILE, 3, 2, HOSTILE, date(2026, 11, 12)),),
    )
    for made in (views.answer(hostile, VERSION), views.shared(hostile, VERSION)):
        checked(made)
        said = marked(made).replace("<@UANN>", "")
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

"""A source opens whole with what bears on it, the reason is asked for in a form, and what did not help is a list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from capabilities.brief import InForce
from capabilities.brief_markdown import read
from capabilities.citing import Citation
from capabilities.questions.judging import Given, Judged, Opened, Unhelpful
from handlers.views import question_judging as judging_views
from handlers.views import question_passages as views
from playground.blocks.surfaces import problems_of, view_problems
from tests.asking import HOSTILE, VERSION
from tests.front_door import words
from tests.small_brief import BRIEF

WHEN = datetime(2026, 10, 2, 9, tzinfo=UTC)
BEDS = Citation("cost", "Brief v2 › Cost and risk", "EUR 4 for each bed a month.", "tested 3 Mar 2026")
ONLY = Citation("only", "Brief v2 › Limits › Only with", "Only with: “on each ward”, if you say “9 minutes less”")
GAVE = Given("Does it work offline?", "Yes, for a shift.", "Mara", WHEN, date(2027, 2, 10), False, "kept")


def passage(**changed: Any) -> Opened:
    usual: dict[str, Any] = {
        "citation": BEDS, "text": BEDS.quote, "since": 1, "since_at": WHEN, "number": 2, "now": 2, "still": True,
    }  # fmt: skip
    return Opened(**usual | changed)


def checked(view: dict[str, Any]) -> str:
    assert view_problems(view, kinds=("modal",), file_exists=lambda _: False) == []
    return words(view["blocks"])


def test_a_source_says_where_and_since_when_it_stands_and_what_bears_on_it() -> None:
    proof = Citation("proof-p1", "Brief v2 › Proof", "12 minutes, measured on 31 wards.")
    said = checked(views.opened(passage(clearance="sales only", limits=(ONLY,), proofs=(proof,)), None))
    assert said.startswith("*Brief v2 › Cost and risk*\n> EUR 4 for each bed a month.\n")
    assert "In these words since brief v1 of 2 Oct 2026.\nClearance: sales only.\nEvidence: tested 3 Mar 2026." in said
    assert "*Limits that bear on it*\n• *Only with:* “on each ward”, if you say “9 minutes less”" in said
    assert "*What proves it*\n• 12 minutes, measured on 31 wards." in said
    assert "helped" not in said


@pytest.mark.parametrize(("still", "said"), [(True, "still says the same"), (False, "no longer says it like this")])
def test_a_source_of_an_older_version_says_whether_it_still_holds(still: bool, said: str) -> None:
    assert f"Brief v3, in force now, {said}." in checked(views.opened(passage(now=3, still=still), None))


def test_who_may_publish_reads_how_answers_that_cite_it_did() -> None:
    reasons = (("old", "It is EUR 5."), ("wrong", ""), ("old", "EUR 5 now"))
    said = checked(views.opened(passage(), Judged(1, 3, reasons)))
    assert "*Answers that cite this, last 90 days:* 1 helped, 3 did not." in said
    assert "• It is out of date (2): “It is EUR 5.”, “EUR 5 now”\n• It is wrong\n" in said
    assert "Nobody has judged" in checked(views.opened(passage(), Judged()))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "To be reviewed by 10 Feb 2027."),
        ({"overdue": True}, "It is past its review date, 10 Feb 2027."),
        ({"state": "withdrawn"}, "was withdrawn"),
        ({"state": "in_brief"}, "The brief says this itself by now."),
    ],
)
def test_an_answer_somebody_gave_says_whose_it_is_and_what_became_of_it(changed: dict[str, Any], said: str) -> None:
    shown = checked(views.opened(Given(**vars(GAVE) | changed), None))
    assert shown.startswith("*Answered by Mara, 2 Oct 2026*\nAsked: “Does it work offline?”\n> Yes, for a shift.\n")
    assert said in shown


def test_a_passage_of_any_length_opens_whole() -> None:
    long = " ".join(f"word{at}" for at in range(1500))
    assert "word1499" in checked(views.opened(passage(text=long), None))
    checked(views.opened(passage(text="&" * 30_000), None))


def test_hostile_words_neither_ping_nor_link_in_a_source() -> None:
    cite = Citation("r", HOSTILE, HOSTILE, HOSTILE)
    judged = Judged(0, 1, (("wrong", HOSTILE),))
    own = passage(citation=cite, text=HOSTILE, clearance=HOSTILE, limits=(cite,), proofs=(cite,))
    given = Given(**vars(GAVE) | {"question": HOSTILE, "text": HOSTILE, "by": HOSTILE})
    for said in (checked(views.opened(own, judged)), checked(views.opened(given, judged))):
        assert "<" not in said
        assert "@here" not in said
    assert "<" not in checked(judging_views.thanks(HOSTILE))


def test_the_form_that_asks_why_remembers_what_was_said() -> None:
    view = judging_views.why_form("q1", "old", "It is EUR 5.")
    checked(view)
    kind, line = (block["element"] for block in view["blocks"])
    assert kind["initial_option"]["value"] == "old"
    assert line["initial_value"] == "It is EUR 5."
    assert "initial_option" not in judging_views.why_form("q1")["blocks"][0]["element"]


def test_what_did_not_help_is_listed_with_its_reasons_and_a_way_to_change_it() -> None:
    brief = InForce(VERSION, read(BRIEF))
    cost = brief.passages["cost-and-risk"]
    many = ((cost, Judged(0, 2, (("wrong", HOSTILE),))),) * 14
    made = judging_views.listing(Unhelpful(brief, many, 3), several=True)
    assert problems_of(made, surface="message", file_exists=lambda _: False) == []
    said = words(made)
    assert "*14 passages of the brief of Lanternly led to answers that did not help*" in said
    assert "*Brief v2 › Cost and risk*\n2 did not help, none did\nChange\n" in said
    assert "4 more passages behind these. 3 more answers did not help and cite nothing it says." in said
    assert "<" not in said
    wordy = ((cost, Judged(0, 9, tuple((kind, "x" * 300) for kind in ("old", "wrong", "else") * 3))),) * 10
    longest = judging_views.listing(Unhelpful(brief, wordy, 3), several=False)
    assert problems_of(longest, surface="message", file_exists=lambda _: False) == []
    assert "Nobody called an answer" in words(judging_views.listing(Unhelpful(brief, (), 0), several=False))

"""A checked text is shown in blocks that Slack takes: one line for all of it, then only what must change."""

from __future__ import annotations

from typing import Any

import pytest

from capabilities.citing import Citation
from capabilities.pitch.checking import LONGEST, Checked, CheckedSentence
from handlers.views import pitch_check as views
from playground.blocks.surfaces import problems_of
from tests.asking import HOSTILE, VERSION
from tests.front_door import elements, words

LIMIT = Citation("limits", "Brief v2 › Limits › Never", "Never: a percentage off the price.")
OFFER = Citation("offers", "Brief v2 › Offers", "One ward, four weeks.")

FINE = CheckedSentence("Fine.", "allowed")
POLITE = CheckedSentence("Hi Anna,", "no_claim")
NEVER = CheckedSentence(
    "10% off.",
    "not_allowed",
    "The brief says never: a percentage off the price.",
    LIMIT,
    "One ward, four weeks.",
    OFFER,
)
BARE = CheckedSentence("9 minutes less.", "needs_qualifier", "The brief allows it only with “on each ward”.", LIMIT)
UNSAID = CheckedSentence("In Oslo too.", "unsupported", "The brief does not name “Oslo”.", None, "In Bergen.", OFFER)


def checked(*sentences: CheckedSentence, **changed: Any) -> Checked:
    usual: dict[str, Any] = {"thorough": True, "version": VERSION, "text": " ".join(each.text for each in sentences)}
    return Checked(sentences, **usual | changed)


def shown(found: Checked) -> str:
    blocks = views.verdict(found)
    assert problems_of(blocks, surface="message", file_exists=lambda _: False) == []
    return words(blocks)


def in_form(view: dict[str, Any]) -> str:
    assert problems_of(view["blocks"], surface="modal", file_exists=lambda _: False) == []
    return words(view)


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ((NEVER, BARE, FINE, FINE, FINE, FINE, FINE), "Two sentences to change, five are fine."),
        ((NEVER, UNSAID, FINE), "One sentence to change, one the brief does not say, one is fine."),
        ((UNSAID, UNSAID), "Two sentences the brief does not say."),
        ((FINE,), "Nothing to change: one sentence checked, it is fine."),
        ((FINE, FINE, POLITE), "Nothing to change: two sentences checked, both are fine."),
        ((POLITE,), "Nothing to change: nothing here claims anything about Lanternly."),
        ((FINE,) * 13 + (NEVER,), "One sentence to change, 13 are fine."),
    ],
)
def test_the_whole_is_said_in_one_line(found: tuple[CheckedSentence, ...], line: str) -> None:
    assert views.summary(checked(*found)) == line


def test_what_must_change_has_its_limit_and_the_allowed_wording_with_both_sources() -> None:
    said = shown(checked(POLITE, FINE, NEVER))
    assert "*Not allowed*\n> 10% off.\nThe brief says never: a percentage off the price." in said
    assert "*Say instead:* “One ward, four weeks.”" in said
    assert said.index("Brief v2 › Limits › Never") < said.index("Brief v2 › Offers")
    assert "Lanternly, brief v2 of Fri 20 Nov · Nothing of your text is kept." in said


def test_the_fine_ones_are_not_repeated_and_the_polite_ones_are_counted() -> None:
    said = shown(checked(POLITE, POLITE, FINE, UNSAID))
    assert "Hi Anna" not in said
    assert "Fine." not in said
    assert "Two more claim nothing (greetings, questions, dates) and were passed over." in said


def test_the_grave_ones_come_first() -> None:
    said = shown(checked(UNSAID, BARE, NEVER))
    assert said.index("*Not allowed*") < said.index("*Only with its qualifier*") < said.index("*Not in the brief*")


def test_what_the_brief_does_not_say_may_be_what_the_rep_knows() -> None:
    said = shown(checked(UNSAID))
    assert "*Near it, the brief says:* “In Bergen.”" in said
    assert "What you know of this customer yourself may stay" in said
    assert "What you know" not in shown(checked(NEVER))


def test_too_many_are_cut_and_it_is_said() -> None:
    said = shown(checked(*[NEVER] * 20))
    assert said.count("*Not allowed*") == 8
    assert "And twelve more. Mend these first, then check again." in said


def test_a_check_by_words_alone_says_so_and_can_be_done_again() -> None:
    found = checked(NEVER, thorough=False)
    assert "went by its rules and its words alone" in shown(found)
    (button,) = elements(views.verdict(found))
    assert (button["action_id"], button["value"]) == (views.AGAIN, "10% off.")
    assert elements(views.verdict(checked(NEVER))) == []
    (button,) = elements(views.verdict(checked(NEVER, thorough=False, text="x" * 2_001)))
    assert "value" not in button


def test_what_was_masked_and_what_was_cut_is_said() -> None:
    said = shown(checked(FINE, masked=("phone", "email", "phone"), cut=True))
    assert "Masked before checking: 2 phone numbers, 1 e-mail address." in said
    assert "only the first 3,000 characters were checked" in said
    assert "keeping" not in said


def test_hostile_words_ping_nobody_and_link_nowhere() -> None:
    nasty = CheckedSentence(
        HOSTILE, "not_allowed", HOSTILE, Citation("x", HOSTILE, HOSTILE), HOSTILE, Citation("y", HOSTILE, HOSTILE)
    )
    for said in (shown(checked(nasty)), in_form(views.form(words=HOSTILE)), in_form(views.said(HOSTILE))):
        assert "<!channel>" not in said
        assert "<@U1>" not in said
        assert "<https" not in said


def test_the_longest_and_most_hostile_text_still_fits() -> None:
    whole = "&<>" * 1_000
    far = Citation("x", whole, whole)
    nasty = CheckedSentence(whole, "unsupported", whole, far, "&" * 280, far)
    shown(checked(*[nasty] * 30, text=whole, thorough=False))
    in_form(views.form(whole, checked(*[nasty] * 30, text=whole)))


def test_words_from_right_to_left_stand_as_they_were_written() -> None:
    text = "مرحبا بك في المنتج."
    assert f"> {text}" in shown(checked(CheckedSentence(text, "unsupported", "The brief says nothing about this.")))


def test_the_form_keeps_the_text_in_its_field_and_its_memory_empty() -> None:
    view = views.form("10% off. " * 400, checked(NEVER))
    said = in_form(view)
    (field,) = [each for each in elements(view) if each["action_id"] == "value"]
    assert field["initial_value"] == ("10% off. " * 400)[:LONGEST]
    assert view["private_metadata"] == ""
    assert view["submit"]["text"] == "Check again"
    assert said.index("One sentence to change.") < said.index("Your text")


def test_an_empty_form_says_what_happens_to_the_text() -> None:
    assert "Nothing of it is kept." in in_form(views.form())

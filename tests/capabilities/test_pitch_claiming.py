"""A text is cut into sentences, and those that claim something are told from those that are only polite."""

from __future__ import annotations

import pytest

from capabilities.pitch.checking.claiming import parts


@pytest.mark.parametrize(
    "claim",
    [
        "Thanks for the call, we cut your costs by half.",
        "I hope you are well, Lanternly saves 40 hours a week.",
        "Did you know that Lanternly halves the paper?",
        "I am happy to tell you that our app never fails.",
        "You said nobody checks it, and the app does that alone.",
        "Great to hear, it works everywhere.",
    ],
)
def test_a_claim_does_not_hide_behind_polite_words(claim: str) -> None:
    assert [each.claims for each in parts(claim, known=["Lanternly"])] == [True]


@pytest.mark.parametrize(
    "after",
    [
        "Wardmate costs twice as much.",
        "87% of nurses use it every day.",
        "A free month",
        "Saves nurses two hours",
        "the quickest hand-over in town",
    ],
)
def test_what_is_claimed_after_a_sign_off_is_no_signature(after: str) -> None:
    said = parts(f"Hi Anna, see you Tuesday.\n{after}\nBest regards,\nPriya Nair.", known=["Wardmate", "Lanternly"])
    assert [each.claims for each in said] == [False, True, False, False]


@pytest.mark.parametrize(
    "promise",
    ["Looking forward to zero downtime!", "Attached: never miss it again.", "Let me know when the free month begins."],
)
def test_a_promise_is_never_only_polite(promise: str) -> None:
    assert [each.claims for each in parts(promise)] == [True]


@pytest.mark.parametrize(
    "polite",
    [
        "Please never hesitate to call.",
        "I am always happy to talk.",
        "Best regards,\nPriya Nair.\nAccount Executive, Lanternly Inc.\nHauptstr. 12, 10115 Berlin\nlanternly.example",
        "See you soon,\nDr. Anna Berg",
    ],
)
def test_what_is_only_polite_stays_so(polite: str) -> None:
    assert not any(each.claims for each in parts(polite, known=["Lanternly"]))


def test_a_greeting_does_not_swallow_what_follows_it() -> None:
    (part,) = parts("Hello we guarantee success", known=[])
    assert (part.bare, part.claims) == ("Hello we guarantee success", True)


def test_lines_that_a_mail_program_broke_are_one_sentence_again() -> None:
    text = "With us the morning nurse knows at six what the night nurse\nknew at five.\n- a point\n- another point"
    assert [each.text for each in parts(text)] == [
        "With us the morning nurse knows at six what the night nurse knew at five.",
        "a point",
        "another point",
    ]


def test_links_code_emoji_and_mentions_are_not_read_as_words() -> None:
    text = "> `Hand-overs` take :tada: 9 minutes less @ann https://evil.example/40%25 on each ward [phone] 🎉"
    (part,) = parts(text)
    assert part.bare == "Hand-overs take 9 minutes less on each ward 🎉"
    assert "https://evil.example/40%25" in part.text


def test_what_people_said_to_each_other_claims_nothing() -> None:
    said = parts("I said hello to Anna from you. She was away. They told me it saves an hour.", known=["Lanternly"])
    assert [each.claims for each in said] == [False, False, True]

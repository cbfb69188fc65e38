"""A line is shortened, cleaned and held back by rules, and a streamed answer is read as it comes."""

from __future__ import annotations

import time

import pytest

from capabilities.brief_markdown import read
from capabilities.citing import Citation, Line, as_json, excerpt, from_json, within, without_links
from capabilities.finding import telling
from capabilities.grounding import Rules
from capabilities.holding import held_back
from capabilities.passages import Passage
from capabilities.questions.streamed import Reading, Sentence
from tests.asking import streamed
from tests.small_brief import BRIEF

SMALL = read(BRIEF)
RULES = Rules.of(SMALL)


def passage(text: str, kind: str = "other", ref: str = "r") -> Passage:
    return Passage(ref, ("Pages",), text, kind, 1)


def given(*refs: str) -> list[Passage]:
    return [each for each in SMALL.passages if each.ref in refs]


def test_an_excerpt_is_the_run_of_sentences_that_says_most_about_the_question() -> None:
    text = " ".join(f"Sentence {at} is about something else entirely." for at in range(20))
    long = passage(f"{text} The kiln fires at night. {text}")
    shown = excerpt(long, "when does the kiln fire?", longest=200)
    assert "The kiln fires at night." in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 206
    assert excerpt(passage("Short."), "kiln") == "Short."
    assert len(excerpt(passage("word " * 500), "kiln", longest=100)) <= 100


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("See https://evil.example/x?q=1, please.", "See, please."),
        ("See [the page](https://evil.example/x) now.", "See the page now."),
        ("![a](https://evil.example/x.png)Look.", "aLook."),
        ("Ask evil.com/secret or www.evil.org.", "Ask or."),
        ("Read https://example.com/a first.", "Read https://example.com/a first."),
        ("Not https://example.com/a/b, though.", "Not, though."),
        ("Node.js, e.g. version 3.5, is 4.2 times\u200b faster.", "Node.js, e.g. version 3.5, is 4.2 times faster."),
    ],
)
def test_an_address_stays_only_where_a_source_has_it(text: str, left: str) -> None:
    assert without_links(text, [passage("Read https://example.com/a.")]) == left


def test_whatever_a_model_writes_is_cleaned_quickly_and_leaves_nothing_that_cannot_be_kept() -> None:
    began = time.monotonic()
    for text in ("[a](" * 4_000, "[" * 16_000, "![" * 8_000, "a." * 8_000, "a" * 16_000 + ".", "(" * 16_000):
        assert without_links(text, [])
    assert time.monotonic() - began < 2
    assert without_links("Half \ud83d of a pair.", []) == "Half of a pair."
    assert "evil" not in without_links(
        "a." * 40 + "evil.com/x [a [b](https://evil.example) c](https://evil.example)", []
    )


def test_a_prompt_holds_whole_passages_and_always_the_first() -> None:
    some = [passage("x" * 900, ref="a"), passage("y" * 900, ref="b"), passage("z", ref="c")]
    assert [each.ref for each in within(some, 1000)] == ["a", "c"]
    assert [each.ref for each in within(some, 10)] == ["a"]


def test_a_line_is_kept_and_read_back() -> None:
    line = Line("Text.", (Citation("r", "Brief v1", "Quote."),), quoted=True, step="need")
    assert from_json(as_json(line)) == line


def test_a_qualifier_may_stand_in_the_sentence_beside_the_claim() -> None:
    claim = "Hand-overs take 9 minutes less."
    held = given("how-hospitals")
    assert "may be said only with" in held_back(claim, ["how-hospitals"], held, RULES)
    assert held_back("Hand-overs take 9 minutes less on each ward.", ["how-hospitals"], held, RULES) == ""


def test_each_sentence_of_a_line_answers_for_itself() -> None:
    text = "Hand-overs take 9 minutes less on each ward. Submarines love it."
    assert held_back(text, ["how-hospitals"], given("how-hospitals"), RULES) != ""


def test_a_line_cites_only_what_it_was_made_from() -> None:
    assert held_back("Hand-overs take 9 minutes less on each ward.", ["how-hospitals"], [], RULES) != ""


@pytest.mark.parametrize(
    "text", ["Buyer:", "How often do releases ship?", "Docs (https://x.example/a)", "GitHub (a/b.md)", ""]
)
def test_labels_questions_and_bare_links_say_nothing_by_themselves(text: str) -> None:
    assert not telling(passage(text))


def test_a_limit_or_a_sentence_says_something() -> None:
    assert telling(passage("Never: cheap.", "limit_never"))
    assert telling(passage("The kiln fires at night."))


def test_sentences_are_read_as_soon_as_they_are_whole() -> None:
    reading = Reading()
    found = [reading.feed(piece) for piece in streamed(("One.", "a b"), ("Two.", "c"), size=1)]
    assert [each for some in found for each in some] == [Sentence("One.", ("a", "b")), Sentence("Two.", ("c",))]
    assert found[-2:] == [[], []]  # what closes the JSON adds nothing
    assert not reading.silent


def test_a_fenced_answer_and_one_that_is_not_answerable_are_read() -> None:
    fenced = Reading()
    assert fenced.feed('```json\n{"answerable": true, "sentences": [{"text": "One.", "cites": ["[a]"]}]}\n```') == [
        Sentence("One.", ("a",))
    ]
    silent = Reading()
    assert [*silent.feed('{"answerable": false, "sentences": []}'), *silent.end()] == []
    assert silent.silent


def test_plain_text_gives_its_last_sentence_at_the_end() -> None:
    reading = Reading()
    assert reading.feed("One is so [a, b]. Two is") == [Sentence("One is so.", ("a", "b"))]
    assert reading.feed(" not [c]") == []
    assert reading.end() == [Sentence("Two is not", ("c",))]


def test_refs_after_several_plain_sentences_hold_for_all_of_them() -> None:
    reading = Reading()
    assert reading.feed("One is so. Two is too. ") == []
    assert reading.feed("Three is [a]. And four is bare") == [
        Sentence("One is so.", ("a",)), Sentence("Two is too.", ("a",)), Sentence("Three is.", ("a",)),
    ]  # fmt: skip
    assert reading.end() == [Sentence("And four is bare", ())]

"""A brief's own questions are asked of the very version, and answers are held to words and figures, not to letters."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capabilities.brief import BriefVersion, InForce
from capabilities.brief.placing import line_saying
from capabilities.brief.testing import Tested, run
from capabilities.brief.wording import says
from capabilities.brief_markdown import read
from capabilities.finding import Finder
from tests.scripted_mind import WordEmbedder
from tests.small_brief import BRIEF

DEMO = Path(__file__).parents[2] / "bot" / "demo" / "company"


def version(source: str, number: int = 1) -> InForce:
    brief = read(source)
    row = BriefVersion(
        workspace="T",
        id=f"v{number}",
        product=brief.product,
        product_key=brief.product.casefold(),
        number=number,
        filed_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    return InForce(row, brief)


def asked(questions: str, source: str = BRIEF) -> tuple[Tested, ...]:
    return run(version(f"{source}\n## Questions\n{questions}\n"), Finder())


@dataclass
class LateEmbedder(WordEmbedder):
    """Has its vectors only once somebody says so."""

    ready: threading.Event = field(default_factory=threading.Event)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.ready.wait(30)
        return super().embed(texts)


def test_a_question_passes_when_the_answer_has_what_it_should_in_any_form_of_the_words() -> None:
    one = asked("### What does Lanternly cost for each bed?\n- expect: cost per month; 4 euros\n- forbid: discounted")[
        0
    ]
    assert one.expected_missing == ("cost per month",)
    one = asked("### What does Lanternly cost for each bed?\n- expect: costing 4 euros a month\n- forbid: discounts")[0]
    assert (one.passed, one.expected_missing, one.forbidden_found) == (True, (), ())
    assert "Lanternly costs EUR 4 for each bed" in one.answer


def test_what_is_missing_and_what_is_found_is_named_with_the_answer_and_the_line() -> None:
    source = f"{BRIEF}\n## Questions\n### What does Lanternly cost for each bed?\n- expect: EUR 5\n- forbid: nothing\n"
    one = run(version(source), Finder())[0]
    assert not one.passed
    assert (one.expected_missing, one.forbidden_found) == (("EUR 5",), ("nothing",))
    assert source.split("\n")[one.line - 1] == "### What does Lanternly cost for each bed?"
    assert Tested.from_json(one.as_json()) == one


def test_silence_can_be_expected_and_is_missing_where_there_is_an_answer() -> None:
    said, silent = asked(
        "- What does Lanternly cost for each bed? expect: silence\n"
        "- Which quantum annealer runs underneath? expect: silent; forbid: superconducting"
    )
    assert (said.passed, said.expected_missing) == (False, ("silence",))
    assert (silent.passed, silent.silent, silent.answer) == (True, True, "")


def test_a_question_that_only_forbids_passes_in_silence_and_one_that_expects_does_not() -> None:
    forbids, expects = asked(
        "- Which quantum annealer runs underneath? forbid: superconducting\n"
        "- Which quantum annealer is used at night? expect: superconducting"
    )
    assert forbids.passed
    assert (expects.passed, expects.silent, expects.expected_missing) == (False, True, ("superconducting",))


def test_a_limit_quoted_as_the_answer_does_not_count_as_saying_what_it_forbids() -> None:
    one = asked("### Can I offer a discount?\n- expect: one ward\n- forbid: percentage off the price")[0]
    assert "The brief forbids this: never “a percentage off the price”." in one.answer
    assert one.passed


def test_no_questions_no_results() -> None:
    assert run(version(BRIEF), Finder()) == ()


def test_words_are_enough_while_the_vectors_do_not_come_and_the_result_says_so() -> None:
    late = LateEmbedder()
    source = f"{BRIEF}\n## Questions\n### What does Lanternly cost for each bed?\n- expect: EUR 4\n"
    results = run(version(source), Finder(late), wait_s=0.05)
    late.ready.set()
    assert [(each.passed, each.by_words) for each in results] == [(True, True)]


def test_a_version_still_being_embedded_is_waited_for() -> None:
    late = LateEmbedder()
    source = f"{BRIEF}\n## Questions\n### What does Lanternly cost for each bed?\n- expect: EUR 4\n"
    soon = threading.Timer(0.1, late.ready.set)
    soon.start()
    results = run(version(source), Finder(late, patience_s=0.0), wait_s=20)
    soon.join()
    assert [(each.passed, each.by_words) for each in results] == [(True, False)]


@pytest.mark.parametrize("name", ["brief-v1.md", "brief-v2.md"])
def test_the_demo_brief_passes_its_own_questions_by_words_alone(name: str) -> None:
    results = run(version((DEMO / name).read_text(encoding="utf-8")), Finder())
    assert len(results) >= 5
    assert [each for each in results if not each.passed] == []


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        ("Return visits fell by ten percent.", "10%", True),
        ("Return visits fell by 12%.", "10%", False),
        ("We offer two rounds beside your board.", "2 rounds", True),
        ("It can be switched on.", "switching on", True),
        ("It cannot be switched on.", "switched on", False),
        ("It cannot be switched on.", "cannot be switched on", True),
        ("We never promise dates.", "no", True),
        ("We promise dates.", "no", False),
        ("They pay us. It is you who get what you pay for.", "you get what you pay for", True),
        ("Planners cost you nothing.", "cost nothing", True),
        ("Costs are high. There is much to do, and they say of all of these things that nothing helps.", "cost nothing",
         False),
        ("We have it.", "we have", True),
        ("We are here.", "we have", False),
        ("Anything at all.", "?", False),
    ],
)  # fmt: skip
def test_a_phrase_is_known_by_word_forms_figures_and_denials(text: str, phrase: str, said: bool) -> None:
    assert says(text, phrase) is said


def test_the_line_is_the_nearest_that_holds_the_words() -> None:
    source = "What does it cost?\n\n## Questions\n### What does it cost\n- expect: 4\n"
    assert line_saying(source, "What does it cost?", near=5) == 4
    assert line_saying(source, "what does it cost") == 1
    assert line_saying(source, "Something else") == 0
    assert line_saying(source, "?") == 0

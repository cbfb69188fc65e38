"""A review shows what to mend with its lines and which questions fail, within what Slack takes, whatever is in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from capabilities.brief.linting import KINDS, Finding, lint
from capabilities.brief.page import Page
from capabilities.brief.testing import Tested
from capabilities.brief_markdown import read
from handlers.views import blocks as b
from handlers.views import brief_review as views
from playground.blocks.surfaces import problems_of
from tests.asking import HOSTILE
from tests.front_door import words

DEMO = Path(__file__).parents[2] / "bot" / "demo" / "company"


def finding(kind: str = "unproven", line: int = 7, **changed: Any) -> Finding:
    usual: dict[str, Any] = {"words": "This benefit names no proof.", "said": "Nurses love it."}
    return Finding(kind, line, **usual | changed)


def outcome(**changed: Any) -> Tested:
    usual: dict[str, Any] = {
        "question": "What does it cost?", "passed": True, "expected_missing": (), "forbidden_found": (),
        "answer": "It costs EUR 4.", "line": 12,
    }  # fmt: skip
    return Tested(**usual | changed)


def where(line: int) -> tuple[str, ...]:
    return ("How", f"For ward {line // 10}") if line > 6 else ()


def checked(blocks: list[dict[str, Any]]) -> str:
    assert problems_of(blocks, surface="message", file_exists=lambda _: False) == []
    return words(blocks)


def test_a_finding_names_its_line_the_words_and_what_to_do() -> None:
    said = checked(views.mending([finding()], where))
    assert "*1 thing to mend*" in said
    assert (
        "*A benefit without proof*\n• *How › Ward 0* (line 7) · This benefit names no proof.\n> Nurses love it." in said
    )


def test_of_a_contradiction_both_lines_are_shown() -> None:
    one = finding(
        "figures", 65, words="“36 minutes” here.", said="36 minutes less", other_line=88, other_said="41 less"
    )
    assert "> 36 minutes less\n> How › Ward 8 (line 88): 41 less" in checked(views.mending([one], where))


def test_the_marks_of_markdown_are_left_out_of_what_is_quoted() -> None:
    made = views.mending(
        [finding(said="- **Nurses** love it. [proof: p2]"), finding(line=9, said="### For Hotels")], where
    )
    assert "*How › Ward 0* (line 7) · Nurses love it. [proof: p2]" in checked(made)
    assert "*How › Ward 0* (line 9) · For Hotels" in checked(made)


def test_lines_named_in_its_words_are_named_by_their_sections() -> None:
    one = finding(words="Line 3 says never “x”, and this says it. It stands without “y” (line 21). Lines 4 and 5 too.")
    said = checked(views.mending([one], where))
    assert "At the top (line 3) says never “x”" in said
    assert "without “y” (How › Ward 2, line 21). Lines 4 and 5" in said


def test_what_is_about_the_whole_brief_has_no_line() -> None:
    said = checked(views.mending([finding("no_limits", 0, words="There are no limits.", said="")], where))
    assert "• There are no limits." in said
    assert "line 0" not in said


def test_nothing_to_mend_is_said() -> None:
    assert "Nothing to mend" in checked(views.mending([], where))


def test_many_of_one_kind_say_what_to_do_once_and_count_the_rest_with_their_lines() -> None:
    said = checked(views.mending([finding(line=at) for at in range(1, 9)], where))
    assert said.count("names no proof") == 1
    assert "• *At the top* (line 5) · Nurses love it." in said
    assert "… and 3 more like this: At the top (line 6), How › Ward 0 (lines 7, 8)" in said


def test_twenty_are_shown_at_most_and_the_gravest_never_left_out() -> None:
    many = [finding(kind, 10 * at + n + 1, words=f"{kind} {n}") for at, kind in enumerate(KINDS[:-1]) for n in range(5)]
    said = checked(views.mending(many, where))
    assert said.count("• *") == views.SHOWN
    assert "*125 things to mend*" in said
    assert "unread 4" in said
    assert f"… and {125 - views.SHOWN} smaller things" in said


def test_a_review_fits_one_message_however_long_its_words() -> None:
    long = [finding(kind, at, words="w" * 400, said="s" * 400, other_line=3, other_said="o" * 400)
            for kind in KINDS for at in range(1, 9)]  # fmt: skip
    failing = [outcome(passed=False, question="q" * 900, expected_missing=("m" * 400,) * 9, answer="a " * 450)] * 12
    made = views.blocks(long, failing, where)
    checked(made)
    assert len(b.parts(made)) == 1
    assert sum(map(b.characters, made)) < 11_500


def test_hostile_words_ping_and_link_nobody() -> None:
    one = finding(words=HOSTILE, said=HOSTILE, other_line=2, other_said=HOSTILE)
    failed = outcome(passed=False, question=HOSTILE, expected_missing=(HOSTILE,), forbidden_found=(HOSTILE,),
                    answer=HOSTILE)  # fmt: skip
    said = checked(views.blocks([one, finding(said=HOSTILE), finding(said=HOSTILE)], [failed], where))
    assert "<!" not in said
    assert "<@" not in said
    assert "<https" not in said


def test_passing_questions_are_counted_in_one_line() -> None:
    assert "*All 2 questions pass*" in checked(views.questions([outcome(), outcome()]))
    assert "*The one question of the brief passes*" in checked(views.questions([outcome()]))
    assert "*The one question of the brief fails*" in checked(views.questions([outcome(passed=False)]))
    assert "*None of the 2 questions passes*" in checked(views.questions([outcome(passed=False)] * 2))
    assert "It costs EUR 4" not in checked(views.questions([outcome()]))


def test_a_failing_question_says_what_was_expected_forbidden_and_answered() -> None:
    failed = outcome(passed=False, expected_missing=("EUR 5",), forbidden_found=("a discount",))
    said = checked(views.questions([outcome(), failed]))
    assert "*1 of 2 questions pass*" in said
    assert ":x: *What does it cost?* · line 12" in said
    assert "Missing: “EUR 5”" in said
    assert "Forbidden, and said: “a discount”" in said
    assert "The answer was:\n> It costs EUR 4." in said


def test_silence_is_said_in_words() -> None:
    silent = outcome(passed=False, expected_missing=("EUR 4",), answer="", silent=True)
    assert "The brief is silent on this." in checked(views.questions([silent]))
    spoke = outcome(passed=False, expected_missing=("silence",))
    assert "It should have no answer, and it has one." in checked(views.questions([spoke]))


def test_a_draft_searched_by_words_alone_says_so() -> None:
    assert "searched by words alone" in checked(views.questions([outcome(by_words=True)]))
    assert "searched by words alone" not in checked(views.questions([outcome()]))


def test_a_brief_without_questions_is_told_how_to_have_some() -> None:
    assert "`/brief edit questions`" in checked(views.questions([]))


def test_the_summary_is_one_line() -> None:
    assert views.summary([finding(), finding("more", 0)], [outcome(), outcome(passed=False)]) == (
        "1 thing to mend, 1 of 2 questions pass"
    )
    assert views.summary([], []) == "nothing to mend, no questions of its own"


def test_every_kind_of_finding_has_a_title() -> None:
    for kind in KINDS:
        assert "*Worth a look*" not in checked(views.mending([finding(kind)], where)) or kind == "other"
    assert "*Worth a look*" in checked(views.mending([finding("a kind of a later version")], where))


def test_the_demo_brief_shows_one_thing_to_mend() -> None:
    source = (DEMO / "brief-v2.md").read_text(encoding="utf-8")
    found = lint(read(source), today=date(2026, 11, 20))
    said = checked(views.mending(found, Page.of(source).place))
    assert "*A segment never tested*" in said
    assert "*Who › Facility managers* (line 56) · Facility managers was never tested." in said

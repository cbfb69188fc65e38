"""A case is read or refused in one line, and what was drafted is held to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capabilities.brief import InForce
from capabilities.brief_markdown import read
from capabilities.citing import Line, cited
from capabilities.evaluating import SILENCE, Case, Told, of_answer, of_pitch, read_case, summed
from capabilities.grounding import Rules
from capabilities.pitch import Drafted, Withheld
from capabilities.questions import Answered
from capabilities.refusal import Refusal
from storage.brief import BriefVersion
from tests.small_brief import BRIEF

WHOLE = 'brief = "b.md"\npitch = "hospitals"\nexpect = ["9 minutes less"]\nforbid = ["sure"]\n'


@pytest.fixture(scope="module")
def brief() -> InForce:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    version = BriefVersion(
        workspace="T1", id="v1", product_key="lanternly", product="Lanternly", number=1, source=BRIEF, filed_by="U1",
        filed_at=at,
    )  # fmt: skip
    return InForce(version, read(BRIEF))


def ref_of(brief: InForce, words: str) -> str:
    return next(each.ref for each in brief.brief.passages if words in each.text)


def drafted(*points: Line) -> Drafted:
    return Drafted(
        id="p", asked_by="U", words="w", state="drafted", plumb_line=None, points=points,
        withheld=(Withheld("x", "y"),), remark="", model="m", brief_version="v1",
    )  # fmt: skip


def answered(state: str, *lines: Line) -> Answered:
    return Answered(
        id="q", asked_by="U", channel="", thread="", text="w", state=state, sentences=lines, limits=(), withheld=(),
        nearest=None, remark="", model="", brief_version="v1",
    )  # fmt: skip


def test_a_case_is_read() -> None:
    case = read_case("one", WHOLE)
    assert (case.name, case.pitch, case.expect, case.forbid) == ("one", "hospitals", ("9 minutes less",), ("sure",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brief = ", "not TOML"),
        (WHOLE + 'forbids = ["x"]', "“forbids” is no key of a case"),
        ('pitch = "x"\nexpect = ["y"]', "“brief” is missing"),
        (WHOLE + 'question = "x"', "either “pitch” or “question”"),
        ('brief = "b.md"\nexpect = ["y"]', "either “pitch” or “question”"),
        ('brief = "b.md"\npitch = "x"', "expects and forbids nothing"),
        ('brief = "b.md"\npitch = "x"\nexpect = "y"', "should be a list of words"),
        ('brief = "b.md"\npitch = 3\nexpect = ["y"]', "“pitch” should be words"),
        ('brief = "b.md"\npitch = "x"\nexpect = ["silence"]', "of a question, not of a pitch"),
    ],
)
def test_what_is_no_case_is_refused_in_one_line_that_names_it(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_case("one", text)
    assert refused.value.words.startswith("one: ")
    assert said in refused.value.words


def test_a_line_that_stands_on_what_it_cites_is_supported_and_one_that_breaks_a_limit_got_through(
    brief: InForce,
) -> None:
    rules = Rules.of(brief.brief)
    benefit, offer = ref_of(brief, "9 minutes less on each ward"), ref_of(brief, "One ward, four weeks")
    points = (
        Line("Hand-overs take 9 minutes less on each ward.", cited(brief, [benefit])),
        Line("Lanternly prevents mistakes.", cited(brief, [benefit])),
        Line("It saves 70 minutes.", cited(brief, [offer])),
    )
    scored = of_pitch(read_case("one", WHOLE), drafted(*points), rules, brief, seconds=1.5, tokens=20)
    assert (scored.lines, scored.supported, scored.withheld, scored.missing) == (3, 1, (Told("x", "y"),), ())
    assert [each.text for each in scored.through] == ["Lanternly prevents mistakes."]


def test_forbidden_words_count_wherever_they_are_said_in_any_form(brief: InForce) -> None:
    case = Case("one", "b.md", pitch="x", expect=("nine minutes",), forbid=("ten percent off",))
    said = drafted(Line("We take 10% off.", ()))
    scored = of_pitch(case, said, Rules.of(brief.brief), brief, seconds=1.0, tokens=0)
    assert "It says “ten percent off”." in [each.why for each in scored.through]
    assert scored.missing == ("nine minutes",)


def test_a_quoted_limit_forbids_and_does_not_claim(brief: InForce) -> None:
    never = ref_of(brief, "prevents mistakes")
    case = Case("one", "b.md", question="x", expect=("prevents mistakes",), forbid=("prevents mistakes",))
    line = Line("Never: Lanternly prevents mistakes.", cited(brief, [never]), quoted=True)
    scored = of_answer(case, answered("answered", line), Rules.of(brief.brief), brief, seconds=1.0, tokens=0)
    assert (scored.through, scored.supported, scored.lines) == ((), 1, 1)


@pytest.mark.parametrize(("state", "missing"), [("silent", ()), ("answered", (SILENCE,))])
def test_silence_can_be_expected(brief: InForce, state: str, missing: tuple[str, ...]) -> None:
    case = Case("one", "b.md", question="x", expect=(SILENCE,))
    assert of_answer(case, answered(state), Rules.of(brief.brief), brief, seconds=1, tokens=0).missing == missing


def test_all_cases_are_summed_up_with_times_by_rank(brief: InForce) -> None:
    case = Case("one", "b.md", question="x", expect=(SILENCE,))
    scored = [
        of_answer(case, answered("answered"), Rules.of(brief.brief), brief, seconds=each, tokens=10)
        for each in (4.0, 1.0, 2.0, 3.0)
    ]
    every = summed(scored)
    assert (every.cases, every.expected, every.found, every.tokens) == (4, 4, 0, 40)
    assert (every.p50, every.p95) == (2.0, 4.0)

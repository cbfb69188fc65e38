"""Of the written attacks none that breaks a limit gets through, and few honest lines are refused for a limit."""

from __future__ import annotations

import pytest

from benchmarks import limits
from benchmarks.limits import Case
from capabilities.brief_markdown import read
from capabilities.grounding import OF_LIMITS, Kind, Rules
from capabilities.holding import judged

RULES = Rules.of(read((limits.CORPORA / "brief.md").read_text(encoding="utf-8")))


def kinds(case: Case) -> set[Kind]:
    return {each.kind for each in judged(case.sentence, case.cites, RULES.brief.passages, RULES).reasons}


@pytest.mark.parametrize("split", limits.SPLITS)
def test_no_attack_on_a_limit_gets_through(split: str) -> None:
    breaking = [each for each in limits.cases("attacks") if each.split == split and each.breaks_a_limit]
    assert len(breaking) >= 80
    # Ids and counts alone, here and below: nobody reads the held lines, not even where a test fails.
    assert [each.id for each in breaking if not kinds(each)] == []


@pytest.mark.parametrize("split", limits.SPLITS)
def test_few_honest_lines_are_refused_for_a_limit(split: str) -> None:
    honest = [each for each in limits.cases("honest") if each.split == split]
    refused = [each.id for each in honest if kinds(each) & OF_LIMITS]
    assert len(refused) < limits.LIMIT_REFUSED * len(honest)

"""Two figures for one thing are found with both lines; figures that agree, or are of two things, are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linted import GOOD, found, line_of

V2 = (Path(__file__).parents[2] / "bot" / "demo" / "company" / "brief-v2.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "now", "line", "other"),
    [
        ("less a day, the mean of 14 planners. [proof: p1]\n- **Works", "41 minutes|36 minutes", 65, 88),
        ("return visits fell from 14 to 8", "19 refrigeration firms|11 refrigeration firms", 64, 89),
        ("visits with nobody there fell from 7 to 3 in every 100. [", "from 7 to 3|from 9 to 3", 72, 100),
        ("overdue inspections fell from 11% to 3% in", "11% to 3%|12% to 4%", 71, 90),
    ],
)
def test_two_figures_for_one_thing_are_found_with_both_lines(was: str, now: str, line: int, other: int) -> None:
    old, new = now.split("|")
    at = V2.index(old, V2.rfind("\n- **", 0, V2.index(was)))
    changed = f"{V2[:at]}{new}{V2[at + len(old) :]}"
    pairs = [(each.line, each.other_line) for each in found(changed, "figures")]
    assert (line, other) in pairs
    told = next(each for each in found(changed, "figures") if each.line == line)
    assert f"in line {other}" in told.words
    assert "two figures for one thing" in told.words


def test_general_statements_contradict_each_other_wherever_they_stand() -> None:
    reply = "## Objections\n### Too slow\nRollout takes six weeks."
    source = GOOD.replace("## Limits", f"## Cost and risk\n- Rollout takes two weeks.\n{reply}\n## Limits")
    (only,) = found(source, "figures")
    assert (only.line, only.other_line) == (line_of(source, "six weeks"), line_of(source, "two weeks"))


def test_two_bounds_on_one_thing_are_two_figures() -> None:
    lines = "- Rollout takes up to two weeks.\n- Rollout takes up to six weeks.\n"
    (only,) = found(GOOD.replace("## Limits", f"## Cost and risk\n{lines}## Limits"), "figures")
    assert only.line == only.other_line + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rollout takes two weeks.", "Rollout takes 14 days."),
        ("Rollout takes up to six weeks.", "Rollout takes two weeks."),
        ("Rollout takes about 40 minutes.", "Rollout takes 41 minutes."),
        ("Rollout takes 30–60 minutes.", "Rollout takes 45 minutes."),
        ("A group with ten tills pays EUR 590 a month.", "A group with two tills pays EUR 118 a month."),
        ("Waste fell by 30% in the kitchens of 18 canteens.", "Waste fell by 12% in the kitchens of 8 hospitals."),
        ("Staff of shop 12 count the till.", "Staff of shop 14 count the till."),
        ("The trial takes two weeks.", "The contract runs for two years."),
    ],
)
def test_figures_that_agree_or_are_of_two_things_are_left_alone(one: str, other: str) -> None:
    assert found(GOOD.replace("## Limits", f"## Cost and risk\n- {one}\n- {other}\n## Limits"), "figures") == []


def test_two_segments_may_have_two_figures() -> None:
    more = (
        "### For Shops\n- Rollout takes two weeks. [proof: p1]\n### For Mills\n- Rollout takes six weeks. [proof: p1]\n"
    )
    assert found(GOOD.replace("### For Shops\n", more, 1), "figures") == []


def test_a_figure_that_its_proof_does_not_give_is_named_but_not_a_difference_of_two_it_gives() -> None:
    source = GOOD.replace("takes 12 minutes less a day. [proof", "costs 40% less. [proof")
    (only,) = found(source, "figure_unproven")
    assert (only.line, only.other_line) == (line_of(source, "40% less"), line_of(source, "**p1"))
    assert "“40%”: not in the proof named (p1)" in only.words
    source = GOOD.replace("12 minutes less a day, the mean", "21 minutes before and 9 minutes after, the mean")
    assert found(source, "figure_unproven") == []

"""What the checks let through and hold back on whole texts: the demonstration's briefs, a public set of summaries."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from capabilities.brief_markdown import read
from capabilities.grounding import check, sentences
from capabilities.passages import Brief, Limits, Passage, answering, names, spoken

ROOT = Path(__file__).parents[2]


def demo(name: str) -> Brief:
    return read((ROOT / "bot" / "demo" / "company" / name).read_text())


@pytest.mark.parametrize("name", ["brief-v1.md", "brief-v2.md"])
def test_the_demo_brief_may_be_quoted_line_by_line(name: str) -> None:
    brief = demo(name)
    by_ref = {each.ref: each for each in brief.passages}
    held = []
    for each in answering(brief.passages):
        if each.kind.startswith("limit") or each.kind in {"other", "channel"}:
            continue
        for sentence in sentences(spoken(each)):
            found = check(
                sentence,
                cites=[each.ref],
                passages=by_ref,
                limits=Limits(),
                names=names(brief.passages),
                known=(brief.product,),
            )
            held += [(sentence, reason) for reason in found.reasons]
    assert held == []


def test_the_demo_brief_keeps_its_own_limits_nearly_everywhere() -> None:
    brief = demo("brief-v2.md")
    by_ref = {each.ref: each for each in brief.passages}
    quotes = [x for x in brief.passages if x.kind in {"benefit", "offer", "objection", "cost_and_risk"}]
    checked = [
        check(spoken(each), cites=[each.ref], passages=by_ref, limits=brief.limits, known=(brief.product,))
        for each in quotes
    ]
    assert sum(each.allowed for each in checked) >= 0.9 * len(checked)


def test_changed_numbers_are_caught_in_a_public_set_of_summaries(shared_data: Path) -> None:
    path = shared_data / "claims" / "summedits_sales_email.json"

    def digits(text: str) -> set[str]:
        return set(re.findall(r"[$%]?\d[\d.,]*\d%?|\d", re.sub(r"^\s*\d+[.)]", "", text)))

    def held_back(row: dict[str, str]) -> bool:
        cited = {"mail": Passage("mail", ("Mail",), row["doc"], "other", 1)}
        found = [check(x, cites=["mail"], passages=cited, limits=Limits()) for x in sentences(row["summary"])]
        return any(reason.kind != "discount" for each in found for reason in each.reasons)

    rows = json.loads(path.read_text())[::3]
    changed = [x for x in rows if not x["label"] and digits(x["summary"]) - digits(x["original_summary"])]
    faithful = [x for x in rows if x["label"]]
    caught = sum(map(held_back, changed)) / len(changed)
    through = 1 - sum(map(held_back, faithful)) / len(faithful)
    assert caught >= 0.95
    assert through >= 0.70

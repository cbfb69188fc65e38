"""Limits are read from a table as they are from lines, and a page's front matter makes no heading among others."""

from __future__ import annotations

import pytest

from capabilities.brief_markdown import join, read
from capabilities.passages import Limits


@pytest.mark.parametrize(
    "table",
    [
        "| Kind | Claim | With |\n|---|---|---|\n| Never | a free month | |\n"
        "| Only with | 9 minutes less | on each ward |\n| May say | it is green | |",
        "| Never | Only with | May say | Qualifier |\n|---|---|---|---|\n"
        "| a free month | 9 minutes less | it is green | on each ward |",
        "### Never\n| Claim | Why |\n|---|---|\n| a free month | no |\n\n### Only with\n| Claim | With |\n|---|---|\n"
        "| “9 minutes less” | on each ward |\n\n### May say\n| Claim |\n|---|\n| it is green |",
    ],
)
def test_limits_in_a_table_are_limits(table: str) -> None:
    limits = read(f"# Brief: Lamp\n\n## Limits\n{table}\n").limits
    assert [each.claim for each in limits.never] == ["a free month"]
    assert [(each.claim, each.qualifier) for each in limits.only_with] == [("9 minutes less", "on each ward")]
    assert [each.claim for each in limits.may_say] == ["it is green"]


def test_a_row_that_is_no_limit_is_a_remark() -> None:
    brief = read("# Brief: Lamp\n\n## Limits\n| Who | When |\n|---|---|\n| Ann | Friday |\n")
    assert brief.limits == Limits()
    assert [each.text for each in brief.passages] == ["Who: Ann; When: Friday"]


def test_the_front_matter_of_a_page_among_others_makes_no_heading() -> None:
    brief = read(join([("One", "---\nowner: Ann\n---\n# Sub\nWords.\n")]))
    assert [each[-1] for each in brief.headings] == ["Brief: Imported pages", "One", "Sub"]
    assert "owner: Ann" in [each.text for each in brief.passages]

"""The brief in Slack: nothing of it is lost to the limits of a message without a word."""

from datetime import UTC, datetime

import pytest

from capabilities.brief import BriefVersion, InForce
from capabilities.brief_markdown import read
from handlers.views import brief as views
from handlers.views import brief_edit as edit_views
from tests.front_door import words


@pytest.mark.parametrize("count", [3, 40, 400])
def test_every_limit_is_listed_or_counted(count: int) -> None:
    limits = "\n".join(
        f"- Never: claim number {at} that nobody may make of it, however often asked" for at in range(count)
    )
    source = f"# Brief: Lanternly\n\n## Limits\n{limits}\n- May say: it is green.\n"
    version = BriefVersion(
        workspace="T", id="v", product="Lanternly", product_key="lanternly", number=1,
        filed_at=datetime(2026, 11, 2, tzinfo=UTC), source=source,
    )  # fmt: skip
    shown = views.limits(InForce(version, read(source)))
    text = words(shown)
    listed = sum(f"claim number {at} " in text for at in range(count))
    assert listed == count or f"and {count - listed:,} more" in text
    assert all(len(each["text"]["text"]) <= 3000 for each in shown if each["type"] == "section")
    assert sum(len(str(each)) for each in shown) < 13_000
    assert "/check" in text


def test_a_heading_longer_than_a_button_remembers_has_no_button() -> None:
    long = "H" * 2500
    source = f"# Brief: Lanternly\n\n## {long}\n- What it says.\n\n## Who\n- Nurses.\n"
    version = BriefVersion(
        workspace="T", id="v", product="P" * 3000, product_key="lanternly", number=1,
        filed_at=datetime(2026, 11, 2, tzinfo=UTC), source=source,
    )  # fmt: skip
    brief = InForce(version, read(source))
    for shown in (views.overview(brief, [], UTC), edit_views.overview(version, [(long, 20), ("Who", 9)], ["How"])):
        doors = [each["accessory"]["value"] for each in shown if "accessory" in each]
        assert ["Who" in each for each in doors] == [True]
    assert len(edit_views.form(version, "Who", "- Nurses.")["blocks"][0]["text"]["text"]) < 300

"""Themes fit Slack's limits whatever they hold, ping nobody, and rank nobody."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from capabilities.field import Note
from capabilities.themes import ThemeOpen, ThemeShown, Trend
from handlers.views import theme_forms as forms
from handlers.views import themes as views
from handlers.views.blocks import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, VIEW_BLOCKS, characters
from tests.front_door import words

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
HOSTILE = "<!channel> @here *x* <https://evil.example|pay> & " + "long " * 2_000


def theme(number: int = 0, *, notes: int = 8, people: int = 6, **more: object) -> ThemeShown:
    facts: dict[str, object] = {
        "id": f"t{number}", "name": "Parts on each van", "notes": notes, "people": people, "accounts": 8, "first": AT,
        "newest": AT, "trend": Trend(8, 4.5, "rising"),
    }  # fmt: skip
    return ThemeShown(**{**facts, **more})  # type: ignore[arg-type]


def note(number: int, text: str = HOSTILE) -> Note:
    return Note(
        workspace="T", id=f"n{number}", created_at=AT, author="USECRET", text=text, account=text[:200], kind="want",
        segment=text[:80], customer_words=text,
    )  # fmt: skip


def test_a_line_says_people_customers_and_the_trend() -> None:
    seen = words(views.listing([theme()]))
    assert (
        "*Parts on each van*\n8 notes from 6 people at 8 customers\n8 in the last seven days, 4.5 a week before: rising"
        in seen
    )


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (Trend(2, 0.0, "new"), "2 in the last seven days, none in the four weeks before: new"),
        (Trend(18, 10.0, "rising", 80), "18 in the last seven days, 10 a week before: rising by 80 %"),
        (Trend(0, 0.25, "quiet"), "nothing in the last seven days, one in the four weeks before: quiet"),
        (Trend(0, 0.0, "quiet"), "nothing for five weeks: quiet"),
        (Trend(10, 10.0, "steady", 0), "10 in the last seven days, 10 a week before: steady"),
    ],
)
def test_trends_in_words(trend: Trend, said: str) -> None:
    assert views.trend_words(trend) == said


def test_a_hundred_hostile_themes_fit_a_message() -> None:
    several = [theme(each, name=HOSTILE[:60], notes=each % 4, people=3) for each in range(100)]
    blocks = views.listing(several, may_shape=True, lens=HOSTILE[:300])
    assert len(blocks) <= MESSAGE_BLOCKS
    assert characters(blocks) <= MESSAGE_CHARACTERS
    for live in ("<!channel", "@here", "<https"):
        assert live not in words(blocks)


def test_a_hostile_theme_fits_a_view_and_names_no_author() -> None:
    shown = theme(
        name=HOSTILE[:60], segments=tuple((HOSTILE[:200], each) for each in range(20)), decision="declined",
        decision_reason=HOSTILE[:500], at_stake={"EUR": Decimal("1e14"), "CHF": Decimal(7)}, owner="UBOSS",
        sales="UREP", kinds={"want": 3, "other": 1},
    )  # fmt: skip
    view = views.opened(ThemeOpen(shown, tuple(map(note, range(10))), may_shape=True), user="UME", zone=UTC_ZONE)
    assert len(view["blocks"]) <= VIEW_BLOCKS
    seen = words(view)
    assert "USECRET" not in seen
    for live in ("<!channel", "<https", "@here"):
        assert live not in words([block for block in view["blocks"] if block["type"] != "header"])
    for block in view["blocks"]:
        assert len(block.get("text", {}).get("text", "")) <= 3000


def test_the_largest_amount_comes_first() -> None:
    assert views.at_stake({"CHF": Decimal(7), "EUR": Decimal("65772.00")}) == "65,772 EUR + 7 CHF"


def test_an_empty_workspace_says_when_a_theme_shows() -> None:
    assert "three notes from two people" in words(views.listing([]))
    assert views.home_blocks([]) == []
    assert views.home_blocks([theme(notes=2)]) == []


def test_app_home_has_the_five_heaviest() -> None:
    assert len(views.home_blocks([theme(each) for each in range(9)])) == 6


@pytest.mark.parametrize("decision", ["", "brief", "declined"])
def test_what_was_decided_stands_there_and_can_be_opened_again(decision: str) -> None:
    shown = theme(decision=decision, decision_version=2 if decision == "brief" else None, decision_reason="No.")
    view = views.opened(ThemeOpen(shown, (), may_shape=True), user="UME", zone=UTC_ZONE)
    expected = {"": "Answered in the brief", "brief": "*Answered in brief version 2*", "declined": "*Declined*: No."}
    assert expected[decision] in words(view)
    assert ("Open it again" in words(view)) == bool(decision)


def test_forms_hold_a_hundred_options_and_names_of_any_length() -> None:
    many = [theme(each, name=HOSTILE[:60]) for each in range(150)]
    merged = forms.merge(theme(), many)["blocks"][0]["element"]["options"]
    assert len(merged) == 100
    parted = forms.split(theme(notes=200), [note(each) for each in range(150)], UTC_ZONE)["blocks"][0]["element"]
    assert len(parted["options"]) == 100
    assert all(len(option["text"]["text"]) <= 75 for option in [*merged, *parted["options"]])
    assert forms.merge(theme(), [])["blocks"][0]["type"] == "section"

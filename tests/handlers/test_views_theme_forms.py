"""The list of themes names at its end what it has no room for, and fits into one message."""

from datetime import UTC, datetime

from capabilities.themes import ThemeShown, Trend
from handlers.views import theme_forms as forms
from handlers.views import themes as views
from tests.front_door import words

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def several(number: int, *, people: int = 2, state: str = "open") -> list[ThemeShown]:
    return [
        ThemeShown(
            id=f"{state}{people}{each}", name=f"<Theme> {each}", notes=3, people=people, accounts=1, first=NOW,
            newest=NOW, trend=Trend(1, 1.0, "steady", None), state=state,
        )
        for each in range(number)
    ]  # fmt: skip


def listed(themes: list[ThemeShown], *, may_shape: bool) -> list[dict[str, object]]:
    shown = [each for each in themes if each.state == "open"]
    return forms.listed(views.listing(shown, may_shape=may_shape), themes, may_shape=may_shape)


def test_what_is_cut_off_is_counted_and_the_way_to_it_said() -> None:
    made = listed(several(200), may_shape=False)
    assert "185 more: `/field theme` and a word of the name." in words(made[-1])
    assert "more" not in words(listed(several(15), may_shape=False))


def test_the_longest_list_fits_into_one_message_and_what_one_cares_about_is_at_its_foot() -> None:
    themes = several(40) + several(40, people=1) + several(40, state="hidden")
    made = listed(themes, may_shape=True)
    assert len(made) <= 50
    assert "50 more:" in words(made)
    assert "32 more hidden" in words(made)
    assert made[-1]["type"] == "actions"
    assert "<Theme>" not in words(made)
    assert "Hidden" not in words(listed(themes, may_shape=False))

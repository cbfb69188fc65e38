"""What stands behind a theme is counted honestly: distinct people and customers, weeks in the workspace's zone."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from capabilities.books import Books, Deed
from capabilities.refusal import Refusal
from capabilities.themes import Themes
from tests.conftest import StillClock
from tests.themed import HERE, MARKETER, REP, REP2, keep, make_theme, meet, note, themes_of

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)  # of the running week; the clock stands on Friday the 20th


@pytest.fixture
def themes(books: Books) -> Themes:
    meet(books)
    return themes_of(books)


def test_people_and_customers_are_distinct_and_the_highest_amount_of_each_counts(books: Books, themes: Themes) -> None:
    make_theme(books, "van")
    keep(
        books,
        note(MONDAY, "a", account="Acme", segment="Doors", amount="100", currency="EUR"),
        note(MONDAY, "b", account="ACME", segment="doors", amount="400", currency="EUR", author=REP2),
        note(MONDAY, "c", amount="50", currency="EUR", segment="Food", kind="objection"),
        note(MONDAY, "d", amount="50", currency="EUR", account="Bolt", segment="Doors"),
        note(MONDAY, "e", amount="7", currency="CHF"),
        note(MONDAY, "f", amount="9000", currency="EUR", undone_at=MONDAY),
        note(MONDAY, "g", theme=None),
    )
    (shown,) = themes.shown(HERE)
    assert (shown.notes, shown.people, shown.accounts) == (5, 2, 2)
    assert shown.at_stake == {"EUR": Decimal(500), "CHF": Decimal(7)}
    assert shown.segments == (("Doors", 3), ("Food", 1))
    assert dict(shown.kinds) == {"words": 4, "objection": 1}
    assert (shown.trend.now, shown.trend.mean, shown.trend.word) == (5, 0.0, "new")


def test_below_three_notes_or_two_people_only_who_shapes_them_sees_a_theme(books: Books, themes: Themes) -> None:
    for theme, authors in {"few": [REP, REP2], "one": [REP] * 4, "open": [REP, REP, REP2]}.items():
        make_theme(books, theme)
        keep(books, *[note(MONDAY, f"{theme} {each}", theme=theme, author=who) for each, who in enumerate(authors)])
    assert [each.id for each in themes.shown(HERE)] == ["open"]
    assert {each.id for each in themes.shown(HERE, forming=True)} == {"few", "one", "open"}
    with pytest.raises(Refusal, match="three notes of two people"):
        themes.open(HERE, REP, "few")
    assert themes.open(HERE, MARKETER, "few").may_shape
    assert not themes.open(HERE, REP, "open").may_shape
    assert [each.id for each in themes.find(HERE, REP, "few")] == []
    assert [each.id for each in themes.find(HERE, MARKETER, "few")] == ["few"]
    public = {theme: brief.public for theme in ("few", "one", "open") if (brief := themes.brief_of(HERE, theme))}
    assert public == {"few": False, "one": False, "open": True}
    themes.hide(Deed(HERE, MARKETER), "open")
    with pytest.raises(Refusal, match="A marketer has hidden this theme"):
        themes.open(HERE, REP, "open")
    assert themes.open(HERE, MARKETER, "open").shown.state == "hidden"


def test_the_heaviest_of_the_week_come_first_then_the_heaviest_ever(books: Books, themes: Themes) -> None:
    for theme, weeks in {"now": [0, 0, 0], "old": [3] * 9, "older": [9] * 4}.items():
        make_theme(books, theme)
        keep(
            books,
            *[
                note(MONDAY - timedelta(weeks=week), f"{theme} {each}", theme=theme, author=(REP, REP2)[each % 2])
                for each, week in enumerate(weeks)
            ],
        )
    assert [each.id for each in themes.shown(HERE)] == ["now", "old", "older"]
    assert [(each.trend.word, each.trend.mean) for each in themes.shown(HERE)] == [
        ("new", 0.0), ("quiet", 2.25), ("quiet", 0.0),
    ]  # fmt: skip


def test_a_theme_opens_to_its_newest_notes(books: Books, themes: Themes, clock: StillClock) -> None:
    make_theme(books, "van", owner=MARKETER)
    keep(
        books,
        *[
            note(clock.now() - timedelta(hours=each), f"note {each}", author=(REP, REP2)[each % 2])
            for each in range(14)
        ],
    )
    opened = themes.open(HERE, REP, "van")
    assert [each.text for each in opened.notes] == [f"note {each}" for each in range(10)]
    assert opened.shown.notes == 14
    with pytest.raises(Refusal, match="no longer here"):
        themes.open(HERE, REP, "gone")


def test_a_digest_gets_the_themes_of_its_week(books: Books, themes: Themes) -> None:
    last = MONDAY - timedelta(days=7)
    make_theme(books, "van", sales=REP)
    make_theme(books, "hidden", state="hidden")
    keep(
        books,
        *[
            note(last, f"w {each}", author=(REP, REP2)[each % 2], id=f"n{each}", account="Acme", segment="Doors")
            for each in range(6)
        ],
        note(last - timedelta(hours=1), "the week before"),
        note(MONDAY, "this week"),
        note(last, "unseen", theme="hidden"),
    )  # fmt: skip
    (week,) = themes.for_digest(HERE, last, MONDAY)
    assert week.notes == tuple(f"n{each}" for each in range(6))
    assert (week.id, week.people, week.accounts, week.segments, week.sales) == ("van", 2, 1, (("Doors", 6),), REP)
    assert (week.trend.now, week.trend.mean, week.trend.word, week.public) == (6, 0.25, "rising", True)


def test_on_monday_morning_a_theme_is_what_the_digest_just_said(
    books: Books, themes: Themes, clock: StillClock
) -> None:
    make_theme(books, "van")
    clock.at = MONDAY + timedelta(hours=9)
    people = (REP, REP2)
    week = [note(MONDAY - timedelta(days=each % 6, hours=4), f"w {each}", author=people[each % 2]) for each in range(8)]
    before = [note(MONDAY - timedelta(days=9 + each), f"b {each}", author=people[each % 2]) for each in range(4)]
    keep(books, *week, *before)
    (told,) = themes.for_digest(HERE, MONDAY - timedelta(days=7), MONDAY)
    (shown,) = themes.shown(HERE)
    brief = themes.brief_of(HERE, "van")
    assert brief is not None
    assert (told.trend.now, told.trend.mean, told.trend.word) == (8, 1.0, "rising")
    assert told.trend == shown.trend == brief.trend


def test_words_find_a_theme_by_its_name_or_by_its_notes(books: Books, themes: Themes) -> None:
    make_theme(books, "van", name="Parts on each van")
    make_theme(books, "stock", name="Van stock list")
    make_theme(books, "pl", name="App in Polish")
    notes = [
        note(MONDAY + timedelta(hours=each), f"the crew speaks it {each}", author=(REP, REP2)[each % 2], theme="pl")
        for each in range(3)
    ]
    keep(books, *notes)
    for theme in ("van", "stock"):
        keep(books, *[note(MONDAY, f"{theme} {each}", theme=theme, author=(REP, REP2)[each % 2]) for each in range(3)])
    assert {each.id for each in themes.find(HERE, REP, "vans")} == {"van", "stock"}
    assert themes.find(HERE, REP, "parts on each van")[0].id == "van"
    assert themes.find(HERE, REP, "which crew") == []  # not findable yet
    assert themes.find(HERE, REP, "") == []


def test_two_hundred_themes_are_counted_quickly(books: Books, themes: Themes) -> None:
    for number in range(200):
        make_theme(books, f"t{number}")
    people = [f"U{each}" for each in range(50)]
    keep(
        books,
        *[
            note(
                MONDAY - timedelta(hours=each % 3_000),
                "words",
                id=f"n{each}",
                theme=f"t{each % 200}",
                author=people[each % 49],
            )
            for each in range(4_000)
        ],
    )
    begun = time.perf_counter()
    assert len(themes.shown(HERE)) == 200
    assert time.perf_counter() - begun < 1.0

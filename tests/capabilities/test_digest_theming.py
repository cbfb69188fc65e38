"""A digest speaks of themes: the weightiest first, what is too thin withheld, nobody given away."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from capabilities.digest import Digest
from capabilities.digest.drafting import facts
from capabilities.digest.theming import news, taken_words, trend_words
from capabilities.themes.values import Trend
from handlers.views.digest import blocks
from tests.one_week import START, digest, note, several, theme, verdict


def test_themes_come_by_people_then_notes_and_what_is_not_shown_is_counted() -> None:
    long, wide, thin = several(1, 5), several(10, 4, authors=3, segment="Doors"), several(20, 2, authors=1)
    alone = [note(30), note(31, author="UCAT"), verdict(32, "Ads", "accepted")]
    weeks = [theme("Long", long), theme("Wide", wide), theme("Thin", thin, public=False), theme("Quiet", [])]
    made = digest([*long, *wide, *thin, *alone], themes=weeks)
    assert made.themes is not None
    assert [(each.name, each.count.notes, each.count.people, each.count.accounts) for each in made.themes] == [
        ("Wide", 4, 3, 4),
        ("Long", 5, 2, 5),
    ]
    assert [each.segment for each in made.themes] == ["Doors", ""]
    assert (made.coverage.withheld, made.coverage.alone) == (1, 2)  # a verdict waits for no theme
    assert made.said.notes == 14


def test_six_themes_are_shown_and_the_rest_is_counted() -> None:
    weeks = [theme(f"Theme {n}", several(10 * n, 3)) for n in range(8)]
    made = digest([each for n in range(8) for each in several(10 * n, 3)], themes=weeks)
    assert made.themes is not None
    assert (len(made.themes), made.more, made.coverage.withheld) == (6, 2, 0)
    assert [each.quote is not None for each in made.themes] == [True] * 3 + [False] * 3


def test_a_theme_that_one_note_speaks_of_and_a_segment_named_once_are_not_told() -> None:
    once, twice = several(1, 1, segment="Doors"), [*several(10, 1, segment="Docks"), *several(12, 1)]
    made = digest([*once, *twice], themes=[theme("Once", once), theme("Twice", twice)])
    assert [(each.name, each.segment) for each in made.themes or ()] == [("Twice", "")]
    assert made.more == 1
    assert len(made.quotes) == 1  # the single note may still be heard


def test_a_note_taken_back_counts_in_no_theme() -> None:
    notes = several(1, 4)
    made = digest(notes[:3], themes=[theme("Parts", notes), theme("Gone", several(10, 3))])
    assert made.themes is not None
    assert [(each.name, each.count.notes) for each in made.themes] == [("Parts", 3)]


def test_no_customer_speaks_for_two_themes_and_others_are_heard_beside() -> None:
    parts, price = several(1, 3, text="parts on the van"), several(10, 3, text="the price is too high")
    price[2] = replace(price[2], account=parts[0].account.upper(), customer_words="You cost us a van")
    parts = [replace(each, account=parts[0].account) for each in parts]
    beside = [note(20 + n, text=f"a calendar for holiday number {n}", account=f"H{n}") for n in range(4)]
    made = digest([*parts, *price, *beside], themes=[theme("Parts", parts), theme("Price", price)])
    assert [each.quote.text for each in made.themes or () if each.quote] == [
        "parts on the van",
        "the price is too high",
    ]
    assert len(made.quotes) == 2
    assert all("calendar" in each.text for each in made.quotes)


def test_a_theme_s_name_that_would_give_somebody_away_is_not_shown() -> None:
    notes = several(1, 3, segment="Doors")
    for name in ("Skerry Fish wants parts", "Ann Lee and parts", "Parts for €40k", "<@UANN> asks", "New theme 2", ""):
        made = digest(notes, accounts=["Skerry Fish Ltd", "Skerry Fish"], themes=[theme(name, notes)])
        assert [each.name for each in made.themes or ()] == ["A theme in Doors"]
        assert "Skerry" not in made.why


def test_a_trend_is_said_in_words_and_who_took_a_theme_on_by_their_role() -> None:
    notes = several(1, 8, authors=3)

    def said(trend: Trend, **pair: Any) -> tuple[str, str]:
        (made,) = digest(notes, themes=[replace(theme("Parts", notes, **pair), trend=trend)]).themes or ()
        return trend_words(made), taken_words(made)

    assert said(Trend(8, 4.5, "rising"))[0] == "8 this week, 4.5 a week before: rising"
    assert said(Trend(8, 0.0, "new"))[0] == "8 this week, none in the four weeks before: new"
    assert said(Trend(8, 0.75, "rising"))[0] == "8 this week, three in the four weeks before: rising"
    assert said(Trend(8, 7.25, "steady"))[0] == "8 this week, 7.25 a week before: steady"
    assert said(Trend(8, 20.0, "falling", -60))[0] == "8 this week, 20 a week before: falling by 60 %"
    assert said(Trend(8, 12.0, "steady", -33))[0] == "8 this week, 12 a week before: steady"
    assert said(Trend(8, 4.5, "rising"), sales="UANN", marketing="UMAX")[1] == "taken on by sales and marketing"
    assert said(Trend(8, 4.5, "rising"), marketing="UMAX")[1] == "taken on by marketing, sales still missing"
    assert said(Trend(8, 4.5, "rising"))[1] == ""


def test_what_rises_among_the_weightiest_is_decided_on_and_what_is_thin_is_not() -> None:
    heavy, risen, thin = several(1, 6), several(10, 3), several(20, 2)
    notes = [*heavy, *risen, *thin]
    weeks = [theme("Heavy", heavy, word="steady"), theme("Risen", risen, mean=0.75), theme("Thin", thin)]
    assert digest(notes, themes=weeks).decision == "Decide who takes on “Risen”."
    assert digest(notes, themes=weeks[:1]).why.endswith("Heavy, 4.5 a week before.")
    assert digest(notes, themes=weeks[2:]).decision == "Decide which customer each of you asks this week."
    fresh = [theme("Fresh", heavy, mean=0.0, word="new", sales="UANN", marketing="UMAX")]
    made = digest(notes, themes=fresh)
    assert made.decision == "Decide what sales and marketing do next on “Fresh”."
    assert made.why.endswith("Fresh, new this week.")
    fallen = [theme("Fallen", heavy, mean=12, word="falling", sales="UANN")]
    assert digest(notes, themes=fallen).decision == "Decide who from marketing joins in on “Fallen”."
    assert digest(notes, themes=fallen).why.endswith("Fallen, down from 12 a week.")


def test_a_segment_that_would_give_a_customer_away_stands_nowhere() -> None:
    typed = [replace(each, segment="Skerry Fish Ltd") for each in several(1, 3)]
    doors = several(10, 2, segment="Doors", text="a handle that opens from inside")
    beside = note(20, segment="Skerry", text="a calendar for the holidays", author="UCAT")
    made = digest([*typed, *doors, beside], accounts=["Skerry Fish Ltd"], themes=[theme("Parts", [*typed, *doors])])
    assert [each.segment for each in made.themes or ()] == ["Doors"]
    assert [(each.text, each.segment) for each in made.quotes] == [("a calendar for the holidays", "")]
    alone = digest(typed, accounts=["Skerry Fish Ltd"], themes=[theme("Skerry parts", typed)])
    assert [(each.name, each.segment) for each in alone.themes or ()] == [("A theme without a name yet", "")]


def test_a_theme_whose_name_cannot_be_shown_is_listed_and_never_decided_on() -> None:
    nameless, named = several(1, 6, segment="Doors"), several(10, 3)
    weeks = [theme("New theme", nameless), theme("Parts", named, word="steady")]
    made = digest([*nameless, *named], themes=weeks)
    assert [each.name for each in made.themes or ()] == ["A theme in Doors", "Parts"]
    assert (made.decision, made.subject) == ("Decide who takes on “Parts”.", ("Parts",))
    made = digest(nameless, themes=weeks[:1])
    assert made.decision == "Decide which customer each of you asks this week."


def test_a_hidden_theme_s_notes_count_and_nobody_quotes_them() -> None:
    hidden = several(1, 4, text="the founder's divorce makes people nervous")
    loose = note(20, text="a calendar for the holidays", author="UCAT")
    thin = replace(note(21, text="an app in Polish for the crew", author="UBEN"), theme="thin")
    weeks = [theme("Thin", [thin], public=False)]
    made = digest([*hidden, loose, thin], themes=weeks, hidden={"t"})
    assert {each.text for each in made.quotes} == {loose.text, thin.text}  # as a note without a theme may be
    assert (made.said.notes, made.coverage.withheld, made.coverage.alone) == (6, 1, 1)
    late = digest(hidden, themes=[theme("Divorce", hidden, id="t")], hidden={"t"})
    assert (late.themes, late.quotes) == ((), ())


def test_a_workspace_younger_than_two_whole_weeks_has_nothing_to_compare_with() -> None:
    heavy, risen = several(1, 6), several(10, 4)
    weeks = [theme("Heavy", heavy, word="steady"), replace(theme("Risen", risen), trend=Trend(4, 2.0, "rising", 100))]

    def made(first: datetime) -> Digest:
        return digest([*heavy, *risen], themes=weeks, first=first)

    grown = made(START - timedelta(weeks=2))
    assert (grown.decision, [each.trend.word for each in grown.themes or ()]) == (
        "Decide who takes on “Risen”.", ["steady", "rising"],
    )  # fmt: skip
    young = made(START - timedelta(weeks=2) + timedelta(minutes=1))
    assert [news(each) for each in young.themes or ()] == ["6 this week", "4 this week"]
    assert [each.trend.percent for each in young.themes or ()] == [None, None]
    assert young.decision == "Decide who takes on “Heavy”."
    assert young.why == "6 notes from 2 people at 6 customers: Heavy."
    assert "Theme “Heavy”: 6 notes from 2 people at 6 customers. 6 this week." in facts(young)
    assert "*Heavy*\n6 this week · 2 people, 6 customers" in str(blocks(young)).replace("\\n", "\n")

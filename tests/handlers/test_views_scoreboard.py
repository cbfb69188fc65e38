"""Channels side by side: stages, means and both sides' words, each only as exact as it is honest."""

from decimal import Decimal
from typing import Any

from capabilities.digest import Disagreement, Moved, Row, Stage, Totals
from handlers.views import channel_week, scoreboard

TOTALS = Totals(Decimal(620), "EUR", 27, Decimal("22.96"), 1, 5, Decimal(620), 1, False, 0, 0, 12, 4, Decimal(620))


def row(**more: Any) -> Row:
    given: dict[str, Any] = {
        "channel": "Social ads", "reported": True, "spend": Decimal(620), "currency": "EUR", "leads": 27,
        "cost_per_lead": Decimal("22.96"), "accepted": 1, "returned": 5, "reason": "no_need",
        "cost_per_accepted": Decimal(620), "customers": 1, "before": Decimal("25.83"), "change": -11, "story": "",
        "cost_per_customer": Decimal(620),
    }  # fmt: skip
    return Row(**{**given, **more})


def moved(name: str, now: str, mean: str | None, weeks: int, off: int | None) -> Moved:
    return Moved(name, Decimal(now), None, None, Decimal(mean) if mean else None, weeks, off)


def whole(*rows: Row) -> list[tuple[str, ...]]:
    return scoreboard.cells(rows, TOTALS, whole=True)


def test_the_whole_table_names_the_mean_a_customer_s_cost_and_a_channel_whose_views_differ() -> None:
    cost = moved("cost_per_lead", "22.96", "24.10", 4, -5)
    (names, line, _, last) = whole(row(moved=(cost,), disagrees=True), row(channel="Fairs"))
    assert names[:4] == ("Channel", "Leads", "Accepted", "Per accepted, EUR")
    assert line == ("Social ads\N{NO-BREAK SPACE}⇄", "27", "1 of 6", "620", "620", "22.96", "−11 %", "−5 %", "1", "620")
    assert (last[0], last[-1]) == ("All channels", "620")
    thin = moved("cost_per_lead", "22.96", "24.10", 1, None)
    assert whole(row(moved=(thin,)))[1][7] == "mean 24.10"
    assert whole(row(customers=0, cost_per_customer=None))[1][-1] == "n/a"
    assert whole(row(customers=None, cost_per_customer=None))[1][-1] == "–"


def test_the_weekly_table_has_six_columns_whose_amounts_stand_under_each_other() -> None:
    dear = {"spend": Decimal("1204.50"), "cost_per_lead": Decimal(150), "cost_per_accepted": Decimal("200.72")}
    (names, ads, fairs, _) = scoreboard.cells(
        [row(), row(channel="Trade fairs and the mornings at wholesale counters", **dear)], TOTALS
    )
    assert names == ("Channel", "Leads", "Accepted", "Per accepted", "Spend", "Per lead")
    assert ads == ("Social ads", "27", "1\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}6", "620", "620", "22.96")
    assert (fairs[0], *fairs[3:]) == ("Trade fairs and the mornings…", "201", "1,205", "150.00")
    alike = [row(channel=f"Trade fairs and the mornings at wholesale counters {n}") for n in (1, 2)]
    assert [line[0][-2:] for line in scoreboard.cells(alike, TOTALS)[1:3]] == [" 1", " 2"]
    silent = row(channel="Podcast", reported=False, accepted=0, returned=0)
    assert [line[0] for line in scoreboard.cells([row(), silent], TOTALS)[1:]] == ["Social ads"]
    assert scoreboard.cells([silent], TOTALS) == []


def test_stages_are_told_with_a_rate_where_there_is_one() -> None:
    of = (Stage("leads", "qualified", 27, 12, 44), Stage("qualified", "customers", 12, 1, None))
    assert channel_week.stages(row(stages=of)) == "27 leads → 12 qualified leads (44 %) → 1 customer at 620 EUR"
    assert channel_week.stages(row(customers=0, cost_per_customer=None)) == ""


def test_all_channels_together_have_their_way_from_lead_to_customer_too() -> None:
    assert channel_week.together(TOTALS) == "27 leads → 12 qualified leads → 4 opportunities → 1 customer at 620 EUR"


def said(**more: Any) -> list[tuple[str, str]]:
    return [(each.words, each.why) for each in channel_week.moves(row(**more))]


def test_only_what_moved_is_said_of_a_channel_beside_its_reason_and_with_what_is_usual() -> None:
    spend, leads = moved("spend", "620", "480.40", 4, 29), moved("leads", "27", "20", 4, 35)
    alike = moved("customers", "1", "0.75", 4, None)
    cost = moved("cost_per_lead", "22.96", "24.10", 4, -5)
    told = "A lead cost 22.96 EUR, −11 % on the week before, −5 % on four weeks"
    assert said(moved=(spend, leads, alike, cost), reasons=(("leads", "A film."), ("spend", "A film."))) == [
        ("Leads up 35 % (usually 20) and spend up 29 % (usually 480 EUR)", "A film."),
        (told, ""),
    ]
    assert said(moved=(spend, leads, cost), reasons=(("leads", "A film."),)) == [
        ("Leads up 35 % (usually 20)", "A film."),
        ("Spend up 29 % (usually 480 EUR)", ""),
        (told, ""),
    ]
    usual = (moved("leads", "27", "26.75", 4, 1), alike, cost)
    assert said(moved=usual) == [(f"As usual: a{told[1:]}", "")]
    assert said(moved=usual, reasons=(("leads", "A film."),))[0] == ("Leads 27", "A film.")
    assert said(moved=(), before=None, change=None) == []


def test_small_numbers_and_missing_weeks_get_no_percentage_they_could_not_bear() -> None:
    few = moved("leads", "12", "7.33", 3, None)
    thin = moved("cost_per_lead", "22.96", "14.32", 3, None)
    assert said(moved=(few, thin), before=Decimal("27.50"), change=None) == [
        ("Leads 12 (usually 7.3 over 3 weeks)", ""),
        ("A lead cost 22.96 EUR, after 27.50 EUR the week before, usually 14.32 EUR over 3 weeks", ""),
    ]
    dear = moved("cost_per_lead", "22.96", "23", 4, 0)
    assert said(moved=(dear,), change=20)[0][0].startswith("A lead cost"), "what moved is not as usual"
    late = Moved("leads", Decimal(27), Decimal(20), 35, Decimal(26), 4, 4)
    assert said(moved=(late,))[0][0] == "Leads up 35 % on the week before, but near the usual 26"


def test_both_views_stand_side_by_side_and_ping_nobody() -> None:
    said = scoreboard.two_views(
        Disagreement("Ads <!here>", "well", "Best week, @channel.", "Sales returned 4 of 5 leads judged.", "<@U1> no")
    )
    assert said == (
        "*Ads &lt;!here&gt;*\nIts owner says:\n> Best week, @\u2060channel.\nSales returned 4 of 5 leads judged.\n"
        "> &lt;@U1&gt; no"
    )

"""Channels side by side: stages, means and both sides' words, each only as exact as it is honest."""

from decimal import Decimal
from typing import Any

from capabilities.digest import Disagreement, Moved, Row, Stage, Totals
from handlers.views import scoreboard

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


def test_the_table_names_the_mean_a_customer_s_cost_and_a_channel_whose_views_differ() -> None:
    cost = moved("cost_per_lead", "22.96", "24.10", 4, -5)
    (_, line, last) = scoreboard.cells([row(moved=(cost,), disagrees=True)], TOTALS)
    assert line == (
        "Social ads (views differ)", "620", "27", "22.96", "−11 %", "−5 %", "1 of 6", "620", "1", "620",
    )  # fmt: skip
    assert last[-1] == "620"
    thin = moved("cost_per_lead", "22.96", "24.10", 1, None)
    assert scoreboard.cells([row(moved=(thin,))], TOTALS)[1][5] == "mean 24.10"
    assert scoreboard.cells([row(customers=0, cost_per_customer=None)], TOTALS)[1][-1] == "n/a"
    assert scoreboard.cells([row(customers=None, cost_per_customer=None)], TOTALS)[1][-1] == "–"


def test_stages_are_told_with_a_rate_where_there_is_one() -> None:
    of = (Stage("leads", "qualified", 27, 12, 44), Stage("qualified", "customers", 12, 1, None))
    assert scoreboard.stages(row(stages=of)) == "27 leads → 12 qualified leads (44 %) → 1 customer"
    assert scoreboard.stages(row()) == ""


def test_means_name_the_weeks_that_are_missing() -> None:
    full = (
        moved("spend", "620", "600", 4, 3),
        moved("leads", "27", "9.25", 4, None),
        moved("customers", "1", None, 0, 1),
    )
    assert scoreboard.usual(row(moved=full)) == (
        "Beside the four weeks before: spend 620 EUR (mean 600 EUR, +3 %), leads 27 (mean 9.25)."
    )
    words = scoreboard.usual(row(moved=(moved("leads", "27", "20", 3, 35), moved("qualified", "9", "8", 1, None))))
    assert words.startswith(
        "Beside the four weeks before, of which up to 3 could not be counted: leads 27 (mean 20, +35"
    )
    assert scoreboard.usual(row()) == ""


def test_both_views_stand_side_by_side_and_ping_nobody() -> None:
    said = scoreboard.two_views(
        Disagreement("Ads <!here>", "well", "Best week, @channel.", "Sales returned 4 of 5 leads judged.", "<@U1> no")
    )
    assert said == (
        "*Ads &lt;!here&gt;*\nIts owner says:\n> Best week, @\u2060channel.\nSales returned 4 of 5 leads judged.\n"
        "> &lt;@U1&gt; no"
    )

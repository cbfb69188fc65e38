"""The channels side by side: their table, the same in lines, and the chart of leads beside accepted leads."""

from collections.abc import Sequence
from decimal import Decimal

from capabilities.digest import Disagreement, Row, Totals
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, figure, many, money, quote, shorten

COLUMNS = (
    "Channel", "Spend", "Leads", "Per lead", "Change", "On 4 weeks", "Accepted", "Per accepted", "Customers",
    "Per customer",
)  # fmt: skip
DIFFER = " (views differ)"  # after the name of a channel whose story and field do not go together
_NAMES = {
    "spend": "spend", "leads": "leads", "qualified": "qualified leads", "opportunities": "opportunities",
    "customers": "customers", "cost_per_lead": "cost per lead",
}  # fmt: skip
_STAGES = {
    "leads": ("lead", "leads"), "qualified": ("qualified lead", "qualified leads"),
    "opportunities": ("opportunity", "opportunities"), "customers": ("customer", "customers"),
}  # fmt: skip
_MONEY = ("spend", "cost_per_lead")
_FOUR = 4
_VIEW = 240  # characters of each side's words
_CHART_ROWS, _CHART_LABEL = 12, 20  # of two published limits for points the lower is 20; labels hold 20 characters


def cells(rows: Sequence[Row], total: Totals) -> list[tuple[str, ...]]:
    """The table's lines, the columns' names first; a currency all share is named once, at the top."""
    one = not total.mixed
    names = tuple(
        f"{name}, {total.currency}" if name == "Spend" and one and total.currency else name for name in COLUMNS
    )

    def unit(row: Row) -> str:
        return "" if one else row.currency

    made = [
        (
            f"{row.channel}{DIFFER}" if row.disagrees else row.channel,
            money(row.spend, unit(row)) if row.reported else "not reported",
            figure(row.leads),
            _ratio(row.cost_per_lead, unit(row), known=row.spend is not None and row.leads is not None),
            _change(row, unit(row)),
            _usual(row, unit(row)),
            _judged(row.accepted, row.verdicts),
            _ratio(row.cost_per_accepted, unit(row), known=row.spend is not None),
            figure(row.customers),
            _ratio(row.cost_per_customer, unit(row), known=row.customers == 0),
        )
        for row in rows
    ]
    known = total.spend is not None
    last = (
        "All channels", money(total.spend), figure(total.leads), _ratio(total.cost_per_lead, "", known=known), "–",
        "–", _judged(total.accepted, total.accepted + total.returned), _ratio(total.cost_per_accepted, "", known=known),
        figure(total.customers),
        _ratio(total.cost_per_customer, "", known=known and total.customers == 0),
    )  # fmt: skip
    return [names, *made, last]


def _ratio(value: Decimal | None, currency: str, *, known: bool) -> str:
    """A cost; "n/a" when there is nothing to divide by, a dash when nobody knows."""
    return money(value, currency) if value is not None else "n/a" if known else "–"


def _change(row: Row, currency: str) -> str:
    """The cost per lead against the week before: a percentage where it is honest, else what it was."""
    if row.change is not None:
        return _percent(row.change)
    return f"was {money(row.before, currency)}" if row.before is not None else "–"


def _usual(row: Row, currency: str) -> str:
    """The cost per lead against the mean of the four weeks before, in the same way."""
    cost = row.move("cost_per_lead")
    if cost is None or cost.mean is None:
        return "–"
    return _percent(cost.off) if cost.off is not None else f"mean {money(cost.mean, currency)}"


def _percent(change: int) -> str:
    return f"{change:+d} %".replace("-", "−") if change else "±0 %"


def stages(row: Row) -> str:
    """`27 leads → 12 qualified leads (44 %) → 4 opportunities → 1 customer`; no rate under five, none known "".

    Customers and opportunities of a week mostly come from leads of earlier weeks, so whoever shows this says so.
    """
    if not row.stages:
        return ""
    first = row.stages[0]
    said = [many(first.whole, *_STAGES[first.of])]
    for each in row.stages:
        rate = f" ({each.percent} %)" if each.percent is not None else ""
        said.append(f"{many(each.part, *_STAGES[each.name])}{rate}")
    return " → ".join(said)


def usual(row: Row) -> str:
    """Each number of the week with the mean of the four weeks before and, where that is honest, the change on it.

    `leads 27 (mean 24.25, +11 %), spend … Of the four weeks before, 1 is missing.`; empty when nothing is known.
    """
    known = [each for each in row.moved if each.mean is not None]
    if not known:
        return ""

    def shown(name: str, value: Decimal) -> str:
        return money(value, row.currency if name in _MONEY else "")

    said = [
        f"{_NAMES[each.name]} {shown(each.name, each.now)} (mean {shown(each.name, each.mean or Decimal(0))}"
        + (f", {_percent(each.off)})" if each.off is not None else ")")
        for each in known
    ]
    words = ", ".join(said)
    least, most = min(each.weeks for each in known), max(each.weeks for each in known)
    if most == least == _FOUR:
        return f"Beside the four weeks before: {words}."
    left = f"{_FOUR - most}" if least == most else f"up to {_FOUR - least}"
    return f"Beside the four weeks before, of which {left} could not be counted: {words}."


def two_views(each: Disagreement) -> str:
    """What a channel's owner says of its leads beside what sales says, in mrkdwn."""
    owner = quote(each.story, _VIEW)
    field = f"{escape(each.counted)}\n{quote(each.field, _VIEW)}" if each.field else escape(each.counted)
    return f"*{escape(each.channel)}*\nIts owner says:\n{owner}\n{field}"


def _judged(accepted: int, judged: int) -> str:
    return f"{accepted} of {judged}" if judged else "–"


def lines(cells: Sequence[tuple[str, ...]]) -> list[Block]:
    """The table in sentences, for a Slack that shows no tables."""
    said = [
        f"*{escape(cell[0])}*: {cells[0][1]} {cell[1]}, leads {cell[2]} at {cell[3]} ({cell[4]}; on 4 weeks "
        f"{cell[5]}), accepted {cell[6]} at {cell[7]}, customers {cell[8]} at {cell[9]}"
        for cell in cells[1:]
    ]
    return [b.section("\n".join(said[at : at + 15])) for at in range(0, len(said), 15)]


def chart(rows: Sequence[Row]) -> Block | None:
    """Leads and accepted leads side by side, as Slack's own chart; None when there is nothing to draw."""
    drawn = sorted((row for row in rows if row.leads or row.accepted), key=lambda row: -(row.leads or 0))[:_CHART_ROWS]
    if not drawn:
        return None
    labels: list[str] = []
    for row in drawn:
        label = shorten(row.channel, _CHART_LABEL)
        while label in labels:  # two long names may be cut to the same
            label = f"{label[: _CHART_LABEL - 3].rstrip('… ')}… {len(labels) + 1}"[-_CHART_LABEL:]
        labels.append(label)
    series = (("Leads", [row.leads or 0 for row in drawn]), ("Accepted by sales", [row.accepted for row in drawn]))
    return {
        "type": "data_visualization",
        "title": "Leads, and leads that sales accepted",
        "chart": {
            "type": "bar",
            "series": [
                {"name": name, "data": [{"label": at, "value": n} for at, n in zip(labels, values, strict=True)]}
                for name, values in series
            ],
            "axis_config": {"categories": labels, "y_label": "Leads"},
        },
    }

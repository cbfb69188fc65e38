"""The channels side by side: their table, the same in lines, and the chart of leads beside accepted leads."""

from collections.abc import Sequence
from decimal import Decimal

from capabilities.digest import Row, Totals
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, figure, money, shorten

COLUMNS = ("Channel", "Spend", "Leads", "Per lead", "Change", "Accepted", "Per accepted", "Customers")
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
            row.channel,
            money(row.spend, unit(row)) if row.reported else "not reported",
            figure(row.leads),
            _ratio(row.cost_per_lead, unit(row), known=row.spend is not None and row.leads is not None),
            _change(row, unit(row)),
            _judged(row.accepted, row.verdicts),
            _ratio(row.cost_per_accepted, unit(row), known=row.spend is not None),
            figure(row.customers),
        )
        for row in rows
    ]
    known = total.spend is not None
    last = (
        "All channels", money(total.spend), figure(total.leads), _ratio(total.cost_per_lead, "", known=known), "–",
        _judged(total.accepted, total.accepted + total.returned), _ratio(total.cost_per_accepted, "", known=known),
        figure(total.customers),
    )  # fmt: skip
    return [names, *made, last]


def _ratio(value: Decimal | None, currency: str, *, known: bool) -> str:
    """A cost; "n/a" when there is nothing to divide by, a dash when nobody knows."""
    return money(value, currency) if value is not None else "n/a" if known else "–"


def _change(row: Row, currency: str) -> str:
    """The cost per lead against the week before: a percentage where it is honest, else what it was."""
    if row.change is not None:
        return f"{row.change:+d} %".replace("-", "−") if row.change else "±0 %"
    return f"was {money(row.before, currency)}" if row.before is not None else "–"


def _judged(accepted: int, judged: int) -> str:
    return f"{accepted} of {judged}" if judged else "–"


def lines(cells: Sequence[tuple[str, ...]]) -> list[Block]:
    """The table in sentences, for a Slack that shows no tables."""
    said = [
        f"*{escape(cell[0])}*: {cells[0][1]} {cell[1]}, leads {cell[2]} at {cell[3]} ({cell[4]}), "
        f"accepted {cell[5]} at {cell[6]}, customers {cell[7]}"
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
            "axis_config": {"categories": labels, "y_label": "Leads of the week"},
        },
    }

"""The channels side by side: their table, the same in lines, and the chart of leads beside accepted leads."""

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from capabilities.digest import Disagreement, Row, Totals
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, figure, many, money, quote, shorten
from handlers.views.text import name as named

COLUMNS = (
    "Channel", "Leads", "Accepted", "Per accepted", "Spend", "Per lead", "Change", "On 4 weeks", "Customers",
    "Per customer",
)  # fmt: skip
MONDAY = 6  # the weightiest of these: so many fit beside a sidebar, and a phone shows the first four
DIFFER = "\N{NO-BREAK SPACE}⇄"  # after the name of a channel whose story and field do not go together
_AMOUNTS = ("Per accepted", "Spend", "Per lead", "Per customer")
_ONE = Decimal(1)
_ROUND = 100  # units of money: from here on, cents say nothing
_NAME = 30  # characters of a channel's name in the weekly table; the whole name stands in the channel's own lines
_VIEW = 240  # characters of each side's words
_CHART_ROWS, _CHART_LABEL = 12, 20  # of two published limits for points the lower is 20; labels hold 20 characters

Shown = Callable[[str, Decimal | None, str], str]  # column, amount, currency: as it stands in the table


def told(rows: Sequence[Row]) -> list[Row]:
    """The rows with something to show: a channel that neither reported nor had a lead judged has none."""
    return [row for row in rows if row.reported or row.verdicts]


def cells(rows: Sequence[Row], total: Totals, *, whole: bool = False) -> list[tuple[str, ...]]:
    """The table's lines, the columns' names first. Empty without a row.

    The `whole` table has all columns, to the cent, a currency all share named with them. Else it is the one looked at
    each week: its first six, each column's amounts all with cents or all without, and room for a phone: a currency
    all share is named beneath it.
    """
    shown = told(rows)
    if not shown:
        return []
    show: Shown = _exact if whole else _rounded(shown, total)
    heads = tuple(f"{name}, {total.currency}" if name in _AMOUNTS and total.currency else name for name in COLUMNS)
    one = bool(total.currency) and not total.mixed
    names = [row.channel for row in shown] if whole else _names(shown)
    made = [_row(row, name, "" if one else row.currency, show) for row, name in zip(shown, names, strict=True)]
    made += [_total(total, show)] if len(shown) > 1 else []
    if whole:
        return [heads, *made]
    return [COLUMNS[:MONDAY], *[(line[0], *map(_unbroken, line[1:MONDAY])) for line in made]]


def two_views(each: Disagreement) -> str:
    """What a channel's owner says of its leads beside what sales says, in mrkdwn."""
    owner = quote(each.story, _VIEW)
    field = f"{escape(each.counted)}\n{quote(each.field, _VIEW)}" if each.field else escape(each.counted)
    return f"*{named(each.channel)}*\nIts owner says:\n{owner}\n{field}"


def lines(rows: Sequence[Row], total: Totals) -> list[Block]:
    """The table in sentences, for a Slack that shows no tables."""
    said = [_sentence(row) for row in told(rows)]
    if total.leads is not None and len(told(rows)) > 1:
        known = [
            f"{money(value, total.currency)} {what}"
            for value, what in (
                (total.spend, "spent"), (total.cost_per_lead, "a lead"), (total.cost_per_accepted, "an accepted one")
            )
            if value is not None
        ]  # fmt: skip
        judged = _accepted(total.accepted, total.returned)
        said.append(f"*All channels*: {', '.join(filter(None, (many(total.leads, 'lead'), *known)))}{judged}")
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


def percent(change: int) -> str:
    """`+11 %`, `−5 %`, `±0 %`."""
    return f"{change:+d} %".replace("-", "−") if change else "±0 %"


def _names(rows: Sequence[Row]) -> list[str]:
    """The channels' names, none longer than a column bears but where two begin alike."""
    short = [shorten(row.channel, _NAME) for row in rows]
    return [row.channel if short.count(name) > 1 else name for row, name in zip(rows, short, strict=True)]


def _row(row: Row, name: str, unit: str, show: Shown) -> tuple[str, ...]:
    def ratio(name: str, value: Decimal | None, *, known: bool) -> str:
        return _ratio(show(name, value, unit), value, known=known)

    return (
        f"{name}{DIFFER}" if row.disagrees else name,
        figure(row.leads),
        _judged(row.accepted, row.verdicts),
        ratio("Per accepted", row.cost_per_accepted, known=row.spend is not None),
        show("Spend", row.spend, unit),
        ratio("Per lead", row.cost_per_lead, known=row.spend is not None and row.leads is not None),
        _change(row, unit),
        _usual(row, unit),
        figure(row.customers),
        ratio("Per customer", row.cost_per_customer, known=row.customers == 0),
    )


def _total(total: Totals, show: Shown) -> tuple[str, ...]:
    known = total.spend is not None

    def ratio(name: str, value: Decimal | None, *, known: bool) -> str:
        return _ratio(show(name, value, ""), value, known=known)

    return (
        "All channels", figure(total.leads), _judged(total.accepted, total.accepted + total.returned),
        ratio("Per accepted", total.cost_per_accepted, known=known), show("Spend", total.spend, ""),
        ratio("Per lead", total.cost_per_lead, known=known), "–", "–", figure(total.customers),
        ratio("Per customer", total.cost_per_customer, known=known and total.customers == 0),
    )  # fmt: skip


def _exact(name: str, amount: Decimal | None, unit: str) -> str:  # noqa: ARG001 (the same in every column)
    return money(amount, unit)


def _rounded(rows: Sequence[Row], total: Totals) -> Shown:
    """Amounts that stand under each other: cents in a column where a small amount has any, else in none of it."""
    amounts: dict[str, Iterable[Decimal | None]] = {
        "Per accepted": [total.cost_per_accepted, *(row.cost_per_accepted for row in rows)],
        "Spend": [total.spend, *(row.spend for row in rows)],
        "Per lead": [total.cost_per_lead, *(row.cost_per_lead for row in rows)],
    }
    small = {
        name: any(each is not None and each < _ROUND and each != each.to_integral_value() for each in several)
        for name, several in amounts.items()
    }

    def show(name: str, amount: Decimal | None, unit: str) -> str:
        if amount is None:
            return "–"
        exact = f"{amount:,.2f}" if small.get(name) else f"{amount.quantize(_ONE, ROUND_HALF_UP):,}"
        return f"{exact} {unit}".strip()

    return show


def _sentence(row: Row) -> str:
    """`*Ads*: 27 leads, 620 EUR spent, 22.96 EUR a lead, 620 EUR an accepted one; sales accepted 1 of 6.`"""
    said = [many(row.leads, "lead") if row.leads is not None else "no report" if not row.reported else "leads unknown"]
    said += [f"{money(row.spend, row.currency)} spent"] if row.spend is not None else []
    said += [f"{money(row.cost_per_lead, row.currency)} a lead"] if row.cost_per_lead is not None else []
    said += [f"{money(row.cost_per_accepted, row.currency)} an accepted one"] if row.cost_per_accepted else []
    mark = DIFFER if row.disagrees else ""
    return f"*{named(row.channel)}*{mark}: {escape(', '.join(said))}{_accepted(row.accepted, row.returned)}"


def _accepted(accepted: int, returned: int) -> str:
    return f"; sales accepted {accepted:,} of {accepted + returned:,}" if accepted or returned else ""


def _ratio(shown: str, value: Decimal | None, *, known: bool) -> str:
    """A cost; "n/a" when there is nothing to divide by, a dash when nobody knows."""
    return shown if value is not None else "n/a" if known else "–"


def _change(row: Row, currency: str) -> str:
    """The cost per lead against the week before: a percentage where it is honest, else what it was."""
    if row.change is not None:
        return percent(row.change)
    return f"was {money(row.before, currency)}" if row.before is not None else "–"


def _usual(row: Row, currency: str) -> str:
    """The cost per lead against the mean of the four weeks before, in the same way."""
    cost = row.move("cost_per_lead")
    if cost is None or cost.mean is None:
        return "–"
    return percent(cost.off) if cost.off is not None else f"mean {money(cost.mean, currency)}"


def _judged(accepted: int, judged: int) -> str:
    return f"{accepted:,} of {judged:,}" if judged else "–"


def _unbroken(cell: str) -> str:
    """A number and its unit on one line, however narrow the column."""
    return cell.replace(" ", "\N{NO-BREAK SPACE}")

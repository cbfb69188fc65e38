"""What in a week calls for a decision: flags in the channels' numbers, and the one line both teams start with."""

from collections.abc import Sequence
from decimal import Decimal

from capabilities.digest.values import RATE_BASE, Count, Coverage, Flag, Row, Theme
from capabilities.field import REASONS
from capabilities.themes.trend import per_week
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE

_GAPS = 3  # from so many unanswered questions on, answering them comes before the rest
_WEIGHTIEST = 3  # one of so many themes that rises goes before one that only is large

_BRIEF = ("brief", "question", "questions")


def flags(rows: Sequence[Row]) -> tuple[Flag, ...]:
    """Channels to look at: the dearest first of those cheap but returned, then spend without leads, then the rest."""
    found = [flag for row in sorted(rows, key=lambda row: row.spend or 0, reverse=True) for flag in _of(row)]
    order = ("cheap_returned", "no_leads", "returned")
    return tuple(sorted(found, key=lambda flag: order.index(flag.kind)))


def decide(
    flagged: Sequence[Flag], themes: Sequence[Theme], gaps: int, coverage: Coverage, missing: Sequence[str]
) -> tuple[str, str, tuple[str, ...]]:
    """The decision most worth taking, as a sentence, why, and names of what it is about; all from what was counted."""
    if flagged:
        return _about(flagged[0]), flagged[0].words, (flagged[0].channel,)
    silent = f"The brief was silent on {gaps} {'question' if gaps == 1 else 'questions'} this week."
    if gaps >= _GAPS:
        return "Decide who answers the questions the brief is silent on.", silent, _BRIEF
    top = _top(themes)
    if top is not None:
        return _on(top), f"{counted(top.count)}: {top.name}{_than_before(top)}.", (top.name,)
    if gaps:
        return "Decide who answers what the brief is silent on.", silent, _BRIEF
    if missing:
        names = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
        of = f"{coverage.channels_reported} of {coverage.channels} channels"
        return f"Decide who hands in for {names}.", f"Only {of} reported, so the sums are short.", tuple(missing)
    return (
        "Decide which customer each of you asks this week.",
        "Nothing in the numbers calls for more, and one honest answer would.",
        ("customer", "customers"),
    )


def counted(count: Count) -> str:
    """`8 notes from 6 people at 8 customers`; customers only where any was named."""
    said = f"{count.notes:,} {'note' if count.notes == 1 else 'notes'} from "
    said += f"{count.people:,} {'person' if count.people == 1 else 'people'}"
    customers = "customer" if count.accounts == 1 else "customers"
    return f"{said} at {count.accounts:,} {customers}" if count.accounts else said


def amount(value: Decimal | None, currency: str) -> str:
    """`1,234 EUR`, with cents where there are any; "n/a" when there is none."""
    if value is None:
        return "n/a"
    figure = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    return f"{figure} {currency}".strip()


def _of(row: Row) -> list[Flag]:
    often = row.verdicts >= RATE_BASE and row.returned * 2 >= row.verdicts
    back = f"sales returned {row.returned} of {row.verdicts} leads judged"
    reason = f", most often “{REASONS[row.reason]}”" if row.reason in REASONS else ""
    if often and row.cost_per_lead is not None and row.before is not None and row.cost_per_lead < row.before:
        now, before = amount(row.cost_per_lead, row.currency), amount(row.before, row.currency)
        words = f"A lead costs {now} after {before} the week before, but {back}{reason}."
        return [Flag("cheap_returned", row.channel, words, row.story)]
    found = []
    if row.spend and row.leads == 0:
        words = f"It spent {amount(row.spend, row.currency)} and reports no lead: check the tracking."
        found.append(Flag("no_leads", row.channel, words, row.story))
    if often:
        found.append(Flag("returned", row.channel, f"{back[0].upper()}{back[1:]}{reason}.", row.story))
    return found


def _about(flag: Flag) -> str:
    return {
        "cheap_returned": f"Decide what {flag.channel} changes before it gets more money.",
        "no_leads": f"Decide who checks the tracking of {flag.channel}.",
        "returned": f"Decide how leads from {flag.channel} are checked before sales gets them.",
    }[flag.kind]


def _top(themes: Sequence[Theme]) -> Theme | None:
    """The theme to decide on: one of the weightiest that rises, else the weightiest; None when all are thin.

    A theme that cannot be named is not asked about: nobody could tell which it is.
    """
    able = [each for each in themes if each.named]
    heavy = [each for each in able if each.count.notes >= PUBLIC_NOTES and each.count.people >= PUBLIC_PEOPLE]
    rising = [each for each in heavy[:_WEIGHTIEST] if each.trend.word == "rising"]
    return next(iter(rising or heavy), None)


def _on(theme: Theme) -> str:
    if theme.sales and theme.marketing:
        return f"Decide what sales and marketing do next on “{theme.name}”."
    if theme.sales or theme.marketing:
        return f"Decide who from {'marketing' if theme.sales else 'sales'} joins in on “{theme.name}”."
    return f"Decide who takes on “{theme.name}”."


def _than_before(theme: Theme) -> str:
    trend = theme.trend
    return {
        "rising": f", up from {per_week(trend)}",
        "falling": f", down from {per_week(trend)}",
        "new": ", new this week",
        "": "",  # nothing to compare with yet
    }.get(trend.word, f", {per_week(trend)} before")

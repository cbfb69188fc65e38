"""What in a week calls for a decision: flags in the channels' numbers, and the one line both teams start with."""

from collections.abc import Sequence
from decimal import Decimal

from capabilities.digest.numbers import COST, FAR, WEEKS
from capabilities.digest.values import RATE_BASE, Count, Coverage, Flag, Row, Theme
from capabilities.field import REASONS
from capabilities.themes.trend import per_week
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE

_GAPS = 3  # from so many unanswered questions on, answering them comes before the rest
_WEIGHTIEST = 3  # one of so many themes that rises goes before one that only is large

UNUSUAL = "unusual"
_WORSE = 20  # percentage points fewer good leads than in the four weeks before: one lead in five
_BRIEF = ("brief", "question", "questions")


def flags(rows: Sequence[Row]) -> tuple[Flag, ...]:
    """Channels to look at: cheap but returned, dearer and worse, spend without leads, returned, unusual; in each of
    these the highest spend first."""
    found = [flag for row in sorted(rows, key=lambda row: row.spend or 0, reverse=True) for flag in _of(row)]
    order = ("cheap_returned", "dear_worse", "no_leads", "returned", UNUSUAL)
    return tuple(sorted(found, key=lambda flag: order.index(flag.kind)))


def decide(
    flagged: Sequence[Flag],
    themes: Sequence[Theme],
    gaps: int,
    coverage: Coverage,
    missing: Sequence[str],
    *,
    when: str = "this week",
) -> tuple[str, str, tuple[str, ...]]:
    """The decision most worth taking, as a sentence, why, and names of what it is about; all from what was counted."""
    plain = [flag for flag in flagged if flag.kind != UNUSUAL]
    if plain:
        return _about(plain[0]), plain[0].words, (plain[0].channel,)
    silent = f"The brief was silent on {gaps} {'question' if gaps == 1 else 'questions'} {when}."
    if gaps >= _GAPS:
        return "Decide who answers the questions the brief is silent on.", silent, _BRIEF
    top = _top(themes)
    if top is not None:
        return _on(top), f"{counted(top.count)}: {top.name}{_than_before(top)}.", (top.name,)
    if gaps:
        return "Decide who answers what the brief is silent on.", silent, _BRIEF
    if flagged:  # of many channels some stray by chance alone: what customers say goes first
        return _about(flagged[0]), flagged[0].words, (flagged[0].channel,)
    if missing:
        names = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
        return f"Decide who hands in for {names}.", _short_of(coverage), tuple(missing)
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
    if worse := _dear_worse(row):
        return [Flag("dear_worse", row.channel, worse, row.story)]
    found = []
    if row.spend and row.leads == 0:
        words = f"It spent {amount(row.spend, row.currency)} and reports no lead: check the tracking."
        found.append(Flag("no_leads", row.channel, words, row.story))
    if often:
        found.append(Flag("returned", row.channel, f"{back[0].upper()}{back[1:]}{reason}.", row.story))
    if row.unusual and not found:
        found.append(Flag(UNUSUAL, row.channel, _unusual(row), row.story))
    return found


def _dear_worse(row: Row) -> str:
    """Costs that went up while the leads became worse, in words; empty where they did not."""
    cost, good = row.move(COST), row.quality
    if cost is None or cost.mean is None or cost.off is None or cost.off < FAR or good is None:
        return ""
    # a fifth fewer, without dividing: part / whole + 20 % <= part_before / whole_before
    now, before = good.part * good.whole_before, good.part_before * good.whole
    if (before - now) * 100 < _WORSE * good.whole * good.whole_before:
        return ""
    who = "sales accepted" if good.by == "accepted" else "it qualified"
    what = "leads judged" if good.by == "accepted" else "leads"
    weeks = f"{_of_four(cost.weeks)} before"
    return (
        f"A lead costs {amount(cost.now, row.currency)} after {amount(cost.mean, row.currency)} on average in {weeks}, "
        f"while {who} {good.part} of {good.whole:,} {what} after {good.part_before:,} of {good.whole_before:,}."
    )


def _of_four(weeks: int) -> str:
    """`the four weeks`, or `3 of the four weeks` where some are missing."""
    return "the four weeks" if weeks == WEEKS else f"{weeks} of the four weeks"


def _unusual(row: Row) -> str:
    """`It brought 60 leads, where 24.25 is the mean of the 8 weeks before that named it: more than two …`"""
    far = row.unusual[0]
    now, mean = (amount(value, row.currency if far.name == COST else "") for value in (far.now, far.mean))
    what = {"leads": "It brought {} leads", COST: "A lead costs {}"}[far.name].format(now)
    return (
        f"{what}, where {mean} is the mean of the {far.weeks} weeks before that named it: "
        "more than two standard deviations off."
    )


def _short_of(coverage: Coverage) -> str:
    """`Only 5 of 6 channels reported, so the sums are short.`"""
    if coverage.channels_reported:
        return f"Only {coverage.channels_reported} of {coverage.channels} channels reported, so the sums are short."
    of = "The one channel has not" if coverage.channels == 1 else f"None of the {coverage.channels} channels has"
    return f"{of} reported, so there are no sums."


def _about(flag: Flag) -> str:
    return {
        "cheap_returned": f"Decide what {flag.channel} changes before it gets more money.",
        "dear_worse": f"Decide what {flag.channel} changes now that leads cost more and fewer are good.",
        "no_leads": f"Decide who checks the tracking of {flag.channel}.",
        "returned": f"Decide how leads from {flag.channel} are checked before sales gets them.",
        UNUSUAL: f"Decide who finds out why {flag.channel} is far from its usual week.",
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

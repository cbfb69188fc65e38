"""One channel's week in a few sentences: its way from lead to customer, what moved and why, what its leads cost."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from capabilities.channels.numbers import LABELS
from capabilities.digest import Moved, Row, Totals
from capabilities.digest.numbers import COST, FAR
from capabilities.field import REASONS
from handlers.views.scoreboard import percent
from handlers.views.text import many, money, shorten

_NAMES = {
    "spend": "Spend", "leads": "Leads", "qualified": "Qualified leads", "opportunities": "Opportunities",
    "customers": "Customers",
}  # fmt: skip
_STAGES = {
    "leads": ("lead", "leads"), "qualified": ("qualified lead", "qualified leads"),
    "opportunities": ("opportunity", "opportunities"), "customers": ("customer", "customers"),
}  # fmt: skip
_FOUR = 4
_WHY = 240  # characters of a reason
_BASE = 10  # DESIGN, honest numbers: no percentage on less
_FEW = 3  # so many more or less of a small number are said, without a percentage
_TENTHS = 20  # a mean of fewer is told with its tenths
_TENTH, _CENT, _ONE = Decimal("0.1"), Decimal("0.01"), Decimal(1)


@dataclass(frozen=True)
class Said:
    """Something about a channel's week, and why it is so in its owner's words; empty where nobody said."""

    words: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.words}: {quoted(shorten(self.why, _WHY))}" if self.why else self.words


def stages(row: Row) -> str:
    """`27 leads → 12 qualified leads (44 %) → 4 opportunities → 1 customer at 620 EUR`; no rate under five.

    Customers and opportunities of a week mostly come from leads of earlier weeks, so whoever shows this says so.
    Empty when there is nothing beyond what the table says.
    """
    said = [many(row.stages[0].whole, *_STAGES[row.stages[0].of])] if row.stages else []
    for each in row.stages:
        rate = f" ({each.percent} %)" if each.percent else ""  # of none there is no rate to tell
        said.append(f"{many(each.part, *_STAGES[each.name])}{rate}")
    if row.customers and "customers" not in {each.name for each in row.stages}:
        said.append(many(row.customers, *_STAGES["customers"]))
    cost = f" at {money(row.cost_per_customer, row.currency)}" if row.cost_per_customer else ""
    return f"{' → '.join(said)}{cost}"


def together(total: Totals) -> str:
    """The same of all channels, without rates: not every channel names every stage."""
    named = ((name, getattr(total, name)) for name in _STAGES)
    said = [many(count, *_STAGES[name]) for name, count in named if count is not None]
    cost = f" at {money(total.cost_per_customer, total.currency)}" if total.cost_per_customer else ""
    return f"{' → '.join(said)}{cost}" if said[1:] else ""


def moves(row: Row) -> list[Said]:
    """What is 15 % or more off the mean of the four weeks before, or off the week before, and whatever a reason was
    given for; one reason for several numbers is said once. What a lead cost stands at the end, with both comparisons.

    `As usual` when nothing moved; empty when there is no week to compare with.
    """
    why: dict[str, list[str]] = {}
    for name, words in row.reasons:
        why.setdefault(words, []).append(name)
    found = [Said(_and([_named(row, name) for name in names]), words) for words, names in why.items()]
    explained = {name for name, _ in row.reasons}
    rest = [words for each in row.moved if each.name not in explained and (words := _moved(each, row.currency))]
    found += [Said(_and(rest))] if rest else []
    cost = _cost(row)
    if not found and any(each.mean is not None for each in row.moved) and not _cost_moved(row):
        return [Said(f"As usual: {cost[0].lower()}{cost[1:]}" if cost else "As usual")]
    return [*found, Said(cost)] if cost else found


def returned(row: Row) -> str:
    """Why most of the leads that came back did; empty where that is not known."""
    if not row.returned or row.reason not in REASONS:
        return ""
    how = ", most often" if row.returned > 1 else ""
    return f"{many(row.returned, 'lead')} came back{how} as “{REASONS[row.reason]}”"


def quoted(words: str) -> str:
    """Somebody's words between quotation marks, unless they stand in some already."""
    return words if words.startswith(("“", "„", "«", '"')) else f"“{words}”"


def _cost(row: Row) -> str:
    """`A lead cost 22.96 EUR, −11 % on the week before, −5 % on four weeks`; empty with nothing to set it against.

    Where a percentage would not be honest, what it was.
    """
    usual = row.move(COST)
    if not row.cost_per_lead:
        return ""
    said = []
    if row.change is not None:
        said.append(f"{percent(row.change)} on the week before")
    elif row.before is not None:
        said.append(f"after {money(row.before, row.currency)} the week before")
    if usual is not None and usual.mean is not None:
        weeks = "four weeks" if usual.weeks == _FOUR else many(usual.weeks, "week")
        mean = f"usually {money(usual.mean, row.currency)} over"
        said.append(f"{mean if usual.off is None else f'{percent(usual.off)} on'} {weeks}")
    return f"A lead cost {', '.join([money(row.cost_per_lead, row.currency), *said])}" if said else ""


def _cost_moved(row: Row) -> bool:
    """Whether what a lead cost is far off what it was, on however few leads."""
    usual, now = row.move(COST), row.cost_per_lead or Decimal(0)
    known = [(row.change, row.before), (usual.off, usual.mean) if usual is not None else (None, None)]
    return any(
        abs(change) >= FAR if change is not None else was is not None and abs(now - was) * 100 >= FAR * was > 0
        for change, was in known
    )


def _named(row: Row, name: str) -> str:
    """A number with a reason, moved or not."""
    each = row.move(name)
    if each is None:
        return LABELS.get(name, name)
    return _moved(each, row.currency) or f"{_NAMES.get(name, name)} {_figure(each.now, name, row.currency)}"


def _moved(each: Moved, currency: str) -> str:
    """`Leads up 57 % (usually 36)`; empty where it is as usual, or too small to say so. What a lead costs is told by
    itself."""
    if each.name == COST:
        return ""
    name = _NAMES.get(each.name, each.name)
    weeks = f" over {many(each.weeks, 'week')}" if each.weeks < _FOUR else ""
    if each.off is not None and abs(each.off) >= FAR:
        return f"{name} {_up(each.off)} (usually {_usual(each, currency)}{weeks})"
    if each.off is None and each.mean is not None and _is_far(each.now, each.mean):
        now = _figure(each.now, each.name, currency)
        return f"{name} {now} (usually {_usual(each, currency)}{weeks})"
    if each.change is not None and abs(each.change) >= FAR:
        usual = f", but near the usual {_usual(each, currency)}{weeks}" if each.off is not None else ""
        return f"{name} {_up(each.change)} on the week before{usual}"
    return ""


def _is_far(now: Decimal, mean: Decimal) -> bool:
    """Whether a number with a small one to compare it with is worth a word."""
    return abs(now - mean) >= _FEW and abs(now - mean) * 100 >= FAR * mean


def _up(change: int) -> str:
    return f"{'up' if change > 0 else 'down'} {abs(change)} %"


def _usual(each: Moved, currency: str) -> str:
    mean = each.mean or Decimal(0)
    if each.name == "spend":
        return money(mean if mean < _BASE * _BASE else mean.quantize(_ONE, ROUND_HALF_UP), currency)
    return f"{mean.quantize(_ONE if mean >= _TENTHS else _TENTH, ROUND_HALF_UP):,f}".removesuffix(".0")


def _figure(value: Decimal, name: str, currency: str) -> str:
    return money(value, currency if name == "spend" else "")


def _and(said: list[str]) -> str:
    """Several names with what became of each, as one sentence."""
    later = [each[:1].lower() + each[1:] for each in said[1:]]
    return f"{', '.join([said[0], *later[:-1]])} and {later[-1]}" if later else "".join(said)

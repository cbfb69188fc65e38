"""A channel's week set beside its weeks before: stages, changes, the four-week mean, and what is far off it."""

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from capabilities.channels import WEEK, change, cost_per
from capabilities.digest.values import RATE_BASE, Moved, Quality, Stage, Unusual
from storage.channel_figures import Figures

WEEKS = 4  # before, whose mean is what is usual; as themes reckon it
HISTORY = 12  # weeks before, a quarter, that say how far a channel's numbers scatter
LEAST = 6  # of these must name a number, or its deviation says nothing
DEVIATIONS = 2
FAR = 15  # percent: what moved less is not worth a word, however still it stood before
STAGES = ("leads", "qualified", "opportunities", "customers")
COUNTED = ("spend", *STAGES)
COST = "cost_per_lead"
_CENT, _ONE = Decimal("0.01"), Decimal(1)

Read = Callable[[Figures], Decimal | None]


def stages(figures: Figures) -> tuple[Stage, ...]:
    """Each stage after the leads that the channel named, against the nearest one before it that it named."""
    known = [(name, count) for name in STAGES if (count := getattr(figures, name)) is not None]
    return tuple(Stage(of, name, whole, part, percent(part, whole)) for (of, whole), (name, part) in pairwise(known))


def percent(part: int, whole: int) -> int | None:
    """The share in whole percent; None under five, and where the part is the larger: it is no part then."""
    if whole < RATE_BASE or part > whole:
        return None
    return int((Decimal(part * 100) / whole).quantize(_ONE, ROUND_HALF_UP))


def moved(now: Figures, earlier: Sequence[Figures]) -> tuple[Moved, ...]:
    """The week's numbers, its cost per lead last, against the week before and the mean of the four weeks before.

    `earlier` are weeks of the same channel. A week that is missing, that does not name the number or names it in
    another currency, counts for nothing: a mean is made of those that do.
    """
    four = [each for each in earlier if now.week - WEEKS * WEEK <= each.week < now.week]
    last = next((each for each in four if each.week == now.week - WEEK), None)
    made = [_counted(name, now, last, four) for name in COUNTED]
    return tuple(each for each in (*made, _cost(now, last, four)) if each is not None)


def cost_before(now: Figures, earlier: Sequence[Figures]) -> Decimal | None:
    """The cost per lead of the week before, known or not what this week's is; None in another currency."""
    last = next((each for each in earlier if each.week == now.week - WEEK), None)
    return _per_lead(last) if last is not None and _same(last, now) else None


def unusual(now: Figures, earlier: Sequence[Figures]) -> tuple[Unusual, ...]:
    """Leads and cost per lead more than two standard deviations off the weeks before, the farthest first.

    The sample's deviation is taken (by n - 1), of six weeks or more within the quarter before. What moved by less
    than 15 %, or on a base under ten leads, is left out: it may be far off and is still no news.
    """
    quarter = [each for each in earlier if now.week - HISTORY * WEEK <= each.week < now.week]
    leads = _of(quarter, lambda each: _decimal(each.leads))
    if not leads or sum(leads) < 10 * len(leads):
        return ()
    found = [
        (off, Unusual(name, value, _mean(known), len(known)))
        for name, value, known in (
            ("leads", _decimal(now.leads), leads),
            (COST, _per_lead(now), _of(quarter, lambda each: _per_lead(each) if _same(each, now) else None)),
        )
        if value is not None and (off := _distance(value, known)) > DEVIATIONS**2
    ]
    return tuple(each for _, each in sorted(found, key=lambda pair: -pair[0]))


def quality(
    now: Figures, earlier: Sequence[Figures], judged: tuple[int, int], judged_before: tuple[int, int]
) -> Quality | None:  # fmt: skip
    """How good the leads were beside the four weeks before: by what sales accepted, else by what qualified.

    `judged` and `judged_before` are leads accepted and leads judged. None where either side has fewer than five.
    """
    if judged[1] >= RATE_BASE and judged_before[1] >= RATE_BASE:
        return Quality("accepted", *judged, *judged_before)
    four = [each for each in earlier if now.week - WEEKS * WEEK <= each.week < now.week]
    pairs = [(each.qualified, each.leads) for each in four if each.qualified is not None and each.leads is not None]
    part, whole = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    if now.qualified is None or (now.leads or 0) < RATE_BASE or whole < RATE_BASE:
        return None
    return Quality("qualified", now.qualified, now.leads or 0, part, whole)


def sum_known(counts: Iterable[int | None]) -> int | None:
    """The sum of what is known; None, not nought, when nothing is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _counted(name: str, now: Figures, last: Figures | None, four: Sequence[Figures]) -> Moved | None:
    def read(each: Figures) -> Decimal | None:
        return _decimal(getattr(each, name)) if name != "spend" or _same(each, now) else None

    value = read(now)
    if value is None:
        return None
    before = read(last) if last is not None else None
    known = _of(four, read)
    mean = _mean(known) if known else None
    off = change(value, mean, base=_whole(mean))
    return Moved(name, value, before, change(value, before, base=_whole(before)), mean, len(known), off)


def _cost(now: Figures, last: Figures | None, four: Sequence[Figures]) -> Moved | None:
    value = _per_lead(now)
    if value is None:
        return None
    before = cost_before(now, four)
    pairs = [
        (each.spend, each.leads)
        for each in four
        if each.spend is not None and each.leads is not None and _same(each, now)
    ]
    leads = sum(pair[1] for pair in pairs)
    mean = cost_per(sum((pair[0] for pair in pairs), Decimal(0)), leads)
    return Moved(
        COST, value, before, change(value, before, base=last.leads if last is not None else None), mean,
        len(pairs) if mean is not None else 0, change(value, mean, base=leads // max(len(pairs), 1)),
    )  # fmt: skip


def _distance(value: Decimal, known: Sequence[Decimal]) -> Fraction:
    """The square of how many standard deviations a value is off, exactly; nought where it is no news.

    All in cents and multiplied by their number, so that nothing is divided before the end. Where nothing ever moved
    the deviation is nought, and whatever moves is off by more than any number of them.
    """
    number = len(known)
    if number < LEAST:
        return Fraction(0)
    each = [int(amount * 100) for amount in known]
    total = sum(each)
    off = number * int(value * 100) - total
    if abs(off) * 100 < FAR * total:
        return Fraction(0)
    scatter = sum((number * one - total) ** 2 for one in each)
    return Fraction(off * off * (number - 1), scatter) if scatter else Fraction(10**9)


def _of(weeks: Iterable[Figures], read: Read) -> list[Decimal]:
    return [value for each in weeks if (value := read(each)) is not None]


def _per_lead(each: Figures) -> Decimal | None:
    return cost_per(each.spend, each.leads)


def _same(one: Figures, other: Figures) -> bool:
    return one.currency == other.currency


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(_CENT, ROUND_HALF_UP)


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)

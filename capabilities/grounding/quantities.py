"""The numbers, percentages, amounts, dates and quarters of a text, as quantities that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from capabilities.grounding import calendar, numerals
from capabilities.grounding.units import CODES, LETTERS, SCALES, SIGNS, UNITS, WITH_CENTS

_SIGN = r"(?:us\$|c\$|a\$|[$€£¥₹]|(?:" + "|".join(CODES.split()) + r")(?=\s?\d))"
_DIGITS = r"\d+(?:[.,'’\u00a0\u202f]\d+)*(?:(?<=\d) (?=\d{3}\b)\d{3})*"
# One letter is a unit or a scale when it is glued to its number; a few are units after a space too.
_UNITS = "|".join(re.escape(x) for x in sorted(UNITS, key=len, reverse=True) if len(x) > 1 or x in "%x€$£")
_SCALE = "|".join(x for x in sorted(SCALES, key=len, reverse=True) if len(x) > 1)
_QUANTITY = re.compile(
    rf"(?<![\w.,/])(?P<sign>{_SIGN})?\s?(?P<digits>{_DIGITS})(?:(?P<scale>[kmb]|\s?(?:{_SCALE}))(?!\w))?"
    rf"(?:(?P<unit>(?<=\d)\s?[{LETTERS}](?!['’])|[\s-]?(?:{_UNITS}))(?!\w))?",
    re.IGNORECASE,
)
# Digits glued to letters, or to each other by a stroke, are names and compared as they stand: SOC2, B2B, 24/7.
_CODE = re.compile(
    r"(?<![\w/])(?:[^\W\d_]+\d\w*(?:\.\d+)*|(?:19|20)\d0s|\d+[^\W\d_]+\w*|\d+/\d+(?:/\d+)*|\d+(?:\.\d+){2,})(?![\w/])"
)
_DECADE = re.compile(r"(?:19|20)\d0s")
_RATE = re.compile(r"\s*(?:/|per\b|an?\b|each\b|for each\b|for every\b)\s*([a-z]+)", re.IGNORECASE)
_PER = "user seat month year week day hour quarter technician person login customer"
_RATES = frozenset(_PER.split())
_BOUND = re.compile(
    r"(?:(?P<most>up to|as (?:much|many|long) as|not more than|a maximum of|at most|less than|under|below|fewer than|"
    r"no more than)|"
    r"(?P<least>at least|a minimum of|not less than|more than|over|above|no less than|no fewer than)|"
    r"(?P<about>about|around|roughly|approximately|approx\.?|circa|ca\.|some|nearly|almost|close to|"
    r"just under|just over))"
    r"\s*$",
    re.IGNORECASE,
)
_BOUND_BEHIND = re.compile(
    r"(?:\s+[a-z]+){0,4}?\s*,?\s*\b(?:(?P<most>at most|at the most|or less|or fewer|maximum|tops)|"
    r"(?P<least>at least|or more|minimum))\b",
    re.I,
)
# "The median of 38 s over 2,900 calls": there "over" says what was counted.
_COUNTED_OVER = re.compile(
    r"(?:\d\s?(?:[a-z]+|%)?,?|\b(?:mean|median|average|measured|counted|taken))\s+over\s*$", re.IGNORECASE
)
_OF = re.compile(
    r"(?:\s+(?!instead\b|ahead\b|because\b)[^\W\d_]+)?\s+(?:out\s+)?of\s+(?:all\s+)?(?:the\s+|our\s+|its\s+|their\s+)?(?P<whole>\d[\d.,]*)"
)
# "7 in 100", "4 in every 100", "three in ten": a share, unless what follows is time, as in "3 in 10 days".
_SHARE = re.compile(
    r"(?<![\w.,/])(?:(?P<from>\d+(?:\.\d+)?)\s+to\s+)?(?P<part>\d+(?:\.\d+)?)\s+"
    r"(?:(?:[^\W\d_]+\s+)?(?:in|of|out of)\s+(?:every|each)|(?:[^\W\d_]+\s+)?in(?=\s+1(?:00|000|,000|0,000|0000)\b)|"
    r"in|out of(?=\s+10))\s+"
    r"(?P<whole>[2-5]|10|20|50|100|1000|1,000|10000|10,000)(?![\w.,]*\d|[\s-]?(?:%|(?:working |business )?"
    r"(?:second|minute|hour|day|week|month|quarter|year|percent)s?\b))"
)
_WRITTEN_UNIT = re.compile(r"(?:[^\W\d_]{2,}|[%$€£])$")
_ABOUT = 2.0  # points
# "A third" is 33 % and 34 % to who says it.
THIRDS = (33.333, 66.667)


@dataclass(frozen=True)
class Quantity:
    """A value in a unit ("%", "USD", "second", "month", "date", "code" or none), as written in `text`.

    `values` holds what the digits may mean: "1.234" is 1.234 or, on the Continent, 1,234. `bound` is "most",
    "least", "about" or nothing; `rates` are what the value is per ("month", "user"); `whole` is what it is a part of,
    180 in "171 of 180".
    """

    text: str
    unit: str
    values: frozenset[float] = frozenset()
    bound: str = ""
    rates: frozenset[str] = frozenset()
    whole: frozenset[float] = frozenset()
    day: calendar.Day | None = None
    code: str = ""


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a text, in the order they stand."""
    return list(_quantities(text))


@lru_cache(maxsize=4096)
def _quantities(text: str) -> tuple[Quantity, ...]:
    found: list[tuple[int, Quantity]] = []
    rest = numerals.in_digits(text)
    for start, end, minutes in calendar.hours(rest):
        found.append((start, Quantity(rest[start:end].strip(), "clock", frozenset({float(minutes)}))))
        rest = _blank(rest, start, end)
    for start, end, day in calendar.days(rest):
        found.append((start, Quantity(rest[start:end].strip(), "date", day=day)))
        rest = _blank(rest, start, end)
    for match in list(_CODE.finditer(rest)):
        if _DECADE.fullmatch(match.group()) or not _QUANTITY.fullmatch(match.group()):
            found.append((match.start(), Quantity(match.group(), "code", code=match.group().casefold())))
            rest = _blank(rest, match.start(), match.end())
    for match in list(_SHARE.finditer(rest)):
        if shares := _shares(match):
            found += shares
            rest = _blank(rest, match.start(), match.end())
    found += _ranged([(match, _read(match, rest)) for match in _QUANTITY.finditer(rest)], rest)
    return tuple(quantity for _, quantity in sorted(found, key=lambda pair: pair[0]))


def stands_in(quantity: Quantity, cited: list[Quantity]) -> bool:
    """Whether a quantity is one of those cited: the same value, unit, bound and rate, or part of a cited day."""
    return any(_same(quantity, each) for each in cited)


def in_full(quantity: Quantity, said: str) -> list[Quantity]:
    """What a bare number may mean in the units of the others beside it: "one after 35 minutes and one after 50"."""
    if quantity.unit or not quantity.values:
        return []
    units = {match.group() for each in quantities(said) if each.unit for match in _WRITTEN_UNIT.finditer(each.text)}
    behind = re.escape(quantity.text) + r"\s+(?:of (?:them|these|those)\b|[a-z]+\s+(?P<unit>[a-z]+))"
    if found := re.search(rf"(?<![\d.,]){behind}", numerals.in_digits(said), re.IGNORECASE):
        # "12 evening hours"; "rain days, up to six of them".
        named = [found["unit"]] if found["unit"] else said.split()
        units |= {each.strip(",.;:") for each in named if each.strip(",.;:").casefold() in UNITS}
    until = re.search(rf"\bfrom (\d{{1,2}}) to {re.escape(quantity.text)}(?![\d:])", numerals.in_digits(said))
    if until and min(quantity.values) < int(until[1]) <= 12:  # "from nine to five" is from 9 to 17
        return quantities(f"{min(quantity.values) + 12:g}")
    return [
        replace(each, bound=each.bound or quantity.bound)
        for unit in units
        for each in quantities(f"{quantity.text} {unit}")
    ]


def share_shown(quantity: Quantity, cited: list[Quantity]) -> bool:
    """Whether "about half" is what is cited as 131 of 260, to two in a hundred."""
    if quantity.unit != "%" or quantity.bound != "about":
        return False
    return any(
        abs(part / whole * 100 - value) <= _ABOUT
        for value in quantity.values
        for each in cited
        if not each.unit
        for part in each.values
        for whole in each.whole
        if whole
    )


def shown_as(quantity: Quantity, cited: list[Quantity]) -> str | None:
    """How a cited quantity of the same value is written where it says another thing: "up to 40%", "$50 per month"."""
    for each in cited:
        if quantity.values & each.values:
            bound = {"most": "up to ", "least": "at least ", "about": "about "}.get(each.bound, "")
            return bound + each.text + "".join(f" per {rate}" for rate in sorted(each.rates))
    return None


def _same(said: Quantity, cited: Quantity) -> bool:
    if "clock" in (said.unit, cited.unit):
        return _same_hour(said, cited)
    if said.unit == "date" or cited.unit == "date":
        return _same_day(said, cited)
    if said.unit == "code" or cited.unit == "code":
        return said.code == cited.code
    # A claim may be weaker than what is cited, never stronger: "up to 40%" does not bear "40%".
    bounded = said.bound == cited.bound or (said.bound in {"most", "about"} and not cited.bound)
    bounded = bounded or (not said.bound and cited.bound == "least")
    return (
        bounded
        and _same_value(said, cited)
        and (said.rates <= cited.rates or not cited.rates)
        # "93% of 4,100" may be said of 93 % of deliveries and 4,100 of them: that number is looked for by itself.
        and (not said.whole or bool(said.whole & cited.whole) or (said.unit == "%" and not cited.whole))
    )


def _same_value(said: Quantity, cited: Quantity) -> bool:
    """Whether two values are one, in one unit or in two that are told apart by a factor: 41 cents, EUR 0.41."""
    factor = {
        ("cent", cited.unit in WITH_CENTS): 0.01,
        ("", cited.unit == "%"): 100.0,
    }.get((said.unit, True), 1.0)
    if said.unit == cited.unit:
        return any(_equal(a, b, said.unit) for a in said.values for b in cited.values)
    if factor == 1.0:
        turned = (cited.unit == "cent" and said.unit in WITH_CENTS) or (cited.unit == "" and said.unit == "%")
        return turned and _same_value(cited, said)
    # A bare number is a share only below one: 0.3 is 30 %, and 30 is not.
    return any(
        abs(a * factor - b) <= 1e-9 * max(abs(a * factor), abs(b))
        for a in said.values
        for b in cited.values
        if factor < 1 or 0 < a < 1
    )


def _equal(a: float, b: float, unit: str) -> bool:
    # "A third" may be said of 33 % and of 34 %.
    if unit == "%" and abs(a - b) < 1 and any(min(abs(a - x), abs(b - x)) < 0.001 for x in THIRDS):
        return True
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def _same_hour(said: Quantity, cited: Quantity) -> bool:
    """Whether two times of the day are one, where one of them may be a bare hour: "from nine to five" is 9 to 17."""
    if said.unit == cited.unit:
        return bool(said.values & cited.values)
    clock, bare = (said, cited) if said.unit == "clock" else (cited, said)
    return not bare.unit and any(each * 60 % 720 in clock.values for each in bare.values if each <= 24)


def _same_day(said: Quantity, cited: Quantity) -> bool:
    if said.day is not None and cited.day is not None:
        return calendar.within(said.day, cited.day)
    if said.day is None:
        year = cited.day.year if cited.day else None
        return said.unit == "" and year in said.values
    return said.day == calendar.Day(year=said.day.year) and cited.unit == "" and said.day.year in cited.values


def _read(match: re.Match[str], text: str) -> Quantity:
    scale = SCALES.get((match["scale"] or "").strip().casefold(), 1.0)
    unit, factor = UNITS.get(re.sub(r"\s+", " ", (match["unit"] or "").strip(" -").casefold()), ("", 1.0))
    if match["sign"]:
        sign = match["sign"].casefold()
        # "$50 per month" has its unit in the sign; a unit of time behind it belongs to a rate.
        unit, factor = SIGNS.get(sign, sign.upper()), 1.0
    values = frozenset(round(value * scale * factor, 9) for value in numerals.values(match["digits"]))
    behind = text[match.end() :]
    part = _OF.match(behind)
    whole = numerals.values(part["whole"].rstrip(".,")) if part else frozenset()
    return Quantity(
        match.group().strip(), unit, values, _bound(text[: match.start()], behind, unit), _rates(behind), whole
    )


def _bound(before: str, behind: str, unit: str) -> str:
    found = _BOUND.search(before)
    if found is None:
        after = _BOUND_BEHIND.match(behind)
        return str(after.lastgroup) if after else ""
    if found.group().strip().casefold() == "over":
        # "over six months" says during, not longer than.
        during = unit in {"second", "month", "working day"} or _COUNTED_OVER.search(before) is not None
        return "" if during else "least"
    return str(found.lastgroup)


def _shares(match: re.Match[str]) -> list[tuple[int, Quantity]]:
    """A part of a round whole as a percentage; both ends of "from 9 to 4 in every 100"."""
    whole = float(match["whole"].replace(",", ""))
    ends = [name for name in ("from", "part") if match[name]]
    if any(float(match[name]) > whole for name in ends):
        return []
    texts = {"part": match.group()[match.start("part") - match.start() :], "from": match["from"] or ""}
    return [
        (match.start(name), Quantity(texts[name], "%", frozenset({round(float(match[name]) / whole * 100, 3)})))
        for name in ends
    ]


def _rates(after: str) -> frozenset[str]:
    found: set[str] = set()
    while (match := _RATE.match(after)) and match.group(1).casefold() in _RATES:
        found.add(match.group(1).casefold())
        after = after[match.end() :]
    return frozenset(found)


def _ranged(found: list[tuple[re.Match[str], Quantity]], text: str) -> list[tuple[int, Quantity]]:
    """Gives the first end of a range the unit of its second: in "30 to 40%" and "$10–15k" both have it."""
    out = [quantity for _, quantity in found]
    for at, ((first, low), (second, high)) in enumerate(pairwise(found)):
        between = text[first.end() : second.start()]
        if not re.fullmatch(r"\s*(?:-|–|—|to|(?:and|or)(?: (?:for|after|in|within|by|at))?)\s*", between):
            continue
        if not low.unit and high.unit and not first["scale"]:
            scale = SCALES.get((second["scale"] or "").strip().casefold(), 1.0)
            factor = UNITS.get((second["unit"] or "").strip(" -").casefold(), ("", 1.0))[1]
            values = frozenset(round(each * scale * factor, 9) for each in low.values)
            out[at] = Quantity(low.text, high.unit, values, low.bound, high.rates)
        elif low.unit and not high.unit and first["sign"]:
            scale = SCALES.get((second["scale"] or "").strip().casefold(), 1.0) if not first["scale"] else 1.0
            values = frozenset(round(each * scale, 9) for each in low.values)
            out[at] = Quantity(low.text, low.unit, values, low.bound, high.rates)
            out[at + 1] = Quantity(high.text, low.unit, high.values, high.bound, high.rates)
    return [(match.start(), quantity) for (match, _), quantity in zip(found, out, strict=True)]


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]

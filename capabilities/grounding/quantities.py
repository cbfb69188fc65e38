"""The numbers, percentages, amounts, dates and quarters of a text, as quantities that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from capabilities.grounding import calendar, numerals

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "us$": "USD", "c$": "CAD", "a$": "AUD"}
_CODES = "usd eur gbp jpy inr chf cad aud sek nok dkk pln czk cny"
_UNIT_WORDS = {
    "%": ("%", 1.0), "percent": ("%", 1.0), "per cent": ("%", 1.0), "pct": ("%", 1.0),
    "percentage point": ("point", 1.0), "percentage points": ("point", 1.0), "pp": ("point", 1.0),
    "dollar": ("USD", 1.0), "dollars": ("USD", 1.0), "bucks": ("USD", 1.0), "euro": ("EUR", 1.0),
    "euros": ("EUR", 1.0), "pounds": ("GBP", 1.0), "yen": ("JPY", 1.0), "cents": ("cent", 1.0),
    "x": ("times", 1.0), "times": ("times", 1.0), "fold": ("times", 1.0),
    "ms": ("second", 0.001), "s": ("second", 1.0), "sec": ("second", 1.0), "secs": ("second", 1.0),
    "second": ("second", 1.0), "seconds": ("second", 1.0), "min": ("second", 60.0), "mins": ("second", 60.0),
    "minute": ("second", 60.0), "minutes": ("second", 60.0), "h": ("second", 3600.0), "hr": ("second", 3600.0),
    "hrs": ("second", 3600.0), "hour": ("second", 3600.0), "hours": ("second", 3600.0),
    "day": ("second", 86400.0), "days": ("second", 86400.0), "working days": ("working day", 1.0),
    "working day": ("working day", 1.0), "business days": ("working day", 1.0),
    "business day": ("working day", 1.0), "week": ("second", 604800.0), "weeks": ("second", 604800.0),
    "month": ("month", 1.0), "months": ("month", 1.0), "quarters": ("month", 3.0), "year": ("month", 12.0),
    "years": ("month", 12.0), "yr": ("month", 12.0), "yrs": ("month", 12.0),
}  # fmt: skip
_UNIT_WORDS.update({code: (code.upper(), 1.0) for code in _CODES.split()})
_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "trillion": 1e12,
}  # fmt: skip

_SIGN = r"(?:us\$|c\$|a\$|[$€£¥₹]|(?:" + "|".join(_CODES.split()) + r")(?=\s?\d))"
_DIGITS = r"\d+(?:[.,'’\u00a0\u202f]\d+)*(?:(?<=\d) (?=\d{3}\b)\d{3})*"
# One letter is a unit or a scale only when it is glued to its number.
_UNITS = "|".join(re.escape(x) for x in sorted(_UNIT_WORDS, key=len, reverse=True) if len(x) > 1 or x in "%x")
_SCALE = "|".join(x for x in sorted(_SCALES, key=len, reverse=True) if len(x) > 1)
_QUANTITY = re.compile(
    rf"(?<![\w.,/])(?P<sign>{_SIGN})?\s?(?P<digits>{_DIGITS})(?:(?P<scale>[kmb]|\s?(?:{_SCALE}))(?!\w))?"
    rf"(?:(?P<unit>(?<=\d)[sh]|[\s-]?(?:{_UNITS}))(?!\w))?",
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
_BOUND = re.compile(r"(up to|as much as|at most|less than|under|below|fewer than)\s*$|"
                    r"(at least|more than|over|above|no less than)\s*$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A value in a unit ("%", "USD", "second", "month", "date", "code" or none), as written in `text`.

    `values` holds what the digits may mean: "1.234" is 1.234 or, on the Continent, 1,234. `bound` is "most",
    "least" or nothing; `rates` are what the value is per ("month", "user").
    """

    text: str
    unit: str
    values: frozenset[float] = frozenset()
    bound: str = ""
    rates: frozenset[str] = frozenset()
    day: calendar.Day | None = None
    code: str = ""


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a text, in the order they stand."""
    found: list[tuple[int, Quantity]] = []
    rest = numerals.in_digits(text)
    for start, end, day in calendar.days(rest):
        found.append((start, Quantity(rest[start:end].strip(), "date", day=day)))
        rest = _blank(rest, start, end)
    for match in list(_CODE.finditer(rest)):
        if _DECADE.fullmatch(match.group()) or not _QUANTITY.fullmatch(match.group()):
            found.append((match.start(), Quantity(match.group(), "code", code=match.group().casefold())))
            rest = _blank(rest, match.start(), match.end())
    found += _ranged([(match, _read(match, rest)) for match in _QUANTITY.finditer(rest)], rest)
    return [quantity for _, quantity in sorted(found, key=lambda pair: pair[0])]


def stands_in(quantity: Quantity, cited: list[Quantity]) -> bool:
    """Whether a quantity is one of those cited: the same value, unit, bound and rate, or part of a cited day."""
    return any(_same(quantity, each) for each in cited)


def shown_as(quantity: Quantity, cited: list[Quantity]) -> str | None:
    """How a cited quantity of the same value is written where it says another thing: "up to 40%", "$50 per month"."""
    for each in cited:
        if quantity.values & each.values:
            bound = {"most": "up to ", "least": "at least "}.get(each.bound, "")
            return bound + each.text + "".join(f" per {rate}" for rate in sorted(each.rates))
    return None


def _same(said: Quantity, cited: Quantity) -> bool:
    if said.unit == "date" or cited.unit == "date":
        return _same_day(said, cited)
    if said.unit == "code" or cited.unit == "code":
        return said.code == cited.code
    # A claim may be weaker than what is cited, never stronger: "up to 40%" does not bear "40%".
    bounded = said.bound == cited.bound or (said.bound == "most" and not cited.bound)
    bounded = bounded or (not said.bound and cited.bound == "least")
    return (
        said.unit == cited.unit
        and bounded
        and any(abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a in said.values for b in cited.values)
        and (said.rates <= cited.rates or not cited.rates)
    )


def _same_day(said: Quantity, cited: Quantity) -> bool:
    if said.day is not None and cited.day is not None:
        return calendar.within(said.day, cited.day)
    if said.day is None:
        year = cited.day.year if cited.day else None
        return said.unit == "" and year in said.values
    return said.day == calendar.Day(year=said.day.year) and cited.unit == "" and said.day.year in cited.values


def _read(match: re.Match[str], text: str) -> Quantity:
    scale = _SCALES.get((match["scale"] or "").strip().casefold(), 1.0)
    unit, factor = _UNIT_WORDS.get(re.sub(r"\s+", " ", (match["unit"] or "").strip(" -").casefold()), ("", 1.0))
    if match["sign"]:
        sign = match["sign"].casefold()
        # "$50 per month" has its unit in the sign; a unit of time behind it belongs to a rate.
        unit, factor = _SIGNS.get(sign, sign.upper()), 1.0
    values = frozenset(round(value * scale * factor, 9) for value in numerals.values(match["digits"]))
    before = _BOUND.search(text[: match.start()])
    bound = "" if before is None else ("most" if before.group(1) else "least")
    if before is not None and unit in {"second", "month", "working day"} and before.group().strip() == "over":
        bound = ""  # "over six months" says during, not longer than
    return Quantity(match.group().strip(), unit, values, bound, _rates(text[match.end() :]))


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
        if not re.fullmatch(r"\s*(?:-|–|—|to|and)\s*", between):
            continue
        if not low.unit and high.unit and not first["scale"]:
            scale = _SCALES.get((second["scale"] or "").strip().casefold(), 1.0)
            factor = _UNIT_WORDS.get((second["unit"] or "").strip(" -").casefold(), ("", 1.0))[1]
            values = frozenset(round(each * scale * factor, 9) for each in low.values)
            out[at] = Quantity(low.text, high.unit, values, low.bound, high.rates)
        elif low.unit and not high.unit and first["sign"]:
            scale = _SCALES.get((second["scale"] or "").strip().casefold(), 1.0) if not first["scale"] else 1.0
            values = frozenset(round(each * scale, 9) for each in low.values)
            out[at] = Quantity(low.text, low.unit, values, low.bound, high.rates)
            out[at + 1] = Quantity(high.text, low.unit, high.values, high.bound, high.rates)
    return [(match.start(), quantity) for (match, _), quantity in zip(found, out, strict=True)]


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]

"""Amounts of money as people write them: thousands and decimals marked either way, a sign or three letters."""

import re
from decimal import Decimal

from capabilities.refusal import Refusal

SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
_AMOUNT = re.compile(
    r"([€$£]|[A-Za-z]{3})?\s*([+-]?[0-9](?:[0-9.,'’ \u00a0\u202f]*[0-9])?)\s*([kKmM])?\s*([€$£]|[A-Za-z]{3})?"
)
_SPACED = re.compile(r"(?<=[0-9])[ \u00a0\u202f'’](?=[0-9]{3}(?![0-9]))")


def amount_of(words: str, *, field: str) -> tuple[Decimal | None, str]:
    """The amount and its currency ("" when not said) in words such as "1.234,50 €", "1,234.50" or "$2k".

    Nothing typed is None. A single separator before exactly three digits groups thousands. Raises Refusal.
    """
    if not words.strip():
        return None, ""
    match = _AMOUNT.fullmatch(words.strip())
    value = figure(match.group(2), scaled=bool(match.group(3))) if match else None
    if match is None or value is None:
        raise Refusal(unreadable(words), field=field)
    unit = match.group(1) or match.group(4) or ""
    return value * SCALES[(match.group(3) or "").lower()], SIGNS.get(unit, unit.upper())


def unreadable(words: str) -> str:
    """What is said of words that are no amount. Who keeps it masks the words before, as they are cut here."""
    return f"“{words.strip()[:40]}” is not a number I can read. Write it like 1234.50 or 1,234.50."


def figure(text: str, *, scaled: bool) -> Decimal | None:
    """The value of a figure however its thousands and decimals are marked; None when it cannot be told."""
    text = _SPACED.sub("", text)
    sign, bare = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if not re.fullmatch(r"[0-9][0-9.,]*", bare):
        return None
    marks = [mark for mark in bare if mark in ".,"]
    decimal = ""
    if len(set(marks)) == 2:
        decimal = marks[-1]
    elif len(marks) == 1:
        whole, _, after = bare.partition(marks[0])
        grouping = len(after) == 3 and len(whole) <= 3 and whole != "0"
        if grouping and scaled:  # "1,234k" could be meant either way
            return None
        decimal = "" if grouping else marks[0]
    whole, _, after = bare.partition(decimal) if decimal else (bare, "", "")
    if any(mark in after for mark in ".,"):
        return None
    grouped = re.fullmatch(r"[0-9]{1,3}(?:([.,])[0-9]{3}(?:\1[0-9]{3})*)?|[0-9]+", whole)
    if grouped is None:
        return None
    return sign * Decimal(re.sub(r"[.,]", "", whole) + (f".{after}" if after else ""))

"""Finds payment card and bank account numbers by their own checksums, so that no other number is taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# Length of an account's number in full by country: SWIFT's IBAN registry.
_IBAN_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FO FI GL NL FK SD",
    19: "MK SI",
    20: "AT BA EE KZ XK LT LU MN",
    21: "CH HR LI LV",
    22: "BH BG CR DE GB GE IE ME RS VA",
    23: "GI IL AE IQ TL SO OM",
    24: "AD CZ MD PK RO SA SE SK ES TN VG",
    25: "PT ST LY",
    26: "IS TR",
    27: "FR GR IT MC MR SM BI DJ",
    28: "AL AZ BY CY DO SV GT HN HU LB PL NI",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_IBAN_LENGTHS = {country: length for length, those in _IBAN_COUNTRIES.items() for country in those.split()}
_IBAN = re.compile(r"(?<![^\W_])([A-Z]{2})[ -]?[0-9]{2}(?=[ .\-\u00a0\u202f]?[A-Z0-9])", re.IGNORECASE)
_ABA = re.compile(
    r"\b(?:aba|rtn|routing)\b(?:\s+(?:transit|no|nr|number|num|code|is))*[\s:.#=-]{1,4}([0-9]{9})(?!\d)", re.IGNORECASE
)
_CLABE = re.compile(r"\bclabe\b[\s:.#-]{1,4}((?:[0-9][ -]?){17}[0-9])(?!\d)", re.IGNORECASE)
_CCC = re.compile(r"(?<!\d)([0-9]{4})([ -])([0-9]{4})\2([0-9]{2})\2([0-9]{10})(?!\d)")
_BELGIAN = re.compile(r"(?<![\d-])([0-9]{3})-([0-9]{7})-([0-9]{2})(?![\d-])")

_FIGURES = re.compile(r"(?<![\w€$£¥#])(?<!\d[.,])\d+(?:[ \-\u00a0\u202f]\d+)*(?!\w|[.,]\d)")
_AROUND = 2  # groups of figures that may stand before or after a card's own: an expiry date, a code
_FIGURE = re.compile(r"\d+")
_CARD_SAID = re.compile(
    r"\b(?:card|cards|cc|visa|mastercard|amex|maestro|kreditkarte|karte)\b(?:\s*(?:no|nr|number|num|is)\b)*[\s:.#=]{0,3}\Z",
    re.IGNORECASE,
)
# How the figures of a card are printed in groups; a table's columns of figures are not.
_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 3), (4, 4, 5), (4, 4, 4), (6, 13), (4, 4, 4, 6), (4, 5, 6)} | {
    (4, 4, 4, 4, last) for last in (1, 2, 3)
}
# Issuers' first figures (from, to) and the lengths they issue: the public lists of ISO 7812 ranges.
_ISSUERS: tuple[tuple[str, str, frozenset[int]], ...] = (
    ("4", "4", frozenset({13, 16, 19})),
    ("51", "55", frozenset({16})),
    ("2221", "2720", frozenset({16})),
    ("34", "34", frozenset({15})),
    ("37", "37", frozenset({15})),
    ("300", "305", frozenset({14, 16})),
    ("309", "309", frozenset({14, 16})),
    ("36", "36", frozenset({14, 16, 19})),
    ("38", "39", frozenset({14, 16})),
    ("6011", "6011", frozenset({16, 19})),
    ("644", "659", frozenset({16, 19})),
    ("3528", "3589", frozenset({16, 19})),
    ("1800", "1800", frozenset({15})),
    ("2131", "2131", frozenset({15})),
    ("62", "62", frozenset({16, 17, 18, 19})),
    ("2200", "2204", frozenset({16, 19})),
    ("60", "60", frozenset({16})),
    ("81", "82", frozenset({16})),
    ("5018", "5018", frozenset(range(12, 20))),
    ("5020", "5020", frozenset(range(12, 20))),
    ("5038", "5038", frozenset(range(12, 20))),
    ("5612", "5612", frozenset(range(12, 20))),
    ("5893", "5893", frozenset(range(12, 20))),
    ("6304", "6304", frozenset(range(12, 20))),
    ("6390", "6390", frozenset(range(12, 20))),
    ("6759", "6763", frozenset(range(12, 20))),
    ("0604", "0604", frozenset(range(12, 20))),
)


def card_spans(words: str) -> Iterator[tuple[int, int]]:
    """Where payment card numbers stand: the check digit of ISO 7812, and an issuer's figures or a word before it.

    A number that fails its check digit is no card's and stays.
    """
    for run in _FIGURES.finditer(words):
        if len(run.group()) < 12:
            continue
        groups = [match.span() for match in _FIGURE.finditer(words, *run.span())]
        last = 0
        for first in range(len(groups)):
            if first < last or first - last > _AROUND:
                continue
            count = _card_at(words, groups, first)
            after = first + count
            # Few figures may stand around a card: a long row of them is a table, unless it is a row of cards.
            if count and (len(groups) - after <= _AROUND or _card_at(words, groups, after)):
                yield groups[first][0], groups[after - 1][1]
                last = after


def _card_at(words: str, groups: Sequence[tuple[int, int]], first: int) -> int:
    """How many groups of figures make the card number that starts with this one; 0 when none does."""
    for count in range(1, 6):
        taken = groups[first : first + count]
        shape = tuple(end - start for start, end in taken)
        if len(taken) < count or (shape not in _GROUPS and not (count == 1 and 12 <= shape[0] <= 19)):
            continue
        digits = "".join(str(int(digit)) for start, end in taken for digit in words[start:end])  # any script's digits
        if len(set(digits)) == 1 or not luhn(digits):
            continue
        start = taken[0][0]
        if _issued(digits) or _CARD_SAID.search(words, max(0, start - 32), start):
            return count
    return 0


def bank_spans(words: str) -> Iterator[tuple[int, int]]:
    """Where account numbers stand that prove themselves: IBANs anywhere, national forms by shape or beside their name.

    National forms: US routing numbers and Mexican CLABE beside their name, Spanish and old Belgian ones by shape.
    """
    for match in _IBAN.finditer(words):
        end = _iban_end(words, match.start(), match.group(1).upper())
        if end:
            yield match.start(), end
    for match in _ABA.finditer(words):
        if aba(match.group(1)):
            yield match.span(1)
    for match in _CLABE.finditer(words):
        if clabe(re.sub(r"[ -]", "", match.group(1))):
            yield match.span(1)
    for match in _CCC.finditer(words):
        bank, _, branch, check, account = match.groups()
        if check == _ccc_check("00" + bank + branch) + _ccc_check(account):
            yield match.span()
    for match in _BELGIAN.finditer(words):
        if (int(match.group(1) + match.group(2)) % 97 or 97) == int(match.group(3)):
            yield match.span()


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO 7812, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def aba(digits: str) -> bool:
    """Whether nine digits are a US routing number: its weights 3, 7, 1 and the Federal Reserve's first two digits."""
    first = int(digits[:2])
    plausible = first <= 12 or 21 <= first <= 32 or 61 <= first <= 72 or first == 80
    weighed = sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(digits))
    return plausible and int(digits) > 0 and weighed % 10 == 0


def clabe(digits: str) -> bool:
    """Whether eighteen digits are a Mexican CLABE: weights 3, 7, 1, last digits summed, the last the check."""
    total = sum(int(digit) * (3, 7, 1)[place % 3] % 10 for place, digit in enumerate(digits[:17]))
    return (10 - total % 10) % 10 == int(digits[17])


def _issued(digits: str) -> bool:
    return any(first <= digits[: len(first)] <= last and len(digits) in lengths for first, last, lengths in _ISSUERS)


def _iban_end(words: str, start: int, country: str) -> int:
    """Where the IBAN that starts here ends, 0 when there is none: its country's length, then mod 97 (ISO 13616)."""
    length = _IBAN_LENGTHS.get(country, 0)
    signs: list[str] = []
    at = start
    while length and len(signs) < length and at < len(words):
        sign = words[at]
        if sign.isascii() and sign.isalnum():
            signs.append(sign.upper())
        elif sign not in " .-\u00a0\u202f" or not words[at - 1].isalnum():
            return 0
        at += 1
    if not length or len(signs) < length or (at < len(words) and words[at].isalnum()):
        return 0
    turned = "".join(signs[4:] + signs[:4])
    return at if int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1 else 0


def _ccc_check(digits: str) -> str:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    left = 11 - sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return {10: "1", 11: "0"}.get(left, str(left))

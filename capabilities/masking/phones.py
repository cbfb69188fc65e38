"""Finds phone numbers by the world's numbering plans, and leaves amounts, dates and order numbers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_FEWEST, _MOST = 7, 15  # digits of a number: ITU-T E.164 allows fifteen
_TRIES = 3_500  # numbers looked at in one text; the longest note of nothing but phone numbers has fewer

_GAP = r"(?:[ \u00a0\u202f]?[./\-–‑][ \u00a0\u202f]?|[ \u00a0\u202f])"
# A run of digit groups, as phones are written: +49 (0)30 / 123-456, (415) 555.0123 x12.
_RUN = re.compile(
    rf"(?<![\w#€$£¥%])(?<!\d[.,:])(?<!\w[-/])(?:[+\uff0b][ \u00a0]?)?\(?\d+\)?(?:{_GAP}?\(\d+\)|{_GAP}\d+|(?<=\))\d+)*"
)
_EXTENSION = re.compile(
    r"[ \u00a0]?(?:,[ ]?)?(?:x|ext\.?|extension|durchwahl|app\.?)[ .:]{0,2}\d{1,6}(?!\w)", re.IGNORECASE
)
_GROUP = re.compile(r"(?:[+\uff0b][ \u00a0]?)?\(?\d+\)?")
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATES = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:{_YEAR}([-./]){_MONTH}\1{_DAY}(?:[T ]+\d{{1,2}}(?:[:.]\d\d)*)?"
    rf"|{_DAY}([-./]){_MONTH}\2(?:19|20)?\d\d|{_MONTH}/{_DAY}/(?:19|20)?\d\d"
    rf"|{_YEAR}[-–/](?:19|20)?\d\d|\d{{1,3}}(?:\.\d{{1,3}}){{3}})(?!\d|[-./]\d)"  # the last is an IP address
)
_SAID = re.compile(
    r"(?:\b(?:phone|telephone|telefon|tel|mobile|mobil|cell|handy|fax|whats ?app|signal|sms|hotline|landline|desk|"
    r"direct (?:line|dial)|phone (?:no|number|nr))\b\)?[\s:.=\-–|]{0,4}"
    r"(?:(?:no|number|nr|nummer|is|on|at)\b[\s:.]{0,3}){0,3}"
    r"|\b(?:call|calls|called|ring|rang|text|phone|reach|reached|answering|messages?|dial|callback)\b[^.\n\d]{0,24}?"
    r"\b(?:at|on|to|under|number)\s{1,2})\Z",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(r"[\s\-(,\\]{1,3}(?:fax|mobile|mobil|cell|office|handy|landline|phone|tel)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:\b(?:order|orders|invoice|ticket|case|po|sku|serial|part|item|article|ref|reference|contract|customer|account|bank|"
    r"routing|card|policy|claim|tracking|id|isbn|ean|vat|batch|lot|model|version|zip|rows?|tender|job|quote)\b"
    r"[\s:.#\-–]{0,3}(?:(?:no|nr|number|code|id|is|as|was|be|has to|should|would|could|i have)\b[\s:.#]{0,3}){0,4}"
    r"|[€$£¥#]\s?|(?-i:\b[A-Z]{3}\s)|\b(?:eur|usd|gbp|chf)\s|\b[A-Z]{2}\d\d [\d ]+|(?:^|[\s,;(])[-−])\Z",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:[%€$£¥°]|(?:eur|usd|gbp|chf|sek|nok|dkk|pln|k|m|mio|million|thousand|euros?|dollars?|pounds?|units?|pcs|pieces|"
    r"rows?|orders?|users?|customers?|visitors?|impressions?|clicks|items?|km|kg|tons?|tonnes?|litres?|liters?|hours?|"
    r"parcels|records|people|euro|st[uü]ck)\b)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0\u202f.]\d{3})+")
_DECIMAL = re.compile(r"\d+\.\d+")
_MOST_GROUPS = 9  # +33 (0)1 23 45 67 89 has seven
_RANGE = re.compile(r"[1-9]\d*[ ]?[-–][ ]?[1-9]\d*")


def regions_of(raw: str) -> tuple[str, ...]:
    """The countries in a setting such as "DE, AT", in capitals. Raises ValueError whose words tell what to change."""
    parts = re.findall(r"[^\s,;]+", raw.upper())
    if any(not re.fullmatch(r"[A-Z]{2}", part) for part in parts):
        raise ValueError("it should be countries by their two letters, such as DE or US, CA")
    return tuple(parts)


def phone_spans(words: str, regions: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand: valid by their country's plan, or phone-like right beside a word such as "phone"."""
    dates = [match.span() for match in _DATES.finditer(words)]
    tries = 0
    for run in _RUN.finditer(words):
        if _digits(run.group()) < _FEWEST:
            continue
        groups = [match.span() for match in _GROUP.finditer(words, *run.span())]
        first = 0
        while first < len(groups) and tries < _TRIES:
            tries += 1
            end = _end(words, groups[first : first + _MOST_GROUPS], run.span(), dates, regions)
            if end:
                extension = _EXTENSION.match(words, end)
                yield groups[first][0], extension.end() if extension else end
            while first < len(groups) and (groups[first][0] < end or not end):
                first += 1
                if not end:
                    break


def _end(
    words: str,
    groups: Sequence[tuple[int, int]],
    run: tuple[int, int],
    dates: Sequence[tuple[int, int]],
    regions: Sequence[str],
) -> int:
    """Where the longest phone number that starts with the first group ends; 0 when none does."""
    start = groups[0][0]
    ends = [end for _, end in groups if _FEWEST <= _digits(words[start:end]) <= _MOST + 4]
    before = words[max(0, start - 48) : start]
    said = bool(ends) and _SAID.search(before) is not None
    other = bool(ends) and not said and _OTHER.search(before) is not None
    for end in reversed(ends):
        shown, after = words[start:end], words[end : end + 2]
        if any(start < date[1] and date[0] < end for date in dates) or _UNIT.match(words, end):
            continue
        if (after[:1].isalnum() and not _EXTENSION.match(words, end)) or re.match(r"[.,:]\d", after):
            continue
        if said or _SAID_AFTER.match(words, end):
            if _digits(shown) <= _MOST:
                return end
            continue
        if not other and _is_phone(shown, (start, end) == run, regions):
            return end
    return 0


def _digits(words: str) -> int:
    return sum(map(str.isdigit, words))


def _is_phone(shown: str, alone: bool, regions: Sequence[str]) -> bool:
    if _DECIMAL.fullmatch(shown):
        return False
    abroad = re.sub(r"^(?:00|011)(?=[ \-]?[1-9(])", "+", shown)
    if abroad[0] in "+\uff0b":
        return _valid(abroad, None)
    # A part of a longer row of figures is a phone number only where it plainly begins as one.
    if not alone and shown[0] not in "0(":
        return False
    return any(_plausible(shown, _digits(shown), region) and _valid(shown, region) for region in regions)


def _plausible(shown: str, digits: int, region: str) -> bool:
    """Whether a number without country code is written as one: with its trunk prefix, or as no other would be."""
    import phonenumbers

    plan = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if plan is None:
        return False
    if plan.national_prefix and plan.national_prefix[0] == "0":
        return shown.lstrip("(").startswith("0")
    grouped = bool(re.search(r"\D", shown))
    if _RANGE.fullmatch(shown) or (_THOUSANDS.fullmatch(shown) and digits < 9):
        return False
    return digits >= 9 or grouped


def _valid(shown: str, region: str | None) -> bool:
    import phonenumbers  # the numbering plans of the world take a moment to load, and most notes hold no number

    try:
        number = phonenumbers.parse(shown, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)

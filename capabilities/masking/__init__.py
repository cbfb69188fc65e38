"""Takes personal numbers and addresses out of people's words before they are kept or a model reads them."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from capabilities.masking.numbers import bank_spans, card_spans
from capabilities.masking.patterns import Pattern, patterns_of
from capabilities.masking.phones import phone_spans, regions_of

__all__ = ["Masked", "Masking", "Pattern", "patterns_of", "regions_of", "said"]

Span = tuple[int, int, str]  # start, end, kind

LABELS = {"email": "e-mail", "phone": "phone", "card": "card", "bank": "bank account"}
_NAMES = {
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("phone number", "phone numbers"),
    "card": ("card number", "card numbers"),
    "bank": ("bank account number", "bank account numbers"),
}
MOST_PASSES = 8  # two do for what people write
FEWEST_DIGITS = 7  # no phone, card or bank number has fewer

_AT = r"[\[({<]\s?at\s?[\])}>]"  # name (at) host
_ANYTHING = re.compile(rf"[@\uff20\d]|{_AT}", re.IGNORECASE)
_AT_SIGN = re.compile(rf"[@\uff20]|\s?{_AT}\s?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# Combining marks belong to the letter before them; \w does not count them.
_LETTER = r"\w\u0300-\u036f"
_NAME_BACKWARDS = re.compile(rf"[{_LETTER}.+\-'’%~]{{1,64}}")
_QUOTED_BACKWARDS = re.compile(r'"[^"\n<>]{1,64}"')
_DOT = r"(?:[.\uff0e]|\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?)"
_HOST = re.compile(
    rf"[{_LETTER}](?:[{_LETTER}-]{{0,62}})(?:{_DOT}[{_LETTER}](?:[{_LETTER}-]{{0,62}})){{1,8}}", re.IGNORECASE
)
_ENDING = re.compile(rf"[{_LETTER}-]+\Z")
_FILES = frozenset(("png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js"))  # logo@2x.png is a picture
_URL = re.compile(r"https?://[^\s>|]+", re.IGNORECASE)
_IN_SLACK = re.compile(r"<(?:mailto|tel):([^>|]*)\|([^>]*)>", re.IGNORECASE)
_SCHEME = re.compile(r"(?:mailto|tel):\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Masked:
    """Words that may be kept, and the kinds of what was taken out: "email", "phone", "card", "bank", a pattern's name.

    The kinds come in the order in which they stood in the words, repeats included.
    """

    words: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True)
class Masking:
    """What is masked in this workspace. A value: threads may share it.

    `region` names the countries (two letters each, as in ISO 3166, several with commas) whose phone numbers are known
    without a country code; with "" only numbers that begin with + or 00, or follow a word such as "phone", are.
    """

    region: str = ""
    patterns: tuple[Pattern, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a region that is no list of countries."""
        regions_of(self.region)

    def mask(self, words: str) -> Masked:
        """The words with each e-mail address, phone, card and bank number and pattern replaced by its name in brackets.

        Everything else stays byte for byte. Masking what is masked changes nothing. The first text that holds
        enough digits for a phone number loads the numbering plans, about 0.1 s; any other costs microseconds.
        """
        if not self.patterns and not _ANYTHING.search(words):
            return Masked(words)
        # What was hidden by its surroundings can show once they are masked, so look until nothing is found.
        found: list[Span] = []
        masked = words
        for _ in range(MOST_PASSES):
            spans = self._spans(masked)
            if not spans:
                break
            masked, found = _replaced(masked, spans, found)
        return Masked(masked, tuple(kind for _, _, kind in found))

    def _spans(self, words: str) -> list[Span]:
        taken = [(*match.span(), "") for match in self._labels().finditer(words)] if "[" in words else []
        for span in self._candidates(words):
            _claim(words, span, taken)
        return [span for span in taken if span[2]]

    def _candidates(self, words: str) -> Iterator[Span]:
        for pattern in self.patterns:
            for match in pattern.finds.finditer(words):
                yield (*match.span(), pattern.name)
        for start, end in _emails(words):
            yield start, end, "email"
        if len(_DIGIT.findall(words)) < FEWEST_DIGITS:
            return
        for start, end in bank_spans(words):
            yield start, end, "bank"
        for match in _URL.finditer(words):
            yield (*match.span(), "")  # the numbers of an address are no one's phone
        for start, end in card_spans(words):
            yield start, end, "card"
        for start, end in phone_spans(words, regions_of(self.region)):
            yield start, end, "phone"

    def _labels(self) -> re.Pattern[str]:
        names = [*LABELS.values(), *(pattern.name for pattern in self.patterns)]
        return re.compile("|".join(re.escape(f"[{name}]") for name in names))


def said(found: Sequence[str]) -> str:
    """What a person is told: "Masked before keeping: 1 e-mail address, 2 phone numbers." ("" for nothing)."""
    if not found:
        return ""
    each = []
    for kind, count in Counter(found).items():
        one, many = _NAMES.get(kind, (kind, kind))
        each.append(f"{count} {one if count == 1 else many}" if kind in _NAMES else f"{count} × {kind}")
    return f"Masked before keeping: {', '.join(each)}."


def _claim(words: str, span: Span, taken: list[Span]) -> None:
    """Put the span in its place unless a part of it is taken; a masked address takes its Slack markup with it."""
    start, end, kind = span
    place = bisect.bisect_left(taken, span)
    if start >= end or (place and taken[place - 1][1] > start) or (place < len(taken) and taken[place][0] < end):
        return
    if kind in ("email", "phone"):
        scheme = _SCHEME.search(words, max(0, start - 7), start)
        start = scheme.start() if scheme else start
        # <mailto:a@b.c|a@b.c> is one address; with another label only the address goes.
        link = _IN_SLACK.match(words, start - 1) if scheme and start else None
        if link and end == link.end(1) and _bare(link.group(1)) == _bare(link.group(2)):
            start, end = link.span()
        elif words[start - 1 : start] == "<" and words[end : end + 1] == ">" and scheme:
            start, end = start - 1, end + 1
    taken.insert(place, (start, end, kind))


def _bare(words: str) -> str:
    return re.sub(r"[\s()./-]", "", words).casefold()


def _replaced(words: str, spans: list[Span], found: list[Span]) -> tuple[str, list[Span]]:
    """The words with the spans replaced, and what was found earlier moved along, all in order."""
    pieces, places, at, length = [], [], 0, 0
    for start, end, kind in spans:
        label = f"[{LABELS.get(kind, kind)}]"
        pieces += [words[at:start], label]
        length += start - at
        places.append((length, length + len(label), kind))
        length += len(label)
        at = end
    moved = []
    for start, end, kind in found:
        before = bisect.bisect_left(spans, (start, start, ""))
        shift = places[before - 1][1] - spans[before - 1][1] if before else 0
        moved.append((start + shift, end + shift, kind))
    return "".join([*pieces, words[at:]]), sorted([*moved, *places])


def _emails(words: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand: found at the sign and read both ways, so that no text takes long."""
    for sign in _AT_SIGN.finditer(words):
        host = _HOST.match(words, sign.end())
        if host is None:
            continue
        ending = _ENDING.search(host.group())
        plain = ending.group() if ending else ""
        if len(plain) < 2 or plain.isdigit() or plain.casefold() in _FILES:
            continue
        backwards = words[max(0, sign.start() - 66) : sign.start()][::-1]
        name = _NAME_BACKWARDS.match(backwards) or _QUOTED_BACKWARDS.match(backwards)
        if name is None:
            continue
        length = len(name.group().rstrip(".-+'’~%"))
        if length:
            yield sign.start() - length, host.end()

"""Reads the figures of a passage, each with the words it stands among."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from capabilities.grounding.numerals import in_digits
from capabilities.grounding.quantities import Quantity, quantities
from capabilities.grounding.sentences import sentences
from capabilities.passages import Passage, spoken
from capabilities.stems import STOP, content, stem, words

_CLAUSE = re.compile(r"(?<!\d)[,;:()—–]|[,;:()—–](?!\d)|\.\s|</?br\s*/?>|\bwhile\b|\bwhereas\b")
_COLUMN = re.compile(r"(?:^|;\s)[^:;.]{2,40}:\s")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|million|billion|dozen|hal\w+|third|quarter|twice|\w*double\w*|tripl\w+)\b",
    re.IGNORECASE,
)
_BEFORE_A_COUNT = frozenset({"over", "than", "about", "around", "nearly", "only", "all", "per", "every", "each", "up"})
_HEDGE = re.compile(r"\b(?:about|around|nearly|almost|roughly|some|close to|circa|approximately|well over)\s*$", re.I)
_RANGE = re.compile(r"\d\s?[%k]?\s?[-–]\s?[$€£]?\d|\bbetween\b")


@dataclass(frozen=True)
class Figure:
    """One figure where it stands.

    `clause` and `all` are the stems of its clause and its sentence without figures; `above` those of the heading, where
    the heading says what the line is about; `beside` the words next to it. `counted` are the stems of what a bare
    number counts, and `of` the same for people. `counts` and `groups` are what its whole sentence counts. `hedged` says
    that it is given roughly, `ranged` that it is an end of a range, `priced` that its sentence names a
    sum of money.
    """

    passage: Passage
    sentence: str
    quantity: Quantity
    clause: frozenset[str]
    all: frozenset[str]
    beside: tuple[str, str]
    above: frozenset[str]
    counted: frozenset[str]
    groups: frozenset[str]
    counts: frozenset[tuple[str, float]]
    of: str
    hedged: bool
    ranged: bool
    priced: bool

    @property
    def is_name(self) -> bool:
        """Whether a bare number behind a noun names rather than counts: "week 4", "branch 12"."""
        before = self.beside[0]
        return bool(before) and before not in STOP and before not in _BEFORE_A_COUNT

    @cached_property
    def shown(self) -> str:
        return self.quantity.text if self.quantity.unit else f"{self.quantity.text} {self.of}".strip()


def figures_of(passage: Passage) -> Iterator[Figure]:
    """The figures of a passage, but for dates, codes and those in a label or in the source of a proof."""
    for sentence in sentences(spoken(passage)):
        # How a proof was measured is not what it says; and a sentence without numbers is soon done with.
        if sentence.startswith("Source:") or not _NUMBER.search(sentence):
            continue
        text = in_digits(sentence)
        found = [each for each in quantities(sentence) if each.unit not in {"date", "code"}]
        if not found:
            continue
        label = _label_ends(text)
        # An answer to an objection, or a line of a page not written as a brief, is about what its heading says.
        headed = passage.path and passage.kind in {"other", "objection"}
        above = frozenset(content(passage.path[-1])) if headed else frozenset()
        whole = frozenset(content(_without(text, found)))
        counts, groups = _groups(text, found)
        at = 0
        for quantity in found:
            start = text.find(quantity.text, at)
            if start < 0 or start < label:
                continue
            at = start + len(quantity.text)
            clause = _clause(text, start, at)
            before, after = text[:start], text[at:]
            yield Figure(
                passage,
                sentence,
                quantity,
                frozenset(content(_without(clause, found))),
                whole,
                ((words(before)[-1:] or [""])[0], (words(after)[:1] or [""])[0]),
                above,
                frozenset(stem(word.casefold()) for word in _counted(after)[:2]),
                groups,
                counts,
                " ".join(_named(after)),
                _HEDGE.search(before) is not None,
                _RANGE.search(clause) is not None,
                any(re.fullmatch(r"[A-Z]{3}", each.unit) for each in found),
            )


def _groups(text: str, found: Sequence[Quantity]) -> tuple[frozenset[tuple[str, float]], frozenset[str]]:
    """What a sentence counts by bare numbers: each as (its first word, value), and all of their words."""
    counts: set[tuple[str, float]] = set()
    groups: set[str] = set()
    at = 0
    for quantity in found:
        at = text.find(quantity.text, at) + len(quantity.text)
        counted = [stem(word.casefold()) for word in _counted(text[at:])[:2]] if not quantity.unit else []
        counts |= {(counted[0], value) for value in quantity.values if counted}
        groups |= set(counted)
    return frozenset(counts), frozenset(groups)


def _label_ends(text: str) -> int:
    """Where a label like "50 word description:" ends: a number in it is part of a name."""
    match = re.match(r"[^:.;,]{1,40}:\s", text)
    return match.end() if match else 0


def _clause(text: str, start: int, end: int) -> str:
    left = max((match.end() for match in _CLAUSE.finditer(text, 0, start)), default=0)
    right = next((match.start() for match in _CLAUSE.finditer(text, end)), len(text))
    return text[left:right]


def _without(text: str, found: Sequence[Quantity]) -> str:
    """The text without its figures and without the names of a table's columns."""
    for each in found:
        text = text.replace(each.text, " ", 1)
    return _COLUMN.sub("; ", text) if "; " in text else text


def _counted(after: str) -> tuple[str, ...]:
    """What a bare number counts: the words right behind it, three at most, up to a mark or a word like "of"."""
    counted: list[str] = []
    for match in re.finditer(r"\s*([^\W\d_][\w'’-]*)|(\S)", after):
        word = (match.group(1) or "").casefold()
        if not word or word in STOP or len(counted) == 3:
            break
        counted.append(match.group(1))
    return tuple(counted)


def _named(after: str) -> tuple[str, ...]:
    """The same for people, over an "and": "6 door and gate firms"."""
    match = re.match(r"\s*((?:[^\W\d_][\w'’-]*\s+(?:and|or)\s+)?[^\W\d_][\w'’-]*)(\s+[^\W\d_][\w'’-]*)?", after)
    named = match.group().split() if match else []
    while named and named[-1].casefold() in STOP:
        named.pop()
    return tuple(named) if named and named[0].casefold() not in STOP else ()

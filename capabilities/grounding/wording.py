"""A sentence made ready to be compared with limits: spelled out, its figures as values, its words as stems."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from capabilities.grounding import numerals
from capabilities.grounding.families import family
from capabilities.grounding.polarity import denies, disclaimed
from capabilities.grounding.quantities import THIRDS, Quantity, quantities
from capabilities.grounding.texts import words
from capabilities.stems import STOP, normalised, stem

_PART = re.compile(r"(?<!\d)[,;:—–](?!\d)|[,;:]\s|\b(?:but|and|so)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;]+(?:\s|$)")
_SENTENCE_PART = re.compile(f"{_SENTENCE.pattern}|{_PART.pattern}")
_CONTRACTED = (
    (re.compile(r"\banonymous(?:ly)?\b"), "without name"),
    (re.compile(r"\bwon't\b"), "will not"), (re.compile(r"\b(?:can't|cannot)\b"), "can not"),
    (re.compile(r"\bshan't\b"), "shall not"), (re.compile(r"n't\b"), " not"), (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'re\b"), " are"), (re.compile(r"'ve\b"), " have"), (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(it|that|there|he|she|what|who|here)'s\b"), r"\1 is"),
)  # fmt: skip
_US = frozenset(map(stem, ("we", "us", "our", "ours", "it", "this", "i")))
_SPLIT = re.compile(r"[^a-zA-Z]*")  # a unit of time stays as it was said
_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-Þ][\w'’-]*")


@dataclass(frozen=True, eq=False)
class Wording:
    """One text. `text` is in lower case, spelled out, with figures as values ("30 percent", "1200000 usd");
    `flat` are its words, `starts` the places in them where a part between commas and conjunctions begins, `placed` the
    stems that carry meaning with their places, `meant` the same without figures and denials, `capitals` the stems of
    words that begin with a capital."""

    raw: str
    text: str
    flat: tuple[str, ...]
    starts: tuple[int, ...]
    placed: tuple[tuple[int, str], ...]
    meant: frozenset[str]
    stems: frozenset[str]
    figures: frozenset[str]
    capitals: frozenset[str]
    denies: bool

    def share(self, topic: Collection[str]) -> float:
        """The share of stems that stand here, by themselves or by a word of their family; 0 when there are none."""
        return share_of(topic, self.stems)

    def around(self, start: int, end: int, *, part: bool) -> frozenset[str]:
        """The stems of the sentence, or of its part between commas, in which these places of `text` stand."""
        ends = _SENTENCE_PART if part else _SENTENCE
        opens = max((match.end() for match in ends.finditer(self.text, 0, start)), default=0)
        closing = ends.search(self.text, end)
        return frozenset(map(stem, words(self.text[opens : closing.start() if closing else len(self.text)])))

    def part(self, topic: Collection[str]) -> tuple[float, bool]:
        """The same for that part of the sentence which has most of them, and whether it denies."""
        best = set(map(stem, self._about(topic)))
        return share_of(topic, best), sum(denies(each) for each in best if each != "nor") % 2 == 1

    def of_us(self, known: Collection[str]) -> bool:
        """Whether we or what we sell is spoken of; `known` are its names, or their stems."""
        ours = {stem(word) for name in known for word in words(name)}
        return not self.stems.isdisjoint(_US | ours)

    def left_open(self, topic: Collection[str]) -> bool:
        """Whether that part only says "if …" or "whether …", or what is not promised."""
        part = self._about(topic)
        at = next((at for at, word in enumerate(part) if not family(stem(word)).isdisjoint(topic)), 0)
        return part[:1] in (("if",), ("unless",)) or disclaimed(" ".join(part[:at]))

    def _about(self, topic: Collection[str]) -> tuple[str, ...]:
        return max(self._parts, key=lambda part: share_of(topic, set(map(stem, part))))

    @cached_property
    def _parts(self) -> list[tuple[str, ...]]:
        ends = [*self.starts[1:], len(self.flat)]
        return [self.flat[a:b] for a, b in zip(self.starts, ends, strict=True)]


@lru_cache(maxsize=2048)
def worded(text: str) -> Wording:
    """The wording of a text that `readable.plain` has been over."""
    found = quantities(text)
    flat = spelled_out(text, found)
    parts = [words(part) for part in _PART.split(flat)]
    said = tuple(word for part in parts for word in part)
    figures = frozenset(each for quantity in found for each in _figures(quantity))
    placed = tuple((at, stem(word)) for at, word in enumerate(said) if word not in STOP)
    numbers = {word for each in figures for word in each.split()} | {"percent"}
    return Wording(
        raw=text,
        text=flat,
        flat=said,
        starts=tuple(accumulate((len(part) for part in parts[:-1]), initial=0)),
        placed=placed,
        meant=frozenset(x for _, x in placed if x not in numbers and not denies(x) and not x[0].isdigit()),
        stems=frozenset(map(stem, said)),
        figures=figures,
        capitals=frozenset(stem(word) for match in _CAPITAL.finditer(text) for word in words(match.group())),
        denies=sum(map(denies, said)) % 2 == 1,
    )


def spelled_out(text: str, found: list[Quantity]) -> str:
    """A text in lower case, without contractions, its figures written one way."""
    flat, at = numerals.in_digits(text), 0
    for quantity in found:
        place = flat.find(quantity.text, at)
        if place < 0 or not quantity.values:
            continue
        value = _written(quantity)
        flat = f"{flat[:place]}{value}{flat[place + len(quantity.text) :]}"
        at = place + len(value)
    flat = re.sub(r"\s+", " ", normalised(flat)).strip()
    for pattern, full in _CONTRACTED:
        flat = pattern.sub(full, flat)
    return flat


def share_of(topic: Collection[str], stems: AbstractSet[str]) -> float:
    """The share of a topic's stems that stand among these, by themselves or by a word of their family."""
    return sum(not stems.isdisjoint(family(each)) for each in topic) / len(topic) if topic else 0.0


def _figures(quantity: Quantity) -> set[str]:
    if quantity.day is not None:
        return {f"{quantity.day}"}
    if quantity.code:  # "CO2" is a word, "24/7" a figure
        return {quantity.code} if quantity.code[0].isdigit() else set()
    made = {f"{value:g} {quantity.unit}" for value in quantity.values}
    if quantity.unit == "%":  # "a third" is said of 34 %
        made |= {f"{each:g} %" for each in THIRDS for value in quantity.values if abs(value - each) < 1}
    if not quantity.unit:
        made |= {f"{value * 100:g} %" for value in quantity.values if 0 < value < 1}
    return made


def _written(quantity: Quantity) -> str:
    value, unit = min(quantity.values), quantity.unit
    if not unit and 0 < value < 1:
        value, unit = value * 100, "%"
    if unit == "%" or (len(unit) == 3 and unit.isupper()):
        return f"{value:g} {'percent' if unit == '%' else unit.lower()}"
    digits, behind = _SPLIT.match(quantity.text), _SPLIT.sub("", quantity.text)
    return f"{digits.group().strip(' -')} {behind}" if digits and behind else quantity.text

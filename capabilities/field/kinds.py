"""Which kind of note a sentence is when the rep did not say, by the signs in its words, beside what examples say.

want: the customer asks for something they do not get yet: a feature, a term, a service, a paper.
objection: a reason not to buy, or to hesitate: price, risk, effort, timing, trust, fit.
works: something of ours landed or is praised: a pitch point, an offer, material, a feature, a service.
doesnt: something of ours fell flat or fails: a pitch point, material, a feature, a service, a channel.
lead: a verdict on a lead: worth taking, or not, and why.
competitor: news of a competitor: what they offer, charge, launch, win, lose, or say.
words: a customer's telling phrase, or what one should know of them, that is none of these.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from capabilities.field.words import KINDS

EXAMPLES = Path(__file__).with_name("examples.csv")  # text, kind: field notes, each with the kind a person gave it
SIGNS = Path(__file__).with_name("signs.csv")  # kind, points, phrase of up to four words
READ = 60  # words a rule looks at: what kind a note is shows early, and a long note must not take long

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[?!\"“”„«»]")
# Praise within three words after one of these is taken for its contrary.
_NEGATION = re.compile(r"not|no|never|nobody|none|nothing|hardly|without|cannot|(?:do|does|did|is|was|are|wo|ca)n'?t")
_QUOTES = frozenset('"“”„«»')
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = re.compile(r"[A-Z][\w'’&-]+")

# Chosen by leaving a tenth out at a time of the notes the rules were made with. The rules weigh less than that would
# have them: they fit the words of whoever wrote those notes, and people word things otherwise.
SHARPNESS = 0.8  # of the rules' points
LEAST = 1e-4  # odds below this say no more than this
_NAMES = tuple(KINDS)


@dataclass(frozen=True)
class Guess:
    """The likeliest kind, how sure (0 to 1) it is, and the two next likeliest, offered as corrections."""

    kind: str
    sure: float
    others: tuple[str, str]
    odds: tuple[float, ...] = ()  # of each of KINDS in order, together 1


def by_rules(words: str) -> Guess:
    """What the words' own signs say, at once (tens of microseconds); "words", unsure, where there is no sign."""
    points = dict.fromkeys(KINDS, 0.0)
    points["words"] += 0.9  # a note without a sign is most likely told for its own sake
    tokens = [match.group().lower().replace("’", "'") for match in _TOKEN.finditer(words[: READ * 12])][:READ]
    signs = _signs()
    for place, token in enumerate(tokens):
        found = None
        for size in range(signs.longest.get(token, 0), 0, -1):
            found = signs.phrases.get(" ".join(tokens[place : place + size]))
            if found:
                break
        if found:
            _count(points, found, tokens[max(0, place - 3) : place])
    _shape(points, words, tokens)
    return guessed([SHARPNESS * each for each in points.values()])


def decide(rules: Guess, near: Guess) -> Guess:
    """Both readings together; `near` is what the examples say."""
    return guessed(
        [math.log(max(a, LEAST)) + math.log(max(b, LEAST)) for a, b in zip(rules.odds, near.odds, strict=True)]
    )


def examples() -> list[tuple[str, str]]:
    """The (text, kind) rows of the shipped examples."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["kind"]) for row in csv.DictReader(file)]


@dataclass(frozen=True)
class _Signs:
    phrases: Mapping[str, tuple[tuple[str, float], ...]]  # (kind, points) of each
    longest: Mapping[str, int]  # words in the longest phrase that starts with this one


@lru_cache(maxsize=1)
def _signs() -> _Signs:
    phrases: dict[str, tuple[tuple[str, float], ...]] = {}
    longest: dict[str, int] = {}
    with SIGNS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            phrase = row["phrase"]
            phrases[phrase] = (*phrases.get(phrase, ()), (row["kind"], float(row["points"])))
            first, size = phrase.split()[0], len(phrase.split())
            longest[first] = max(size, longest.get(first, 0))
    return _Signs(phrases, longest)


def _count(points: dict[str, float], found: Iterable[tuple[str, float]], before: Sequence[str]) -> None:
    for kind, weight in found:
        # "does not work", "never liked": praise denied is a complaint.
        denied = kind == "works" and any(_NEGATION.fullmatch(token) for token in before)
        points["doesnt" if denied else kind] += weight


def _shape(points: dict[str, float], words: str, tokens: Sequence[str]) -> None:
    """Signs that are no words: quotation marks, a name in the middle, a question, next to nothing said."""
    if words[:1] in _QUOTES or words[:1] in "'‘" or (tokens and tokens[-1] in _QUOTES):
        points["words"] += 1.2
    names = [match.start() for match in _NAME.finditer(words[: READ * 12]) if _is_name(match.group())]
    if names:
        # A name that opens the note does something; one further on is rather a place or a customer.
        points["competitor"] += 1.4 if names[0] == 0 else 0.8
    if words.rstrip().endswith("?"):
        points["want"] += 0.5
    if 0 < len(tokens) <= 3:
        points["lead"] += 0.5


def _is_name(word: str) -> bool:
    bare = re.sub(r"['’]s$|['’]$", "", word)
    return not bare.isupper() and bare.lower() not in _common()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Words that the examples or the signs write small: with a capital they only open a sentence."""
    texts = [*(text for text, _ in examples()), *_signs().phrases]
    return frozenset(word for text in texts for word in _WORD.findall(text) if word[0].islower())


def guessed(scores: Sequence[float]) -> Guess:
    """The guess of these scores, one for each of KINDS in order; the odds are their softmax."""
    most = max(scores)
    raised = [math.exp(score - most) for score in scores]
    whole = sum(raised)
    odds = tuple(each / whole for each in raised)
    first, second, third = sorted(range(len(odds)), key=lambda place: -odds[place])[:3]
    return Guess(_NAMES[first], odds[first], (_NAMES[second], _NAMES[third]), odds)

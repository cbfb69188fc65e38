"""Whether a sentence touches what the brief never says, or makes a claim without its qualifier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from capabilities.grounding import numerals
from capabilities.grounding.polarity import denied_before, denies
from capabilities.passages import Limit, OnlyWith
from capabilities.stems import STOP, content, stem, words

# "Never: say that …" limits what is said, not the word "say"; these lead in and are no part of the claim.
_LEAD = re.compile(
    r"^\s*(?:(?:ever|to)\s+)?(?:say|claim|state|mention|tell|call|imply|suggest|write|use|name|pretend|that|them|"
    r"customers|prospects|us|ourselves|anyone|the words?|the phrase)\b[\s:]*",
    re.IGNORECASE,
)
_PROMISE = frozenset(stem(w) for w in ("promise", "guarantee", "commit", "pledge", "assure", "ensure", "warrant"))
_PROMISING = re.compile(r"^\s*(?:promis|guarant|commit to|pledg|assur|ensur|warrant)\w*\s+", re.IGNORECASE)
_REMARK = re.compile(r"\s+[—–]\s+|;|\(|\.\s|\b(?:because|unless|instead)\b|,\s*(?:but|as|since)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:for|that|which|whose|before|until|unless|without)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_PART = re.compile(r"(?<!\d)[,;:—–](?!\d)|[,;:]\s|\b(?:but|and|so)\b", re.IGNORECASE)
_OR = re.compile(r"\s*,\s*(?:or\s+|and\s+)?|\s+or\s+|\s*/\s*", re.IGNORECASE)

# How many content words may stand between those of a limit before they no longer say the same thing.
_NEVER_GAP, _CLAIM_GAP = 2, 4
_MOST_OF = 0.8  # of a claim or qualifier of more than five content words


@dataclass(frozen=True)
class _Phrase:
    stems: tuple[str, ...]
    promised: bool


def never_touched(sentence: str, limits: Sequence[Limit]) -> Iterator[Limit]:
    """The limits on what is never said that a sentence touches; saying that one does not say it touches nothing."""
    parts = [words(part) for part in _PART.split(numerals.in_digits(sentence))]
    said = [word for part in parts for word in part]
    starts = list(accumulate((len(part) for part in parts), initial=0))
    for limit in limits:
        own_denial = any(denies(word) for word in words(limit.claim))
        for phrase in _phrases(limit.claim):
            at = _touch(said, phrase)
            if at is None:
                continue
            opens = max(start for start in starts if start <= at)
            if own_denial or not denied_before(said, at, after=opens):
                yield limit
                break


def unqualified(sentence: str, limits: Sequence[OnlyWith]) -> Iterator[OnlyWith]:
    """The claims a sentence makes without the words they may only be made with."""
    text = numerals.in_digits(sentence)
    said = words(text)
    have = set(map(stem, said))
    for limit in limits:
        claim = tuple(dict.fromkeys(content(numerals.in_digits(limit.claim))))
        if claim and _claimed(said, claim) and not _qualified(have, limit.qualifier):
            yield limit


def _phrases(claim: str) -> Iterator[_Phrase]:
    """What to look for: each phrase in quotation marks, or else each alternative of the claim itself."""
    promised = _PROMISING.match(claim) is not None
    quoted = _QUOTED.findall(claim)
    if quoted:
        for each in quoted:
            yield _phrase(each, promised=False)
        return
    bare = _REMARK.split(_PROMISING.sub("", claim))[0]
    if promised:
        bare = _CONDITION.split(bare)[0]
    while (shorter := _LEAD.sub("", bare, count=1)) != bare:
        bare = shorter
    first: tuple[str, ...] = ()
    for each in _OR.split(bare):
        phrase = _phrase(each, promised=promised)
        # "X is cheaper or faster": a single word after "or" takes the place of the last word before it.
        if len(phrase.stems) == 1 and len(first) > 1 and not promised:
            phrase = _Phrase((*first[:-1], *phrase.stems), promised)
        if phrase.stems:
            first = first or phrase.stems
            yield phrase


def _phrase(text: str, *, promised: bool) -> _Phrase:
    text = numerals.in_digits(text)
    meant = tuple(dict.fromkeys(content(text))) or tuple(dict.fromkeys(map(stem, words(text))))
    return _Phrase(meant, promised)


def _touch(said: Sequence[str], phrase: _Phrase) -> int | None:
    """Where in a sentence a phrase is touched, or None."""
    if not phrase.stems:
        return None
    ordinary = all(each in STOP for each in phrase.stems)
    placed = [(at, stem(word)) for at, word in enumerate(said) if ordinary or word not in STOP]
    start = _window(placed, phrase.stems, len(phrase.stems) + (0 if ordinary else _NEVER_GAP))
    if start is None or not phrase.promised:
        return start
    promises = [at for at, each in placed if each in _PROMISE]
    return min(start, *promises) if promises else None


def _claimed(said: Sequence[str], claim: tuple[str, ...]) -> bool:
    placed = [(at, stem(word)) for at, word in enumerate(said) if word not in STOP]
    if len(claim) <= 5:
        return _window(placed, claim, len(claim) + _CLAIM_GAP) is not None
    have = {each for _, each in placed}
    return sum(each in have for each in claim) >= _MOST_OF * len(claim)


def _qualified(have: set[str], qualifier: str) -> bool:
    text = numerals.in_digits(qualifier)
    needed = set(content(text)) or set(map(stem, words(text)))
    if not needed:
        return False
    missing = needed - have
    if any(each[0].isdigit() for each in missing):
        return False
    return not missing or (len(needed) > 5 and len(missing) <= (1 - _MOST_OF) * len(needed))


def _window(placed: Sequence[tuple[int, str]], wanted: Sequence[str], longest: int) -> int | None:
    """Where the wanted stems stand together in at most `longest` words, in nearly their order; else None."""
    need = set(wanted)
    for first, (at, each) in enumerate(placed):
        if each not in need:
            continue
        order: list[str] = []
        for _, other in placed[first : first + longest]:
            if other in need and other not in order:
                order.append(other)
        if len(order) == len(need) and _nearly(order, wanted):
            return at
    return None


def _nearly(order: Sequence[str], wanted: Sequence[str]) -> bool:
    """At most one pair the wrong way round for each three words: "dates of delivery" is "delivery dates"."""
    places = [list(wanted).index(each) for each in order]
    wrong = sum(a > b for at, a in enumerate(places) for b in places[at + 1 :])
    return wrong <= max(1, len(wanted) // 3)

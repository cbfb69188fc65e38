"""Whether a sentence speaks of a group of customers that what it cites does not speak of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from capabilities.grounding.texts import words
from capabilities.passages import Passage
from capabilities.stems import STOP, stem


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


# Words that name no group of customers by themselves: "staff" is in staff canteens, and in every other kitchen.
_COMMON = _stems(
    """
    kitchen home care staff hall team market mid small large medium big enterprise business company firm group
    public private sector service account customer client organisation organization industry new local national one
    house site office user partner professional other dining food in size regional
    """
)


def segments_missing(sentence: str, cited: Sequence[Passage], segments: Collection[str]) -> list[str]:
    """The brief's segments that a sentence names and no cited passage does, in its words, headings or segment."""
    said = _flat(sentence)
    text = " ".join(
        part
        for each in cited
        for part in (_flat(" . ".join([*each.path, each.text])), _flat(each.attribute("segment") or ""))
    )
    return [name for name in segments if _names(name, said) and not _names(name, text, any_word=True)]


def _names(segment: str, flat: str, *, any_word: bool = False) -> bool:
    """Whether one of a segment's own words stands in a text of stems, or all of its common ones in a row."""
    for own, common in _ways(segment):
        if any(f" {each} " in flat for each in own):
            return True
        if common and (f" {' '.join(common)} " in flat or (any_word and any(f" {each} " in flat for each in common))):
            return True
    return False


@lru_cache(maxsize=1024)
def _ways(segment: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each way to name a segment ("Ferries and ships" has two): its own stems, or the common ones if it has none."""
    found = []
    for part in re.split(r"\s+(?:and|or|und|&)\s+|[,/;]", segment):
        stems = [stem(word) for word in words(part) if word not in STOP]
        # "First-time leaders" are not named by "first".
        joined = [[stem(word) for word in words(each)] for each in part.split()]
        own = tuple(" ".join(each) for each in joined if each and not _COMMON.issuperset(each))
        found.append((own, () if own else tuple(stems)))
    return found


def _flat(text: str) -> str:
    return f" {' '.join(stem(word) for word in words(text))} "

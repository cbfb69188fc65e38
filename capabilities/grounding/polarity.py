"""Whether words are denied where they stand, and which words mean the opposite of each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from capabilities.stems import stem, stems

_DENYING = frozenset({"not", "no", "never", "cannot", "none", "nobody", "nothing", "neither", "nor", "without"})
_CLAUSE = re.compile(
    r"[,;:()—–]|\s-\s|(?<!\d)\.(?!\d)|\b(?:and|but|so|because|while|although|if|when|which|who|due to|thanks to)\b",
    re.IGNORECASE,
)
# In "a no-obligation trial" the trial is not denied.
_COMPOUND = re.compile(r"\bno-(?=\w)", re.IGNORECASE)
_PAIRS = """increase/decrease increase/reduce increase/cut
    raise/cut raise/reduce raise/lower more/less more/fewer higher/lower rise/fall rose/fell
    gain/lose before/after include/exclude included/excluded free/paid always/never all/none best/worst fast/slow
    faster/slower early/late earlier/later first/last simple/complex easy/hard easy/difficult strong/weak 
    accept/refuse accept/reject approve/reject allow/forbid allow/prevent enable/prevent
    enable/disable improve/worsen safe/unsafe secure/insecure cheap/expensive cheaper/dearer success/failure
    succeed/fail win/lose public/private internal/external online/offline old/new small/large minor/major
    maximum/minimum maximize/minimize maximise/minimise most/least positive/negative
    advantage/disadvantage optional/required optional/mandatory temporary/permanent limited/unlimited
    exclusive/common short/long shorter/longer confirm/deny buy/sell efficient/inefficient profit/loss"""


@cache
def opposites() -> dict[str, frozenset[str]]:
    """For each stem the stems that say the opposite."""
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split():
        one, other = (stem(word) for word in pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(against) for word, against in found.items()}


def denies(word: str) -> bool:
    """Whether a normalised word or stem says no."""
    return word in _DENYING or word.endswith("n't")


def denied_before(words: Sequence[str], at: int, *, after: int = 0, within: int = 5) -> bool:
    """Whether one of the few words before a place denies it; "not only" and "not just" deny nothing.

    Words before the place `after`, where the part of the sentence begins, deny nothing in it.
    """
    start = max(at - within, after)
    return any(
        denies(word) and words[place + 1 : place + 2] not in (["only"], ["just"])
        for place, word in enumerate(words[start:at], start)
    )


def clauses(text: str) -> list[tuple[frozenset[str], bool]]:
    """The clauses of a text: the stems of each and whether it is denied."""
    out = []
    for part in _CLAUSE.split(_COMPOUND.sub("", text)):
        words = stems(part)
        if words:
            denied = sum(denies(word) for word in words) % 2 == 1
            out.append((frozenset(word for word in words if not denies(word)), denied))
    return out

"""What a claim needs beside it, and whether a sentence only tells what others did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capabilities.grounding.wanted import claim_of
from capabilities.grounding.wording import Wording, share_of, worded

_MOST, _HALF = 0.65, 0.5  # of the words that two sentences share
_QUALIFIED = 0.6  # of a qualifier's words in other words, with every figure of it
_BOUNDS = frozenset({"up", "at", "least", "most", "more", "less", "than", "about", "around", "over", "under", "onli",
                     "through", "via", "dure", "within", "between", "per"})  # fmt: skip
_OF_US_OR_YOU = re.compile(r"\b(?:we|us|our|ours|i|you|your|yours|it|they|can|will|may|could|would)\b")
_YOU_TOO = re.compile(
    r"\b(?:you|your \w+|anybody|everybody|every \w+) (?:\w+ )?(?:can|will|could|may)\b|\b(?:you|yours) too\b"
    r"|\bso (?:can|will) (?:you|it)\b"
)
_SOMEBODY, _PERSON = re.compile(r"\b(?:somebody|someone|anybody|anyone|whoever)\b"), frozenset({"person", "peopl"})


def told(said: Wording, leans_on: Sequence[str]) -> bool:
    """Whether a sentence tells what others did, with a figure of theirs, and not that the listener can do so too."""
    theirs = {figure for each in leans_on for figure in worded(each).figures}
    return bool(theirs & said.figures) and _YOU_TOO.search(said.text) is None


def told_of_others(said: Wording, leans_on: Sequence[str], qualifier: str) -> bool:
    """Whether a sentence says of neither us nor the listener what one of those cited says with the same figures, and
    that one says it without the qualifier: then it is another thing that is told."""
    if not said.figures or _OF_US_OR_YOU.search(said.text):
        return False
    needed = claim_of(qualifier)
    return bool(needed.stems) and any(
        said.figures <= each.figures
        and share_of(said.meant, each.stems) >= _MOST
        and share_of(needed.stems, each.stems) < _HALF
        for each in map(worded, leans_on)
    )


def qualified(said: Wording, qualifier: str) -> bool:
    """Whether the qualifier stands there: every figure of it, and its words or most of them in others' stead."""
    needed = claim_of(qualifier)
    if not needed.figures <= said.figures or not (needed.stems or needed.figures):
        return False
    words_of_it = needed.stems - _BOUNDS if needed.figures else needed.stems
    # Of three words every one counts, as half of a qualifier is none; of a longer one a word may be put otherwise.
    least = _QUALIFIED if len(words_of_it) > 3 else 1.0
    if _SOMEBODY.search(said.text):  # "if somebody leaves" is "if the person leaves"
        words_of_it -= _PERSON
    return not words_of_it or said.share(words_of_it) >= least

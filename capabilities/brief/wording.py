"""Whether a text says a few words: by word forms and by quantities, not letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from capabilities.grounding.numerals import in_digits
from capabilities.grounding.polarity import denied_before, denies
from capabilities.grounding.quantities import quantities, stands_in
from capabilities.grounding.sentences import sentences
from capabilities.stems import STOP, content, stem, words

_GAP = 4  # words of meaning that may stand between those asked for: "cost … nothing", "two … rounds"


def says(text: str, phrase: str) -> bool:
    """Whether a sentence of the text, or two in a row, says the phrase: its words in any form, its figures as
    quantities ("ten percent" is 10%), and not denied unless the phrase denies, too.

    A phrase that is no more than a no ("no", "never") is said by any denial.
    """
    parts = sentences(text)
    pairs = [f"{one} {other}" for one, other in pairwise(parts)]
    return any(_says(part, phrase) for part in (*parts, *pairs))


def _says(text: str, phrase: str) -> bool:
    digits = in_digits(phrase)
    figures = quantities(digits)
    there = quantities(text)
    if not all(stands_in(figure, there) for figure in figures):
        return False
    for figure in figures:
        digits = digits.replace(figure.text, " ", 1)
    wanted = list(dict.fromkeys(content(digits)))
    said = words(in_digits(text))
    if wanted and all(denies(word) for word in wanted):
        return any(denies(word) for word in said)
    if not wanted:
        plain = words(digits)
        in_a_row = any(said[at : at + len(plain)] == plain for at in range(len(said)))
        return bool(figures) or (bool(plain) and in_a_row)
    at = _place(said, wanted)
    own_denial = any(denies(word) for word in wanted)
    return at is not None and (own_denial or not denied_before(said, at))


def _place(said: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where the wanted stems stand close together, in whatever order; None where they do not."""
    placed = [(at, stem(word)) for at, word in enumerate(said) if word not in STOP]
    need = set(wanted)
    for first, (at, each) in enumerate(placed):
        window = {other for _, other in placed[first : first + len(need) + _GAP]}
        if each in need and need <= window:
            return at
    return None

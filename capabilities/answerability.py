"""Says beforehand how far a passage can be expected to answer a question; docs/search.md explains the threshold."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Set

from capabilities.asked_for import Asked, Window, windows
from capabilities.passages import Passage
from capabilities.stems import content

Share = Callable[[Set[str]], float]  # how much of the question's words these stems are, rare ones weighing more

# What `python -m benchmarks.fitting` prints: logistic regression on one half of ClapNQ, one of SQuAD 2.0 and the
# questions for tuning of two made-up briefs, the three weighing the same. "denied" is set by hand: SQuAD's makers
# turned questions round with "not" so often that a fit would silence every question that holds one.
WITH_VECTORS: Mapping[str, float] = {
    "likeness": 5.40, "window": 2.03, "long": -0.83, "number": -0.45, "name": -0.18, "figure": -1.97, "denied": -1.0,
    "constant": -3.30,
}  # fmt: skip
WITHOUT: Mapping[str, float] = {
    "window": 2.93, "long": -0.80, "number": -0.31, "name": -0.38, "figure": -1.38, "denied": -1.0, "constant": -1.11,
}  # fmt: skip
_LONG = 100  # words that carry meaning: a passage of so many holds some of any question's
# From where on the brief is taken to answer: best F1 on the questions for tuning of the two made-up briefs.
ANSWERABLE = 0.49


def signs(asked: Asked, passage: Passage, *, likeness: float | None, share: Share) -> dict[str, float]:
    """What speaks for and against this one passage answering, each from 0 to 1.

    "likeness" is the cosine, 0 where there are no vectors; "window" how much of the question's words the two
    neighbouring sentences hold that hold most; "long" how long the passage is. The others are 1 when something is
    amiss: a number or a name of the question stands nowhere in the passage; a figure is asked for, or something is
    asked with "not", and those two sentences give no figure of their own, or deny nothing.
    """
    held = stems_of(passage)
    each = windows(passage)
    covered = [share(window.stems) for window in each]
    best: Window = each[covered.index(max(covered))]
    return {
        "likeness": likeness or 0.0,
        "window": max(covered),
        "long": min(1.0, len(content(passage.text)) / _LONG),
        "number": float(bool(asked.numbers - held)),
        "name": float(bool(asked.names - held)),
        "figure": float(asked.figure and not best.given - asked.given),
        "denied": float(asked.denied and not best.denies),
        "constant": 1.0,
    }


def likely(found: Mapping[str, float], *, vectors: bool) -> float:
    """How likely a passage with these signs answers, from 0 to 1."""
    weights = WITH_VECTORS if vectors else WITHOUT
    return 1 / (1 + math.exp(-sum(weight * found[name] for name, weight in weights.items())))


def stems_of(passage: Passage) -> frozenset[str]:
    """The content stems of a passage and of its headings."""
    return frozenset(content(passage.text)) | frozenset(content(" ".join(passage.path)))

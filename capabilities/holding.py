"""Says whether a line may reach a person, and if not, why in words."""

from __future__ import annotations

from collections.abc import Sequence

from capabilities.grounding import Kind, Reason, check, sentences
from capabilities.passages import Brief, Passage, names

_OF_LIMITS: frozenset[Kind] = frozenset({"never", "needs_qualifier", "discount"})


def held_back(
    text: str, refs: Sequence[str], given: Sequence[Passage], brief: Brief, *, limits_only: bool = False
) -> str:
    """The first reason why a line of one or more sentences is held back; empty when it may be shown.

    `given` are the passages it was made from, and it may cite no others. A qualifier may stand in a sentence beside
    the claim; everything else each sentence answers for itself. `limits_only` is for the brief's own words.
    """
    known = {each.ref: each for each in given}

    def reasons(part: str) -> tuple[Reason, ...]:
        return check(
            part, cites=refs, passages=known, limits=brief.limits, names=names(brief.passages), known=[brief.product]
        ).reasons

    found = list(reasons(text))
    parts = sentences(text)
    if len(parts) > 1:
        found += [reason for part in parts for reason in reasons(part) if reason.kind != "needs_qualifier"]
    told = [reason.words for reason in found if not limits_only or reason.kind in _OF_LIMITS]
    return told[0] if told else ""

"""Says whether a line may reach a person, and if not, why in words."""

from __future__ import annotations

from collections.abc import Sequence

from capabilities.grounding import OF_LIMITS, Rules, Verdict, sentences
from capabilities.passages import Passage


def held_back(
    text: str, refs: Sequence[str], given: Sequence[Passage], rules: Rules, *, limits_only: bool = False
) -> str:
    """The gravest reason why a line is held back, as `judged` says; empty when it may be shown.

    `limits_only` is for the brief's own words.
    """
    found = judged(text, refs, given, rules).reasons
    return next((reason.words for reason in found if not limits_only or reason.kind in OF_LIMITS), "")


def judged(text: str, refs: Sequence[str], given: Sequence[Passage], rules: Rules) -> Verdict:
    """The verdict on a line of one or more sentences.

    `given` are the passages it was made from, and it may cite no others. A qualifier may stand in a sentence beside
    the claim; everything else each sentence answers for itself.
    """
    parts = sentences(text)
    asked = [text, *parts] if len(parts) > 1 else [text]
    whole, *each = rules.check_many(asked, [refs] * len(asked), {passage.ref: passage for passage in given})
    alone = [reason for one in each for reason in one.reasons if reason.kind != "needs_qualifier"]
    return Verdict.of([*whole.reasons, *alone])

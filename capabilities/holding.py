"""Says whether a line may reach a person, and if not, why in words."""

from __future__ import annotations

from collections.abc import Sequence

from capabilities.grounding import Reason, Rules, Verdict, sentences
from capabilities.passages import Passage

INSIDE = "A limit of the brief that is not for everybody stands against it."


def held_back(
    text: str, refs: Sequence[str], given: Sequence[Passage], rules: Rules, *, limits_only: bool = False
) -> str:
    """The gravest reason why a line is held back, as `judged` says; empty when it may be shown.

    `limits_only` is for the brief's own words. A limit that is not among the passages the rules were made of is kept
    to and not told: it is not for everybody, and others read along.
    """
    found = limited(text, refs, given, rules) if limits_only else judged(text, refs, given, rules)
    reason = next(iter(found.reasons), None)
    if reason is None:
        return ""
    return INSIDE if is_inside(reason, rules) else reason.words


def is_inside(reason: Reason, rules: Rules) -> bool:
    """Whether it is a limit that whoever reads the answer may not see."""
    return reason.kind in ("never", "needs_qualifier") and rules.brief.passage(reason.ref) is None


def judged(text: str, refs: Sequence[str], given: Sequence[Passage], rules: Rules) -> Verdict:
    """The verdict on a line of one or more sentences.

    `given` are the passages it was made from, and it may cite no others. A qualifier may stand in a sentence beside
    the claim; everything else each sentence answers for itself.
    """
    asked = _asked(text)
    found = rules.check_many(asked, [refs] * len(asked), {passage.ref: passage for passage in given})
    return _together([each.reasons for each in found])


def limited(text: str, refs: Sequence[str], given: Sequence[Passage], rules: Rules) -> Verdict:
    """The same for the limits alone, whether or not anything bears the line out; it takes a third of the time."""
    asked = _asked(text)
    return _together(rules.limited(asked, [refs] * len(asked), {passage.ref: passage for passage in given}))


def _asked(text: str) -> list[str]:
    parts = sentences(text)
    return [text, *parts] if len(parts) > 1 else [text]


def _together(found: Sequence[Sequence[Reason]]) -> Verdict:
    whole, *each = found
    return Verdict.of([*whole, *(reason for one in each for reason in one if reason.kind != "needs_qualifier")])

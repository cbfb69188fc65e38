"""Holds a line to the limits of the brief it is to be written into, whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from capabilities.brief_markdown import read
from capabilities.grounding import Reason, Rules
from capabilities.holding import limited
from capabilities.passages import Passage, spoken
from capabilities.refusal import Refusal

_LIMITS = ("limit_never", "limit_only_with", "limit_may_say")
_OWN_WORDS = ("needs", "not-for", "clearance", "tested")  # what customers want, and whom it is not for, claims nothing
_GIVES = ("offer", "cost_and_risk", "limit_may_say")  # what the brief itself gives away may be said of it


def require_within_limits(rules: Rules, source: str) -> None:
    """Pass, or raise Refusal with the limit that a new line breaks; `source` is the brief with the line in it.

    May take as long as an embedder takes for one sentence.
    """
    before = {each.text for each in rules.brief.passages}
    for passage in read(source).passages:
        if passage.text in before or not _claims(passage):
            continue
        cited = _stands_beside(rules, passage)
        reasons = limited(spoken(passage), [each.ref for each in cited], cited, rules).reasons
        if reasons:
            lower_price = any(each.kind == "discount" for each in reasons)
            raise Refusal(told(reasons[0], lower_price=lower_price), field="words")


def _claims(passage: Passage) -> bool:
    """Whether a passage says something of the product: a limit names what is not said, a question only asks."""
    return passage.kind not in (*_LIMITS, "question") and passage.attribute("field") not in _OWN_WORDS


def _stands_beside(rules: Rules, passage: Passage) -> Sequence[Passage]:
    """What a line may lean on: the passages of its own section, and what the brief offers and allows."""
    every = rules.brief.passages
    return [each for each in every if each.path == passage.path or each.kind in _GIVES]


def told(reason: Reason, *, lower_price: bool) -> str:
    """The limit, and what to do. A lower price is forbidden whatever the limits of the brief are."""
    words = reason.words.replace(f" ({reason.ref})", "")
    if lower_price:
        return words if reason.kind == "discount" else f"{words} Offer value instead of a lower price."
    if reason.kind == "needs_qualifier":
        return f"{words} Add those words, or change that limit first with /brief edit Limits."
    return f"{words} Change these words, or that limit first with /brief edit Limits."

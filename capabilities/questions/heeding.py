"""Holds what somebody answers to the limits of the brief, and takes personal data out of it."""

from __future__ import annotations

from capabilities.brief import InForce
from capabilities.brief.proposing.limiting import told
from capabilities.field.words import clean, is_blank
from capabilities.finding import Finder
from capabilities.holding import limited
from capabilities.masking import Masking
from capabilities.refusal import Refusal

LONGEST = 2_000  # characters of an answer
_GIVES = ("offer", "cost_and_risk", "limit_may_say")  # what the brief itself gives away may be said of it


def heeded(finder: Finder, masking: Masking, brief: InForce, text: str) -> str:
    """An answer as it is kept. Raises Refusal, at its field, when there are no words or too many, or a limit of the
    brief forbids them. May take as long as an embedder takes for a few sentences."""
    words = "" if is_blank(text) else clean(masking.mask(text).words).strip()
    if not words:
        raise Refusal("Write the answer.", field="answer")
    if len(words) > LONGEST:
        raise Refusal(f"Keep it to {LONGEST:,} characters; this has {len(words):,}.", field="answer")
    given = [each for each in brief.brief.passages if each.kind in _GIVES]
    reasons = limited(words, [each.ref for each in given], given, finder.rules(brief)).reasons
    if reasons:
        lower_price = any(each.kind == "discount" for each in reasons)
        raise Refusal(told(reasons[0], lower_price=lower_price), field="answer")
    return words

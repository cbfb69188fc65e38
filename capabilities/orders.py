"""Tells words that speak to a machine from words for people, wherever somebody pasted them in."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,3}?(?:previous|prior|above|earlier|preceding|"
    r"foregoing|all|any|your|system)\s+(?:\w+\s+){0,2}?(?:instructions?|prompts?|rules?|directions?|orders?|context|"
    r"guidelines?|limits?)"
    r"|\b(?:reveal|print|repeat|show|output|leak)\s+(?:\w+\s+){0,2}?(?:your|the)\s+(?:\w+\s+)?"
    r"(?:system prompt|prompt|instructions)\b"
    r"|\bsystem prompt\b|\bjailbreak\w*|\bdeveloper mode\b|\byou are (?:now|no longer) (?:an?|the|in|bound)\b"
    r"|\bas an? (?:ai|language model|llm|assistant),? (?:you|model)\b|\bnew instructions?\s*:|\bdo anything now\b"
    r"|\b(?:dear |to the |note to (?:the )?|attention )(?:ai|llm|language model|chatbot)\b"
    r"|<\|?/?\s*(?:system|im_start|im_end|instructions?|assistant)\b[^>]*>|\[/?INST\]|^\s*(?:system|assistant)\s*:"
    r"|(?-i:\bSYSTEM\s*:)"
    r"|\bignorier\w*\s+(?:\w+\s+){0,3}?(?:anweisung|vorgabe|regel)\w*"
    r"|\bignor\w*\s+(?:\w+\s+){0,3}?(?:instrucciones|instructions pr[ée]c[ée]dentes|istruzioni)",
    re.IGNORECASE | re.MULTILINE,
)


def order_in(text: str) -> re.Match[str] | None:
    """Where a text orders a language model about ("ignore all previous instructions"), or None.

    A rule of thumb for what is carelessly pasted; what it misses is data in a prompt like everything else.
    """
    return _ORDER.search(text)

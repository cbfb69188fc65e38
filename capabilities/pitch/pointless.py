"""Finds points that say nothing to a customer: those that speak of the brief itself, or repeat what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capabilities.passages import Passage
from capabilities.stems import content

_OF_ITSELF = re.compile(r"\b(?:(?:the|this|these|each) passages?|plumb line|(?:the|own) brief)\b", re.IGNORECASE)


def pointless(text: str, cited: Sequence[Passage], said: str) -> str:
    """Why a point says nothing, in words; empty where it says something. `said` is what the pitch was asked for.

    A small model writes such lines: "The passage states that …", or the request itself. They claim nothing of the
    product, so that no check of claims holds them back.
    """
    held = " ".join([*(" ".join(each.path) for each in cited), *(each.text for each in cited)])
    of_itself = _OF_ITSELF.search(text)
    if of_itself is not None and of_itself.group().casefold() not in held.casefold():
        return f"it speaks of “{of_itself.group()}”, not to the customer"
    words, known = set(content(text)), set(content(held))
    if words and not words & known:
        return "it says nothing of what the passage cited says"
    if words and words <= set(content(said)) and not words <= known:
        return "it only repeats what was asked"
    return ""

"""Holds a drafted sentence to the brief: citations, numbers, names, limits, discounts and support."""

from __future__ import annotations

from capabilities.grounding.checking import check
from capabilities.grounding.rules import Rules
from capabilities.grounding.sentences import sentences
from capabilities.grounding.verdicts import OF_LIMITS, Kind, Reason, Ruling, Verdict

__all__ = ["OF_LIMITS", "Kind", "Reason", "Rules", "Ruling", "Verdict", "check", "sentences"]

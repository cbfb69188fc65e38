"""Holds a drafted sentence to the brief: citations, numbers, names, limits, discounts and support."""

from __future__ import annotations

from capabilities.grounding.checking import Kind, Reason, Verdict, check
from capabilities.grounding.sentences import sentences

__all__ = ["Kind", "Reason", "Verdict", "check", "sentences"]

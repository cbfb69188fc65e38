"""Finds the line of a brief's source on which something is said."""

from __future__ import annotations

import re


def line_saying(source: str, words: str, *, near: int = 0) -> int:
    """The 1-based line that holds these words, the nearest to `near`; 0 where none does.

    Marks, case and spaces do not count.
    """
    wanted = _bare(words)
    if not wanted:
        return 0
    lines = [number for number, line in enumerate(source.split("\n"), 1) if wanted in _bare(line)]
    return min(lines, key=lambda number: (abs(number - near), number), default=0)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

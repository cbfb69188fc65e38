"""Cuts a text into the sentences that are checked one by one."""

from __future__ import annotations

import re

_SHORT = """
    mr mrs ms dr prof st vs etc e.g i.e eg ie approx no nos fig inc ltd co corp dept est jr sr u.s u.k a.m p.m
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?:\s*\[[\w ,;.:-]{1,120}\])*(?=\s|\Z)")
_LINE = re.compile(r"\n+")
_BULLET = re.compile(r"^\s*(?:[-*•–—]|\d{1,2}[.)])\s+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without bullets; citations in square brackets stay with theirs.

    A line break ends a sentence; so does . ! ? or … before a space, but not within a number, after an
    abbreviation, or before a word in lower case.
    """
    found: list[str] = []
    for line in _LINE.split(text):
        line = _BULLET.sub("", line).strip()
        start = 0
        for end in _END.finditer(line):
            if _is_end(line, start, end):
                found.append(line[start : end.end()].strip())
                start = end.end()
        found.append(line[start:].strip())
    return [each for each in found if re.search(r"\w", each)]


def _is_end(line: str, start: int, end: re.Match[str]) -> bool:
    following = line[end.end() :].lstrip()
    if end.group()[0] != ".":
        return not following[:1].islower()
    before = re.search(r"[\w.]*$", line[start : end.start()])
    word = before.group().casefold() if before else ""
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        return not following
    return not following[:1].islower()

"""How old what a passage rests on is, in words, where the brief or whoever answered says so."""

from __future__ import annotations

import re
from datetime import date

from capabilities.brief import InForce
from capabilities.grounding.calendar import Day, days
from capabilities.passages import Passage, day_of, spoken

_SOURCE = re.compile(r"\bsource\s*:", re.IGNORECASE)
_NOT_YET = re.compile(r"\bnot (?:yet|been) tested\b|\buntested\b|\bnever tested\b", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def age_of(brief: InForce, passage: Passage) -> str:
    """ "to be reviewed by 10 Feb 2027" of an answer somebody gave, "source of Feb 2026" of a proof, "proof of Feb 2026"
    of what leans on one, "tested 3 Mar 2026" of what is said of a segment; empty where nothing of it is said."""
    if passage.kind == "answer":
        return _reviewed(passage)
    own = _sourced(passage) if passage.kind == "proof" else ""
    if own:
        return f"source of {own}"
    proved = next((found for name in passage.proofs if (found := _proved(brief, name))), "")
    return f"proof of {proved}" if proved else _tested(brief, passage)


def _reviewed(answer: Passage) -> str:
    until = answer.attribute("review_by")
    if not until:
        return ""
    day = day_of(date.fromisoformat(until))
    return f"was to be reviewed by {day}" if answer.attribute("past") else f"to be reviewed by {day}"


def _proved(brief: InForce, name: str) -> str:
    proofs = (each for each in brief.brief.passages if each.kind == "proof")
    found = (each for each in proofs if (each.attribute("id") or each.ref).casefold() == name.casefold())
    return next((age for each in found if (age := _sourced(each))), "")


def _sourced(proof: Passage) -> str:
    """The last day or month named after "Source:": what was counted stands before when it was."""
    named = _SOURCE.search(proof.text)
    return _last(proof.text[named.end() :]) if named else ""


def _tested(brief: InForce, passage: Passage) -> str:
    """When the segment a passage is about was tested, as its "Tested:" line says."""
    segment = passage.attribute("segment")
    if not segment:
        return ""
    of_it = (each for each in brief.brief.passages if each.attribute("segment") == segment)
    line = next((spoken(each) for each in of_it if each.attribute("field") == "tested"), "")
    if _NOT_YET.search(line):
        return "not yet tested"
    return f"tested {when}" if (when := _last(line)) else ""


def _last(text: str) -> str:
    found = sorted(days(text), key=lambda each: each[0])
    return next((said for _, _, day in reversed(found) if (said := _said(day))), "")


def _said(day: Day) -> str:
    """As much of a date as was written, of a year at least."""
    if day.year is None:
        return ""
    if day.quarter is not None:
        return f"Q{day.quarter} {day.year}"
    month = f"{_MONTHS[day.month - 1]} {day.year}" if day.month else str(day.year)
    return f"{day.day} {month}" if day.month and day.day else month

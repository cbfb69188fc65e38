"""Says what should be mended in a brief before it is published: each thing with its line, the words and what to do."""

from __future__ import annotations

from datetime import date

from capabilities.brief.linting import figures, limits, phrasing, standing
from capabilities.brief.linting.finding import KINDS, Finding, ranked
from capabilities.brief.linting.warned import warned
from capabilities.passages import Brief

__all__ = ["KINDS", "MOST", "Finding", "lint"]

MOST = 200  # findings kept; a brief with more has something wrong with it as a whole


def lint(brief: Brief, *, today: date | None = None) -> tuple[Finding, ...]:
    """What to mend, the gravest first; nothing in it keeps a brief from being published.

    A test of a segment is old a year before `today`, or before the day the brief is to be reviewed by.
    """
    contradictions = list(figures.contradictions(brief))
    unread = list(phrasing.unread(brief))
    found = ranked(
        [
            *unread,
            *contradictions,
            *limits.broken(brief),
            *phrasing.orders(brief),
            *figures.unproven(brief, contradictions),
            *standing.unproven(brief),
            *standing.segments(brief, today or brief.review_by),
            *phrasing.plumb_line(brief),
            *phrasing.language(brief),
            *warned(brief, unread=bool(unread)),
        ]
    )
    if len(found) > MOST:
        rest = f"{len(found) - MOST:,} more things like these are not listed. Mend these first and file it again."
        found = [*found[:MOST], Finding("more", 0, rest)]
    return tuple(found)

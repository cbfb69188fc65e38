"""Finds which line of a brief a rep's note speaks of: what they tried on a customer, and how it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from capabilities.brief import Briefs, InForce
from capabilities.finding import Finder
from capabilities.passages import Passage, claim_of
from capabilities.retrieval import Hit
from prompts.embedding import Embedder
from storage.field import Note

LANDED, FLAT = "works", "doesnt"
TRIED = (FLAT, LANDED)  # the kinds of note that say how something did
COMPARED = 300  # such notes looked at: the newest, which an embedder reads in some seconds
SAID_ALOUD = frozenset({"makes_possible", "benefit", "offer", "cost_and_risk", "objection"})  # what a rep can try
_NEAR = 0.4  # by Hit.score: below this the passage nearest to a note is near to it by chance
_SEARCHED = 40  # passages for each note: the one meant may stand behind others that share more words with it


def lines_tried(
    finder: Finder, brief: InForce, notes: Sequence[Note], *, patience_s: float, asking: Embedder | None = None
) -> list[tuple[Note, Passage]] | None:
    """The notes that speak of a line of this version, each with its line; None where they cannot be compared now.

    A note belongs to the line nearest to its words, of those for its segment. On the demonstration's 52 notes that is
    the line they speak of for some 45. `asking` stands in for the finder's embedder.
    """
    asked = [said(note) for note in notes]
    hits, thorough = finder.find_many(brief, asked, limit=_SEARCHED, patience_s=patience_s, asking=asking)
    if not thorough:
        return None
    lines = ((note, _line(near, note.segment)) for note, near in zip(notes, hits, strict=True))
    return [(note, line) for note, line in lines if line is not None]


def said(note: Note) -> str:
    """What a note says of a line, in the rep's words and the customer's."""
    return f"{note.text} {note.customer_words}".strip()


def standing_since(
    briefs: Briefs, workspace: str, brief: InForce, *, oldest: datetime, never: datetime
) -> Callable[[Passage], datetime]:
    """Since when a line has stood in every published version of the product up to the one in force.

    Versions from before `oldest` are not looked at; `never` is told of a line that stands in none.
    """
    versions = [row for row in briefs.versions(workspace) if row.product_key == brief.version.product_key]
    published = [(row.published_at, row.id) for row in versions if row.published_at is not None]
    held: dict[str, datetime] = {}
    here: set[str] | None = None
    for moment, version in sorted(published, reverse=True):
        read = briefs.version(workspace, version)
        claims = {claim_of(each) for each in read.brief.passages} if read is not None else set()
        here = claims if here is None else claims & here
        held.update(dict.fromkeys(here, moment))
        if moment <= oldest:
            break
    return lambda passage: held.get(claim_of(passage), never)


def _line(hits: Sequence[Hit], segment: str) -> Passage | None:
    """The line somebody tried on a customer: the nearest that is said aloud, and not for another segment."""
    for hit in hits:
        own = hit.passage.attribute("segment")
        for_others = own and segment and own.casefold() != segment.casefold()
        if hit.passage.kind in SAID_ALOUD and not for_others:
            return hit.passage if hit.score >= _NEAR else None
    return None

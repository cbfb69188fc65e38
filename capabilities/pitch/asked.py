"""Reads what a rep typed after /pitch: the segment, objection or competitor it is about, and whether price came up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.passages import Brief
from capabilities.retrieval import Hit
from capabilities.stems import content

_PRICE = re.compile(
    r"\b(?:pric|cost|expens|cheap|discount|budget|afford|fee\b|fees\b|pay\b|payback|rebate|roi\b|tco\b|too much)|[€$£]",
    re.IGNORECASE,
)
_MOST_OF = 0.6  # of an objection's words, before it counts as named
_COVERED = 0.25  # of the words said, before an objection that is merely near is taken as meant
_AGREEING = 2  # of the three best passages, before their segment is taken as meant


@dataclass(frozen=True)
class Situation:
    """What a conversation is about, as far as the brief knows the words."""

    words: str
    segment: str | None = None
    objections: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    price: bool = False

    @property
    def recognised(self) -> bool:
        """Whether the brief has a name for anything that was said."""
        return bool(self.segment or self.objections or self.competitors or self.price)


def read(words: str, brief: Brief, hits: Sequence[Hit]) -> Situation:
    """Recognise what the brief has a name for; `hits` are its passages nearest to the words, best first."""
    said = set(content(words))
    return Situation(
        words=words,
        segment=_segment(said, brief) or _meant(brief, hits),
        objections=_objections(said, brief, hits),
        competitors=tuple(
            subject for subject in _subjects(brief, "competitor") if (stems := set(content(subject))) and stems <= said
        ),
        price=bool(_PRICE.search(words)),
    )


def _segment(said: set[str], brief: Brief) -> str | None:
    """The segment named most fully by the words only it has: "refrigeration" for "Refrigeration service"."""
    stems = {name: set(content(name)) for name in brief.segments}
    best, most = None, 0.5
    for name, own in stems.items():
        shared = set().union(*(other for each, other in stems.items() if each != name))
        telling = (own - shared) or own
        share = len(telling & said) / len(telling) if telling else 0.0
        first = bool(own) and content(name)[0] in said
        if share > most or (share == most and first and best is None):
            best, most = name, share
    return best


def _meant(brief: Brief, hits: Sequence[Hit]) -> str | None:
    """The segment that most of the nearest passages speak of."""
    near = [hit.passage.attribute("segment") for hit in hits[:3]]
    named = [name for name in near if name in brief.segments]
    return next((name for name in named if named.count(name) >= _AGREEING), None)


def _objections(said: set[str], brief: Brief, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The objections named, or else the one among the two nearest passages."""
    stems = {subject: set(content(subject)) for subject in _subjects(brief, "objection")}
    named = tuple(subject for subject, own in stems.items() if own and len(own & said) >= _MOST_OF * len(own))
    near = (hit.passage for hit in hits[:2] if hit.passage.kind == "objection" and hit.coverage >= _COVERED)
    meant = (passage.attribute("subject") for passage in near)
    return named or tuple(subject for subject in list(meant)[:1] if subject)


def _subjects(brief: Brief, kind: str) -> list[str]:
    named = (each.attribute("subject") for each in brief.passages if each.kind == kind)
    return list(dict.fromkeys(name for name in named if name))

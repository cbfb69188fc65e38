"""Picks what to bring along: one material that says it is for this customer, and one story that may be told."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from capabilities.brief import InForce
from capabilities.citing import Line, cited, excerpt
from capabilities.passages import Brief, Passage, spoken
from capabilities.pitch.asked import Situation
from capabilities.pitch.choosing import public
from capabilities.retrieval import Hit
from capabilities.stems import content

MATERIAL, STORY = "material", "story"
_EVERYBODY = re.compile(r"\bfor (?:everyone|everybody|all|any(?:one|body)?)\b", re.IGNORECASE)
_LINK = re.compile(r"\(\s*(?:https?://|/)[^)\s]*\)")
_IN_COMMON = 2  # words a material shares with the objection, or a story with the customer, before it is about them
_COVERED = 0.2  # of the words said, before a story is near enough to be told
_TOLD = ("public", "sales")  # what the first word of a story's clearance may be: anything else is told to nobody


@dataclass(frozen=True)
class Story:
    """A story to tell; `public` when it may be sent too, else it is for sales to tell."""

    line: Line
    public: bool


def material(brief: InForce, situation: Situation, *, used: Collection[str]) -> Line | None:
    """The one material for this objection, this segment or everybody, in this order, as it says itself; else none."""
    found = [each for each in brief.brief.passages if each.kind == "material" and each.attribute("field") is None]
    weights = {each.ref: _for_whom(each, brief.brief, situation) for each in found}
    best = max(found, key=lambda each: weights[each.ref], default=None)
    if best is None or not weights[best.ref] or best.ref in used:
        return None
    return Line(spoken(best), cited(brief, [best.ref]), quoted=True, step=MATERIAL)


def story(brief: InForce, situation: Situation, hits: Mapping[str, Hit], *, used: Collection[str]) -> Story | None:
    """The story nearest to this customer that says who may hear it; none when none is near.

    One cleared for sales only is told and never sent: whoever shares a pitch leaves it out.
    """
    about = _about(brief.brief, situation)
    near: list[tuple[float, Passage]] = []
    for each in brief.brief.passages:
        if each.kind != "story" or each.ref in used or not _told(each):
            continue
        shared, hit = len(about & set(content(each.text))), hits.get(each.ref)
        if shared >= _IN_COMMON or (hit is not None and hit.coverage >= _COVERED):
            near.append(((hit.score if hit else 0.0) + 0.1 * shared + 0.05 * public(each), each))
    if not near:
        return None
    best = max(near, key=lambda pair: pair[0])[1]
    line = Line(excerpt(best, situation.words), cited(brief, [best.ref]), quoted=True, step=STORY)
    return Story(line, public(best))


def _told(passage: Passage) -> bool:
    return (passage.attribute("clearance") or "").casefold().strip().startswith(_TOLD)


def _for_whom(passage: Passage, brief: Brief, situation: Situation) -> int:
    """3 for this objection, 2 for this segment, 1 for everybody, 0 for others."""
    words = _LINK.sub(" ", passage.text)
    said = set(content(words))
    objection = {
        stem
        for each in brief.passages
        if each.kind == "objection" and each.attribute("subject") in situation.objections
        for stem in content(f"{each.attribute('subject')} {each.text}")
    }
    others = [name for name in brief.segments if name != situation.segment and set(content(name)) <= said]
    own = situation.segment is not None and set(content(situation.segment)) <= said
    if others and not own:
        return 0
    _, _, whom = words.rpartition(" for ")
    meant = set(content(whom)) & (objection | set(content(situation.words)))
    if objection and not own and not _EVERYBODY.search(words) and len(meant) >= _IN_COMMON:
        return 3
    if own:
        return 2
    return 1 if _EVERYBODY.search(words) else 0


def _about(brief: Brief, situation: Situation) -> set[str]:
    """The words that tell this customer: what was said, the segment, and what the brief says of it."""
    own = [
        each.text
        for each in brief.passages
        if situation.segment
        and each.attribute("segment") == situation.segment
        and (each.kind == "benefit" or each.attribute("field") == "needs")
    ]
    product = set(content(brief.product))
    return set(content(" ".join([situation.words, situation.segment or "", *own]))) - product

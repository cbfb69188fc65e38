"""Picks what to bring along: one material that says it is for this customer, and one story that may be told."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from capabilities.brief import InForce
from capabilities.citing import Line, cited, excerpt
from capabilities.passages import Brief, Passage, answering, spoken
from capabilities.pitch.asked import Situation
from capabilities.pitch.choosing import public
from capabilities.pitch.unfit import figure
from capabilities.retrieval import Hit
from capabilities.stems import content

MATERIAL, STORY = "material", "story"
_EVERYBODY = re.compile(r"\bfor (?:everyone|everybody|all|any(?:one|body)?)\b", re.IGNORECASE)
_LINK = re.compile(r"\(\s*(?:https?://|/)[^)\s]*\)")
_IN_COMMON = 2  # words a material shares with the objection, or a story with the customer, before it is about them
_TELLING = 4.0  # and how much these words tell: one in a hundred passages weighs 4.6, one in ten 2.3
_PREFERRED = 0.1  # what a story that may be sent is ahead of one that is only told
_LETTERS = 4  # of a word that tells anything
_COVERED = 0.2  # of the words said, before a story is near enough to be told
_TOLD = ("public", "sales")  # what the first word of a story's clearance may be: anything else is told to nobody


@dataclass(frozen=True)
class Story:
    """A story to tell; `public` when it may be sent too, else it is for sales to tell."""

    line: Line
    public: bool


def material(brief: InForce, situation: Situation, *, used: Collection[str]) -> Line | None:
    """The one material for this objection, this segment or everybody, in this order, as it says itself; else none."""
    told = answering(brief.brief.passages)
    every = [each for each in told if each.kind == "material" and each.attribute("field") is None]
    found = [each for each in every if public(each)]  # what is brought along is left with the customer
    weights = {each.ref: _for_whom(each, brief.brief, situation) for each in found}
    best = max(found, key=lambda each: weights[each.ref], default=None)
    if best is None or not weights[best.ref] or best.ref in used:
        return None
    return Line(spoken(best), cited(brief, [best.ref]), quoted=True, step=MATERIAL)


def story(brief: InForce, situation: Situation, hits: Mapping[str, Hit], *, used: Collection[str]) -> Story | None:
    """The story nearest to this customer that says who may hear it; none when none is near.

    One cleared for sales only is told and never sent: whoever shares a pitch leaves it out.
    """
    stories = [each for each in answering(brief.brief.passages) if each.kind == STORY]
    if any(each.ref in used for each in stories):  # a point tells one already
        return None
    rarity = _rarity(brief.brief)
    about = _kind_of_words(situation.words) | (_of(brief.brief, situation.segment) if situation.segment else set())
    others = [_of(brief.brief, name) for name in brief.brief.segments if situation.segment not in (None, name)]
    near: list[tuple[float, Passage]] = []
    for each in filter(_told, stories):
        hit = hits.get(each.ref)
        said = _kind_of_words(each.text)
        weight = _weight(about & said, rarity)
        if any(_weight(other & said, rarity) > weight for other in others):  # of another kind of customer
            continue
        theirs = len(about & said) >= _IN_COMMON and weight >= _TELLING
        if theirs or (hit is not None and hit.coverage >= _COVERED):
            near.append(((hit.score if hit else 0.0) + weight / 10 + _PREFERRED * public(each), each))
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


def _of(brief: Brief, segment: str) -> set[str]:
    """The words that tell a segment: its name, and what the brief says it needs and gains."""
    own = [
        each.text
        for each in brief.passages
        if each.attribute("segment") == segment and (each.kind == "benefit" or each.attribute("field") == "needs")
    ]
    return _kind_of_words(" ".join([segment, *own])) - set(content(brief.product))


def _kind_of_words(text: str) -> set[str]:
    """The words of a text that can tell one kind of customer from another: no numbers, nothing short."""
    return {stem for stem in content(text) if len(stem) >= _LETTERS and stem.isalpha() and figure(stem) is None}


def _weight(shared: set[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(stem, 0.0) for stem in shared)


def _rarity(brief: Brief) -> dict[str, float]:
    """How much a word tells of what it is about: the logarithm of how few passages have it."""
    held = [set(content(each.text)) for each in brief.passages if each.kind != STORY]
    counts = Counter(stem for each in held for stem in each)
    return {stem: math.log(len(held) / number) for stem, number in counts.items()}

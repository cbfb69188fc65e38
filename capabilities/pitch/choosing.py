"""Chooses the passages a pitch is made of, in the order a good conversation goes, and never an unproven benefit.

A material is no step of a talk: it is brought along (capabilities/pitch/bringing.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capabilities.finding import telling
from capabilities.passages import Brief, Passage, answering, claim_of
from capabilities.pitch.asked import Situation
from capabilities.pitch.ranking import Record, sway
from capabilities.pitch.ranking import ranked as by_record
from capabilities.retrieval import Hit
from capabilities.stems import content

# need → what it makes possible → benefit for the segment → proof → next step; what has no known part stands between
STEPS = ("need", "possible", "benefit", "other", "cost", "proof", "next")
_STEP = {
    "segment": "need", "objection": "need", "competitor": "need", "makes_possible": "possible", "it_is": "possible",
    "benefit": "benefit", "cost_and_risk": "cost", "proof": "proof", "story": "proof", "offer": "next",
}  # fmt: skip
SHORTEST = 3  # points of a pitch somebody wished shorter, and which steps stay the longest
KEPT_LONGEST = ("benefit", "need", "cost", "next", "proof", "possible", "other")
_NAMED = 2.0  # what being named outright adds to a passage's score, which is at most about 1.3
_COVERED = 0.2  # of the words said, before a story is near enough to be told
_SAME = 0.7  # of a proof's words in the benefit it stands behind: then it would only say the same again


@dataclass(frozen=True)
class Material:
    """Passages to draft from, best first within each step, and those to quote when nobody drafts.

    `unproven` counts the benefits left out because their proof is not in the brief. `gave_way` are the lines that would
    be said but for what fell flat: another of their step is said instead, and nobody drafts from them.
    """

    passages: tuple[Passage, ...]
    quotes: tuple[Passage, ...]
    unproven: int = 0
    gave_way: tuple[Passage, ...] = ()


def step_of(passage: Passage) -> str:
    """Where in a conversation a passage belongs."""
    return _STEP.get(passage.kind, "other")


def choose(
    brief: Brief, situation: Situation, hits: Sequence[Hit], records: Mapping[str, Record] | None = None
) -> Material:
    """The material for a pitch; `hits` are the passages nearest to what was asked, best first.

    `records` say, by claim, how points that led with these words did in the field: what failed sinks.
    """
    score = {hit.passage.ref: hit.score for hit in hits}
    proofs = _proofs(brief)
    usable, unproven = speakable(brief, situation)
    relevance = {each.ref: rank(each, situation, score) for each in usable}
    near = {hit.passage.ref for hit in hits if hit.coverage >= _COVERED}

    known = records or {}
    failed = [each for each in usable if (record := known.get(claim_of(each))) is not None and sway(record) < 0]

    def best(known: Mapping[str, Record], failed: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
        order = _begun(by_record(usable, known, relevance), failed)
        chosen = [each for each in order if each.kind in _STEP or each.ref in score]
        return chosen, _quotes(chosen, situation, proofs, score, near=near)

    chosen, quotes = best(known, failed)
    gave_way = [each for each in best({}, ())[1] if each in failed and each not in quotes] if failed else []
    chosen = [each for each in chosen if each not in gave_way]
    backing = [proof for each in chosen if each.kind == "benefit" for proof in _behind(each, proofs) if public(proof)]
    passages = _unique([*quotes, *_rounds(_unique([*chosen, *backing]))])
    return Material(tuple(passages), tuple(quotes), unproven, tuple(gave_way))


def speakable(brief: Brief, situation: Situation) -> tuple[list[Passage], int]:
    """The passages that may be said to this customer, and how many benefits were left out as nothing proves them."""
    proofs = _proofs(brief)
    usable, unproven = [], 0
    for passage in answering(brief.passages):
        if not _speaks(passage, situation) or not telling(passage):
            continue
        if passage.kind == "benefit" and not _proven(passage, proofs):  # counted, so that the person is told
            unproven += 1
            continue
        usable.append(passage)
    return usable, unproven


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    """The passages by their step in the conversation; within a step as they came."""
    return sorted(passages, key=lambda each: STEPS.index(step_of(each)))


def _speaks(passage: Passage, situation: Situation) -> bool:
    """Whether a passage may be said to this customer at all."""
    if passage.kind.startswith("limit_") or passage.kind in ("plumb_line", "channel", "material"):
        return False
    if not public(passage):
        return False
    segment = passage.attribute("segment")
    if passage.kind == "segment":
        return segment is not None and segment == situation.segment and passage.attribute("field") == "needs"
    return passage.kind != "benefit" or not (segment and situation.segment) or segment == situation.segment


def public(passage: Passage) -> bool:
    """Cleared for customers. A story must say so; anything else need only not say otherwise."""
    cleared = (passage.attribute("clearance") or ("" if passage.kind == "story" else "public")).casefold()
    return cleared.strip() == "public"


def _proofs(brief: Brief) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for each in brief.passages:
        if each.kind == "proof":
            found.setdefault((each.attribute("id") or each.ref).casefold(), each)
            found.setdefault(each.ref.casefold(), each)
    return found


def _behind(benefit: Passage, proofs: dict[str, Passage]) -> list[Passage]:
    return [proofs[name.casefold()] for name in benefit.proofs if name.casefold() in proofs]


def _proven(benefit: Passage, proofs: dict[str, Passage]) -> bool:
    """Whether every proof it names is there. Only pages that prove nothing at all may leave a benefit without one."""
    named = bool(benefit.proofs) or not proofs
    return named and len(_behind(benefit, proofs)) == len(benefit.proofs)


def rank(passage: Passage, situation: Situation, score: Mapping[str, float]) -> float:
    """How near a passage is to a situation, 0 and up: what is named outright stands above what is merely like it."""
    subject, segment = passage.attribute("subject"), passage.attribute("segment")
    named = subject in (*situation.objections, *situation.competitors) if subject else False
    named = named or (segment is not None and segment == situation.segment)
    named = named or (situation.price and passage.kind in ("cost_and_risk", "offer"))
    return score.get(passage.ref, 0.0) + (_NAMED if named else 0.0)


def _quotes(
    ranked: Sequence[Passage],
    situation: Situation,
    proofs: dict[str, Passage],
    score: Mapping[str, float],
    *,
    near: set[str],
) -> list[Passage]:
    """At most five passages, one for each step; a brief without these steps gives its nearest passages."""

    def best(*kinds: str) -> list[Passage]:
        return [each for each in ranked if each.kind in kinds][:1]

    def heard(*kinds: str) -> list[Passage]:
        return [each for each in ranked if each.kind in kinds and rank(each, situation, score) >= _NAMED][:1]

    need = heard("objection") or heard("competitor") or best("segment")
    benefit = best("benefit")
    said = set(content(benefit[0].text)) if benefit else set()
    behind = _behind(benefit[0], proofs) if benefit else []
    stories = [each for each in ranked if each.kind == "story" and each.ref in near]
    proof = [each for each in [*behind, *stories] if public(each) and not _repeats(each, said)][:1]
    picked = [
        *need,
        *best("makes_possible"),
        *benefit,
        *(best("cost_and_risk") if situation.price else proof),
        *best("offer"),
    ]
    if len(picked) < 3:
        nearest = [each for each in ranked if each not in picked and each.ref in score]
        picked += nearest[: 5 - len(picked)]
    if situation.shorter:
        picked = sorted(picked, key=lambda each: KEPT_LONGEST.index(step_of(each)))[:SHORTEST]
    return in_order(picked)[:5]


def _begun(ranked: Sequence[Passage], failed: Sequence[Passage]) -> list[Passage]:
    """The same, each answer to an objection from its beginning: "Then count …" says little without what stands before.

    A beginning that fell flat stays where it is.
    """
    answers: dict[str, list[Passage]] = {}
    for each in ranked:
        if each.kind == "objection" and each not in failed:
            answers.setdefault(each.attribute("subject") or "", []).append(each)
    turns = {subject: iter(sorted(own, key=lambda each: each.line)) for subject, own in answers.items()}
    moved = {each.ref for own in answers.values() for each in own}
    return [next(turns[each.attribute("subject") or ""]) if each.ref in moved else each for each in ranked]


def _repeats(passage: Passage, said: set[str]) -> bool:
    own = set(content(passage.text.partition("Source:")[0]))
    return bool(own) and len(own & said) >= _SAME * len(own)


def _rounds(ranked: Sequence[Passage]) -> list[Passage]:
    """The best of every step, then the second best of every step, and so on: no step crowds out another."""
    by_step: dict[str, list[Passage]] = {}
    for passage in ranked:
        by_step.setdefault(step_of(passage), []).append(passage)
    depth = max((len(each) for each in by_step.values()), default=0)
    return [by_step[step][at] for at in range(depth) for step in STEPS if at < len(by_step.get(step, ()))]


def _unique(passages: Iterable[Passage]) -> list[Passage]:
    return list({passage.ref: passage for passage in passages}.values())

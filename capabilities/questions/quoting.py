"""Chooses what to quote for a question, the limits that bear on it, and how a follow-up is understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from capabilities.brief import InForce
from capabilities.citing import Citation, Line, cite, cited, excerpt
from capabilities.finding import Finder, Found
from capabilities.grounding.discounts import offered
from capabilities.grounding.sentences import sentences
from capabilities.passages import Passage, answering
from capabilities.retrieval import Hit
from capabilities.stems import content, words
from prompts.embedding import Embedder
from storage.questions import Question

_QUOTES, _LIMITS = 3, 3
_NEAR = 0.75  # of the best passage's score and of the words it holds: nearer ones are quoted beside it
_ASKED, _SAID = 0.6, 0.75  # of a limit's words in the question, or in one sentence quoted: then it bears on the answer
_SHORT = 4  # words that carry meaning: a shorter follow-up leans on what went before
_NEVERS = 6
_LIMITING = frozenset(content("never limits promise forbidden allowed"))
_SAYING = frozenset(content("say tell talk claim customer sales reps not must brief words rule"))
_LEAVE = re.compile(r"\b(?:may|can|could|should|must|allowed|ok|okay|say|tell|promise|claim|offer|give|never)\b", re.I)
_CLOSING = frozenset(
    content(
        "close deal sign order win give offer grant get customer client prospect price prices now today week month "
        "quarter year end day first last next time ask want need still little small help lower discount"
    )
)
_PRICE = frozenset(content("price prices percent percentage discount discounts rebate fee"))
_POINTING = frozenset({"it", "that", "this", "they", "them", "those", "these", "one", "there", "same"})


def find(
    finder: Finder, brief: InForce, question: str, earlier: Sequence[Question], asking: Embedder | None = None
) -> tuple[Found, str]:
    """The passages for a question, and the words they were searched with; `asking` embeds them, where it stands in for
    the finder's own embedder.

    A follow-up that cannot stand alone is searched with the question before it.
    What it says of its own must then be in what is found, so that a new subject is not answered with the old one.
    """
    alone = finder.find(brief, question, asking=asking)
    own = set(content(question))
    leans = len(own) < _SHORT or bool(_POINTING & set(words(question)))
    if alone.answerability.answerable or not earlier or not leans:
        return alone, question
    whole = f"{earlier[-1].text}\n{question}"
    together = finder.find(brief, whole, asking=asking)
    held = {stem for hit in together.hits for stem in content(f"{' '.join(hit.passage.path)} {hit.passage.text}")}
    return (together, whole) if together.answerability.answerable and own <= held else (alone, question)


def quotes(brief: InForce, question: str, hits: Sequence[Hit]) -> tuple[Line, ...]:
    """The best one to three passages, each in its own words.

    A limit is quoted only when it is the best answer there is, as to "may I promise …?", and asked for leave nothing
    else comes near it; otherwise it stands apart.
    """
    if not hits:
        return ()
    best = [hit for hit in hits if hit.score >= _NEAR * hits[0].score]
    first = hits[0] if _LEAVE.search(question) else next((hit for hit in best if not _is_limit(hit.passage)), hits[0])
    rest = [hit for hit in hits if hit is not first and not _is_limit(hit.passage) and _beside(hit, first)]
    made: dict[str, Line] = {}
    for hit in [first, *rest][:_QUOTES]:
        text = excerpt(hit.passage, question)
        made.setdefault(text, Line(text, cited(brief, [hit.passage.ref]), quoted=True))
    return tuple(made.values())


def instead_of_a_discount(brief: InForce, question: str, hits: Sequence[Hit]) -> tuple[Line, ...]:
    """Asked for a lower price, the limits on it and what may be offered instead; nothing when neither is there."""
    if offered(question) is None:
        return ()
    score = {hit.passage.ref: hit.score for hit in hits}
    nevers = [each.ref for each in brief.brief.limits.never if _is_discount(each.claim) and each.ref in brief.passages]
    forbidden = sorted((brief.passages[ref] for ref in nevers), key=lambda each: _bargained(each, question))
    offers = [each for each in answering(brief.brief.passages) if each.kind == "offer"]
    instead = offers or [each for each in answering(brief.brief.passages) if each.kind == "cost_and_risk"]
    about = set(content(question)) - set(content(offered(question) or "")) - _CLOSING
    # An offer fits that speaks of what the question is about; where that is nothing but the deal, the owner's order.
    instead = sorted(instead, key=lambda each: -score.get(each.ref, 0.0) if about & set(content(each.text)) else 0.0)
    chosen = [*forbidden[:1], *instead[:2]]
    return tuple(Line(excerpt(each, question), cited(brief, [each.ref]), quoted=True) for each in chosen)


def what_is_never_said(brief: InForce, question: str) -> tuple[Line, ...]:
    """Asked for the limits themselves ("What may we never say?"), the first of them; nothing for any other question."""
    asked = set(content(question))
    if not (asked & _LIMITING) or asked - _LIMITING - _SAYING:
        return ()
    refs = [each.ref for each in brief.brief.limits.never if each.ref in brief.passages][:_NEVERS]
    return tuple(Line(brief.passages[ref].text, cited(brief, [ref]), quoted=True) for ref in dict.fromkeys(refs))


def limits(brief: InForce, question: str, lines: Sequence[Line]) -> tuple[Citation, ...]:
    """The limits that the question or a sentence of the answer comes near to, but for those already cited.

    What may be said only with something is put the other way round: "Only with: “on each ward”, if you say …".
    """
    used = {each.ref for line in lines for each in line.cites}
    asked = set(content(question))
    said = [set(content(each)) for line in lines for each in sentences(line.text)]
    product = set(content(brief.brief.product))
    close: list[tuple[float, str]] = []
    for claim, ref in _claims(brief):
        own = set(content(claim)) - product
        if len(own) < 2 or ref in used or ref not in brief.passages:
            continue
        in_question = len(own & asked) / len(own)
        in_answer = max((len(own & each) / len(own) for each in said), default=0.0)
        if in_question >= _ASKED or in_answer >= _SAID:
            close.append((max(in_question, in_answer), ref))
    close.sort(key=lambda each: -each[0])
    return tuple(_limit(brief, ref) for _, ref in close[:_LIMITS])


def _limit(brief: InForce, ref: str) -> Citation:
    made = cite(brief, brief.passages[ref])
    held = next((each for each in brief.brief.limits.only_with if each.ref == ref), None)
    if held is None or not held.qualifier:
        return made
    return replace(made, quote=f"Only with: “{held.qualifier.strip(' .')}”, if you say “{held.claim.strip(' .')}”")


def _claims(brief: InForce) -> list[tuple[str, str]]:
    kept = brief.brief.limits
    return [*((x.claim, x.ref) for x in kept.never), *((x.claim, x.ref) for x in kept.only_with)]


def _beside(hit: Hit, first: Hit) -> bool:
    return hit.score >= _NEAR * first.score and hit.coverage >= _NEAR * first.coverage


def _is_limit(passage: Passage) -> bool:
    return passage.kind.startswith("limit_")


def _is_discount(claim: str) -> bool:
    return offered(claim) is not None


def _bargained(limit: Passage, question: str) -> tuple[int, int]:
    """How well a limit fits the lower price asked for, the least first: it has the words, or it speaks of the price."""
    wanted, own = set(content(offered(question) or "")), set(content(limit.text))
    return (-len(wanted & own), 0 if own & _PRICE else 1)

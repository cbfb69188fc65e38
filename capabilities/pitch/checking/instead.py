"""Finds what may be said in a sentence's place: the brief's nearest allowed wording, value where a price was cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.brief import InForce
from capabilities.citing import excerpt
from capabilities.grounding import Rules
from capabilities.grounding.discounts import offered
from capabilities.grounding.sentences import sentences
from capabilities.passages import Passage, names
from capabilities.retrieval import Hit
from capabilities.stems import STOP, stem, words

_SAID_TO_CUSTOMERS = frozenset(
    {
        "plumb_line", "it_is", "makes_possible", "benefit", "proof", "story", "offer", "cost_and_risk",
        "limit_may_say", "objection", "other",
    }
)  # fmt: skip
_VALUE = frozenset({"offer", "cost_and_risk", "objection"})
_PRICE = re.compile(
    r"\b(?:pric|cost|expens|cheap|discount|budget|fee\b|fees\b|rebate|free\b|charge|pay\b|\w+ off\b)|[€$£]",
    re.IGNORECASE,
)
# Words to the rep, not to the customer: "Ask which inspection on it is overdue."
_COACHING = re.compile(
    r"^\W*(?:(?:then|first|next|so|and|(?:if|when) (?:they|he|she|somebody|the \w+)[^,]{0,60},)\s+)*"
    r"(?:do not |don['’]t |never )?(?:ask|say|tell|show|offer|"
    r"agree|put|explain|point|mention|use|let|keep|listen|acknowledge|admit|refer|"
    r"invite|propose|walk|compare|remind|take|bring|answer|start|give|lead|repeat|stay|name|find out|leave|wait)\b"
    r"(?!s\b)|\b(?:they|the customer|the buyer|the prospect) (?:say|ask|object|want|mean)s?\b",
    re.IGNORECASE,
)
_NEAR, _LIKE = 0.3, 0.45  # of a sentence's words, or in meaning: further away, a passage is no help
# What is offered instead of a lower price goes before what it all costs; and it speaks of money itself.
_OFFERED, _MONEY = 0.1, 0.3
_LONGEST = 280  # characters of a wording shown


@dataclass(frozen=True)
class Wording:
    """Words of the brief that may be said, and the passage they stand in."""

    text: str
    passage: Passage


def is_price(sentence: str, claim: str = "") -> bool:
    """Whether it is a price that was promised, going by the sentence or by the limit it breaks."""
    return offered(sentence) is not None or offered(claim) is not None or bool(_PRICE.search(claim))


def shown_to_customers(passage: Passage) -> bool:
    """Cleared for customers. A story must say so; anything else need only not say otherwise."""
    cleared = (passage.attribute("clearance") or ("" if passage.kind == "story" else "public")).casefold()
    return cleared.strip() == "public"


def nearest(rules: Rules, sentence: str, hits: Sequence[Hit], *, beside: str = "") -> Wording | None:
    """The nearest passage that may be said to a customer; `beside` is a qualifier it must hold."""
    wanted = {stem(word) for word in words(beside) if word not in STOP}
    for hit in hits:
        if hit.coverage < _NEAR and (hit.likeness or 0.0) < _LIKE:
            continue
        if hit.passage.kind not in _SAID_TO_CUSTOMERS or not wanted <= set(map(stem, words(hit.passage.text))):
            continue
        made = _allowed(rules, hit.passage, sentence)
        if made is not None:
            return made
    return None


def value(brief: InForce, rules: Rules, sentence: str, hits: Sequence[Hit]) -> Wording | None:
    """What to say instead of a lower price: an offer, the whole of the cost, or the answer to who finds it dear."""
    score = {hit.passage.ref: hit.score for hit in hits}
    rivals = [set(map(stem, words(each))) for each in names(brief.brief.passages)]
    said = set(map(stem, words(sentence)))
    named = [each for each in rivals if each and each <= said]
    ranked: list[tuple[float, Passage]] = []
    for passage in brief.brief.passages:
        if passage.kind not in _VALUE or passage.attribute("field") == "clearance":
            continue
        subject = passage.attribute("subject") or ""
        about = set(map(stem, words(subject)))
        answers = any(each <= about for each in named)
        if passage.kind == "objection" and not answers and not _PRICE.search(subject):
            continue
        plus = 1.0 if answers else _OFFERED if passage.kind == "offer" else 0.0
        plus += _MONEY if _PRICE.search(passage.text) else 0.0
        ranked.append((score.get(passage.ref, 0.0) + plus, passage))
    ranked.sort(key=lambda each: -each[0])
    made = (_allowed(rules, passage, sentence) for _, passage in ranked)
    return next((each for each in made if each is not None), None)


def _allowed(rules: Rules, passage: Passage, sentence: str) -> Wording | None:
    """The passage's words, unless they are kept inside the house or break a limit by themselves."""
    text = " ".join(each for each in sentences(_wording(rules, passage, sentence)) if not _COACHING.search(each))
    if not text or not shown_to_customers(passage) or words(text) == words(sentence):
        return None
    (broken,) = rules.limited([text], [[passage.ref]], {passage.ref: passage})
    return None if broken else Wording(text, passage)


def _wording(rules: Rules, passage: Passage, sentence: str) -> str:
    """What can be said of a passage: without "May say:", and without the source of a proof."""
    claim = next((each.claim for each in rules.brief.limits.may_say if each.ref == passage.ref), "")
    if claim:
        return claim[:_LONGEST]
    return excerpt(passage, sentence, longest=_LONGEST).partition(" Source:")[0]

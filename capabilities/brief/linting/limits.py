"""Finds where a brief breaks its own limits, and limits that hold nothing or nearly everything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from capabilities.brief.linting.finding import Finding, shown
from capabilities.brief.placing import line_saying
from capabilities.grounding import Reason, Rules, sentences
from capabilities.grounding.wanted import forbidden
from capabilities.passages import Brief, Limit, OnlyWith, Passage, spoken
from capabilities.stems import content

_CLAIMS_NOTHING = {"question", "limit_never", "limit_only_with"}
_NOT_OURS = {"needs", "not-for", "clearance", "tested"}  # what customers want and whom it is not for are no claims
# A limit touched by so many of at least so many sentences says nothing about any of them.
_WIDE, _OF_AT_LEAST = 0.25, 16
_MOST = 1_000  # sentences held to the limits, so that two hundred pages take no longer than a breath or two
_RUN_ON = re.compile(r"\S\s+\W*((?:Never|Only with|May say)\W*:)\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class _Touched:
    """A sentence or passage that a limit stands against."""

    passage: Passage
    text: str
    kind: str
    ref: str


def broken(brief: Brief) -> Iterator[Finding]:
    """Limits that hold nothing or nearly everything, and passages that touch a limit or lack its qualifier."""
    empty = [each for each in _all(brief) if not _holds_something(each.claim)]
    lines = {each.ref: each.line for each in brief.passages}
    for limit in empty:
        words = (
            f"The limit “{shown(limit.claim)}” names nothing that a sentence could be held to, so it is not applied. "
            "Write the claim out, for example: Never: guaranteed results."
        )
        yield Finding("limit_empty", lines.get(limit.ref, 0), words, limit.ref, said=shown(limit.claim))
    claims = [each for each in brief.passages if _is_claim(each)]
    yield from _run_on(brief, lines)
    touched = _touched(brief, claims, without={each.ref for each in empty})
    count = sum(len(sentences(spoken(each))) for each in claims)
    by_limit: dict[str, list[_Touched]] = defaultdict(list)
    for each in touched:
        by_limit[each.ref].append(each)
    for ref, hits in by_limit.items():
        claim = next((limit.claim for limit in _all(brief) if limit.ref == ref), "")
        if ref and count >= _OF_AT_LEAST and len(hits) >= _WIDE * count:
            words = (
                f"The limit “{shown(claim)}” touches {len(hits)} of the {count} sentences of this brief, so nearly "
                "everything would be held back. Name the claim more closely."
            )
            yield Finding("limit_wide", lines.get(ref, 0), words, ref, said=shown(claim))
            continue
        for hit in hits:
            yield _told(hit, claim, brief, lines.get(ref, 0))


def _run_on(brief: Brief, lines: Mapping[str, int]) -> Iterator[Finding]:
    """Labels such as "May say:" that were taken for the end of the limit above, for want of an empty line."""
    for limit in _all(brief):
        label = _RUN_ON.search(limit.claim)
        if label is not None:
            line = line_saying(brief.source, label.group(1), near=lines.get(limit.ref, 0) + 1)
            words = (
                f"“{label.group(1)}” is read as the end of the limit above it, so what follows counts as the same kind "
                "of limit. Put an empty line before it."
            )
            yield Finding("limit_label", line, words, limit.ref, said=shown(limit.claim))


def _all(brief: Brief) -> list[Limit | OnlyWith]:
    return [*brief.limits.never, *brief.limits.only_with]


def _holds_something(claim: str) -> bool:
    return any(len(word) > 1 or word.isdigit() for word in content(claim))


def _is_claim(passage: Passage) -> bool:
    return passage.kind not in _CLAIMS_NOTHING and passage.attribute("field") not in _NOT_OURS


def _touched(brief: Brief, claims: Sequence[Passage], *, without: set[str]) -> list[_Touched]:
    """What each limit stands against, as a pitch and a check are held to it; a qualifier may stand in the sentence
    beside the claim."""
    rules = Rules.of(brief)
    naming = {each.ref for each in brief.limits.never if forbidden(each.claim).names}
    # The parts of a brief come before loose pages, of which there may be hundreds.
    ordered = sorted(claims, key=lambda each: each.kind == "other")
    asked = list(islice(((each, text) for each in ordered for text in dict.fromkeys(_parts(each))), _MOST))
    reasons = rules.limited([text for _, text in asked], [(passage.ref,) for passage, _ in asked])
    found: list[_Touched] = []
    for (passage, text), broken in zip(asked, reasons, strict=True):
        for reason in broken:
            kept = reason.ref in naming and not _for_customers(passage)  # the house may know whom it never names
            beside = reason.kind == "needs_qualifier" and not _lacks(rules, passage, reason)
            if not (reason.ref in without or kept or beside):
                found.append(_Touched(passage, text, reason.kind, reason.ref))
    return list({(each.passage.ref, each.kind, each.ref): each for each in reversed(found)}.values())[::-1]


def _lacks(rules: Rules, passage: Passage, reason: Reason) -> bool:
    """Whether the qualifier is missing from all of a passage, and not just from the sentence with the claim."""
    whole, *_ = rules.limited([spoken(passage)], [(passage.ref,)])
    return reason in whole


def _parts(passage: Passage) -> list[str]:
    whole = spoken(passage)
    return sentences(whole) or [whole]


def _for_customers(passage: Passage) -> bool:
    return (passage.attribute("clearance") or ("" if passage.kind == "story" else "public")).casefold() == "public"


def _told(hit: _Touched, claim: str, brief: Brief, limit_line: int) -> Finding:
    limit = next((each for each in brief.limits.only_with if each.ref == hit.ref), None)
    passage = brief.passage(hit.ref)
    kind = "limit_broken"
    if hit.kind == "discount":
        words = (
            "This offers a lower price, so it would be held back. Offer value instead, or write the very words under "
            "“May say:”."
        )
    elif hit.kind == "needs_qualifier":
        kind = "unqualified"
        qualifier = limit.qualifier if limit is not None else ""
        words = f"“{shown(claim)}” stands here without “{shown(qualifier)}” (line {limit_line}). Add those words."
        if not qualifier:
            words = f"“{shown(claim)}” stands here, and line {limit_line} does not say yet with what. Add it there."
    elif hit.passage.kind == "limit_may_say":
        words = f"This may be said, and line {limit_line} says never “{shown(claim)}”. Drop one of the two."
    else:
        words = (
            f"Line {limit_line} says never “{shown(claim)}”, and this says it, so it would be held back. "
            "Change these words, or the limit."
        )
    return Finding(kind, hit.passage.line, words, hit.passage.ref, limit_line, shown(hit.text),
                   shown(passage.text) if passage is not None else "")  # fmt: skip

"""Finds where a brief breaks its own limits, and limits that hold nothing or nearly everything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from capabilities.brief.linting.finding import Finding, shown
from capabilities.brief.placing import line_saying
from capabilities.grounding import Rules, sentences
from capabilities.grounding.quantities import Quantity, quantities, stands_in
from capabilities.passages import Brief, Limit, OnlyWith, Passage, spoken
from capabilities.stems import content, normalised, stem
from capabilities.stems import words as words_of

_CLAIMS_NOTHING = {"question", "limit_never", "limit_only_with"}
_NOT_OURS = {"needs", "not-for", "clearance", "tested"}  # what customers want and whom it is not for are no claims
# A limit touched by so many of at least so many sentences says nothing about any of them.
_WIDE, _OF_AT_LEAST = 0.25, 16
_RUN_ON = re.compile(r"\S\s+\W*((?:Never|Only with|May say)\W*:)\W*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_REMARK = re.compile(r"\s+[—–]\s+|;|\(|\.\s|\b(?:because|unless|instead)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^\s*(?:(?:ever|to|saying|claiming|promising|naming|say|claim|promise|name|mention|state|tell|that|the words?)\b"
    r"[\s:]*)+",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*,\s*(?:or\s+)?|\s+or\s+|\s*/\s*", re.IGNORECASE)


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
        if count >= _OF_AT_LEAST and len(hits) >= _WIDE * count:
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
    """What each limit stands against in its own words; a qualifier may stand in the sentence beside the claim.

    A pitch is held to limits in other words, too. Here a false alarm costs more than a miss, as nothing goes out.
    """
    wanted = [_Wanted.of(each) for each in _all(brief) if each.ref not in without]
    asked = [
        (passage, text, refs) for passage in claims for text in _parts(passage) if (refs := _said_in(text, wanted))
    ]
    verdicts = Rules.of(brief).check_many([text for _, text, _ in asked], [()] * len(asked))
    found: dict[tuple[str, str, str], _Touched] = {}
    for (passage, text, refs), verdict in zip(asked, verdicts, strict=True):
        whole = text == spoken(passage)
        for reason in verdict.reasons:
            if reason.ref in refs and (reason.kind == "never" or (reason.kind == "needs_qualifier" and whole)):
                # The sentence alone says more closely what is meant than the whole passage.
                found[passage.ref, reason.kind, reason.ref] = _Touched(passage, text, reason.kind, reason.ref)
    return list(found.values())


@dataclass(frozen=True)
class _Wanted:
    """The words of a limit, of which each alternative must stand in a sentence with all its stems and figures.

    `heads` are the beginnings of those words: a quick look at them spares most sentences the thorough one.
    """

    ref: str
    phrases: tuple[frozenset[str], ...]
    heads: tuple[frozenset[str], ...]
    figures: tuple[Quantity, ...]

    @classmethod
    def of(cls, limit: Limit | OnlyWith) -> _Wanted:
        """Reads `say "x" or "y"` as x, y, and `replaces a cook or a manager` as its two alternatives."""
        quoted = _QUOTED.findall(limit.claim)
        claim = _LEAD.sub("", _REMARK.split(limit.claim)[0])
        parts = quoted or (_OR.split(claim) if isinstance(limit, Limit) else [claim])
        phrases: list[frozenset[str]] = []
        for part in parts:
            stems = frozenset(each for each in content(part) if not each[0].isdigit())
            # "… or a manager" says nothing without the verb that stands before the first of the two.
            if phrases and not quoted and len(stems) < len(phrases[0]):
                stems |= frozenset(content(parts[0])[:1])
            if stems or quantities(part):
                phrases.append(stems)
        heads = tuple(frozenset(map(_head, phrase)) for phrase in phrases)
        return cls(limit.ref, tuple(phrases), heads, tuple(quantities(limit.claim)))


def _said_in(text: str, wanted: Sequence[_Wanted]) -> set[str]:
    """The references of the limits whose words stand in a text: "EUR 3,900 less" is not the claim "EUR 1,340 less"."""
    flat = text.casefold() if text.isascii() else normalised(text)
    heads = {_head(word) for word in _WORD.findall(flat)}
    near = [each for each in wanted if any(phrase <= heads for phrase in each.heads)]
    held = {stem(word) for word in words_of(text)} if near else set()
    there = quantities(text) if any(each.figures for each in near) else []
    return {
        each.ref
        for each in near
        if any(phrase <= held for phrase in each.phrases) and all(stands_in(figure, there) for figure in each.figures)
    }


def _head(word: str) -> str:
    return word[:3].replace("y", "i")


def _parts(passage: Passage) -> list[str]:
    whole = spoken(passage)
    parts = sentences(whole)
    return [whole, *parts] if len(parts) > 1 else [whole]


def _told(hit: _Touched, claim: str, brief: Brief, limit_line: int) -> Finding:
    if hit.kind == "never":
        kind = "limit_broken"
        words = (
            f"Line {limit_line} says never “{shown(claim)}”, and this says it, so it would be held back. "
            "Change these words, or the limit."
        )
        if hit.passage.kind == "limit_may_say":
            words = f"This may be said, and line {limit_line} says never “{shown(claim)}”. Drop one of the two."
    else:
        kind = "unqualified"
        limit = next((each for each in brief.limits.only_with if each.ref == hit.ref), None)
        qualifier = limit.qualifier if limit is not None else ""
        words = f"“{shown(claim)}” stands here without “{shown(qualifier)}” (line {limit_line}). Add those words."
        if not qualifier:
            words = f"“{shown(claim)}” stands here, and line {limit_line} does not say yet with what. Add it there."
    passage = brief.passage(hit.ref)
    return Finding(kind, hit.passage.line, words, hit.passage.ref, limit_line, shown(hit.text),
                   shown(passage.text) if passage is not None else "")  # fmt: skip

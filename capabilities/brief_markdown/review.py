"""What a brief's writer should hear: names that do not meet, proofs that are missing, limits half said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from capabilities.brief_markdown import sections
from capabilities.passages import Brief, Passage, plain_heading

_EVERYBODY = {"everyone", "everybody", "all", "all segments", "every segment", "anyone"}


def segments(passages: Sequence[Passage], headings: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The segments named under Who, in order: its headings, or the bold first words of its bullets."""
    names: list[str] = []
    for path in headings:
        found = sections.section(path)
        if found and found[0] == "who" and len(path) == found[1] + 2:
            names.append(plain_heading(path[-1]))
    names += [name for each in passages if each.kind == "segment" and (name := each.attribute("segment"))]
    unique = {name.casefold(): name for name in reversed(names)}
    return tuple(dict.fromkeys(unique[name.casefold()] for name in names))


def named_alike(passages: Sequence[Passage], names: Sequence[str]) -> tuple[Passage, ...]:
    """The passages with each segment written as Who writes it, so that the two can be joined by name."""
    known = {name.casefold(): name for name in names}

    def alike(pair: tuple[str, str]) -> tuple[str, str]:
        return ("segment", known.get(pair[1].casefold(), pair[1])) if pair[0] == "segment" else pair

    return tuple(replace(each, attributes=tuple(alike(pair) for pair in each.attributes)) for each in passages)


def shared_clearance(passages: Sequence[Passage]) -> list[Passage]:
    """A clearance said once under a heading ("Clearance: sales only") holds for all that stands there."""
    said = {
        each.path: cleared
        for each in passages
        if len(each.path) > 1 and re.match(r"clearance\s*:", each.text, re.IGNORECASE)
        if (cleared := each.attribute("clearance"))
    }
    return [
        replace(each, attributes=(*each.attributes, ("clearance", said[each.path])))
        if each.path in said and each.attribute("clearance") is None
        else each
        for each in passages
    ]


def warnings(brief: Brief, *, hidden: int) -> Iterator[str]:
    """What could not be understood or does not meet, in words for the brief's owner."""
    present = {each.kind for each in brief.passages}
    if "plumb_line" not in present:
        yield "There is no “Plumb line” yet: the one message everything else hangs from."
    if not brief.limits.never and not brief.limits.only_with:
        yield "There are no limits, so nothing is held back but discounts and what the brief does not say."
    ids = {value.casefold() for each in brief.passages for name, value in each.attributes if name == "id"}
    known = ids | {sections.slug(value) for value in ids} | {each.ref for each in brief.passages}
    for each in brief.passages:
        for proof in each.proofs:
            if proof.casefold() not in known and sections.slug(proof) not in known:
                yield f"Line {each.line} leans on the proof “{proof}”, which is not under Proof."
    for limit in brief.limits.only_with:
        if not limit.qualifier:
            yield f"“{limit.claim[:60]}” may be said only with something, but with what? Until then, never."
    named = {name.casefold() for name in brief.segments}
    benefits = (each.attribute("segment") for each in brief.passages if each.kind == "benefit")
    for segment in dict.fromkeys(name for name in benefits if name):
        if named and segment.casefold() not in named | _EVERYBODY:
            yield f"How speaks to “{segment}”, which Who does not name."
    for question in brief.questions:
        if not question.expect and not question.forbid:
            yield f"The question “{question.question[:60]}” neither expects nor forbids anything yet."
    if hidden:
        one = "1 hidden comment stays in the source and is never quoted."
        yield one if hidden == 1 else f"{hidden} hidden comments stay in the source and are never quoted."

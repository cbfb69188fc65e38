"""Finds what in a brief stands on nothing: benefits without proof, segments without evidence or a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from capabilities.brief.linting.finding import Finding, shown
from capabilities.brief.placing import line_saying
from capabilities.grounding.calendar import days
from capabilities.passages import Brief, Passage, plain_heading, spoken

_NONE = re.compile(
    r"^\W*(?:none|nothing|no|not|never|tbd|tba|todo|to do|to be \w+|n/?a|open|unknown|missing|pending|untested|"
    r"[-–—?…]*)\b(?:\W|$)|^\W*$|^\W*(?:still|yet) to\b|\b(?:not|never) (?:yet )?(?:been )?tested\b|\buntested\b",
    re.IGNORECASE,
)
_FEWEST = 4  # words of a passage under How that can be a benefit
_DAYS = 365


def unproven(brief: Brief) -> Iterator[Finding]:
    """Benefits that name no proof; one finding for all of them where the brief has no proof at all."""
    ids = {value.casefold() for each in brief.passages for name, value in each.attributes if name == "id"}
    bare = [each for each in brief.passages if each.kind == "benefit" and _stands_on_nothing(each, ids)]
    if bare and not any(each.kind == "proof" for each in brief.passages):
        lines = ", ".join(str(each.line) for each in bare[:8]) + (" …" if len(bare) > 8 else "")
        words = (
            f"There is no proof in this brief, so its benefits stand on nothing (lines {lines}). Add “## Proof”, and "
            "name the proof behind each benefit, such as [proof: p1]."
        )
        yield Finding("unproven", bare[0].line, words, bare[0].ref, said=shown(bare[0].text))
        return
    for each in bare:
        words = "This benefit names no proof. Add one, such as [proof: p1], or take the line out."
        yield Finding("unproven", each.line, words, each.ref, said=shown(each.text))


def segments(brief: Brief, by: date | None) -> Iterator[Finding]:
    """Segments without evidence, never tested, or last tested over a year before the day `by`."""
    for name in brief.segments:
        own = [each for each in brief.passages if each.kind == "segment" and each.attribute("segment") == name]
        line = _heading(brief, name, own)
        ref = own[0].ref if own else ""
        evidence = _said(own, "evidence")
        if evidence is None or _NONE.search(evidence[0]):
            at = evidence[1] if evidence is not None else line
            words = f"{name} has no evidence. Say who was asked and how many, for example: Evidence: 14 interviews."
            yield Finding("no_evidence", at, words, ref, said=shown(evidence[0]) if evidence else "")
        tested = _said(own, "tested")
        if tested is None or _NONE.search(tested[0]):
            at = tested[1] if tested is not None else line
            words = f"{name} was never tested. Try the message on a few of them, and write the date behind “Tested:”."
            yield Finding("untested", at, words, ref, said=shown(tested[0]) if tested else "")
        elif by is not None and (last := _last(tested[0])) and (by - last).days > _DAYS:
            words = f"{name} was last tested in {last:%B %Y}, over a year before {by.day} {by:%B %Y}. Test it again."
            yield Finding("tested_long_ago", tested[1], words, ref, said=shown(tested[0]))


def _stands_on_nothing(passage: Passage, ids: set[str]) -> bool:
    text = spoken(passage)
    if passage.proofs or text.rstrip().endswith(":") or len(re.findall(r"\w+", text)) < _FEWEST:
        return False
    named = {word.casefold() for word in re.findall(r"[\w-]+", text)}
    return not named & ids and not passage.attribute("field")


def _said(own: list[Passage], field: str) -> tuple[str, int] | None:
    """What stands behind a label of a segment, and its line; a segment in one line may name it within it."""
    for each in own:
        if each.attribute("field") == field:
            return spoken(each), each.line
    for each in own:
        within = re.search(rf"\b(?:last )?{field}\b\s*:?\s*(.*)", each.text, re.IGNORECASE | re.DOTALL)
        if each.attribute("field") is None and within:
            return within.group(1) or each.text, each.line
    return None


def _last(text: str) -> date | None:
    """The latest day that a text can mean: the end of a month or a year where no day is given."""
    found = []
    for _, _, day in days(text):
        if day.year is not None:
            month = day.month or (day.quarter * 3 if day.quarter else 12)
            found.append(_end_of(day.year, month) if day.day is None else date(day.year, month, min(day.day, 28)))
    found += [date(int(year), 12, 31) for year in re.findall(r"\b(20\d\d)\b(?![-/.]\d)", text)]
    return max(found, default=None)


def _end_of(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _heading(brief: Brief, name: str, own: list[Passage]) -> int:
    """The line of the segment's heading under Who; its first passage's where it has none."""
    near = own[0].line if own else 0
    lines = brief.source.split("\n")
    headed = [at for at, line in enumerate(lines, 1) if line.lstrip().startswith("#")
              and plain_heading(line.strip("# \t")).casefold() == name.casefold()]  # fmt: skip
    before = [at for at in headed if not near or at <= near]
    return before[-1] if near and before else (headed or [near or line_saying(brief.source, name)])[0]

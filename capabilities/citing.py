"""What a drafted or quoted line stands on: passages of one brief version, named and quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capabilities.brief import InForce
from capabilities.dated import age_of
from capabilities.grounding.sentences import sentences
from capabilities.passages import Limits, Passage, label, spoken
from capabilities.stems import content
from prompts.fence import passage_line

QUOTED = 600  # characters of a passage kept beside a line that cites it
# What may be long is bounded, and nothing can be read in two ways: a model can write anything, of any length.
_LINKS = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^)]{0,2000}\)")
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,15}://|mailto:|www\.|(?:java|vb)script:|data:[a-z]{1,20}/)[^\s<>|]+"
    r"|\b(?:[a-z0-9-]{1,100}\.){1,8}(?:com|net|org|io|ai|app|dev|co|eu|info|biz|xyz|ru|cn|de|uk|ly|me|link|site|top)\b(?:/[^\s<>|]*)?",
    re.IGNORECASE,
)
_AFTER = ".,;:!?)'\"”»]"
# Halves of a pair that stand alone are no characters: neither an embedder nor a database takes them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Citation:
    """One passage cited: where it stands, for people, and its words; `age` says how old what it rests on is, if known.

    "tested 3 Mar 2026" of a segment's passage, "to be reviewed by 10 Feb 2027" of an answer somebody gave.
    """

    ref: str
    label: str
    quote: str
    age: str = ""


@dataclass(frozen=True)
class Line:
    """One line that reached a person; `quoted` when it is the brief's own words, `step` is its place in a talk."""

    text: str
    cites: tuple[Citation, ...]
    quoted: bool = False
    step: str = ""


@dataclass(frozen=True)
class Withheld:
    """A drafted line that was held back, and why in words for the person who asked."""

    text: str
    reason: str


def cite(brief: InForce, passage: Passage) -> Citation:
    """The citation of a passage of this version."""
    cleared = passage.attribute("clearance")
    only = f" ({cleared})" if cleared and cleared.casefold() != "public" else ""
    where = label(passage, brief.version.number) + only
    # Without its question a "Yes" could be taken for the answer to another.
    words = f"“{passage.path[0]}” {passage.text}" if passage.kind == "answer" and passage.path else spoken(passage)
    return Citation(passage.ref, where, words[:QUOTED], age_of(brief, passage))


def cited(brief: InForce, refs: Sequence[str]) -> tuple[Citation, ...]:
    """The citations of the refs that exist, each once, in order."""
    known = (brief.passages.get(ref) for ref in dict.fromkeys(refs))
    return tuple(cite(brief, passage) for passage in known if passage is not None)


def excerpt(passage: Passage, about: str, *, longest: int = 360) -> str:
    """The passage's own words, or the run of its sentences that says most about something, with … where cut."""
    whole = spoken(passage)
    if len(whole) <= longest:
        return whole
    parts = sentences(whole) or [whole]
    wanted = set(content(about))
    best = max(range(len(parts)), key=lambda at: (len(wanted & set(content(parts[at]))), -at))
    if len(parts[best]) > longest:
        return f"{parts[best][: longest - 1].rsplit(' ', 1)[0]}…"
    first, last = best, best + 1
    while last < len(parts) and sum(len(x) + 1 for x in parts[first : last + 1]) <= longest:
        last += 1
    while first > 0 and sum(len(x) + 1 for x in parts[first - 1 : last]) <= longest:
        first -= 1
    return f"{'… ' if first else ''}{' '.join(parts[first:last])}{' …' if last < len(parts) else ''}"


def without_links(text: str, sources: Sequence[Passage]) -> str:
    """A model's text on one line, without any address that does not stand in one of its sources."""
    held = {_bare(match.group()) for passage in sources for match in _ADDRESS.finditer(passage.text)}

    def kept(match: re.Match[str]) -> str:
        address = match.group().rstrip(_AFTER)
        return match.group() if _bare(address) in held else match.group()[len(address) :]

    bare = _LINKS.sub(r"\1", _UNSEEN.sub("", text))
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_ADDRESS.sub(kept, bare).split()))


def unlinked(text: str) -> str:
    """Somebody's words with “[link]” for each address: nobody follows it here, and it is repeated to others."""
    return _ADDRESS.sub("[link]", _LINKS.sub(r"\1", text))


def _bare(address: str) -> str:
    return address.rstrip(_AFTER).casefold()


def passage_lines(passages: Sequence[Passage]) -> str:
    """Passages as a prompt lists them, one a line."""
    return "\n".join(
        passage_line(each.ref, section=", ".join(each.path) or "opening", text=spoken(each)) for each in passages
    )


def shown(limits: Limits, passages: Mapping[str, Passage]) -> Limits:
    """The limits that stand in these passages: one that is not for everybody is kept to all the same, and not told."""
    return Limits(
        tuple(each for each in limits.never if each.ref in passages),
        tuple(each for each in limits.only_with if each.ref in passages),
        tuple(each for each in limits.may_say if each.ref in passages),
    )


def limit_lines(limits: Limits) -> str:
    """The limits as a prompt lists them, one a line."""
    made = [f"Never: {one_line(each.claim)}" for each in limits.never]
    made += [
        f"Only with: {one_line(each.claim)} – with: {one_line(each.qualifier) or 'nothing will do'}"
        for each in limits.only_with
    ]
    return "\n".join([*made, *(f"May say: {one_line(each.claim)}" for each in limits.may_say)])


def within(passages: Sequence[Passage], characters: int) -> list[Passage]:
    """As many whole passages, in order, as a prompt of this size holds; the first always."""
    made: list[Passage] = []
    for passage in passages:
        weight = len(passage.text) + len(passage.ref) + sum(map(len, passage.path))
        if not made or weight <= characters:  # a shorter one further down may still fit
            made.append(passage)
            characters -= weight
    return made


def one_line(text: str) -> str:
    return " ".join(text.split())


def as_json(line: Line) -> dict[str, Any]:
    """A line as it is kept."""
    cites = [{"ref": x.ref, "label": x.label, "quote": x.quote, "age": x.age} for x in line.cites]
    return {"text": line.text, "cites": cites, "quoted": line.quoted, "step": line.step}


def from_json(kept: Mapping[str, Any]) -> Line:
    """A line as it was kept."""
    cites = tuple(Citation(x["ref"], x["label"], x["quote"], x.get("age", "")) for x in kept.get("cites", []))
    return Line(kept["text"], cites, bool(kept.get("quoted")), str(kept.get("step", "")))

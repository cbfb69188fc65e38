"""Passages of a size a person can read at a glance, and the marks in square brackets that they carry."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A passage is quoted whole under an answer on a phone; these are characters, about 60 and 110 words.
COMFORTABLE = 400
LONGEST = 700

_MARK = re.compile(
    r"[ \t]*(?:\[\s*(?P<name>proofs?|id|clearance|owner)\s*:\s*(?P<value>[^\]\[\n]{1,200}?)\s*\]"
    r"|\(\s*(?P<round>clearance)\s*:\s*(?P<cleared>[^()\n]{1,60}?)\s*\))",
    re.IGNORECASE,
)
_CLEARANCE = r"(sales[- ]only|internal|public)"
_CLEARED = re.compile(rf"\(\s*{_CLEARANCE}\s*\)|^\s*clearance\s*:\s*{_CLEARANCE}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n")


@dataclass(frozen=True)
class Marks:
    """The text without its marks, the proofs it names, and the other marks as attributes."""

    text: str
    proofs: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]


def read_marks(text: str) -> Marks:
    """Takes `[proof: id]`, `[id: …]`, `[clearance: …]` and the like out of a text, wherever they stand."""
    proofs: list[str] = []
    attributes: list[tuple[str, str]] = []
    for match in _MARK.finditer(text):
        name = (match["name"] or match["round"]).casefold()
        value = match["value"] or match["cleared"]
        if name.startswith("proof"):
            proofs += [part for part in re.split(r"[,;\s]+", value) if part]
        else:
            attributes.append((name, value))
    bare = _MARK.sub("", text).strip()
    cleared = _CLEARED.search(bare)
    if cleared and not any(name == "clearance" for name, _ in attributes):
        words = (cleared.group(1) or cleared.group(2)).casefold().replace("-", " ")
        attributes.append(("clearance", words))
    return Marks(bare or text.strip(), tuple(dict.fromkeys(proofs)), tuple(attributes))


def split(text: str) -> list[str]:
    """A long text as several of about COMFORTABLE characters, cut at sentence ends, else at spaces."""
    if len(text) <= LONGEST:
        return [text]
    out: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        for part in _hard_cut(sentence.strip()):
            if out and len(out[-1]) + 1 + len(part) <= COMFORTABLE:
                out[-1] = f"{out[-1]} {part}"
            elif part:
                out.append(part)
    return out


def _hard_cut(sentence: str) -> list[str]:
    parts = []
    while len(sentence) > LONGEST:
        at = sentence.rfind(" ", COMFORTABLE // 2, LONGEST)
        at = at if at > 0 else LONGEST
        parts.append(sentence[:at])
        sentence = sentence[at:].lstrip()
    return [*parts, sentence]

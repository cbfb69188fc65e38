"""The tests a brief carries: questions with the words an answer must hold and those it must not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from capabilities.passages import BriefQuestion, Passage

_LABEL = re.compile(r"(?:^|[\s—–;,.(|-])\(?(expect|forbid)(?:s|ed|den)?\s*:\s*", re.IGNORECASE)
_BARE_LABEL = re.compile(r"^(expect|forbid)\b(?!\s*:)\s+", re.IGNORECASE)
_QUESTION_LABEL = re.compile(r"^\s*(?:question|q)\s*:\s*", re.IGNORECASE)


@dataclass
class _Open:
    question: str
    ref: str
    expect: list[str] = field(default_factory=list)
    forbid: list[str] = field(default_factory=list)


def read_questions(passages: Sequence[Passage]) -> tuple[BriefQuestion, ...]:
    """The questions among these passages, in order: each a heading, a bullet, a line or a table row."""
    done: list[_Open] = []
    heading = ""
    for passage in passages:
        if passage.kind != "question":
            continue
        if len(passage.path) > 1 and passage.path[-1] != heading:
            heading = passage.path[-1]
            done.append(_Open(heading, passage.ref))
        under = ""
        for line in passage.text.split("\n"):
            under = _line(line.lstrip("– ").strip(), under, done, passage, has_heading=len(passage.path) > 1)
    return tuple(
        BriefQuestion(each.question, tuple(each.expect), tuple(each.forbid), each.ref)
        for each in done
        if each.question and (each.expect or each.forbid or each.question.endswith("?"))
    )


def _line(line: str, under: str, done: list[_Open], passage: Passage, *, has_heading: bool) -> str:
    """Adds a line to the open question, or opens a new one; returns the label left open for bullets below."""
    line = _BARE_LABEL.sub(lambda match: f"{match.group(1)}: ", line)
    marks = list(_LABEL.finditer(line))
    before = line[: marks[0].start()] if marks else line
    before = _QUESTION_LABEL.sub("", before).strip(" —–;,(|")
    if before and under and not marks and done:
        _add(done[-1], under, before)
        return under
    if before and not has_heading:
        done.append(_Open(before, passage.ref))
    label = ""
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(line)
        value = line[mark.end() : end].strip(" —–(|")
        label = mark.group(1).casefold()
        if done:
            _add(done[-1], label, value)
    return label if marks and not line[marks[-1].end() :].strip() else ""


def _add(open_: _Open, label: str, value: str) -> None:
    wanted = open_.expect if label == "expect" else open_.forbid
    for part in re.split(r"\s*;\s*", value):
        bare = part.strip().rstrip(".)").strip("\"“”'` ")
        if bare:
            wanted.append(bare)

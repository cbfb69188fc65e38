"""What the reader of a brief warned of already, as findings with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from capabilities.brief.linting.finding import Finding, shown
from capabilities.brief.placing import line_saying
from capabilities.passages import Brief

# How a warning begins or what it holds, and the kind it is; the line is that of the words it quotes.
_KINDS = (
    ("no_plumb_line", re.compile(r"^There is no “Plumb line”")),
    ("no_limits", re.compile(r"^There are no limits")),
    ("proof_missing", re.compile(r"^Line \d+ leans on the proof")),
    ("limit_open", re.compile(r"may be said only with something")),
    ("segment_unnamed", re.compile(r"^How speaks to")),
    ("question_empty", re.compile(r"^The question “")),
    ("front_matter", re.compile(r"^Review-by")),
    ("title", re.compile(r"^There is no “# Brief")),
    ("hidden", re.compile(r"hidden comment")),
)
_OF_THE_WHOLE = {"no_plumb_line", "no_limits"}
_QUOTED = re.compile(r"“([^”]+)”")
_TO_DO = {
    "proof_missing": " Add it there, or name one that is.",
    "limit_open": " Write: Only with: “claim” — with: “qualifier”.",
    "segment_unnamed": " Add it to Who, or write the name as Who does.",
    "question_empty": " Add a line with expect: or forbid:.",
    "no_limits": " Add “## Limits” with lines such as Never: guaranteed results.",
    "title": " If that is wrong, write the title as the first line.",
    "no_plumb_line": " Add “## Plumb line” with one sentence.",
}


def warned(brief: Brief, *, unread: bool) -> Iterator[Finding]:
    """Each warning once; where no part of a brief was found at all (`unread`), that says the rest."""
    for warning in brief.warnings:
        kind = next((name for name, shape in _KINDS if shape.search(warning)), "other")
        if unread and kind in _OF_THE_WHOLE:
            continue
        line, said = _place(brief, kind, warning)
        # The line is shown beside the words, so it need not stand in them as well.
        words = re.sub(r"^Line \d+ leans", "This leans", warning) + _TO_DO.get(kind, "")
        yield Finding(kind, line, words, _ref(brief, line), said=shown(said))


def _place(brief: Brief, kind: str, warning: str) -> tuple[int, str]:
    """The line a warning is about and what stands there; 0 and nothing where it is about the whole brief."""
    lines = brief.source.split("\n")
    quoted = _QUOTED.search(warning)
    words = quoted.group(1) if quoted else ""
    named = re.match(r"Line (\d+)\b", warning)
    line = 0
    if named:
        line = int(named.group(1))
    elif kind == "hidden":
        line = next((at for at, each in enumerate(lines, 1) if "<!--" in each), 0)
    elif kind == "title":
        line = 1
    elif kind == "segment_unnamed":
        own = (each for each in brief.passages if each.kind == "benefit" and each.attribute("segment") == words)
        first = next(own, None)
        line = line_saying(brief.source, words, near=first.line) if first is not None else 0
    elif kind == "question_empty":
        asked = next((each for each in brief.questions if each.question.startswith(words)), None)
        passage = brief.passage(asked.ref) if asked is not None else None
        line = line_saying(brief.source, words, near=passage.line if passage is not None else 0)
    elif kind == "limit_open":
        limit = next((each for each in brief.limits.only_with if each.claim.startswith(words)), None)
        passage = brief.passage(limit.ref) if limit is not None else None
        line = passage.line if passage is not None else 0
    elif words and kind not in _OF_THE_WHOLE:
        line = line_saying(brief.source, words)
    stands = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return line, stands


def _ref(brief: Brief, line: int) -> str:
    return next((each.ref for each in brief.passages if line and each.line == line), "")

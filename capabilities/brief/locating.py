"""Finds where in a brief's Markdown the words of a passage stand, and where a section begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from capabilities.brief_markdown.blocks import parser
from capabilities.brief_markdown.head import read_head
from capabilities.brief_markdown.pieces import read_marks
from capabilities.brief_markdown.sections import is_section

# What stands in the source and in no passage's words: comments, marks in brackets, titles of links, entities.
_UNSAID = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|\[\s*(?:proofs?|id|clearance|owner)\s*:[^\]\[\n]{1,200}\]"
    r"|\(\s*clearance\s*:[^()\n]{1,60}\)"
    r"|(?<=\S)\s+\"[^\"\n]*\"(?=\))"
    r"|&(?:amp|lt|gt|quot|nbsp|#39);",
    re.DOTALL | re.IGNORECASE,
)
_MARK = re.compile(r"\[\s*(?:proofs?|id|clearance|owner)\s*:[^\]\[\n]{1,200}\]|\(\s*clearance\s*:[^()\n]{1,60}\)", re.I)
_ORDINAL = re.compile(r"^[ \t>]*\d{1,9}[.)](?=[ \t])", re.MULTILINE)
_TITLE = re.compile(r"\s*brief\s*[:—–-]\s*\S", re.IGNORECASE)
_EMPHASIS = "*_`~"
_MOST_PLACES = 12  # the same words further down than this many times are not looked for


@dataclass(frozen=True)
class Place:
    """Where words stand: `source[start:end]` holds them, `at[n]` is where their n-th letter or digit stands."""

    start: int
    end: int
    at: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """A heading of the page with the lines below it, 0-based: `own` ends where the next heading begins, `end` where
    the next one of its level or above does."""

    path: tuple[str, ...]
    level: int
    line: int
    first: int
    own: int
    end: int


def letters(words: str) -> str:
    """The letters and digits of a text, in order: what Markdown's signs never are."""
    return re.sub(r"[\W_]", "", words)


def marks(text: str) -> list[str]:
    """The marks in brackets that stand in a piece of source."""
    return _MARK.findall(text)


def places(source: str, text: str, line: int) -> Iterator[Place]:
    """Every place from a 1-based line on where a passage's words stand, whatever Markdown stands between them."""
    wanted = letters(text)
    if not wanted:
        return
    begin = _offset(source, line)
    seen: set[tuple[int, int]] = set()
    for skip_ordinals in (False, True):
        said = _UNSAID.sub(_blank, source[begin:])
        if skip_ordinals:
            said = _ORDINAL.sub(_blank, said)
        held = [at for at, sign in enumerate(said) if sign.isalnum()]
        run = "".join(said[at] for at in held)
        first = run.find(wanted)
        for _ in range(_MOST_PLACES):
            if first < 0:
                break
            at = tuple(begin + each for each in held[first : first + len(wanted)])
            if (at[0], at[-1]) not in seen:
                seen.add((at[0], at[-1]))
                start, end = with_signs(source, text, at)
                yield Place(start, end, at)
            first = run.find(wanted, first + 1)


def reach(source: str, start: int, end: int) -> tuple[int, int]:
    """The same words with the signs of emphasis right around them."""
    while start > 0 and source[start - 1] in _EMPHASIS:
        start -= 1
    while end < len(source) and source[end] in _EMPHASIS:
        end += 1
    return start, end


def block_at(source: str, line: int) -> tuple[int, int] | None:
    """Where the words of the smallest block on a 1-based line begin and end, without its bullet or sign of quotation.

    None when no paragraph begins there.
    """
    lines = source.split("\n")
    found = [token.map for token in _tokens(source) if token.type == "inline" and token.map]
    span = next((span for span in found if span[0] == line - 1), None)
    if span is None:
        return None
    sign = re.match(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]+)*", lines[line - 1])
    start = _offset(source, line) + (sign.end() if sign else 0)
    return start, _offset(source, span[1] + 1) - 1


def sections(source: str) -> list[Section]:
    """The headings of a page in order, each with what stands below it. The brief's title is none of them, and in no
    path, as in the paths of passages."""
    lines = source.count("\n") + 1
    tokens = _tokens(source)
    found = [
        (int(token.tag[1]), token.map, read_marks(_bare(tokens[at + 1].content)).text)
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    title = _title([(level, name) for level, _, name in found])
    made: list[Section] = []
    above: list[tuple[int, str]] = []
    for at, (level, (line, first), name) in enumerate(found):
        if at == title:
            above.clear()
            continue
        while above and above[-1][0] >= level:
            above.pop()
        above.append((level, name))
        own = found[at + 1][1][0] if at + 1 < len(found) else lines
        end = next((span[0] for depth, span, _ in found[at + 1 :] if depth <= level), lines)
        made.append(Section(tuple(each for _, each in above), level, line, first, own, end))
    return made


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two paths of headings are the same but for capitals and signs."""
    return [_key(each) for each in one] == [_key(each) for each in other]


def _title(headings: Sequence[tuple[int, str]]) -> int | None:
    """Which of these (level, words) is the brief's title: the reader of briefs decides in the same way."""
    named = (at for at, (level, words) in enumerate(headings) if level <= 2 and _TITLE.match(words))
    first = 0 if headings and headings[0][0] == 1 and not is_section(headings[0][1]) else None
    return next(named, first)


def _key(heading: str) -> str:
    return " ".join(re.findall(r"\w+", heading.casefold())) or heading.casefold().strip()


def _bare(heading: str) -> str:
    """A heading's words without emphasis and link addresses."""
    return re.sub(r"[*`]", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)).strip()


def _tokens(source: str) -> list[Token]:
    """The page's blocks, by the grammar the brief is read with; the front matter counts as empty lines."""
    head = read_head(source).lines
    return parser().parse("\n" * head + "\n".join(source.split("\n")[head:]))


def with_signs(source: str, text: str, at: tuple[int, ...]) -> tuple[int, int]:
    """From the first to the last letter, with the signs before and after that belong to the words."""
    before = re.split(r"[^\W_]", text, maxsplit=1)[0]
    after = re.split(r"[^\W_]", text[::-1], maxsplit=1)[0][::-1]
    start, end = at[0], at[-1] + 1
    for sign in reversed(before.strip()):
        if start == 0 or source[start - 1] != sign:
            break
        start -= 1
    for sign in after.strip():
        skipped = end
        while skipped < len(source) and source[skipped] in _EMPHASIS and source[skipped] != sign:
            skipped += 1
        if skipped >= len(source) or source[skipped] != sign:
            break
        end = skipped + 1
    return start, end


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _offset(source: str, line: int) -> int:
    """Where a 1-based line begins; one past the end for a line too many."""
    at = 0
    for _ in range(line - 1):
        at = source.find("\n", at) + 1
        if at == 0:
            return len(source) + 1
    return at

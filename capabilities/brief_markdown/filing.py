"""Files the blocks of a page as passages: each under its headings, with its kind, reference and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from capabilities.brief_markdown import limits as limit_lines
from capabilities.brief_markdown import pieces, sections
from capabilities.brief_markdown.blocks import Block, Heading
from capabilities.passages import Limit, Limits, OnlyWith, Passage

# A new line that opens with a short label ("Tested: …") starts a passage of its own, blank line or not.
_LABEL_LINE = re.compile(r"\n(?=[A-Z*_][\w *_/&-]{1,24}:\s)")
_QUALIFIER = re.compile(r"^\s*(?:only\s+with|with|qualifier)\s*:?\s+(.+)$", re.IGNORECASE | re.DOTALL)
_ID_LABEL = re.compile(r"^\s*([\w-]{2,60})\s*(?::\s|—|–)")


class Filing:
    """Takes headings and blocks in order, keeping the headings above the current one."""

    def __init__(self) -> None:
        self._stack: list[tuple[Heading, pieces.Marks]] = []
        self._references = sections.References()
        self._mode: str | None = None
        self._limits: list[tuple[limit_lines.LimitLine, str]] = []
        self.passages: list[Passage] = []
        self.headings: list[tuple[str, ...]] = []

    def title(self, heading: Heading) -> None:
        """The brief's own title: it stands above everything and in no passage's path."""
        self._stack.clear()
        self.headings.append((heading.text,))

    def heading(self, heading: Heading) -> None:
        """Opens a heading, closing those at its level and deeper."""
        while self._stack and self._stack[-1][0].level >= heading.level:
            self._stack.pop()
        self._stack.append((heading, pieces.read_marks(heading.text)))
        self.headings.append(self._path())
        self._mode = limit_lines.mode_of(self._path()[-1])

    def block(self, block: Block) -> None:
        """Files a block under the headings open now."""
        found = sections.section(self._path())
        if found and found[0] == "limits":
            self._limit(block, self._mode)
            return
        for text, line in _by_label(block.joined(), block):
            self._file(text, line, lead=block.lead if line == block.line else "", row=block.shape == "row")

    def limits(self) -> Limits:
        """All limits met so far."""

        def plain(mode: str) -> tuple[Limit, ...]:
            return tuple(Limit(line.claim, ref) for line, ref in self._limits if line.mode == mode)

        only_with = (OnlyWith(x.claim, x.qualifier, ref) for x, ref in self._limits if x.mode == "only_with")
        return Limits(never=plain("never"), only_with=tuple(only_with), may_say=plain("may_say"))

    def _limit(self, block: Block, mode: str | None) -> None:
        """One block under Limits: a label that opens a mode, or a limit, or a remark."""
        opened = limit_lines.mode_of(block.text)
        if opened:
            self.headings.append((*self._path(), block.text))
            for child in block.children:
                self._limit(child, opened)
            if block.shape == "paragraph":
                self._mode = opened
            return
        if block.cells:
            self._limits_of(block.text, block.line, limit_lines.read_row(block.cells, mode))
            return
        if mode == "only_with" and block.children and (with_ := _QUALIFIER.match(block.children[0].joined())):
            rest = Block("item", f"{block.text} — with: {with_.group(1)}", block.line, children=block.children[1:])
            block = rest
        for text, number in _by_label(block.joined(), block):
            self._limit_line(text, number, mode)

    def _limit_line(self, text: str, number: int, mode: str | None) -> None:
        line = limit_lines.read_line(pieces.read_marks(text).text, mode)
        self._limits_of(text, number, [line] if line else [])

    def _limits_of(self, text: str, number: int, lines: Sequence[limit_lines.LimitLine]) -> None:
        """Files words under Limits with the limits they hold: one, in a table's row perhaps several, or none."""
        line = lines[0] if lines else None
        shown = {"never": "Never", "only_with": "Only with", "may_say": "May say"}
        path = self._path()
        if line and limit_lines.mode_of(path[-1]) is None:
            path = (*path, shown[line.mode])
        first = len(self.passages)
        self._file(text, number, path=path, kind=f"limit_{line.mode}" if line else "other")
        self._limits += [(each, self.passages[first].ref) for each in lines]

    def _file(
        self,
        text: str,
        line: int,
        *,
        lead: str = "",
        row: bool = False,
        path: tuple[str, ...] | None = None,
        kind: str | None = None,
    ) -> None:
        path = self._path() if path is None else path
        marks = pieces.read_marks(text)
        kind = kind or sections.kind(path, marks.text)
        field = sections.field(path, marks.text)
        lead = re.sub(r"\([^()]*\)", "", pieces.read_marks(lead).text).strip().rstrip(" .:")
        lead = "" if field or len(lead) > 60 else lead
        if kind == "proof" and not lead and not row and (named := _ID_LABEL.match(marks.text)):
            lead = named.group(1)
        proofs = tuple(dict.fromkeys((*marks.proofs, *(p for _, above in self._stack for p in above.proofs))))
        attributes = (*marks.attributes, *(a for _, above in self._stack for a in above.attributes))
        about = sections.subject(path, lead)
        attributes += _own(kind, about, field, dict(attributes), path)
        parts = sections.reference_parts(path, lead=lead, field_name=field)
        for piece in pieces.split(marks.text):
            ref = self._references.next(parts)
            self.passages.append(Passage(ref, path, piece, kind, line, proofs, attributes))

    def _path(self) -> tuple[str, ...]:
        return tuple(marks.text for _, marks in self._stack)


def _own(
    kind: str, about: str, field: str, given: dict[str, str], path: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The attributes a passage has by where it stands."""
    out: list[tuple[str, str]] = []
    if about and kind in {"segment", "benefit"}:
        out.append(("segment", about))
    elif about and kind not in {"other", "plumb_line", "it_is", "makes_possible"} and "limit" not in kind:
        out.append(("subject", about))
        if kind == "proof" and "id" not in given:
            # An id is kept as written, while a subject is shown with a capital.
            out.append(("id", next((x for x in path if x.casefold() == about.casefold()), about)))
    if field:
        out.append(("field", field))
    return tuple(out)


def _by_label(text: str, block: Block) -> Iterator[tuple[str, int]]:
    """A block's text, divided where a line opens with a label; wrapped prose is joined to whole lines."""
    if block.shape in {"code", "html", "row"}:
        yield text, block.line
        return
    line = block.line
    for part in _LABEL_LINE.split(text):
        yield re.sub(r"\s*\n(?!– )\s*", " ", part).strip(), line
        line += part.count("\n") + 1

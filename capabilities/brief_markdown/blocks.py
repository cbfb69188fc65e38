"""A Markdown page as a flat run of headings and blocks, each knowing its line and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WORD = re.compile(r"\w")
_LABEL = re.compile(r"[A-Z][\w’' -]{1,30}:")
# Longer blocks are no prose: parsing their inline marks costs time and gains nothing.
_LONGEST_INLINE = 20_000


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 6 on a 1-based line."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row or piece of code; `lead` is the bold or code words it opens with.

    Nested list items are `children`, so that a reader can join them to their parent or take them one by one. A table
    row has its `cells`, each behind the name of its column.
    """

    shape: str
    text: str
    line: int
    lead: str = ""
    children: tuple[Block, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()

    def joined(self) -> str:
        """The text with what is nested below it, a line each."""
        return "\n".join(part for part in (self.text, *(f"– {each.joined()}" for each in self.children)) if part)


@dataclass(frozen=True)
class Page:
    """What a page holds, in order, and how many hidden comments were left out."""

    parts: tuple[Heading | Block, ...]
    hidden: int


def parser() -> MarkdownIt:
    """CommonMark with tables: the grammar briefs are read with."""
    # Nesting past the limit is passed over by the grammar with all that follows it, so the limit is generous.
    options = {"maxNesting": 80}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).disable("inline")


def take_apart(source: str) -> Page:
    """The headings and blocks of a page; every line holding words ends up in one of them, whatever it is."""
    markdown = parser()
    lines = source.split("\n")
    root = SyntaxTreeNode(markdown.parse(source))
    taken = _Taken(inline=MarkdownIt("commonmark").enable("strikethrough"), lines=lines)
    parts = [part for node in root.children for part in taken.top(node)]
    parts += taken.left_over()
    return Page(tuple(sorted(parts, key=lambda part: part.line)), taken.hidden)


class _Taken:
    """One pass over a page, remembering which source lines have been taken."""

    def __init__(self, *, inline: MarkdownIt, lines: Sequence[str]) -> None:
        self._inline = inline
        self._lines = lines
        self._seen: set[int] = set()
        self.hidden = 0

    def top(self, node: SyntaxTreeNode) -> Iterator[Heading | Block]:
        if node.type == "heading":
            text, _ = self._words(node)
            yield Heading(int(node.tag[1]), text, self._take(node))
        else:
            yield from self.blocks(node)

    def blocks(self, node: SyntaxTreeNode) -> Iterator[Block]:
        if node.type in {"paragraph", "heading"}:
            text, lead = self._words(node)
            yield from _worth(Block("paragraph", text, self._take(node), lead))
        elif node.type in {"bullet_list", "ordered_list"}:
            for item in node.children:
                whole, label = self._without_label(self._item(item), item)
                yield from _worth(whole)
                yield from label
        elif node.type == "table":
            yield from self._rows(node)
        elif node.type in {"fence", "code_block"}:
            text = "\n".join(part for part in (node.info.strip(), node.content.rstrip("\n")) if part)
            yield from _worth(Block("code", text, self._take(node)))
        elif node.type == "html_block":
            yield from _worth(Block("html", self._shown(node.content).strip(), self._take(node)))
        else:
            for child in node.children:
                yield from self.blocks(child)

    def _item(self, node: SyntaxTreeNode) -> Block:
        """A list item: its own paragraphs as one text, whatever is nested as children."""
        own: list[Block] = []
        nested: list[Block] = []
        for child in node.children:
            target = own if child.type == "paragraph" and not nested else nested
            target.extend(self.blocks(child))
        line = node.map[0] + 1 if node.map else 1
        lead = own[0].lead if own else ""
        return Block("item", "\n".join(block.text for block in own), line, lead, tuple(nested))

    def _without_label(self, item: Block, node: SyntaxTreeNode) -> tuple[Block, list[Block]]:
        """An item, and the label that stands right below it: "May say:" opens what follows and ends no sentence.

        To the grammar a line without a blank one before it, and not moved in, is still of the item.
        """
        text, _, last = item.text.rpartition("\n")
        ends = node.children[0].map if node.children else None
        line = ends[1] - 1 if ends else 0
        if item.children or not text or not _LABEL.fullmatch(last) or self._lines[line].strip() != self._lines[line]:
            return item, []
        return replace(item, text=text), [Block("paragraph", last, line + 1)]

    def _rows(self, node: SyntaxTreeNode) -> Iterator[Block]:
        rows = [row for part in node.children for row in part.children]
        cells = [[self._words(cell)[0] for cell in row.children] for row in rows]
        lines = [self._take(row) for row in rows]
        self._take(node)
        names = cells[0]
        if len(rows) == 1:
            yield from _worth(Block("row", "; ".join(name for name in names if name), lines[0]))
        for row, line in zip(cells[1:], lines[1:], strict=True):
            pairs = tuple((name, cell) for name, cell in zip(names, row, strict=False) if cell)
            text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
            yield from _worth(Block("row", text, line, row[0] if row else "", cells=pairs))

    def _words(self, node: SyntaxTreeNode) -> tuple[str, str]:
        """The words of an inline run without its marks, and the bold or code words it opens with."""
        content = " ".join(child.content for child in node.children if child.type == "inline")
        content = self._shown(content)
        if len(content) > _LONGEST_INLINE:
            return content.strip(), ""
        tokens = self._inline.parseInline(content)
        children = tokens[0].children or [] if tokens else []
        return _plain(children).strip(), _lead(children)

    def _shown(self, text: str) -> str:
        """The text without its hidden comments: they are the writer's own and are never quoted to anybody."""
        shown, count = _COMMENT.subn("", text)
        self.hidden += count
        return shown

    def _take(self, node: SyntaxTreeNode) -> int:
        first, end = node.map or (0, 0)
        self._seen.update(range(first, end))
        return first + 1

    def left_over(self) -> Iterator[Block]:
        """Lines with words that the grammar passed over: link definitions, nesting deeper than it follows."""
        run: list[str] = []
        for number, line in enumerate([*self._lines, ""]):
            if number not in self._seen and _WORD.search(line):
                run.append(line.strip())
            elif run:
                yield Block("paragraph", self._shown("\n".join(run)).strip(), number - len(run) + 1)
                run = []


def _worth(block: Block) -> Iterator[Block]:
    if block.text or block.children:
        yield block


def _plain(tokens: Sequence[Token]) -> str:
    """The words of inline tokens; a link keeps its address behind its words, a picture only what it is called."""
    out: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            out.append("\n")
        elif token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(out)))
        elif token.type == "link_close" and links:
            address, start = links.pop()
            if address and address != "".join(out[start:]):
                out.append(f" ({address})")
        elif token.type == "image":
            out.append(token.content)
        else:
            out.append(token.content)
    return "".join(out)


def _lead(tokens: Sequence[Token]) -> str:
    """The bold or code words an inline run opens with, without a closing colon or dash."""
    visible = [token for token in tokens if token.type != "text" or token.content.strip()]
    if not visible:
        return ""
    if visible[0].type == "code_inline":
        return visible[0].content.strip()
    if visible[0].type != "strong_open":
        return ""
    end = next((at for at, token in enumerate(visible) if token.type == "strong_close"), 0)
    return _plain(visible[1:end]).strip().rstrip(":—–-.").strip()

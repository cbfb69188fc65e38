"""Reads a marketing brief written as Markdown, leniently: nothing is lost, nothing breaks it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from capabilities.brief_markdown import pieces, sections
from capabilities.brief_markdown.blocks import Block, Heading, take_apart
from capabilities.brief_markdown.checks import checked
from capabilities.brief_markdown.filing import Filing
from capabilities.brief_markdown.head import Head, read_head
from capabilities.brief_markdown.questions import read_questions
from capabilities.brief_markdown.review import named_alike, segments, shared_clearance, warnings
from capabilities.passages import Brief

_TITLE = re.compile(r"^\s*brief\s*(?::|—|–|-)\s*(.+?)\s*$", re.IGNORECASE)


def read(text: str) -> Brief:
    """The brief written in this Markdown; raises Refusal, in words for its writer, if there is none."""
    source = checked(text)
    head = read_head(source)
    page = take_apart("\n" * head.lines + "\n".join(source.split("\n")[head.lines :]))
    title = _title([part for part in page.parts if isinstance(part, Heading)], head)
    filing = Filing()
    for number, line in head.other:
        filing.block(Block("paragraph", line, number))
    for part in page.parts:
        if isinstance(part, Block):
            filing.block(part)
        elif part is title.heading:
            filing.title(part)
        else:
            filing.heading(part)
    names = segments(filing.passages, filing.headings)
    passages = named_alike(shared_clearance(filing.passages), names)
    brief = Brief(
        product=title.product,
        owner=head.owner,
        review_by=head.review_by,
        passages=passages,
        limits=filing.limits(),
        segments=names,
        questions=read_questions(passages),
        warnings=(*head.warnings, *title.warnings),
        source=source,
        headings=tuple(filing.headings),
    )
    return replace(brief, warnings=(*brief.warnings, *warnings(brief, hidden=page.hidden)))


def write(brief: Brief) -> str:
    """The Markdown the brief was read from, to the letter."""
    return brief.source


@dataclass(frozen=True)
class _Title:
    product: str
    heading: Heading | None
    warnings: tuple[str, ...] = ()


def _title(headings: list[Heading], head: Head) -> _Title:
    """The product: `# Brief: <product>`, or the front matter's, or the first heading, or "Untitled"."""
    for each in headings:
        named = _TITLE.match(each.text)
        if each.level <= 2 and named:
            return _Title(head.product or pieces.read_marks(named.group(1)).text, each)
    first = headings[0] if headings and not sections.is_section(headings[0].text) else None
    top = first if first and first.level == 1 else None
    if head.product:
        return _Title(head.product, top)
    warning = "There is no “# Brief: <product>” title; "
    if first and re.search(r"\w", first.text):
        return _Title(first.text, top, (f"{warning}I took “{first.text[:60]}” for the product.",))
    return _Title("Untitled", top, (f"{warning}the product is “Untitled” until one is added.",))

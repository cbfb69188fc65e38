"""Files several Markdown pages as one brief, each under a heading of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capabilities.brief_markdown.blocks import parser
from capabilities.brief_markdown.head import read_head

_DEEPEST = 6
_CLOSERS = (
    (re.compile(r"<!--"), "-->"),
    (re.compile(r"<script", re.IGNORECASE), "</script>"),
    (re.compile(r"<pre", re.IGNORECASE), "</pre>"),
    (re.compile(r"<style", re.IGNORECASE), "</style>"),
    (re.compile(r"<textarea", re.IGNORECASE), "</textarea>"),
    (re.compile(r"<!\[CDATA\["), "]]>"),
    (re.compile(r"<\?"), "?>"),
    (re.compile(r"<![A-Za-z]"), ">"),
)


def join(pages: Sequence[tuple[str, str]], *, product: str = "Imported pages") -> str:
    """One Markdown brief of (title, text) pages: each a `## title`, with its own headings two levels down."""
    parts = [f"# Brief: {_one_line(product)}"]
    for title, text in pages:
        parts.append(f"## {_one_line(title) or 'Page'}")
        body = _shifted(_headless(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")))
        if body.strip():
            parts.append(body.strip("\n"))
    return "\n\n".join(parts) + "\n"


def _headless(text: str) -> str:
    """The page with its front matter as plain lines: its second row of hyphens would make a heading of them."""
    lines = text.split("\n")
    end = read_head(text).lines
    kept = [line for line in lines[1 : end - 1] if line.strip() and not line.lstrip().startswith("#")]
    return "\n".join([*(f"- {line.strip()}" for line in kept), "", *lines[end:]]) if end else text


def _shifted(text: str) -> str:
    """The page with its headings two levels down and nothing left open that would swallow the next page."""
    lines = text.split("\n")
    tokens = parser().parse(text)
    for token in tokens:
        if token.type == "heading_open" and token.level == 0 and token.map:
            _shift(lines, token.map, min(int(token.tag[1]) + 2, _DEEPEST), setext=token.markup in {"=", "-"})
    closer = ""
    last = next((token for token in reversed(tokens) if token.level == 0 and token.map), None)
    if last is not None and last.type == "fence" and not _closed(lines, last.map, last.markup):
        closer = last.markup
    elif last is not None and last.type == "html_block":
        closer = next((end for start, end in _CLOSERS if start.match(last.content.lstrip())), "")
        closer = "" if closer.casefold() in last.content.casefold() else closer
    return "\n".join([*lines, closer] if closer else lines)


def _shift(lines: list[str], span: list[int], level: int, *, setext: bool) -> None:
    first, end = span
    if setext:
        words = " ".join(line.strip() for line in lines[first : end - 1])
        lines[first] = f"{'#' * level} {words}"
        lines[first + 1 : end] = [""] * (end - first - 1)
    else:
        lines[first] = "#" * level + lines[first].lstrip().lstrip("#")


def _closed(lines: list[str], span: list[int] | None, fence: str) -> bool:
    if span is None or span[1] - span[0] < 2:
        return False
    end = lines[min(span[1], len(lines)) - 1].strip()
    return len(end) >= len(fence) and set(end) == {fence[0]}


def _one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().lstrip("#").strip()

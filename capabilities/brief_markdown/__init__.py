"""Reading and writing a marketing brief as Markdown."""

from __future__ import annotations

from capabilities.brief_markdown.checks import decoded
from capabilities.brief_markdown.joining import join
from capabilities.brief_markdown.reading import read, write
from capabilities.passages import Brief

__all__ = ["join", "read", "read_bytes", "write"]


def read_bytes(data: bytes) -> Brief:
    """The brief in a file, as UTF-8 or UTF-16; raises Refusal in words for the person who sent it."""
    return read(decoded(data))

"""The chart of leads as a picture, for a Slack that does not take charts of its own yet."""

import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handlers.views.text import shorten

# The letters of DejaVu Sans at 26 pixels (its licence allows this), each a strip of grey values one after the other:
# Latin, Greek and Cyrillic. A drawing library would bring a hundred times as much for one chart.
_LETTERS = Path(__file__).with_name("glyphs.npz")
# Pixels: the picture, which a phone shows at less than half its size, the names on the left, room for numbers on the
# right.
_WIDE, _LABEL, _RIGHT = 800, 290, 110
_TOP, _ROW, _BAR, _FOOT = 28, 76, 26, 70
_EDGE = 20
_INK, _SOFT = (23, 49, 58), (91, 107, 112)
COLOURS = ((18, 91, 102), (181, 100, 11))

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Bars:
    """One name with its two numbers, both zero or more."""

    name: str
    values: tuple[int, int]


@dataclass(frozen=True)
class _Letters:
    at: dict[str, tuple[int, int]]  # where each begins, and how wide it is
    strip: Picture


def png(series: tuple[str, str], rows: Sequence[Bars]) -> bytes:
    """Two bars for each row, the longest over the whole width, with their numbers; a PNG of 800 pixels across.

    Its title is not drawn: whoever shows the picture puts it above, where it can be read aloud.
    """
    high = _TOP + _ROW * len(rows) + _FOOT
    canvas: Picture = np.full((high, _WIDE, 3), 255, dtype=np.uint8)
    longest = max((value for row in rows for value in row.values), default=0) or 1
    for at, row in enumerate(rows):
        top = _TOP + at * _ROW
        _write(canvas, _fitting(row.name, _LABEL - 2 * _EDGE), _EDGE, top + 10, _INK)
        for which, value in enumerate(row.values):
            y = top + which * (_BAR + 2)
            wide = max(round((_WIDE - _LABEL - _RIGHT) * value / longest), 2 if value else 0)
            canvas[y : y + _BAR, _LABEL : _LABEL + wide] = COLOURS[which]
            _write(canvas, f"{value:,}", _LABEL + wide + 10, y - 5, _SOFT)
    x, y = _LABEL, high - _FOOT + 16
    for which, name in enumerate(series):
        canvas[y + 8 : y + 28, x : x + 20] = COLOURS[which]
        x = _write(canvas, name, x + 30, y, _INK) + 40
    return _encoded(canvas)


def _fitting(words: str, wide: int) -> str:
    """As much of the words as stands in so many pixels."""
    length = len(words)
    while length > 1 and _width(shorten(words, length)) > wide:
        length -= 1
    return shorten(words, length)


def _width(words: str) -> int:
    return sum(_letter(letter)[1] for letter in words)


def _write(canvas: Picture, words: str, x: int, y: int, colour: tuple[int, int, int]) -> int:
    """Write from a point on and return where the words end; what has no room is cut off."""
    strip = _letters().strip
    ink = np.array(colour, dtype=np.float32)
    for letter in words:
        start, wide = _letter(letter)
        if x + wide > canvas.shape[1]:
            break
        cover = strip[:, start : start + wide, None].astype(np.float32) / 240
        under = canvas[y : y + strip.shape[0], x : x + wide].astype(np.float32)
        canvas[y : y + strip.shape[0], x : x + wide] = (under + (ink - under) * cover).round().astype(np.uint8)
        x += wide
    return x


def _letter(letter: str) -> tuple[int, int]:
    """A letter's place in the strip: its own, else that of the letter beneath its marks, else a sign for unknown."""
    known = _letters().at
    plain = unicodedata.normalize("NFKD", letter)[:1]
    return known.get(letter) or known.get(plain) or known["\ufffd"]


@lru_cache(maxsize=1)
def _letters() -> _Letters:
    with np.load(_LETTERS) as kept:
        widths = [int(wide) for wide in kept["widths"]]
        starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
        at = {chr(code): (int(start), wide) for code, start, wide in zip(kept["codes"], starts, widths, strict=True)}
        return _Letters(at, kept["glyphs"])


def _encoded(canvas: Picture) -> bytes:
    """A PNG of 8 bits a colour, unfiltered (ISO/IEC 15948)."""
    high, wide, _ = canvas.shape
    lines = np.concatenate([np.zeros((high, 1), dtype=np.uint8), canvas.reshape(high, wide * 3)], axis=1)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = zlib.compress(lines.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")

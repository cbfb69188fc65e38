"""The limits of a brief: what is never said, what only beside a qualifier, and what is free to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LABELS = {
    "never": ("never", "never say", "we never say", "do not say", "don't say", "must not say", "forbidden"),
    "only_with": ("only with", "say only with", "only say with", "only with a qualifier", "with a qualifier"),
    "may_say": ("may say", "you may say", "we may say", "allowed", "ok to say"),
}
MODES = {label: mode for mode, labels in _LABELS.items() for label in labels}
_NAMES = "|".join(sorted((re.escape(name) for name in MODES), key=len, reverse=True))
_PREFIX = re.compile(rf"^\s*({_NAMES})\s*(?::|—|–)\s*(.*)$", re.IGNORECASE | re.DOTALL)
_BARE_NEVER = re.compile(r"^\s*never\s+(.+)$", re.IGNORECASE | re.DOTALL)

_QUALIFIERS = ("with", "only with this", "qualifier", "together with")  # columns that hold what a claim needs beside it
_QUOTED = r"[\"“”«»„]"
_DASH = r"\s*(?:—|–|--|->|→|;|,|:|\s-\s|\()\s*"
# Tried in this order; the first that fits divides a line into its claim and its qualifier.
_ONLY_WITH = tuple(
    re.compile(rf"^{shape}(?P<with>.+)$", re.IGNORECASE | re.DOTALL)
    for shape in (
        rf"{_QUOTED}(?P<claim>.+?){_QUOTED}(?:{_DASH})?\s*(?:only\s+)?with\s*:?\s*",
        rf"(?P<claim>.+?){_DASH}(?:only\s+)?with\s*:\s*",
        rf"(?P<claim>.+?)(?:{_DASH}|\s+)only\s+(?:together\s+)?with\s*:?\s+",
        r"(?P<claim>.+?)\s*(?:—|–|--|\()\s*(?:qualifier|qualified by|say|add|always with)\s*:?\s*",
        rf"(?P<claim>.+?){_DASH}with\s+",
        r"(?P<claim>.+?)\s*(?:—|–|--|->|→)\s*",
    )
)


@dataclass(frozen=True)
class LimitLine:
    """One limit as written: its mode (never, only_with, may_say), claim and, for only_with, its qualifier."""

    mode: str
    claim: str
    qualifier: str = ""


def mode_of(heading: str) -> str | None:
    """The mode a heading or a line that is only a label opens: "Never:" or "Only with"."""
    return MODES.get(_bare(heading))


def read_line(text: str, mode: str | None) -> LimitLine | None:
    """A line under Limits as a limit; None when it is only a remark."""
    prefix = _PREFIX.match(text)
    if prefix:
        mode, text = MODES[prefix.group(1).casefold()], prefix.group(2)
    elif mode is None and (bare := _BARE_NEVER.match(text)):
        mode, text = "never", bare.group(1)
    text = text.strip()
    if mode is None or not re.search(r"\w", text):
        return None
    if mode == "only_with":
        return _only_with(text)
    return LimitLine(mode, text)


def read_row(cells: Sequence[tuple[str, str]], mode: str | None) -> list[LimitLine]:
    """The limits in a table's row of (column, cell): one column says which kind, or each kind has a column of its own,
    or the heading above (`mode`) says it and the first cell is the claim. None of these is only a remark."""
    with_ = next((cell for name, cell in cells if _bare(name) in _QUALIFIERS), "")
    said = [(kind, cell) for name, cell in cells if (kind := mode_of(name))]
    if not said:
        kinds = [kind for _, cell in cells if (kind := mode_of(cell))]
        mode = kinds[0] if kinds else mode
        rest = (cell for name, cell in cells if mode_of(cell) is None and _bare(name) not in _QUALIFIERS)
        said = [(mode, claim) for claim in list(rest)[:1] if mode]
    lines = (
        f"“{_unquoted(claim)}” — with: {with_}" if with_ and kind == "only_with" else claim for kind, claim in said
    )
    return [line for (kind, _), text in zip(said, lines, strict=True) if (line := read_line(text, kind))]


def _only_with(text: str) -> LimitLine:
    for shape in _ONLY_WITH:
        match = shape.match(text)
        if match:
            return LimitLine("only_with", _unquoted(match["claim"]), _unquoted(match["with"]))
    return LimitLine("only_with", _unquoted(text), "")


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.endswith(")") and "(" not in text:
        text = text[:-1]
    inner = text.strip(" .,;:")
    whole = re.fullmatch(rf"{_QUOTED}([^\"“”«»„]+){_QUOTED}", inner)
    return (whole.group(1) if whole else inner).strip()


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(":.").strip().casefold().replace("’", "'")

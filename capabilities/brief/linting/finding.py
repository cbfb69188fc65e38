"""One thing to mend in a brief: where it stands, which words are meant, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

# The gravest first: what makes the bot say something wrong or hold back what is right; then what it has to pass over
# in silence because nothing bears it; then what makes the brief weaker than it could be; then tidiness.
KINDS = (
    "unread", "limit_label", "figures", "limit_broken", "unqualified", "limit_empty", "limit_wide", "limit_open",
    "no_limits", "orders", "proof_missing", "figure_unproven", "no_plumb_line", "unproven", "segment_unnamed",
    "no_evidence", "untested", "tested_long_ago", "long_plumb_line", "question_empty", "front_matter", "title",
    "language", "hidden", "other", "more",
)  # fmt: skip
_GRAVITY = {kind: at for at, kind in enumerate(KINDS)}
_LONGEST = 240  # characters of the words concerned: enough to find them again


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    `line` is 1-based in the brief's source, 0 where it is about the brief as a whole; `words` say in plain words what
    is the matter and what to do; `ref` is the passage concerned, if there is one. `said` are the words concerned.
    Where two lines do not go together, `other_line` and `other_said` are the second.
    """

    kind: str
    line: int
    words: str
    ref: str = ""
    other_line: int = 0
    said: str = ""
    other_said: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Finding:
        return cls(**value)


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The findings once each, the gravest first, in the order of their lines."""
    return sorted(
        dict.fromkeys(findings), key=lambda each: (_GRAVITY.get(each.kind, len(KINDS)), each.line, each.other_line)
    )


def shown(words: str) -> str:
    """The words concerned on one line, cut where they are long."""
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1].rsplit(' ', 1)[0]}…"

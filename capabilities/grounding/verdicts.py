"""What is said of a sentence that was held to a brief: whether it may be shown, and every reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "unknown_citation", "no_citation", "number_not_cited", "name_not_cited", "never", "needs_qualifier",
    "discount", "unsupported",
]  # fmt: skip

Ruling = Literal["allowed", "needs_qualifier", "not_allowed", "unsupported"]

OF_LIMITS: frozenset[Kind] = frozenset({"never", "needs_qualifier", "discount"})
# The gravest first: what is told to a person who can be told only one reason.
_GRAVITY: tuple[Kind, ...] = (
    "never", "discount", "needs_qualifier", "unknown_citation", "no_citation", "number_not_cited", "name_not_cited",
    "unsupported",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a sentence is held back, in words to show to the person who asked for it.

    `ref` is the limit or the passage it is about, where there is one; `missing` is the qualifier that has to stand
    beside the claim, or the words, numbers and names that nothing cited bears.
    """

    kind: Kind
    words: str
    ref: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether a sentence may be shown, and every reason why not, the gravest first."""

    allowed: bool
    reasons: tuple[Reason, ...]

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> Verdict:
        """The verdict that follows from the reasons found, in whatever order."""
        ranked = tuple(sorted(dict.fromkeys(reasons), key=lambda each: _GRAVITY.index(each.kind)))
        return cls(allowed=not ranked, reasons=ranked)

    @property
    def ruling(self) -> Ruling:
        """The verdict in one word: what a limit or a discount forbids stands above a qualifier that is missing, and
        that above what nothing cited bears out."""
        if not self.reasons:
            return "allowed"
        gravest = self.reasons[0].kind
        if gravest == "needs_qualifier":
            return gravest
        return "not_allowed" if gravest in OF_LIMITS else "unsupported"

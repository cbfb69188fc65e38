"""What the field says to a question: themes near to it, shown beside the answer and never what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """A theme that may be shown to everybody, as it was when the question was answered.

    `theme` is its id, `notes` and `people` are counts, `trend` is the trend in words, `newest` the day of its newest
    note.
    """

    theme: str
    name: str
    notes: int
    people: int
    trend: str
    newest: date


def as_json(evidence: Evidence) -> dict[str, Any]:
    """As it is kept with the question."""
    return {**asdict(evidence), "newest": evidence.newest.isoformat()}


def from_json(kept: Mapping[str, Any]) -> Evidence:
    """As it was kept."""
    return Evidence(
        theme=str(kept["theme"]),
        name=str(kept["name"]),
        notes=int(kept["notes"]),
        people=int(kept["people"]),
        trend=str(kept["trend"]),
        newest=date.fromisoformat(str(kept["newest"])),
    )

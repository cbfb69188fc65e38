"""A proposed change of the brief as values: what asks for it, what it would change, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from capabilities.passages import Passage

THEME, GAP, POINT, PERSON = "theme", "gap", "point", "person"
OPEN, ACCEPTED, DECLINED, STALE = "open", "accepted", "declined", "stale"


class Failing(Protocol):
    """A point of pitches that fell flat, by the marks reps gave it: what capabilities/pitch/outcomes finds."""

    @property
    def claim(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def segment(self) -> str: ...
    @property
    def landed(self) -> int: ...
    @property
    def flat(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def version(self) -> str: ...


@dataclass(frozen=True)
class Said:
    """Something somebody said that speaks for a change: a note, or a question the brief did not answer.

    `came` is when it reached us, `said_at` when it was said. `words` are the customer's own where the note has them.
    """

    text: str
    words: str
    who: str
    said_at: datetime | None
    came: datetime
    note: str = ""
    question: str = ""
    kind: str = ""
    segment: str = ""


@dataclass(frozen=True)
class Cause:
    """What asks for a change, before anything is proposed: the newest evidence first.

    `passage` is the one to change, or None for a new line under the headings of `path`. `people` is how many stand
    behind it. `about` is what it is called: a theme, a question, the line that fell flat.
    """

    kind: str
    id: str
    about: str
    said: tuple[Said, ...]
    people: int
    newest: datetime
    passage: Passage | None
    path: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence as it is shown: names of customers and people are hidden in its words."""

    quote: str
    kind: str
    segment: str
    said_at: datetime | None
    note: str = ""
    question: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "quote": self.quote, "kind": self.kind, "segment": self.segment, "note": self.note,
            "question": self.question, "said_at": self.said_at.isoformat() if self.said_at else None,
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Evidence:
        return cls(
            quote=str(kept["quote"]),
            kind=str(kept.get("kind", "")),
            segment=str(kept.get("segment", "")),
            said_at=datetime.fromisoformat(kept["said_at"]) if kept.get("said_at") else None,
            note=str(kept.get("note", "")),
            question=str(kept.get("question", "")),
        )


@dataclass(frozen=True)
class Proposed:
    """A proposal as it is shown. `was` is empty for a new line, `words` where the owner writes the line; `held` says
    why what a model drafted was held back. `model` worded the line as it stands, if one did.
    `of_draft` says that it was made against a draft that never came into force.

    `place` are the headings it stands under, `number` the version it was made against. `notes` and `people` count
    what stands behind it by now, `oldest` and `newest` when it was said. `version` is the draft it was written into,
    by its id, `draft` that one's number, and `published` the number of the version its line came into force with.
    """

    id: str
    cause: str
    cause_id: str
    product: str
    number: int
    place: tuple[str, ...]
    was: str
    words: str
    why: str
    evidence: tuple[Evidence, ...]
    notes: int
    people: int
    oldest: datetime | None
    newest: datetime | None
    made_by: str
    made_at: datetime
    model: str
    state: str
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    version: str = ""
    draft: int = 0
    published: int = 0
    product_key: str = ""
    held: str = ""
    of_draft: bool = False


@dataclass(frozen=True)
class Changed:
    """A line of the brief that came into force because of what somebody said: before (empty if new) and after."""

    proposal: str
    place: tuple[str, ...]
    was: str
    became: str
    number: int
    by: str = "note"  # what of theirs changed it: note, question or proposal
    said: str = ""  # their own words, as they wrote them

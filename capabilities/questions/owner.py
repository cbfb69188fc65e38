"""What is put before whoever owns a brief, as values, and the names under which each message is sent once."""

from __future__ import annotations

from dataclasses import dataclass

from capabilities.brief.gaps import Gap
from storage.questions import KeptAnswer

GAP, PAGED, DUE = "gap", "question_paged", "gaps_due"  # the kinds of durable work
ASKED = "asked"  # what the key of `gap` ends with when somebody pressed the button


@dataclass(frozen=True)
class Owner:
    """A person who answers for a brief."""

    user: str
    name: str

    @property
    def first(self) -> str:
        """What they are called among colleagues."""
        return (self.name.split() or [self.name])[0]


@dataclass(frozen=True)
class Begun:
    """A message to an owner by its posting's key, about the gap with the question `own_id` in it. `mine` says that
    whoever asks for it has begun it, and is the one to send it."""

    key: str
    owner: Owner
    own_id: str
    mine: bool


@dataclass(frozen=True)
class Put:
    """What a message to the owner is about: the gap as it is now, or the answer that closed it; neither once the
    brief itself says it. `words` is the question, names hidden."""

    words: str
    gap: Gap | None = None
    answer: KeptAnswer | None = None


def gap_key(own_id: str, user: str) -> str:
    """The posting, and the nudge, that puts a gap before a person."""
    return f"gap:{own_id}:{user}"


def page_key(question_id: str) -> str:
    """The posting that has a person look at a question."""
    return f"page:{question_id}"


def asked_key(question_id: str) -> str:
    """The posting that tells the asker who has it now."""
    return f"gap_asked:{question_id}"


def overdue_key(own_id: str) -> str:
    """The posting that reminds the owner of a gap."""
    return f"gap_overdue:{own_id}"


def begun_by(question_id: str, *, asked: bool) -> str:
    """The mark of who begins a message to an owner, so that after a crash they know it was them."""
    return f"gap_begun:{question_id}:{ASKED if asked else ''}"

"""Changes of a brief that somebody or something proposed, and the notes that speak for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit


class Proposal(SQLModel, table=True):
    """One proposed change of one passage, or one passage more.

    `key` names what it is for, so that the same evidence proposes once. `base` is the version it was made against;
    `ref` is the passage there, empty for a new one, which then belongs under `path`. `was` is the passage's text and
    `words` the wording proposed: empty where no model drafted one, and the owner writes it from the evidence. `held` is
    why what a model drafted was held back.
    `cause` is theme, gap, point, answer or person, and `cause_id` which one; `people` is how many stood behind it when
    it was made. `evidence` holds what the person who decides is shown: {note, question, quote, kind, segment, said_at}.
    `state` is open, accepted, declined or stale (the passage changed meanwhile). `version` is the draft an accepted one
    was written into, and `published` the first published version that has its line, which then reads `became`.
    """

    __tablename__ = "brief_proposal"
    __table_args__ = (
        Index("brief_proposal_key", "workspace", "key", unique=True),
        Index("brief_proposal_state", "workspace", "state", "made_at"),
    )
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    key: str = Field(max_length=200)
    product_key: str = Field(max_length=120)
    base: str = Field(max_length=40)
    ref: str = Field(default="", max_length=120)
    path: list[Any] = columns.values()
    was: str = columns.words()
    words: str = columns.words()
    held: str = columns.words()
    cause: str = Field(max_length=20)
    cause_id: str = Field(default="", max_length=80)
    why: str = columns.words()
    people: int = 0
    evidence: list[Any] = columns.values()
    made_by: str = ""
    made_at: datetime
    model: str = ""
    prompt: str = ""
    tokens: int = 0
    state: str = Field(default="open", max_length=20)
    told: str = ""  # the owner who was asked
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = columns.words()
    version: str | None = Field(default=None, max_length=40)
    published: str | None = Field(default=None, max_length=40)
    became: str = columns.words()


class ProposalNote(SQLModel, table=True):
    """A note that speaks for a proposal; `told_at` is when its writer heard that it changed a line."""

    __tablename__ = "brief_proposal_note"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["workspace", "proposal"], ["brief_proposal.workspace", "brief_proposal.id"], ondelete="CASCADE"
        ),
        Index("brief_proposal_note_note", "workspace", "note"),
    )
    workspace: str = columns.workspace()
    proposal: str = columns.key(40)
    note: str = columns.key(40)
    told_at: datetime | None = None


def add_proposal(unit: Unit, proposal: Proposal, notes: Sequence[str]) -> None:
    """Add a proposal with the ids of the notes that speak for it. Its key must be new: ask `proposed` before."""
    unit.session.add(proposal)
    unit.session.flush()  # the notes refer to it
    add_notes(unit, proposal.id, notes)


def add_notes(unit: Unit, proposal_id: str, notes: Sequence[str]) -> None:
    """Further notes, new to it, that speak for a proposal."""
    rows = [ProposalNote(workspace=unit.workspace, proposal=proposal_id, note=note) for note in dict.fromkeys(notes)]
    unit.session.add_all(rows)


def proposed(unit: Unit, key: str) -> Proposal | None:
    """What was proposed under a key, however it ended."""
    query = select(Proposal).where(Proposal.workspace == unit.workspace, Proposal.key == key)
    return unit.session.exec(query).first()


def proposal(unit: Unit, proposal_id: str) -> Proposal | None:
    return unit.session.get(Proposal, (unit.workspace, proposal_id))


def proposals(unit: Unit, *, state: str | None = None, limit: int = 100) -> list[Proposal]:
    """Proposals, newest first."""
    query = select(Proposal).where(Proposal.workspace == unit.workspace)
    if state is not None:
        query = query.where(Proposal.state == state)
    return list(unit.session.exec(query.order_by(col(Proposal.made_at).desc()).limit(limit)).all())


def notes_of(unit: Unit, proposal_id: str) -> list[ProposalNote]:
    """The notes that speak for a proposal."""
    query = select(ProposalNote).where(ProposalNote.workspace == unit.workspace, ProposalNote.proposal == proposal_id)
    return list(unit.session.exec(query.order_by(col(ProposalNote.note))).all())


def notes_of_each(unit: Unit, proposal_ids: Sequence[str]) -> dict[str, list[str]]:
    """The ids of the notes that speak for each of these proposals, some hundreds at most, in one read."""
    query = select(ProposalNote).where(
        ProposalNote.workspace == unit.workspace, col(ProposalNote.proposal).in_(proposal_ids)
    )
    found: dict[str, list[str]] = {}
    for row in unit.session.exec(query.order_by(col(ProposalNote.note))).all():
        found.setdefault(row.proposal, []).append(row.note)
    return found


def answered_by(unit: Unit, note_ids: Sequence[str]) -> dict[str, Proposal]:
    """The accepted proposal each of these notes spoke for: of several one in force, and of those the newest."""
    found: dict[str, Proposal] = {}
    for start in range(0, len(note_ids), 500):  # some databases take no more values in one statement
        query = (
            select(ProposalNote.note, Proposal)
            .join(
                Proposal,
                sa.and_(
                    col(Proposal.workspace) == col(ProposalNote.workspace),
                    col(Proposal.id) == col(ProposalNote.proposal),
                ),
            )
            .where(
                ProposalNote.workspace == unit.workspace,
                col(ProposalNote.note).in_(note_ids[start : start + 500]),
                Proposal.state == "accepted",
            )
            .order_by(col(Proposal.published).is_not(None), col(Proposal.decided_at))
        )
        found.update(dict(unit.session.exec(query).all()))
    return found


def save_proposal(unit: Unit, proposal: Proposal) -> None:
    unit.session.add(proposal)
    unit.session.flush()


def of_cause(unit: Unit, cause: str, cause_id: str) -> list[Proposal]:
    """What was ever proposed for one cause, oldest first."""
    query = select(Proposal).where(
        Proposal.workspace == unit.workspace, Proposal.cause == cause, Proposal.cause_id == cause_id
    )
    return list(unit.session.exec(query.order_by(col(Proposal.made_at), col(Proposal.key))).all())


def made_since(unit: Unit, since: datetime, *, by: str) -> int:
    """How many proposals somebody, or the program, made since a moment."""
    query = select(func.count()).where(
        col(Proposal.workspace) == unit.workspace, col(Proposal.made_by) == by, col(Proposal.made_at) >= since
    )
    return int(unit.session.exec(query).one())


def unpublished(unit: Unit, product_key: str) -> list[Proposal]:
    """The accepted proposals of a product whose line is in no published version yet, in the order of acceptance."""
    query = select(Proposal).where(
        Proposal.workspace == unit.workspace,
        Proposal.product_key == product_key,
        Proposal.state == "accepted",
        col(Proposal.published).is_(None),
    )
    return list(unit.session.exec(query.order_by(col(Proposal.decided_at), col(Proposal.id))).all())


def published_in(unit: Unit, version_id: str) -> list[Proposal]:
    """The proposals whose line first came into force with this version."""
    query = select(Proposal).where(Proposal.workspace == unit.workspace, Proposal.published == version_id)
    return list(unit.session.exec(query.order_by(col(Proposal.decided_at), col(Proposal.id))).all())


def note_told(unit: Unit, proposal_ids: Sequence[str], note_ids: Sequence[str], now: datetime) -> None:
    """The writers of these notes heard that they changed these lines."""
    unit.connection.execute(
        sa.update(ProposalNote)
        .where(
            col(ProposalNote.workspace) == unit.workspace,
            col(ProposalNote.proposal).in_(proposal_ids),
            col(ProposalNote.note).in_(note_ids),
        )
        .values(told_at=now)
    )

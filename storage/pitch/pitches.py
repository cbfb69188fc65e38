"""Pitches as they were asked for and drafted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit

_AT_ONCE = 500  # ids in one query


class Pitch(SQLModel, table=True):
    """A pitch somebody asked for; `state` is waiting, drafted, or failed.

    `segment` to `objection` are what the asker said of the conversation, or what was recognised in the words once it is
    drafted. `redraft_of` is the pitch this one was asked for in place of, with `wish` for what should be different.
    `verdicts` keeps what the check said of every drafted line, shown or withheld. `outcome` is landed or flat, as the
    asker's last tap says, with `outcome_word` why; `followed_up_at` is when they were asked whether it landed.
    """

    __tablename__ = "pitch"
    __table_args__ = (Index("pitch_state", "workspace", "state", "asked_at"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    asked_by: str
    asked_in: str = ""
    words: str = columns.words()
    asked_at: datetime
    state: str = Field(default="waiting", max_length=20)
    brief_version: str | None = Field(default=None, max_length=40)
    points: list[Any] = columns.values()
    remark: str = columns.words()
    model: str = ""
    prompt: str = ""
    tokens: int = 0
    drafted_at: datetime | None = None
    masked: str = columns.words()  # what was masked before it was kept: email,phone,…
    product_key: str = Field(default="", max_length=120)
    segment: str = ""
    account: str = ""
    stage: str = ""
    competitor: str = ""
    objection: str = columns.words()
    redraft_of: str | None = Field(default=None, max_length=40)
    wish: str = columns.words()
    verdicts: list[Any] = columns.values()
    seconds: float = 0.0  # that drafting took
    outcome: str = Field(default="", max_length=10)
    outcome_word: str = columns.words()
    outcome_at: datetime | None = None
    followed_up_at: datetime | None = None


def add(unit: Unit, pitch: Pitch) -> None:
    unit.session.add(pitch)


def get(unit: Unit, pitch_id: str) -> Pitch | None:
    return unit.session.get(Pitch, (unit.workspace, pitch_id))


def get_alone(unit: Unit, pitch_id: str) -> Pitch | None:
    """The same; until this transaction ends nobody else changes it."""
    query = select(Pitch).where(Pitch.workspace == unit.workspace, Pitch.id == pitch_id).with_for_update()
    return unit.session.exec(query).first()


def waiting(unit: Unit, before: datetime) -> list[str]:
    """Ids of pitches asked for before a moment and still not drafted."""
    query = select(Pitch.id).where(Pitch.workspace == unit.workspace, Pitch.state == "waiting", Pitch.asked_at < before)
    return list(unit.session.exec(query.order_by(col(Pitch.asked_at))).all())


def by_person(unit: Unit, user: str, *, limit: int) -> list[Pitch]:
    """A person's own pitches, newest first."""
    query = (
        select(Pitch)
        .where(Pitch.workspace == unit.workspace, Pitch.asked_by == user)
        .order_by(col(Pitch.asked_at).desc())
        .limit(limit)
    )
    return list(unit.session.exec(query).all())


def to_follow_up(unit: Unit, after: datetime, before: datetime) -> list[Pitch]:
    """Pitches drafted between two moments whose askers said nothing of them and were not asked, oldest first.

    One that was redrafted since is left out: the newer one was used.
    """
    newer = aliased(Pitch)
    redrafted = select(newer.id).where(
        newer.workspace == unit.workspace, newer.redraft_of == Pitch.id, newer.state == "drafted"
    )
    query = select(Pitch).where(
        ~redrafted.exists(),
        Pitch.workspace == unit.workspace,
        Pitch.state == "drafted",
        Pitch.outcome == "",
        col(Pitch.followed_up_at).is_(None),
        col(Pitch.drafted_at) >= after,
        col(Pitch.drafted_at) < before,
    )
    return list(unit.session.exec(query.order_by(col(Pitch.drafted_at))).all())


def firsts(unit: Unit, pitch_ids: Collection[str]) -> dict[str, str]:
    """For each of these pitches that is a redraft: the pitch that was asked for first."""
    older: dict[str, str] = {}
    wanted = sorted(pitch_ids)
    while wanted:
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = select(Pitch.id, Pitch.redraft_of).where(
                Pitch.workspace == unit.workspace, col(Pitch.id).in_(some), col(Pitch.redraft_of).is_not(None)
            )
            found |= {pitch: first for pitch, first in unit.session.exec(query).all() if first is not None}
        older |= found
        wanted = sorted(set(found.values()) - older.keys())
    made: dict[str, str] = {}
    for pitch in older:
        first = older[pitch]
        while first in older:
            first = older[first]
        made[pitch] = first
    return made


def drafted_between(unit: Unit, start: datetime, end: datetime) -> list[Pitch]:
    """Pitches drafted in a time, oldest first."""
    query = select(Pitch).where(
        Pitch.workspace == unit.workspace,
        Pitch.state == "drafted",
        col(Pitch.drafted_at) >= start,
        col(Pitch.drafted_at) < end,
    )
    return list(unit.session.exec(query.order_by(col(Pitch.drafted_at))).all())

"""Digests that fell due, and what each one said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from storage import columns
from storage.brief.versions import BriefVersion
from storage.database import Unit
from storage.field.notes import NoteRow


class Digest(SQLModel, table=True):
    """One digest of one Slack channel and due time; the key makes it one. `state` is waiting, posted or failed.

    A posted one counted what was said from `covers_from` up to `covers_until`, as far as it was kept by `counted_at`.
    """

    __tablename__ = "digest"
    workspace: str = columns.workspace()
    channel: str = columns.key()  # an id, or a name: Slack allows 80 characters
    due: datetime = Field(primary_key=True)
    state: str = Field(default="waiting", max_length=20)
    claimed_at: datetime
    content: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    shape: int | None = None  # how plainly it was shown, once Slack took it
    posted_at: datetime | None = None
    covers_from: datetime | None = None
    covers_until: datetime | None = None
    counted_at: datetime | None = None


@dataclass(frozen=True)
class Posted:
    """What a posted digest covers: what was said from `start` up to `end`, kept before `counted_at`."""

    start: datetime
    end: datetime
    counted_at: datetime
    posted_at: datetime


def claim(unit: Unit, channel: str, due: datetime, now: datetime) -> bool:
    """True for the one caller who may see to this due time; everybody else hears False."""
    if unit.session.get(Digest, (unit.workspace, channel, due)) is not None:
        return False
    try:
        with unit.session.begin_nested():
            unit.session.add(Digest(workspace=unit.workspace, channel=channel, due=due, claimed_at=now))
    except sa.exc.IntegrityError:  # another process came first
        return False
    return True


def get(unit: Unit, channel: str, due: datetime) -> Digest | None:
    return unit.session.get(Digest, (unit.workspace, channel, due))


def waiting(unit: Unit, before: datetime) -> list[Digest]:
    """Digests claimed before a moment and still not posted."""
    query = select(Digest).where(
        Digest.workspace == unit.workspace, Digest.state == "waiting", Digest.claimed_at < before
    )
    return list(unit.session.exec(query).all())


def last_posted(unit: Unit) -> Digest | None:
    query = (
        select(Digest)
        .where(Digest.workspace == unit.workspace, Digest.state == "posted")
        .order_by(col(Digest.due).desc())
        .limit(1)
    )
    return unit.session.exec(query).first()


def posted_periods(unit: Unit, since: datetime, until: datetime) -> list[Posted]:
    """Posted digests that cover any moment between the two, the one posted first at the head; no page is read."""
    table: sa.Table = Digest.__table__  # type: ignore[attr-defined]
    query = (
        sa.select(table.c.covers_from, table.c.covers_until, table.c.counted_at, table.c.posted_at)
        .where(table.c.workspace == unit.workspace, table.c.state == "posted", table.c.posted_at.is_not(None))
        .where(table.c.covers_from <= until, table.c.covers_until > since, table.c.counted_at.is_not(None))
        .order_by(table.c.posted_at)
    )
    return [Posted(*row) for row in unit.connection.execute(query)]


@dataclass(frozen=True)
class Published:
    """A version of a brief that came into force."""

    id: str
    product: str
    number: int


def published_between(unit: Unit, start: datetime, end: datetime) -> list[Published]:
    """The versions of briefs published from `start` up to but not including `end`, the first at the head."""
    table: sa.Table = BriefVersion.__table__  # type: ignore[attr-defined]
    query = sa.select(table.c.id, table.c.product, table.c.number).where(table.c.workspace == unit.workspace)
    query = query.where(table.c.published_at >= start, table.c.published_at < end).order_by(table.c.published_at)
    return [Published(*row) for row in unit.connection.execute(query)]


def first_said(unit: Unit) -> datetime | None:
    """When the workspace's first standing note was said; None before there is any."""
    note: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
    query = sa.select(note.c.created_at).where(note.c.workspace == unit.workspace, note.c.undone_at.is_(None))
    return unit.connection.execute(query.order_by(note.c.created_at).limit(1)).scalar()


def keep(unit: Unit, channel: str, due: datetime, *, content: dict[str, Any]) -> dict[str, Any]:
    """What a digest says: the content kept first, whoever comes with another."""
    row = get(unit, channel, due)
    if row is None or row.content:
        return row.content if row is not None else content
    row.content = content
    unit.session.add(row)
    return content


def keep_shape(unit: Unit, channel: str, due: datetime, shape: int) -> None:
    """Note in which shape a digest is being posted."""
    row = get(unit, channel, due)
    if row is not None:
        row.shape = shape
        unit.session.add(row)


def finish(
    unit: Unit,
    channel: str,
    due: datetime,
    *,
    state: str,
    content: dict[str, Any],
    now: datetime,
    covers: tuple[datetime, datetime, datetime] | None = None,
) -> None:
    """Keep how a digest ended; one that was posted stays posted. `covers` is its start, its end and when it counted."""
    row = get(unit, channel, due)
    if row is not None and row.state != "posted":
        row.state, row.content = state, content
        row.posted_at = now if state == "posted" else None
        row.covers_from, row.covers_until, row.counted_at = covers or (None, None, None)
        unit.session.add(row)

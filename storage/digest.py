"""Digests that fell due, and what each one said."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from storage import columns
from storage.database import Unit


class Digest(SQLModel, table=True):
    """One digest of one Slack channel and due time; the key makes it one. `state` is waiting, posted or failed."""

    __tablename__ = "digest"
    workspace: str = columns.workspace()
    channel: str = columns.key(40)
    due: datetime = Field(primary_key=True)
    state: str = Field(default="waiting", max_length=20)
    claimed_at: datetime
    content: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    posted_at: datetime | None = None


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


def finish(unit: Unit, channel: str, due: datetime, *, state: str, content: dict[str, Any], now: datetime) -> None:
    """Keep how a digest ended; one that was posted stays posted."""
    row = get(unit, channel, due)
    if row is not None and row.state != "posted":
        row.state, row.content = state, content
        row.posted_at = now if state == "posted" else None
        unit.session.add(row)

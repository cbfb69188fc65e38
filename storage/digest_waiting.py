"""Digests that Slack did not take: found again, moved to another channel, or taken up once more."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.database import Unit
from storage.digest import Digest

WAITING, POSTED, FAILED, MOVED = "waiting", "posted", "failed", "moved"


def is_claimed(unit: Unit, due: datetime) -> bool:
    """Whether a due time has its digest, in whatever channel."""
    query = select(Digest.due).where(Digest.workspace == unit.workspace, Digest.due == due).limit(1)
    return unit.session.exec(query).first() is not None


def is_recent(unit: Unit, channel: str, since: datetime) -> bool:
    """Whether a digest of a channel was asked for since a moment, and is there or on its way."""
    query = select(Digest.due).where(Digest.workspace == unit.workspace, Digest.channel == channel)
    query = query.where(col(Digest.state).in_((WAITING, POSTED)), Digest.claimed_at >= since).limit(1)
    return unit.session.exec(query).first() is not None


def newest_unposted(unit: Unit) -> Digest | None:
    """The digest Slack did not take, if none that was due later was posted or is on its way."""
    states = (WAITING, POSTED, FAILED)
    query = select(Digest).where(Digest.workspace == unit.workspace, col(Digest.state).in_(states))
    # Of one due time the waiting or posted one counts, which their names put first.
    row = unit.session.exec(query.order_by(col(Digest.due).desc(), col(Digest.state).desc()).limit(1)).first()
    return row if row is not None and row.state == FAILED else None


def newest_state(unit: Unit, channel: str) -> str | None:
    """How the newest digest of a channel ended; None before one did."""
    query = select(Digest.state).where(Digest.workspace == unit.workspace, Digest.channel == channel)
    query = query.where(col(Digest.state).in_((POSTED, FAILED))).order_by(col(Digest.due).desc()).limit(1)
    return unit.session.exec(query).first()


def take_up(unit: Unit, row: Digest, state: str = WAITING) -> bool:
    """Give a digest that Slack did not take another state; True for the one caller who does."""
    table: sa.Table = Digest.__table__  # type: ignore[attr-defined]
    key = (table.c.workspace == unit.workspace, table.c.channel == row.channel, table.c.due == row.due)
    changed = sa.update(table).where(*key, table.c.state == FAILED).values(state=state)
    return unit.connection.execute(changed).rowcount == 1


def give_up(unit: Unit, channel: str, due: datetime) -> None:
    """A digest whose work ended without one counts as not taken, so that it is taken up once more."""
    row = unit.session.get(Digest, (unit.workspace, channel, due))
    if row is not None and row.state == WAITING:
        row.state = FAILED
        unit.session.add(row)

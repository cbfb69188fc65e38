"""Posted digests, found by the week they are about."""

from datetime import datetime

from sqlmodel import col, select

from storage.database import Unit
from storage.digest import Digest


def posted_about(unit: Unit, moment: datetime) -> list[Digest]:
    """The digests posted about the time a moment belongs to, the first at the head."""
    query = select(Digest).where(
        Digest.workspace == unit.workspace,
        Digest.state == "posted",
        col(Digest.covers_from) <= moment,
        col(Digest.covers_until) > moment,
    )
    return list(unit.session.exec(query.order_by(col(Digest.due))).all())


def posted_between(unit: Unit, first: datetime, last: datetime) -> list[Digest]:
    """The digests posted about any time between two moments, the first at the head."""
    query = select(Digest).where(
        Digest.workspace == unit.workspace,
        Digest.state == "posted",
        col(Digest.covers_from) <= last,
        col(Digest.covers_until) > first,
    )
    return list(unit.session.exec(query.order_by(col(Digest.due))).all())


def posted_since(unit: Unit, since: datetime) -> list[Digest]:
    """The digests posted since a moment, the first at the head."""
    query = select(Digest).where(
        Digest.workspace == unit.workspace, Digest.state == "posted", col(Digest.posted_at) >= since
    )
    return list(unit.session.exec(query.order_by(col(Digest.due))).all())

"""The numbers of many channels' weeks at once, without their stories: what a week is compared with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from storage.channels import Report
from storage.database import Unit


@dataclass(frozen=True, slots=True)
class Figures:
    """A channel's week in numbers; None where nobody knows."""

    channel: str
    week: date
    currency: str = ""
    spend: Decimal | None = None
    leads: int | None = None
    qualified: int | None = None
    opportunities: int | None = None
    customers: int | None = None


_TABLE: sa.Table = Report.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_TABLE.c[name] for name in Figures.__dataclass_fields__)


def figures(unit: Unit, since: date, until: date) -> list[Figures]:
    """The newest revision of each channel's weeks from `since` up to but not including `until`, the oldest first."""
    here = (_TABLE.c.workspace == unit.workspace, _TABLE.c.week >= since, _TABLE.c.week < until)
    newest = (
        sa.select(_TABLE.c.channel, _TABLE.c.week, sa.func.max(_TABLE.c.revision).label("revision"))
        .where(*here)
        .group_by(_TABLE.c.channel, _TABLE.c.week)
        .subquery()
    )
    same = sa.and_(*(_TABLE.c[name] == newest.c[name] for name in ("channel", "week", "revision")))
    query = sa.select(*_COLUMNS).join(newest, same).where(_TABLE.c.workspace == unit.workspace)
    return [Figures(*row) for row in unit.connection.execute(query.order_by(_TABLE.c.week, _TABLE.c.channel))]

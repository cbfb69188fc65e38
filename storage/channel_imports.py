"""Files of channel weeks that were sent in Slack: looked over, brought in, taken back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from storage import columns
from storage.channels import Channel, Report
from storage.database import Unit


class ChannelImport(SQLModel, table=True):
    """One file of channel weeks. `state` is waiting, previewed, running, done, cancelled, failed or undone.

    `content` holds what was counted, the first bad rows, unknown columns and the ids of channels it added.
    """

    __tablename__ = "channel_import"
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    user: str = Field(max_length=80)
    name: str = ""
    mark: str = Field(default="", max_length=64)
    file_id: str = ""
    state: str = Field(default="waiting", max_length=20)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    remark: str = columns.words()
    asked_at: datetime
    finished_at: datetime | None = None


def get(unit: Unit, import_id: str) -> ChannelImport | None:
    return unit.session.get(ChannelImport, (unit.workspace, import_id))


def change(unit: Unit, import_id: str) -> ChannelImport | None:
    """The import, to be changed in this transaction; others who would change it wait."""
    query = select(ChannelImport).where(ChannelImport.workspace == unit.workspace, ChannelImport.id == import_id)
    return unit.session.exec(query.with_for_update()).first()


def save(unit: Unit, row: ChannelImport) -> None:
    unit.session.add(row)


def unfinished(unit: Unit, before: datetime) -> list[ChannelImport]:
    """Imports whose work was asked for before a moment and is not done."""
    query = select(ChannelImport).where(
        ChannelImport.workspace == unit.workspace,
        col(ChannelImport.state).in_(("waiting", "running")),
        ChannelImport.asked_at < before,
    )
    return list(unit.session.exec(query).all())


def brought(unit: Unit, import_id: str) -> list[list[Report]]:
    """Every revision of each channel's week an import brought one of, the first at the head."""
    table: sa.Table = Report.__table__  # type: ignore[attr-defined]
    same = table.alias("same")
    here = sa.exists().where(
        same.c.workspace == table.c.workspace,
        same.c.channel == table.c.channel,
        same.c.week == table.c.week,
        same.c.import_id == import_id,
    )
    query = select(Report).where(Report.workspace == unit.workspace, here)
    found: dict[tuple[str, date], list[Report]] = {}
    for row in unit.session.exec(query.order_by(col(Report.revision))).all():
        found.setdefault((row.channel, row.week), []).append(row)
    return list(found.values())


def drop(unit: Unit, reports: Iterable[Report], channels: Iterable[str]) -> None:
    """Remove these revisions, and those of these channels that are empty then."""
    for report in reports:
        unit.session.delete(report)
    unit.session.flush()
    for channel_id in channels:
        _drop_empty(unit, channel_id)


def _drop_empty(unit: Unit, channel_id: str) -> None:
    channels: sa.Table = Channel.__table__  # type: ignore[attr-defined]
    reports: sa.Table = Report.__table__  # type: ignore[attr-defined]
    some = sa.exists().where(reports.c.workspace == channels.c.workspace, reports.c.channel == channels.c.id)
    unit.connection.execute(
        sa.delete(channels).where(channels.c.workspace == unit.workspace, channels.c.id == channel_id, ~some)
    )

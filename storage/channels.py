"""Marketing channels and their weekly reports, every revision of them."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit


class Channel(SQLModel, table=True):
    """A marketing channel and the one person who answers for it."""

    __tablename__ = "channel"
    __table_args__ = (Index("channel_name", "workspace", "name_key", unique=True),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    name: str
    name_key: str = Field(max_length=120)
    owner: str = ""
    segment: str = ""
    intent: str = columns.words()
    paused: bool = False
    slack_channel: str = Field(default="", max_length=80)  # where its people talk, if it was linked


class Report(SQLModel, table=True):
    """One channel's week as its owner handed it in; a correction is a new revision."""

    __tablename__ = "channel_report"
    __table_args__ = (
        sa.ForeignKeyConstraint(["workspace", "channel"], ["channel.workspace", "channel.id"], ondelete="CASCADE"),
    )
    workspace: str = columns.workspace()
    channel: str = columns.key(40)
    week: date = Field(primary_key=True)  # the Monday the week begins with
    revision: int = Field(primary_key=True)
    spend: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    currency: str = Field(default="", max_length=3)
    impressions: int | None = None
    leads: int | None = None
    qualified: int | None = None
    opportunities: int | None = None
    pipeline: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    customers: int | None = None
    revenue: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    worked: str = columns.words()
    didnt: str = columns.words()
    next: str = columns.words()
    reasons: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # why a number moved, by its name
    reported_by: str = ""
    reported_at: datetime
    import_id: str = Field(default="", max_length=40)  # the file it came with, if it came with one


class Skip(SQLModel, table=True):
    """A week a channel's owner will not report, and why."""

    __tablename__ = "channel_skip"
    workspace: str = columns.workspace()
    channel: str = columns.key(40)
    week: date = Field(primary_key=True)
    reason: str = columns.words()
    by: str = ""
    at: datetime


class StoryDraft(SQLModel, table=True):
    """A story drafted from a channel's own messages; gone once the week is handed in, as are the messages' texts.

    `state` is waiting, drafted, or failed with `remark` saying why. `content` holds what worked, what did not, what
    changes next, and the quotes it was made of.
    """

    __tablename__ = "channel_story"
    workspace: str = columns.workspace()
    channel: str = columns.key(40)
    week: date = Field(primary_key=True)
    state: str = Field(default="waiting", max_length=20)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    remark: str = columns.words()
    model: str = ""
    at: datetime


STORY = ("worked", "didnt", "next")


def channels(unit: Unit) -> list[Channel]:
    query = select(Channel).where(Channel.workspace == unit.workspace).order_by(col(Channel.name_key))
    return list(unit.session.exec(query).all())


def channel(unit: Unit, channel_id: str) -> Channel | None:
    return unit.session.get(Channel, (unit.workspace, channel_id))


def channel_for_change(unit: Unit, channel_id: str) -> Channel | None:
    """The channel, held until the transaction ends, so that two who report it at once come one after the other."""
    query = select(Channel).where(Channel.workspace == unit.workspace, Channel.id == channel_id).with_for_update()
    return unit.session.exec(query).first()


def channel_named(unit: Unit, name_key: str) -> Channel | None:
    query = select(Channel).where(Channel.workspace == unit.workspace, Channel.name_key == name_key)
    return unit.session.exec(query).first()


def save_channel(unit: Unit, channel: Channel) -> None:
    unit.session.add(channel)


def add_report(unit: Unit, report: Report) -> None:
    unit.session.add(report)


def latest_reports(unit: Unit, since: date, until: date) -> list[Report]:
    """The newest revision of each channel's week, for weeks from `since` up to and including `until`."""
    query = (
        select(Report)
        .where(Report.workspace == unit.workspace, Report.week >= since, Report.week <= until)
        .order_by(col(Report.week), col(Report.channel), col(Report.revision))
    )
    newest = {(row.channel, row.week): row for row in unit.session.exec(query).all()}
    return list(newest.values())


def latest_report(unit: Unit, channel_id: str, week: date) -> Report | None:
    query = (
        select(Report)
        .where(Report.workspace == unit.workspace, Report.channel == channel_id, Report.week == week)
        .order_by(col(Report.revision).desc())
        .limit(1)
    )
    return unit.session.exec(query).first()


def last_report_before(unit: Unit, channel_id: str, week: date) -> Report | None:
    """The newest report of a channel for any earlier week: what a form is prefilled with."""
    query = (
        select(Report)
        .where(Report.workspace == unit.workspace, Report.channel == channel_id, Report.week < week)
        .order_by(col(Report.week).desc(), col(Report.revision).desc())
        .limit(1)
    )
    return unit.session.exec(query).first()


def skips(unit: Unit, week: date) -> dict[str, Skip]:
    """The weeks that are not reported, by channel."""
    query = select(Skip).where(Skip.workspace == unit.workspace, Skip.week == week)
    return {row.channel: row for row in unit.session.exec(query).all()}


def skip(unit: Unit, channel_id: str, week: date) -> Skip | None:
    return unit.session.get(Skip, (unit.workspace, channel_id, week))


def save_skip(unit: Unit, row: Skip) -> None:
    unit.session.merge(row)


def drop_beside(unit: Unit, reported: Collection[tuple[str, date]]) -> None:
    """Leave no skip and no drafted story of channels' weeks (channel, Monday) that were reported."""
    if not reported:
        return
    first, last = (pick(week for _, week in reported) for pick in (min, max))
    skips = select(Skip).where(Skip.workspace == unit.workspace, Skip.week >= first, Skip.week <= last)
    stories = select(StoryDraft).where(StoryDraft.workspace == unit.workspace)
    stories = stories.where(StoryDraft.week >= first, StoryDraft.week <= last)
    beside: list[Skip | StoryDraft] = [*unit.session.exec(skips).all(), *unit.session.exec(stories).all()]
    for row in beside:
        if (row.channel, row.week) in reported:
            unit.session.delete(row)


def revisions(unit: Unit, channel_id: str, week: date) -> list[Report]:
    """Every revision of a channel's week, the first at the head."""
    query = select(Report).where(Report.workspace == unit.workspace, Report.channel == channel_id, Report.week == week)
    return list(unit.session.exec(query.order_by(col(Report.revision))).all())


def kept_since(unit: Unit, week: date, since: datetime) -> list[Report]:
    """The revisions of a week that were handed in after a moment, in the order they came."""
    query = select(Report).where(Report.workspace == unit.workspace, Report.week == week, Report.reported_at > since)
    return list(unit.session.exec(query.order_by(col(Report.reported_at), col(Report.revision))).all())


def story(unit: Unit, channel_id: str, week: date) -> StoryDraft | None:
    return unit.session.get(StoryDraft, (unit.workspace, channel_id, week))


def with_story(unit: Unit, week: date) -> set[str]:
    """The channels for which a story of a week was asked for."""
    query = select(StoryDraft.channel).where(StoryDraft.workspace == unit.workspace, StoryDraft.week == week)
    return set(unit.session.exec(query).all())


def save_story(unit: Unit, row: StoryDraft) -> None:
    unit.session.merge(row)


def drop_story(unit: Unit, channel_id: str, week: date) -> None:
    """Nothing is left of what was read for a week."""
    row = story(unit, channel_id, week)
    if row is not None:
        unit.session.delete(row)


def drop_stories_of(unit: Unit, channel_id: str) -> None:
    """Nothing is left of what was read for a channel, whatever the week."""
    query = select(StoryDraft).where(StoryDraft.workspace == unit.workspace, StoryDraft.channel == channel_id)
    for row in unit.session.exec(query).all():
        unit.session.delete(row)


def drop_stories(unit: Unit, before: datetime) -> int:
    """Leave nothing of drafts made before a moment; how many there were."""
    found = unit.session.exec(
        select(StoryDraft).where(StoryDraft.workspace == unit.workspace, StoryDraft.at < before)
    ).all()
    for row in found:
        unit.session.delete(row)
    return len(found)


def waiting_stories(unit: Unit, before: datetime) -> list[StoryDraft]:
    """Drafts asked for before a moment that nobody has made yet."""
    query = select(StoryDraft).where(
        StoryDraft.workspace == unit.workspace, StoryDraft.state == "waiting", StoryDraft.at < before
    )
    return list(unit.session.exec(query).all())

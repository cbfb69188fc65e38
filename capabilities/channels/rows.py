"""A channel's week as a row of the books: what it holds, its next revision, and who still owes one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from capabilities.channels.numbers import Numbers, Story
from capabilities.refusal import Refusal
from storage import channels as stored
from storage.channels import Channel, Report, Skip
from storage.database import Unit

LONGEST_NAME = 80
_OLDEST = timedelta(days=3660)
_MARKS = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")


@dataclass(frozen=True)
class ChannelWeek:
    """A channel and what it handed in for a week, if it did; or why it will not."""

    channel: Channel
    report: Report | None
    skipped: Skip | None = None

    @property
    def owed(self) -> bool:
        """Whether somebody still has to hand it in: a paused channel owes nothing, nor does a week that was skipped."""
        return self.report is None and self.skipped is None and not self.channel.paused


@dataclass(frozen=True)
class WeekState:
    """Every channel's state in one week, by name."""

    week: date
    rows: tuple[ChannelWeek, ...]

    @property
    def reported(self) -> tuple[ChannelWeek, ...]:
        return tuple(row for row in self.rows if row.report is not None)

    @property
    def missing(self) -> tuple[Channel, ...]:
        """Channels that still owe this week."""
        return tuple(row.channel for row in self.rows if row.owed)


@dataclass(frozen=True)
class Prefilled:
    """What a form begins with: the week's own report when it is corrected, else the last week's numbers.

    `week` is the week the numbers are from, None when there are none yet. `reasons` are those given before.
    """

    numbers: Numbers
    story: Story
    week: date | None
    revision: int
    reasons: Mapping[str, str] | None = None


def numbers_in(report: Report) -> Numbers:
    return Numbers(**{name: getattr(report, name) for name in Numbers.__dataclass_fields__})


def story_in(report: Report) -> Story:
    return Story(report.worked, report.didnt, report.next)


def begun(week: date, today: date) -> None:
    """Raise Refusal for a week that has not begun, or that lies so far back that its year must be a slip."""
    if week < today - _OLDEST:
        raise Refusal(f"{week.year} is more than ten years ago. Write a day of the week, like {today}.", field="week")
    if week > today:
        raise Refusal(f"The week of {week.day} {week:%b %Y} has not begun yet.", field="week")


def revision(
    channel: Channel, week: date, before: Report | None, numbers: Numbers, story: Story, *, by: str, at: datetime
) -> Report:  # fmt: skip
    """The next revision of a channel's week, not saved yet."""
    return Report(
        workspace=channel.workspace, channel=channel.id, week=week, reported_by=by, reported_at=at,
        revision=before.revision + 1 if before is not None else 1, **vars(numbers), **vars(story),
    )  # fmt: skip


def by_name(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    return tuple(sorted(channels, key=lambda channel: channel.name_key))


def mine_first(channels: Iterable[Channel], user: str) -> tuple[Channel, ...]:
    """One's own channels before the others; paused ones last."""
    return tuple(sorted(channels, key=lambda each: (each.paused, each.owner != user, each.name_key)))


def state_of(unit: Unit, week: date) -> WeekState:
    """Who has handed in a week, who skips it and who has not."""
    reports = {report.channel: report for report in stored.latest_reports(unit, week, week)}
    skips = stored.skips(unit, week)
    rows = (ChannelWeek(each, reports.get(each.id), skips.get(each.id)) for each in stored.channels(unit))
    return WeekState(week, tuple(rows))


def known(channel: Channel | None) -> Channel:
    """The channel. Raises Refusal when it is gone."""
    if channel is None:
        raise Refusal("That channel is no longer here.", field="channel")
    return channel


def name_key(name: str) -> str:
    """The form in which names are compared."""
    return " ".join(name.split()).casefold()[:120]


def proper_name(name: str) -> str:
    """The name with single spaces and no sign that Slack takes for bold, struck or code. Raises Refusal when it is
    empty or too long."""
    name = " ".join(_MARKS.sub("", name).split())
    if not name:
        raise Refusal("A channel needs a name: /channels add Podcast @owner #segment", field="name")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"A channel's name has at most {LONGEST_NAME} characters.", field="name")
    return name

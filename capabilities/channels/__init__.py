"""Marketing channels: who owns each, and the week each owner hands in, corrections kept beside it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from capabilities.books import Books, Deed
from capabilities.channels.numbers import Numbers, Story, change, checked, cost_per
from capabilities.channels.weeks import WEEK, monday_of, week_of
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM, require
from capabilities.refusal import Refusal
from capabilities.workspace import Workspaces, choices
from storage import channels as stored
from storage.channels import Channel, Report
from storage.database import Unit

__all__ = [
    "WEEK", "Channel", "ChannelWeek", "Channels", "Numbers", "Prefilled", "Reminder", "Report", "Story",
    "WeekState", "change", "cost_per", "mine_first", "monday_of", "week_of",
]  # fmt: skip

REMIND = "remind"  # the kind of durable work a due report causes
LONGEST_NAME = 80


@dataclass(frozen=True)
class ChannelWeek:
    """A channel and what it handed in for a week, if it did."""

    channel: Channel
    report: Report | None


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
        """Channels that still owe this week; a paused one owes nothing."""
        return tuple(row.channel for row in self.rows if row.report is None and not row.channel.paused)


@dataclass(frozen=True)
class Prefilled:
    """What a form begins with: the week's own report when it is corrected, else the last week's numbers.

    `week` is the week the numbers are from, None when there are none yet.
    """

    numbers: Numbers
    story: Story
    week: date | None
    revision: int


@dataclass(frozen=True)
class Reminder:
    """A report that is due and not handed in; `to` is the owner, or the responsible person without one."""

    channel: Channel
    week: date
    to: str
    before: Report | None


@dataclass(frozen=True)
class Channels:
    """Keeps channels and their weekly reports."""

    books: Books
    workspaces: Workspaces

    def list(self, workspace: str) -> tuple[Channel, ...]:
        """Every channel, by name."""
        with self.books.look(workspace) as unit:
            return tuple(stored.channels(unit))

    def get(self, workspace: str, channel_id: str) -> Channel:
        """Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            return _known(stored.channel(unit, channel_id))

    def find(self, workspace: str, words: str) -> Channel:
        """The channel somebody names, or nearly names. Raises Refusal that says which there are."""
        known = {channel.name_key: channel for channel in self.list(workspace)}
        key = name_key(words)
        if key in known:
            return known[key]
        begins = [name for name in known if key and name.startswith(key)]
        near = begins if len(begins) == 1 else difflib.get_close_matches(key, known, n=1, cutoff=0.75)
        if near:
            return known[near[0]]
        names = ", ".join(channel.name for channel in by_name(known.values())[:20])
        there = f"There are: {names}." if names else "Add the first one with /channels add."
        raise Refusal(f"There is no channel “{words.strip()[:60]}”. {there}", field="channel")

    def add(self, deed: Deed, name: str, owner: str, segment: str = "", intent: str = "") -> Channel:
        """A new channel. Raises Refusal for a name that is empty, too long or taken, NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "changing the channels")
            channel = self.new(unit, name, owner, segment, intent)
            if stored.channel_named(unit, channel.name_key) is not None:
                raise Refusal(f"There is already a channel “{channel.name}”.", field="name")
            stored.save_channel(unit, channel)
        return channel

    def new(self, unit: Unit, name: str, owner: str, segment: str = "", intent: str = "") -> Channel:
        """A channel with a proper name, not saved yet. Raises Refusal."""
        name = proper_name(name)
        return Channel(
            workspace=unit.workspace, id=self.books.new_id(), name=name, name_key=name_key(name), owner=owner,
            segment=segment.strip(), intent=intent.strip(),
        )  # fmt: skip

    def assign(self, deed: Deed, channel_id: str, owner: str) -> Channel:
        """Make somebody the channel's owner. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "changing the channels")
            channel = _known(stored.channel(unit, channel_id))
            channel.owner = owner
            stored.save_channel(unit, channel)
        return channel

    def pause(self, deed: Deed, channel_id: str, *, paused: bool = True) -> Channel:
        """Stop, or take up again, asking for a channel's week. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "changing the channels")
            channel = _known(stored.channel(unit, channel_id))
            channel.paused = paused
            stored.save_channel(unit, channel)
        return channel

    def report(self, deed: Deed, channel_id: str, week: date, numbers: Numbers, story: Story) -> Report:
        """Hand in a channel's week, or correct it: the earlier revision stays, and the same again adds none.

        The channel's owner may always do so, others with the role. Raises Refusal with the field.
        """
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            channel = _known(stored.channel_for_change(unit, channel_id))
            if deed.user != channel.owner:
                require(unit, deed.user, "reporting a channel")
            chosen = choices(unit, self.workspaces.defaults)
            week = monday_of(week)
            begun(week, now.astimezone(chosen.tz).date())
            numbers, story = checked(numbers, story, currency=chosen.currency)
            before = stored.latest_report(unit, channel_id, week)
            if before is not None and (numbers_in(before), story_in(before)) == (numbers, story):
                return before
            made = revision(channel, week, before, numbers, story, by=deed.user, at=now)
            stored.add_report(unit, made)
        return made

    def may_report(self, deed: Deed) -> None:
        """Pass, or raise NotAllowed: asked before a form is opened, so that nobody fills it in for nothing."""
        with self.books.look(deed.workspace) as unit:
            if all(channel.owner != deed.user for channel in stored.channels(unit)):
                require(unit, deed.user, "reporting a channel")

    def owns_any(self, workspace: str, user: str) -> bool:
        """Whether a person answers for a channel."""
        return any(channel.owner == user for channel in self.list(workspace))

    def prefill(self, workspace: str, channel_id: str, week: date) -> Prefilled:
        """What the form of a channel's week begins with; a story only when the week is being corrected.

        Raises Refusal for a week that has not begun.
        """
        chosen = self.workspaces.choices(workspace)
        begun(week, self.books.clock.now().astimezone(chosen.tz).date())
        with self.books.look(workspace) as unit:
            own = stored.latest_report(unit, channel_id, week)
            last = own or stored.last_report_before(unit, channel_id, week)
        if last is None:
            return Prefilled(Numbers(currency=chosen.currency), Story(), None, 0)
        story = story_in(last) if own is not None else Story()
        return Prefilled(numbers_in(last), story, last.week, own.revision if own is not None else 0)

    def week(self, workspace: str, channel_id: str, week: date) -> Report | None:
        """What a channel handed in for a week, in its newest revision."""
        with self.books.look(workspace) as unit:
            return stored.latest_report(unit, channel_id, week)

    def current_week(self, workspace: str) -> date:
        """The Monday of the week a report handed in now is about."""
        return week_of(self.books.clock.now(), self.workspaces.choices(workspace).tz)

    def state(self, workspace: str, week: date) -> WeekState:
        """Who has handed in a week and who has not."""
        with self.books.look(workspace) as unit:
            return _state(unit, week)

    def due(self, workspace: str, due: datetime) -> int:
        """Ask for a reminder for every channel that owes the week; returns how many. Harmless when repeated."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            zone = choices(unit, self.workspaces.defaults).tz
            missing = _state(unit, week_of(due, zone)).missing
            for channel in missing:
                key = f"{channel.id}:{week_of(due, zone)}:{due.astimezone(UTC).isoformat()}"
                self.books.work.enqueue(unit, REMIND, key)
        return len(missing)

    def reminder(self, workspace: str, key: str) -> Reminder | None:
        """What a reminder says now, or None: handed in meanwhile, paused, gone, or nobody to tell."""
        channel_id, monday, _ = key.split(":", 2)
        week = date.fromisoformat(monday)
        with self.books.look(workspace) as unit:
            channel = stored.channel(unit, channel_id)
            if channel is None or channel.paused or stored.latest_report(unit, channel_id, week) is not None:
                return None
            before = stored.last_report_before(unit, channel_id, week)
        to = channel.owner or self.workspaces.responsible(workspace)
        return Reminder(channel, week, to, before) if to else None

    def reminded(self, workspace: str, due: Reminder) -> None:
        """Count a reminder in the nudge budget of who got it: once a week, however many channels they owe.

        It is sent even when the budget is used up (see Nudges.owe); what else there is to say gives way to it.
        """
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            Nudges(self.books).owe(unit, due.to, key=f"{REMIND}:{due.week}:{due.to}", kind=REMIND)


def mine_first(channels: Iterable[Channel], user: str) -> tuple[Channel, ...]:
    """One's own channels before the others; paused ones last."""
    return tuple(sorted(channels, key=lambda each: (each.paused, each.owner != user, each.name_key)))


def numbers_in(report: Report) -> Numbers:
    return Numbers(**{name: getattr(report, name) for name in Numbers.__dataclass_fields__})


def story_in(report: Report) -> Story:
    return Story(report.worked, report.didnt, report.next)


def begun(week: date, today: date) -> None:
    """Raise Refusal for a week that has not begun."""
    if week > today:
        raise Refusal(f"The week of {week.isoformat()} has not begun yet.", field="week")


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


def _state(unit: Unit, week: date) -> WeekState:
    reports = {report.channel: report for report in stored.latest_reports(unit, week, week)}
    return WeekState(week, tuple(ChannelWeek(each, reports.get(each.id)) for each in stored.channels(unit)))


def _known(channel: Channel | None) -> Channel:
    if channel is None:
        raise Refusal("That channel is no longer here.", field="channel")
    return channel


def name_key(name: str) -> str:
    """The form in which names are compared."""
    return " ".join(name.split()).casefold()[:120]


def proper_name(name: str) -> str:
    """The name with single spaces. Raises Refusal when it is empty or too long."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("A channel needs a name: /channels add Podcast @owner #segment", field="name")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"A channel's name has at most {LONGEST_NAME} characters.", field="name")
    return name

"""What people were asked of a week, and the messages that did: each is to change once the week came in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from capabilities.books import Books
from capabilities.channels.due import AFTER, BEFORE, DUE, due_at
from capabilities.workspace import Choices, Workspaces, choices, responsible_in, zone_named
from storage import channels as stored_channels
from storage import nudges as stored_nudges
from storage import reminders as stored
from storage import workspace as stored_workspace
from storage.channels import Channel, Report
from storage.database import Unit

REMIND = "remind"  # the kind of durable work, and of nudge
SHOW = "remind_shown"  # the kind of durable work that brings the messages of one person up to date


@dataclass(frozen=True)
class Settled:
    """A channel whose week came in, or will not come: by whom, when by the clock of who is told, and why it was skipped
    (None where it was handed in)."""

    channel: Channel
    by: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True)
class Reminder:
    """What one person is told of the channels whose week they owe, or that nobody else is there to answer for.

    `due` is by their own clock, as is `now`. `before` is each channel's last week by its id, which its form begins
    with. `beneath` names the day's earlier message that this one is written beneath. `settled` are those that were
    handed in or skipped since it was said, and `unreached` says that it goes to somebody in their stead.
    """

    to: str
    stage: str
    week: date
    due: datetime
    now: datetime
    channels: tuple[Channel, ...]
    before: Mapping[str, Report]
    beneath: str = ""
    settled: tuple[Settled, ...] = ()
    unreached: bool = False


@dataclass(frozen=True)
class Reminded:
    """Finds the messages in which people were asked for a week, and what they say by now."""

    books: Books
    workspaces: Workspaces

    def ask(self, unit: Unit, week: date, channels: Sequence[str], *, besides: str = "") -> None:
        """Have the messages that asked for these channels' week brought up to date, in the same transaction.

        Those of who answers for them, and of the responsible person; `besides` is somebody who did until now. Most
        often there are none.
        """
        people = stored.owners(unit, channels) | {responsible_in(unit) or "", besides}
        keys = {key: user for user in people if user for key in keys_of(week, user)}
        now = self.books.clock.now().astimezone(UTC)
        for user in sorted({keys[key] for key in stored_nudges.given_of(unit, list(keys))}):
            self.books.work.enqueue(unit, SHOW, f"{week}:{user}:{now:%Y%m%dT%H%M%S.%f}")

    def shown(self, workspace: str, week: date, user: str) -> list[tuple[str, Reminder]]:
        """The messages that asked a person, or somebody in their stead, for a week, as they read by now: (key, what).

        Each speaks as of the moment it was said, and of what came in since.
        """
        with self.books.look(workspace) as unit:
            chosen = choices(unit, self.workspaces.defaults)
            zone = zone_for(unit, user, chosen)
            mine = stored.answered_for(unit, user, orphans_too=user == responsible_in(unit))
            open_ = {each.id for each in stored.owing(unit, week)}
            owed = tuple(each for each in mine if each.id in open_)
            settled = _settled(unit, week, mine, zone)
            before, due = last_weeks(unit, owed, week), due_at(week, chosen, zone).astimezone(zone)
            said = {key: stored_nudges.said_at(unit, key) for key in keys_of(week, user)}
        made = []
        for key, at in said.items():
            if at is not None:
                since = tuple(each for each in settled if each.at >= at)
                stage = key.split(":")[2]
                unreached = key == instead_key(week, user)
                reminder = Reminder(user, stage, week, due, at.astimezone(zone), owed, before, "", since, unreached)
                made.append((key, reminder))
        return made


def keys_of(week: date, user: str) -> list[str]:
    """What the messages are kept under that asked for a person's channels, the last one in their stead."""
    return [*(nudge_key(week, stage, user) for stage in (BEFORE, DUE, AFTER)), instead_key(week, user)]


def nudge_key(week: date, stage: str, user: str) -> str:
    """What a reminder is kept and posted under: each stage of a week reaches a person once."""
    return f"{REMIND}:{week}:{stage}:{user}"


def instead_key(week: date, user: str) -> str:
    """What is told to the responsible person in the stead of an owner whom Slack cannot reach."""
    return f"{REMIND}:instead:{week}:{user}"


def last_weeks(unit: Unit, channels: Iterable[Channel], week: date) -> dict[str, Report]:
    """The last report of each channel before a week, by its id, where there is one."""
    found = {each.id: stored_channels.last_report_before(unit, each.id, week) for each in channels}
    return {name: report for name, report in found.items() if report is not None}


def zone_for(unit: Unit, user: str, chosen: Choices) -> ZoneInfo:
    """The zone of a person, else the workspace's."""
    known = stored_workspace.person(unit, user)
    return zone_in(known.zone if known else "", chosen)


def zone_in(name: str, chosen: Choices) -> ZoneInfo:
    """The zone of this name, else the workspace's."""
    return zone_named(name) or chosen.tz


def _settled(unit: Unit, week: date, channels: Sequence[Channel], zone: ZoneInfo) -> list[Settled]:
    """Those of some channels that were handed in, or skipped, for a week. A week that came in after all counts so."""
    ids = [each.id for each in channels]
    came, skipped = stored.first_reports(unit, week, ids), stored.skips(unit, week, ids)
    made = []
    for channel in channels:
        report, skip = came.get(channel.id), skipped.get(channel.id)
        if report is not None:
            made.append(Settled(channel, report.reported_by, report.reported_at.astimezone(zone)))
        elif skip is not None:
            made.append(Settled(channel, skip.by, skip.at.astimezone(zone), skip.reason))
    return made

"""Marketing channels: who owns each, and the week each owner hands in, corrections kept beside it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from capabilities.books import Deed
from capabilities.channels.numbers import Numbers, Story, change, cost_per
from capabilities.channels.reminded import Reminded
from capabilities.channels.reporting import Reporting
from capabilities.channels.rows import (
    LONGEST_NAME,
    ChannelWeek,
    Prefilled,
    WeekState,
    begun,
    by_name,
    known,
    mine_first,
    name_key,
    numbers_in,
    proper_name,
    revision,
    state_of,
    story_in,
)
from capabilities.channels.weeks import WEEK, monday_of, week_of
from capabilities.nudges import Nudges
from capabilities.permissions import GUEST, MAY, PROGRAM, require, role_of
from capabilities.refusal import Refusal
from capabilities.workspace import GONE, choices
from storage import channels as stored
from storage.channels import Channel, Report, Skip
from storage.database import Unit

__all__ = [
    "LONGEST_NAME", "WEEK", "Channel", "ChannelWeek", "Channels", "Numbers", "Prefilled", "Report", "Skip",
    "Story", "WeekState", "begun", "by_name", "change", "cost_per", "mine_first", "monday_of", "name_key", "numbers_in",
    "proper_name", "revision", "state_of", "story_in", "week_of",
]  # fmt: skip

CHANGING = "changing the channels"
ASSIGNED = "channel_assigned"  # that by which somebody hears that a channel is theirs now, or no more
LINKED = "channel_linked"  # the kind of durable work that looks whether a link may be


@dataclass(frozen=True)
class Channels(Reporting):
    """Keeps channels and their weekly reports."""

    def list(self, workspace: str) -> tuple[Channel, ...]:
        """Every channel, by name."""
        with self.books.look(workspace) as unit:
            return tuple(stored.channels(unit))

    def get(self, workspace: str, channel_id: str) -> Channel:
        """Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            return known(stored.channel(unit, channel_id))

    def find(self, workspace: str, words: str) -> Channel:
        """The channel somebody names, or nearly names. Raises Refusal that says which there are."""
        there = {channel.name_key: channel for channel in self.list(workspace)}
        key = name_key(words)
        if not key:
            raise Refusal(f"Which channel? {_there_are(there.values())}", field="channel")
        if key in there:
            return there[key]
        begins = [name for name in there if key and name.startswith(key)]
        near = begins if len(begins) == 1 else difflib.get_close_matches(key, there, n=1, cutoff=0.75)
        if near:
            return there[near[0]]
        raise Refusal(f"There is no channel “{words.strip()[:60]}”. {_there_are(there.values())}", field="channel")

    def to_report(self, deed: Deed, words: str) -> Channel:
        """The channel of this name that somebody may report. Raises NotAllowed for another's, Refusal for none."""
        channel = self.find(deed.workspace, words)
        self.may_report(deed, channel.id)
        return channel

    def add(self, deed: Deed, name: str, owner: str, segment: str = "", intent: str = "") -> Channel:
        """A new channel. Raises Refusal for a name that is empty, too long or taken, NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, CHANGING)
            channel = self.new(unit, name, owner, segment, intent)
            _may_own(unit, owner)
            if stored.channel_named(unit, channel.name_key) is not None:
                raise Refusal(f"There is already a channel “{channel.name}”.", field="name")
            stored.save_channel(unit, channel)
            self._tell(unit, deed, channel, owner)
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
            require(unit, deed.user, CHANGING)
            channel = known(stored.channel_for_change(unit, channel_id))
            if channel.owner == owner:
                return channel
            _may_own(unit, owner)
            before, channel.owner = channel.owner, owner
            stored.save_channel(unit, channel)
            self._tell(unit, deed, channel, owner, before)
            week = week_of(self.books.clock.now(), choices(unit, self.workspaces.defaults).tz)
            unit.flush()
            Reminded(self.books, self.workspaces).ask(unit, week, [channel.id], besides=before)
        return channel

    def pause(self, deed: Deed, channel_id: str, *, paused: bool = True) -> Channel:
        """Stop, or take up again, asking for a channel's week. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, CHANGING)
            channel = known(stored.channel(unit, channel_id))
            channel.paused = paused
            stored.save_channel(unit, channel)
        return channel

    def owns_any(self, workspace: str, user: str) -> bool:
        """Whether a person answers for a channel."""
        return any(channel.owner == user for channel in self.list(workspace))

    def link(self, deed: Deed, channel_id: str, slack_channel: str) -> Channel:
        """Name the Slack channel where a channel's people talk; empty takes the link away. Raises NotAllowed.

        Nothing stays of what was read in another. Whether whoever links it may see it is looked up after.
        """
        with self.books.keep(deed) as unit:
            require(unit, deed.user, CHANGING)
            channel = known(stored.channel_for_change(unit, channel_id))
            if channel.slack_channel == slack_channel:
                return channel
            channel.slack_channel = slack_channel
            stored.save_channel(unit, channel)
            stored.drop_stories_of(unit, channel_id)
            if slack_channel:
                self.books.work.enqueue(unit, LINKED, f"{channel_id}:{slack_channel}:{deed.user}:{self.books.new_id()}")
        return channel

    def unlink(self, workspace: str, channel_id: str, slack_channel: str) -> bool:
        """Take this link away, if it is still there."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            channel = stored.channel_for_change(unit, channel_id)
            if channel is None or channel.slack_channel != slack_channel:
                return False
            channel.slack_channel = ""
            stored.save_channel(unit, channel)
            stored.drop_stories_of(unit, channel_id)
        return True

    def _tell(self, unit: Unit, deed: Deed, channel: Channel, *people: str) -> None:
        """Have those told whose channel it is from now on, or no more, by somebody else: what a person does alone."""
        gate = Nudges(self.books, quiet=self.workspaces.defaults.quiet)
        for user in dict.fromkeys(people) if deed.delivery is not None else ():
            if user and user != deed.user:
                key = f"{channel.id}:{user}:{deed.user}:{self.books.new_id()}"
                gate.ask(unit, user, key=f"{ASSIGNED}:{key}", kind=ASSIGNED, work=(ASSIGNED, key))

    def may_change(self, workspace: str, user: str) -> bool:
        """Whether a person may add, assign and pause channels, and report any of them."""
        with self.books.look(workspace) as unit:
            return role_of(unit, user) in MAY[CHANGING]

    def require_change(self, deed: Deed) -> None:
        """Pass, or raise NotAllowed: asked before a form is opened, so that nobody fills it in for nothing."""
        with self.books.look(deed.workspace) as unit:
            require(unit, deed.user, CHANGING)


def _may_own(unit: Unit, user: str) -> None:
    """Pass, or raise Refusal for who cannot answer for a channel: its numbers are not for guests."""
    role = role_of(unit, user) if user else ""
    if role == GUEST:
        raise Refusal("Guests see no channel's numbers and cannot answer for one. Pick a colleague.", field="owner")
    if role == GONE:
        raise Refusal("That person has left. Pick a colleague who is here.", field="owner")


def _there_are(channels: Iterable[Channel]) -> str:
    names = [channel.name for channel in by_name(channels)]
    more = f" and {len(names) - 20} more: /channels" if len(names) > 20 else ""
    return f"There are: {', '.join(names[:20])}{more}." if names else "Add the first one with /channels add."

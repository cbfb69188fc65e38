"""The draft of a week's story: asked for when a form opens, made from the linked Slack channel, gone once reported.

Nobody is shown a draft from a channel they could not read themselves: who could is asked of Slack before anything is
read, and kept with the draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from capabilities.books import Books, Deed
from capabilities.channels import drafting
from capabilities.channels.drafting import MOST_READ, Message, ranked
from capabilities.channels.numbers import Story
from capabilities.channels.rows import state_of
from capabilities.channels.weeks import WEEK, week_of
from capabilities.masking import Masking
from capabilities.permissions import GUEST, MAY, PROGRAM, is_unmet, role_of
from capabilities.workspace import DAYS, GONE, Choices, Workspaces
from prompts.catalog import Catalog
from prompts.model import Model
from storage import channels as stored
from storage import workspace as stored_workspace
from storage.channels import Channel, StoryDraft
from storage.database import Unit

KIND = "channel_story"
WAITING, READ, DRAFTED, EMPTY, FAILED = "waiting", "read", "drafted", "empty", "failed"
CLOSED = "closed"  # how a draft is shown to who cannot read the channel it is from
KEPT = timedelta(days=14)  # what was read is let go after this at the latest
_AHEAD, _AFTER = timedelta(days=1), timedelta(days=2)  # around the hour a week is due
_THURSDAY = 3  # from that day on a report is about the running week, see week_of
_AGAIN = timedelta(hours=2)  # a draft older than this is made anew when the form is opened


@dataclass(frozen=True)
class Window:
    """What is read for a draft: a Slack channel between two moments, if one of `people` can read it themselves.

    `people` are who may report the week, `guests` those of them who see no channel they are not in.
    """

    slack_channel: str
    start: datetime
    end: datetime
    people: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Readers:
    """Who can read a Slack channel themselves: these people, and where it is `public` every colleague."""

    people: frozenset[str] = frozenset()
    public: bool = False


@dataclass(frozen=True)
class Draft:
    """How a draft stands. `made_from` counts messages; `remark` says in words why there is none, or only quotes."""

    state: str
    story: Story = field(default_factory=Story)
    quotes: tuple[str, ...] = ()
    made_from: int = 0
    model: str = ""
    remark: str = ""
    slack_channel: str = ""

    @property
    def ready(self) -> bool:
        return self.state == DRAFTED


@dataclass(frozen=True)
class Stories:
    """Drafts the stories of channels whose people talk in a Slack channel that is linked."""

    books: Books
    workspaces: Workspaces
    masking: Masking
    catalog: Catalog | None = None
    model: Model | None = None

    def ask(self, workspace: str, channel_id: str, week: date, user: str) -> Draft | None:
        """How the draft of a week stands for a person, asking for one that is not there or has aged; None where nothing
        is linked or the week is handed in already."""
        with self.books.look(workspace) as unit:
            channel, row = stored.channel(unit, channel_id), stored.story(unit, channel_id, week)
            if channel is None or not channel.slack_channel or not _wanted(unit, channel_id, week):
                return None
        if row is None or self._aged(row):
            row = self._ask_anew(channel, week, row)
        with self.books.look(workspace) as unit:
            return _shown(unit, row, channel, user)

    def _aged(self, row: StoryDraft) -> bool:
        if row.state == WAITING:
            return False
        unread = row.state == DRAFTED and "readers" not in row.content  # an older program asked nobody who may see it
        return row.state == FAILED or unread or self.books.clock.now() - row.at > _AGAIN

    def _ask_anew(self, channel: Channel, week: date, row: StoryDraft | None) -> StoryDraft:
        """Have a draft made; the old one serves until then where every colleague may see it."""
        old = dict(row.content) if row is not None and row.content.get("public") else {}
        failed = row.remark if row is not None and row.state == FAILED else ""
        made = StoryDraft(
            workspace=channel.workspace, channel=channel.id, week=week, state=WAITING, content=old, remark=failed,
            at=self.books.clock.now(),
        )  # fmt: skip
        with self.books.keep(Deed(channel.workspace, PROGRAM)) as unit:
            stored.save_story(unit, made)
            self.books.work.enqueue(unit, KIND, f"{channel.id}:{week.isoformat()}:{self.books.new_id()}")
        return made

    def prepare(self, workspace: str) -> int:
        """Ask for the drafts of a week from the day before it is due on, so that forms open with them; how many."""
        chosen, now = self.workspaces.choices(workspace), self.books.clock.now()
        week = week_of(now, chosen.tz)
        if not due_of(week, chosen) - _AHEAD <= now < due_of(week, chosen) + _AFTER:
            return 0
        with self.books.look(workspace) as unit:
            there = stored.with_story(unit, week)
            missing = state_of(unit, week).missing
        wanted = [each.id for each in missing if each.slack_channel and each.id not in there]
        for channel_id in wanted:
            self.ask(workspace, channel_id, week, PROGRAM)
        return len(wanted)

    def of(self, workspace: str, channel_id: str, week: date, user: str) -> Draft | None:
        """How the draft of a week stands for a person; None where none was asked for."""
        with self.books.look(workspace) as unit:
            channel, row = stored.channel(unit, channel_id), stored.story(unit, channel_id, week)
            return _shown(unit, row, channel, user) if row is not None and channel is not None else None

    def window(self, workspace: str, channel_id: str, week: date) -> Window | None:
        """What is to be read for a draft; None when there is nothing to do any more."""
        zone = self.workspaces.choices(workspace).tz
        with self.books.look(workspace) as unit:
            channel, row = stored.channel(unit, channel_id), stored.story(unit, channel_id, week)
            if channel is None or not channel.slack_channel or not _wanted(unit, channel_id, week):
                return None
            if row is None or row.state not in (WAITING, READ):
                return None
            people = stored_workspace.people(unit)
        may = {each.user for each in people if each.role in MAY["reporting a channel"]} | ({channel.owner} - {""})
        guests = {each.user for each in people if each.role == GUEST}
        start, end = (datetime.combine(day, time(0), zone) for day in (week, week + WEEK))
        return Window(channel.slack_channel, start, end, frozenset(may), frozenset(may & guests))

    def read(
        self, workspace: str, channel_id: str, week: date, messages: Sequence[Message], *, window: Window,
        readers: Readers,
    ) -> int:  # fmt: skip
        """Keep what was read until it is drafted, personal data masked, with who may see it; how many messages count.

        Nothing is kept where another channel was linked meanwhile.
        """
        masked = [
            Message(self._clean(each.text), each.reactions, each.replies, each.at) for each in messages
        ]  # fmt: skip
        best = ranked(masked)
        kept = [asdict(each) for each in best[:MOST_READ]]
        who = {"public": readers.public, "readers": sorted(readers.people & window.people)}
        state, where = READ if kept else EMPTY, window.slack_channel
        more: dict[str, Any] = {"read": kept, "made_from": len(best), **who}
        return len(best) if self._change(workspace, channel_id, week, state=state, where=where, **more) else 0

    def draft(self, workspace: str, channel_id: str, week: date) -> str:
        """Draft from what was read, and let go of the messages; the state it is in then. Slow with a model."""
        with self.books.look(workspace) as unit:
            row, channel = stored.story(unit, channel_id, week), stored.channel(unit, channel_id)
        if row is None or channel is None or row.state != READ:
            return row.state if row is not None else ""
        messages = [Message(**each) for each in row.content.get("read") or []]
        made = drafting.drafted(messages, channel.name, self.model, self.catalog)
        more = {**made.content(), "made_from": row.content.get("made_from", len(messages))}
        more |= {name: row.content[name] for name in ("public", "readers") if name in row.content}
        self._change(workspace, channel_id, week, state=DRAFTED, remark=made.remark, model=made.model, **more)
        return DRAFTED

    def fail(self, workspace: str, channel_id: str, week: date, words: str, *, window: Window) -> None:
        """Note, in words for the owner, why there is no draft."""
        self._change(workspace, channel_id, week, state=FAILED, remark=words, where=window.slack_channel)

    def forget(self, workspace: str) -> int:
        """Leave nothing of drafts that nobody handed in within a fortnight; how many there were."""
        before = self.books.clock.now() - KEPT
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            return stored.drop_stories(unit, before)

    def missing(self, workspace: str, before: datetime) -> int:
        """Ask again for drafts asked for before a moment and not made; how many."""
        with self.books.look(workspace) as unit:
            waiting = stored.waiting_stories(unit, before)
        if waiting:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for row in waiting:
                    self.books.work.enqueue(unit, KIND, f"{row.channel}:{row.week.isoformat()}:{row.at.isoformat()}")
        return len(waiting)

    def _change(
        self, workspace: str, channel_id: str, week: date, *, state: str, remark: str = "", model: str = "",
        where: str = "", **content: Any,
    ) -> bool:  # fmt: skip
        """Note how a draft stands, unless the week was handed in meanwhile or another channel than `where` linked:
        then nothing may stay of it. Whether it was noted."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row, channel = stored.story(unit, channel_id, week), stored.channel(unit, channel_id)
            if row is None or channel is None or not _wanted(unit, channel_id, week):
                return False
            if where and channel.slack_channel != where:
                return False
            row.state, row.remark, row.model = state, remark, model
            row.content, row.at = content, self.books.clock.now()
            unit.session.add(row)
            return True

    def _clean(self, words: str) -> str:
        return self.masking.mask(words.replace("\x00", "").strip()).words[: drafting.LONGEST]


def due_of(week: date, chosen: Choices) -> datetime:
    """When a week falls due: on the report's day, which from Monday to Wednesday is that of the week after."""
    day = DAYS.index(chosen.report_day)
    late = timedelta(days=day if day >= _THURSDAY else day + 7)
    return datetime.combine(week + late, chosen.report_time, chosen.tz)


def key_parts(key: str) -> tuple[str, date]:
    """The channel and the week of a draft's durable work."""
    channel_id, week, _ = key.split(":", 2)
    return channel_id, date.fromisoformat(week)


def _wanted(unit: Unit, channel_id: str, week: date) -> bool:
    return stored.latest_report(unit, channel_id, week) is None


def _shown(unit: Unit, row: StoryDraft, channel: Channel, user: str) -> Draft:
    """A draft as a person is shown it: nothing of it to who cannot read where it is from."""
    content = row.content
    if not content.get("story"):
        return Draft(row.state, remark=row.remark, slack_channel=channel.slack_channel)
    if not _can_read(unit, content, user):
        return Draft(CLOSED, slack_channel=channel.slack_channel)
    state = DRAFTED if row.state == WAITING else row.state  # the old one serves until then
    quotes, made_from = tuple(content.get("quotes") or ()), int(content.get("made_from") or 0)
    return Draft(state, Story(**content["story"]), quotes, made_from, row.model, row.remark, channel.slack_channel)


def _can_read(unit: Unit, content: Mapping[str, Any], user: str) -> bool:
    if user in content.get("readers", ()):
        return True
    return bool(content.get("public")) and role_of(unit, user) not in (GUEST, GONE) and not is_unmet(unit, user)

"""The draft of a week's story: asked for when a form opens, made from the linked Slack channel, gone once reported."""

from collections.abc import Sequence
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
from capabilities.permissions import PROGRAM
from capabilities.workspace import DAYS, Choices, Workspaces
from prompts.catalog import Catalog
from prompts.model import Model
from storage import channels as stored
from storage.channels import StoryDraft
from storage.database import Unit

KIND = "channel_story"
WAITING, READ, DRAFTED, EMPTY, FAILED = "waiting", "read", "drafted", "empty", "failed"
KEPT = timedelta(days=14)  # what was read is let go after this at the latest
_AHEAD, _AFTER = timedelta(days=1), timedelta(days=2)  # around the hour a week is due
_THURSDAY = 3  # from that day on a report is about the running week, see week_of
_AGAIN = timedelta(hours=2)  # a draft older than this is made anew when the form is opened


@dataclass(frozen=True)
class Window:
    """What is read for a draft: a Slack channel between two moments."""

    slack_channel: str
    start: datetime
    end: datetime


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

    def ask(self, workspace: str, channel_id: str, week: date) -> Draft | None:
        """How the draft of a week stands, asking for one that is not there or has aged; None where nothing is linked
        or the week is handed in already."""
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            channel, row = stored.channel(unit, channel_id), stored.story(unit, channel_id, week)
            if channel is None or not channel.slack_channel or stored.latest_report(unit, channel_id, week) is not None:
                return None
        if row is None or row.state == FAILED or (row.state != WAITING and now - row.at > _AGAIN):
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                old = dict(row.content) if row is not None else {}
                made = StoryDraft(
                    workspace=workspace, channel=channel_id, week=week, state=WAITING, content=old, at=now
                )  # fmt: skip
                stored.save_story(unit, made)
                self.books.work.enqueue(unit, KIND, f"{channel_id}:{week.isoformat()}:{self.books.new_id()}")
            if row is None or not row.content.get("story"):
                remark = row.remark if row is not None else ""
                return Draft(WAITING, remark=remark, slack_channel=channel.slack_channel)
        return _shown(row, channel.slack_channel)

    def prepare(self, workspace: str) -> int:
        """Ask for the drafts of a week from the day before it is due on, so that forms open with them; how many."""
        chosen, now = self.workspaces.choices(workspace), self.books.clock.now()
        week = week_of(now, chosen.tz)
        if not due_of(week, chosen) - _AHEAD <= now < due_of(week, chosen) + _AFTER:
            return 0
        with self.books.look(workspace) as unit:
            wanted = [
                channel.id
                for channel in state_of(unit, week).missing
                if channel.slack_channel and stored.story(unit, channel.id, week) is None
            ]
        for channel_id in wanted:
            self.ask(workspace, channel_id, week)
        return len(wanted)

    def of(self, workspace: str, channel_id: str, week: date) -> Draft | None:
        """How the draft of a week stands; None where none was asked for."""
        with self.books.look(workspace) as unit:
            channel, row = stored.channel(unit, channel_id), stored.story(unit, channel_id, week)
        return _shown(row, channel.slack_channel if channel is not None else "") if row is not None else None

    def window(self, workspace: str, channel_id: str, week: date) -> Window | None:
        """What is to be read for a draft; None when there is nothing to do any more."""
        zone = self.workspaces.choices(workspace).tz
        with self.books.look(workspace) as unit:
            channel, row = stored.channel(unit, channel_id), stored.story(unit, channel_id, week)
            if channel is None or not channel.slack_channel or not _wanted(unit, channel_id, week):
                return None
            if row is None or row.state not in (WAITING, READ):
                return None
        start = datetime.combine(week, time(0), zone)
        return Window(channel.slack_channel, start, datetime.combine(week + WEEK, time(0), zone))

    def read(self, workspace: str, channel_id: str, week: date, messages: Sequence[Message]) -> int:
        """Keep what was read until it is drafted, personal data masked; how many messages count."""
        masked = [
            Message(self._clean(each.text), each.reactions, each.replies, each.at) for each in messages
        ]  # fmt: skip
        best = ranked(masked)
        kept = [asdict(each) for each in best[:MOST_READ]]
        self._change(workspace, channel_id, week, state=READ if kept else EMPTY, read=kept, made_from=len(best))
        return len(best)

    def draft(self, workspace: str, channel_id: str, week: date) -> str:
        """Draft from what was read, and let go of the messages; the state it is in then. Slow with a model."""
        with self.books.look(workspace) as unit:
            row, channel = stored.story(unit, channel_id, week), stored.channel(unit, channel_id)
        if row is None or channel is None or row.state != READ:
            return row.state if row is not None else ""
        messages = [Message(**each) for each in row.content.get("read") or []]
        made = drafting.drafted(messages, channel.name, self.model, self.catalog)
        more = {**made.content(), "made_from": row.content.get("made_from", len(messages))}
        self._change(workspace, channel_id, week, state=DRAFTED, remark=made.remark, model=made.model, **more)
        return DRAFTED

    def fail(self, workspace: str, channel_id: str, week: date, words: str) -> None:
        """Note, in words for the owner, why there is no draft."""
        self._change(workspace, channel_id, week, state=FAILED, remark=words)

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
        self,
        workspace: str,
        channel_id: str,
        week: date,
        *,
        state: str,
        remark: str = "",
        model: str = "",
        **content: Any,
    ) -> None:
        """Note how a draft stands, unless the week was handed in meanwhile and nothing may stay of it."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = stored.story(unit, channel_id, week)
            if row is None or not _wanted(unit, channel_id, week):
                return
            row.state, row.remark, row.model, row.content, row.at = (
                state,
                remark,
                model,
                content,
                self.books.clock.now(),
            )
            unit.session.add(row)

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


def _shown(row: StoryDraft, slack_channel: str) -> Draft:
    content = row.content
    story = Story(**content["story"]) if content.get("story") else Story()
    state = DRAFTED if content.get("story") and row.state == WAITING else row.state  # the old one serves until then
    quotes, made_from = tuple(content.get("quotes") or ()), int(content.get("made_from") or 0)
    return Draft(state, story, quotes, made_from, row.model, row.remark, slack_channel)

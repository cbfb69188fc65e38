"""The weekly digest: composed from both teams' week, posted once per due time, and its timetable."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.gaps import PEOPLE, Gaps
from capabilities.channels import WEEK, Channels
from capabilities.digest import disagreeing, drafting, hearing, joining, rhythm, summing, theming
from capabilities.digest.compose import Material, compose, period
from capabilities.digest.joint import Change, Item, Joint, Point
from capabilities.digest.numbers import HISTORY
from capabilities.digest.sending import KIND, Sending, key_of, key_parts
from capabilities.digest.values import (
    Asked,
    Count,
    Coverage,
    Digest,
    Disagreement,
    Flag,
    Group,
    Kind,
    Moved,
    Quality,
    Quote,
    Row,
    Stage,
    Theme,
    Totals,
    Unusual,
    from_json,
    to_json,
)
from capabilities.field import Field
from capabilities.goals import Goals
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM, require
from capabilities.refusal import Refusal
from capabilities.themes.values import ThemeWeek
from capabilities.workspace import Choices, Workspaces, choices
from prompts.catalog import Catalog
from prompts.model import Model
from storage import digest as stored
from storage import digest_waiting as waiting
from storage import field as stored_field
from storage import questions as stored_questions
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.channel_figures import figures
from storage.database import Unit

__all__ = [
    "Asked", "Change", "Count", "Coverage", "Digest", "Digests", "Disagreement", "Flag", "Group", "Item", "Joint",
    "Kind", "Moved", "Point", "Quality", "Quote", "Row", "Stage", "Theme", "ThemesOfWeek", "Totals", "Unusual",
    "from_json", "key_of", "key_parts", "to_json",
]  # fmt: skip

POSTED, FAILED = waiting.POSTED, waiting.FAILED
NO_CHANNEL = (
    "No channel is chosen for the digest yet. Choose one with /digest schedule monday 09:00 #channel, "
    "and invite me to it."
)
ASKED_ALREADY = "A digest was asked for a moment ago: it is in its channel, or on its way there."
_JUST_NOW = timedelta(minutes=5)


class ThemesOfWeek(Protocol):
    """Where a digest has its themes from."""

    def for_digest(self, workspace: str, start: datetime, end: datetime) -> list[ThemeWeek]:
        """The themes that notes from `start` up to `end` belong to, hidden ones left out."""
        ...


@dataclass(frozen=True)
class Digests:
    """Composes digests and sees to it that each due time has one."""

    books: Books
    workspaces: Workspaces
    field: Field
    channels: Channels
    themes: ThemesOfWeek
    catalog: Catalog | None = None
    model: Model | None = None
    gaps: Gaps | None = None
    briefs: Briefs | None = None
    goals: Goals | None = None
    nudges: Nudges | None = None

    @property
    def sending(self) -> Sending:
        return Sending(self.books, self.workspaces, self.nudges or Nudges(self.books))

    def compose(self, workspace: str, due: datetime) -> Digest:
        """The digest of the last whole week before `due`, counted only: quick, and nothing is changed."""
        chosen = self.workspaces.choices(workspace)
        span = rhythm.weeks(chosen.digest_every, due.astimezone(chosen.tz))
        start, end = period(due, chosen.tz, span)
        now = self.books.clock.now()  # before anything is read: what is kept after this need not be in it
        with self.books.look(workspace) as unit:
            answered = stored_questions.answered_questions(unit)
            silent = [each for each in stored_questions.silent_since(unit, start, end) if each.id not in answered]
            accounts = stored_field.accounts(unit)
        themes = self.themes.for_digest(workspace, start, end)
        gaps = [gap for gap in self.gaps.every(workspace) if gap.people >= PEOPLE] if self.gaps is not None else []
        states = [self.channels.state(workspace, start.date() + at * WEEK) for at in range(span)]
        week = rhythm.together(states)
        with self.books.look(workspace) as unit:  # last, so that a theme hidden meanwhile is hidden here too
            first = stored.first_said(unit)
            hidden = {row.id for row in stored_themes.every(unit, states=("hidden",))}
            heard = hearing.heard(unit, start, end)
            inside = [each.id for each, _ in theming.shown(themes, heard.themes, hidden=hidden)]
            notes = hearing.quotable(unit, start, end, inside=inside, besides=hidden)
            against = disagreeing.sides(week.rows, heard.verdicts)
            judged = disagreeing.contradicting(unit, start, end, heard, against)
            marks, told, in_force = joining.read(unit, start, end)
            history = figures(unit, start.date() - HISTORY * WEEK, start.date()) if span == 1 else []
        goals = self.goals.shown(workspace) if self.goals is not None else ()
        beside = joining.Beside(
            marks, joining.public_lines(self.briefs, workspace, in_force), told, goals, rhythm.lacking(states)
        )
        return compose(
            Material(
                start=start,
                end=end,
                zone=chosen.zone,
                heard=heard,
                notes=notes,
                week=week,
                history=history,
                judged=judged,
                against=against,
                gaps=[question.text for question in silent],
                people=self.workspaces.people(workspace),
                accounts=accounts,
                themes=themes,
                counted_at=now,
                first=first,
                asked=[Asked(gap.words, gap.people) for gap in sorted(gaps, key=lambda gap: -gap.people)],
                hidden=hidden,
                beside=beside,
            )
        )

    def draft(self, digest: Digest) -> Digest:
        """The same with the decision and the stories worded by the model where there is one and they hold. Slow."""
        began = self.books.clock.now()
        drafted = drafting.drafted(digest, self.model, self.catalog)
        # A model that did not answer once, has no budget left, or took a minute for a sentence, is not asked again.
        able = drafting.answered(drafted) and self.books.clock.now() - began < summing.PATIENCE
        return summing.summed(drafted, self.model if able else None, self.catalog)

    def claim(self, workspace: str, due: datetime) -> bool:
        """Take a due time of the timetable and have its digest made; False when it is taken, or none comes this week.

        It is taken once for all channels: one that was changed meanwhile, in the program's settings say, gets none
        anew. Without a channel the work still is asked for: it tells the responsible person what is missing.
        """
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            chosen = choices(unit, self.workspaces.defaults)
            if not rhythm.is_due(chosen, due):
                return False
            return not waiting.is_claimed(unit, due) and self._claim(unit, chosen.digest_channel, due)

    def coming(self, workspace: str) -> datetime | None:
        """When the next digest comes by the timetable, in the workspace's zone; None where none does."""
        return rhythm.coming(self.workspaces.choices(workspace), self.books.clock.now())

    def now(self, deed: Deed) -> tuple[str, datetime]:
        """Have a digest made now; returns its Slack channel and due time.

        Raises Refusal while no channel is chosen, or where somebody just asked for one; NotAllowed without the role.
        """
        due = self.books.clock.now().replace(microsecond=0)
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "posting a digest")
            channel = choices(unit, self.workspaces.defaults).digest_channel
            if not channel:
                raise Refusal(NO_CHANNEL)
            if waiting.is_recent(unit, channel, due - _JUST_NOW):
                raise Refusal(ASKED_ALREADY)
            self._claim(unit, channel, due)
        return channel, due

    def preview(self, workspace: str) -> Digest:
        """What the next digest says as it stands now, shown to one person only."""
        return self.compose(workspace, self.coming(workspace) or self.books.clock.now())

    def last(self, workspace: str) -> Digest | None:
        """The digest posted last, as it was posted; None before the first."""
        with self.books.look(workspace) as unit:
            row = stored.last_posted(unit)
        return from_json(row.content) if row is not None and row.content else None

    def schedule(
        self, deed: Deed, *, day: str = "", time: str = "", zone: str = "", channel: str = "", every: str = ""
    ) -> Choices:
        """Change when and where the digest comes, what is left empty staying as it is.

        Raises Refusal for a value that cannot be, NotAllowed without the role.
        """
        wanted = {
            "digest_day": day,
            "digest_time": time,
            "zone": zone,
            "digest_channel": channel,
            "digest_every": every,
        }
        return self.workspaces.choose(deed, **{name: value for name, value in wanted.items() if value})

    def own(self, deed: Deed, wanted: bool) -> None:
        """Send every digest posted to this person's own messages too, or no longer."""
        with self.books.keep(deed) as unit:
            stored_workspace.save_person(unit, deed.user, {"own_digest": wanted}, now=self.books.clock.now())

    def has_own(self, workspace: str, user: str) -> bool:
        with self.books.look(workspace) as unit:
            known = stored_workspace.person(unit, user)
        return known is not None and known.own_digest

    def waits(self, workspace: str, key: str) -> bool:
        """Whether the digest of this key is still to be posted."""
        channel, due = key_parts(key)
        with self.books.look(workspace) as unit:
            row = stored.get(unit, channel, due)
        return row is not None and row.state == "waiting"

    def kept(self, workspace: str, key: str) -> tuple[Digest | None, int | None]:
        """What the digest of this key says and in which shape it is posted, as far as that is settled."""
        channel, due = key_parts(key)
        with self.books.look(workspace) as unit:
            row = stored.get(unit, channel, due)
        if row is None or not row.content:
            return None, None
        return from_json(row.content), row.shape

    def keep(self, workspace: str, key: str, digest: Digest) -> Digest:
        """Settle what the digest of this key says: the one kept first stands, whatever is composed later."""
        channel, due = key_parts(key)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            return from_json(stored.keep(unit, channel, due, content=to_json(digest)))

    def keep_shape(self, workspace: str, key: str, shape: int) -> None:
        """Settle in which shape the digest of this key is posted, before it is."""
        channel, due = key_parts(key)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            stored.keep_shape(unit, channel, due, shape)

    def finish(
        self, workspace: str, key: str, *, content: dict[str, Any], posted: bool, reason: str = ""
    ) -> str | None:  # fmt: skip
        """Keep what the digest said and how it ended, and have copies sent; where it was not posted for this reason,
        have somebody told, and return who: None where nobody is known who could put it right."""
        channel, due = key_parts(key)
        digest = from_json(content) if content else None
        covers = (digest.start, digest.end, digest.counted_at) if digest and digest.counted_at else None
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            state = POSTED if posted else FAILED
            stored.finish(unit, channel, due, state=state, content=content, now=self.books.clock.now(), covers=covers)
            if digest is not None:
                self.sending.copies(unit, key)
            return self.sending.tell(unit, key, reason) if reason else None

    def missing(self, workspace: str, before: datetime) -> list[str]:
        """Ask once more for digests claimed before a moment and still waiting; returns their keys."""
        with self.books.look(workspace) as unit:
            keys = [key_of(row.channel, row.due) for row in stored.waiting(unit, before)]
        if keys:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for key in keys:
                    self.books.work.enqueue(unit, KIND, key)
        return keys

    def _claim(self, unit: Unit, channel: str, due: datetime) -> bool:
        claimed = stored.claim(unit, channel, due, self.books.clock.now())
        if claimed:
            self.books.work.enqueue(unit, KIND, key_of(channel, due))
        return claimed

"""What the ways in for marketing channels share: the capabilities they use, and the form of a week."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from capabilities.books import Deed
from capabilities.brief import Briefs
from capabilities.channels import Channel, Channels, mine_first, monday_of
from capabilities.channels.corrections import Corrections
from capabilities.channels.files import WeekFiles
from capabilities.channels.intents import Intent, every
from capabilities.channels.stories import Stories
from capabilities.channels.table import ChannelTable
from capabilities.permissions import GUEST, is_unmet
from capabilities.refusal import Refusal
from handlers.inside import require_colleague
from handlers.views import channel_forms as forms
from handlers.views import channels as views
from handlers.views.blocks import Block
from handlers.views.channel_forms import Filling, Memory
from handlers.words import typed

_UNMET = (
    "I am looking up who that is; please try once more in a moment. If I say so again: programs cannot answer for a "
    "channel, nor can people who left."
)
_DAY = re.compile(r"\s+(\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True)
class ChannelWays:
    """The capabilities behind /channels."""

    channels: Channels
    briefs: Briefs
    stories: Stories

    @property
    def files(self) -> WeekFiles:
        return WeekFiles(self.channels.books, ChannelTable(self.channels.books, self.channels))

    @property
    def corrections(self) -> Corrections:
        return Corrections(self.channels.books)

    def missing(self, workspace: str, before: datetime) -> None:
        """Ask once more for work that was asked for before a moment and is not done, and let go of old drafts."""
        self.stories.prepare(workspace)
        self.stories.missing(workspace, before)
        self.stories.forget(workspace)
        self.files.missing(workspace, before)
        self.corrections.missing(workspace)

    def intents(self, workspace: str, *, guest: bool = False) -> dict[str, Intent]:
        """What the briefs in force mean with each channel, by its name's key; the default product's counts first.

        A guest sees what everybody may see.
        """
        current = [self.briefs.current(workspace)]
        current += [self.briefs.current(workspace, each.key) for each in self.briefs.products(workspace)]
        there = [each for each in current if each is not None]
        return every((each.public() if guest else each).brief for each in there)

    def listing(self, workspace: str, user: str) -> list[Block]:
        """The list of channels as one person's desk."""
        state = self.channels.state(workspace, self.channels.current_week(workspace))
        people = self.channels.workspaces.people(workspace)
        guest = any(known.user == user and known.role == GUEST for known in people)
        if guest:
            state = replace(state, rows=tuple(row for row in state.rows if row.channel.owner == user))
        may = self.channels.may_change(workspace, user)
        meant = self.intents(workspace, guest=guest)
        return views.listing(state, views.Desk(user, {each.user: each.name for each in people}, meant, may))

    def colleague(self, deed: Deed) -> None:
        """Pass, or raise Refusal for a guest who answers for no channel: what a channel costs is for colleagues."""
        if not self.channels.owns_any(deed.workspace, deed.user):
            require_colleague(self.channels.books, deed)

    def owner(self, deed: Deed, user: str) -> str:
        """The same person, once they are known. Raises Refusal while they are looked up, as they may be a guest."""
        with self.channels.books.look(deed.workspace) as unit:
            unmet = is_unmet(unit, user)
        if unmet:
            with self.channels.books.keep(Deed(deed.workspace, deed.user)) as unit:
                self.channels.books.work.enqueue(unit, "people", f"met {user}")
            raise Refusal(_UNMET, field="owner")
        return user

    def form(self, deed: Deed, channel: Channel, week: date, *, again: bool = False) -> Block:
        """The form of a channel's week, its story drafted where there is a draft; `again` in place of another's."""
        filled = self.channels.prefill(deed.workspace, channel.id, week)
        draft = self.stories.ask(deed.workspace, channel.id, week, deed.user)
        action = f"value_{channel.id}" if again else "value"
        memory = Memory(channel.id, week, filled.revision, action, action)
        choice = mine_first(self.channels.reportable(deed), deed.user)
        return forms.form(channel, memory, Filling(filled, choice, draft, reasons=filled.reasons or {}))

    def asked_form(self, deed: Deed, words: str) -> Block:
        """The form for the channel and week that are named, or else for one's own that is still missing."""
        workspace, user = deed.workspace, deed.user
        choice = mine_first(self.channels.reportable(deed), user)
        name, week = self.dated(workspace, words)
        if name:
            return self.form(deed, self.channels.to_report(deed, name), week)
        if not choice:
            raise Refusal("There are no channels yet. Add the first one with /channels add Podcast @owner #segment")
        missing = {each.id for each in self.channels.state(workspace, week).missing}
        mine = [each for each in choice if each.owner == user]
        return self.form(deed, next((each for each in mine if each.id in missing), choice[0]), week)

    def dated(self, workspace: str, words: str) -> tuple[str, date]:
        """A channel's name and the week that words such as `Podcast 2026-11-16` mean. Raises Refusal."""
        dated = _DAY.search(f" {words}")
        if not dated:
            return typed(words).strip(), self.channels.current_week(workspace)
        return typed(f" {words}"[: dated.start()]).strip(), monday_of(_day(dated.group(1)))


def named(words: str) -> tuple[str, date]:
    """The channel and the week that a button's value or a form's memory begins with."""
    channel_id, week = words.split("\n")[:2]
    return channel_id, date.fromisoformat(week)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Refusal(f"{words} is not a day. Write any day of the week, like 2026-11-16.") from error

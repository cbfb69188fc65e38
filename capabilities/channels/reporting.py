"""The week an owner hands in: what its form begins with and asks, its revisions, and a week that is skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from capabilities.books import Books, Deed
from capabilities.channels.corrections import Corrections, key_of
from capabilities.channels.moves import LONGEST_REASON, Asked, Move, doubt, moves, reasons_of
from capabilities.channels.numbers import Numbers, Story, checked
from capabilities.channels.reminded import Reminded
from capabilities.channels.rows import (
    Prefilled,
    WeekState,
    begun,
    known,
    numbers_in,
    revision,
    state_of,
    story_in,
)
from capabilities.channels.weeks import WEEK, monday_of, week_of
from capabilities.masking import Masking
from capabilities.nudges import Nudges
from capabilities.permissions import MAY, PROGRAM, require, role_of
from capabilities.refusal import Refusal
from capabilities.workspace import Workspaces, choices
from storage import channels as stored
from storage.channels import Channel, Report, Skip
from storage.database import Unit

_ASKED = 5 * WEEK  # weeks before that are asked for in no message that is still looked at
TOLD = "channel_told"  # the kind of durable work by which somebody hears that another corrected their week


@dataclass(frozen=True)
class Replaced:
    """A revision that another person's took the place of."""

    report: Report
    before: Report


@dataclass(frozen=True)
class Reporting:
    """Takes weeks in, each revision of them."""

    books: Books
    workspaces: Workspaces
    masking: Masking = field(default_factory=Masking)

    def report(
        self,
        deed: Deed,
        channel_id: str,
        week: date,
        numbers: Numbers,
        story: Story,
        *,
        reasons: Mapping[str, str] | None = None,
    ) -> Report:
        """Hand in a channel's week, or correct it: the earlier revision stays, and the same again adds none.

        `reasons` say why numbers moved, by their names; those given before stay where nothing else is said. Personal
        data is masked. The channel's owner may always do so, others with the role. Raises Refusal with the field.
        """
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            channel = known(stored.channel_for_change(unit, channel_id))
            if deed.user != channel.owner:
                require(unit, deed.user, "reporting a channel")
            chosen = choices(unit, self.workspaces.defaults)
            week = monday_of(week)
            begun(week, now.astimezone(chosen.tz).date())
            numbers, story = checked(numbers, self.masked(story), currency=chosen.currency)
            before = stored.latest_report(unit, channel_id, week)
            why = self._reasons(
                unit, channel_id, week, numbers, {**(before.reasons if before else {}), **(reasons or {})}
            )
            if before is not None and (numbers_in(before), story_in(before), before.reasons) == (numbers, story, why):
                return before
            made = revision(channel, week, before, numbers, story, by=deed.user, at=now)
            made.reasons = why
            self.keep_revisions(unit, [made])
            if before is not None and before.reported_by not in ("", PROGRAM, deed.user):
                gate, key = Nudges(self.books, quiet=self.workspaces.defaults.quiet), key_of(made)
                gate.ask(unit, before.reported_by, key=f"{TOLD}:{key}", kind=TOLD, work=(TOLD, key))
        return made

    def keep_revisions(self, unit: Unit, made: Sequence[Report]) -> None:
        """Keep revisions with what follows from them: nothing of a draft stays, and posted digests are corrected."""
        for report in made:
            stored.add_report(unit, report)
        stored.drop_beside(unit, {(report.channel, report.week) for report in made})
        Corrections(self.books).ask(unit, made)
        asked_since = self.books.clock.now().date() - _ASKED
        for week in {report.week for report in made if report.week >= asked_since}:
            Reminded(self.books, self.workspaces).ask(unit, week, [each.channel for each in made if each.week == week])

    def asks(
        self,
        deed: Deed,
        channel_id: str,
        week: date,
        numbers: Numbers,
        story: Story,
        *,
        reasons: Mapping[str, str],
        asked: Sequence[str] = (),
        sure: str = "",
    ) -> Asked:
        """What a form still has to ask before it is taken: reasons that are missing, and a doubt nobody confirmed.

        `asked` names the numbers that were asked about already: one sentence may stand for all of them. `sure` is the
        doubt that was shown already. Raises Refusal and NotAllowed, as `report` would.
        """
        chosen = self.workspaces.choices(deed.workspace)
        with self.books.look(deed.workspace) as unit:
            if deed.user != known(stored.channel(unit, channel_id)).owner:
                require(unit, deed.user, "reporting a channel")
            numbers, _ = checked(numbers, story, currency=chosen.currency)
            own = stored.latest_report(unit, channel_id, week)
            moved = self._moved(unit, channel_id, week, numbers)
        said = reasons_of(moved, {**(own.reasons if own else {}), **reasons})
        doubtful = doubt(numbers)
        if own is not None and doubtful == doubt(numbers_in(own)):
            doubtful = ""  # it was confirmed when it was handed in
        answered = {*said, *asked} if any(name in said for name in asked) else said
        return Asked(tuple(move for move in moved if move.name not in answered), "" if doubtful == sure else doubtful)

    def may_report(self, deed: Deed, channel_id: str) -> None:
        """Pass, or raise NotAllowed: asked before a channel's form is shown, which holds its numbers and its story."""
        with self.books.look(deed.workspace) as unit:
            if known(stored.channel(unit, channel_id)).owner != deed.user:
                require(unit, deed.user, "reporting a channel")

    def reportable(self, deed: Deed) -> tuple[Channel, ...]:
        """The channels somebody may report: their own, and with the role all. Raises NotAllowed where there is none."""
        with self.books.look(deed.workspace) as unit:
            there = stored.channels(unit)
            mine = tuple(channel for channel in there if channel.owner == deed.user)
            if role_of(unit, deed.user) in MAY["reporting a channel"]:
                return tuple(there)
            if not mine:
                require(unit, deed.user, "reporting a channel")
            return mine

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
        if own is None:
            return Prefilled(numbers_in(last), Story(), last.week, 0)
        return Prefilled(numbers_in(own), story_in(own), own.week, own.revision, dict(own.reasons))

    def week(self, workspace: str, channel_id: str, week: date) -> Report | None:
        """What a channel handed in for a week, in its newest revision."""
        with self.books.look(workspace) as unit:
            return stored.latest_report(unit, channel_id, week)

    def revisions(self, workspace: str, channel_id: str, week: date) -> list[Report]:
        """Every revision of a channel's week, the first at the head."""
        with self.books.look(workspace) as unit:
            return stored.revisions(unit, channel_id, week)

    def replaced(self, workspace: str, key: str) -> Replaced | None:
        """The revision of this key with the one it took the place of; None when it is gone."""
        channel_id, day, number = key.rsplit(":", 2)
        rows = {row.revision: row for row in self.revisions(workspace, channel_id, date.fromisoformat(day))}
        report, before = rows.get(int(number)), rows.get(int(number) - 1)
        return Replaced(report, before) if report is not None and before is not None else None

    def current_week(self, workspace: str) -> date:
        """The Monday of the week a report handed in now is about."""
        return week_of(self.books.clock.now(), self.workspaces.choices(workspace).tz)

    def state(self, workspace: str, week: date) -> WeekState:
        """Who has handed in a week, who skips it and who has not."""
        with self.books.look(workspace) as unit:
            return state_of(unit, week)

    def skip(self, deed: Deed, channel_id: str, week: date, reason: str) -> Skip:
        """Note that a week will not be handed in, and why; it is reported after all by reporting it.

        Raises Refusal without a reason or for a week that is handed in, NotAllowed like `report`.
        """
        now, words = self.books.clock.now(), self._clean(" ".join(reason.split()))
        with self.books.keep(deed) as unit:
            channel = known(stored.channel_for_change(unit, channel_id))
            if deed.user != channel.owner:
                require(unit, deed.user, "reporting a channel")
            week = monday_of(week)
            begun(week, now.astimezone(choices(unit, self.workspaces.defaults).tz).date())
            if not words:
                raise Refusal("Say in a few words why, such as: trade fair, nobody at the desk.", field="reason")
            if len(words) > LONGEST_REASON:
                raise Refusal(f"One sentence is enough; this has {len(words)} characters.", field="reason")
            if stored.latest_report(unit, channel_id, week) is not None:
                raise Refusal(f"{channel.name} is handed in for this week already.", field="reason")
            made = Skip(
                workspace=unit.workspace, channel=channel_id, week=week, reason=words, by=deed.user, at=now
            )  # fmt: skip
            stored.save_skip(unit, made)
            stored.drop_story(unit, channel_id, week)
            Reminded(self.books, self.workspaces).ask(unit, week, [channel_id])
        return made

    def masked(self, story: Story) -> Story:
        """The story without personal data."""
        words = {name: self._clean(getattr(story, name)) for name in ("worked", "didnt", "next")}
        return replace(story, **words)

    def _moved(self, unit: Unit, channel_id: str, week: date, numbers: Numbers) -> tuple[Move, ...]:
        last = stored.latest_report(unit, channel_id, week - WEEK)
        return moves(numbers, numbers_in(last) if last is not None else None)

    def _reasons(
        self, unit: Unit, channel_id: str, week: date, numbers: Numbers, said: Mapping[str, str]
    ) -> dict[str, str]:
        kept = reasons_of(self._moved(unit, channel_id, week, numbers), said)
        return {name: self._clean(words) for name, words in kept.items()}

    def _clean(self, words: str) -> str:
        return self.masking.mask(words.replace("\x00", "")).words  # PostgreSQL keeps no text with a NUL in it

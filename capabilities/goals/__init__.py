"""Joint aims: proposed by one side, live once sales and marketing have both signed, followed to their day."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from capabilities.books import Books, Deed
from capabilities.goals import aiming
from capabilities.goals.aiming import LONGEST_TITLE, LONGEST_UNIT, LONGEST_WORDS
from capabilities.goals.figures import Figures, key_of
from capabilities.goals.showing import shown
from capabilities.goals.signing import alone_of_its_name, may_be_signed, own_signature, owner_of, side_of, signer, stand
from capabilities.goals.values import (
    CHANNEL,
    DROPPED,
    LIVE,
    MARKETING,
    MEASURES,
    MISSED,
    PROPOSED,
    REACHED,
    SALES,
    SEGMENT,
    SIDES,
    THEME,
    Aim,
    Entry,
    GoalShown,
    Measure,
    Offered,
    met,
    other,
    sides_of,
)
from capabilities.masking import Masking
from capabilities.nudges import Nudges
from capabilities.permissions import ADMIN, PROGRAM, RESPONSIBLE, require, require_inside, role_of
from capabilities.refusal import Refusal
from storage import goals as stored
from storage import nudges as stored_nudges
from storage.database import Unit
from storage.goals import Goal, GoalProgress, GoalSignature

__all__ = [
    "ASK", "CHANNEL", "DROPPED", "ENDED", "LIVE", "LONGEST_TITLE", "LONGEST_UNIT", "LONGEST_WORDS", "LOOK",
    "MARKETING", "MEASURES", "MISSED", "NEWS", "PROPOSED", "REACHED", "SALES", "SEGMENT", "SIDES", "SIGNED", "THEME",
    "Aim", "Asked", "Entry", "GoalShown", "Goals", "Measure", "Offered", "met", "other", "sides_of",
]  # fmt: skip

# Kinds of durable work; the last tells one person what could not be told them at once.
ASK, SIGNED, ENDED, LOOK, NEWS = "goal_ask", "goal_signed", "goal_ended", "goals_look", "goal_news"
_NUDGE = "goal"
LATELY = timedelta(days=28)  # an ended goal is shown for so long
_ENTRIES = 5
_GONE = "That goal is no longer here."


@dataclass(frozen=True)
class Asked:
    """Somebody who looks at the goals: whom they may sign for, and what they may do with a goal."""

    user: str
    sides: tuple[str, ...]
    leads: bool  # whether they are the responsible person or an admin

    def may_sign(self, goal: GoalShown) -> tuple[str, ...]:
        """The sides still missing that they may sign for; none once they have signed."""
        if goal.state != PROPOSED or self.user in goal.signers:
            return ()
        return tuple(side for side in self.sides if side in goal.waits_for)

    def may_enter(self, goal: GoalShown) -> bool:
        return goal.state == LIVE and goal.entered and self._concerns(*goal.people)

    def may_drop(self, goal: GoalShown) -> bool:
        return goal.state in (PROPOSED, LIVE) and self._concerns(*goal.people, goal.asked)

    def _concerns(self, *people: str) -> bool:
        return bool(self.sides) and (self.leads or self.user in people)


@dataclass(frozen=True)
class Goals:
    """Keeps joint aims. Every verb raises Refusal for what a person can put right."""

    books: Books
    figures: Figures
    masking: Masking = field(default_factory=Masking)

    def asked(self, workspace: str, user: str) -> Asked:
        with self.books.look(workspace) as unit:
            role = role_of(unit, user)
        return Asked(user, sides_of(role), role in (RESPONSIBLE, ADMIN))

    def may_propose(self, workspace: str, user: str) -> Asked:
        """Who they are, or NotAllowed: asked before the form is opened, so that nobody fills it in for nothing."""
        with self.books.look(workspace) as unit:
            require(unit, user, "setting goals")
        return self.asked(workspace, user)

    def require_inside(self, workspace: str, user: str) -> None:
        """Pass, or raise Refusal for a guest: what colleagues aim at stays among them."""
        with self.books.look(workspace) as unit:
            require_inside(unit, user)

    def tells(self, workspace: str, goal_id: str, user: str, news: str) -> bool:
        """Whether a person is told some news of a goal now, which counts; if not, as soon as they may be told.

        Asked again after a crash it says the same.
        """
        key, again = news_key(goal_id, user, news), (NEWS, f"{news}:{goal_id}:{user}")
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            return stored_nudges.given(unit, key) or self._gate.owe(unit, user, key=key, kind=_NUDGE, again=again)

    @property
    def _gate(self) -> Nudges:
        return Nudges(self.books, quiet=self.figures.workspaces.defaults.quiet)

    def zone(self, workspace: str) -> ZoneInfo:
        return self.figures.workspaces.choices(workspace).tz

    def today(self, workspace: str) -> date:
        return self.books.clock.now().astimezone(self.zone(workspace)).date()

    def propose(self, deed: Deed, aim: Aim) -> GoalShown:
        """Keep an aim, signed by who proposes it for their side, and have somebody of the other side asked."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "setting goals")
            side = side_of(unit, deed.user, aim.side)
            goal = Goal(
                workspace=unit.workspace, id=self.books.new_id(), target=Decimal(0), due=now.date(),
                owner=owner_of(unit, aim.owner, deed.user), proposed_by=deed.user, proposed_at=now,
            )  # fmt: skip
            tally = self.figures.at(unit, now)
            aiming.read(aim, goal, tally, now.astimezone(tally.zone).date())
            goal.title = self.masking.mask(goal.title).words
            alone_of_its_name(unit, goal)
            goal.asked = signer(unit, deed.user, aim.signer, other(side))
            stored.add(unit, goal)
            stored.sign(unit, _signature(goal, deed.user, side, now))
            self._gate.ask(unit, goal.asked, key=f"{ASK}:{goal.id}", kind=_NUDGE, work=(ASK, goal.id))
            unit.flush()
            return shown(unit, [goal], tally)[0]

    def sign(self, deed: Deed, goal_id: str, side: str = "") -> GoalShown:
        """Put one's name to a goal for one's side; with both sides' names it is live, and everybody concerned hears.

        One person signs once, and so never for both sides. A name of who has left, or changed sides since, is none.
        """
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            goal = _known(stored.get_alone(unit, goal_id))
            require(unit, deed.user, "setting goals")
            tally = self.figures.at(unit, now)
            may_be_signed(goal, late=now.astimezone(tally.zone).date() > goal.due)
            signed = {each.user: each.side for each in stored.signatures(unit, [goal.id]) if stand(unit, each)}
            if deed.user in signed:
                raise Refusal(
                    f"You have signed this for {signed[deed.user]} already. Now it needs a name of the others."
                )
            signed[deed.user] = side_of(unit, deed.user, side)
            fresh = _signature(goal, deed.user, signed[deed.user], now)
            stored.sign(unit, own_signature(unit, fresh) or fresh)
            if set(signed.values()) == set(SIDES):
                goal.state, goal.live_at = LIVE, now
            self.books.work.enqueue(unit, SIGNED, f"{goal.id}:{deed.user}:{now.isoformat()}")
            unit.flush()
            return shown(unit, [goal], tally)[0]

    def withdraw_signature(self, deed: Deed, goal_id: str) -> GoalShown:
        """Take one's name back while the goal still waits for the other side."""
        with self.books.keep(deed) as unit:
            goal = _known(stored.get_alone(unit, goal_id))
            own = next((each for each in stored.signatures(unit, [goal.id]) if each.user == deed.user), None)
            if own is None:
                raise Refusal("You have not signed this goal.")
            if goal.state != PROPOSED:
                raise Refusal("Both sides have signed this. Whoever wants out drops it and says why.")
            stored.unsign(unit, own)
            unit.flush()
            return shown(unit, [goal], self.figures.at(unit, self.books.clock.now()))[0]

    def enter(self, deed: Deed, goal_id: str, value: str, words: str = "") -> GoalShown:
        """Say where a goal stands that the program does not count itself."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            goal = _known(stored.get_alone(unit, goal_id))
            self._concerned(unit, goal, deed.user)
            if goal.measure:
                raise Refusal("This one is counted by itself, so there is nothing to enter.")
            if goal.state != LIVE:
                raise Refusal("This goal is not live, so there is nothing to enter.")
            read, unit_of = aiming.figure(value, field="value")
            if read is None:
                raise Refusal("Write where it stands now, such as 25.", field="value")
            if unit_of and unit_of != goal.unit:
                said = f"is counted in {goal.unit}" if goal.unit else "is a plain number, such as 25"
                raise Refusal(f"This goal {said}.", field="value")
            entry = GoalProgress(workspace=unit.workspace, goal=goal.id, at=now, value=read, by=deed.user)
            entry.words = self._words(words, field="words")
            stored.enter(unit, entry)
            unit.flush()
            return shown(unit, [goal], self.figures.at(unit, now))[0]

    def drop(self, deed: Deed, goal_id: str, why: str) -> GoalShown:
        """Give a goal up, or turn a proposal down, with a reason that everybody concerned reads."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            goal = _known(stored.get_alone(unit, goal_id))
            self._concerned(unit, goal, deed.user, besides=goal.asked)
            if goal.state not in (PROPOSED, LIVE):
                raise Refusal("This goal has ended already.")
            reason = self._words(why, field="why")
            if not reason:
                raise Refusal("Say in a sentence why; the others read it.", field="why")
            goal.state, goal.why, goal.ended_at, goal.ended_by = DROPPED, reason, now, deed.user
            self.books.work.enqueue(unit, ENDED, goal.id)
            unit.flush()
            return shown(unit, [goal], self.figures.at(unit, now))[0]

    def shown(self, workspace: str) -> list[GoalShown]:
        """Goals that are live, then those that wait for a name, then those that ended in the last 28 days."""
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            goals = stored.current(unit, ended_since=now - LATELY)
            made = shown(unit, goals, self.figures.at(unit, now))
        order = {LIVE: 0, PROPOSED: 1}
        return sorted(made, key=lambda goal: (order.get(goal.state, 2), goal.due))

    def one(self, workspace: str, goal_id: str) -> tuple[GoalShown, list[Entry]]:
        """A goal and where it stood of late, newest first."""
        with self.books.look(workspace) as unit:
            goal = _known(stored.get(unit, goal_id))
            made = shown(unit, [goal], self.figures.at(unit, self.books.clock.now()))[0]
            rows = stored.progress(unit, goal_id, limit=_ENTRIES)
        return made, [Entry(row.at, row.value, row.by, row.words) for row in rows]

    def find(self, workspace: str, words: str) -> GoalShown:
        """The goal whose title holds the words, or nearly is them."""
        wanted, known = key_of(words), self.shown(workspace)
        titles = {key_of(goal.title): goal for goal in reversed(known)}
        held = [title for title in titles if wanted in title]
        near = [wanted] if wanted in titles else held or difflib.get_close_matches(wanted, titles, n=1, cutoff=0.6)
        if len(near) == 1:
            return titles[near[0]]
        if not known:
            raise Refusal("There are no goals yet. /goals propose sets the first one.")
        there = ", ".join(f"“{goal.title}”" for goal in ([titles[each] for each in near] or known)[:8])
        what = f"“{words[:60]}” stands in several" if near else f"There is no goal “{words[:60]}”"
        raise Refusal(f"{what}. There are: {there}.")

    def _concerned(self, unit: Unit, goal: Goal, user: str, *, besides: str = "") -> None:
        require_inside(unit, user)
        signers = [each.user for each in stored.signatures(unit, [goal.id])]
        if user in (goal.owner, goal.proposed_by, besides, *signers) or role_of(unit, user) in (RESPONSIBLE, ADMIN):
            return
        raise Refusal("That is for who answers for the goal and for those who signed it.")

    def _words(self, words: str, *, field: str) -> str:
        words = words.replace("\x00", "").strip()
        if len(words) > LONGEST_WORDS:
            raise Refusal(f"That is {len(words):,} characters; {LONGEST_WORDS} are enough.", field=field)
        return self.masking.mask(words).words


def news_key(goal_id: str, user: str, news: str) -> str:
    """The posting, and the nudge, by which a person hears some news of a goal: `live` or `ended`."""
    return f"goal_{news}:{goal_id}:{user}"


def _signature(goal: Goal, user: str, side: str, now: datetime) -> GoalSignature:
    return GoalSignature(workspace=goal.workspace, goal=goal.id, user=user, side=side, at=now)


def _known(goal: Goal | None) -> Goal:
    if goal is None:
        raise Refusal(_GONE)
    return goal


def concerned(goals: Iterable[GoalShown], user: str) -> list[GoalShown]:
    """The open goals that concern a person."""
    return [goal for goal in goals if goal.state in (PROPOSED, LIVE) and user in (*goal.people, goal.asked)]

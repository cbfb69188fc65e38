"""Sees which goals were reached and which missed their day, and whom to tell of it, each person once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from capabilities.books import Books, Deed
from capabilities.goals import LOOK, Goals, news_key
from capabilities.goals.figures import Figures, Tally
from capabilities.goals.showing import shown, standing
from capabilities.goals.values import DROPPED, LIVE, MISSED, PROPOSED, REACHED, GoalShown, met
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM
from capabilities.quiet import is_quiet
from capabilities.workspace import GONE, zone_of
from storage import goals as stored
from storage import nudges as stored_nudges
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.goals import Goal, GoalProgress

UNSIGNED = "Its day passed before both sides had signed."
_LATE = timedelta(days=7)  # after so long it is no news any more
ENDED_NEWS = "ended"


@dataclass(frozen=True)
class Endings:
    """Ends goals whose day has come or whose target is met."""

    books: Books
    figures: Figures
    goals: Goals
    nudges: Nudges

    def due(self, workspace: str, due: datetime) -> bool:
        """Have the goals of a workspace looked at; False when there is none to look at. Asking twice does nothing."""
        since = self.books.clock.now() - _LATE
        with self.books.look(workspace) as unit:
            if not stored.open_ones(unit) and not stored.decided(unit, since=since):
                return False
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            self.books.work.enqueue(unit, LOOK, due.isoformat())
        return True

    def decide(self, workspace: str) -> list[str]:
        """End the goals that are reached, missed or were never signed in time; returns their ids."""
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:  # counted without holding up anybody who writes
            tally = self.figures.at(unit, now)
            goals = stored.open_ones(unit)
            entries = stored.newest_progress(unit, [goal.id for goal in goals]) if goals else {}
            ending = {goal.id: end for goal in goals if (end := _end(goal, entries.get(goal.id), tally))}
        for goal_id in ending:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                self._end(unit, goal_id, ending[goal_id], now)
        return list(ending)

    def to_tell(self, workspace: str) -> list[tuple[str, str]]:
        """Who has not heard yet how a goal ended, and is in no quiet hours: (goal, person). Who is away is among them:
        for them it then waits (see Goals.tells), however long."""
        now = self.books.clock.now()
        found = []
        with self.books.look(workspace) as unit:
            goals = stored.decided(unit, since=now - _LATE)
            gone = {person.user for person in stored_workspace.people(unit) if person.role == GONE}
            for goal in shown(unit, goals, self.figures.at(unit, now)):
                for user in goal.people:
                    heard = stored_nudges.given(unit, news_key(goal.id, user, ENDED_NEWS))
                    if not heard and user not in gone and not is_quiet(now, zone_of(unit, user), self.nudges.quiet):
                        found.append((goal.id, user))
        return found

    def ended(self, workspace: str, goal_id: str) -> GoalShown:
        """A goal as it ended. Raises Refusal when it is gone."""
        return self.goals.one(workspace, goal_id)[0]

    def _end(self, unit: Unit, goal_id: str, end: tuple[str, GoalProgress | None], now: datetime) -> None:
        goal = stored.get_alone(unit, goal_id)
        state, entry = end
        if goal is None or goal.state != (PROPOSED if state == DROPPED else LIVE):
            return  # signed, dropped or ended meanwhile
        goal.state, goal.ended_at = state, now
        goal.why = UNSIGNED if state == DROPPED else ""
        if entry is not None:
            stored.enter(unit, entry)


def _end(goal: Goal, entry: GoalProgress | None, tally: Tally) -> tuple[str, GoalProgress | None] | None:
    """How a goal ends today, with the count it ends at; None while it goes on.

    What somebody entered today waits for tomorrow's look, so that a slip of the hand can still be mended.
    """
    today = tally.now.astimezone(tally.zone).date()
    if goal.state == PROPOSED:
        return (DROPPED, None) if today > goal.due else None
    value = standing(goal, entry, tally)
    fresh = entry is not None and not goal.measure and _day(entry.at, tally.zone) >= today
    reached = value is not None and met(value, goal.target, goal.direction)
    if (reached and fresh) or (not reached and today <= goal.due):
        return None
    kept = None
    if goal.measure and value is not None:
        kept = GoalProgress(workspace=goal.workspace, goal=goal.id, at=tally.now, value=value, by=PROGRAM)
    return (REACHED if reached else MISSED), kept


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()

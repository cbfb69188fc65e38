"""Makes goals ready to be shown: where each stands, who signed it, whether it is on its way."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from capabilities.goals.figures import Tally
from capabilities.goals.signing import stand
from capabilities.goals.values import COUNT, LIVE, MARKETING, MEASURES, MONEY, PROPOSED, SALES, GoalShown, part_of
from storage import goals as stored
from storage.database import Unit
from storage.goals import Goal, GoalProgress

_FIRST_DAYS, _SLACK = 7, 0.1  # a figure of four weeks moves by little in one; work comes in steps, not evenly


def shown(unit: Unit, goals: Sequence[Goal], tally: Tally) -> list[GoalShown]:
    """The goals in the order given. An ended one stands where it ended."""
    ids = [goal.id for goal in goals]
    signed: dict[tuple[str, str], list[str]] = {}
    waiting = {goal.id for goal in goals if goal.state == PROPOSED}
    held: dict[tuple[str, str], bool] = {}  # each signer's role is read once, however many goals they signed
    for each in stored.signatures(unit, ids) if ids else []:
        name = (each.user, each.side)
        if each.goal in waiting and name not in held:
            held[name] = stand(unit, each)
        if each.goal not in waiting or held[name]:  # once live, a goal keeps the names it became so by
            signed.setdefault((each.goal, each.side), []).append(each.user)
    entered = stored.newest_progress(unit, ids) if ids else {}
    made = []
    for goal in goals:
        entry = entered.get(goal.id)
        now = standing(goal, entry, tally)
        part = part_of(goal.start, now, goal.target)
        made.append(
            GoalShown(
                id=goal.id,
                title=goal.title,
                measure=goal.measure,
                counted=counted(goal, tally),
                kind=MEASURES[goal.measure].kind if goal.measure else COUNT,
                unit=goal.unit,
                direction=goal.direction,
                start=goal.start,
                now=now,
                target=goal.target,
                due=goal.due,
                owner=goal.owner,
                proposed_by=goal.proposed_by,
                asked=goal.asked,
                sales=tuple(signed.get((goal.id, SALES), ())),
                marketing=tuple(signed.get((goal.id, MARKETING), ())),
                state=goal.state,
                part=part,
                on_track=_on_track(goal, part, tally) if goal.state == LIVE else None,
                as_of=entry.at if entry is not None and not goal.measure else None,
                live_at=goal.live_at,
                ended_at=goal.ended_at,
                ended_by=goal.ended_by,
                why=goal.why,
                today=_day(tally.now, tally),
            )
        )
    return made


def standing(goal: Goal, entry: GoalProgress | None, tally: Tally) -> Decimal | None:
    """Where a goal stands: counted while it is open, else as it was kept; an entered one begins at its start."""
    if goal.measure and goal.ended_at is None:
        return counted_now(goal, tally)
    if entry is not None:
        return entry.value
    return None if goal.measure else goal.start


def counted_now(goal: Goal, tally: Tally) -> Decimal | None:
    """What is counted today; None too where the reports' currency is no longer the goal's."""
    value = tally.value(goal.measure, goal.about)
    if MEASURES[goal.measure].kind == MONEY and goal.unit and tally.unit_of(goal.measure) != goal.unit:
        return None
    return value


def counted(goal: Goal, tally: Tally) -> str:
    """What is counted, in words: "Leads sales accepted, Trade fair, in the last 28 days"."""
    if not goal.measure:
        return "Entered by the people of the goal"
    measure = MEASURES[goal.measure]
    return ", ".join(part for part in (measure.label, tally.name_of(goal.about), measure.window) if part)


def _on_track(goal: Goal, part: float | None, tally: Tally) -> bool | None:
    """Whether nearly as much of the way as of the time is behind; None where the way is unknown, and where it is behind
    in its first days, in which nothing can have moved."""
    began = _day(goal.live_at or goal.proposed_at, tally)
    whole, gone = (goal.due - began).days, (_day(tally.now, tally) - began).days
    if part is None or whole <= 0:
        return None
    wanted = min(gone / whole, 1.0)
    if part < wanted and gone < min(_FIRST_DAYS, whole / 4):
        return None
    return part >= wanted - _SLACK


def _day(moment: datetime, tally: Tally) -> date:
    return moment.astimezone(tally.zone).date()

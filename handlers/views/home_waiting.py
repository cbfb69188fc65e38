"""What waits for a person, as App Home shows it: weeks to hand in, goals to sign, changes and gaps to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from capabilities.brief import BriefVersion
from capabilities.brief.gaps import PEOPLE, Gap
from capabilities.brief.proposing import Proposed
from capabilities.channels import Channel
from capabilities.desk import Desk
from capabilities.goals import LIVE, PROPOSED, Asked, GoalShown
from handlers.views import blocks as b
from handlers.views import goals as goal_views
from handlers.views.blocks import Block
from handlers.views.brief_proposals import LOOK_AT, title
from handlers.views.brief_publish import CHANGES
from handlers.views.channel_forms import week_name
from handlers.views.channels import REPORT, SKIP
from handlers.views.question_owner import answer_button
from handlers.views.text import escape, many, minute, person, quote, shorten
from handlers.views.text import name as named

REPORTS, SIGNED, PROPOSALS, DRAFTS, GAPS, MISSING = 4, 2, 2, 2, 3, 5  # so many one by one; the rest are counted


@dataclass(frozen=True)
class Waiting:
    """What waits for those who may publish a brief: drafts and proposed changes, the gaps, those that most people met
    first, and how many answers people gave are past their review date."""

    drafts: Sequence[BriefVersion]
    proposals: Sequence[Proposed]
    gaps: Sequence[Gap]
    past: int = 0


def waiting(
    desk: Desk, goals: Sequence[GoalShown], asked: Asked | None, decisions: Waiting | None, *, now: datetime
) -> list[Block]:
    """All of it under one heading, what is due soonest first; or that there is nothing."""
    made = [*_reports(desk, now), *_to_sign(goals, asked)]
    made += _decisions(decisions) if decisions is not None else []
    made += _missing(desk)
    if not made:
        return [b.section("Nothing waits for you." if desk.inside else "Ask me anything, here or in Messages.")]
    return [b.header("Waiting for you"), *made]


def to_sign(goals: Sequence[GoalShown], asked: Asked | None) -> list[GoalShown]:
    """The goals a person may put their name to, those they were asked to sign first."""
    if asked is None:
        return []
    mine = [goal for goal in goals if goal.state == PROPOSED and asked.may_sign(goal)]
    return sorted(mine, key=lambda goal: goal.asked != asked.user)


def _reports(desk: Desk, now: datetime) -> list[Block]:
    if not desk.owed:
        return []
    due = f"{'was due' if now > desk.due else 'is due'} {minute(desk.due)}"
    made: list[Block] = []
    for at, channel in enumerate(desk.owed[:REPORTS]):
        value = f"{channel.id}\n{desk.week}"
        said = f"*{named(channel.name)}*\nThe week of {week_name(desk.week)} {due}."
        report = b.button("Report", REPORT, value, style="primary" if at == 0 else None)
        made += [b.section(said), b.actions(report, b.button("Skip this week", SKIP, value))]
    more = len(desk.owed) - REPORTS
    return [*made, b.context(f"{_more(more, 'channel')} to report: `/channels`")] if more > 0 else made


def _to_sign(goals: Sequence[GoalShown], asked: Asked | None) -> list[Block]:
    mine = to_sign(goals, asked)
    made = []
    for goal in mine[:SIGNED]:
        sides = asked.may_sign(goal) if asked is not None else ()
        does = ("Sign", goal_views.SIGN[sides[0]]) if len(sides) == 1 else ("Open", goal_views.OPEN)
        who = f"{person(goal.proposed_by)} asks for a signature of {' and '.join(goal.waits_for)}."
        made.append(b.section(f"{goal_views.compact(goal)}\n{who}", accessory=b.button(*does, goal.id)))
    more = len(mine) - SIGNED
    return [*made, b.context(f"{_more(more, 'goal')} to sign: `/goals`")] if more > 0 else made


def _decisions(waits: Waiting) -> list[Block]:
    made = []
    for draft in waits.drafts[:DRAFTS]:
        said = f"*A draft of the brief*: {escape(shorten(draft.product, 100))}, version {draft.number}"
        made.append(b.section(said, accessory=b.button("See changes", CHANGES, draft.id)))
    for each in waits.proposals[:PROPOSALS]:
        said = f"*A change of the brief is proposed*: {escape(shorten(title(each), 120))}"
        said += f"\n{quote(each.words, 160)}" if each.words else ""
        made.append(b.section(said, accessory=b.button("Look at it", LOOK_AT, each.id)))
    wanted = [gap for gap in waits.gaps if gap.questions or gap.people >= PEOPLE]  # somebody waits, or several met it
    for gap in wanted[:GAPS]:
        words = f"*The brief is silent on this* · {many(gap.people, 'person', 'people')}\n{quote(gap.words, 200)}"
        made.append(b.section(words, accessory=answer_button(gap.key)))
    counted = _counted(waits, len(wanted[:GAPS]))
    dot = "• " if len(counted) > 1 else ""
    return [*made, b.section("\n".join(f"{dot}{each}" for each in counted))] if counted else made


def _counted(waits: Waiting, gaps_shown: int) -> list[str]:
    """What waits beside what is shown one by one, with the command that lists it."""
    said = []
    drafts, proposals = len(waits.drafts) - DRAFTS, len(waits.proposals) - PROPOSALS
    gaps = len(waits.gaps) - gaps_shown
    if drafts > 0:
        said.append(f"{_more(drafts, 'draft')} to publish or drop: `/brief publish`")
    if proposals > 0:
        said.append(f"{_more(proposals, 'proposed change')} to decide: `/brief proposals`")
    if waits.past:
        said.append(f"{many(waits.past, 'answer')} of people to look at again: `/brief answers`")
    if gaps > 0:
        of = _more(gaps, "gap") if gaps_shown else many(gaps, "gap")
        said.append(f"{of} the brief is silent on: `/brief gaps`")
    return said


def _more(count: int, one: str) -> str:
    """`1 more goal`, `28 more goals`."""
    return many(count, f"more {one}")


def _missing(desk: Desk) -> list[Block]:
    """Whose weeks are not here yet, of others: `4 of 6 channels handed in, waiting for Olu (Podcast)`."""
    state = desk.state
    others = [each for each in state.missing if each.owner != desk.user] if state is not None else []
    if state is None or not others:
        return []
    owners: dict[str, list[Channel]] = {}
    for channel in others:
        owners.setdefault(channel.owner, []).append(channel)
    names = [f"{_owner(desk, user)} ({_names(channels)})" for user, channels in list(owners.items())[:MISSING]]
    more = f" and {len(owners) - MISSING} more" if len(owners) > MISSING else ""
    total = len(state.reported) + len(state.missing)
    head = f"*Week of {week_name(desk.week)}*: {len(state.reported)} of {many(total, 'channel')} handed in"
    return [b.section(f"{head}\nNot here yet: {', '.join(names)}{more}. `/channels` shows all of them.")]


def _owner(desk: Desk, user: str) -> str:
    known = desk.people.get(user)
    return escape(known.name) if known is not None and known.name else person(user) if user else "nobody yet"


def _names(channels: Sequence[Channel]) -> str:
    more = f" and {len(channels) - 3} more" if len(channels) > 3 else ""
    return ", ".join(escape(shorten(each.name, 40)) for each in channels[:3]) + more


def standing(goals: Sequence[GoalShown], asked: Asked | None, *, most: int) -> list[Block]:
    """The goals of both teams that are live or wait for somebody else, each with the one thing to do about it."""
    if asked is None:
        return []
    signed = {goal.id for goal in to_sign(goals, asked)}
    open_ = [goal for goal in goals if goal.state in (LIVE, PROPOSED) and goal.id not in signed]
    made = []
    for goal in open_[:most]:
        waits = f"\nWaits for a signature of {' and '.join(goal.waits_for)}" if goal.state == PROPOSED else ""
        does = ("Enter progress", goal_views.ENTER) if asked.may_enter(goal) else ("Open", goal_views.OPEN)
        made.append(b.section(f"{goal_views.compact(goal)}{waits}", accessory=b.button(*does, goal.id)))
    more = len(open_) - most
    made += [b.context(f"{_more(more, 'goal')}: `/goals`")] if more > 0 else []
    return [b.header("Goals of both teams"), *made] if made else []

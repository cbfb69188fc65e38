"""What goals look like: the list, one of them with its way so far, the message that asks for a name, the news."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

from capabilities.goals import (
    DROPPED,
    LIVE,
    MISSED,
    PROPOSED,
    REACHED,
    SALES,
    SIDES,
    Asked,
    Entry,
    GoalShown,
)
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, money, name, person, quote

NEW, OPEN, ENTER, DROP, WITHDRAW = "goals_new", "goals_open", "goals_enter", "goals_drop", "goals_withdraw"
SIGN = {side: f"goals_sign_{side}" for side in SIDES}
TITLE = "Goal"

_LIVE, _PROPOSED, _ENDED = 8, 5, 4  # so many of each in the list, which stays within a message's 50 blocks
_BAR, _TITLE = 10, 150
_ENDS = {REACHED: "Reached", MISSED: "Not reached", DROPPED: "Dropped"}
EMPTY = (
    "There are no goals yet. A goal is an aim that sales and marketing set together: it is live once somebody of each "
    "has signed it, and both see how far it has come."
)


def listing(goals: Sequence[GoalShown], asked: Asked, zone: ZoneInfo) -> list[Block]:
    """Live goals, those that wait for a name, and those that ended of late, each with what this person may do."""
    propose = b.actions(b.button("Propose a goal", NEW, style=None if goals else "primary"))
    if not goals:
        return [b.section(EMPTY), propose]
    made: list[Block] = []
    shown = 0
    for heading, state, most in (("Live", LIVE, _LIVE), ("Waiting for a signature", PROPOSED, _PROPOSED)):
        fitting = [goal for goal in goals if goal.state == state]
        made += [b.header(heading)] if fitting else []
        for goal in fitting[:most]:
            made += card(goal, asked)
        shown += len(fitting[:most])
    ended = [goal for goal in goals if goal.state in _ENDS]
    lines = [f"*{_ENDS[goal.state]}* · {name(goal.title, _TITLE)}{_ended_at(goal, zone)}" for goal in ended[:_ENDED]]
    made += [b.divider(), b.section("\n".join(lines))] if lines else []
    shown += len(lines)
    more = f"{len(goals) - shown:,} more: `/goals show` and a word of the title" if len(goals) > shown else ""
    made += [b.context(more)] if more else []
    return [*made, propose]


def card(goal: GoalShown, asked: Asked | None, *, opens: bool = True) -> list[Block]:
    """One goal: where it stands, whose names are under it, and buttons for what `asked` may do."""
    made = [b.section(compact(goal)), b.context(_counted(goal), _people(goal))]
    elements = _buttons(goal, asked, all_of_them=not opens) if asked is not None else []
    if opens and asked is not None:
        elements.append(b.button("Open", OPEN, goal.id))
    return [*made, b.actions(*elements)] if elements else made


def opened(goal: GoalShown, entries: Sequence[Entry], asked: Asked, zone: ZoneInfo) -> list[Block]:
    """One goal with where it stood before and how it ended."""
    made = card(goal, asked, opens=False)
    lines = [f"{day(each.at.astimezone(zone))}: *{_value(each.value, goal)}*{_by(each)}" for each in entries]
    if lines:
        made.insert(2, b.section("\n".join(lines)))
    if goal.state in _ENDS:
        why = f"\n{quote(goal.why)}" if goal.why else ""
        made.insert(1, b.section(f"*{_ENDS[goal.state]}*{_ended_at(goal, zone)}{why}"))
    return made


def window(goal: GoalShown, entries: Sequence[Entry], asked: Asked, zone: ZoneInfo) -> Block:
    return b.modal("goals_opened", TITLE, opened(goal, entries, asked, zone), submit=None, memory=goal.id)


def asking(goal: GoalShown, asked: Asked) -> tuple[str, list[Block]]:
    """The message that asks somebody of the other side to sign, and its words for a notification."""
    who, missing = person(goal.proposed_by), " and ".join(goal.waits_for) or "both sides"
    made = [b.section(f"{who} proposes a joint goal. It is live once somebody of {missing} signs it.")]
    made += card(goal, None)
    elements = _buttons(goal, asked)
    drop = [b.button("Not like this", DROP, goal.id)] if asked.may_drop(goal) else []
    text = f"{who} proposes a joint goal: {_title(goal)}. Will you sign it?"
    return text, [*made, b.actions(*elements, *drop)] if elements or drop else made


def settled(goal: GoalShown) -> tuple[str, list[Block]]:
    """What becomes of that message once it has been answered, by whomever."""
    if goal.state == PROPOSED:
        text = f"{_title(goal)} is signed, and still waits for {' and '.join(goal.waits_for)}."
    elif goal.state == LIVE:
        text = f"{_title(goal)} is signed by both sides and live."
    else:
        text = f"{_title(goal)} has ended: {_ENDS[goal.state].lower()}."
    return text, [b.section(text)]


def live(goal: GoalShown, user: str) -> tuple[str, list[Block]]:
    """The news that both sides have signed, for one of the people concerned."""
    news = "*Both sides have signed: this goal is live.*"
    if user == goal.owner:
        how = "Enter how far it has come whenever that changes." if goal.entered else "I count how far it has come."
        news += f"\nYou answer for it. {how}"
    buttons = [b.button("Enter progress", ENTER, goal.id)] if goal.entered else []
    text = f"{_title(goal)} is live: {_names(goal.sales)} signed for sales, {_names(goal.marketing)} for marketing."
    return text, [b.section(news), *card(goal, None), b.actions(*buttons, b.button("Open", OPEN, goal.id))]


def ended(goal: GoalShown) -> tuple[str, list[Block]]:
    """The news that a goal was reached, missed or dropped."""
    title = _title(goal)
    if goal.state == REACHED:
        text = f"Reached: {title}. It stands at {_value(goal.now, goal)}, and {_value(goal.target, goal)} was the aim."
    elif goal.state == MISSED:
        at = f"It ended at {_value(goal.now, goal)}; the aim was {_value(goal.target, goal)}."
        text = (
            f"The day of {title} has passed. {at if goal.now is not None else 'Where it ended could not be counted.'}"
        )
        text += " What would you do differently? `/goals propose` sets the next one."
    elif goal.ended_by:
        text = f"{person(goal.ended_by)} dropped the goal {title}:\n{quote(goal.why)}"
    else:
        text = f"The goal {title} is closed. {escape(goal.why)}"
    return text, [b.section(text), b.actions(b.button("Open", OPEN, goal.id))]


def unreachable(goal: GoalShown) -> tuple[str, list[Block]]:
    """Told to who proposed a goal when nobody could be asked to sign it."""
    text = f"I could not reach {person(goal.asked)} about {_title(goal)}. "
    text += "Anybody of the other side can sign it in `/goals`; please tell one of them."
    return text, [b.section(text)]


def proposed(goal: GoalShown) -> Block:
    """The confirmation of a proposal, as a view."""
    text = f"*Proposed, and signed by you.* I ask {person(goal.asked)} to sign; then it is live."
    return b.modal("goals_proposed", TITLE, [b.section(text), *card(goal, None)], submit=None)


def entered(goal: GoalShown) -> Block:
    """The confirmation of progress, as a view."""
    there = goal.now is not None and (goal.part or 0) >= 1
    text = (
        "*Kept.* That is the aim; tomorrow morning everybody concerned hears of it." if there else "*Kept.* Thank you."
    )
    return b.modal("goals_entered", TITLE, [b.section(text), *card(goal, None)], submit=None)


def dropped(goal: GoalShown) -> Block:
    text = f"*Dropped: {name(goal.title, _TITLE)}*\nEverybody concerned hears why."
    return b.modal("goals_dropped", TITLE, [b.section(text)], submit=None)


def compact(goal: GoalShown) -> str:
    """One goal in two lines of mrkdwn, for App Home and the digest."""
    return f"*{name(goal.title, _TITLE)}*\n{_stand(goal)}"


def plainly(goal: GoalShown) -> str:
    """Where a goal stands, for pages outside Slack."""
    return unescape(_stand(goal).replace("*", ""))


def bar(part: float) -> str:
    """`▰▰▰▰▱▱▱▱▱▱`: full only where the way is."""
    full = min(int(part * _BAR), _BAR)
    return "▰" * full + "▱" * (_BAR - full)


def _buttons(goal: GoalShown, asked: Asked, *, all_of_them: bool = False) -> list[Block]:
    sides = asked.may_sign(goal)
    words: Callable[[str], str] = lambda side: "Sign" if len(asked.sides) == 1 else f"Sign for {side}"  # noqa: E731
    made = [b.button(words(side), SIGN[side], goal.id, style="primary") for side in sides]
    if asked.may_enter(goal):
        made.append(b.button("Enter progress", ENTER, goal.id))
    if all_of_them and goal.state == PROPOSED and asked.user in goal.signers:
        made.append(b.button("Take back my signature", WITHDRAW, goal.id))
    if all_of_them and asked.may_drop(goal):
        made.append(b.button("Drop", DROP, goal.id))
    return made


def _stand(goal: GoalShown) -> str:
    """`▰▰▰▱▱▱▱▱▱▱  *28* now, from 20 to *40 demos* by Fri 18 Dec · on track`."""
    way = f"from {_figure(goal.start, goal)} to" if goal.start is not None else "to"
    way += f" *{_value(goal.target, goal)}* by {_date(goal)}"
    if goal.state == PROPOSED:
        return way[0].upper() + way[1:]
    if goal.now is None and goal.state == LIVE:
        return f"Too little is counted yet to say; {way}"
    at = f"*{_figure(goal.now, goal)}* now" if goal.now is not None else "not to be told yet"
    if goal.state != LIVE:
        at = f"ended at *{_figure(goal.now, goal)}*" if goal.now is not None else "ended uncounted"
    drawn = f"{bar(goal.part)}  " if goal.part is not None else ""
    track = "" if goal.on_track is None else " · on track" if goal.on_track else " · behind"
    return f"{drawn}{at}, {way}{track}"


def _counted(goal: GoalShown) -> str:
    if not goal.entered:
        return name(goal.counted, 200)
    if goal.as_of is None:
        return "Entered by hand; nothing yet" if goal.state == LIVE else "Entered by hand"
    return f"Entered by hand, last on {day(goal.as_of)}"


def _people(goal: GoalShown) -> str:
    signed = [f"{_names(who)} ({side})" for side, who in ((SALES, goal.sales), ("marketing", goal.marketing)) if who]
    names = f"signed by {' and '.join(signed)}" if signed else "signed by nobody"
    waits = f", waits for {' and '.join(goal.waits_for)}" if goal.state == PROPOSED and goal.waits_for else ""
    return f"{person(goal.owner)} answers for it · {names}{waits}"


def _title(goal: GoalShown) -> str:
    return f"“{name(goal.title, _TITLE)}”"


def _names(users: Sequence[str]) -> str:
    shown = ", ".join(person(user) for user in users[:3])
    return shown if len(users) <= 3 else f"{shown} and {many(len(users) - 3, 'other')}"


def _value(value: Decimal | None, goal: GoalShown) -> str:
    if value is None:
        return "n/a"
    if goal.unit == "%":
        return f"{value.normalize():f} %"
    return money(value, name(goal.unit, 40) if goal.unit else "")


def _figure(value: Decimal, goal: GoalShown) -> str:
    """The same without its unit, which the target names."""
    return f"{value.normalize():f}" if goal.unit == "%" else money(value)


def _by(entry: Entry) -> str:
    who = f" · {person(entry.by)}" if entry.by.startswith(("U", "W")) else ""
    return who + (f"\n{quote(entry.words, 300)}" if entry.words else "")


def _ended_at(goal: GoalShown, zone: ZoneInfo) -> str:
    return f" · {day(goal.ended_at.astimezone(zone))}" if goal.ended_at is not None else ""


def _date(goal: GoalShown) -> str:
    """`Fri 18 Dec`, with the year where it is another."""
    said = day(datetime.combine(goal.due, datetime.min.time()))
    return said if goal.today is not None and goal.today.year == goal.due.year else f"{said} {goal.due.year}"

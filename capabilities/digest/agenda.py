"""Sets the agenda of the joint half hour: the decision, what cannot wait, and the one drill most needed."""

from collections.abc import Sequence

from capabilities.digest.joint import Item, Point
from capabilities.digest.values import Asked, Digest
from capabilities.goals import LIVE, PROPOSED, GoalShown

HALF_HOUR = 30  # minutes
_DECISION, _DRILL = 10, 10
_BETWEEN = 2  # further things: with more of them nothing is settled in half an hour
_OBJECTION = "objection"
_LONGEST = 140  # characters of a quoted line


def agenda(digest: Digest, points: Sequence[Point], goals: Sequence[GoalShown]) -> tuple[Item, ...]:
    """What to talk about, in order, the minutes adding up to thirty."""
    between = _between(digest, goals)[:_BETWEEN]
    left = HALF_HOUR - _DECISION - _DRILL
    share = left // len(between) if between else 0
    made = [Item(_DECISION if between else HALF_HOUR - _DRILL, digest.decision, "decision")]
    made += [Item(share, words, kind) for kind, words in between]
    return (*made, Item(_DRILL, drill(digest, points), "drill"))


def drill(digest: Digest, points: Sequence[Point]) -> str:
    """The one exercise most needed: of what fell flat and what nobody could answer, that which most people met."""
    flat = max(
        (point for point in points if point.fell_flat), key=lambda point: (point.people, point.flat), default=None
    )
    gap = max(digest.asked, key=lambda asked: asked.people, default=None)
    if flat is not None and (gap is None or flat.people >= gap.people):
        return _after_flat(flat)
    if gap is not None:
        return _after_gap(gap)
    if any(kind.kind == _OBJECTION for kind in digest.kinds):
        return (
            "Drill in pairs: one says an objection heard this week, the other answers it from the brief; then change "
            "places."
        )
    return (
        "Drill in pairs: one plays a customer you spoke with, the other opens with the plumb line; then change places."
    )


def _between(digest: Digest, goals: Sequence[GoalShown]) -> list[tuple[str, str]]:
    """What else cannot wait, the most pressing first."""
    made = []
    for each in digest.disagreements[:1]:
        made.append(
            ("views", f"Where the two views differ: the owner of {each.channel} and one rep each say what they saw.")
        )
    waiting = [goal for goal in goals if goal.state == PROPOSED and goal.waits_for]
    for goal in waiting[:1]:
        made.append(("goal", f"Sign the goal “{goal.title}” for {' and '.join(goal.waits_for)}, or say why not."))
    behind = [goal for goal in goals if goal.state == LIVE and goal.on_track is False]
    for goal in behind[:1]:
        made.append(("goal", f"The goal “{goal.title}” is behind: agree on the one thing each side does this week."))
    if digest.asked and not _about_gaps(digest):
        most = max(digest.asked, key=lambda asked: asked.people)
        made.append(("gap", f"Agree who answers “{_short(most.words)}”, which {most.people} people met."))
    for theme in digest.themes or ():
        if theme.named and not (theme.sales and theme.marketing) and theme.name not in digest.subject:
            made.append(("theme", f"Agree on a pair, one of sales and one of marketing, for “{theme.name}”."))
            break
    return made


def _about_gaps(digest: Digest) -> bool:
    return "brief" in digest.subject


def _after_flat(point: Point) -> str:
    where = f"with {point.segment} " if point.segment else ""
    return (
        f"Drill in pairs: “{_short(point.text)}” {where}fell flat {point.flat} of {point.marks} times. One says it, "
        "the other pushes back, until it is said in words that hold."
    )


def _after_gap(asked: Asked) -> str:
    return (
        f"Drill in pairs: one asks “{_short(asked.words)}”, as {asked.people} people were asked; the other says what "
        "the brief allows today, and what they will find out."
    )


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]}…"

"""Reads what belongs to both teams in a digest: how points of the brief did, what changed in it, where goals stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from capabilities.brief import Briefs, InForce
from capabilities.digest import quotes
from capabilities.digest.agenda import agenda
from capabilities.digest.joint import Change, Joint, Point
from capabilities.digest.values import Digest
from capabilities.goals import LIVE, MARKETING, PROPOSED, SALES, GoalShown
from capabilities.hiding import Hiding
from capabilities.passages import claim_of, spoken
from storage import brief as stored_brief
from storage import digest as stored
from storage import pitch as stored_pitch
from storage.database import Unit
from storage.digest import Published
from storage.pitch import PitchPoint

WINDOW = timedelta(days=28)  # a week alone has too few marks of any one point
MARKS, PEOPLE = 3, 2  # as for themes: what one person tried is not yet anybody's to judge
_LANDED, _FLAT = "landed", "flat"
_SHOWN, _LINES = 3, 3


@dataclass(frozen=True)
class Told:
    """A version published in the week, with its changed lines as they read now, and the notes that speak for them."""

    version: Published
    became: Sequence[str]
    notes: int


@dataclass(frozen=True)
class Beside:
    """What a digest's joint part is made of. `said` are the lines of the briefs in force that anybody may read, by
    claim."""

    marks: Sequence[PitchPoint] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Told] = ()
    goals: Sequence[GoalShown] = ()
    lacking: int = 0


def read(unit: Unit, start: datetime, end: datetime) -> tuple[list[PitchPoint], list[Told], list[str]]:
    """Marks up to `end`, versions published from `start` on, and the ids of the versions in force."""
    marks = stored_pitch.marked(unit, since=end - WINDOW)
    told = []
    for version in stored.published_between(unit, start, end):
        changed = stored_brief.published_in(unit, version.id)
        spoke = stored_brief.notes_of_each(unit, [proposal.id for proposal in changed])
        notes = {note for several in spoke.values() for note in several}
        told.append(Told(version, [each.became for each in changed], len(notes)))
    in_force = [version.id for version in stored_brief.products(unit)]
    return [mark for mark in marks if mark.marked_at is not None and mark.marked_at < end], told, in_force


def public_lines(briefs: Briefs | None, workspace: str, versions: Sequence[str]) -> dict[str, str]:
    """The lines anybody may read, by claim, of these versions."""
    found = [briefs.version(workspace, version) for version in versions] if briefs is not None else []
    public: list[InForce] = [brief.public() for brief in found if brief is not None]
    return {claim_of(passage): spoken(passage) for brief in public for passage in brief.brief.passages}


def joint(digest: Digest, beside: Beside, hiding: Hiding) -> Joint:
    """What both teams see of their week, with an agenda for half an hour."""
    points = _points(beside, digest.start, hiding)
    goals = [_hidden(goal, hiding) for goal in beside.goals]
    return Joint(
        points=points,
        changes=tuple(_change(each, beside.said) for each in beside.told),
        goals=tuple(_nobodys(goal) for goal in _shown(goals, digest.start)),
        agenda=agenda(digest, points, goals),
        lacking=beside.lacking,
    )


def _points(beside: Beside, start: datetime, hiding: Hiding) -> tuple[Point, ...]:
    """The points most often landed, then those that most often fell flat: tried this week, by two people or more."""
    groups: dict[tuple[str, str], list[PitchPoint]] = {}
    for mark in beside.marks:
        if mark.claim in beside.said:
            groups.setdefault((mark.claim, " ".join(mark.segment.split()).casefold()), []).append(mark)
    made = []
    for (claim, _), marks in groups.items():
        people = {mark.marked_by for mark in marks}
        lately = any(mark.marked_at is not None and mark.marked_at >= start for mark in marks)
        if lately and len(marks) >= MARKS and len(people) >= PEOPLE:
            made.append(_point(beside.said[claim], marks, len(people), hiding))
    landed = sorted(
        (each for each in made if not each.fell_flat), key=lambda each: (-each.landed, each.flat, each.text)
    )
    flat = sorted((each for each in made if each.fell_flat), key=lambda each: (-each.flat, each.landed, each.text))
    return (*landed[:_SHOWN], *flat[:_SHOWN])


def _point(text: str, marks: Sequence[PitchPoint], people: int, hiding: Hiding) -> Point:
    fell = [mark for mark in marks if mark.outcome == _FLAT]
    word = next((" ".join(mark.word.split()) for mark in reversed(fell) if mark.word), "")
    return Point(
        text=" ".join(text.split()),
        segment=quotes.segment_shown(marks[-1].segment, hiding),
        landed=sum(mark.outcome == _LANDED for mark in marks),
        flat=len(fell),
        people=people,
        word=hiding.hidden(word),
    )


def _change(told: Told, said: Mapping[str, str]) -> Change:
    public = {" ".join(line.split()).casefold() for line in said.values()}
    words = [" ".join(line.split()) for line in told.became]
    shown = [line for line in words if line and line.casefold() in public]
    return Change(told.version.product, told.version.number, len(words), told.notes, tuple(shown[:_LINES]))


def _hidden(goal: GoalShown, hiding: Hiding) -> GoalShown:
    """A goal without customers and people in anything of it that somebody typed, or that stands for a name."""
    said = {name: hiding.hidden(getattr(goal, name), amounts=False) for name in ("title", "counted", "unit")}
    return replace(goal, title=said["title"], counted=said["counted"], unit=said["unit"])


def _shown(goals: Sequence[GoalShown], start: datetime) -> list[GoalShown]:
    """Those that run, then those that ended since, then those that wait for a signature."""
    waiting = [goal for goal in goals if goal.state == PROPOSED and goal.waits_for]
    ended = [goal for goal in goals if _ended_since(goal, start)]
    return [*(goal for goal in goals if goal.state == LIVE), *ended, *waiting]


def _nobodys(goal: GoalShown) -> GoalShown:
    """A goal without the people of it: a digest is kept for long, and read by all.

    Where it waits for a signature, the other side's stays as that side's alone.
    """
    signed = goal.state == PROPOSED
    sales = (SALES,) if signed and goal.sales else ()
    marketing = (MARKETING,) if signed and goal.marketing else ()
    return replace(
        goal, owner="", proposed_by="", asked="", ended_by="", why="", sales=sales, marketing=marketing
    )  # fmt: skip


def _ended_since(goal: GoalShown, start: datetime) -> bool:
    return goal.state != PROPOSED and goal.ended_at is not None and goal.ended_at >= start

"""The points pitches were made of, how each did in its conversation, and what was wrong with one."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit
from storage.pitch.pitches import firsts


class PitchPoint(SQLModel, table=True):
    """One point of a pitch that reached a person.

    `claim` names the words of the passage it leads with (capabilities.passages.claim_of), so that its record goes on
    from version to version until the brief says something else. `outcome` is landed, flat or empty.
    """

    __tablename__ = "pitch_point"
    __table_args__ = (
        Index("pitch_point_claim", "workspace", "claim"),
        Index("pitch_point_marked", "workspace", "marked_at"),
    )
    workspace: str = columns.workspace()
    pitch: str = columns.key(40)
    position: int = Field(primary_key=True)  # from 1, as the person sees it
    ref: str = Field(default="", max_length=120)
    claim: str = Field(default="", max_length=40)
    segment: str = ""
    drafted_at: datetime
    outcome: str = Field(default="", max_length=10)
    word: str = columns.words()
    marked_by: str = ""
    marked_at: datetime | None = None


class PitchProblem(SQLModel, table=True):
    """Something wrong with a pitch, as its asker reported it; `position` is the point, 0 for the whole."""

    __tablename__ = "pitch_problem"
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    pitch: str = Field(max_length=40)
    position: int = 0
    words: str = columns.words()
    by: str = ""
    at: datetime
    told: str = ""  # the owner who heard of it


def add_points(unit: Unit, points: Sequence[PitchPoint]) -> None:
    unit.session.add_all(points)


def points_of(unit: Unit, pitch_id: str) -> list[PitchPoint]:
    """The points of one pitch in their order."""
    query = select(PitchPoint).where(PitchPoint.workspace == unit.workspace, PitchPoint.pitch == pitch_id)
    return list(unit.session.exec(query.order_by(col(PitchPoint.position))).all())


def marked(unit: Unit, claims: Sequence[str] | None = None, *, since: datetime) -> list[PitchPoint]:
    """The points marked since a moment, of these claims or of all, oldest first.

    A pitch and its redrafts are one conversation: of what they say of one claim only the newest mark counts.
    """
    query = select(PitchPoint).where(
        PitchPoint.workspace == unit.workspace, PitchPoint.outcome != "", col(PitchPoint.marked_at) >= since
    )
    if claims is not None:
        query = query.where(col(PitchPoint.claim).in_(claims))
    made = list(unit.session.exec(query.order_by(col(PitchPoint.marked_at))).all())
    first = firsts(unit, {each.pitch for each in made})
    newest = {(first.get(each.pitch, each.pitch), each.claim): each for each in made}
    return [each for each in made if newest[first.get(each.pitch, each.pitch), each.claim] is each]


def add_problem(unit: Unit, problem: PitchProblem) -> None:
    unit.session.add(problem)


def problem(unit: Unit, problem_id: str) -> PitchProblem | None:
    return unit.session.get(PitchProblem, (unit.workspace, problem_id))

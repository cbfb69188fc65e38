"""Aims that sales and marketing set together, who signed them, and how far they have come."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, Index, SQLModel

from storage import columns


class Goal(SQLModel, table=True):
    """A joint aim: from `start` to `target` of a measure by a day, answered for by one person.

    `state` is proposed (waits for signatures), live, reached, missed (its day has passed), or dropped. `measure` is
    the name of a figure the program counts itself, or empty where somebody enters it. `direction` is up or down.
    """

    __tablename__ = "goal"
    __table_args__ = (Index("goal_state", "workspace", "state", "due"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    title: str = columns.words()
    measure: str = Field(default="", max_length=40)
    about: str = Field(default="", max_length=120)  # the channel or segment the measure is counted for
    unit: str = Field(default="", max_length=40)
    direction: str = Field(default="up", max_length=10)
    start: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    target: Decimal = Field(max_digits=18, decimal_places=2)
    due: date
    owner: str
    state: str = Field(default="proposed", max_length=20)
    proposed_by: str
    proposed_at: datetime
    live_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    why: str = columns.words()  # why it was dropped


class GoalSignature(SQLModel, table=True):
    """Somebody of sales or of marketing who put their name to a goal."""

    __tablename__ = "goal_signature"
    workspace: str = columns.workspace()
    goal: str = columns.key(40)
    user: str = columns.key()
    side: str = Field(max_length=20)  # sales or marketing
    at: datetime


class GoalProgress(SQLModel, table=True):
    """Where a goal stood at a moment, as somebody entered it."""

    __tablename__ = "goal_progress"
    workspace: str = columns.workspace()
    goal: str = columns.key(40)
    at: datetime = Field(primary_key=True)
    value: Decimal = Field(max_digits=18, decimal_places=2)
    by: str = ""
    words: str = columns.words()

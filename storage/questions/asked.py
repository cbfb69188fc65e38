"""Questions about positioning and the answers given."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit


class Question(SQLModel, table=True):
    """A question somebody asked.

    `state` is waiting, stopping (its asker wants no more), answered, silent (the brief says nothing), stopped before
    anything was said, or failed. `helpful` is yes, no, or empty while nobody judged.
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("question_state", "workspace", "state", "asked_at"),
        Index("question_thread", "workspace", "asked_in", "thread"),
        Index("question_asked_by", "workspace", "asked_by", "asked_at"),
    )
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    asked_by: str
    asked_in: str = ""
    thread: str = Field(default="", max_length=40)
    text: str = columns.words()
    asked_at: datetime
    state: str = Field(default="waiting", max_length=20)
    brief_version: str | None = Field(default=None, max_length=40)
    sentences: list[Any] = columns.values()
    nearest: str = ""
    score: float = 0.0
    remark: str = columns.words()
    model: str = ""
    prompt: str = ""
    tokens: int = 0
    answered_at: datetime | None = None
    masked: str = columns.words()  # what was masked before it was kept: email,phone,…
    reply_to: str = columns.words()  # where the answer of a command goes, until it went there
    public: bool = False  # asked where anybody reads along, or by a guest: answered with what is cleared for all
    evidence: list[Any] = columns.values()  # themes shown beside the answer, as they were when it was made
    helpful: str = Field(default="", max_length=10)
    why: str = columns.words()  # what was wrong with an answer that did not help
    why_kind: str = Field(default="", max_length=20)
    judged_at: datetime | None = None
    paged_at: datetime | None = None  # when the asker wanted a person


def add(unit: Unit, question: Question) -> None:
    unit.session.add(question)


def get(unit: Unit, question_id: str) -> Question | None:
    return unit.session.get(Question, (unit.workspace, question_id))


def waiting(unit: Unit, before: datetime) -> list[str]:
    """Ids of questions asked before a moment and still without an answer."""
    query = select(Question.id).where(
        Question.workspace == unit.workspace,
        col(Question.state).in_(("waiting", "stopping")),
        Question.asked_at < before,
    )
    return list(unit.session.exec(query.order_by(col(Question.asked_at))).all())


def waits_for(unit: Unit, question_id: str) -> str:
    """Whose earlier questions a question waits for; empty where its asker has no other that waits."""
    row = get(unit, question_id)
    return row.asked_by if row is not None and others_waiting(unit, row) else ""


def others_waiting(unit: Unit, question: Question) -> int:
    """How many other questions of the same person wait for an answer; asked in the transaction that keeps this one,
    those that were kept before it."""
    query = (
        select(func.count())
        .select_from(Question)
        .where(
            Question.workspace == unit.workspace,
            col(Question.state).in_(("waiting", "stopping")),
            Question.asked_by == question.asked_by,
            Question.id != question.id,
        )
    )
    return unit.session.exec(query).one()


def state(unit: Unit, question_id: str) -> str | None:
    """The state of a question and nothing else of it: asked while an answer is being written."""
    query = select(Question.state).where(Question.workspace == unit.workspace, Question.id == question_id)
    return unit.session.exec(query).first()


def waiting_in(unit: Unit, channel: str, thread: str, user: str) -> list[Question]:
    """Somebody's questions of one thread that still have no answer."""
    query = select(Question).where(
        Question.workspace == unit.workspace,
        Question.asked_in == channel,
        Question.thread == thread,
        Question.asked_by == user,
        Question.state == "waiting",
    )
    return list(unit.session.exec(query).all())


def of_thread(unit: Unit, channel: str, thread: str, *, limit: int) -> list[Question]:
    """The last questions of one thread, oldest first: the only memory an answer has."""
    query = (
        select(Question)
        .where(Question.workspace == unit.workspace, Question.asked_in == channel, Question.thread == thread)
        .order_by(col(Question.asked_at).desc())
        .limit(limit)
    )
    return list(reversed(unit.session.exec(query).all()))


def silent_since(unit: Unit, since: datetime, until: datetime) -> list[Question]:
    """Questions of a time that the brief did not answer, oldest first."""
    query = (
        select(Question)
        .where(
            Question.workspace == unit.workspace,
            Question.state == "silent",
            Question.asked_at >= since,
            Question.asked_at < until,
        )
        .order_by(col(Question.asked_at))
    )
    return list(unit.session.exec(query).all())

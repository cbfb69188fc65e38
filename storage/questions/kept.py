"""Answers that people gave where the brief was silent, and the questions each of them answers."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit

KEPT, IN_BRIEF, WITHDRAWN = "kept", "in_brief", "withdrawn"


class KeptAnswer(SQLModel, table=True):
    """What somebody who may answer for a brief said to a question it is silent on.

    `state` is kept (answers whoever asks), in_brief (the brief says it now), or withdrawn. `key` is the gap's it was
    given for. `proposal` is the id of the proposal made of it, empty where it is to stay an answer.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (Index("kept_answer_state", "workspace", "state", "product_key"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    product_key: str = Field(default="", max_length=120)
    key: str = Field(default="", max_length=40)
    question: str = columns.words()
    text: str = columns.words()
    by: str
    at: datetime
    review_by: date | None = None
    inside: bool = False  # for colleagues alone: it answers no guest, and nobody where others read along
    state: str = Field(default=KEPT, max_length=20)
    proposal: str = Field(default="", max_length=40)
    ended_at: datetime | None = None
    ended_by: str = ""


class KeptAnswerQuestion(SQLModel, table=True):
    """A question, or a note with an objection, that a kept answer answers, and when whoever it is from was told."""

    __tablename__ = "kept_answer_question"
    __table_args__ = (Index("kept_answer_question_question", "workspace", "question"),)
    workspace: str = columns.workspace()
    answer: str = columns.key(40)
    question: str = columns.key(40)
    asked_by: str
    told_at: datetime | None = None


def kept_answers(unit: Unit, *, product_key: str | None = None) -> list[KeptAnswer]:
    """The answers that answer whoever asks, of one product or of all, oldest first."""
    query = select(KeptAnswer).where(KeptAnswer.workspace == unit.workspace, KeptAnswer.state == KEPT)
    if product_key is not None:
        query = query.where(KeptAnswer.product_key == product_key)
    return list(unit.session.exec(query.order_by(col(KeptAnswer.at), col(KeptAnswer.id))).all())


def answered_questions(unit: Unit) -> set[str]:
    """Ids of the questions, and of the notes, that an answer answers which was not withdrawn."""
    query = (
        select(KeptAnswerQuestion.question)
        .join(
            KeptAnswer,
            sa.and_(
                col(KeptAnswer.workspace) == col(KeptAnswerQuestion.workspace),
                col(KeptAnswer.id) == col(KeptAnswerQuestion.answer),
            ),
        )
        .where(KeptAnswerQuestion.workspace == unit.workspace, col(KeptAnswer.state).in_((KEPT, IN_BRIEF)))
    )
    return set(unit.session.exec(query).all())


def answering(unit: Unit, question_ids: Sequence[str]) -> KeptAnswer | None:
    """The newest answer to any of these questions or notes that was not withdrawn."""
    if not question_ids:
        return None
    query = (
        select(KeptAnswer)
        .join(
            KeptAnswerQuestion,
            sa.and_(
                col(KeptAnswer.workspace) == col(KeptAnswerQuestion.workspace),
                col(KeptAnswer.id) == col(KeptAnswerQuestion.answer),
            ),
        )
        .where(
            KeptAnswer.workspace == unit.workspace,
            col(KeptAnswer.state).in_((KEPT, IN_BRIEF)),
            col(KeptAnswerQuestion.question).in_(question_ids[:500]),
        )
        .order_by(col(KeptAnswer.at).desc())
    )
    return unit.session.exec(query).first()


def add(unit: Unit, answer: KeptAnswer, asked: Sequence[tuple[str, str]]) -> None:
    """Keep an answer with what it answers: (id of the question or note, who it is from), each once."""
    unit.session.add(answer)
    unit.session.add_all(
        KeptAnswerQuestion(workspace=unit.workspace, answer=answer.id, question=own_id, asked_by=who)
        for own_id, who in dict(asked).items()
    )


def alone(unit: Unit) -> None:
    """Until this transaction ends nobody else answers in this workspace. SQLite has one writer at a time anyway."""
    if unit.connection.dialect.name != "sqlite":
        unit.connection.execute(_ALONE, {"name": f"plumbline:kept_answer:{unit.workspace}"})


_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def get(unit: Unit, answer_id: str) -> KeptAnswer | None:
    return unit.session.get(KeptAnswer, (unit.workspace, answer_id))


def save(unit: Unit, answer: KeptAnswer) -> None:
    unit.session.add(answer)


def links(unit: Unit, answer_id: str) -> list[KeptAnswerQuestion]:
    """What an answer answers, and who of them was told."""
    query = select(KeptAnswerQuestion).where(
        KeptAnswerQuestion.workspace == unit.workspace, KeptAnswerQuestion.answer == answer_id
    )
    return list(unit.session.exec(query.order_by(col(KeptAnswerQuestion.question))).all())


def of_proposals(unit: Unit, proposal_ids: Sequence[str]) -> list[KeptAnswer]:
    """The kept answers that these proposals were made of."""
    if not proposal_ids:
        return []
    query = select(KeptAnswer).where(
        KeptAnswer.workspace == unit.workspace,
        KeptAnswer.state == KEPT,
        col(KeptAnswer.proposal).in_(proposal_ids[:500]),
    )
    return list(unit.session.exec(query).all())


def note_proposed(unit: Unit, key: str, proposal_id: str) -> None:
    """A proposal was made of the kept answer that was given for a gap, if one was."""
    unit.connection.execute(
        sa.update(KeptAnswer)
        .where(col(KeptAnswer.workspace) == unit.workspace, col(KeptAnswer.key) == key, col(KeptAnswer.state) == KEPT)
        .values(proposal=proposal_id)
    )


def note_told(unit: Unit, answer_id: str, user: str, now: datetime) -> None:
    """Somebody heard of an answer to what they had asked."""
    unit.connection.execute(
        sa.update(KeptAnswerQuestion)
        .where(
            col(KeptAnswerQuestion.workspace) == unit.workspace,
            col(KeptAnswerQuestion.answer) == answer_id,
            col(KeptAnswerQuestion.asked_by) == user,
        )
        .values(told_at=now)
    )

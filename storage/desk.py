"""What is kept of one person's questions, as their desk shows it: the newest, who answered them, who has them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.database import Unit
from storage.questions import KeptAnswer, KeptAnswerQuestion, Question
from storage.questions.kept import WITHDRAWN
from storage.workspace import Posting


def questions_of(unit: Unit, user: str, *, limit: int) -> list[Question]:
    """Somebody's newest questions, the newest at the head."""
    query = select(Question).where(Question.workspace == unit.workspace, Question.asked_by == user)
    return list(unit.session.exec(query.order_by(col(Question.asked_at).desc()).limit(limit)).all())


def answers_to(unit: Unit, questions: Sequence[str]) -> dict[str, KeptAnswer]:
    """The newest answer of a person to each of these questions, where there is one that was not withdrawn."""
    same = sa.and_(
        col(KeptAnswer.workspace) == col(KeptAnswerQuestion.workspace),
        col(KeptAnswer.id) == col(KeptAnswerQuestion.answer),
    )
    query = (
        select(KeptAnswerQuestion.question, KeptAnswer)
        .join(KeptAnswer, same)
        .where(KeptAnswerQuestion.workspace == unit.workspace, col(KeptAnswer.state) != WITHDRAWN)
        .where(col(KeptAnswerQuestion.question).in_(questions))
        .order_by(col(KeptAnswer.at))
    )
    return dict(unit.session.exec(query).all())


def messages_about(unit: Unit, prefixes: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The keys of the messages that begin with any of these prefixes or are any of these keys, sent or about to be."""
    if not prefixes and not keys:
        return []
    begins = (col(Posting.key).startswith(each, autoescape=True) for each in prefixes)
    query = select(Posting.key).where(Posting.workspace == unit.workspace, sa.or_(col(Posting.key).in_(keys), *begins))
    return list(unit.session.exec(query.order_by(col(Posting.key))).all())

"""Which answers helped and which did not, as their askers said."""

from datetime import datetime

from sqlmodel import col, select

from storage.database import Unit
from storage.questions.asked import Question


def judged_since(unit: Unit, since: datetime, *, limit: int) -> list[Question]:
    """The questions whose answers were judged since a moment, the newest judgement first."""
    query = (
        select(Question)
        .where(
            Question.workspace == unit.workspace,
            Question.helpful != "",
            col(Question.judged_at) >= since,
        )
        .order_by(col(Question.judged_at).desc(), col(Question.id))
        .limit(limit)
    )
    return list(unit.session.exec(query).all())

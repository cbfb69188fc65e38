"""Which answers helped and which did not, as their askers said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Unit
from storage.questions.asked import Question


@dataclass(frozen=True)
class JudgedAnswer:
    """What is read of an answer that was judged: the version it was made from, its sentences, what was said of it."""

    brief_version: str | None
    sentences: list[Any]
    helpful: str
    why_kind: str
    why: str


def judged_since(unit: Unit, since: datetime, *, limit: int) -> list[JudgedAnswer]:
    """The answers that were judged since a moment, the newest judgement first."""
    read = (Question.brief_version, Question.sentences, Question.helpful, Question.why_kind, Question.why)
    query = (
        sa.select(*map(col, read))
        .where(
            col(Question.workspace) == unit.workspace,
            col(Question.helpful) != "",
            col(Question.judged_at) >= since,
        )
        .order_by(col(Question.judged_at).desc(), col(Question.id))
        .limit(limit)
    )
    return [JudgedAnswer(*row) for row in unit.connection.execute(query).all()]

"""Answers that people gave where the brief was silent, and the questions each of them answers."""

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel

from storage import columns


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
    state: str = Field(default="kept", max_length=20)
    proposal: str = Field(default="", max_length=40)
    ended_at: datetime | None = None
    ended_by: str = ""


class KeptAnswerQuestion(SQLModel, table=True):
    """A question that a kept answer answers, and when its asker was told."""

    __tablename__ = "kept_answer_question"
    __table_args__ = (Index("kept_answer_question_question", "workspace", "question"),)
    workspace: str = columns.workspace()
    answer: str = columns.key(40)
    question: str = columns.key(40)
    asked_by: str
    told_at: datetime | None = None

"""Answers people gave where the brief was silent, and what became of the bot's own"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
QUESTION = {
    "reply_to": (sa.Text(), ""),
    "public": (sa.Boolean(), sa.false()),
    "evidence": (sa.JSON(), "[]"),
    "why": (sa.Text(), ""),
    "why_kind": (sa.String(length=20), ""),
}
OPTIONAL = ("judged_at", "paged_at")


def upgrade() -> None:
    with op.batch_alter_table("question", schema=None) as question:
        for column, (kind, value) in QUESTION.items():
            question.add_column(sa.Column(column, kind, nullable=False, server_default=value))
        for column in OPTIONAL:
            question.add_column(sa.Column(column, WHEN, nullable=True))
    with op.batch_alter_table("question", schema=None) as question:
        for column in QUESTION:
            question.alter_column(column, server_default=None)
    op.create_table(
        "kept_answer",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("product_key", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposal", sa.String(length=40), nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("kept_answer_state", "kept_answer", ["workspace", "state", "product_key"])
    op.create_table(
        "kept_answer_question",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("told_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "answer", "question"),
    )
    op.create_index("kept_answer_question_question", "kept_answer_question", ["workspace", "question"])


def downgrade() -> None:
    op.drop_table("kept_answer_question")
    op.drop_table("kept_answer")
    with op.batch_alter_table("question", schema=None) as question:
        for column in (*OPTIONAL, *QUESTION):
            question.drop_column(column)

"""Drafts and proposals of a brief, how the points of pitches did, and the budget of nudges"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
BRIEF = {
    "published_by": (sa.String(), ""),
    "dropped_by": (sa.String(), ""),
    "findings": (sa.JSON(), "[]"),
    "tests": (sa.JSON(), "[]"),
    "override": (sa.Text(), ""),
}
PITCH = {
    "product_key": (sa.String(length=120), ""),
    "segment": (sa.String(), ""),
    "account": (sa.String(), ""),
    "stage": (sa.String(), ""),
    "competitor": (sa.String(), ""),
    "objection": (sa.Text(), ""),
    "wish": (sa.Text(), ""),
    "verdicts": (sa.JSON(), "[]"),
    "seconds": (sa.Float(), "0"),
    "outcome": (sa.String(length=10), ""),
    "outcome_word": (sa.Text(), ""),
}
OPTIONAL = {
    "brief_version": {
        "dropped_at": WHEN,
        "reviewed_at": WHEN,
        "base": sa.String(length=40),
        "made_from": sa.String(length=40),
    },
    "pitch": {"redraft_of": sa.String(length=40), "outcome_at": WHEN, "followed_up_at": WHEN},
}


def upgrade() -> None:
    for name, columns in (("brief_version", BRIEF), ("pitch", PITCH)):
        with op.batch_alter_table(name, schema=None) as table:
            for column, (kind, value) in columns.items():
                table.add_column(sa.Column(column, kind, nullable=False, server_default=value))
            for column, kind in OPTIONAL[name].items():
                table.add_column(sa.Column(column, kind, nullable=True))
        with op.batch_alter_table(name, schema=None) as table:
            for column in columns:
                table.alter_column(column, server_default=None)
    op.execute("UPDATE brief_version SET published_by = filed_by WHERE published_at IS NOT NULL")
    _proposals()
    _points()
    op.create_table(
        "nudge",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("nudge_user", "nudge", ["workspace", "user", "at"])


def _proposals() -> None:
    op.create_table(
        "brief_proposal",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("product_key", sa.String(length=120), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=True),
        sa.Column("published", sa.String(length=40), nullable=True),
        sa.Column("became", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("brief_proposal_key", "brief_proposal", ["workspace", "key"], unique=True)
    op.create_index("brief_proposal_state", "brief_proposal", ["workspace", "state", "made_at"])
    op.create_table(
        "brief_proposal_note",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("proposal", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=40), nullable=False),
        sa.Column("told_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "proposal", "note"),
        sa.ForeignKeyConstraint(
            ["workspace", "proposal"], ["brief_proposal.workspace", "brief_proposal.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("brief_proposal_note_note", "brief_proposal_note", ["workspace", "note"])
    named = sa.text("account <> ''")
    op.create_index(
        "field_note_account", "field_note", ["workspace", "account"], sqlite_where=named, postgresql_where=named
    )


def _points() -> None:
    op.create_table(
        "pitch_point",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("pitch", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("drafted_at", WHEN, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.Column("marked_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "pitch", "position"),
    )
    op.create_index("pitch_point_claim", "pitch_point", ["workspace", "claim"])
    op.create_index("pitch_point_marked", "pitch_point", ["workspace", "marked_at"])
    op.create_table(
        "pitch_problem",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("pitch", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )


def downgrade() -> None:
    op.drop_index("field_note_account", "field_note")
    for table in ("nudge", "pitch_problem", "pitch_point", "brief_proposal_note", "brief_proposal"):
        op.drop_table(table)
    for name, columns in (("brief_version", BRIEF), ("pitch", PITCH)):
        with op.batch_alter_table(name, schema=None) as table:
            for column in (*columns, *OPTIONAL[name]):
                table.drop_column(column)

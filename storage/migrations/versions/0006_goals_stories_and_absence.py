"""Joint aims, the stories of channels, weeks that are skipped, and who is away"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
ADDED = {
    "channel": {"slack_channel": (sa.String(length=80), "")},
    "channel_report": {"reasons": (sa.JSON(), "{}"), "import_id": (sa.String(length=40), "")},
    "person": {"away": (sa.Boolean(), sa.false()), "own_digest": (sa.Boolean(), sa.false())},
}


def upgrade() -> None:
    for name, columns in ADDED.items():
        with op.batch_alter_table(name, schema=None) as table:
            for column, (kind, value) in columns.items():
                table.add_column(sa.Column(column, kind, nullable=False, server_default=value))
        with op.batch_alter_table(name, schema=None) as table:
            for column in columns:
                table.alter_column(column, server_default=None)
    with op.batch_alter_table("person", schema=None) as person:
        person.add_column(sa.Column("away_until", WHEN, nullable=True))
    _goals()
    op.create_table(
        "channel_skip",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "week"),
    )
    op.create_table(
        "channel_story",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "week"),
    )
    op.create_table(
        "channel_import",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("finished_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )


def _goals() -> None:
    op.create_table(
        "goal",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("target", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", WHEN, nullable=False),
        sa.Column("live_at", WHEN, nullable=True),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("goal_state", "goal", ["workspace", "state", "due"])
    op.create_index("question_asked_by", "question", ["workspace", "asked_by", "asked_at"])
    op.create_table(
        "goal_signature",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("goal", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "goal", "user"),
    )
    op.create_table(
        "goal_progress",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("goal", sa.String(length=40), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "goal", "at"),
    )


def downgrade() -> None:
    op.drop_index("question_asked_by", table_name="question")
    for name in ("goal_progress", "goal_signature", "goal", "channel_import", "channel_story", "channel_skip"):
        op.drop_table(name)
    with op.batch_alter_table("person", schema=None) as person:
        person.drop_column("away_until")
    for name, columns in ADDED.items():
        with op.batch_alter_table(name, schema=None) as table:
            for column in columns:
                table.drop_column(column)

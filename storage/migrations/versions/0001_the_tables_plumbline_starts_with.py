"""The tables Plumbline starts with"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brief_filing",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_table(
        "brief_version",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("product_key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("brief_version", schema=None) as batch_op:
        batch_op.create_index("brief_version_number", ["workspace", "product_key", "number"], unique=True)
    op.create_table(
        "channel",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_index("channel_name", ["workspace", "name_key"], unique=True)
    op.create_table(
        "delivery",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_at"), ["at"], unique=False)
    op.create_table(
        "digest",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("shape", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "channel", "due"),
    )
    op.create_table(
        "field_note",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer_words", sa.Text(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("competitor", sa.String(), nullable=False),
        sa.Column("via_channel", sa.String(), nullable=False),
        sa.Column("lead_verdict", sa.String(), nullable=False),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("permalink", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=True),
        sa.Column("brief_version", sa.String(length=40), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("field_note", schema=None) as batch_op:
        batch_op.create_index("field_note_author", ["workspace", "author", "created_at"], unique=False)
        batch_op.create_index("field_note_source", ["workspace", "source_id"], unique=True)
        batch_op.create_index("field_note_when", ["workspace", "created_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user"),
    )
    op.create_table(
        "pitch",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_in", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("brief_version", sa.String(length=40), nullable=True),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("pitch", schema=None) as batch_op:
        batch_op.create_index("pitch_state", ["workspace", "state", "asked_at"], unique=False)
    op.create_table(
        "posting",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key"),
    )
    op.create_table(
        "question",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_in", sa.String(), nullable=False),
        sa.Column("thread", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("brief_version", sa.String(length=40), nullable=True),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("nearest", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helpful", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("question_state", ["workspace", "state", "asked_at"], unique=False)
        batch_op.create_index("question_thread", ["workspace", "asked_in", "thread"], unique=False)
    op.create_table(
        "setting",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name"),
    )
    op.create_table(
        "workspace",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.create_table(
        "brief_passage",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "version"], ["brief_version.workspace", "brief_version.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace", "version", "ref"),
    )
    op.create_table(
        "channel_report",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("spend", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("impressions", sa.Integer(), nullable=True),
        sa.Column("leads", sa.Integer(), nullable=True),
        sa.Column("qualified", sa.Integer(), nullable=True),
        sa.Column("opportunities", sa.Integer(), nullable=True),
        sa.Column("pipeline", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("customers", sa.Integer(), nullable=True),
        sa.Column("revenue", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("worked", sa.Text(), nullable=False),
        sa.Column("didnt", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "channel"], ["channel.workspace", "channel.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace", "channel", "week", "revision"),
    )


def downgrade() -> None:
    op.drop_table("channel_report")
    op.drop_table("brief_passage")
    op.drop_table("workspace")
    op.drop_table("setting")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("question_thread")
        batch_op.drop_index("question_state")
    op.drop_table("question")
    op.drop_table("posting")
    with op.batch_alter_table("pitch", schema=None) as batch_op:
        batch_op.drop_index("pitch_state")
    op.drop_table("pitch")
    op.drop_table("person")
    with op.batch_alter_table("field_note", schema=None) as batch_op:
        batch_op.drop_index("field_note_when")
        batch_op.drop_index("field_note_source")
        batch_op.drop_index("field_note_author")
    op.drop_table("field_note")
    op.drop_table("digest")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_at"))
    op.drop_table("delivery")
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.drop_index("channel_name")
    op.drop_table("channel")
    with op.batch_alter_table("brief_version", schema=None) as batch_op:
        batch_op.drop_index("brief_version_number")
    op.drop_table("brief_version")
    op.drop_table("brief_filing")

"""Themes, what makes notes findable, earlier wordings, and imports"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("field_note", schema=None) as note:
        note.add_column(sa.Column("kind_by", sa.String(length=20), nullable=False, server_default="person"))
        note.add_column(sa.Column("theme", sa.String(length=40), nullable=True))
        note.add_column(sa.Column("placed_by", sa.String(length=80), nullable=False, server_default=""))
        note.add_column(sa.Column("kept_at", WHEN, nullable=True))
        note.add_column(sa.Column("import_id", sa.String(length=40), nullable=True))
        note.add_column(sa.Column("known_at", WHEN, nullable=True))
        note.add_column(sa.Column("reply_to", sa.Text(), nullable=False, server_default=""))
        note.add_column(sa.Column("masked", sa.Text(), nullable=False, server_default=""))
        note.add_column(sa.Column("message_by", sa.String(length=80), nullable=False, server_default=""))
    op.execute("UPDATE field_note SET kept_at = created_at")
    with op.batch_alter_table("field_note", schema=None) as note:
        note.alter_column("kept_at", existing_type=WHEN, nullable=False)
        for name in ("kind_by", "placed_by", "reply_to", "masked", "message_by"):
            note.alter_column(name, server_default=None)
    for table in ("question", "pitch"):
        with op.batch_alter_table(table, schema=None) as asked:
            asked.add_column(sa.Column("masked", sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(table, schema=None) as asked:
            asked.alter_column("masked", server_default=None)
    _index("field_note_theme", ["workspace", "theme", "created_at"], "theme IS NOT NULL")
    _index("field_note_import", ["workspace", "import_id"], "import_id IS NOT NULL")
    _index("field_note_waiting", ["workspace", "kept_at", "id"], "known_at IS NULL AND undone_at IS NULL")
    _index("field_note_awaited", ["workspace", "kept_at", "id"], "reply_to <> ''")
    op.create_table(
        "field_wording",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=40), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("ix_field_wording_note", "field_wording", ["note"])
    _imports()
    _themes()
    _search()
    _digests()


def _imports() -> None:
    op.create_table(
        "field_import",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("unknown_columns", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("finished_at", WHEN, nullable=True),
        sa.Column("undone_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("field_import_mark", "field_import", ["workspace", "mark"])


def _themes() -> None:
    op.create_table(
        "theme",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_by", sa.String(length=80), nullable=False),
        sa.Column("hand", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("merged_into", sa.String(length=40), nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("sales", sa.String(length=80), nullable=False),
        sa.Column("marketing", sa.String(length=80), nullable=False),
        sa.Column("taken_at", WHEN, nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decision_version", sa.String(length=40), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("owner_told_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("theme_state", "theme", ["workspace", "state"])
    op.create_table(
        "theme_change",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("theme_change_theme", "theme_change", ["workspace", "theme", "at"])
    op.create_table(
        "theme_leaning",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "note"),
    )


def _digests() -> None:
    """What a digest counted, beside what it says, so that a note's receipt needs to read no page."""
    names = ("covers_from", "covers_until", "counted_at")
    with op.batch_alter_table("digest", schema=None) as digest:
        for name in names:
            digest.add_column(sa.Column(name, WHEN, nullable=True))
    kept = sa.table(
        "digest",
        *(sa.column(name, sa.String()) for name in ("workspace", "channel", "state")),
        *(sa.column(name, WHEN) for name in ("due", "claimed_at", *names)),
        sa.column("content", sa.JSON()),
    )
    for row in op.get_bind().execute(sa.select(kept).where(kept.c.state == "posted")).all():
        if {"start", "end"} <= set(row.content or {}):
            start, end = (datetime.fromisoformat(row.content[name]).astimezone(UTC) for name in ("start", "end"))
            same = [kept.c[name] == getattr(row, name) for name in ("workspace", "channel", "due")]
            covers = {"covers_from": start, "covers_until": end, "counted_at": row.claimed_at}
            op.get_bind().execute(sa.update(kept).where(*same).values(**covers))


def _search() -> None:
    """Not in the models: the two databases keep the same facts in shapes of their own."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TABLE field_search (seq INTEGER PRIMARY KEY AUTOINCREMENT, workspace VARCHAR(80) NOT NULL,"
            " note VARCHAR(40) NOT NULL, created_at BIGINT NOT NULL, model VARCHAR NOT NULL, vector BLOB NOT NULL,"
            " UNIQUE (workspace, note))"
        )
        op.execute("CREATE VIRTUAL TABLE field_words USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')")
    else:
        kind = "halfvec" if _has_pgvector() else "bytea"
        op.execute(
            "CREATE TABLE field_search (seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " workspace VARCHAR(80) NOT NULL, note VARCHAR(40) NOT NULL, created_at BIGINT NOT NULL,"
            f" model VARCHAR NOT NULL, vector {kind} NOT NULL, words tsvector NOT NULL, UNIQUE (workspace, note))"
        )
        op.execute("CREATE INDEX field_search_words ON field_search USING gin (words)")
        # An index needs one length of vector; an empty one costs nothing.
        for size in (256, 384, 512, 768, 1024, 1536, 3072) if kind == "halfvec" else ():
            op.execute(
                f"CREATE INDEX field_search_near_{size} ON field_search"
                f" USING hnsw ((vector::halfvec({size})) halfvec_cosine_ops) WHERE vector_dims(vector) = {size}"
            )
    op.create_index("field_search_when", "field_search", ["workspace", "created_at"])
    op.create_index("field_search_seq", "field_search", ["workspace", "seq"])


def _has_pgvector() -> bool:
    """Whether pgvector 0.8 or newer is there, or can be had; without it the program compares vectors itself."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS vector"))
    except sa.exc.DBAPIError:  # not installed on the server, or this user may not
        return False
    version = connection.execute(sa.text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")).scalar_one()
    return tuple(int(part) for part in version.split(".")[:2]) >= (0, 8)


def _index(name: str, columns: list[str], only: str) -> None:
    op.create_index(name, "field_note", columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))


def downgrade() -> None:
    with op.batch_alter_table("digest", schema=None) as digest:
        for name in ("covers_from", "covers_until", "counted_at"):
            digest.drop_column(name)
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("field_words")
    for table in ("field_search", "theme_leaning", "theme_change", "theme", "field_import", "field_wording"):
        op.drop_table(table)
    for name in ("field_note_awaited", "field_note_waiting", "field_note_import", "field_note_theme"):
        op.drop_index(name, table_name="field_note")
    with op.batch_alter_table("field_note", schema=None) as note:
        for name in ("message_by", "masked", "reply_to", "known_at", "import_id", "kept_at", "placed_by", "theme"):
            note.drop_column(name)
        note.drop_column("kind_by")
    for table in ("pitch", "question"):
        with op.batch_alter_table(table, schema=None) as asked:
            asked.drop_column("masked")

"""Brings a database to the shape this version of Plumbline needs, one migration after another."""

from pathlib import Path

import sqlalchemy as sa

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0003"  # the newest migration; a test holds it to the folder


def current(database: Database) -> str | None:
    """The migration the database is at; None for an empty one. Reads one row, imports nothing heavy."""
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def is_current(database: Database) -> bool:
    return current(database) == HEAD


def upgrade(database: Database) -> None:
    """Run every migration that is missing. Safe to call from several processes: the database serialises them."""
    from alembic import command  # alembic is needed only here, and costs a third of a second to import
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.engine.execution_options(write=True).connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(4242420001)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

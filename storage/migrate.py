"""Brings a database to the shape this version of Plumbline needs, one migration after another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0007"  # the newest migration; a test holds it to the folder


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

    with _moving(database) as config:
        command.upgrade(config, "head")


def downgrade(database: Database, to: str) -> None:
    """Go back to an earlier migration; what came with the later ones is lost."""
    from alembic import command

    with _moving(database) as config:
        command.downgrade(config, to)


@contextmanager
def _moving(database: Database) -> Iterator[Any]:
    """One transaction in which tables change their shape and no row is lost; gives alembic's configuration.

    SQLite changes a column by putting a new table in the place of the old one. Dropping the old one would take the
    rows that refer to it along, so references are not kept meanwhile, which cannot be said within a transaction.
    """
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.engine.execution_options(write=True).connect() as connection:
        raw: Any = connection.connection.driver_connection
        try:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(4242420001)"))
                config.attributes["connection"] = connection
                yield config
        finally:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")

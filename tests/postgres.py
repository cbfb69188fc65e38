"""Gives tests an empty PostgreSQL database each: one that was emptied, or a new one where a test changed its shape."""

import os
from itertools import count

import sqlalchemy as sa

from bot import durable
from storage import migrate
from storage.database import Database

# Emptying a database takes a hundredth of a second, copying one half a second.
_EMPTY = """
DO $$ DECLARE it record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR it IN SELECT schemaname, tablename FROM pg_tables WHERE {ours} LOOP
    EXECUTE format('DELETE FROM %I.%I', it.schemaname, it.tablename);
  END LOOP;
  FOR it IN SELECT schemaname, sequencename FROM pg_sequences LOOP
    EXECUTE format('ALTER SEQUENCE %I.%I RESTART', it.schemaname, it.sequencename);
  END LOOP;
END $$
"""
_OURS = (
    "schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename NOT IN ('alembic_version', 'dbos_migrations')"
)
_SHAPE = """
SELECT string_agg(line, chr(10) ORDER BY line) FROM (
  SELECT concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable, column_default) AS line
  FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
  UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
  UNION ALL SELECT extname FROM pg_extension
) AS lines
"""
_LET_GO = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class EmptyDatabases:
    """The migrated databases of one process of tests, on a server of its own."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._names = (f"test_{os.getpid()}_{number}" for number in count(1))
        self._template = f"template_{os.getpid()}"
        self._kept: list[str] = []
        self._admin = sa.create_engine(Database(server_url).url, isolation_level="AUTOCOMMIT")
        self._run(f"CREATE DATABASE {self._template}")
        database = Database(self._url(self._template))
        migrate.upgrade(database)
        durable.migrate(database)
        with database.engine.connect() as connection:
            self._shape = connection.exec_driver_sql(_SHAPE).scalar_one()
        database.close()
        self._run(f"ALTER DATABASE {self._template} ALLOW_CONNECTIONS false")  # whoever looked in would hold it

    def take(self) -> str:
        """The address of an empty, migrated database that nobody else has."""
        if self._kept:
            return self._kept.pop()
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return self._url(name)

    def give_back(self, url: str) -> None:
        """Empty it for the next test; whoever is still connected is sent away. Dropped if its shape was changed."""
        name = url.split("?")[0].rpartition("/")[2]
        engine = sa.create_engine(Database(url).url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(_LET_GO)
            same = connection.exec_driver_sql(_SHAPE).scalar_one() == self._shape
            if same:
                connection.exec_driver_sql(_EMPTY.format(ours=_OURS).replace("%", "%%"))
                self._kept.append(url)
        engine.dispose()
        if not same:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()

    def _url(self, name: str) -> str:
        return self._server_url.replace("/postgres?", f"/{name}?")

    def _run(self, words: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(words)

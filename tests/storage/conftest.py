"""The three kinds of database that search can stand on."""

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from storage import migrate
from storage.database import Database
from storage.field.search import Nearness


@pytest.fixture(scope="session")
def servers(postgres_url: str) -> Iterator[dict[str, str]]:
    """Two databases on a server: one with pgvector, and one of somebody who may not add extensions."""
    name = f"plain_{os.getpid()}"
    admin = sa.create_engine(Database(postgres_url).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}_vector")
    yield {
        "pgvector": postgres_url.replace("/postgres?", f"/{name}_vector?"),
        "no pgvector": postgres_url.replace("postgres:@/postgres?", f"{name}:@/{name}?"),
    }
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP DATABASE {name}_vector WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE {name}")
    admin.dispose()


@pytest.fixture(
    params=["sqlite", *(pytest.param(name, marks=pytest.mark.postgres) for name in ("pgvector", "no pgvector"))]
)
def any_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; those on the server are emptied, as making one takes a second."""
    if request.param == "sqlite":
        made = Database(request.getfixturevalue("sqlite_url"))
    else:
        made = Database(request.getfixturevalue("servers")[request.param])
        if not migrate.is_current(made):
            migrate.upgrade(made)
        with made.engine.begin() as connection:
            connection.exec_driver_sql("TRUNCATE field_search, field_note")
    yield made
    assert made.checked_out() == 0, "a connection was not given back"
    made.close()


@pytest.fixture
def nearness(any_database: Database) -> Nearness:
    return Nearness(any_database)

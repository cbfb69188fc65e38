"""The one transaction: kept together, undone together, on SQLite and PostgreSQL."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from capabilities.books import Books, Deed, SeenBefore
from storage import digest, field, migrate, workspace
from storage.database import Database, normal_url

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def note(note_id: str, **more: Any) -> field.Note:
    return field.Note(workspace="T1", id=note_id, created_at=NOW, author="U1", text="a longer lease", **more)


def test_what_is_done_in_a_unit_is_undone_when_it_raises(database: Database) -> None:
    def fail() -> None:
        with database.unit("T1") as unit:
            field.add(unit, note("a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading("T1") as unit:
        assert field.get(unit, "a") is None


def test_a_row_of_another_workspace_is_not_seen(database: Database) -> None:
    with database.unit("T1") as unit:
        field.add(unit, note("a"))
    with database.reading("T2") as unit:
        assert field.get(unit, "a") is None
        assert field.count(unit) == 0


def test_times_come_back_aware_and_equal(database: Database) -> None:
    with database.unit("T1") as unit:
        field.add(unit, note("a"))
    with database.reading("T1") as unit:
        kept = field.get(unit, "a")
    assert kept is not None
    assert kept.created_at == NOW
    assert kept.created_at.tzinfo is not None


def test_the_same_delivery_is_first_only_once_and_leaves_with_its_work(books: Books) -> None:
    deed = Deed("T1", "U1", "event:Ev1")
    with pytest.raises(RuntimeError), books.keep(deed):
        raise RuntimeError  # the work failed, so the delivery must count as not seen
    with books.keep(deed) as unit:
        field.add(unit, note("a"))
    with pytest.raises(SeenBefore), books.keep(deed):
        pass
    with books.keep(Deed("T2", "U1", "event:Ev1")):
        pass  # another workspace's delivery may carry the same id


def test_sixteen_at_once_with_the_same_delivery_leave_one_note(database: Database, books: Books) -> None:
    won: list[int] = []

    def deliver(number: int) -> None:
        try:
            with books.keep(Deed("T1", "U1", "event:Ev1")) as unit:
                field.add(unit, note(f"n{number}"))
            won.append(number)
        except SeenBefore:
            pass

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading("T1") as unit:
        assert field.count(unit) == 1
    assert len(won) == 1


def test_a_digest_can_be_claimed_once(database: Database) -> None:
    with database.unit("T1") as unit:
        assert digest.claim(unit, "C1", NOW, NOW)
        assert not digest.claim(unit, "C1", NOW, NOW)
    with database.unit("T1") as unit:
        assert not digest.claim(unit, "C1", NOW, NOW)
        assert digest.claim(unit, "C2", NOW, NOW)


def test_migrations_end_where_the_program_expects_and_can_run_twice(database: Database) -> None:
    assert migrate.current(database) == migrate.HEAD
    migrate.upgrade(database)
    assert migrate.is_current(database)


def test_the_newest_migration_on_disk_is_the_one_the_program_names() -> None:
    names = sorted(path.name[:4] for path in (migrate.FOLDER / "versions").glob("[0-9]*.py"))
    assert names[-1] == migrate.HEAD


def test_the_tables_are_what_the_models_say(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    ours = {table.name for table in SQLModel.metadata.sorted_tables}

    def of_models(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in ours  # the search tables have shapes of their own, see their own tests

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_name": of_models})
        differences = compare_metadata(context, SQLModel.metadata)
    mine = [d for d in differences if d[0] != "remove_index"]
    assert mine == []


def test_people_and_settings_are_kept_by_workspace(database: Database) -> None:
    with database.unit("T1") as unit:
        workspace.save_person(unit, "U1", {"name": "Ada", "role": "marketer"}, now=NOW)
        workspace.save_setting(unit, "digest_day", "friday", by="U1", now=NOW)
    with database.reading("T2") as unit:
        assert workspace.person(unit, "U1") is None
        assert workspace.settings(unit) == {}


@pytest.mark.parametrize("given", ["postgres://u:p@h/db", "postgresql://u:p@h/db", "postgresql+psycopg://u:p@h/db"])
def test_every_way_to_write_a_postgres_address_ends_at_the_same_driver(given: str) -> None:
    assert normal_url(given) == "postgresql+psycopg://u:p@h/db"

"""Waiting notes are noticed at once, asked for once, and asked for again when nothing came of it."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.watching import Watch
from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from storage import field as stored
from storage.database import Database
from tests.conftest import StillClock, WrittenWork
from tests.front_door import until

HERE = "T1"


def log(books: Books, words: str = "a plan they can cancel") -> str:
    return Field(books).log(Deed(HERE, "U1"), Said(words)).id


@pytest.fixture
def watch(books: Books, clock: StillClock, work: WrittenWork) -> Watch:
    return Watch(books.database, work, clock, every_s=0.01)


def test_a_waiting_note_is_asked_for_once(watch: Watch, books: Books, work: WrittenWork) -> None:
    assert watch.look() == 0
    note = log(books)
    assert [watch.look(), watch.look()] == [1, 0]
    ((workspace, kind, key),) = work.asked
    assert (workspace, kind) == (HERE, "notes")
    assert key.startswith(note)


def test_a_note_changed_before_it_was_settled_anew_is_asked_for_again(
    watch: Watch, books: Books, work: WrittenWork, clock: StillClock
) -> None:
    note = log(books)
    watch.look()
    with books.keep(Deed(HERE, "U1")) as unit:
        stored.change(unit, note, {"edited_at": clock.now() + timedelta(seconds=1), "reply_to": "view:V1"})
    assert watch.look() == 1
    assert len(set(work.asked)) == 2


def test_what_nothing_came_of_is_asked_for_again_and_the_key_is_new(
    watch: Watch, books: Books, work: WrittenWork
) -> None:
    log(books)
    watch.look()
    until(watch.look)  # after a second
    assert len({key for _, _, key in work.asked}) == 2


def test_an_import_is_asked_for_as_fast_as_it_is_settled_and_a_note_logged_meanwhile_at_once(
    watch: Watch, books: Books, work: WrittenWork, clock: StillClock
) -> None:
    with books.keep(Deed(HERE, "U1")) as unit:
        rows = [
            stored.Note(workspace=HERE, id=f"n{number}", created_at=clock.now(), author="U1", text="a plan")
            for number in range(9, -1, -1)  # the smallest id is settled last
        ]
        for place, row in enumerate(rows):
            stored.add(unit, replace(row, kept_at=clock.now() + timedelta(seconds=place)))
    began = time.monotonic()
    for row in rows[:5]:
        until(watch.look)
        with books.keep(Deed(HERE, "U1")) as unit:
            stored.change(unit, row.id, {"known_at": clock.now()})
    assert time.monotonic() - began < 10, "no pause grows while anything is settled"
    until(watch.look)
    Field(books).log(Deed(HERE, "U1"), Said("a longer lease"), reply_to="user:U1")
    assert watch.look() == 1
    assert len(set(work.asked)) == 7


def test_nothing_is_asked_for_while_the_workspace_is_being_settled_or_is_not_ours(
    books: Books, work: WrittenWork, clock: StillClock
) -> None:
    log(books)

    def busy(workspace: str) -> bool:
        return workspace == HERE

    assert Watch(books.database, work, clock, busy=busy).look() == 0
    assert Watch(books.database, work, clock, served=lambda _: False).look() == 0
    assert work.asked == []


def test_it_looks_by_itself_until_it_is_stopped(watch: Watch, books: Books, work: WrittenWork) -> None:
    watch.start()
    log(books)
    until(lambda: work.asked)
    watch.stop()
    watch.stop()
    log(books, "another")
    time.sleep(0.05)
    assert len(work.asked) == 1


def test_a_database_that_is_away_is_told_of_once_and_watched_on(
    clock: StillClock, work: WrittenWork, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database("sqlite://")  # without a single table
    watch = Watch(database, work, clock, every_s=0.01)
    watch.start()
    until(lambda: caplog.records)
    time.sleep(0.05)
    watch.stop()
    database.close()
    assert len(caplog.records) == 1

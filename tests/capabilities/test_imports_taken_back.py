"""An import is taken back in parts that go on after a stop, people's edits stay, and two at once do no harm."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from capabilities.field.imports import Elsewhere, FieldImport, Imports
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from capabilities.tables import TableFile
from storage import field as stored
from storage.field import imports as stored_imports
from storage.field import search
from tests.conftest import StillClock, WrittenWork

DEED = Deed("T1", PROGRAM)


def imports_of(books: Books) -> Imports:
    return Imports(books, Masking())


def whole(books: Books, text: str) -> FieldImport:
    imports, file = imports_of(books), TableFile.of_text(text)
    begun = imports.begin(DEED, file, 1)
    return list(imports.run("T1", begun.id, file, imports.rows(file)))[-1]


def texts(books: Books) -> list[str]:
    with books.look("T1") as unit:
        return sorted(note.text for note in stored.every(unit))


def sent(books: Books, text: str) -> tuple[str, TableFile]:
    """A file sent in Slack that was looked over."""
    imports, file = imports_of(books), TableFile.of_text(text)
    imports.ask(DEED, [("F1", "a.csv")])
    assert isinstance(books.work, WrittenWork)
    key = books.work.asked[-1][2]
    imports.looked("T1", key, file, imports.preview(DEED, file, imports.rows(file)))
    return key, file


def test_notes_that_people_edited_since_stay_and_are_counted(books: Books, clock: StillClock) -> None:
    done = whole(books, "source_id,text,author\na,one,UREP\nb,two,UREP\nc,three,UREP\n")
    with books.look("T1") as unit:
        note = next(each for each in stored.every(unit) if each.text == "two")
    clock.go(minutes=1)
    Field(books).edit(Deed("T1", "UREP"), note.id, Said("two, they said", kind="want"))
    taken = imports_of(books).undo(DEED, done.id)
    assert (taken.taken, taken.stayed, taken.words) == (2, 1, "1 note edited since stays.")
    assert texts(books) == ["two, they said"]
    assert imports_of(books).get("T1", done.id).remark == taken.words
    again = whole(books, "source_id,text,author\na,one,UREP\nb,two,UREP\nc,three,UREP\n")
    assert (again.new, again.known) == (2, 1)


def test_an_undo_that_was_killed_goes_on_even_after_the_hour(books: Books, clock: StillClock) -> None:
    done = whole(books, "text\none\ntwo\nthree\n")
    with books.keep(DEED) as unit:  # as it stands after its first part
        row = stored_imports.change_import(unit, done.id)
        assert row is not None
        row.state = "undoing"
        stored_imports.undo_part(unit, done.id, clock.now(), limit=2)
    clock.go(hours=3)
    assert imports_of(books).undo(DEED, done.id).taken == 1
    assert (texts(books), imports_of(books).get("T1", done.id).state) == ([], "undone")


def test_nobody_finds_a_note_that_was_made_findable_while_it_was_taken_back(books: Books, clock: StillClock) -> None:
    done = whole(books, "text\n" + "".join(f"secretword {n}\n" for n in range(5)))
    with books.look("T1") as unit:
        notes = list(stored.every(unit))
    vector, half = np.full(4, 0.5, dtype=np.float32), threading.Event()

    def settle() -> None:
        with books.keep(DEED) as unit:
            search.alone(unit)
            rows = [
                search.Findable(note.id, datetime.now(UTC), note.text, "m", vector)
                for note in notes
                if stored.make_known(unit, note, {"known_at": clock.now()})
            ]
            half.set()
            search.make_findable(unit, rows)

    thread = threading.Thread(target=settle)
    thread.start()
    half.wait(30)
    imports_of(books).undo(DEED, done.id)
    thread.join(30)
    with books.look("T1") as unit:
        assert search.by_words(unit, "secretword", limit=9) == []


def test_an_import_that_stopped_midway_can_be_taken_back_for_an_hour_from_its_last_part(
    small: Books, clock: StillClock
) -> None:
    imports, file = imports_of(small), TableFile.of_text("text\n" + "x\n" * 1200)
    begun = imports.begin(DEED, file, 1200)
    parts = imports.run("T1", begun.id, file, imports.rows(file))
    next(parts)
    clock.go(minutes=50)
    next(parts)
    clock.go(minutes=61)
    with pytest.raises(Refusal, match=r"so its notes stay\.$"):
        imports.undo(DEED, begun.id)
    clock.go(minutes=-2)
    assert imports.undo(DEED, begun.id).taken == 1000


def test_only_who_may_import_does_any_of_it(small: Books) -> None:
    key, file = sent(small, "text\nx\n")
    rep, imports = Deed("T1", "UREP"), imports_of(small)
    for verb in (
        lambda: imports.preview(rep, file, imports.rows(file)), lambda: imports.begin(rep, file, 1),
        lambda: imports.ask(rep, [("F2", "b.csv")]), lambda: imports.start(rep, key), lambda: imports.leave(rep, key),
        lambda: imports.undo(rep, key),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="needs the marketer role"):
            verb()
    assert imports.get("T1", key).state == "previewed"


def test_an_undo_that_was_given_up_is_asked_for_anew_by_pressing_again(small: Books, work: WrittenWork) -> None:
    done = whole(small, "text\nx\n")
    imports_of(small).ask_undo(DEED, done.id)
    imports_of(small).ask_undo(DEED, done.id)
    first, second = [key for _, kind, key in work.asked if kind == "import_undo"]
    assert first == done.id
    assert second != first
    assert second.partition(":")[0] == done.id


def test_who_comes_second_to_an_import_leaves_it_to_the_other(small: Books) -> None:
    imports, file = imports_of(small), TableFile.of_text("text\n" + "".join(f"{n}\n" for n in range(1200)))
    begun = imports.begin(DEED, file, 1200)
    loser, winner = (imports.run("T1", begun.id, file, imports.rows(file)) for _ in range(2))
    next(loser)
    next(winner)
    with pytest.raises(Elsewhere):
        next(loser)
    assert (list(winner)[-1].state, len(texts(small))) == ("done", 1200)


def test_two_imports_that_name_the_same_ids_at_once_keep_each_once(books: Books) -> None:
    text = "source_id,text\n" + "".join(f"s{n},number {n}\n" for n in range(300))
    before, done = threading.Barrier(2), list[FieldImport]()

    def bring(more: str) -> None:
        before.wait(30)
        done.append(whole(books, text + more))

    threads = [threading.Thread(target=bring, args=(more,)) for more in ("a,x\n", "b,y\n")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(each.new + each.known for each in done) == [301, 301]
    assert sum(each.new for each in done) == len(texts(books)) == 302


def test_a_row_that_another_transaction_is_keeping_is_waited_for_and_passed_over(books: Books) -> None:
    counted = list[int]()
    notes = [
        stored.Note(workspace="T1", id=f"n{n}", created_at=books.clock.now(), author="U", text="x",
                    source_id=f"s{n}", kept_at=books.clock.now())
        for n in range(3)
    ]  # fmt: skip

    def second() -> None:
        with books.keep(DEED) as unit:
            others = [replace(note, id=f"other {note.id}") for note in notes]
            counted.append(stored_imports.add_new(unit, others))

    with books.keep(DEED) as unit:
        assert stored_imports.add_new(unit, notes[:2]) == 2
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
    thread.join(30)
    assert counted == [1]

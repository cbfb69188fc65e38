"""Imports of notes: looked over, kept in parts that go on after a stop, masked, and taken back within an hour."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import numpy as np
import pytest

from capabilities.books import Books, Deed
from capabilities.field import KINDS
from capabilities.field.imports import AT_ONCE, NO_IDS, FieldImport, Imports
from capabilities.field.table import NoteRows, note_rows
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from capabilities.tables import TableFile
from storage import field as stored
from storage.field import Note, search
from tests.conftest import StillClock, WrittenWork

DEED = Deed("T1", PROGRAM)
MANY = "text\n" + "".join(f"number {n}\n" for n in range(3 * AT_ONCE + 7))


def imports_of(books: Books) -> Imports:
    return Imports(books, Masking("DE"))


def opened(text: str) -> tuple[TableFile, NoteRows]:
    file = TableFile.of_text(text)
    return file, note_rows(file)


def begun(books: Books, text: str) -> tuple[str, Iterator[FieldImport]]:
    """An import that was begun, and its parts, none of them kept yet."""
    file, rows = opened(text)
    row = imports_of(books).begin(DEED, file, sum(1 for _ in rows))
    return row.id, imports_of(books).run("T1", row.id, file, rows)


def whole(books: Books, text: str) -> FieldImport:
    return list(begun(books, text)[1])[-1]


def every(books: Books) -> list[Note]:
    with books.look("T1") as unit:
        return list(stored.every(unit))


def one(books: Books, text: str) -> Note:
    """The one note of a file."""
    assert whole(books, text).problems == []
    (note,) = every(books)
    return note


def words_of_problem(books: Books, text: str) -> str:
    (problem,) = whole(books, text).problems
    return f"{problem['line']} {problem['column']}: {problem['words']}"


def test_a_stopped_import_goes_on_after_the_last_part_that_was_kept(books: Books) -> None:
    first, parts = begun(books, MANY)
    assert [row.rows_done for row in islice(parts, 2)] == [AT_ONCE, 2 * AT_ONCE]
    second, rest = begun(books, MANY)
    assert second == first
    assert [row.rows_done for row in rest] == [3 * AT_ONCE, 3 * AT_ONCE + 7, 3 * AT_ONCE + 7]
    done = imports_of(books).get("T1", first)
    assert (done.state, done.new, done.known) == ("done", 3 * AT_ONCE + 7, 0)
    assert len({note.text for note in every(books)}) == len(every(books)) == 3 * AT_ONCE + 7


def test_two_at_the_same_import_keep_each_row_once_and_one_of_them_is_told(small: Books) -> None:
    _, parts = begun(small, MANY)
    _, others = begun(small, MANY)
    next(parts)
    assert next(others).rows_done == 2 * AT_ONCE
    with pytest.raises(Refusal, match="being done somewhere else"):
        next(parts)
    assert list(others)[-1].new == len(every(small)) == 3 * AT_ONCE + 7


def test_an_import_that_is_taken_back_while_it_runs_keeps_nothing_more(small: Books) -> None:
    made, parts = begun(small, MANY)
    next(parts)
    assert imports_of(small).undo(DEED, made).taken == AT_ONCE
    with pytest.raises(Refusal, match="nothing more was kept"):
        next(parts)
    assert every(small) == []


def test_a_preview_counts_what_an_import_would_do_and_keeps_nothing(books: Books) -> None:
    whole(books, "source_id,text\na,too dear\n")
    file, rows = opened(
        "source_id,text,amount,mood\na,too dear,,\nb,mail jo@acme.example,,\nb,again,,\n,new,,\nc,,,\nd,x,y,\n"
    )
    looked = imports_of(books).preview(DEED, file, rows)
    assert (looked.rows, looked.new, looked.known, looked.left_out) == (6, 2, 2, 2)
    assert [(bad.line, bad.column) for bad in looked.bad] == [(6, "text"), (7, "amount")]
    assert (looked.unknown_columns, looked.remark) == (("mood",), "Masked before keeping: 1 e-mail address.")
    assert len(every(books)) == 1


def test_a_file_without_ids_and_with_bad_rows_says_to_mend_it_first(small: Books) -> None:
    file, rows = opened("text,amount\nx,y\n")
    assert imports_of(small).preview(DEED, file, rows).remark == NO_IDS


def test_an_import_is_taken_back_whole_within_an_hour_and_not_later(books: Books, clock: StillClock) -> None:
    imports = imports_of(books)
    whole(books, "source_id,text\nkept,before\n")
    first = whole(books, "source_id,text\na,one\nb,two\n")
    clock.go(minutes=60)
    assert imports.undo(DEED, first.id).taken == 2
    assert imports.undo(DEED, first.id).taken == 0
    assert [note.text for note in every(books)] == ["before"]
    again = whole(books, "source_id,text\na,one\nb,two\n")
    assert (again.new, again.known) == (2, 0)
    clock.go(minutes=60, seconds=1)
    with pytest.raises(Refusal, match="more than an hour old"):
        imports.undo(DEED, again.id)
    with pytest.raises(Refusal, match="no such import"):
        imports.undo(DEED, "nothing")
    assert len(every(books)) == 3


def test_what_is_taken_back_is_found_no_more(books: Books) -> None:
    done = whole(books, "text\ntoo dear\n")
    (note,) = every(books)
    vector = np.full(4, 0.5, dtype=np.float32)
    with books.keep(DEED) as unit:
        search.make_findable(unit, [search.Findable(note.id, datetime.now(UTC), note.text, "m", vector)])
    with books.look("T1") as unit:
        assert search.by_words(unit, "dear", limit=5)
    imports_of(books).undo(DEED, done.id)
    with books.look("T1") as unit:
        assert search.by_words(unit, "dear", limit=5) == []


def test_notes_come_in_masked_waiting_and_owing_nobody_an_answer(books: Books, clock: StillClock) -> None:
    note = one(
        books,
        "text,customer_words,account,author,source_id\n"
        "Call +49 30 901820,I am jo@acme.example,jo@acme.example,jane.doe@us.example,jo@acme.example\n",
    )
    assert (note.text, note.customer_words, note.account) == ("Call [phone]", "I am [e-mail]", "[e-mail]")
    assert (note.author, note.masked) == ("jane.doe", "phone,email")
    assert (note.known_at, note.reply_to, note.kept_at) == (None, "", clock.now())


def test_what_is_told_of_a_bad_row_is_masked_as_well_as_it_is_kept(small: Books) -> None:
    words = words_of_problem(small, "text,created_at\nlate,jo@acme.example\n")
    assert words == "2 created_at: “[e-mail]” is not a date; write 2026-11-22 or 2026-11-22T14:05."


def test_a_kind_is_kept_mended_or_guessed_and_it_is_known_who_said_it(books: Books) -> None:
    guessing = Imports(books, Masking(), kind_of=lambda words: "works" if "love" in words else "words")
    file, rows = opened("kind,lead_verdict,text\nobjection,,a\nwants,,b\n,,they love it\n,accepted,d\ncomplaint,,e\n")
    made = guessing.begin(DEED, file, 5)
    done = list(guessing.run("T1", made.id, file, rows))[-1]
    assert sorted((note.text, note.kind, note.kind_by) for note in every(books)) == [
        ("a", "objection", "person"),
        ("b", "want", "person"),
        ("d", "lead", "person"),
        ("e", "words", "rules"),
        ("they love it", "works", "rules"),
    ]
    assert done.bad == 0
    assert guessing.preview(DEED, file, rows).remark == (
        f"1 row names a kind that is none of {', '.join(KINDS)} (“complaint”); the words tell which it is."
    )


def test_a_reason_is_read_as_it_is_typed_in_a_note(small: Books) -> None:
    given = "text,lead_verdict,return_reason\na,returned,No budget\nb,returned,wrong-segment\nc,returned,the weather\n"
    (bad,) = whole(small, given).problems
    assert [note.return_reason for note in every(small)] == ["no_budget", "wrong_segment"]
    assert "Choose one of these reasons: no need, wrong segment," in bad["words"]


@pytest.mark.parametrize(
    ("amount", "currency", "kept"),
    [
        ("€40k", "", "40000.00 EUR"), ("1.200,50", "EUR", "1200.50 EUR"), ("40000", "€", "40000.00 EUR"),
        ("$2m", "usd", "2000000.00 USD"), ("", "", "None "),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(small: Books, amount: str, currency: str, kept: str) -> None:
    note = one(small, f"text;amount;currency\nx;{amount};{currency}\n")
    assert f"{note.amount} {note.currency}" == kept


@pytest.mark.parametrize(
    ("amount", "currency", "column"),
    [("€1,234k", "", "amount"), ("$5", "EUR", "currency"), ("-4", "", "amount"), ("4", "Euro", "currency")],
)
def test_an_amount_that_cannot_be_told_leaves_its_row_out(
    small: Books, amount: str, currency: str, column: str
) -> None:
    assert words_of_problem(small, f"text;amount;currency\nx;{amount};{currency}\n").startswith(f"2 {column}: ")


def test_json_lines_are_read_each_for_itself(books: Books) -> None:
    text = (
        '{"Text": "too dear", "Customer Words": "too much", "amount": 40000.50, "currency": "EUR", "mood": 1}\n'
        'broken\n\n{"text": ["x"]}\n[1]\n{"text": null}\n{"text": "s\\ud800o \\u0000far"}\n' + "[" * 100_000 + "\n"
    )
    file, rows = opened(text)
    imports = imports_of(books)
    made = imports.begin(DEED, file, sum(1 for _ in rows))
    done = list(imports.run("T1", made.id, file, rows))[-1]
    assert [(problem["line"], problem["column"]) for problem in done.problems] == [
        (2, "row"), (4, "text"), (5, "row"), (6, "text"), (8, "row"),
    ]  # fmt: skip
    assert [
        (note.text, note.customer_words, str(note.amount)) for note in sorted(every(books), key=lambda n: n.text)
    ] == [
        ("so far", "", "None"),
        ("too dear", "too much", "40000.50"),
    ]
    assert rows.unknown == ["mood"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"text": "x"}]', "one JSON list"),
        ('[\n{"text": "x"}\n]\n', "jq -c"),
        ('{\n"text": "x"\n}\n', "over several lines"),
        ('{"utterance": "x"}\n', "The first line holds: utterance. Rename the one with the words."),
    ],
)
def test_other_json_is_refused_with_what_to_do(text: str, told: str) -> None:
    with pytest.raises(Refusal, match=told.replace("(", "\\(")):
        opened(text)


def test_a_long_file_of_bad_rows_keeps_the_first_and_counts_the_rest(small: Books) -> None:
    done = whole(small, "text,amount\n" + "x,y\n" * 1200)
    assert (done.bad, len(done.problems), done.state) == (1200, 20, "done")


def test_work_that_was_lost_is_asked_for_again(books: Books, clock: StillClock, work: WrittenWork) -> None:
    imports = imports_of(books)
    imports.ask(DEED, [("F1", "a.csv"), ("F2", "b.csv")])
    asked = [key for _, _, key in work.asked]
    file, rows = opened("text\nx\n")
    imports.looked("T1", asked[0], file, imports.preview(DEED, file, rows))
    imports.start(DEED, asked[0])
    begun(books, MANY)  # from the command line: whoever began it begins it again
    work.asked.clear()
    assert imports.missing("T1", clock.now()) == 0
    clock.go(minutes=3)
    assert imports.missing("T1", clock.now()) == 2
    assert sorted(work.asked) == [("T1", "import", asked[1]), ("T1", "import_run", asked[0])]


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59Z", "2062-01-01", "2026-11-21T12:00:01Z"])
def test_a_row_from_the_future_is_left_out(small: Books, when: str) -> None:
    told = words_of_problem(small, f"text,created_at\nx,{when}\n")
    assert told == f"2 created_at: “{when}” has not come yet; write the day on which it was heard."


@pytest.mark.parametrize("when", ["0001-01-01", "0001-01-02T00:00:00Z", "1899-12-30", "1989-12-31T23:59:59Z"])
def test_a_row_from_before_1990_is_left_out(small: Books, when: str) -> None:
    told = words_of_problem(small, f"text,created_at\nx,{when}\n")
    assert told == f"2 created_at: “{when}” is before 1990; write the day on which it was heard."


@pytest.mark.parametrize("when", ["1990-01-01T00:00:00Z", "2026-11-21T12:00:00Z"])
def test_a_row_is_kept_from_1990_until_a_day_ahead(small: Books, when: str) -> None:
    assert one(small, f"text,created_at\nx,{when}\n").created_at == datetime.fromisoformat(when)

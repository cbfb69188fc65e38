"""Tables read from CSV texts: the right line named, nothing cut at a comma, one note for one id."""

import pytest

from capabilities.books import Books, Deed
from capabilities.channels.table import rows_of as channel_rows
from capabilities.field.table import FieldTable, Imported, rows_of
from capabilities.permissions import PROGRAM
from storage import field as stored

DEED = Deed("T1", PROGRAM)


def loaded(books: Books, text: str) -> Imported:
    return list(FieldTable(books).load(DEED, rows_of(text)[0]))[-1]


def test_a_bad_row_is_named_by_the_line_it_begins_on_in_the_file(books: Books) -> None:
    done = loaded(books, 'kind,text\r\nwant,"one\r\ntwo"\r\n\r\nwish,three\r\nwish,"four\r\nfive"\r\n')
    assert [(bad.line, bad.column) for bad in done.bad] == [(5, "kind"), (6, "kind")]


def test_a_row_cut_at_its_commas_is_left_out_and_told(books: Books) -> None:
    done = loaded(books, "kind,text\nwant,too dear, they said\nwant,kept,\n")
    assert [(bad.line, bad.column) for bad in done.bad] == [(2, "text")]
    assert "quotation marks" in done.bad[0].words
    assert done.new == 1


def test_weeks_are_read_with_their_lines_too() -> None:
    rows, _ = channel_rows("week,channel\n2026-11-16,Fair,too much\n")
    assert (rows[0]["(line)"], rows[0]["(beyond)"]) == ("2", "too much")


def test_an_id_named_twice_in_one_file_is_one_note(books: Books) -> None:
    done = loaded(books, "source_id,text\na,first\na,second\nb,third\n")
    assert (done.new, done.known, done.bad) == (2, 1, [])
    with books.look("T1") as unit:
        assert sorted(note.text for note in stored.every(unit)) == ["first", "third"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("amount", "NaN"), ("amount", "sNaN"), ("amount", "Infinity"), ("source_id", "x" * 201), ("author", "U" * 81)],
)
def test_a_value_that_cannot_be_kept_leaves_out_its_row_only(books: Books, column: str, value: str) -> None:
    done = loaded(books, f"{column},text\n{value},one\n,two\n")
    assert [(bad.line, bad.column) for bad in done.bad] == [(2, column)]
    assert done.new == 1

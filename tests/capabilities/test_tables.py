"""Notes brought in from tables: the right line named, nothing cut at a comma, one note for one id, all or nothing."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capabilities.books import Books, Deed
from capabilities.channels.table import rows_of as channel_rows
from capabilities.field import Field, Said
from capabilities.field.imports import FieldImport, Imports, Looked
from capabilities.field.table import COLUMNS, note_rows
from capabilities.harmless import harmless, unharmed
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from capabilities.tables import BadRow, TableFile
from capabilities.workspace import Known, Workspaces
from storage import field as stored
from storage.field import Note

DEED = Deed("T1", PROGRAM)


def imports_of(books: Books) -> Imports:
    return Imports(books, Masking("DE"))


def loaded(books: Books, text: str, *, deed: Deed = DEED, name: str = "notes.csv") -> FieldImport:
    """A file with this text, imported as the command line does it."""
    imports, file = imports_of(books), TableFile.of_text(text, name)
    rows = note_rows(file)
    begun = imports.begin(deed, file, sum(1 for _ in rows))
    return list(imports.run(deed.workspace, begun.id, file, rows))[-1]


def previewed(books: Books, text: str, *, deed: Deed = DEED) -> Looked:
    file = TableFile.of_text(text)
    return imports_of(books).preview(deed, file, note_rows(file))


def bad(done: FieldImport) -> list[tuple[int, str]]:
    return [(problem["line"], problem["column"]) for problem in done.problems]


def test_a_bad_row_is_named_by_the_line_it_begins_on_in_the_file(books: Books) -> None:
    done = loaded(books, 'amount,text\r\n,"one\r\ntwo"\r\n\r\nlots,three\r\nlots,"four\r\nfive"\r\n')
    assert bad(done) == [(5, "amount"), (6, "amount")]


def test_a_row_cut_at_its_commas_is_left_out_and_told(books: Books) -> None:
    done = loaded(books, "kind,text\nwant,too dear, they said\nwant,kept,\n")
    assert bad(done) == [(2, "row")]
    assert "quotation marks" in done.problems[0]["words"]
    assert done.new == 1


def test_weeks_are_read_with_their_lines_too() -> None:
    rows, _ = channel_rows("week,channel\n2026-11-16,Fair,too much\n")
    assert isinstance(rows[0], BadRow)
    assert (rows[0].line, "quotation marks" in rows[0].words) == (2, True)


def test_an_id_named_twice_in_one_file_is_one_note(books: Books) -> None:
    done = loaded(books, "source_id,text\na,first\na,second\nb,third\n")
    assert (done.new, done.known, done.bad) == (2, 1, 0)
    with books.look("T1") as unit:
        assert sorted(note.text for note in stored.every(unit)) == ["first", "third"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("amount", "NaN"), ("amount", "sNaN"), ("amount", "Infinity"), ("source_id", "x" * 201), ("author", "U" * 81)],
)
def test_a_value_that_cannot_be_kept_leaves_out_its_row_only(books: Books, column: str, value: str) -> None:
    done = loaded(books, f"{column},text\n{value},one\n,two\n")
    assert bad(done) == [(2, column)]
    assert done.new == 1


def every(books: Books) -> list[Note]:
    with books.look("T1") as unit:
        return list(stored.every(unit))


def test_what_was_exported_is_known_when_it_is_imported_again(books: Books) -> None:
    Field(books).log(Deed("T1", "UREP"), Said("logged in Slack"))
    loaded(books, "source_id,text\na,from a file\n")
    done = loaded(books, "".join(imports_of(books).export("T1")))
    assert (done.rows_done, done.new, done.known) == (2, 0, 2)
    assert len(every(books)) == 2


def test_a_time_without_a_zone_is_the_workspaces(books: Books) -> None:
    admin = Deed("T1", PROGRAM)
    rows = "created_at,text\n2026-11-16,a\n2026-11-16T09:00:00+00:00,b\n0001-01-01T00:00+05:00,c\n"
    workspaces = Workspaces(books)
    workspaces.greet("T1", "Test")
    workspaces.choose(admin, zone="America/New_York")
    done = loaded(books, rows)
    assert [note.created_at for note in every(books)] == [
        datetime(2026, 11, 16, 5, tzinfo=UTC),
        datetime(2026, 11, 16, 9, tzinfo=UTC),
    ]
    assert bad(done) == [(4, "created_at")]


def test_only_who_may_import_does(books: Books) -> None:
    rep, text = Deed("T1", "UREP"), "text\nhello\n"
    with pytest.raises(NotAllowed, match="needs the marketer role"):
        previewed(books, text, deed=rep)
    with pytest.raises(NotAllowed, match="needs the marketer role"):
        loaded(books, text, deed=rep)
    assert every(books) == []
    Workspaces(books).meet("T1", [Known("UMARK", "Mara", "", "marketer")])
    done = loaded(books, text, deed=Deed("T1", "UMARK"))
    assert done.new == 1
    with pytest.raises(NotAllowed, match="Ask Mara"):
        imports_of(books).undo(rep, done.id)


def test_a_kind_may_be_written_in_capitals(books: Books) -> None:
    assert loaded(books, "kind,text\nWant,one\nOBJECTION,two\n").bad == 0
    assert sorted(note.kind for note in every(books)) == ["objection", "want"]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_cells_may_be_parted_by_comma_semicolon_or_tab(books: Books, between: str) -> None:
    lines = [("kind", "text", "account"), ("want", '"too dear, they said; really"', "Acme")]
    done = loaded(books, "\ufeff" + "\r\n".join(between.join(cells) for cells in lines))
    assert (done.new, done.bad) == (1, 0)
    assert [(note.text, note.account) for note in every(books)] == [("too dear, they said; really", "Acme")]


def test_control_characters_in_a_file_are_taken_out(books: Books) -> None:
    done = loaded(books, "source_id,text,customer_words,account\ns\x001,a\x00 plan,w\x00e,A\x07cme\n,\x01,,\n")
    (note,) = every(books)
    assert (note.source_id, note.text, note.customer_words, note.account) == ("s1", "a plan", "we", "Acme")
    assert bad(done) == [(3, "text")]


@pytest.mark.parametrize(
    "text",
    [
        "Source ID,Created-At, TEXT ,Customer Words\ns,2026-11-20,words,more\n",
        "sep=;\nSource_Id;created at;Text;customer_words\ns;2026-11-20;words;more\n",
        "source_id,created_at,text,customer_words\rs,2026-11-20,words,more\r",
        "\n\nsource_id,created_at,text,customer_words,,\n,,,,,\ns,2026-11-20,words,more,,\n,,,,,\n",
    ],
    ids=["capitals and spaces", "sep", "old line ends", "blank rows and columns"],
)
def test_columns_are_known_however_a_spreadsheet_writes_them(small: Books, text: str) -> None:
    done = loaded(small, text)
    (note,) = every(small)
    assert (note.source_id, note.text, note.customer_words, done.bad, done.rows) == ("s", "words", "more", 0, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        (" \n\r\n", "empty"),
        ("words,who\nx,y\n", "“text” must be among them. It reads: words, who"),
        ("text,Text\nx,y\n", "Two columns are called “text”"),
        ("text,amount\nx,1\n" + '"open,2\n' + "y,3\n" * 9, "Line 3 cannot be read as CSV"),
        ('text,amount\n"open,2\ny,"3"\n', "Line 2 cannot be read as CSV"),
        ('text,amount\n"' + "x\n" * 140_000, "Line 2 cannot be read as CSV"),
        ('"text\nx\n', "The first line cannot be read as CSV"),
        ("text," + "a," * 1000 + "\nx\n", "The file has 1,002 columns. At most 1,000"),
        ("text" + ",a" * 1_000_000 + "\nx\n", "The first line has over 1,000,000 characters"),
    ],
)
def test_a_file_that_cannot_be_a_table_is_refused_before_anything_is_kept(small: Books, text: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        loaded(small, text)
    assert told in refused.value.words
    assert every(small) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("x" * 10_000_000 + ",B", "more than 131,072 characters"),
        ('"' + "x, " * 3_000_000 + '",B', "more than 131,072 characters"),
        ("x" * 200_000 + ",B", "more than 131,072 characters"),
        ("x" * 40_001 + ",B", "At most 40,000 characters can be kept here; this has 40,001."),
        ('"too slow" they said,B', "a quotation mark inside a cell is written twice"),
        ("x" + ",B" * 400_000, "more cells than columns"),
    ],
    ids=["ten megabytes", "ten megabytes in quotes", "long cell", "long note", "quotes inside", "too many cells"],
)
def test_a_row_that_cannot_be_read_is_left_out_and_those_around_it_are_kept(small: Books, row: str, told: str) -> None:
    done = loaded(small, f"text,account\nfirst,A\n{row}\nthird,C\n")
    assert sorted(note.text for note in every(small)) == ["first", "third"]
    assert told in done.problems[0]["words"]
    assert done.problems[0]["line"] == 3


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-5 percent",
        "@SUM(1)",
        "'tis so",
        "'=1+1",
        "''=1",
        "＝1+1",
        " =1+1",
        "plain",
        "'",
        "",
        "\t=1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b+1",
        "\u3000@x",
        "\u2060-1",
        "\u00ad=1",
        "'\u200b=1",
        "\u202e=1",
        "\u200b\t =1",
    ],
)
def test_a_cell_is_harmless_in_a_spreadsheet_and_itself_again_afterwards(cell: str) -> None:
    seen = harmless(cell).lstrip(" \u00a0\ufeff\u200b\u3000\u2060\u00ad\u202e")
    assert not seen.startswith(("=", "+", "-", "@", "\t", "＝"))
    assert unharmed(harmless(cell)) == cell


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_naughty_words_come_back_the_same_from_our_own_export(small: Books, shared_data: Path, form: str) -> None:
    naughty: list[str] = json.loads((shared_data / "adversarial" / "blns.json").read_text(encoding="utf-8"))
    naughty += (shared_data / "adversarial" / "csv_injection_payloads.txt").read_text(encoding="utf-8").splitlines()
    lines = [json.dumps({"text": words, "account": words[:100]}) for words in naughty if words.strip()]
    loaded(small, "\n".join(lines), name="naughty.jsonl")
    before = every(small)
    assert len(before) > 400
    exported = list(imports_of(small).export("T1", form))
    if form == "csv":
        cells = [cell for row in csv.reader(exported) for cell in row]
        assert [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    done = loaded(small, "".join(exported), deed=Deed("T2", PROGRAM))
    assert done.problems == []
    with small.look("T2") as unit:
        after = list(stored.every(unit))
    assert as_told(after) == as_told(before)


def as_told(notes: list[Note]) -> dict[str, dict[str, object]]:
    """The columns of an export, by id."""
    return {note.source_id or note.id: {name: getattr(note, name) for name in COLUMNS[1:]} for note in notes}


def test_a_form_nobody_knows_is_refused(small: Books) -> None:
    with pytest.raises(Refusal, match="Choose csv or jsonl"):
        list(imports_of(small).export("T1", "xml"))


@pytest.mark.parametrize("words", ["Müller fände das à la carte", "créée, naïve — “so” they said…", "Ça coûte 40 €"])
def test_western_european_is_read_and_said_so(small: Books, words: str) -> None:
    data = f"text\n{words!s}\n".replace(",", ";").encode("cp1252")
    file = TableFile.of("a.csv", lambda: io.BytesIO(data))
    looked = imports_of(small).preview(DEED, file, note_rows(file))
    assert looked.remark == "Read as Western European (cp1252); if letters look wrong, save it as UTF-8."
    assert looked.new == 1
    assert TableFile.of("a.csv", lambda: io.BytesIO(f"text\n{words}\n".encode())).doubt == ""


@pytest.mark.parametrize(
    "data",
    [
        "text\nСлишком дорого для нас\n".encode("cp1251"),
        "text\nπολύ ακριβό\n".encode("cp1253"),
        "text\n高すぎます\n".encode("shift_jis"),
        b"text\nna\x81ve\n",
        "text\nMüller fände das schön\n".encode() + b"\xff\n",
        b"text\n\x01\x02 caf\xe9\n",
    ],
    ids=["Cyrillic", "Greek", "Japanese", "undefined", "broken UTF-8", "controls"],
)
def test_a_file_in_an_encoding_nobody_can_tell_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="choose Save as, and CSV UTF-8"):
        TableFile.of("a.csv", lambda: io.BytesIO(data))

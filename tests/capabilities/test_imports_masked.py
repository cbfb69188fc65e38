"""What an import keeps, tells and quotes holds nobody's address or number, wherever in the file it stood."""

import json

import pytest

from capabilities.books import Books, Deed
from capabilities.field.imports import FieldImport, Imports
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from capabilities.tables import TableFile
from storage import field as stored
from storage.database import Database
from tests.conftest import StillClock, WrittenWork, counted_ids

DEED = Deed("T1", PROGRAM)


@pytest.fixture
def small(sqlite_url: str, clock: StillClock, work: WrittenWork) -> Books:
    return Books(Database(sqlite_url), clock, counted_ids(), work)


def whole(books: Books, text: str, name: str = "notes.csv") -> FieldImport:
    imports, file = Imports(books, Masking("DE")), TableFile.of_text(text, name)
    begun = imports.begin(DEED, file, 1)
    return list(imports.run("T1", begun.id, file, imports.rows(file)))[-1]


def problem(books: Books, text: str) -> str:
    (each,) = whole(books, text).problems
    return str(each["words"])


@pytest.mark.parametrize("column", ["currency", "created_at", "amount", "lead_verdict", "return_reason"])
@pytest.mark.parametrize(
    "words",
    [
        "maria.mustermann@example.com",
        "please write to maria.mustermann@example.com",
        "please call Maria Muster at +49 170 1234567",
        "and the card is number 4111 1111 1111 1111",
    ],
)
def test_a_cell_that_cannot_be_read_is_masked_whole_and_cut_only_then(small: Books, column: str, words: str) -> None:
    told = problem(small, f"text,{column}\ntoo dear,{words}\n").lower()
    for part in ("mustermann", "4567", "170", "4111"):
        assert part not in told


def test_words_for_a_kind_that_is_none_are_masked_whole_and_cut_only_then(small: Books) -> None:
    imports = Imports(small, Masking("DE"))
    file = TableFile.of_text("text,kind\ntoo dear,please write to maria.mustermann@example.com now\n")
    remark = imports.preview(DEED, file, imports.rows(file)).remark
    assert "“please write to [e-mail] now”" in remark
    assert "maria" not in remark


@pytest.mark.parametrize(
    "line",
    [
        "1,Acme,+49 30 901820,4111 1111 1111 1111,DE89 3704 0044 0532 0130 00,too expensive",
        "x" * 180 + ",please write to maria.mustermann@example.com",
        "x" * 9_990 + ",+49 30 901820",
    ],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_without_a_line_of_names_tells_nothing_of_anybody(small: Books, line: str, form: str) -> None:
    text = line if form == "csv" else json.dumps(dict.fromkeys(line.split(","), 1))
    with pytest.raises(Refusal) as refused:
        Imports(small, Masking("DE")).rows(TableFile.of_text(f"{text}\n"))
    for part in ("901820", "4111", "3704", "maria"):
        assert part not in refused.value.words


def test_names_of_columns_are_quoted_as_they_stand(small: Books) -> None:
    with pytest.raises(Refusal, match=r"It reads: What They Said, Who\. Rename"):
        Imports(small, Masking()).rows(TableFile.of_text("What They Said,Who\nx,y\n"))


def test_an_address_for_a_column_nobody_knows_is_masked(small: Books) -> None:
    imports, file = Imports(small, Masking("DE")), TableFile.of_text("text,Ask +49 30 901820,Their Mood\nx,,\n")
    assert imports.preview(DEED, file, imports.rows(file)).unknown_columns == ("Ask [phone]", "Their Mood")


def test_the_name_of_a_file_is_masked_before_it_is_kept(small: Books) -> None:
    name = "x" * 190 + " maria.muster@example.com +49 30 901820.csv"
    begun = whole(small, "text\nx\n", name)
    assert begun.name == "x" * 190 + " [e-mail] "[:10]
    imports = Imports(small, Masking("DE"))
    imports.ask(DEED, [("F1", "maria.muster@example.com.csv")])
    with small.look("T1") as unit:
        assert stored.get_import(unit, _last(small)).name == "[e-mail]"  # type: ignore[union-attr]


def _last(books: Books) -> str:
    assert isinstance(books.work, WrittenWork)
    return books.work.asked[-1][2]


def test_an_id_that_is_an_address_is_kept_as_a_hash_and_still_known_again(small: Books) -> None:
    text = "source_id,text\njo@acme.example,one\n+49 30 901820,two\njoe@acme.example,three\nCRM-1,four\n"
    assert whole(small, text).new == 4
    with small.look("T1") as unit:
        ids = {note.text: note.source_id or "" for note in stored.every(unit)}
    assert ids.pop("four") == "CRM-1"
    assert all(each.startswith("id-") and each.removeprefix("id-").isalpha() for each in ids.values())
    assert len(set(ids.values())) == 3
    again = whole(small, text + "CRM-2,five\n")
    assert (again.new, again.known) == (1, 4)
    exported = "".join(Imports(small, Masking("DE")).export("T1"))
    assert whole(small, exported).known == 5

"""A table sent to the bot: looked over, imported or left at a press, taken back at another; one message each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from capabilities.books import Deed
from capabilities.field.imports import FieldImport
from capabilities.posting import Postings
from capabilities.refusal import Refusal
from capabilities.tables import TableFile
from handlers.imports import jobs
from handlers.posting import Poster
from handlers.views import imports as views
from storage import field as stored
from storage.field import Note
from tests.front_door import MARKETER, REP, TEAM, FrontDoor, Json, elements, until, words
from tests.kept_steps import KeptSteps

T = TypeVar("T")

GOOD = "text,account\ntoo dear,Acme\nA monthly plan,\n"
MIXED = (
    "text,kind,amount,mood\ntoo dear,objection,€40k,cross\nA monthly plan,want,4O000,\nCall +49 30 901820,,,\n,want,,\n"
)


def sent(door: FrontDoor, name: str, data: str | bytes, *, user: str = MARKETER) -> Json:
    """Send a file to the bot, and see its one message once there is a preview or a refusal."""
    content = data if isinstance(data, bytes) else data.encode()
    before = len(own(door, user))
    door.say(user, "", files=[door.upload(user, name, content)["file"]["id"]])
    return until(lambda: own(door, user)[before:])[-1]


def own(door: FrontDoor, user: str = MARKETER) -> list[Json]:
    """What the bot wrote to this person, in its messages and in threads."""
    top = door.messages(user, door.direct(user))
    threads = [door.messages(user, door.direct(user), thread=m["ts"])[1:] for m in top if m.get("reply_count")]
    return [m for m in [*top, *(reply for replies in threads for reply in replies)] if m.get("bot_id")]


def now(door: FrontDoor, message: Json, user: str = MARKETER) -> str:
    return words(next(m for m in own(door, user) if m["ts"] == message["ts"]))


def press(door: FrontDoor, message: Json, action: str) -> None:
    door.press(MARKETER, message, action, channel=door.direct(MARKETER))


def notes(door: FrontDoor) -> list[Note]:
    with door.plumbline.rooms.books.look(TEAM) as unit:
        return list(stored.every(unit))


def imported(door: FrontDoor, name: str, data: str | bytes) -> Json:
    message = sent(door, name, data)
    press(door, message, views.START)
    until(lambda: "Imported " in now(door, message))
    return message


def test_a_table_is_looked_over_imported_at_a_press_and_taken_back_at_another(either_door: FrontDoor) -> None:
    door = either_door
    message = sent(door, "october.csv", MIXED)
    said = words(message)
    assert "october.csv: 2 notes to import, 0 known already, 2 rows left out" in said
    assert "Line 3, amount: “4O000” is not a number I can read." in said
    assert "Line 5, text: There are no words in this row." in said
    assert "Columns I do not know, left aside: mood" in said
    assert "Masked before keeping: 1 phone number." in said
    assert notes(door) == []
    press(door, message, views.START)
    until(lambda: "Imported 2 notes from october.csv; 0 known already, 2 rows left out" in now(door, message))
    first, second = sorted(notes(door), key=lambda note: note.text)
    assert (first.text, first.masked, first.author) == ("Call [phone]", "phone", MARKETER)
    assert (second.text, second.kind, second.kind_by, str(second.amount)) == (
        "too dear", "objection", "person", "40000.00",
    )  # fmt: skip
    press(door, next(m for m in own(door) if m["ts"] == message["ts"]), views.UNDO)
    until(lambda: "was taken back" in now(door, message))
    assert notes(door) == []
    assert len(own(door)) == 1


def test_the_same_file_again_is_known_already_and_has_no_button_to_import(door: FrontDoor) -> None:
    imported(door, "a.csv", GOOD)
    again = sent(door, "a copy.csv", GOOD)
    assert "a copy.csv: 0 notes to import, 2 known already, 0 rows left out" in words(again)
    assert elements(again["blocks"]) == []
    assert len(notes(door)) == 2


def test_what_was_taken_back_can_be_imported_again(door: FrontDoor) -> None:
    message = imported(door, "a.csv", GOOD)
    press(door, next(m for m in own(door) if m["ts"] == message["ts"]), views.UNDO)
    until(lambda: "was taken back" in now(door, message))
    imported(door, "a.csv", GOOD)
    assert len(notes(door)) == 2


def test_a_table_can_be_left(door: FrontDoor) -> None:
    message = sent(door, "a.csv", GOOD)
    press(door, message, views.LEAVE)
    until(lambda: "a.csv was left as it is. Nothing was imported." in now(door, message))
    import_id = elements(message["blocks"])[0]["value"]
    with pytest.raises(Refusal, match="Send it again to import it"):  # from an old picture of the message
        door.plumbline.rooms.imports.start(Deed(TEAM, MARKETER), import_id)
    assert notes(door) == []


def test_pressing_twice_imports_once(door: FrontDoor) -> None:
    message = sent(door, "a.jsonl", '{"text": "too dear"}\n{"Text": "A monthly plan", "Customer Words": "please"}\n')
    press(door, message, views.START)
    press(door, message, views.START)
    until(lambda: "Imported 2 notes" in now(door, message))
    assert sorted(note.customer_words for note in notes(door)) == ["", "please"]
    assert len(own(door)) == 1


def test_several_tables_in_one_message_each_get_their_own_answer(door: FrontDoor) -> None:
    files = [door.upload(MARKETER, f"{n}.csv", f"text\nnumber {n}\n".encode())["file"]["id"] for n in (1, 2)]
    door.say(MARKETER, "", files=files)
    until(lambda: len(own(door)) == 2)
    assert sorted(message["text"].partition(":")[0] for message in own(door)) == ["1.csv", "2.csv"]


def test_a_rep_is_told_who_may_import(door: FrontDoor) -> None:
    message = sent(door, "a.csv", GOOD, user=REP)
    assert "Importing needs the marketer role. Ask Mara Marketer." in words(message)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("book.xlsx", b"PK\x03\x04\0\0", "is a workbook. In your spreadsheet, choose Save as, and CSV UTF-8"),
        ("notes.csv", b"PK\x03\x04\0\0", "is not a CSV file"),
        ("notes.csv", b"text\na\0b\n", "is not a CSV file"),
        ("notes.csv", b"  \n", "The file is empty."),
        ("notes.csv", b"utterance,intent\nhello,x\n", "“text” must be among them. It reads: utterance, intent"),
        ("notes.csv", b'text\n"open\nmore\n', "Line 2 cannot be read as CSV: a quotation mark may be missing."),
        ("notes.csv", b"a," * 400_000 + b"text\n", "has 400,001 columns. At most 1,000"),
        ("notes.csv", b"a," * 1_000_000 + b"text\nx\n", "The first line has over 1,000,000 characters"),
        ("notes.json", b'[{"text": "x"}]', "is JSON, and I read JSON Lines"),
        ("notes.jsonl", b'[{"text": "x"}]', "This turns it round: jq -c"),
        ("notes.jsonl", b'{"utterance": "x", "intent": "y"}\n', "Each line must hold “text”"),
        ("notes.csv", b"text,x\n" + b"a\n" * 10_000_000, "It is larger than 20 MB."),
    ],
    ids=[
        "workbook", "workbook inside", "nul", "empty", "no text", "open quote", "many columns", "million columns",
        "json", "array", "no text in jsonl", "too large",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_imported_is_refused_in_words(door: FrontDoor, name: str, data: bytes, told: str) -> None:
    said = words(sent(door, name, data))
    assert told in said
    assert "Error" not in said
    assert notes(door) == []


class Crash(Exception):
    """The process ended here."""


@dataclass
class Fragile(KeptSteps):
    """Steps of a process that dies when it comes to `dies_at`, once."""

    dies_at: str = ""

    def run(self, name: str, step: Callable[[], T]) -> T:
        if name == self.dies_at:
            self.dies_at = ""
            raise Crash
        return super().run(name, step)


@pytest.fixture
def idle(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """A program that takes what Slack sends and does no work by itself."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False)
    yield opened
    opened.close()


def work(door: FrontDoor, kind: str, steps: KeptSteps) -> None:
    """Do one kind of work on the one import there is, telling of it after every part."""
    rooms, clients = door.plumbline.rooms, door.plumbline.clients
    with rooms.books.look(TEAM) as unit:
        key = unit.connection.exec_driver_sql("SELECT id FROM field_import").scalar_one()
    jobs(rooms.imports, clients, Poster(clients, Postings(rooms.books)), pause_s=0)[kind](steps, TEAM, key)


def looked_over(door: FrontDoor, rows: int) -> Json:
    """A table of so many rows that was sent and looked over, and its import begun."""
    data = "text\n" + "".join(f"number {n}\n" for n in range(rows))
    door.say(MARKETER, "", files=[door.upload(MARKETER, "a.csv", data.encode())["file"]["id"]])
    until(lambda: door.plumbline.rooms.imports.missing(TEAM, door.plumbline.clock.now()))
    work(door, "import", KeptSteps())
    (message,) = own(door)
    press(door, message, views.START)
    return message


@pytest.mark.parametrize("dies_at", ["begin", "keep 1", "progress 1", "keep 2", "keep 3", "show"])
def test_an_import_that_dies_anywhere_goes_on_and_keeps_each_row_once(idle: FrontDoor, dies_at: str) -> None:
    message, steps = looked_over(idle, 1200), Fragile(dies_at=dies_at)
    with pytest.raises(Crash):
        work(idle, "import_run", steps)
    work(idle, "import_run", steps)
    assert len({note.text for note in notes(idle)}) == len(notes(idle)) == 1200
    assert "Imported 1,200 notes from a.csv" in now(idle, message)
    assert len(own(idle)) == 1
    told = [call["arguments"]["text"] for call in idle.calls("chat.update")]
    assert "Importing a.csv: 500 of 1,200 rows" in told


def test_an_import_whose_message_was_deleted_goes_on_and_tells_its_end_in_a_new_one(idle: FrontDoor) -> None:
    message = looked_over(idle, 1200)
    idle.plumbline.clients.client.chat_delete(channel=idle.direct(MARKETER), ts=message["ts"])
    work(idle, "import_run", KeptSteps())
    assert len(notes(idle)) == 1200
    (told,) = own(idle)
    assert "Imported 1,200 notes from a.csv" in words(told)


def test_a_file_that_is_another_by_now_is_not_imported(idle: FrontDoor) -> None:
    message = looked_over(idle, 3)
    with idle.plumbline.database.unit(TEAM) as unit:
        unit.connection.exec_driver_sql("UPDATE field_import SET mark = 'another'")
    work(idle, "import_run", KeptSteps())
    assert "I could not import a.csv: The file in Slack is no longer the one I looked over." in now(idle, message)
    assert notes(idle) == []


@dataclass
class Overtaken(KeptSteps):
    """Steps of a worker taken for dead: before its second part another one keeps that."""

    other: Iterator[FieldImport] = field(default_factory=lambda: iter(()))

    def run(self, name: str, step: Callable[[], T]) -> T:
        if name == "keep 2":
            next(self.other)
        return super().run(name, step)


def test_who_is_overtaken_by_another_worker_does_not_end_its_import(idle: FrontDoor) -> None:
    looked_over(idle, 1200)
    imports = idle.plumbline.rooms.imports
    file = TableFile.of_text("text\n" + "".join(f"number {n}\n" for n in range(1200)))
    with idle.plumbline.rooms.books.look(TEAM) as unit:
        key = unit.connection.exec_driver_sql("SELECT id FROM field_import").scalar_one()
    other = imports.run(TEAM, key, file, imports.rows(file))
    work(idle, "import_run", Overtaken(other=other))
    assert imports.get(TEAM, key).state == "running"
    assert list(other)[-1].new == len(notes(idle)) == 1200


def test_a_brief_and_a_table_in_one_message_are_asked_for_apart(door: FrontDoor) -> None:
    files = [door.upload(MARKETER, name, b"x")["file"]["id"] for name in ("a.csv", "brief.md")]
    door.say(MARKETER, "", files=files)
    assert "one kind of file at a time" in words(until(lambda: own(door)))

"""Files brought in and taken out: counts that are right, a word on each bad row, nothing a spreadsheet would run."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.assemble import Plumbline, assemble
from bot.carrying import bring_in, take_out
from bot.settings import Settings
from capabilities.digest import key_of, to_json
from storage import field as stored
from storage.field import Note
from tests.bot.loopback import Answer, answering, nowhere
from tests.conftest import StillClock, WrittenWork, counted_ids
from tests.front_door import TOKEN
from tests.small_brief import BRIEF

HERE = "T1"
NOTES = """\
source_id,created_at,kind,text,account,amount,currency
s1,2026-11-20,want,"A plan they can cancel, monthly",Acme,40000,EUR
s2,,want,,,,
s3,,wish,Something,,,
s4,,want,Something,,4O000,
s5,20.11.2026,want,Something,,,
s6,2026-11-20T08:05:00+01:00,objection,Too slow,,,
"""
WEEKS = """\
week,channel,spend,currency,leads,customers,worked
2026-11-09,Webinar,1200,EUR,30,2,the demo
2026-11-09,Search,900.50,EUR,12,0,
2026-11-09,Fair,minus,EUR,12,0,
"""


def made(database_url: str, **more: str) -> Plumbline:
    settings = Settings(database_url=database_url, embeddings="off", **more)  # type: ignore[arg-type]
    return assemble(settings, clock=StillClock(), ids=counted_ids(), work=WrittenWork())


@pytest.fixture
def plumbline(sqlite_url: str) -> Iterator[Plumbline]:
    opened = made(sqlite_url)
    yield opened
    opened.close()


Carry = Callable[..., tuple[int, str]]


@pytest.fixture
def carry(plumbline: Plumbline, tmp_path: Path) -> Carry:
    """Imports text (as a file of that name) or a path; the exit code and what was said."""

    def bring(name: str, content: str | bytes | None = None, **more: Any) -> tuple[int, str]:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = io.StringIO()
        wanted: dict[str, Any] = {"what": "", "workspace": HERE, "dry_run": False} | more
        code = bring_in(plumbline, path, console=Console(file=said, width=100), **wanted)
        return code, said.getvalue()

    return bring


def taken(plumbline: Plumbline, what: str, folder: Path, *, workspace: str = HERE) -> tuple[int, str, str]:
    """The exit code of an export, what it wrote and what it said."""
    said, path = io.StringIO(), folder / f"{what}.out"
    code = take_out(plumbline, what, output=path, workspace=workspace, console=Console(file=said, width=100))
    return code, path.read_text(encoding="utf-8") if path.exists() else "", said.getvalue()


def notes(plumbline: Plumbline) -> list[Note]:
    with plumbline.rooms.books.look(HERE) as unit:
        return list(stored.every(unit))


def test_good_rows_are_kept_and_each_bad_one_is_named_with_what_to_do(carry: Carry, plumbline: Plumbline) -> None:
    code, said = carry("notes.csv", NOTES)
    assert code == 1
    assert "6 rows read: 3 new, 0 known already, 3 left out." in said
    assert [line.strip().partition(": ")[0] for line in said.splitlines() if "line " in line] == [
        "line 3, text",
        "line 5, amount",
        "line 6, created_at",
    ]
    assert "Write it like 1234.50" in said
    assert "write 2026-11-22" in said
    assert [note.text for note in notes(plumbline)] == ["A plan they can cancel, monthly", "Too slow", "Something"]


def test_the_second_time_every_row_is_known(carry: Carry, plumbline: Plumbline) -> None:
    carry("notes.csv", NOTES)
    code, said = carry("notes.csv", NOTES)
    assert code == 1
    assert "6 rows read: 0 new, 3 known already, 3 left out." in said
    assert len(notes(plumbline)) == 3


def test_a_file_without_source_ids_can_be_imported_again_and_another_file_adds_its_rows(
    carry: Carry, plumbline: Plumbline
) -> None:
    words = "text\ntoo slow\ntoo slow\n"
    assert "2 rows read: 2 new" in carry("october.csv", words)[1]
    assert "2 rows read: 0 new, 2 known already" in carry("october copy.csv", words)[1]
    assert "1 row read: 1 new" in carry("november.csv", "text\ntoo slow\n")[1]
    assert len(notes(plumbline)) == 3


def test_a_dry_run_counts_and_keeps_nothing(carry: Carry, plumbline: Plumbline) -> None:
    code, said = carry("notes.csv", NOTES, dry_run=True)
    assert code == 1
    assert "6 rows read: 3 can be kept, 0 known already, 3 left out." in said
    assert notes(plumbline) == []
    assert carry("brief.md", BRIEF, dry_run=True)[0] == 0
    assert plumbline.rooms.briefs.current(HERE) is None
    assert plumbline.rooms.workspaces.every() == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.csv", "words,who\nhello,me\n", "“text” must be among them"),
        ("notes.csv", "", "empty"),
        ("notes.csv", "text\n" + '"' + "x" * 140_000, "quotation mark"),
        ("book.xlsx", b"PK\x03\x04\x14\0\0\0\x08\0", "is not a CSV file"),
        ("nowhere.csv", None, "nowhere.csv cannot be opened"),
        ("weeks.csv", "week,spend\n2026-11-09,1\n", "“channel” must be among them"),
        ("brief.md", "", "empty"),
    ],
    ids=["no text", "empty", "open quote", "workbook", "missing", "no channel", "empty brief"],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(
    carry: Carry, plumbline: Plumbline, name: str, content: str | bytes | None, told: str
) -> None:
    code, said = carry(name, content)
    assert code == 2
    assert said.startswith("Not imported. ")
    assert told in said
    assert "Error" not in said
    assert notes(plumbline) == []


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_spreadsheets_way_of_writing_umlauts_is_understood(carry: Carry, plumbline: Plumbline, coding: str) -> None:
    assert carry("notes.csv", "text\nViel zu träge, sagt Jürgen – „nie“\n".replace(",", ";").encode(coding))[0] == 0
    assert notes(plumbline)[0].text == "Viel zu träge; sagt Jürgen – „nie“"


def test_a_folder_of_pages_is_one_brief(carry: Carry, plumbline: Plumbline, tmp_path: Path) -> None:
    folder = tmp_path / "acme-widgets"
    folder.mkdir()
    code, said = carry("acme-widgets")
    assert (code, "There is no Markdown page" in said) == (2, True)
    (folder / "who.md").write_text("# Who\n\n## Clinics\nThey need quiet.\n")
    (folder / "what.md").write_text("# What\n\nA widget that is silent.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    code, said = carry("acme-widgets")
    assert code == 0
    assert said.startswith("Filed version 1 of Acme Widgets: ")
    brief = plumbline.rooms.briefs.current(HERE)
    assert brief is not None
    assert "A widget that is silent." in brief.version.source


def test_weeks_are_guessed_counted_and_corrected(carry: Carry, plumbline: Plumbline) -> None:
    code, said = carry("weeks.csv", WEEKS)
    assert code == 1
    assert "3 rows read: 2 new, 0 known already, 0 corrected, 1 left out." in said
    assert "line 4, spend:" in said
    assert "Channels added: Webinar, Search" in said
    code, said = carry("weeks.csv", WEEKS.replace("1200", "1250"))
    assert "3 rows read: 0 new, 1 known already, 1 corrected, 1 left out." in said


def test_the_banking_queries_are_imported_whole(carry: Carry, plumbline: Plumbline, shared_data: Path) -> None:
    content = (shared_data / "feedback" / "banking77" / "test.csv").read_bytes()
    begun = time.monotonic()
    code, said = carry("test.csv", content)
    took = time.monotonic() - begun
    assert code == 0
    assert "3,080 rows read: 3,080 new, 0 known already, 0 left out." in said
    assert "left aside: category" in said
    assert len(notes(plumbline)) == 3080
    assert took < 10, f"{took:.1f} s"  # about half a second on two busy cores


def test_what_is_exported_can_be_imported_elsewhere_and_is_the_same(
    carry: Carry, plumbline: Plumbline, tmp_path: Path
) -> None:
    hard = (
        'text,customer_words,permalink\n"Two\nlines, and ""quotes""",=1+1,https://x.invalid/1\n-5 percent,\'tis so,\n'
    )
    carry("notes.csv", NOTES)
    carry("hard.csv", hard)
    code, exported, said = taken(plumbline, "field", tmp_path)
    assert code == 0
    assert said.startswith("Written to ")
    other = made(f"sqlite:///{tmp_path}/other.db")
    said_there = io.StringIO()
    code = bring_in(
        other, tmp_path / "field.out", what="field", workspace=HERE, dry_run=False, console=Console(file=said_there)
    )
    assert code == 0, said_there.getvalue()
    assert [bare(note) for note in notes(other)] == [bare(note) for note in notes(plumbline)]
    assert taken(other, "field", tmp_path)[1] == exported
    other.close()


def bare(note: Note) -> Note:
    """The note without what belongs to the place it is kept in; its kind is now said by the file."""
    return replace(note, id="", source_id=note.source_id or note.id, import_id="", kind_by="")


def test_no_cell_of_an_export_is_a_formula(
    carry: Carry, plumbline: Plumbline, tmp_path: Path, shared_data: Path
) -> None:
    lines = (shared_data / "adversarial" / "csv_injection_payloads.txt").read_text().splitlines()
    payloads = [line for line in lines if line.strip()] + ["+1", "-1", "@a", "\t=1", "=HYPERLINK(1)"]
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["text", "customer_words", "account", "author", "segment"])
    writer.writerows([payload] * 5 for payload in payloads)
    assert carry("payloads.csv", rows.getvalue())[0] == 0
    _, exported, _ = taken(plumbline, "field", tmp_path)
    cells = [cell for row in csv.reader(io.StringIO(exported)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert sorted(note.text for note in notes(plumbline)) == sorted(payload.strip() for payload in payloads)


def test_channels_brief_and_digest_come_out(carry: Carry, plumbline: Plumbline, tmp_path: Path) -> None:
    for what, told in (("brief", "brief"), ("digest", "No digest has been posted yet.")):
        code, _, said = taken(plumbline, what, tmp_path)
        assert code == 2
        assert told in said
    carry("weeks.csv", WEEKS)
    carry("brief.md", BRIEF)
    code, exported, _ = taken(plumbline, "channels", tmp_path)
    assert code == 0
    assert [row["channel"] for row in csv.DictReader(io.StringIO(exported))] == ["Search", "Webinar"]
    assert taken(plumbline, "brief", tmp_path)[1] == BRIEF
    digests, due = plumbline.rooms.digests, plumbline.clock.now()
    digests.claim(HERE, due)
    digests.finish(HERE, key_of("", due), content=to_json(digests.compose(HERE, due)), posted=True)
    code, exported, _ = taken(plumbline, "digest", tmp_path)
    assert code == 0
    assert "Webinar" in exported


def test_an_export_that_cannot_be_says_why(plumbline: Plumbline, tmp_path: Path) -> None:
    code, _, said = taken(plumbline, "people", tmp_path)
    assert (code, "Choose field, channels, brief or digest." in said) == (2, True)
    code, _, said = taken(plumbline, "field", tmp_path / "no" / "such")
    assert (code, "cannot be opened." in said) == (2, True)


def test_an_unknown_kind_of_import_names_those_there_are(carry: Carry) -> None:
    assert "Choose field, channels or brief." in carry("notes.csv", NOTES, what="leads")[1]


def test_a_workspace_nobody_knows_is_refused_once_one_is_known(carry: Carry) -> None:
    carry("notes.csv", NOTES)
    code, said = carry("notes.csv", NOTES, workspace="T2")
    assert code == 2
    assert "There is no workspace 'T2'. There is: T1." in said
    assert carry("notes.csv", NOTES, workspace="")[0] == 1


def test_with_no_workspace_at_all_it_says_how_to_name_one(carry: Carry) -> None:
    code, said = carry("notes.csv", NOTES, workspace="")
    assert code == 2
    assert "SLACK_BOT_TOKEN" in said
    assert "--workspace" in said


@pytest.mark.parametrize("away", [True, False], ids=["away", "refused"])
def test_a_slack_that_cannot_say_which_workspace_this_is_is_told_in_words(
    sqlite_url: str, tmp_path: Path, away: bool
) -> None:
    (tmp_path / "notes.csv").write_text(NOTES)
    with answering({"/auth.test": Answer({"ok": False, "error": "invalid_auth"})}) as slack:
        url = f"{nowhere() if away else slack.url}/api/"
        plumbline = made(sqlite_url, slack_bot_token=TOKEN, slack_api_url=url)
        said = Console(file=io.StringIO(), width=100, record=True)
        code = bring_in(plumbline, tmp_path / "notes.csv", what="", workspace="", dry_run=False, console=said)
        plumbline.close()
    words = said.export_text()
    assert code == 2
    assert "--workspace" in words
    assert ("cannot be reached" if away else "refuses SLACK_BOT_TOKEN (invalid_auth)") in words

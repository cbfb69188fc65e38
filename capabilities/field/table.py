"""Field notes as a table: a CSV file read row by row with a word on each bad one, and written safely again."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from capabilities.books import Books, Deed
from capabilities.field import KINDS, REASONS, VERDICTS, Said, check, clean
from capabilities.permissions import require
from capabilities.refusal import Refusal
from capabilities.workspace import Choices, choices
from storage import brief as stored_brief
from storage import field as stored
from storage.field import Note

COLUMNS = (
    "source_id", "created_at", "author", "kind", "text", "customer_words", "account", "segment", "stage",
    "amount", "currency", "competitor", "via_channel", "lead_verdict", "return_reason", "permalink",
)  # fmt: skip
_AT_ONCE = 500
LINE, BEYOND = "(line)", "(beyond)"  # keys of a row no column can have, as a column's name is a word
_LONGEST = {"source_id": 200, "author": 80}  # characters; as they are kept


@dataclass(frozen=True)
class BadRow:
    """A row that was left out: its line in the file, the column, and what to do about it."""

    line: int
    column: str
    words: str


@dataclass
class Imported:
    """What an import did."""

    read: int = 0
    new: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()


def rows_of(text: str) -> tuple[list[Mapping[str, str]], tuple[str, ...]]:
    """The rows of a CSV text, and the columns Plumbline does not know. Raises Refusal without a `text` column.

    Cells are parted by a comma, a semicolon or a tab, whichever the first line has most of: what a spreadsheet
    writes depends on its country.
    """
    if not text.strip():
        raise Refusal("The file is empty.")
    text = text.lstrip("\ufeff\r\n")
    between = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text), delimiter=between)
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if "text" not in names:
            raise Refusal(
                "The first line must name the columns, and one of them must be “text”. "
                f"It reads: {', '.join(names)[:200]}"
            )
        reader.fieldnames = names
        rows = numbered(reader)
    except csv.Error as error:
        raise Refusal(f"Line {reader.line_num} cannot be read as CSV: a quotation mark may be missing.") from error
    return rows, tuple(name for name in names if name not in COLUMNS)


def numbered(reader: "csv.DictReader[str]") -> list[Mapping[str, str]]:
    """The rows, each with the line it begins on (LINE) and what stands beyond the last column (BEYOND)."""
    rows: list[Mapping[str, str]] = []
    for row in reader:
        cells = {name: value or "" for name, value in row.items() if isinstance(name, str)}
        beyond = [str(cell) for name, value in row.items() if not isinstance(name, str) for cell in value]
        breaks = sum(value.count("\n") for value in [*cells.values(), *beyond])
        rows.append({**cells, LINE: str(reader.line_num - breaks), BEYOND: "".join(beyond).strip()})
    return rows


def line_of(row: Mapping[str, str], number: int) -> int:
    """The line a row begins on; rows that were not read from a text count from the second."""
    return int(row.get(LINE) or number + 1)


def too_many_cells(line: int, row: Mapping[str, str]) -> BadRow | None:
    """The word on a row with more cells than columns: its sentences were cut at their commas."""
    if not row.get(BEYOND):
        return None
    return BadRow(line, "text", "This row has more cells than columns; put words with a comma in quotation marks.")


@dataclass(frozen=True)
class FieldTable:
    """Imports and exports field notes."""

    books: Books

    def preview(self, deed: Deed, rows: Iterable[Mapping[str, str]]) -> Imported:
        """What an import would do, without doing it. Raises NotAllowed without the role."""
        done, zone = Imported(), self._begun(deed)
        for number, row in enumerate(rows, start=1):
            done.read += 1
            made = self._note(deed, line_of(row, number), row, zone)
            if isinstance(made, BadRow):
                done.bad.append(made)
            else:
                done.new += 1
        return done

    def load(self, deed: Deed, rows: Iterable[Mapping[str, str]]) -> Iterator[Imported]:
        """Keep the rows in parts of 500, telling how far it got after each; good rows do not wait for bad ones.

        A row with a `source_id` that is already kept is passed over, so the same file can be loaded again.
        Raises NotAllowed without the role.
        """
        done, batch, zone = Imported(), list[Note](), self._begun(deed)
        for number, row in enumerate(rows, start=1):
            done.read += 1
            made = self._note(deed, line_of(row, number), row, zone)
            if isinstance(made, BadRow):
                done.bad.append(made)
                continue
            batch.append(made)
            if len(batch) >= _AT_ONCE:
                self._keep(deed, batch, done)
                batch = []
                yield done
        self._keep(deed, batch, done)
        yield done

    def export(self, workspace: str) -> str:
        """Every note that stands as CSV with the columns of the import, safe to open in a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        with self.books.look(workspace) as unit:
            for note in stored.every(unit):
                values = [note.source_id or note.id, note.created_at.isoformat()]
                values += [getattr(note, name) for name in COLUMNS[2:]]
                writer.writerow([harmless("" if value is None else str(value)) for value in values])
        return out.getvalue()

    def _begun(self, deed: Deed) -> tzinfo:
        """The workspace's zone, for times that name none. Raises NotAllowed for who may not import."""
        with self.books.look(deed.workspace) as unit:
            require(unit, deed.user, "importing")
            return choices(unit, Choices()).tz  # a workspace that was greeted has a zone of its own

    def _keep(self, deed: Deed, batch: list[Note], done: Imported) -> None:
        if not batch:
            return
        with self.books.keep(Deed(deed.workspace, deed.user)) as unit:
            require(unit, deed.user, "importing")
            version = stored_brief.published_id(unit)
            new = stored.add_many(unit, [replace(note, brief_version=version) for note in batch])
        done.new += new
        done.known += len(batch) - new

    def _note(self, deed: Deed, line: int, row: Mapping[str, str], zone: tzinfo) -> Note | BadRow:
        given = {name: clean(unharmed((row.get(name) or "").strip())).strip() for name in COLUMNS}
        beyond = too_many_cells(line, row)
        if beyond is not None:
            return beyond
        for name, longest in _LONGEST.items():
            if len(given[name]) > longest:
                return BadRow(
                    line, name, f"At most {longest} characters can be kept here; this has {len(given[name])}."
                )
        try:
            amount = Decimal(given["amount"]) if given["amount"] else None
        except InvalidOperation:
            return BadRow(line, "amount", f"“{given['amount'][:40]}” is not a number; write 40000 or 40000.50.")
        try:
            at = _moment(given["created_at"], zone) if given["created_at"] else self.books.clock.now()
        except (ValueError, OverflowError):
            return BadRow(
                line,
                "created_at",
                f"“{given['created_at'][:40]}” is not a date; write 2026-11-22 or 2026-11-22T14:05.",
            )
        words = {n: given[n] for n in ("account", "segment", "stage", "competitor", "via_channel")}
        said = Said(
            given["text"], kind=given["kind"].lower(), amount=amount, currency=given["currency"].upper()[:3],
            lead_verdict=given["lead_verdict"].lower(), return_reason=given["return_reason"].lower(), **words,
        )  # fmt: skip
        try:
            check(said)
        except Refusal as refusal:
            empty = not said.text
            return BadRow(line, refusal.field or "text", "There are no words in this row." if empty else refusal.words)
        return Note(
            workspace=deed.workspace, id=self.books.new_id(), created_at=at, author=given["author"] or deed.user,
            kind=said.kind or ("lead" if said.lead_verdict else "words"), text=said.text,
            customer_words=given["customer_words"], permalink=given["permalink"], source_id=given["source_id"] or None,
            account=said.account, segment=said.segment, stage=said.stage, amount=said.amount, currency=said.currency,
            competitor=said.competitor, via_channel=said.via_channel, lead_verdict=said.lead_verdict,
            return_reason=said.return_reason,
        )  # fmt: skip


def harmless(value: str) -> str:
    """A cell no spreadsheet takes for a formula: OWASP's rule, an apostrophe before = + - @ tab and return."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def unharmed(value: str) -> str:
    """The cell as it was before `harmless`."""
    return value[1:] if value.startswith("'") and harmless(value[1:]) != value[1:] else value


def _moment(value: str, zone: tzinfo) -> datetime:
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)


__all__ = ["COLUMNS", "KINDS", "REASONS", "VERDICTS", "BadRow", "FieldTable", "Imported", "rows_of"]

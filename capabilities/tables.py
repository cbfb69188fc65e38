"""Tables in files: rows read one at a time, however large the file and whatever its encoding, a word on each bad."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, TextIO

from capabilities.encodings import SAVE_AS, Western
from capabilities.harmless import unharmed
from capabilities.refusal import Refusal

LONGEST_LINE = 1_000_000  # characters
LONGEST_NAMES = 10_000  # characters of names that are masked to be quoted
MOST_COLUMNS = 1_000
ROW = "row"  # the column named where the whole row is meant

_TOO_WIDE = f"At most {MOST_COLUMNS:,} columns can be read; leave out those that hold nothing of use here."
_CHUNK = 1 << 20
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")  # workbooks, old and new, PDF, gzip
_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: the line it begins on, and the cells of known columns that are not empty."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the file, the column, and what to do about it."""

    line: int
    column: str
    words: str


@dataclass(frozen=True)
class TableFile:
    """A file that can be opened as often as wanted. `mark` is the SHA-256 of its bytes."""

    name: str
    open: Callable[[], BinaryIO]
    mark: str
    encoding: str

    @classmethod
    def of(cls, name: str, opened: Callable[[], BinaryIO]) -> "TableFile":
        """Look a file over, a megabyte at a time. Raises Refusal for one that holds no words, OSError.

        Spreadsheets write UTF-8 or UTF-16 with a mark at the front, older ones cp1252; what is none of these, as far
        as can be told, is refused.
        """
        digest, encoding, utf8 = hashlib.sha256(), "utf-8-sig", codecs.getincrementaldecoder("utf-8")()
        western = Western()
        with opened() as file:
            chunk = file.read(_CHUNK)
            wide = chunk.startswith(_WIDE)
            if chunk.startswith(_NO_TABLES):
                raise Refusal(_no_table(name))
            while chunk:
                digest.update(chunk)
                if not wide and b"\0" in chunk:
                    raise Refusal(_no_table(name))
                following = file.read(_CHUNK)
                try:
                    if encoding == "utf-8-sig" and not wide:
                        utf8.decode(chunk, final=not following)
                except UnicodeDecodeError:
                    encoding = "cp1252"
                western.read(chunk)
                chunk = following
        if encoding == "cp1252" and not wide and not western.likely:
            raise Refusal(f"I cannot tell in which encoding {name} is written. {SAVE_AS}")
        return cls(name, opened, digest.hexdigest(), "utf-16" if wide else encoding)

    @property
    def doubt(self) -> str:
        """What to tell where the encoding was guessed; "" where it is known."""
        if self.encoding != "cp1252":
            return ""
        return "Read as Western European (cp1252); if letters look wrong, save it as UTF-8."

    @classmethod
    def of_text(cls, text: str, name: str = "table") -> "TableFile":
        data = text.encode("utf-8", "replace")
        return cls(name, lambda: io.BytesIO(data), hashlib.sha256(data).hexdigest(), "utf-8-sig")

    def text(self) -> TextIO:
        """The file's words from the start, line ends as they are."""
        return io.TextIOWrapper(self.open(), encoding=self.encoding, errors="replace", newline="")

    def first_line(self) -> str:
        """The first line with anything on it, cut at LONGEST_LINE; "" when there is none."""
        with self.text() as text:
            while line := text.readline(LONGEST_LINE):
                if line.strip():
                    return line
        return ""


class LineTooLong(csv.Error):
    """A line beyond LONGEST_LINE; it was passed over, the next one can be read."""


class Lines:
    """The lines of a text, one at a time and none held beyond LONGEST_LINE.

    `number` is that of the last line given, `length` its characters; `balanced` says whether its quotation marks
    come in pairs.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.number = self.length = 0
        self.balanced = True

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        """The next line. Raises LineTooLong, after which the one behind it can be asked for."""
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self.length, quotes = len(line), line.count('"')
        if self.length < LONGEST_LINE or line.endswith(("\n", "\r")):
            self.balanced = quotes % 2 == 0
            return line
        while part := self._text.readline(LONGEST_LINE):
            quotes += part.count('"')
            if part.endswith(("\n", "\r")):
                break
        self.balanced = quotes % 2 == 0
        raise LineTooLong


class CsvRows:
    """The rows of a CSV file; each iteration reads it anew.

    `known` names the columns it has of those asked for, `unknown` the others.

    Cells are parted by a comma, a semicolon or a tab, whichever the first line has most of: what a spreadsheet
    writes depends on its country. Names of columns may be in capitals and hold spaces.
    """

    def __init__(
        self,
        file: TableFile,
        *,
        columns: Sequence[str],
        needed: Sequence[str],
        masked: Callable[[str], str] = str,
    ) -> None:
        """Raises Refusal when the first line does not name the columns `needed`; what it quotes goes through `masked`.

        A name nobody knows stays in `unknown` as it was written.
        """
        self._file = file
        with file.text() as text:
            _, given = _begun(Lines(text))
        names = [name_of_column(name) for name in given]
        for name in needed:
            if name not in names:
                raise Refusal(
                    f"The first line must name the columns, and “{name}” must be among them. "
                    f"It reads: {names_shown(given, masked)}. Rename the one that holds it."
                )
        for name in columns:
            if names.count(name) > 1:
                raise Refusal(f"Two columns are called “{name}”; rename one of them.")
        self._width = len(names)
        self._places = [(at, name) for at, name in enumerate(names) if name in columns]
        self.known = [name for _, name in self._places]
        pairs = zip(given, names, strict=True)
        self.unknown = [written.strip() or "(no name)" for written, name in pairs if name not in columns]

    def __iter__(self) -> Iterator[Row | BadRow]:
        """Raises Refusal where a quotation mark is missing and nobody can tell where the next row begins."""
        return (cells if isinstance(cells, BadRow) else self._row(line, cells) for line, cells in self._read())

    def count(self) -> int:
        """How many rows there are, bad ones too. Raises what iterating raises."""
        return sum(1 for _ in self._read())

    def _read(self) -> Iterator[tuple[int, list[str] | BadRow]]:
        with self._file.text() as text:
            lines = Lines(text)
            reader, _ = _begun(lines)
            while True:
                line = lines.number + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if lines.number > line or not lines.balanced:
                        raise Refusal(
                            f"Line {line:,} cannot be read as CSV: a quotation mark may be missing."
                        ) from error
                    yield line, BadRow(line, ROW, _unreadable(lines.length))
                    continue
                if any(cells):  # a spreadsheet writes blank rows below the last
                    yield line, cells

    def _row(self, line: int, cells: list[str]) -> Row | BadRow:
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            # Its sentences were cut at their commas.
            return BadRow(line, ROW, "This row has more cells than columns; put words with a comma in quotation marks.")
        here, given = len(cells), dict[str, str]()
        for at, name in self._places:
            if at < here and (words := cells[at].strip()):
                given[name] = words if words[0] != "'" else unharmed(words)
        return Row(line, given)


def name_of_column(words: str) -> str:
    """`Customer Words` as customer_words."""
    return "_".join(part for part in re.split(r"[\s_-]+", words.strip().lower()) if part)


def names_shown(names: Sequence[str], masked: Callable[[str], str]) -> str:
    """Names of columns to be quoted: each is masked, then all together, and only then cut.

    Whole names alone, and no more than LONGEST_NAMES characters of them, so that no line takes long to mask.
    """
    chosen, length = list[str](), 0
    for name in names:
        length += len(name)
        if length > LONGEST_NAMES:
            chosen.append("…")
            break
        chosen.append(masked(name.strip()))
    return masked(", ".join(chosen))[:200]


def _begun(lines: Lines) -> "tuple[Iterator[list[str]], list[str]]":
    """The reader behind the line that names the columns, and the names as they stand. Raises Refusal."""
    try:
        first = next((line for line in lines if line.strip()), "")
        chosen = _SEPARATOR.fullmatch(first)  # what some spreadsheets put above the names
        if chosen:
            first = next(lines, "")
    except LineTooLong as error:
        raise Refusal(f"The first line has over {LONGEST_LINE:,} characters. {_TOO_WIDE}") from error
    if not first.strip():
        raise Refusal("The file is empty.")
    between = chosen[1] if chosen else max(",;\t", key=first.count)
    if first.count(between) >= MOST_COLUMNS:
        raise Refusal(f"The file has {first.count(between) + 1:,} columns. {_TOO_WIDE}")
    reader = csv.reader(chain([first], lines), delimiter=between, strict=True)
    try:
        return reader, next(reader)
    except csv.Error as error:
        raise Refusal("The first line cannot be read as CSV: a quotation mark may be missing.") from error


def _unreadable(length: int) -> str:
    if length > csv.field_size_limit():
        return f"This row has more than {csv.field_size_limit():,} characters; nothing that long can be kept."
    return "This row cannot be read: a quotation mark inside a cell is written twice, and the cell put in such marks."


def _no_table(name: str) -> str:
    return f"{name} is not a CSV file. {SAVE_AS}"

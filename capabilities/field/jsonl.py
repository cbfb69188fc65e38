"""Field notes as JSON Lines: one object a line, read and written a line at a time."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from capabilities.refusal import Refusal
from capabilities.tables import ROW, BadRow, Lines, LineTooLong, Row, TableFile, name_of_column, names_shown

_MOST_UNKNOWN = 50  # names kept of columns nobody knows
_NOT_AN_OBJECT = 'Each line holds one note as a JSON object, such as {"text": "too slow"}.'
_A_LIST = (
    "The file is one JSON list, and I read JSON Lines: one note a line. "
    "This turns it round: jq -c '.[]' notes.json > notes.jsonl"
)
_LOOSE = f"The file is JSON written over several lines. {_NOT_AN_OBJECT}"


class JsonRows:
    """The rows of a JSON Lines file; each iteration reads it anew.

    `known` and `unknown` name the columns met so far, `known` those of the notes' columns among them.
    """

    def __init__(
        self, file: TableFile, *, columns: Sequence[str], needed: str, masked: Callable[[str], str] = str
    ) -> None:
        """Raises Refusal for other kinds of JSON, and when the first note has no `needed`."""
        self._file = file
        self._columns = frozenset(columns)
        self.known: list[str] = []
        self.unknown: list[str] = []
        first = file.first_line().strip()
        if first.startswith("["):
            raise Refusal(_A_LIST)
        if first == "{":
            raise Refusal(_LOOSE)
        found = _object(first)
        names = [name_of_column(name) for name in found or {}]
        if found is not None and needed not in names:
            raise Refusal(
                f"Each line must hold “{needed}”, the words of the note. The first line holds: "
                f"{names_shown(list(found), masked)}. Rename the one with the words."
            )

    def __iter__(self) -> Iterator[Row | BadRow]:
        with self._file.text() as text:
            lines = Lines(text)
            while True:
                try:
                    line = next(lines)
                except StopIteration:
                    return
                except LineTooLong:
                    words = f"This line has {lines.length:,} characters or more; nothing that long can be kept."
                    yield BadRow(lines.number, ROW, words)
                    continue
                if line.strip():
                    yield self._row(lines.number, line)

    def count(self) -> int:
        """How many rows there are, bad ones too."""
        return sum(1 for _ in self)

    def _row(self, number: int, line: str) -> Row | BadRow:
        found = _object(line)
        if found is None:
            return BadRow(number, ROW, f"This line cannot be read. {_NOT_AN_OBJECT}")
        cells: dict[str, str] = {}
        for key, value in found.items():
            name = name_of_column(key)
            if name not in self._columns:
                written = key.strip() or "(no name)"
                if written not in self.unknown and len(self.unknown) < _MOST_UNKNOWN:
                    self.unknown.append(written)
            elif isinstance(value, str):
                if value.strip():
                    cells[name] = value.strip()
                if name not in self.known:
                    self.known.append(name)
            elif value is not None:
                return BadRow(number, name, "Only words or a number can stand here.")
        return Row(number, cells)


def json_lines(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a JSON Lines file, one at a time; what is empty is left out."""
    for row in rows:
        values = {name: value for name, value in zip(columns, row, strict=True) if value not in (None, "")}
        yield json.dumps(values, ensure_ascii=False, default=str) + "\n"


def _object(line: str) -> dict[str, object] | None:
    """The object a line holds, numbers as the words they are written in; None for anything else."""
    try:
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

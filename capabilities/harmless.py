"""Writes tables that no spreadsheet runs: a cell it would take for a formula is marked as words, and read back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from capabilities.encodings import UNSEEN

_RUNS = re.compile(rf"[{UNSEEN}]*[=+\-@＝＋－＠]|[' ]*[\t\r\n]")


def harmless(value: str) -> str:
    """A cell no spreadsheet takes for a formula: OWASP's rule, an apostrophe before = + - @ tab, return and new line.

    White space and signs nobody sees before them are looked past, as a program that reads the cell may drop them.
    A cell that has such an apostrophe of its own gets another, so that `unharmed` gives back what was there.
    """
    return "'" + value if _RUNS.match(value) else value


def unharmed(value: str) -> str:
    """The cell as it was before `harmless`."""
    return value[1:] if value.startswith("'") and _RUNS.match(value) else value


def csv_lines(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a CSV file, one at a time, each cell harmless and None an empty one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in chain([columns], rows):
        writer.writerow(["" if value is None else harmless(str(value)) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()

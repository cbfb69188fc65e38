"""What importing 100,000 field notes costs beside a bare `executemany` of the same rows, and the memory it takes."""

import io
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.stage import TEAM
from bot.assemble import assemble
from bot.carrying import bring_in
from bot.running import migrated
from bot.settings import Settings
from storage.database import Database

ROWS = 100_000
ROUNDS = 3
LIMIT_MB = 400.0
LIMIT = 12.0  # times a bare executemany

_TEXTS = (
    "They want a monthly plan they can cancel, said the buyer of site {}",
    "Too dear beside what they have; number {} on their list does half of it for free",
    "The planner of region {} loves that the board works without a signal",
    "Asked whether drivers can see the evening before who comes, case {}",
    "Set-up took their admin a morning, they had feared a week. Ticket {}",
)
_KINDS = ("want", "objection", "works", "", "words")


@dataclass(frozen=True)
class Measured:
    """Seconds of the import and of the bare insert, and the importing process's greatest memory in megabytes."""

    rows: int
    import_s: float
    bare_s: float
    peak_mb: float

    @property
    def ratio(self) -> float:
        return self.import_s / self.bare_s


def measure(*, rows: int = ROWS, rounds: int = ROUNDS) -> Measured:
    """The medians of several rounds, import and bare insert in turns, each into a fresh SQLite database."""
    taken: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("source_id,created_at,author,kind,text,account,segment,amount,currency\n")
            file.writelines(map(_line, range(rows)))
        for number in range(rounds):
            here, there = Path(folder) / f"import{number}.db", Path(folder) / f"bare{number}.db"
            imported, peak = _import(path, here, rows)
            taken.append((imported, _bare(here, there, rows), peak))
            here.unlink()
            there.unlink()
    middle = [statistics.median(each) for each in zip(*taken, strict=True)]
    return Measured(rows, middle[0], middle[1], max(peak for _, _, peak in taken))


def report(found: Measured) -> list[str]:
    """The table, as Markdown lines."""
    return [
        "| | measured | limit |",
        "|---|---|---|",
        f"| importing {found.rows:,} rows of CSV | {found.import_s:.1f} s | |",
        f"| rows per second | {found.rows / found.import_s:,.0f} | |",
        f"| a bare executemany of the same rows | {found.bare_s:.1f} s | |",
        f"| ratio | {found.ratio:.1f} | {LIMIT:.0f} |",
        f"| peak memory of the importing process | {found.peak_mb:.0f} MB | {LIMIT_MB:.0f} MB |",
    ]


def kept(found: Measured) -> bool:
    """Whether the limits are kept."""
    return found.ratio <= LIMIT and found.peak_mb < LIMIT_MB


def _line(number: int) -> str:
    day, hour = number % 28 + 1, number % 24
    text = _TEXTS[number % 5].format(number % 9973)
    return (
        f's{number},2026-10-{day:02}T{hour:02}:05:00+01:00,U{number % 40},{_KINDS[number % 5]},"{text}",'
        f"Account {number % 977},mid-market,{number % 90}000,EUR\n"
    )


def _import(path: Path, database: Path, rows: int) -> tuple[float, float]:
    """Seconds and peak megabytes of the import command in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.carrying", str(path), f"sqlite:///{database}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    count, seconds, peak = done.stdout.split()
    if int(count) != rows:
        raise RuntimeError(f"{count} of {rows} rows were imported")
    return float(seconds), float(peak)


def _bare(here: Path, there: Path, rows: int) -> float:
    """Seconds of one executemany of every note of `here` into the same table, with its indexes, of a fresh database."""
    database = Database(f"sqlite:///{there}")
    migrated(database)
    database.close()
    with closing(sqlite3.connect(here)) as source, closing(sqlite3.connect(there)) as target:
        notes = source.execute("SELECT * FROM field_note ORDER BY rowid").fetchall()
        target.execute("PRAGMA synchronous=NORMAL")
        marks = ", ".join("?" * len(notes[0]))
        began = time.perf_counter()
        target.executemany(f"INSERT INTO field_note VALUES ({marks})", notes)
        target.commit()
        took = time.perf_counter() - began
    if len(notes) != rows:
        raise RuntimeError(f"{len(notes)} of {rows} notes were there")
    return took


def _child(path: str, url: str) -> None:
    """Import a file as the command does; print the notes, the seconds and the peak memory in megabytes."""
    plumbline = assemble(Settings(database_url=url, embeddings="off"))
    migrated(plumbline.database)
    said, began = io.StringIO(), time.perf_counter()
    bring_in(plumbline, Path(path), what="", workspace=TEAM, dry_run=False, console=Console(file=said))
    took = time.perf_counter() - began
    with plumbline.database.reading(TEAM) as unit:
        count = unit.connection.exec_driver_sql("SELECT count(*) FROM field_note").scalar_one()
    plumbline.close()
    print(count, took, _peak_mb())


def _peak_mb() -> float:
    # Not getrusage: what it gives a child begins with what its parent held when it started it.
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    _child(*sys.argv[1:])

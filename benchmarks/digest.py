"""How long a digest takes to compose over two years of notes, beside the bare sums, and what memory it needs."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks import million
from benchmarks.two_years import ACCOUNTS, CHANGES, CHANNELS, END, GOALS, TEAM, THEMES, WEEKS, fill
from bot.assemble import assemble
from bot.settings import Settings
from storage.database import Database

FEW, NOTES, MANY = 10_000, 100_000, 1_000_000
LIMIT_S = 2.0
LIMIT_MB = 1.2  # times as much memory for ten times the notes: flat, but for what varies from run to run
_TIMES = 5


@dataclass(frozen=True)
class Composed:
    """One database: seconds for the first digest and, in the middle of some, a later one and the bare sums; of the
    first and a later one what the processor worked in this process, which a busy machine does not lengthen; the most
    memory the process held before and after, in MB."""

    notes: int
    first_s: float
    seconds: float
    bare_s: float
    first_worked_s: float
    worked_s: float
    before_mb: float
    peak_mb: float


def on_sqlite() -> list[Composed]:
    """The smaller database first, which shows what memory is due to the notes."""
    with tempfile.TemporaryDirectory() as folder:
        return [_measured(f"sqlite:///{Path(folder) / f'{notes}.db'}", notes) for notes in (FEW, NOTES)]


def on_postgres() -> list[Composed]:
    """The same on a PostgreSQL of our own with a million."""
    made = []
    for notes in (NOTES, MANY):
        with million.server() as url:
            made.append(_measured(url, notes))
    return made


def kept(found: list[Composed]) -> bool:
    few, many = found
    return many.first_s <= LIMIT_S and many.seconds <= LIMIT_S and many.peak_mb <= few.peak_mb * LIMIT_MB


def report(found: list[Composed]) -> list[str]:
    lines = [
        f"{CHANNELS} channels, {WEEKS} weeks, {THEMES} themes, {ACCOUNTS:,} customers, {GOALS} goals, a version of the "
        "brief each week; each in a process of its own.",
        "",
        "| notes | first digest | later ones | of these worked | bare sums | ratio | memory before | at most |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        lines.append(
            f"| {each.notes:,} | {each.first_s:.2f} s | {each.seconds:.2f} s "
            f"| {each.first_worked_s:.2f} s, {each.worked_s:.2f} s | {each.bare_s:.3f} s "
            f"| {each.seconds / each.bare_s:.1f} | {each.before_mb:.0f} MB | {each.peak_mb:.0f} MB |"
        )
    return lines


def _measured(url: str, notes: int) -> Composed:
    fill(url, notes)
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.digest", url, str(notes)], check=True, capture_output=True, text=True
    )
    return Composed(**json.loads(ran.stdout.splitlines()[-1]))


def compose(url: str, notes: int) -> Composed:
    """In this process: the digest of the last week, several times, and the sums it cannot do without."""
    plumbline = assemble(Settings(database_url=url, embeddings="off"))
    try:
        digests = plumbline.rooms.digests
        before = _peak_mb()
        taken = [_both(lambda: digests.compose(TEAM, END)) for _ in range(_TIMES + 1)]
        first, later = taken[0], taken[1:]
        peak = _peak_mb()
        made = digests.compose(TEAM, END)
        assert len(made.rows) == CHANNELS
        assert made.themes
        assert abs(made.said.notes - notes / WEEKS) <= 1, made.said
        # All that production reads is there to be read: what is not would not be measured.
        (change,) = made.joint.changes
        assert (change.lines, len(change.words), len(made.joint.goals)) == (CHANGES, CHANGES, GOALS)
        assert made.joint.points
        assert made.asked
        assert made.disagreements or notes < NOTES  # so few are judged of any channel
        assert all(row.moved and row.story for row in made.rows)
        bare = [_seconds(lambda: _bare(plumbline.database)) for _ in range(_TIMES)]
    finally:
        plumbline.close()
    seconds, worked = (statistics.median(each) for each in zip(*later, strict=True))
    return Composed(notes, first[0], seconds, statistics.median(bare), first[1], worked, before, peak)


def _bare(database: Database) -> None:
    """What has to be counted, as plain statements: kinds, verdicts, themes of five weeks, and the channels' numbers."""
    week, since = END - timedelta(weeks=1), END - timedelta(weeks=5)
    during = "workspace = :w AND created_at >= :a AND created_at < :b AND undone_at IS NULL"
    with database.engine.connect() as connection:

        def ask(words: str, start: datetime | date, end: datetime | date) -> None:
            kind = sa.Date() if not isinstance(start, datetime) else sa.DateTime(timezone=True)
            query = sa.text(words).bindparams(
                sa.bindparam("a", start, kind), sa.bindparam("b", end, kind), sa.bindparam("w", TEAM)
            )
            connection.execute(query).all()

        counted = "count(*), count(DISTINCT author), count(DISTINCT nullif(account, ''))"
        ask(f"SELECT {counted} FROM field_note WHERE {during}", week, END)
        ask(f"SELECT kind, {counted} FROM field_note WHERE {during} GROUP BY kind", week, END)
        ask(f"SELECT theme, {counted} FROM field_note WHERE {during} GROUP BY theme", week, END)
        ask(f"SELECT theme, count(*) FROM field_note WHERE {during} GROUP BY theme", since, week)
        judged = "SELECT via_channel, lead_verdict, return_reason, count(*) FROM field_note WHERE"
        for start, end in ((week, END), (since, week)):
            ask(f"{judged} {during} AND lead_verdict <> '' GROUP BY 1, 2, 3", start, end)
        sums = "sum(spend), sum(leads), sum(qualified), sum(opportunities), sum(customers)"
        weeks = "WHERE workspace = :w AND week >= :a AND week < :b"
        quarter = (END - timedelta(weeks=13)).date()
        ask(f"SELECT channel, week, {sums} FROM channel_report {weeks} GROUP BY channel, week", quarter, END.date())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _both(work: Callable[[], object]) -> tuple[float, float]:
    """How long something took, and how long of it the processor worked here."""
    before = time.process_time()
    return _seconds(work), time.process_time() - before


def _peak_mb() -> float:
    """The most this program held so far. What resource.getrusage says is the parent's where that held more."""
    line = next(each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(compose(sys.argv[1], int(sys.argv[2])))))

"""Brings a file of field notes in from the command line: a preview, a bar, where it went on, how to undo it."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from capabilities.books import Deed
from capabilities.field.imports import NO_IDS, FieldImport, Imports, Looked
from capabilities.tables import BadRow, TableFile
from handlers.views.text import many

SHOWN = 20  # bad rows and warnings told one by one


def table_at(path: Path) -> TableFile:
    """The file at this place, looked over. Raises Refusal when it holds no words, OSError."""
    return TableFile.of(path.name, lambda: path.open("rb"))


def bar(console: Console) -> Progress:
    """Shows how far an import is, and goes away at its end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def bring_in_notes(imports: Imports, deed: Deed, file: TableFile, *, dry_run: bool, console: Console) -> int:
    """Import field notes, or say what an import would do; the exit code. Raises Refusal."""
    rows = imports.rows(file)
    if dry_run:
        looked = imports.preview(deed, file, rows)
        _tell_preview(looked, console)
        remarks(console, rows.unknown, looked.bad, looked.left_out)
        _say(looked.remark, console)
        return 1 if looked.left_out else 0
    total = rows.count()  # a file that breaks off in the middle is refused here, before anything is kept
    begun = done = imports.begin(deed, file, total)
    if begun.rows_done:
        console.print(f"Resuming after row {begun.rows_done:,}.", highlight=False)
    with bar(console) as progress:
        task = progress.add_task(f"Importing {escape(file.name)}", total=total, completed=begun.rows_done)
        for done in imports.run(deed.workspace, begun.id, file, rows):
            progress.update(task, completed=done.rows_done)
    _tell_done(done, console)
    remarks(console, rows.unknown, [BadRow(**problem) for problem in done.problems], done.bad)
    _say(file.doubt, console)
    if done.bad and "source_id" not in rows.known:
        _say(NO_IDS, console)
    if done.new:
        console.print("To take all of it back within an hour:", highlight=False)
        console.print(f"  python -m bot import --undo {done.id}", markup=False, highlight=False, soft_wrap=True)
    return 1 if done.bad else 0


def remarks(console: Console, unknown: Sequence[str], bad: Sequence[BadRow], left_out: int) -> None:
    """The columns nobody knows, and each bad row with its line, its column and what to do."""
    if unknown:
        named = ", ".join(unknown[:SHOWN]) + (f" and {len(unknown) - SHOWN:,} more" if len(unknown) > SHOWN else "")
        told = f"Columns Plumbline does not know, left aside: {named}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    for each in bad:
        words = f"  line {each.line}, {each.column}: {each.words}"
        console.print(words, markup=False, highlight=False, soft_wrap=True)
    if left_out > len(bad):
        console.print(f"  … and {left_out - len(bad):,} more", highlight=False)


def _say(words: str, console: Console) -> None:
    if words:
        console.print(words, markup=False, highlight=False, soft_wrap=True)


def _tell_preview(looked: Looked, console: Console) -> None:
    known = f"{looked.known:,} known already, {looked.left_out:,} left out"
    console.print(f"{many(looked.rows, 'row')} read: {looked.new:,} can be kept, {known}.", highlight=False)


def _tell_done(done: FieldImport, console: Console) -> None:
    told = f"{done.new:,} new, {done.known:,} known already, {done.bad:,} left out"
    console.print(f"{many(done.rows_done, 'row')} read: {told}.", highlight=False)

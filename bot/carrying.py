"""Brings files in and takes them out, from the command line, with a bar that shows how far it is."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.assemble import Plumbline
from bot.running import migrated
from capabilities.books import Deed
from capabilities.brief_markdown import join, read_bytes
from capabilities.channels.table import ChannelTable
from capabilities.channels.table import rows_of as channel_rows
from capabilities.field.table import FieldTable, Imported
from capabilities.field.table import rows_of as note_rows
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from handlers.views import digest as digest_views
from storage.database import DatabaseFault

LOCAL = "local"  # the workspace of data brought in before Slack is connected
_SHOWN = 20


def bring_in(plumbline: Plumbline, path: Path, *, what: str, workspace: str, dry_run: bool, console: Console) -> int:
    """Import one file or folder; returns the exit code: 0 all well, 1 some rows left out, 2 nothing could be done."""
    try:
        migrated(plumbline.database)
        deed = Deed(_workspace(plumbline, workspace), PROGRAM)
        what = what or _guess(path)
        if what == "brief":
            return _brief(plumbline, deed, path, dry_run=dry_run, console=console)
        return _table(plumbline, deed, path, what, dry_run=dry_run, console=console)
    except Refusal as refusal:
        console.print(f"[red]Not imported.[/red] {escape(refusal.words)}", highlight=False, soft_wrap=True)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        console.print(f"[red]Not imported.[/red] {escape(str(path))} cannot be opened.", highlight=False)
    except DatabaseFault:
        console.print("[red]Not imported.[/red] The database cannot be opened; python -m bot doctor says more.")
    return 2


def take_out(plumbline: Plumbline, what: str, *, output: Path | None, workspace: str, console: Console) -> int:
    """Export to a file or the screen; returns the exit code."""
    try:
        text = _text_of(plumbline, what, _workspace(plumbline, workspace))
    except Refusal as refusal:
        console.print(escape(refusal.words), highlight=False)
        return 2
    if output is None:
        print(text, end="")  # noqa: T201 (the data is this command's output)
    else:
        output.write_text(text, encoding="utf-8")
        console.print(f"Written to {escape(str(output))}.", highlight=False)
    return 0


def _text_of(plumbline: Plumbline, what: str, workspace: str) -> str:
    rooms = plumbline.rooms
    if what == "field":
        return FieldTable(rooms.books).export(workspace)
    if what == "channels":
        return ChannelTable(rooms.books, rooms.channels).export(workspace)
    if what == "brief":
        return rooms.briefs.needed(workspace).version.source
    if what == "digest":
        last = rooms.digests.last(workspace)
        if last is None:
            raise Refusal("No digest has been posted yet.")
        return digest_views.markdown(last)
    raise Refusal(f"“{what}” cannot be exported. Choose field, channels, brief or digest.")


def _workspace(plumbline: Plumbline, wanted: str) -> str:
    known = plumbline.rooms.workspaces.every()
    if wanted:
        if known and wanted not in known:
            raise Refusal(f"There is no workspace {wanted!r}. There is: {', '.join(known)}.")
        return wanted
    if len(known) > 1:
        raise Refusal(f"There are several workspaces; name one with --workspace: {', '.join(known)}.")
    if known:
        return known[0]
    if not plumbline.settings.slack_bot_token:
        raise Refusal("No workspace is known yet. Set SLACK_BOT_TOKEN, or name one with --workspace.")
    return plumbline.greet()


def _guess(path: Path) -> str:
    if path.is_dir() or path.suffix.lower() in (".md", ".markdown", ".txt"):
        return "brief"
    first = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0].lower()
    return "channels" if first.startswith("week,") or ",spend" in first else "field"


def _brief(plumbline: Plumbline, deed: Deed, path: Path, *, dry_run: bool, console: Console) -> int:
    if path.is_dir():
        pages = sorted(page for page in path.rglob("*") if page.suffix.lower() in (".md", ".markdown"))
        if not pages:
            raise Refusal(f"There is no Markdown page in {path}.")
        source: str | bytes = join(
            [(page.stem, page.read_text(encoding="utf-8", errors="replace")) for page in pages],
            product=path.resolve().name.replace("-", " ").replace("_", " ").title(),
        )
    else:
        source = path.read_bytes()
    if dry_run:
        brief, done = read_bytes(source if isinstance(source, bytes) else source.encode()), "Read"
    else:
        filed = plumbline.rooms.briefs.file(deed, source, why=f"imported from {path.name}")
        brief, done = filed.brief, f"Filed version {filed.version.number} of"
    console.print(
        f"{done} {escape(brief.product)}: {len(brief.passages)} passages, "
        f"{len(brief.segments)} segments, {len(brief.limits.never) + len(brief.limits.only_with)} limits.",
        highlight=False,
    )
    for words in brief.warnings[:_SHOWN]:
        console.print(f"  look: {words}", markup=False, highlight=False, soft_wrap=True)
    return 0


def _table(plumbline: Plumbline, deed: Deed, path: Path, what: str, *, dry_run: bool, console: Console) -> int:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if what == "channels":
        rows, unknown = channel_rows(text)
        table: FieldTable | ChannelTable = ChannelTable(plumbline.rooms.books, plumbline.rooms.channels)
    elif what == "field":
        rows, unknown = note_rows(text)
        table = FieldTable(plumbline.rooms.books)
    else:
        raise Refusal(f"“{what}” cannot be imported. Choose field, channels or brief.")
    done = Imported()
    if dry_run:
        done = table.preview(deed, rows)
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task(f"Importing {escape(path.name)}", total=len(rows))
            for done in table.load(deed, rows):
                progress.update(bar, completed=done.read)
    _report(done, unknown, dry_run=dry_run, console=console)
    return 1 if done.bad else 0


def _report(done: Imported, unknown: tuple[str, ...], *, dry_run: bool, console: Console) -> None:
    would = "would be new" if dry_run else "new"
    console.print(
        f"{done.read:,} rows read: {done.new:,} {would}, {done.known:,} known already, {len(done.bad):,} left out.",
        highlight=False,
    )
    if unknown:
        console.print(
            f"Columns Plumbline does not know, left aside: {', '.join(unknown)}", markup=False, highlight=False
        )
    for bad in done.bad[:_SHOWN]:
        console.print(f"  line {bad.line}, {bad.column}: {bad.words}", markup=False, highlight=False, soft_wrap=True)
    if len(done.bad) > _SHOWN:
        console.print(f"  … and {len(done.bad) - _SHOWN:,} more", highlight=False)

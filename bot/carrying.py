"""Brings files in and takes them out, from the command line, with a bar that shows how far it is."""

import hashlib
import logging
import re
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from slack_sdk.errors import SlackApiError

from bot.assemble import Plumbline
from bot.running import migrated
from capabilities.books import Deed
from capabilities.brief_markdown import join, read_bytes
from capabilities.channels.table import ChannelTable
from capabilities.channels.table import Imported as ImportedWeeks
from capabilities.channels.table import rows_of as channel_rows
from capabilities.field.table import FieldTable, Imported
from capabilities.field.table import rows_of as note_rows
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from handlers.views import digest as digest_views
from storage.database import DatabaseFault

log = logging.getLogger("plumbline")

_SHOWN = 20
_REFUSED = "Slack refuses SLACK_BOT_TOKEN ({}); python -m bot doctor says more. Or name a workspace with --workspace."
_NO_DATABASE = "The database cannot be used; python -m bot doctor says more."


def bring_in(plumbline: Plumbline, path: Path, *, what: str, workspace: str, dry_run: bool, console: Console) -> int:
    """Import one file or folder; returns the exit code: 0 all well, 1 some rows left out, 2 nothing could be done."""
    try:
        what = what or _guess(path)
        migrated(plumbline.database)
        deed = Deed(_workspace(plumbline, workspace, new=not dry_run), PROGRAM)
        if what == "brief":
            return _brief(plumbline, deed, path, dry_run=dry_run, console=console)
        return _table(plumbline, deed, path, what, dry_run=dry_run, console=console)
    except Refusal as refusal:
        words = refusal.words
    except OSError as error:
        words = _unreachable(error, path)
    except SlackApiError as error:
        words = _REFUSED.format(error.response.get("error"))
    except DatabaseFault:
        log.debug("Why it stopped", exc_info=True)
        words = _NO_DATABASE
    console.print(f"[red]Not imported.[/red] {escape(words)}", highlight=False, soft_wrap=True)
    return 2


def take_out(plumbline: Plumbline, what: str, *, output: Path | None, workspace: str, console: Console) -> int:
    """Export to a file or the screen; returns the exit code."""
    try:
        migrated(plumbline.database)
        text = _text_of(plumbline, what, _workspace(plumbline, workspace))
        if output is None:
            print(text, end="")  # noqa: T201 (the data is this command's output)
        else:
            output.write_text(text, encoding="utf-8", newline="")
            console.print(f"Written to {escape(str(output))}.", highlight=False, soft_wrap=True)
        return 0
    except Refusal as refusal:
        words = refusal.words
    except OSError as error:
        words = _unreachable(error, output)
    except SlackApiError as error:
        words = _REFUSED.format(error.response.get("error"))
    except DatabaseFault:
        log.debug("Why it stopped", exc_info=True)
        words = _NO_DATABASE
    console.print(escape(words), highlight=False, soft_wrap=True)
    return 2


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


def _workspace(plumbline: Plumbline, wanted: str, *, new: bool = False) -> str:
    """The workspace meant; with `new` the first one may be made by naming it."""
    known = plumbline.rooms.workspaces.every()
    if wanted:
        if known and wanted not in known:
            raise Refusal(f"There is no workspace {wanted!r}. There is: {', '.join(known)}.")
        if not known and new:
            plumbline.rooms.workspaces.greet(wanted, "")
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
    first = _text(path).partition("\n")[0].lower()
    columns = {name.strip(' "\r') for name in re.split(r"[,;\t]", first)}
    return "channels" if "week" in columns and "text" not in columns else "field"


def _text(path: Path) -> str:
    """The words of a table as spreadsheets save them. Raises Refusal for a file that holds none."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise Refusal(f"{path.name} is not a CSV file. In your spreadsheet, choose Save as, and CSV UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what older spreadsheets write


def _with_source(rows: list[Mapping[str, str]], text: str) -> list[Mapping[str, str]]:
    """The rows, each without a `source_id` given one made of the file and its place: the same file twice is once."""
    mark = hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:16]
    return [
        row if (row.get("source_id") or "").strip() else {**row, "source_id": f"file:{mark}:{number}"}
        for number, row in enumerate(rows, start=1)
    ]


def _unreachable(error: OSError, path: Path | None) -> str:
    if error.filename is not None:
        return f"{path} cannot be opened."
    return "Slack cannot be reached to ask which workspace this is; name one with --workspace."


def _brief(plumbline: Plumbline, deed: Deed, path: Path, *, dry_run: bool, console: Console) -> int:
    if path.is_dir():
        pages = sorted(page for page in path.rglob("*") if page.suffix.lower() in (".md", ".markdown"))
        if not pages:
            raise Refusal(f"There is no Markdown page in {path}.")
        source: str | bytes = join(
            [(_page_title(page), page.read_text(encoding="utf-8", errors="replace")) for page in pages],
            product=path.resolve().name.replace("-", " ").replace("_", " ").title(),
        )
    else:
        source = path.read_bytes()
    if dry_run:
        brief, done = read_bytes(source if isinstance(source, bytes) else source.encode()), "Read"
    else:
        filed = plumbline.rooms.briefs.file(deed, source, why=f"imported from {path.name}", any_text=True)
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
    if what not in ("channels", "field"):
        raise Refusal(f"“{what}” cannot be imported. Choose field, channels or brief.")
    text = _text(path)
    if what == "channels":
        rows, unknown = channel_rows(text)
        table: FieldTable | ChannelTable = ChannelTable(plumbline.rooms.books, plumbline.rooms.channels)
    else:
        rows, unknown = note_rows(text)
        rows = _with_source(rows, text)
        table = FieldTable(plumbline.rooms.books)
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
    if dry_run:
        told = f"{done.new:,} can be kept"
    else:
        told = f"{done.new:,} new, {done.known:,} known already"
        if isinstance(done, ImportedWeeks):
            told += f", {done.changed:,} corrected"
    console.print(f"{done.read:,} rows read: {told}, {len(done.bad):,} left out.", highlight=False)
    if isinstance(done, ImportedWeeks) and done.channels:
        console.print(f"Channels added: {', '.join(done.channels)}", markup=False, highlight=False, soft_wrap=True)
    if unknown:
        named = ", ".join(name or "(no name)" for name in unknown)
        console.print(f"Columns Plumbline does not know, left aside: {named}", markup=False, highlight=False)
    for bad in done.bad[:_SHOWN]:
        console.print(f"  line {bad.line}, {bad.column}: {bad.words}", markup=False, highlight=False, soft_wrap=True)
    if len(done.bad) > _SHOWN:
        console.print(f"  … and {len(done.bad) - _SHOWN:,} more", highlight=False)


def _page_title(page: Path) -> str:
    """A page's name as a person would say it: `marketing__value-drivers.md` is “value drivers”."""
    parts = [part for part in page.stem.split("__") if part not in ("index", "README")]
    return (parts[-1] if parts else page.stem).replace("_", " ").replace("-", " ")

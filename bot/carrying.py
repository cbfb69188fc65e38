"""Brings files in and takes them out, from the command line."""

import logging
import os
import re
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from slack_sdk.errors import SlackApiError

from bot.assemble import Plumbline
from bot.importing import SHOWN, bar, bring_in_notes, remarks, table_at
from bot.running import migrated
from capabilities.books import Deed
from capabilities.brief_markdown import join, read_bytes
from capabilities.channels.table import ChannelTable, Imported, channel_rows
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from capabilities.tables import name_of_column
from handlers.views import digest as digest_views
from handlers.views.digest_html import html
from handlers.views.text import many
from storage.database import DatabaseFault

log = logging.getLogger("plumbline")

_HEAD = 65_536  # bytes of a file its kind is guessed by
_REFUSED = "Slack refuses SLACK_BOT_TOKEN ({}); python -m bot doctor says more. Or name a workspace with --workspace."
_NO_DATABASE = "The database cannot be used; python -m bot doctor says more."


def bring_in(plumbline: Plumbline, path: Path, *, what: str, workspace: str, dry_run: bool, console: Console) -> int:
    """Import one file or folder; returns the exit code: 0 all well, 1 some rows left out, 2 nothing could be done."""

    def bring() -> int:
        wanted = what or _guess(path)
        deed = Deed(_workspace(plumbline, workspace, new=not dry_run), PROGRAM)
        if wanted == "brief":
            return _brief(plumbline, deed, path, dry_run=dry_run, console=console)
        return _table(plumbline, deed, path, wanted, dry_run=dry_run, console=console)

    return _told(plumbline, bring, path, console, "[red]Not imported.[/red] ")


def take_out(
    plumbline: Plumbline, what: str, *, output: Path | None, workspace: str, console: Console, form: str = "csv"
) -> int:
    """Export to a file or the screen, a line at a time; returns the exit code."""

    def take() -> int:
        lines = iter(_lines_of(plumbline, what, form, _workspace(plumbline, workspace)))
        first = next(lines, "")  # what cannot be had is said before a file is begun
        if output is None:
            try:
                sys.stdout.writelines(chain([first], lines))
                sys.stdout.flush()
            except BrokenPipeError:  # whoever read them has had enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(chain([first], lines))
        console.print(f"Written to {escape(str(output))}.", highlight=False, soft_wrap=True)
        return 0

    return _told(plumbline, take, output, console, "")


def _told(plumbline: Plumbline, do: Callable[[], int], path: Path | None, console: Console, before: str) -> int:
    """Do it on a database that is up to date; what a person can put right is said in words, and 2 returned."""
    try:
        migrated(plumbline.database)
        return do()
    except Refusal as refusal:
        words = refusal.words
    except OSError as error:
        words = _unreachable(error, path)
    except SlackApiError as error:
        words = _REFUSED.format(error.response.get("error"))
    except DatabaseFault:
        log.debug("Why it stopped", exc_info=True)
        words = _NO_DATABASE
    console.print(f"{before}{escape(words)}", highlight=False, soft_wrap=True)
    return 2


def take_back(plumbline: Plumbline, import_id: str, *, workspace: str, console: Console) -> int:
    """Undo an import of notes; returns the exit code."""

    def undo() -> int:
        deed = Deed(_workspace(plumbline, workspace), PROGRAM)
        taken = plumbline.rooms.imports.undo(deed, import_id)
        console.print(f"{many(taken.taken, 'note')} taken back. {taken.words}".rstrip(), highlight=False)
        return 0

    return _told(plumbline, undo, None, console, "[red]Not undone.[/red] ")


def _lines_of(plumbline: Plumbline, what: str, form: str, workspace: str) -> Iterable[str]:
    rooms = plumbline.rooms
    if what == "field":
        return rooms.imports.export(workspace, form)
    if form != "csv" and (form, what) != ("html", "digest"):
        raise Refusal(f"Only {'the digest' if form == 'html' else 'field notes'} can be written as {form}.")
    if what == "channels":
        return [ChannelTable(rooms.books, rooms.channels).export(workspace)]
    if what == "brief":
        return [rooms.briefs.needed(workspace).version.source]
    if what == "digest":
        last = rooms.digests.last(workspace)
        if last is None:
            raise Refusal("No digest has been posted yet.")
        return [html(last) if form == "html" else digest_views.markdown(last)]
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
    """What a file holds, by its name and its first line."""
    if path.is_dir() or path.suffix.lower() in (".md", ".markdown", ".txt"):
        return "brief"
    names = {name_of_column(name.strip(' "\r\n')) for name in re.split(r"[,;\t]", _first_line(path))}
    return "channels" if "week" in names and "text" not in names else "field"


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    text = head.decode("utf-16" if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig", errors="replace")
    return text.lstrip().partition("\n")[0]


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
        filed = plumbline.rooms.briefs.file(deed, source, why=f"imported from {path.name}", any_text=True, publish=True)
        brief, done = filed.brief, f"Filed version {filed.version.number} of"
    console.print(
        f"{done} {escape(brief.product)}: {len(brief.passages)} passages, "
        f"{len(brief.segments)} segments, {len(brief.limits.never) + len(brief.limits.only_with)} limits.",
        highlight=False,
    )
    for words in brief.warnings[:SHOWN]:
        console.print(f"  look: {words}", markup=False, highlight=False, soft_wrap=True)
    meant = plumbline.rooms.briefs.current(deed.workspace)
    if not dry_run and meant is not None and meant.brief.product.casefold() != brief.product.casefold():
        told = f"Where no product is named, {meant.brief.product} is meant; /brief default {brief.product} changes it."
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    return 0


def _table(plumbline: Plumbline, deed: Deed, path: Path, what: str, *, dry_run: bool, console: Console) -> int:
    if what == "field":
        return bring_in_notes(plumbline.rooms.imports, deed, table_at(path), dry_run=dry_run, console=console)
    if what != "channels":
        raise Refusal(f"“{what}” cannot be imported. Choose field, channels or brief.")
    rows = channel_rows(table_at(path))
    table = ChannelTable(plumbline.rooms.books, plumbline.rooms.channels)
    done = Imported()
    if dry_run:
        done = table.preview(deed, rows)
        told = f"{done.new:,} can be kept"
    else:
        with bar(console) as progress:
            row = progress.add_task(f"Importing {escape(path.name)}", total=rows.count())
            for done in table.load(deed, rows):
                progress.update(row, completed=done.read)
        told = f"{done.new:,} new, {done.known:,} known already, {done.changed:,} corrected"
    console.print(f"{done.read:,} rows read: {told}, {len(done.bad):,} left out.", highlight=False)
    if done.channels:
        console.print(f"Channels added: {', '.join(done.channels)}", markup=False, highlight=False, soft_wrap=True)
    remarks(console, rows.unknown, done.bad[:SHOWN], len(done.bad))
    return 1 if done.bad else 0


def _page_title(page: Path) -> str:
    """A page's name as a person would say it: `marketing__value-drivers.md` is “value drivers”."""
    parts = [part for part in page.stem.split("__") if part not in ("index", "README")]
    return (parts[-1] if parts else page.stem).replace("_", " ").replace("-", " ")

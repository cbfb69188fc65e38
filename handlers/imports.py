"""Ways in for imports of field notes: a table sent to the bot, its buttons, and the work behind them.

Slack keeps the file and we do not: it is fetched to be looked over and fetched again to be imported, so that no
word is kept before it was masked.
"""

import io
import logging
import time
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.books import Deed
from capabilities.channels.files import WeekFiles, is_of_weeks
from capabilities.field.imports import Elsewhere, FieldImport, Imports
from capabilities.refusal import Refusal
from capabilities.tables import TableFile
from handlers.brief_files import brief_files, described, fetch
from handlers.deeds import deed_of
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import imports as views

log = logging.getLogger("plumbline.imports")

_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers")
_NEARLY = (*_BOOKS, ".json")
_LARGEST = 20_000_000  # bytes: held in memory while it is read, as no raw words are written down
_PAUSE_S = 2.0  # between two updates of the message; Slack allows fifty a minute for the whole workspace
_OF_WEEKS = "It holds weeks of channels."  # an import of notes that was handed on
_REFUSED = (SlackApiError, SlackClientError, OSError)


def register(app: App, imports: Imports) -> None:
    """Register tables sent in a direct message, and the buttons below their preview."""

    def is_table(event: Mapping[str, Any]) -> bool:
        return event.get("channel_type") == "im" and bool(_named(event, (*_TABLES, *_NEARLY)))

    @app.event({"type": "message", "subtype": "file_share"}, matchers=[is_table])
    def on_sent_table(body: dict[str, Any]) -> None:
        event = body["event"]
        if brief_files(event):
            raise Refusal("I take one kind of file at a time: send the brief and the tables in messages of their own.")
        for file in _named(event, _NEARLY):
            raise Refusal(_how_to_save(str(file["name"])))
        imports.ask(deed_of(body), [(file["id"], str(file["name"])) for file in _named(event, _TABLES)])

    @app.action(views.START)
    def on_start(ack: Ack, body: dict[str, Any]) -> None:
        imports.start(deed_of(body), body["actions"][0]["value"])
        ack()

    @app.action(views.LEAVE)
    def on_leave(ack: Ack, body: dict[str, Any]) -> None:
        imports.leave(deed_of(body), body["actions"][0]["value"])
        ack()

    @app.action(views.UNDO)
    def on_undo(ack: Ack, body: dict[str, Any]) -> None:
        imports.ask_undo(deed_of(body), body["actions"][0]["value"])
        ack()


def jobs(
    imports: Imports, clients: Clients, poster: Poster, *, pause_s: float = _PAUSE_S, weeks: WeekFiles | None = None
) -> dict[str, Job]:
    """Looking a file over, importing it, taking it back; each ends by showing how the import stands.

    A table of channel weeks is handed on to `weeks`, where it is looked over and told of.
    """

    def look(steps: Steps, workspace: str, key: str) -> None:
        def read() -> str:
            row = imports.get(workspace, key)
            if row.state == "waiting":
                try:
                    file = fetched(clients.of(workspace), row.file_id, row.name)
                    if weeks is not None and is_of_weeks(file):
                        weeks.ask(Deed(workspace, row.user), [(row.file_id, row.name)], ids=[row.id])
                        imports.fail(workspace, key, _OF_WEEKS)
                        return _OF_WEEKS
                    looked = imports.preview(Deed(workspace, row.user), file, imports.rows(file))
                    imports.looked(workspace, key, file, looked)
                except Refusal as refusal:
                    imports.fail(workspace, key, refusal.words)
            row = imports.get(workspace, key)
            return _OF_WEEKS if row.remark == _OF_WEEKS else row.state

        if steps.run("look", read) == _OF_WEEKS:
            return
        steps.run("tell", lambda: _post(poster, imports.get(workspace, key), key=f"import:{key}"))

    def run(steps: Steps, workspace: str, key: str) -> None:
        going = _Going(imports, clients, workspace, key, pause_s)
        steps.run("begin", lambda: _progress(poster, imports.get(workspace, key)))
        for part in count(1):
            if not steps.run(f"keep {part}", going.on):
                break
            steps.run(f"progress {part}", lambda: _progress(poster, imports.get(workspace, key)))
        steps.run("show", lambda: _show(poster, imports.get(workspace, key)))

    def undo(steps: Steps, workspace: str, key: str) -> None:
        import_id = key.partition(":")[0]  # behind it stands which time this was asked for

        def take_back() -> int:
            row = imports.get(workspace, import_id)
            return imports.undo(Deed(workspace, row.user), import_id).taken

        steps.run("undo", take_back)
        steps.run("show", lambda: _show(poster, imports.get(workspace, import_id)))

    def show(steps: Steps, workspace: str, key: str) -> None:
        steps.run("show", lambda: _show(poster, imports.get(workspace, key)))

    return {"import": look, "import_run": run, "import_undo": undo, "import_show": show}


class _Going:
    """An import under way: goes on for a while at a time, and after a fault from the last part that was kept."""

    def __init__(self, imports: Imports, clients: Clients, workspace: str, key: str, pause_s: float) -> None:
        self._imports = imports
        self._clients = clients
        self._workspace = workspace
        self._key = key
        self._pause_s = pause_s
        self._parts: Iterator[FieldImport] | None = None

    def on(self) -> bool:
        """Keep parts until it is time to tell of it; whether there are more."""
        until = time.monotonic() + self._pause_s
        try:
            self._parts = self._parts or self._begun()
            for _ in self._parts:
                if time.monotonic() > until:
                    return True
        except Elsewhere:  # whoever does it tells how it ends
            log.info("An import is being done somewhere else.")
        except Refusal as refusal:
            self._imports.fail(self._workspace, self._key, refusal.words)
        except Exception:
            self._parts = None
            raise
        return False

    def _begun(self) -> Iterator[FieldImport]:
        row = self._imports.get(self._workspace, self._key)
        if row.state != "running":  # done by an earlier try whose answer was lost, or stopped meanwhile
            return iter(())
        file = fetched(self._clients.of(self._workspace), row.file_id, row.name)
        if file.mark != row.mark:
            raise Refusal("The file in Slack is no longer the one I looked over. Send it again.")
        return self._imports.run(self._workspace, self._key, file, self._imports.rows(file))


def _named(event: Mapping[str, Any], endings: tuple[str, ...]) -> list[dict[str, Any]]:
    return [file for file in event.get("files") or [] if str(file.get("name", "")).lower().endswith(endings)]


def _how_to_save(name: str) -> str:
    if name.lower().endswith(_BOOKS):
        return f"“{name[:60]}” is a workbook. In your spreadsheet, choose Save as, and CSV UTF-8; then send me that."
    return (
        f"“{name[:60]}” is JSON, and I read JSON Lines: one note a line, in a file that ends in .jsonl. "
        "This turns a list round: jq -c '.[]' notes.json > notes.jsonl"
    )


def fetched(client: WebClient, file_id: str, name: str) -> TableFile:
    """The file as Slack has it now. Raises Refusal for one that cannot be had or holds no table."""
    about = described(client, file_id)
    size = int(about.get("size") or 0)
    if size <= _LARGEST:
        data = fetch(client, str(about.get("url_private_download") or ""), most=_LARGEST)
        size = len(data)
    if size > _LARGEST:
        raise Refusal(
            f"It is larger than {_LARGEST // 1_000_000} MB. Send it in parts, or have it imported with "
            "python -m bot import, which takes any size."
        )
    return TableFile.of(name, lambda: io.BytesIO(data))


def _post(poster: Poster, row: FieldImport, *, key: str) -> str:
    return poster.post(row.workspace, key, channel=row.user, text=views.text(row), blocks=views.shown(row))


def _update(poster: Poster, row: FieldImport) -> bool:
    """Change the one message of an import to how it stands; False when it was never posted."""
    posting = poster.postings.at(row.workspace, f"import:{row.id}")
    if posting is None or posting.ts is None:
        return False
    poster.clients.of(row.workspace).chat_update(
        channel=posting.channel, ts=posting.ts, text=views.text(row), blocks=views.shown(row)
    )
    return True


def _progress(poster: Poster, row: FieldImport) -> bool:
    """A courtesy: an import goes on whether Slack takes it or not."""
    try:
        return _update(poster, row)
    except _REFUSED as error:
        log.info("Slack took no progress of an import: %s", type(error).__name__)
        return False


def _show(poster: Poster, row: FieldImport) -> bool:
    """Show the end in the one message, or in a new one where that is gone."""
    try:
        return _update(poster, row)
    except SlackApiError as error:
        if passing(error):
            raise
        log.info("An import's message cannot be changed: %s", error.response.get("error"))
    _post(poster, row, key=f"import:{row.id}:{row.state}")
    return True

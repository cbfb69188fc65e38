"""Ways in for files of channel weeks: the form that takes one, its message with buttons, and the work behind it."""

from typing import Any

from slack_bolt import Ack, App

from capabilities.channels.files import ChannelImport, WeekFiles
from capabilities.refusal import Refusal
from handlers.deeds import deed_of
from handlers.imports import fetched
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.showing import shown
from handlers.views import channel_forms as forms
from handlers.views import channel_messages as views

_ENDINGS = (".csv", ".tsv")
_LOOKING = "Thank you. I look it over and write to you in a moment."


def register(app: App, files: WeekFiles) -> None:
    """Register the form and the buttons below a file's message."""

    @app.view(forms.IMPORT_FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        chosen = body["view"]["state"]["values"]["file"]["value"].get("files") or []
        named = [(str(file["id"]), str(file.get("name") or "table.csv")) for file in chosen]
        for _, name in named:
            if not name.lower().endswith(_ENDINGS):
                raise Refusal(
                    f"“{name[:60]}” is no CSV file. In your spreadsheet, choose Save as, and CSV.", field="file"
                )
        if not named:
            raise Refusal("Choose a CSV file.", field="file")
        files.ask(deed_of(body), named)
        ack(response_action="update", view=forms.done("Import channel weeks", _LOOKING))

    @app.action(views.START)
    def on_start(ack: Ack, body: dict[str, Any]) -> None:
        files.start(deed_of(body), body["actions"][0]["value"])
        ack()

    @app.action(views.LEAVE)
    def on_leave(ack: Ack, body: dict[str, Any]) -> None:
        files.leave(deed_of(body), body["actions"][0]["value"])
        ack()

    @app.action(views.UNDO)
    def on_undo(ack: Ack, body: dict[str, Any]) -> None:
        files.undo(deed_of(body), body["actions"][0]["value"])
        ack()


def jobs(files: WeekFiles, clients: Clients, poster: Poster) -> dict[str, Job]:
    """Looking a file over, bringing it in, and showing how it stands."""

    def post(row: ChannelImport, key: str) -> str:
        text, blocks = views.import_text(row), views.import_shown(row)
        return poster.post(row.workspace, key, channel=row.user, text=text, blocks=blocks)

    def show(workspace: str, import_id: str) -> bool:
        row = files.get(workspace, import_id)
        key = f"channel_import:{import_id}"
        if not shown(poster, workspace, key, (views.import_text(row), views.import_shown(row))):
            post(row, f"{key}:{row.state}")
        return True

    def look(steps: Steps, workspace: str, key: str) -> None:
        def read() -> str:
            row = files.get(workspace, key)
            if row.state == "waiting":
                try:
                    files.look(workspace, key, fetched(clients.of(workspace), row.file_id, row.name))
                except Refusal as refusal:
                    files.fail(workspace, key, refusal.words)
            return files.get(workspace, key).state

        steps.run("look", read)
        steps.run("tell", lambda: post(files.get(workspace, key), f"channel_import:{key}"))

    def run(steps: Steps, workspace: str, key: str) -> None:
        def keep() -> str:
            row = files.get(workspace, key)
            if row.state == "running":
                try:
                    for _ in files.run(workspace, key, fetched(clients.of(workspace), row.file_id, row.name)):
                        pass
                except Refusal as refusal:
                    files.fail(workspace, key, refusal.words)
            return files.get(workspace, key).state

        steps.run("keep", keep)
        steps.run("show", lambda: show(workspace, key))

    def shows(steps: Steps, workspace: str, key: str) -> None:
        steps.run("show", lambda: show(workspace, key.partition(":")[0]))

    return {"channel_import": look, "channel_import_run": run, "channel_import_show": shows}

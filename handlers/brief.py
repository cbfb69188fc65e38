"""Ways in for the brief: /brief, the form, a Markdown file sent to the bot."""

import difflib
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.brief import Briefs, Filed
from capabilities.filing import Filings
from capabilities.refusal import Refusal
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import brief as views

_EXAMPLES = ("/brief", "/brief show limits", "/brief history", "/brief file")
_ENDINGS = (".md", ".markdown", ".txt")
_LARGEST = 1_000_000


def entry(briefs: Briefs) -> Entry:
    """The /brief command."""

    def run(command: Command) -> Reply | None:
        word, _, rest = command.text.partition(" ")
        if word.lower() == "file":
            briefs.may_file(command.deed)
            command.client.views_open(trigger_id=command.trigger, view=views.form())
            return None
        if word.lower() == "history":
            return Reply("Versions of the brief", views.versions(briefs.versions(command.deed.workspace)))
        current = briefs.current(command.deed.workspace)
        if current is None:
            return Reply("No brief is filed yet.", views.none_filed())
        wanted = rest.strip() if word.lower() == "show" else command.text
        if not wanted:
            return Reply(f"Brief version {current.version.number}", views.overview(current))
        names = {name.casefold(): name for name in views.section_names(current)}
        near = difflib.get_close_matches(wanted.casefold(), names, n=1, cutoff=0.6)
        if not near:
            raise Refusal(f"The brief has no section “{wanted[:60]}”. It has: {', '.join(names.values())}.")
        return Reply(names[near[0]], views.section(current, names[near[0]]))

    return Entry(
        "brief", "[show section | history | file]", "The marketing brief: read it, file a new version.", _EXAMPLES, run
    )


def register(app: App, briefs: Briefs, filings: Filings) -> None:
    """Register the form, the section buttons, and files sent in a direct message."""

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, values = deed_of(body), body["view"]["state"]["values"]
        files = (values.get("file", {}).get("value") or {}).get("files") or []
        text = (values.get("text", {}).get("value") or {}).get("value") or ""
        why = (values.get("why", {}).get("value") or {}).get("value") or ""
        if files:
            check_file(files[0])
            filings.ask(deed, file_id=files[0]["id"], name=str(files[0].get("name", "")), why=why)
            ack(response_action="update", view=views.filing())
            return
        if not text.strip():
            raise Refusal("Choose a Markdown file, or paste the brief's text.", field="text")
        done = _file(briefs, deed, text, why)
        ack(response_action="update", view=views.in_modal("Brief filed", views.filed(done)))

    @app.action(views.FILE)
    def on_file(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        briefs.may_file(deed_of(body))
        client.views_open(trigger_id=body["trigger_id"], view=views.form())
        ack()

    @app.action(views.SECTION)
    def on_section(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        name = body["actions"][0]["value"]
        current = briefs.needed(deed_of(body).workspace)
        shown = views.in_modal("The brief", views.section(current, name))
        client.views_open(trigger_id=body["trigger_id"], view=shown)
        ack()

    def is_file(event: Mapping[str, Any]) -> bool:
        return event.get("channel_type") == "im" and bool(brief_files(event))

    @app.event({"type": "message", "subtype": "file_share"}, matchers=[is_file])
    def on_sent_file(body: dict[str, Any]) -> None:
        deed, event = deed_of(body), body["event"]
        first = brief_files(event)[0]
        filings.ask(deed, file_id=first["id"], name=str(first.get("name", "")), why=str(event.get("text") or ""))


def brief_files(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files of a message that can be a brief."""
    return [file for file in event.get("files") or [] if str(file.get("name", "")).lower().endswith(_ENDINGS)]


def check_file(file: Mapping[str, Any]) -> None:
    """Raise Refusal for a file that cannot be a brief."""
    name = str(file.get("name") or "")
    if not name.lower().endswith(_ENDINGS):
        raise Refusal(f"“{name[:60]}” is not a Markdown file. Save the brief as .md and choose it again.", field="file")
    if int(file.get("size") or 0) > _LARGEST:
        raise Refusal("That file is larger than 1 MB. A brief is text; leave pictures out.", field="file")


def jobs(filings: Filings, briefs: Briefs, clients: Clients, poster: Poster) -> dict[str, Job]:
    """Fetching a file from Slack takes time, so it is durable work."""

    def file(steps: Steps, workspace: str, key: str) -> None:
        filing = filings.get(workspace, key)

        def read() -> list[str]:
            client = clients.of(workspace)
            about: dict[str, Any] = client.files_info(file=filing.file_id)["file"]
            try:
                check_file(about)
                done = filings.file(workspace, key, fetch(client, about["url_private_download"]))
            except Refusal as refusal:
                filings.refuse(workspace, key, refusal.words)
                return []
            return [done]

        made = steps.run("read", read)
        current = briefs.version(workspace, made[0]) if made else None
        if current is not None:
            text, shown = "The brief is filed.", views.filed(Filed(current.version, current.brief))
        else:
            words = filings.get(workspace, key).remark
            text, shown = "The brief could not be filed.", views.could_not(words, filing.name)
        steps.run("tell", lambda: poster.post(workspace, f"filing:{key}", channel=filing.user, text=text, blocks=shown))

    return {"filing": file}


def fetch(client: WebClient, url: str) -> bytes:
    """The bytes of a private file. Raises Refusal when Slack gives something else, OSError when it gives nothing."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {client.token}"})
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Refusal("The file has no address I can fetch it from. Please send it again.")
    with urllib.request.urlopen(request, timeout=20) as answer:
        data: bytes = answer.read(_LARGEST + 1)
        if "text/html" in str(answer.headers.get("content-type")) and data.lstrip().lower().startswith(b"<!doctype"):
            raise Refusal("Slack did not hand the file over. Is the bot allowed to read files (files:read)?")
    return data


def _file(briefs: Briefs, deed: Deed, text: str, why: str) -> Filed:
    try:
        return briefs.file(deed, text, why=why)
    except Refusal as refusal:
        refusal.field = refusal.field or "text"
        raise

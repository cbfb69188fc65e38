"""Ways in for the brief: /brief, the form, a Markdown file sent to the bot."""

import difflib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

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

_SLACK_HOST = re.compile(r"(?:[a-z0-9-]+\.)*(?:slack\.com|slack-files\.com)(?::443)?")
_HELD_BACK = "Slack did not hand the file over. Is the bot allowed to read files (files:read)?"
_NO_ADDRESS = "The file has no address I can fetch it from. Send it again, or paste its text with `/brief file`."
_GONE = "That file is no longer in Slack. Send it again."
_OUT_OF_REACH = {  # Slack's words for a file that asking again does not bring
    "file_not_found": _GONE,
    "file_deleted": _GONE,
    "missing_scope": _HELD_BACK,
    "access_denied": _HELD_BACK,
    "not_allowed_token_type": _HELD_BACK,
}
_COME_AGAIN = (408, 429)  # 4xx answers that ask for patience; the others stay as they are


More = Callable[[Command, str], Reply | None]  # a sub-command with the words after it


def entry(briefs: Briefs, more: Mapping[str, More] | None = None) -> Entry:
    """The /brief command. `more` are sub-commands of other capabilities, by their word."""

    def run(command: Command) -> Reply | None:
        word, _, rest = command.text.partition(" ")
        if more and word.lower() in more:
            return more[word.lower()](command, rest.strip())
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
            try:
                about = described(client, filing.file_id)
                check_file(about)
                done = filings.file(workspace, key, fetch(client, str(about.get("url_private_download") or "")))
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


def described(client: WebClient, file_id: str) -> dict[str, Any]:
    """What Slack says of a file. Raises Refusal when the bot cannot have it, SlackApiError when Slack is unwell."""
    try:
        about: dict[str, Any] = client.files_info(file=file_id)["file"]
    except SlackApiError as error:
        words = _OUT_OF_REACH.get(str(error.response.get("error")))
        if words is None:
            raise
        raise Refusal(words) from error
    return about


def fetch(client: WebClient, url: str, *, most: int = _LARGEST) -> bytes:
    """The bytes of a private file, `most` and one of them, asked of Slack alone: the request carries the bot's token.

    Raises Refusal when Slack gives something else or will not give it, OSError when the line breaks or Slack is
    unwell.
    """
    if not is_slacks(url, client.base_url):
        raise Refusal(_NO_ADDRESS)
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {client.token}"})
    try:
        with urllib.request.build_opener(_StayingThere).open(request, timeout=20) as answer:
            data: bytes = answer.read(most + 1)
            kind = str(answer.headers.get("content-type"))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500 or error.code in _COME_AGAIN:
            raise
        raise Refusal(_GONE if error.code in (404, 410) else _HELD_BACK) from error
    except http.client.HTTPException as error:
        raise ConnectionError("The line broke while a file was fetched") from error
    if "text/html" in kind and data.lstrip().lower().startswith(b"<!doctype"):
        raise Refusal(_HELD_BACK)
    return data


class _StayingThere(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the same host only: the token is for nobody else. Slack sends to its sign-in page when
    the bot may not read a file."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if _place(newurl) != _place(req.full_url):
            fp.close()
            raise Refusal(_HELD_BACK)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_slacks(url: str, base_url: str) -> bool:
    """Whether an address is Slack's own, or that of the Slack this client speaks to."""
    scheme, host = _place(url)
    slacks = scheme == "https" and _SLACK_HOST.fullmatch(host) is not None
    return bool(host) and (slacks or (scheme, host) == _place(base_url))


def _place(url: str) -> tuple[str, str]:
    """Scheme and host with its port, in small letters; no host where the address hides it behind a name or sign."""
    try:
        parsed = urlsplit(url)
    except ValueError:
        return "", ""
    host = parsed.netloc.lower()
    plain = re.fullmatch(r"(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?", host)
    return parsed.scheme.lower(), host if plain else ""


def _file(briefs: Briefs, deed: Deed, text: str, why: str) -> Filed:
    try:
        return briefs.file(deed, text, why=why)
    except Refusal as refusal:
        refusal.field = refusal.field or "text"
        raise

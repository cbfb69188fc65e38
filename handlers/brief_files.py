"""Briefs as files: which files can be one, fetching them from Slack, and handing the brief out as one."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.refusal import Refusal
from handlers.passing import passing

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


def put_up(client: WebClient, name: str, content: bytes) -> str:
    """Give Slack a file's bytes; its id. Nobody sees it before it is handed out.

    Raises SlackApiError when Slack refuses, OSError when unwell.
    """
    asked = client.files_getUploadURLExternal(filename=name, length=len(content))
    url = str(asked["upload_url"])
    if not is_slacks(url, client.base_url):
        raise ConnectionError("Slack named an address that is not its own to send a file to")
    with urllib.request.build_opener(_StayingThere).open(urllib.request.Request(url, content), timeout=20) as answer:
        answer.read()
    return str(asked["file_id"])


def hand_out(client: WebClient, channel: str, file_id: str, name: str, words: str) -> None:
    """Put a file into a channel with a few words, unless it is there: what was asked before may have been heard.

    Raises SlackApiError when Slack refuses.
    """
    if not _is_in(client, channel, file_id):
        files: list[dict[str, str | None]] = [{"id": file_id, "title": name}]
        client.files_completeUploadExternal(files=files, channel_id=channel, initial_comment=words)


def _is_in(client: WebClient, channel: str, file_id: str) -> bool:
    try:
        found = client.files_info(file=file_id)["file"]
    except SlackApiError as error:
        if passing(error):
            raise
        return False  # not every app may look, nor is every file shown that is not handed out yet
    shares = [where for kind in (found.get("shares") or {}).values() for where in kind]
    return channel in [*shares, *(found.get("ims") or []), *(found.get("channels") or []), *(found.get("groups") or [])]

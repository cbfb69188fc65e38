"""What a Web API method is: its name, what it needs, how it may refuse, and the reading of its arguments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.errors import Json, Refusal, invalid_field
from playground.workspace import Workspace

# Errors any method may answer, which Slack documents once for all: token, scopes, malformed arguments (its real
# answer to a malformed view too), and what a workspace in trouble says.
COMMON_ERRORS = frozenset({
    "not_authed", "invalid_auth", "missing_scope", "invalid_arguments", "ratelimited", "service_unavailable",
    "not_allowed_token_type",
})  # fmt: skip


@dataclass(frozen=True)
class Method:
    """One method. `scopes`: any one of them is enough; `errors`: the codes it may answer beside the common ones."""

    name: str
    run: Callable[[Call], Json]
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    open_to_all: bool = False


@dataclass(frozen=True)
class Call:
    """One call of a method: the workspace and the arguments as they came."""

    ws: Workspace
    args: Json

    def text(self, name: str, default: str = "") -> str:
        """An argument as text; missing or null is the default."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        """An argument as yes or no."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, *, most: int) -> int:
        """An argument as a whole number from 1 to `most`; anything else is refused."""
        value = self.args.get(name)
        if value in (None, ""):
            return default
        try:
            found = int(value)
        except (TypeError, ValueError):
            raise Refusal("invalid_arguments") from None
        if found < 1:
            raise Refusal("invalid_arguments")
        return min(found, most)

    def value(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON, given as it is or written as text."""
        given = self.args.get(name)
        if not isinstance(given, str) or not given:
            return given or None
        try:
            return json.loads(given)
        except ValueError:
            raise Refusal(error, messages=[f"[ERROR] invalid JSON [json-pointer:/{name}]"]) from None

    def channel(self, name: str = "channel") -> Json:
        """The conversation an argument names, if the bot may know of it; otherwise channel_not_found."""
        found = self.ws.channel(self.args.get(name))
        if found is None or (found["kind"] != "channel" and not self.ws.bot_in(found)):
            raise Refusal("channel_not_found")
        return found

    def file_exists(self, file_id: str) -> bool:
        """True when a file of that id is in the workspace."""
        return file_id in self.ws.data["files"]

    def need(self, *scopes: str) -> None:
        """Refuse with missing_scope unless one of these scopes is granted."""
        if not self.ws.app.grants(*scopes):
            provided = ",".join(self.ws.app.scope_order)
            raise Refusal("missing_scope", extra={"needed": ",".join(scopes), "provided": provided})


SCOPE_KINDS = {"channel": "channels", "private": "groups", "im": "im"}


def page_of(call: Call, items: list[Json], *, default: int = 100, most: int = 1000) -> tuple[list[Json], Json]:
    """One page of a list by `limit` and `cursor`, and the response_metadata that leads on."""
    limit = call.number("limit", default, most=most)
    cursor = call.text("cursor")
    start = 0
    if cursor:
        if not cursor.startswith("at:") or not cursor[3:].isdigit():
            raise Refusal("invalid_cursor")
        start = int(cursor[3:])
    following = f"at:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], {"next_cursor": following}


def bounded(call: Call, name: str, most: int) -> str:
    """A text argument of at most so many characters."""
    value = call.text(name)
    if len(value) > most:
        raise invalid_field(name, f"must be less than {most + 1} characters")
    return value

"""How the workspace says no: Slack's error code, where it hurts, and words for the person at the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """A call that Slack's rules forbid.

    `code` is Slack's error code; `messages` are the lines of `response_metadata.messages`;
    `text` is what a person at the page reads; `extra` is added to the answer as it stands.
    """

    def __init__(self, code: str, *, messages: Sequence[str] = (), text: str = "", extra: Json | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)
        self.text = text
        self.extra = extra or {}

    def answer(self) -> Json:
        """The refusal as the Web API says it."""
        answer: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["errors"] = [line.removeprefix("[ERROR] ") for line in self.messages]
            answer["response_metadata"] = {"messages": self.messages}
        return answer


def missing_field(name: str) -> Refusal:
    """A required argument was left out."""
    return Refusal("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])


def invalid_field(name: str, why: str) -> Refusal:
    """An argument is there but cannot be used."""
    return Refusal("invalid_arguments", messages=[f"[ERROR] {why} [json-pointer:/{name}]"])

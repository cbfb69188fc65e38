"""Short-lived keys the bot is handed with a delivery: trigger ids and response addresses."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

from playground.errors import Refusal


@dataclass
class Trigger:
    """Leave to open one modal for one person, for three seconds."""

    user: str
    view_id: str | None
    born: float
    used: bool = False


@dataclass
class ResponseAddress:
    """Where the bot may answer one command or button, five times in thirty minutes."""

    user: str
    channel: str
    born: float
    left: int
    message_ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None


class Tokens:
    """All trigger ids and response addresses given out; ages are real seconds."""

    def __init__(self, *, trigger_seconds: float, response_seconds: float, response_uses: int) -> None:
        self._lock = threading.Lock()
        self._trigger_seconds = trigger_seconds
        self._response_seconds = response_seconds
        self._response_uses = response_uses
        self._triggers: dict[str, Trigger] = {}
        self._addresses: dict[str, ResponseAddress] = {}

    def trigger(self, user: str, *, view_id: str | None = None) -> str:
        """A new trigger id; its life starts now, so call `start_trigger` when it really leaves."""
        key = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        with self._lock:
            self._triggers[key] = Trigger(user, view_id, time.monotonic())
        return key

    def start_trigger(self, key: str | None) -> None:
        """The delivery that carries this trigger id is sent now."""
        with self._lock:
            if key in self._triggers:
                self._triggers[key].born = time.monotonic()

    def use_trigger(self, key: str) -> Trigger:
        """Spend a trigger id; raises Refusal with Slack's code when it is unknown, spent or too old."""
        with self._lock:
            found = self._triggers.get(key)
            if found is None:
                raise Refusal("invalid_trigger_id")
            if time.monotonic() - found.born > self._trigger_seconds:
                raise Refusal("expired_trigger_id")
            if found.used:
                raise Refusal("exchanged_trigger_id")
            found.used = True
            return found

    def restore_trigger(self, found: Trigger) -> None:
        """Give a trigger id back after the view it was meant for was refused."""
        with self._lock:
            found.used = False

    def address(
        self, *, user: str, channel: str, message_ts: str | None = None, ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:  # fmt: skip
        """A new key for a response address."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._addresses[key] = ResponseAddress(
                user, channel, time.monotonic(), self._response_uses, message_ts, ephemeral, thread_ts
            )
        return key

    def use_address(self, key: str) -> ResponseAddress:
        """Spend one use of a response address; raises Refusal when there is none left or it is too old."""
        with self._lock:
            found = self._addresses.get(key)
            if found is None:
                raise Refusal("invalid_url")
            if time.monotonic() - found.born > self._response_seconds:
                raise Refusal("expired_url")
            if found.left <= 0:
                raise Refusal("used_url")
            found.left -= 1
            return found

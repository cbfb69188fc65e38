"""Live news to the pages that are open: each listener has a queue of its own, so nothing is lost between them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

from playground.errors import Json


@dataclass(eq=False)
class Listener:
    """One open page: who looks, and what has not been written to it yet (None ends it)."""

    user: str
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[str | None]


class Hub:
    """Passes news to the listeners it is meant for; safe to call from any thread."""

    def __init__(self, *, heartbeat_seconds: float) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._heartbeat = heartbeat_seconds
        self._closed = False

    def publish(self, event: str, data: Json, *, to: Collection[str] | None = None) -> None:
        """Send one event to these users' pages, or to all pages."""
        line = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        with self._lock:
            for listener in self._listeners:
                if to is None or listener.user in to:
                    self._put(listener, line)

    def notice(self, level: str, text: str) -> None:
        """Tell whoever develops the bot something worth knowing."""
        self.publish("notice", {"level": level, "text": text})

    def join(self, user: str) -> Listener:
        """Begin to listen, from inside the event loop; what is published from now on is kept for this listener."""
        listener = Listener(user, asyncio.get_running_loop(), asyncio.Queue())
        with self._lock:
            self._listeners.add(listener)
            if self._closed:
                listener.queue.put_nowait(None)
        return listener

    async def lines(self, listener: Listener) -> AsyncIterator[str]:
        """The stream of one listener, with a heartbeat when nothing happens."""
        try:
            yield ": connected\n\n"
            while True:
                try:
                    line = await asyncio.wait_for(listener.queue.get(), self._heartbeat)
                except TimeoutError:
                    line = ": heartbeat\n\n"
                if line is None:
                    return
                yield line
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def close(self) -> None:
        """End every stream, now and later."""
        with self._lock:
            self._closed = True
            for listener in self._listeners:
                self._put(listener, None)

    @staticmethod
    def _put(listener: Listener, line: str | None) -> None:
        if not listener.loop.is_closed():
            listener.loop.call_soon_threadsafe(listener.queue.put_nowait, line)

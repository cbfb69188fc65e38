"""Listens to a streamed answer in a thread of its own, so that whoever waits for it can leave while nothing comes."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from openai import Stream

C = TypeVar("C")

LOOK_S = 0.1  # how often somebody who waits for the next chunk looks whether to wait on
_END = object()


@dataclass(frozen=True)
class _Broken:
    error: Exception


class Listening(Generic[C]):
    """One streamed answer, begun by `begin` when it is first iterated over.

    Reading from a connection cannot be interrupted: a model that thinks for half a minute would hold up whoever
    pressed Stop for as long. So another thread reads and this one waits for what it hands on, looking up ten times a
    second. `begin` is given a question it is to ask before each further try: whether everybody has left.
    """

    def __init__(self, begin: Callable[[Callable[[], bool]], Stream[C]], stop: Callable[[], bool]) -> None:
        self._begin, self._stop = begin, stop
        self._heard: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._left = threading.Event()
        self._reading = threading.Lock()  # held by whoever takes up or lets go of the connection
        self._stream: Stream[C] | None = None
        self.refused = False  # the endpoint never took the request

    def __iter__(self) -> Iterator[C]:
        """The chunks as they come, until they end or `stop()` says so; whatever the reader stumbled over is raised."""
        threading.Thread(target=self._read, name="model-answer", daemon=True).start()
        while not self._stop():
            try:
                heard = self._heard.get(timeout=LOOK_S)
            except queue.Empty:
                continue
            if heard is _END:
                return
            if isinstance(heard, _Broken):
                raise heard.error
            yield heard  # type: ignore[misc]  # the queue holds chunks but for the two above

    def leave(self) -> None:
        """Hang up, whatever the reader is waiting for. An endpoint that has not answered yet is left as it does."""
        self._left.set()
        with self._reading:
            if self._stream is not None:
                _hang_up(self._stream)

    def _read(self) -> None:
        try:
            self._read_to_the_end()
        except Exception as error:  # noqa: BLE001 (raised where the answer is waited for, if it still is)
            self._heard.put(_Broken(error))
        else:
            self._heard.put(_END)

    def _read_to_the_end(self) -> None:
        try:
            stream = self._begin(self._left.is_set)
        except Exception:
            self.refused = True
            raise
        with stream:
            with self._reading:
                self._stream = stream
            try:
                for chunk in stream:
                    if self._left.is_set():
                        break
                    self._heard.put(chunk)
            finally:
                with self._reading:  # from here on the connection may be somebody else's
                    self._stream = None


def _hang_up(stream: Stream[C]) -> None:
    """End the connection under a stream: closing it alone would not wake the thread that reads from it."""
    if stream.response.http_version.startswith("HTTP/2"):
        return  # others' answers come over the same connection; the next chunk ends this one
    network = stream.response.extensions.get("network_stream")
    under = network.get_extra_info("socket") if network is not None else None
    if isinstance(under, socket.socket):
        with contextlib.suppress(OSError):  # it is gone already
            socket.socket.shutdown(under, socket.SHUT_RDWR)  # of what lies under TLS too, which is not asked first

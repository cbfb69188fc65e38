"""Starts a playground: in this process on a free port for tests, or to stay for a person."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from playground.config import PlaygroundConfig
from playground.routes import build_app
from playground.workspace import Workspace, build_workspace

START_SECONDS = 10.0


class CuttableProtocol(H11Protocol):
    """HTTP that a handler can cut off without an answer, through `request.state.cut()`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the cut to the handlers of this connection."""
        self.app_state = {**self.app_state, "cut": _cutter(transport)}
        super().connection_made(transport)


def _cutter(transport: asyncio.Transport) -> Callable[[], None]:
    def cut() -> None:
        found = transport.get_extra_info("socket")
        if found is not None:
            # Lingering for zero seconds makes the close a reset, as when a line breaks.
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    return cut


class RunningPlayground:
    """A playground that listens. `url` has no slash at the end; `api_url` is what the bot's SLACK_API_URL should be."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        config = workspace.config
        self._socket = socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((config.host, config.port))
        host = f"[{config.host}]" if ":" in config.host else config.host
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        self.api_url = self.url + "/api/"
        workspace.base_url = self.url
        settings: dict[str, Any] = {"log_level": "warning", "access_log": False, "lifespan": "off", "ws": "none"}
        self._server = uvicorn.Server(
            uvicorn.Config(build_app(workspace), http=CuttableProtocol, timeout_graceful_shutdown=1, **settings)
        )
        self._thread = threading.Thread(target=self._run, name="playground-server", daemon=True)

    @property
    def bot_url(self) -> str | None:
        """Where deliveries go."""
        return self.workspace.deliveries.bot_url

    @bot_url.setter
    def bot_url(self, url: str | None) -> None:
        self.workspace.deliveries.bot_url = url

    def start(self) -> None:
        """Listen in the background; returns when calls are answered."""
        self._thread.start()
        waiting = threading.Event()
        for _ in range(int(START_SECONDS / 0.01)):
            if self._server.started:
                return
            waiting.wait(0.01)
        raise RuntimeError(f"The playground did not start listening on {self.url}.")

    def stop(self) -> None:
        """Stop listening, save, and end what runs in the background."""
        self.workspace.close()
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()

    def wait(self) -> None:
        """Stay until the server ends."""
        while self._thread.is_alive():
            self._thread.join(timeout=1)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def serve(config: PlaygroundConfig) -> RunningPlayground:
    """Build a playground from its settings and run it in this process."""
    running = RunningPlayground(build_workspace(config))
    running.start()
    return running

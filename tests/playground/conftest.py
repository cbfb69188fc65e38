"""A playground and a listening bot for each test, on free ports."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from playground.config import PlaygroundConfig
from playground.server import RunningPlayground, serve
from tests.front_door import PATIENCE_S
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page

SECRET = "a-signing-secret"
Start = Callable[..., RunningPlayground]


@pytest.fixture
def bot() -> Iterator[FakeBot]:
    bot = FakeBot()
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture(scope="session")
def leaving() -> Iterator[list[threading.Thread]]:
    """Playgrounds on their way out: a server takes a moment to stop, and no test needs to wait for it."""
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join(timeout=30)


@pytest.fixture
def start(bot: FakeBot, leaving: list[threading.Thread]) -> Iterator[Start]:
    """Starts a playground with these settings; stops all that were started. Every call must answer declared errors."""
    running: list[RunningPlayground] = []

    def begin(**settings: Any) -> RunningPlayground:
        given: dict[str, Any] = {
            "port": 0,
            "bot_url": bot.url,
            "signing_secret": SECRET,
            "retry_delays": (0.0, 0.05, 0.1),
        }
        given |= {"ack_seconds": PATIENCE_S, "trigger_seconds": PATIENCE_S, **settings}
        running.append(serve(PlaygroundConfig(**given)))
        return running[-1]

    yield begin
    for playground in running:
        leaving.append(threading.Thread(target=playground.stop))
        leaving[-1].start()
    entries = [entry for playground in running for entry in playground.workspace.log.since(0)[0]]
    assert [entry for entry in entries if entry.get("undeclared")] == []


@pytest.fixture
def playground(start: Start) -> RunningPlayground:
    return start()


@pytest.fixture
def page(playground: RunningPlayground) -> Page:
    return Page(playground.url)


@pytest.fixture
def slack(playground: RunningPlayground) -> WebClient:
    return client_of(playground)


def client_of(playground: RunningPlayground, token: str = "xoxb-playground") -> WebClient:
    """The client a bot uses, with no retries of its own."""
    return WebClient(token=token, base_url=playground.api_url, timeout=30, retry_handlers=[])

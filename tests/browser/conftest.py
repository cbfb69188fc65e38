"""A real browser, a running demonstration for each module, and a seat at its page for whoever is asked for."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.demo.start import Demo
from bot.settings import Settings
from tests.browser.seat import Seat
from tests.conftest import IN_CI
from tests.front_door import PATIENCE_S
from tests.model_server import ScriptedModelServer

# Playwright's own list of what to leave out, as the last list named is the one that holds, and two pages of a browser's
# own under its address bar: nobody sees them here, and they cost a third of opening a page.
_LEFT_OUT = (
    "AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning,"
    "AimEnabled,WebUIOmniboxAimPopup,WebUIOmniboxPopup"
)
_ARGS = [
    f"--disable-features={_LEFT_OUT}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

T = TypeVar("T")
Sit = Callable[..., Seat]


def elsewhere(do: Callable[[], T]) -> T:
    """Do it in another thread: the browser keeps an event loop in this one, beside which durable work cannot start."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(do).result()


def started(folder: Path, *, settings: Settings | None = None, opened: datetime | None = None) -> Demo:
    """The made-up company, as `make demo` starts it; `opened` is another moment for its story to begin at."""
    return elsewhere(lambda: Demo.start(folder, settings=settings, opened=opened, patience_s=PATIENCE_S))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; skipped, or in CI failed, without one."""
    path = shutil.which("chromium")
    if path is None:
        missing = "chromium is missing: apt-get install chromium"
        if IN_CI:
            pytest.fail(missing)
        pytest.skip(missing)
    return path


# For this folder only, not the whole session: while it runs, no other test could start an event loop of its own.
@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=_ARGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def filled_at(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[datetime | None], Path]:
    """Gives the folder of a demonstration that was started once, at that moment, and stopped: the company is filled in,
    its notes are themed. Filling in takes eight seconds of a processor, so processes of tests share the folder."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def at(opened: datetime | None) -> Path:
        name = f"filled-{opened:%A-%H}" if opened else "filled"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / name).exists():
                running = started(shared / f"{name}.begun", opened=opened)
                elsewhere(running.stop)
                (shared / f"{name}.begun").rename(shared / name)
        return shared / name

    return at


@pytest.fixture(scope="session")
def filled(filled_at: Callable[[datetime | None], Path]) -> Path:
    """The folder of a demonstration that begins as `make demo` does."""
    return filled_at(None)


@pytest.fixture
def copied(filled: Path, tmp_path: Path) -> Path:
    """A folder to start a demonstration of one's own in."""
    return Path(shutil.copytree(filled, tmp_path / "demo"))


@pytest.fixture(scope="module")
def demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One running demonstration, whose notes and messages add up from test to test."""
    running = started(Path(shutil.copytree(filled, tmp_path_factory.mktemp("demo") / "demo")))
    yield running
    elsewhere(running.stop)


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedModelServer]:
    """A language model that says what a test gives it to say."""
    with ScriptedModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def modelled(filled: Path, model: ScriptedModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration with that model behind it."""
    asked = Settings(openai_base_url=model.url, openai_api_key="x", model="tiny", model_retries=0)
    running = started(Path(shutil.copytree(filled, tmp_path_factory.mktemp("demo") / "demo")), settings=asked)
    yield running
    elsewhere(running.stop)


@pytest.fixture
def sit(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Sit]:
    """Sit down as somebody: `sit("UJONAS")`. At the end, no page may have complained."""
    seats: list[Seat] = []

    def down(user: str, *, width: int = 1280, height: int = 860, at: str = "", dark: bool = False) -> Seat:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="en-GB",
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
            reduced_motion="reduce",
        )
        where = at or request.getfixturevalue("demo").playground.url
        seats.append(Seat(context.new_page(), f"{where}/?as={user}"))
        return seats[-1]

    yield down
    problems = [problem for seat in seats for problem in seat.problems]
    for seat in seats:
        seat.page.context.close()
    assert problems == []

"""Starts the demonstration: the bot and the playground side by side, until Ctrl-C."""

import logging
import random
import shutil
import socket
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import typer
from rich.console import Console
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.assemble import Plumbline, assemble
from bot.clock import MovableClock
from bot.demo import company
from bot.manifest import manifest
from bot.running import Server, migrated, start_work, stop_work, until_told_to_stop, web_app
from bot.settings import Settings
from handlers.rooms import entries
from playground import clock as clock_of
from playground.config import PlaygroundConfig
from playground.server import RunningPlayground, serve

TOKEN, SECRET = "xoxb-playground", "playground-secret"


def run_demo(*, port: int, bot_port: int, folder: Path, reset: bool) -> None:
    """Run until told to stop. Everything typed is kept in `folder` for the next time."""
    console = Console()
    for wanted in (port, bot_port):
        if _taken(wanted):
            console.print(f"Port {wanted} is in use. Stop what uses it, or choose others with --port and --bot-port.")
            raise typer.Exit(2)
    if reset and folder.exists():
        shutil.rmtree(folder)
    logging.basicConfig(level="WARNING", format="%(levelname)s %(name)s  %(message)s")
    if not _filled(folder):
        console.print("Filling in twelve weeks of a made-up company. This takes a few seconds, once.")
    with until_told_to_stop() as wait:
        demo = Demo.start(folder, port=port, bot_port=bot_port)
        _welcome(console, demo)
        wait()
        console.print("\nStopping; what you typed is kept. [bold]make demo-reset[/bold] begins anew.")
        demo.stop()


class Demo:
    """The bot, its web server and the playground, running."""

    def __init__(self, plumbline: Plumbline, server: Server, playground: RunningPlayground, *, fresh: bool) -> None:
        self.plumbline = plumbline
        self.server = server
        self.playground = playground
        self.fresh = fresh

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        port: int = 0,
        bot_port: int = 0,
        settings: Settings | None = None,
        opened: datetime | None = None,
        patience_s: float = 3.0,
    ) -> "Demo":
        """Start everything; port 0 takes a free one. `settings` may add a model.

        `opened` is when the story begins at a first start; if not given, on the Friday evening of the running week.
        `patience_s` is how many seconds the workspace waits for an answer and keeps a trigger: as many as Slack does.
        """
        folder.mkdir(parents=True, exist_ok=True)
        bot_port = bot_port or _free_port()
        clock = MovableClock(folder / "clock")
        fresh = not _filled(folder)
        if fresh:
            clock.move(opened or company.opening(datetime.now(UTC)))
        begun = clock.now().astimezone(company.ZONE)
        playground = serve(
            PlaygroundConfig(
                port=port,
                signing_secret=SECRET,
                bot_token=TOKEN,
                seed=company.seed(begun),
                manifest=_manifest(folder),
                state=folder / "workspace.json",
                bot_url=f"http://127.0.0.1:{bot_port}/slack/events",
                clock_url=f"http://127.0.0.1:{bot_port}/demo/clock",
                ack_seconds=patience_s,
                trigger_seconds=patience_s,
            )
        )
        plumbline = assemble(_settings(folder, playground.url, bot_port, settings), clock=clock, refresh_s=5.0)
        migrated(plumbline.database)
        workspace = plumbline.greet()
        if fresh:
            company.fill(plumbline, workspace=workspace, opened=begun)
            (folder / "filled").write_text(begun.isoformat())
        server = Server(web_app(plumbline, [*clock_routes(plumbline, clock)]), host="127.0.0.1", port=bot_port)
        server.start()
        clock_of.shown(playground.workspace)  # from here on the workspace's clock is the bot's
        start_work(plumbline, quiet_s=0)
        return cls(plumbline, server, playground, fresh=fresh)

    def stop(self) -> None:
        self.server.stop()
        stop_work(self.plumbline)
        self.playground.stop()
        self.plumbline.close()


def clock_routes(plumbline: Plumbline, clock: MovableClock) -> list[BaseRoute]:
    """Tell and move the demonstration's time; nothing but the demonstration has these routes."""

    def told() -> Response:
        coming = [
            {"at": at.isoformat(), "what": words} for at, words in plumbline.timetable.next() if "look at" not in words
        ]
        return JSONResponse({"now": clock.now().isoformat(), "next": coming})

    def get(_: Request) -> Response:
        return told()

    async def post(request: Request) -> Response:
        clock.move(datetime.fromisoformat((await request.json())["to"]))
        plumbline.timetable.look()
        return told()

    return [Route("/demo/clock", get, methods=["GET"]), Route("/demo/clock", post, methods=["POST"])]


def _settings(folder: Path, url: str, bot_port: int, base: Settings | None) -> Settings:
    return replace(
        base or Settings(),
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        slack_api_url=f"{url}/api/",
        database_url=f"sqlite:///{folder / 'plumbline.db'}",
        port=bot_port or 3000,
        zone=company.ZONE.key,
        digest_channel="CGROWTHDIGEST",
        sales_group="sales",
        marketing_group="marketing",
        responsible=company.responsible(),
        # The story opens on a Friday evening: whoever walks through it then is to see who hears of what they do.
        quiet_from=time(22),
        reaction=base.reaction if base and base.reaction else "memo",
        phone_region=base.phone_region if base and base.phone_region else "DE",
    )


def _manifest(folder: Path) -> dict[str, object]:
    """The manifest of a program that is not yet there: its commands do not depend on the settings."""
    plumbline = assemble(
        Settings(
            slack_bot_token=TOKEN, slack_signing_secret=SECRET, database_url=f"sqlite:///{folder / 'plumbline.db'}"
        )
    )
    made = manifest(entries(plumbline.rooms), url="http://127.0.0.1:3000", reaction=True)
    plumbline.close()
    return made


def _welcome(console: Console, demo: Demo) -> None:
    console.print(f"\n[bold]Plumbline is running:[/bold] {demo.playground.url}\n")
    if not demo.fresh:
        console.print("What you typed last time is still here. [bold]make demo-reset[/bold] begins anew.\n")
    tries = (company.FOLDER / "try.md").read_text(encoding="utf-8").strip()
    console.print(tries, markup=False, highlight=False, soft_wrap=True)  # so that a line can be copied whole
    console.print("\nStop with Ctrl-C.")


def _filled(folder: Path) -> bool:
    return (folder / "filled").exists()


def _free_port() -> int:
    """A port nobody listens on, below those a system gives to whoever asks for any, so that nobody takes it before the
    program listens there."""
    while True:
        port = random.randrange(20_000, 32_000)
        if not _taken(port):
            return port


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False

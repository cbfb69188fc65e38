"""The whole program behind its front door: a playground for Slack, signed deliveries, a real database and worker."""

import json
import os
import random
import socket
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeVar

from bot.assemble import Plumbline, assemble
from bot.manifest import manifest
from bot.running import Server, web_app
from bot.settings import Settings
from capabilities.ports import Clock, Work
from capabilities.workspace import Known
from handlers.rooms import entries
from playground.config import PlaygroundConfig
from playground.server import RunningPlayground, serve
from prompts.embedding import Embedder
from prompts.model import Model

T = TypeVar("T")

TEAM = "TTEST"
REP, REP2, MARKETER, BOSS = "UREP", "UREPTWO", "UMARKETER", "UBOSS"
SALES, DIGEST, QUIET = "CSALES", "CDIGEST", "CQUIET"
TOKEN, SECRET = "xoxb-playground", "playground-secret"
PATIENCE_S = 30.0

PEOPLE = (
    Known(REP, "Rita Rep", "Europe/Berlin", "rep"),
    Known(REP2, "Rolf Rep", "Europe/Berlin", "rep"),
    Known(MARKETER, "Mara Marketer", "Europe/Berlin", "marketer"),
    Known(BOSS, "Bo Both", "Europe/Berlin", "responsible"),
)

Json = dict[str, Any]


def seed() -> Json:
    """Four people, two teams, three channels; the bot is in two of them."""
    users = [{"id": p.user, "name": p.name.split()[0].lower(), "real_name": p.name, "tz": p.zone} for p in PEOPLE]
    everybody = [p.user for p in PEOPLE]
    return {
        "team": {"id": TEAM, "name": "Test", "domain": "test"},
        "users": users,
        "usergroups": [
            {"id": "SSALES", "handle": "sales", "name": "Sales", "users": [REP, REP2]},
            {"id": "SMARKETING", "handle": "marketing", "name": "Marketing", "users": [MARKETER]},
        ],
        "channels": [
            {"id": SALES, "name": "sales", "topic": "", "members": everybody, "bot_in": True},
            {"id": DIGEST, "name": "digest", "topic": "", "members": everybody, "bot_in": True},
            {"id": QUIET, "name": "quiet", "topic": "", "members": everybody, "bot_in": False},
        ],
        "messages": [],
        "bot": {"user_id": "UPLUMB", "bot_id": "BPLUMB", "app_id": "APLUMB", "name": "Plumbline"},
    }


@dataclass
class FrontDoor:
    """A running program and the workspace it lives in."""

    playground: RunningPlayground
    plumbline: Plumbline
    server: Server | None
    working: bool

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        database_url: str,
        clock: Clock | None = None,
        model: Model | None = None,
        embedder: Embedder | None = None,
        work: Work | None = None,
        working: bool = True,
        serving: bool = True,
        port: int = 0,
        settings: Settings | None = None,
    ) -> "FrontDoor":
        """Start a playground and the program on a migrated database, its worker (`working`) and its web server."""
        port = port or free_port()
        base = replace(settings or Settings(), database_url=database_url, embeddings="off", digest_channel=DIGEST)
        base = replace(base, slack_bot_token=TOKEN, slack_signing_secret=SECRET, zone="Europe/Berlin")
        base = replace(base, sales_group="sales", marketing_group="marketing", responsible=BOSS)
        if clock is None:  # by the clock on the wall a test must say the same at night and on a Sunday
            base = replace(base, quiet_from=base.quiet_until)
        playground = serve(
            PlaygroundConfig(
                port=0,
                signing_secret=SECRET,
                bot_token=TOKEN,
                seed=seed(),
                manifest=deepcopy(_manifest(bool(base.reaction))),
                state=folder / "slack.json",
                bot_url=f"http://127.0.0.1:{port}/slack/events",
                # What is asked here is what happens, not how fast: a machine that stood still for three seconds is no
                # fault. That answers come well within Slack's three is measured by `make bench PARTS=ack`.
                ack_seconds=PATIENCE_S,
                trigger_seconds=PATIENCE_S,
            )
        )
        plumbline = assemble(
            replace(base, slack_api_url=playground.api_url), clock=clock, model=model, embedder=embedder, work=work
        )
        workspace = plumbline.greet()
        plumbline.rooms.workspaces.meet(workspace, PEOPLE)
        server = Server(web_app(plumbline), host="127.0.0.1", port=port)
        if serving:
            server.start()
        if working:
            plumbline.worker.start()
            plumbline.watch.start()
        return cls(playground, plumbline, server if serving else None, working)

    def close(self) -> None:
        """Stop all of it; the web server waits for its requests while the worker waits for its threads."""
        with ThreadPoolExecutor(1) as beside:
            served = beside.submit(self.server.stop if self.server is not None else lambda: None)
            if self.working:
                self.plumbline.watch.stop()
                self.plumbline.worker.stop(patience_s=0)
            served.result()
        self.playground.stop()
        self.plumbline.close()

    def page(self, call: str, **body: Any) -> Json:
        """What the page asks: `POST /ui/<call>`."""
        return self._ask("POST", f"/ui/{call}", body)

    def control(self, call: str, **body: Any) -> Json:
        """`POST /control/<call>`."""
        return self._ask("POST", f"/control/{call}", body)

    def faults(self, *rules: Json) -> None:
        """How the workspace misbehaves from now on."""
        self._ask("POST", "/control/faults", list(rules))

    def calls(self, method: str) -> list[Json]:
        """The Web API calls of one method so far: their arguments."""
        return [entry for entry in self.log() if entry.get("method") == method]

    def log(self) -> list[Json]:
        """The newest calls and deliveries, some thousands of them: what was said, and what was answered."""
        found: list[Json] = self._ask("GET", "/control/log", None)["entries"]
        return found

    def command(self, user: str, text: str, *, channel: str = SALES) -> Json:
        """Type a slash command."""
        return self.page("send", **{"as": user, "channel": channel, "text": text})

    def say(self, user: str, text: str, *, thread: str | None = None, files: list[str] | None = None) -> Json:
        """Write to the bot in a direct message."""
        return self.page(
            "send",
            **{"as": user, "channel": self.direct(user), "text": text, "thread_ts": thread, "files": files or []},
        )

    def direct(self, user: str) -> str:
        """The id of a person's messages with the bot."""
        channels = self._ask("GET", f"/ui/boot?as={user}", None)["channels"]
        return next(str(c["id"]) for c in channels if c["kind"] == "im" and c.get("user") == "UPLUMB")

    def messages(self, user: str, channel: str, *, thread: str | None = None) -> list[Json]:
        """What a person sees in a channel, oldest first."""
        more = f"&thread_ts={thread}" if thread else ""
        found: list[Json] = self._ask("GET", f"/ui/messages?as={user}&channel={channel}{more}", None)["messages"]
        return found

    def last(self, user: str, channel: str = SALES) -> Json:
        """The newest message a person sees."""
        return self.messages(user, channel)[-1]

    def press(self, user: str, message: Json, action: str, *, channel: str = SALES) -> Json:
        """Press a button of a message."""
        element = next(e for e in elements(message.get("blocks") or []) if e.get("action_id") == action)
        where = {
            "type": "message",
            "channel": channel,
            "ts": message["ts"],
            "ephemeral": message.get("ephemeral", False),
        }
        pressed = {k: v for k, v in element.items() if k in ("action_id", "value", "type", "block_id", "text")}
        return self.page("action", **{"as": user, "container": where, "action": pressed})

    def deliver(self, kind: str, payload: Json, **more: Any) -> list[Json]:
        """Send a delivery as it is, and hear the bot's answers."""
        answers: list[Json] = self.control("deliver", kind=kind, payload=payload, **more)["answers"]
        return answers

    def upload(self, user: str, name: str, data: bytes) -> Json:
        """Choose a file on the page."""
        edge = "----plumbline"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="as"\r\n\r\n{user}\r\n--{edge}\r\n'
        head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
        head += "Content-Type: application/octet-stream\r\n\r\n"
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={edge}"}
        request = urllib.request.Request(self.playground.url + "/ui/upload", body, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            found: Json = json.load(answer)
        return found

    def _ask(self, method: str, path: str, body: Any) -> Json:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.playground.url + path, data, {"content-type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                found: Json = json.load(answer)
        except urllib.error.HTTPError as error:
            found = json.load(error)
        return found


@cache
def _manifest(reaction: bool) -> Json:
    """The manifest of a program that is not there yet: its commands depend on no other setting."""
    settings = Settings(slack_bot_token=TOKEN, slack_signing_secret=SECRET, database_url="sqlite://", embeddings="off")
    bare = assemble(settings, work=_Idle())
    made = manifest(entries(bare.rooms), url="http://127.0.0.1:3000", reaction=reaction)
    bare.close()
    return made


class _Idle:
    """Work nobody asks for."""

    def enqueue(self, unit: object, kind: str, key: str) -> None:
        raise AssertionError("nothing is asked of a program that only names its commands")


def elements(blocks: Any) -> list[Json]:
    """Every element with an action, however deep."""
    if isinstance(blocks, dict):
        own = [blocks] if "action_id" in blocks else []
        return own + [found for value in blocks.values() for found in elements(value)]
    if isinstance(blocks, list):
        return [found for value in blocks for found in elements(value)]
    return []


def words(message: Any) -> str:
    """All text of a message or view, in order."""
    if isinstance(message, dict):
        own = message["text"] + "\n" if isinstance(message.get("text"), str) else ""
        return own + "".join(words(value) for value in message.values() if not isinstance(value, str))
    if isinstance(message, list):
        return "".join(words(value) for value in message)
    return ""


def until(look: Callable[[], T], *, seconds: float = 30.0) -> T:
    """What `look` gives once it gives something; fails after `seconds`.

    The longer it takes the less often it looks: looking takes the processor from what is waited for.
    """
    end = time.monotonic() + seconds
    for pause in chain((0.02, 0.03, 0.05), repeat(0.08)):
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            break
        time.sleep(pause)
    raise AssertionError(f"nothing came within {seconds} s; last: {found!r}")


def free_port() -> int:
    """A port nobody listens on. Each process of tests has two thousand of its own, below those a system gives to
    whoever asks for any, so that no other test takes it meanwhile."""
    first = 10_000 + 2_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = first + random.randrange(2_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port

"""The workspace as one thing: its memory, its open pages, its way to the bot and the keys it gave out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from playground.call_log import CallLog
from playground.config import PlaygroundConfig
from playground.deliveries import Deliveries
from playground.errors import Json, Refusal
from playground.faults import Faults
from playground.hub import Hub
from playground.manifest import AppManifest, read_manifest
from playground.seed import plant, read_seed
from playground.state import State
from playground.tokens import Tokens


@dataclass
class Workspace:
    """All parts of one running playground; `base_url` is where it listens, without a slash at the end."""

    config: PlaygroundConfig
    app: AppManifest
    state: State
    hub: Hub
    log: CallLog
    faults: Faults
    tokens: Tokens
    deliveries: Deliveries
    base_url: str = ""
    # What does not outlive the process: ephemerals by person, open modals, live streams.
    ephemerals: dict[str, list[Json]] = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    streams: dict[tuple[str, str], Json] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def lock(self) -> threading.RLock:
        """The one lock of the workspace."""
        return self.state.lock

    @property
    def data(self) -> Json:
        """What is saved; change it only under the lock."""
        return self.state.data

    @property
    def bot(self) -> Json:
        """The bot: user_id, bot_id, app_id, name."""
        bot: Json = self.state.data["bot"]
        return bot

    @property
    def team(self) -> Json:
        """The workspace: id, name, domain."""
        team: Json = self.state.data["team"]
        return team

    def channel(self, key: object) -> Json | None:
        """A conversation by id, `#name`, name, or a person's id (then their direct message)."""
        if not isinstance(key, str):
            return None
        channels: dict[str, Json] = self.data["channels"]
        if key in channels:
            return channels[key]
        if key in self.data["users"]:
            return channels.get("D" + key[1:])
        name = key.removeprefix("#")
        return next((c for c in channels.values() if c["name"] == name and c["kind"] != "im"), None)

    def person(self, key: object) -> Json:
        """The person who looks at the page; raises Refusal when there is none of that id."""
        user: Any = self.data["users"].get(key)
        if user is None or user["is_bot"]:
            raise Refusal("user_not_found", text="There is no such person here.")
        found: Json = user
        return found

    def bot_in(self, channel: Json) -> bool:
        """True when the bot is a member."""
        return self.bot["user_id"] in channel["members"]

    def later(self, seconds: float, act: Any, *args: Any) -> None:
        """Do something a little later, unless the workspace stops first."""

        def wait() -> None:
            if not self.stopping.wait(seconds):
                act(*args)

        threading.Thread(target=wait, name="playground-later", daemon=True).start()

    def reset(self) -> None:
        """Forget everything and seed again."""
        with self.lock:
            self.state.forget_blobs()
            for memory in (self.ephemerals, self.views, self.stacks, self.streams):
                memory.clear()
            plant(self.state, read_seed(self.config.seed), app_name=self.app.name)

    def close(self) -> None:
        """Stop what runs in the background and save."""
        self.stopping.set()
        self.deliveries.stop()
        self.hub.close()
        self.state.close()


def build_workspace(config: PlaygroundConfig) -> Workspace:
    """Read manifest, seed and saved state, and put the parts together; nothing listens yet."""
    state = State(config.state)
    hub = Hub(heartbeat_seconds=config.heartbeat_seconds)
    log = CallLog(size=config.log_size)
    faults = Faults()
    tokens = Tokens(
        trigger_seconds=config.trigger_seconds,
        response_seconds=config.response_seconds,
        response_uses=config.response_uses,
    )
    deliveries = Deliveries(config, log=log, faults=faults, notice=hub.notice, sent=tokens.start_trigger)
    app = read_manifest(config.manifest)
    workspace = Workspace(config, app, state, hub, log, faults, tokens, deliveries)
    if state.load():
        _end_streams(state)
    else:
        plant(state, read_seed(config.seed), app_name=app.name)
    state.start_saving()
    return workspace


def _end_streams(state: State) -> None:
    """A stream outlives its playground as little as its five minutes."""
    for stored in state.data["messages"].values():
        for message in stored:
            message.pop("streaming", None)

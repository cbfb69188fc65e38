"""What the app may do and offers: scopes, subscribed events, commands, shortcuts and prompts of its manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from playground.errors import Json


@dataclass(frozen=True, kw_only=True)
class AppManifest:
    """The parts of a manifest that decide what the workspace allows; `None` scopes or events mean all of them."""

    name: str = "Bot"
    scopes: frozenset[str] | None = None
    scope_order: tuple[str, ...] = ()
    events: frozenset[str] | None = None
    commands: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)
    prompts: list[Json] = field(default_factory=list)
    agent_view: bool = True
    home_tab: bool = True
    messages_tab: bool = True

    def grants(self, *any_of: str) -> bool:
        """True when one of these scopes was granted (or none is needed)."""
        return not any_of or self.scopes is None or bool(self.scopes.intersection(any_of))

    def subscribes(self, event: str) -> bool:
        """True when the manifest subscribes to this event, such as `message.im`."""
        return self.events is None or event in self.events

    def command(self, word: str) -> Json | None:
        """The slash command of that word, or None."""
        return next((c for c in self.commands if c.get("command") == word), None)

    def shortcut(self, callback_id: str) -> Json | None:
        """The shortcut of that callback id, or None."""
        return next((s for s in self.shortcuts if s.get("callback_id") == callback_id), None)


def read_manifest(source: Path | Json | None) -> AppManifest:
    """Read a manifest from YAML, JSON or a value; raises ValueError in plain words when it is not one."""
    if source is None:
        return AppManifest()
    raw = source if isinstance(source, dict) else _load(source)
    features: Json = raw.get("features") or {}
    scopes: Json = (raw.get("oauth_config") or {}).get("scopes") or {}
    granted = tuple(dict.fromkeys([*(scopes.get("bot") or []), *(scopes.get("bot_optional") or [])]))
    subscriptions: Json = (raw.get("settings") or {}).get("event_subscriptions") or {}
    home: Json = features.get("app_home") or {}
    agent: Json | None = features.get("agent_view")
    return AppManifest(
        name=str((raw.get("display_information") or {}).get("name") or "Bot"),
        scopes=frozenset(granted),
        scope_order=granted,
        events=frozenset(subscriptions.get("bot_events") or []),
        commands=list(features.get("slash_commands") or []),
        shortcuts=list(features.get("shortcuts") or []),
        prompts=list((agent or {}).get("suggested_prompts") or []),
        agent_view=agent is not None,
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
    )


def _load(path: Path) -> Json:
    text = path.read_text(encoding="utf-8")
    raw = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    if not isinstance(raw, dict):
        raise ValueError(f"{path} is not an app manifest: it should be a mapping with display_information in it.")
    return raw

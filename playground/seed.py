"""The people, channels and messages a new workspace starts with."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from playground.errors import Json
from playground.state import State

_COLOURS = ("#4A154B", "#1264A3", "#2EB67D", "#E01E5A", "#B8860B", "#5E2CA5", "#00758F", "#C04000")


def default_seed() -> Json:
    """A small workspace for when no seed file is given."""
    people = [
        ("U0ANA", "ana", "Ana Ruiz", "Account executive", "sales"),
        ("U0BEN", "ben", "Ben Okafor", "Account executive", "sales"),
        ("U0CLEO", "cleo", "Cleo Martin", "Product marketer", "marketing"),
        ("U0DAN", "dan", "Dan Weiss", "Head of growth", "marketing"),
    ]
    everyone = [person[0] for person in people]
    return {
        "team": {"id": "T0PLAY", "name": "Playground", "domain": "playground"},
        "bot": {"user_id": "U0BOT", "bot_id": "B0BOT", "app_id": "A0BOT", "name": "plumbline"},
        "users": [
            {"id": i, "name": n, "real_name": r, "title": t, "team": w, "tz": "Europe/London"}
            for i, n, r, t, w in people
        ],
        "channels": [
            {"id": "C0SALES", "name": "sales-marketing", "topic": "", "members": everyone, "bot_in": True},
            {"id": "C0RANDOM", "name": "random", "topic": "", "members": everyone, "bot_in": False},
        ],
    }


def read_seed(source: Path | Json | None) -> Json:
    """The seed's value; raises ValueError in plain words when the file is not one."""
    if source is None:
        return default_seed()
    raw = source if isinstance(source, dict) else json.loads(source.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not raw.get("users"):
        raise ValueError("The seed needs at least one user; see docs/playground.md for its shape.")
    return raw


def plant(state: State, seed: Json, *, app_name: str) -> None:
    """Fill an empty state from a seed."""
    bot = {"user_id": "U0BOT", "bot_id": "B0BOT", "app_id": "A0BOT", "name": app_name, **(seed.get("bot") or {})}
    team = {"id": "T0PLAY", "name": "Playground", "domain": "playground", **(seed.get("team") or {})}
    started = int(state.now().timestamp())
    users = {user["id"]: _user(user, number) for number, user in enumerate(seed["users"])}
    users[bot["user_id"]] = {
        **_user({"id": bot["user_id"], "name": bot["name"], "real_name": bot["name"]}, 0),
        "is_bot": True,
    }
    channels = {raw["id"]: _channel(raw, bot["user_id"], started) for raw in seed.get("channels") or []}
    for person in [user for user in users.values() if not user["is_bot"]]:
        im = im_record(person["id"], bot["user_id"], started)
        channels[im["id"]] = im
    state.data.clear()
    state.data.update(
        team=team, bot=bot, users=users, channels=channels,
        usergroups={group["id"]: {"users": [], **group} for group in seed.get("usergroups") or []},
        messages={key: [] for key in channels}, files={}, homes={}, unread={}, sessions={}, prompts={},
        clock_offset=0.0, last_micros=0,
    )  # fmt: skip
    for raw in sorted(seed.get("messages") or [], key=lambda item: datetime.fromisoformat(item["at"])):
        _message(state, raw)
    state.touch()


def im_record(person: str, bot_user: str, created: int) -> Json:
    """The direct-message conversation between one person and the bot."""
    return {
        "id": "D" + person[1:], "name": "", "kind": "im", "topic": "", "members": [person, bot_user],
        "is_archived": False, "created": created, "user": person,
    }  # fmt: skip


def _user(raw: Json, number: int) -> Json:
    name = str(raw.get("real_name") or raw.get("name") or raw["id"])
    initials = "".join(word[0] for word in name.split()[:2]).upper() or "?"
    return {
        "id": raw["id"], "name": raw.get("name") or raw["id"].lower(), "real_name": name,
        "title": raw.get("title") or "", "tz": raw.get("tz") or "UTC", "team": raw.get("team") or "",
        "avatar": raw.get("avatar") or {"bg": _COLOURS[number % len(_COLOURS)], "text": initials},
        "is_bot": bool(raw.get("is_bot", False)), "deleted": bool(raw.get("deleted", False)),
        "is_admin": bool(raw.get("is_admin", False)), "is_restricted": bool(raw.get("is_restricted", False)),
    }  # fmt: skip


def _channel(raw: Json, bot_user: str, created: int) -> Json:
    members = list(raw.get("members") or [])
    if raw.get("bot_in") and bot_user not in members:
        members.append(bot_user)
    kind = raw.get("kind") or ("private" if raw.get("is_private") else "channel")
    return {
        "id": raw["id"], "name": raw["name"], "kind": kind, "topic": raw.get("topic") or "", "members": members,
        "is_archived": bool(raw.get("is_archived", False)), "created": created,
    }  # fmt: skip


def _message(state: State, raw: Json) -> None:
    """`thread` names the parent by its `at` or its `id`."""
    at, data = datetime.fromisoformat(raw["at"]), state.data
    ts = state.new_ts(at)
    stored = data["messages"].setdefault(raw["channel"], [])
    taken = {message["ts"] for message in stored}
    while ts in taken:
        seconds, micros = ts.split(".")
        ts = f"{seconds}.{int(micros) + 1:06d}"
    message: Json = {"type": "message", "user": raw["user"], "text": raw["text"], "ts": ts, "reactions": []}
    if raw["user"] == data["bot"]["user_id"]:
        message["bot_id"] = data["bot"]["bot_id"]
    if raw.get("thread"):
        parent = next((m for m in stored if raw["thread"] in (m.get("seed_at"), m.get("seed_id"))), None)
        if parent is not None:
            message["thread_ts"] = parent["ts"]
    reactions = raw.get("reactions") or []
    if isinstance(reactions, dict):
        reactions = [{"name": name, "users": users} for name, users in reactions.items()]
    message["reactions"] = reactions
    stored.append({**message, "seed_at": raw["at"], "seed_id": raw.get("id")})
    stored.sort(key=lambda item: float(item["ts"]))

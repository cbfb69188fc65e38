"""Web API: people and their groups."""

from __future__ import annotations

from playground.errors import Json, Refusal
from playground.shapes import slack_user
from playground.webapi.method import Call, Method, page_of


def methods() -> list[Method]:
    """users.info, users.list, usergroups.list, usergroups.users.list."""
    groups = ("usergroups:read",)
    return [
        Method("users.info", info, ("user",), ("users:read",), ("user_not_found",)),
        Method("users.list", list_, (), ("users:read",), ("invalid_cursor",)),
        Method("usergroups.list", usergroups, (), groups, ()),
        Method("usergroups.users.list", usergroup_users, ("usergroup",), groups, ("no_such_subteam",)),
    ]


def info(call: Call) -> Json:
    """One person."""
    user = call.ws.data["users"].get(call.text("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": slack_user(call.ws, user)}


def list_(call: Call) -> Json:
    """Everybody, the bot too."""
    everyone = [slack_user(call.ws, user) for user in call.ws.data["users"].values()]
    found, onward = page_of(call, everyone, default=1000)
    return {"members": found, "cache_ts": int(call.ws.state.now().timestamp()), "response_metadata": onward}


def usergroups(call: Call) -> Json:
    """The groups of the workspace; with their users when asked."""
    shown = []
    for group in call.ws.data["usergroups"].values():
        entry: Json = {
            "id": group["id"], "team_id": call.ws.team["id"], "is_usergroup": True, "is_subteam": True,
            "name": group.get("name", group["id"]), "handle": group.get("handle", ""), "description": "",
            "date_delete": 0, "user_count": len(group["users"]), "prefs": {"channels": [], "groups": []},
        }  # fmt: skip
        if call.flag("include_users"):
            entry["users"] = group["users"]
        shown.append(entry)
    return {"usergroups": shown}


def usergroup_users(call: Call) -> Json:
    """The people in one group."""
    group = call.ws.data["usergroups"].get(call.text("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": group["users"]}

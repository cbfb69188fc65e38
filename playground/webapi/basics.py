"""Web API: who the token is, whether the line works, and the workspace itself."""

from __future__ import annotations

from playground.blocks.surfaces import problems_of, view_problems
from playground.errors import Json, Refusal
from playground.webapi.method import Call, Method


def methods() -> list[Method]:
    """auth.test, api.test, apps.connections.open, team.info, bots.info, blocks.validate."""
    return [
        Method("auth.test", auth_test),
        Method("api.test", api_test, open_to_all=True),
        Method("apps.connections.open", connections_open, errors=("forbidden_team",)),
        Method("team.info", team_info, scopes=("team:read",), errors=("team_not_found",)),
        Method("bots.info", bots_info, scopes=("users:read",), errors=("bot_not_found",)),
        Method("blocks.validate", validate, errors=("invalid_blocks",), open_to_all=True),
    ]


def auth_test(call: Call) -> Json:
    """Who the bot is."""
    ws = call.ws
    return {
        "url": ws.base_url + "/", "team": ws.team["name"], "user": ws.bot["name"], "team_id": ws.team["id"],
        "user_id": ws.bot["user_id"], "bot_id": ws.bot["bot_id"], "is_enterprise_install": False,
    }  # fmt: skip


def api_test(call: Call) -> Json:
    """Says back what it was given; `error` makes it fail with that."""
    args = {key: value for key, value in call.args.items() if key != "token"}
    if call.text("error"):
        raise Refusal(call.text("error"), extra={"args": args})
    return {"args": args}


def connections_open(_: Call) -> Json:
    """The playground delivers over HTTP only, so no token is of the right type."""
    raise Refusal("not_allowed_token_type")


def team_info(call: Call) -> Json:
    """The workspace's name and domain."""
    team = call.ws.team
    if call.text("team") not in ("", team["id"]):
        raise Refusal("team_not_found")
    return {"team": {**team, "email_domain": "", "icon": {}, "url": call.ws.base_url + "/"}}


def bots_info(call: Call) -> Json:
    """The bot itself; it is the only one here."""
    bot = call.ws.bot
    if call.text("bot") not in ("", bot["bot_id"]):
        raise Refusal("bot_not_found")
    shown = {"id": bot["bot_id"], "app_id": bot["app_id"], "user_id": bot["user_id"], "name": bot["name"]}
    return {"bot": {**shown, "deleted": False, "updated": 0, "icons": {}}}


def validate(call: Call) -> Json:
    """Say whether blocks, a message's blocks or a view would be accepted."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name) is not None]
    if len(given) != 1:
        raise Refusal("invalid_arguments", messages=["[ERROR] provide exactly one of blocks, message or view"])
    value = call.value(given[0])
    if given[0] == "view":
        view = value if isinstance(value, dict) else {}
        found = view_problems(view, kinds=("modal", "home"), file_exists=call.file_exists)
    else:
        blocks = value.get("blocks") if isinstance(value, dict) else value
        found = problems_of(blocks, surface="message", file_exists=call.file_exists)
    if found:
        raise Refusal("invalid_blocks", messages=found)
    return {}

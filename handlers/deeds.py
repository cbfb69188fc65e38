"""Says who does what from what Slack delivered: the workspace, the person, and the delivery's own id."""

from collections.abc import Mapping
from typing import Any

from capabilities.books import Deed


def workspace_of(body: Mapping[str, Any]) -> str:
    """The workspace key: the team's id, with the enterprise's before it where there is one."""
    authorization: Mapping[str, Any] = next(iter(body.get("authorizations") or []), {})
    team = body.get("team")
    team_id = body.get("team_id") or (team.get("id") if isinstance(team, Mapping) else None)
    team_id = team_id or authorization.get("team_id") or (body.get("user") or {}).get("team_id") or ""
    enterprise = body.get("enterprise")
    enterprise_id = body.get("enterprise_id") or (enterprise.get("id") if isinstance(enterprise, Mapping) else None)
    enterprise_id = enterprise_id or authorization.get("enterprise_id")
    return f"{enterprise_id}:{team_id}" if enterprise_id else str(team_id)


def user_of(body: Mapping[str, Any]) -> str:
    if "user_id" in body:
        return str(body["user_id"])
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id", ""))
    event = body.get("event") or {}
    return str(event.get("user") or "")


def delivery_of(body: Mapping[str, Any]) -> str | None:
    """What makes this delivery itself: the event's id, the form with its hash, or the trigger it came with."""
    if "event_id" in body:
        return f"event:{body['event_id']}"
    if body.get("type") == "view_submission":
        view = body.get("view") or {}
        return f"view:{view.get('id')}:{view.get('hash')}"
    trigger = body.get("trigger_id")
    return f"trigger:{trigger}" if trigger else None


def deed_of(body: Mapping[str, Any]) -> Deed:
    return Deed(workspace_of(body), user_of(body), delivery_of(body))

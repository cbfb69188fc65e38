"""Keeping up with who is in the workspace, and having somebody's App Home published once more."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Books, Deed
from capabilities.workspace import Known, Workspaces, roles
from handlers.absence import absence
from handlers.ports import Clients, Job, Steps

_NO_GROUPS = (  # Slack's words for a workspace, a plan or a token without user groups; roles then come from settings
    "missing_scope", "paid_only", "paid_teams_only", "plan_upgrade_required", "not_allowed_token_type",
    "unknown_method", "feature_not_enabled", "no_such_subteam", "subteam_not_found",
)  # fmt: skip

_GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")  # Slack's marks of guests and of other companies

Groups = tuple[str, str, str, tuple[str, ...]]  # sales group, marketing group, the responsible person, admins


def refresh(books: Books, user: str, workspace: str, reason: str) -> None:
    """Publish a person's App Home once more; `reason` makes this refresh the one it is."""
    with books.keep(Deed(workspace, user)) as unit:
        books.work.enqueue(unit, "home", f"{user}:{reason}")


def jobs(books: Books, clients: Clients, workspaces: Workspaces, groups: Groups) -> dict[str, Job]:
    """Learning who is in the workspace."""

    def people(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001 (the key only names the day)
        steps.run(
            "meet", lambda: workspaces.meet(workspace, people_in(clients.of(workspace), groups, now=books.clock.now()))
        )

    return {"people": people}


def ask_for_people(books: Books, workspace: str, day: str) -> None:
    """Enqueue the day's look at who is in the workspace."""
    with books.keep(Deed(workspace, "")) as unit:
        books.work.enqueue(unit, "people", day)


def people_in(client: WebClient, groups: Groups, *, now: datetime) -> list[Known]:
    """Everybody Slack lists who can act, with the role their user group or the settings give them, and who is away."""
    members = [m for page in client.users_list(limit=200) for m in page["members"]]
    acting = [m for m in members if not m.get("is_bot") and not m.get("deleted") and m["id"] != "USLACKBOT"]
    sales, marketing, responsible, admins = groups
    in_group = _membership(client)
    held = roles(
        [m["id"] for m in acting],
        sales=in_group(sales),
        marketing=in_group(marketing),
        responsible=responsible,
        admins=admins,
        guests=[m["id"] for m in acting if any(m.get(sign) for sign in _GUEST)],
    )
    return [Known(m["id"], _name(m), str(m.get("tz") or ""), held[m["id"]], *absence(m, now)) for m in acting]


def _membership(client: WebClient) -> Callable[[str], list[str]]:
    """Finds the members of a user group by its handle or id; nobody when there is no such group.

    Raises SlackApiError when Slack is busy or unwell: that says nothing about who is in a group.
    """

    def members(wanted: str) -> list[str]:
        if not wanted:
            return []
        try:
            groups = client.usergroups_list().get("usergroups") or []
            group = next((g for g in groups if wanted.lstrip("@") in (g.get("handle"), g.get("id"))), None)
            return list(client.usergroups_users_list(usergroup=group["id"]).get("users") or []) if group else []
        except SlackApiError as error:
            if error.response.get("error") not in _NO_GROUPS:
                raise
            return []

    return members


def _name(member: dict[str, Any]) -> str:
    profile = member.get("profile") or {}
    return str(profile.get("real_name") or member.get("real_name") or member.get("name") or "")

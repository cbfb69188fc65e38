"""Ways in for the workspace: App Home, and keeping up with who is in it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.gaps import Gaps
from capabilities.brief.proposing import Proposals
from capabilities.channels import Channels
from capabilities.field import Field
from capabilities.permissions import MAY, REP
from capabilities.questions.telling import KeptAnswers
from capabilities.themes import Themes
from capabilities.workspace import Known, Workspaces, roles
from handlers.absence import absence
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.views import field as field_views
from handlers.views import workspace as views

_NO_GROUPS = (  # Slack's words for a workspace, a plan or a token without user groups; roles then come from settings
    "missing_scope", "paid_only", "paid_teams_only", "plan_upgrade_required", "not_allowed_token_type",
    "unknown_method", "feature_not_enabled", "no_such_subteam", "subteam_not_found",
)  # fmt: skip

_GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")  # Slack's marks of guests and of other companies

Groups = tuple[str, str, str, tuple[str, ...]]  # sales group, marketing group, the responsible person, admins


def register(app: App, books: Books) -> None:
    """Register App Home and its doors."""

    def is_home(event: dict[str, Any]) -> bool:
        return event.get("tab") == "home"

    @app.event("app_home_opened", matchers=[is_home])
    def on_home(body: dict[str, Any]) -> None:
        deed = deed_of(body)
        with books.keep(deed) as unit:
            books.work.enqueue(unit, "home", f"{deed.user}:{body['event_id']}")

    @app.action(views.LOG)
    def on_log(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=field_views.form())
        ack()


def refresh(books: Books, user: str, workspace: str, reason: str) -> None:
    """Publish a person's App Home once more; `reason` makes this refresh the one it is."""
    with books.keep(Deed(workspace, user)) as unit:
        books.work.enqueue(unit, "home", f"{user}:{reason}")


def jobs(
    *,
    books: Books,
    clients: Clients,
    workspaces: Workspaces,
    briefs: Briefs,
    field: Field,
    channels: Channels,
    themes: Themes,
    proposals: Proposals,
    gaps: Gaps,
    kept: KeptAnswers,
    groups: Groups,
) -> dict[str, Job]:
    """Publishing App Home, and learning who is in the workspace."""

    def home(steps: Steps, workspace: str, key: str) -> None:
        user = key.partition(":")[0]

        def publish() -> bool:
            role = next((p.role for p in workspaces.people(workspace) if p.user == user), REP)
            notes = field.mine(workspace, user, limit=views.NOTES)
            brief = briefs.current(workspace)
            owns = brief is not None and briefs.may_publish(workspace, user, brief.version)
            may_publish = owns or role in MAY["publishing a brief"]
            view = views.home(
                notes=notes,
                receipts=field.receipts(workspace, notes),
                themes=themes.shown(workspace, details=False),
                brief=brief,
                choices=workspaces.choices(workspace),
                now=books.clock.now(),
                may_publish=may_publish,
                waiting=waiting(workspace, user) if may_publish else None,
                may_report=role in MAY["reporting a channel"] or channels.owns_any(workspace, user),
            )
            clients.of(workspace).views_publish(user_id=user, view=view)
            return True

        steps.run("publish", publish)

    def waiting(workspace: str, user: str) -> views.Waiting:
        return views.Waiting(
            drafts=len(briefs.drafts(workspace)),
            proposals=len(proposals.open(workspace)),
            gaps=gaps.open(workspace),
            past=sum(each.past for each in kept.listed(workspace, user)),
        )

    def people(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001 (the key only names the day)
        steps.run(
            "meet", lambda: workspaces.meet(workspace, people_in(clients.of(workspace), groups, now=books.clock.now()))
        )

    return {"home": home, "people": people}


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

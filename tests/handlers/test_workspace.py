"""App Home, and learning who is in the workspace."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from capabilities.books import Deed
from handlers.views import channels as channel_views
from handlers.views import field as field_views
from handlers.workspace import ask_for_people, people_in
from storage import field as stored
from storage import questions as stored_questions
from storage.field import Note
from storage.questions import Question
from tests.front_door import BOSS, MARKETER, REP, REP2, TEAM, FrontDoor, elements, until, words
from tests.handlers.test_brief_proposals import FILED
from tests.proposed import OWNED

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def home(door: FrontDoor, user: str) -> str:
    return words(door.page("open_home", **{"as": user, "tab": "home"})["view"] or {})


def test_home_shows_my_notes_and_what_i_can_do(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    until(lambda: "a plan they can cancel" in home(door, REP))
    said = home(door, REP)
    assert "Log a field note" in said
    assert "Undo" in said
    assert "File a brief" not in said
    until(lambda: "File a brief" in home(door, MARKETER))
    assert "a plan they can cancel" not in home(door, MARKETER)


def test_home_shows_those_who_may_publish_what_waits_for_them(door: FrontDoor) -> None:
    briefs = door.plumbline.rooms.briefs
    briefs.file(FILED, OWNED, any_text=True, publish=True)
    briefs.file(Deed(TEAM, MARKETER), OWNED.replace("Nurses love it.", "Nurses like it."))
    asked_at = door.plumbline.clock.now() - timedelta(hours=2)
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        for who in (REP, REP2):
            row = Question(
                workspace=TEAM, id=who, asked_by=who, text="Is the garage heated?", state="silent", asked_at=asked_at
            )
            stored_questions.add(unit, row)
    until(lambda: "Waiting for you" in home(door, MARKETER))
    said = home(door, MARKETER)
    assert "*A draft of the brief*: Lanternly, version 2" in said
    assert "*The brief is silent on this* · 2 people" in said
    assert "proposed change" not in said
    until(lambda: "brief version 1" in home(door, REP))
    assert "Waiting for you" not in home(door, REP)


def test_undo_on_home_takes_the_note_away_before_ones_eyes(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    until(lambda: "a plan they can cancel" in home(door, REP))
    view = door.page("open_home", **{"as": REP, "tab": "home"})["view"]
    undo = next(e for e in elements(view["blocks"]) if e["action_id"] == field_views.UNDO)
    door.page("action", **{"as": REP, "container": {"type": "view", "view_id": view["id"]}, "action": undo})
    until(lambda: "a plan they can cancel" not in home(door, REP))


def test_an_old_note_on_home_can_be_edited_and_no_longer_undone(door: FrontDoor) -> None:
    with door.plumbline.database.unit(TEAM) as unit:
        old = Note(workspace=TEAM, id="old", created_at=datetime(2026, 1, 1, tzinfo=UTC), author=REP, text="long ago")
        stored.add(unit, old)
    until(lambda: "long ago" in home(door, REP))
    said = home(door, REP)
    assert "Edit" in said
    assert "Undo" not in said


def test_the_form_for_a_channel_opens_from_home_for_those_who_may(door: FrontDoor) -> None:
    door.plumbline.rooms.channels.add(Deed(TEAM, MARKETER), "Podcast", MARKETER)
    until(lambda: "Report a channel" in home(door, MARKETER))
    assert "Report a channel" not in home(door, REP)
    view = door.page("open_home", **{"as": MARKETER, "tab": "home"})["view"]
    button = next(e for e in elements(view["blocks"]) if e["action_id"] == channel_views.REPORT_ANY)
    door.page("action", **{"as": MARKETER, "container": {"type": "view", "view_id": view["id"]}, "action": button})
    assert door.calls("views.open")[-1]["answer"]["view"]["callback_id"] == channel_views.FORM


def test_people_and_roles_come_from_user_groups(door: FrontDoor) -> None:
    with door.plumbline.database.unit(TEAM) as unit:
        unit.connection.exec_driver_sql("DELETE FROM person")
    ask_for_people(door.plumbline.rooms.books, TEAM, "today")
    found = until(lambda: {p.user: p.role for p in door.plumbline.rooms.workspaces.people(TEAM)})
    assert found == {REP: "rep", "UREPTWO": "rep", MARKETER: "marketer", BOSS: "responsible"}


class GroupsAway(WebClient):
    """A workspace of four whose user groups cannot be had."""

    code, status = "", 200

    def users_list(self, **_: Any) -> Any:
        guests = [{"id": "UGUEST", "name": "gus", "is_restricted": True}, {"id": "UELSE", "is_stranger": True}]
        return [{"members": [{"id": "UMAX", "name": "max", "is_restricted": True}, {"id": "UREP"}, *guests]}]

    def usergroups_list(self, **_: Any) -> SlackResponse:
        answer = SlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, headers={}, status_code=self.status,
            data={"ok": False, "error": self.code},
        )  # fmt: skip
        raise SlackApiError("no", answer)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("code", "status"), [("internal_error", 503), ("ratelimited", 429), ("internal_error", 200), ("fatal_error", 200)]
)
def test_a_slack_that_is_unwell_demotes_nobody(code: str, status: int) -> None:
    slack = GroupsAway()
    slack.code, slack.status = code, status
    with pytest.raises(SlackApiError):
        people_in(slack, ("sales", "marketing", "", ()), now=NOW)


@pytest.mark.parametrize("code", ["missing_scope", "paid_teams_only", "unknown_method", "not_allowed_token_type"])
def test_a_workspace_without_user_groups_has_the_roles_of_its_settings(code: str) -> None:
    slack = GroupsAway()
    slack.code = code
    found = people_in(slack, ("sales", "marketing", "UMAX", ()), now=NOW)
    assert {known.user: known.role for known in found} == {
        "UMAX": "responsible",  # whom the settings name is trusted
        "UREP": "rep",
        "UGUEST": "guest",
        "UELSE": "guest",
    }

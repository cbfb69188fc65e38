"""Proposed changes of the brief through the front door: from what the field says to the line the rep is told of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.brief.proposing import ACCEPTED, DECLINED, Proposed
from capabilities.permissions import PROGRAM
from handlers.views import brief_proposals as views
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.field import Note
from storage.themes import Theme
from tests.front_door import BOSS, MARKETER, REP, REP2, SALES, TEAM, FrontDoor, Json, elements, until, words
from tests.proposed import NEW_LINE, OWNED, STOCK
from tests.scripted_mind import ScriptedModel
from tests.written import write

FILED = Deed(TEAM, PROGRAM)


def prepared(door: FrontDoor) -> FrontDoor:
    """A published brief, and a theme it is silent on."""
    rooms = door.plumbline.rooms
    rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    now = datetime.now(UTC)
    with rooms.books.keep(Deed(TEAM, BOSS)) as unit:
        stored_themes.add(unit, Theme(workspace=TEAM, id="stock", name="Pharmacy cupboard stock", created_at=now))
        notes = [
            Note(
                workspace=TEAM, id=f"n{at}", created_at=now - timedelta(hours=at + 1), known_at=now, kind="want",
                author=(REP, REP2)[at % 2], text=f"{text} <!channel>", segment="Hospitals", theme="stock",
            )
            for at, text in enumerate(STOCK)
        ]  # fmt: skip
        write(unit, notes)
    return door


@pytest.fixture
def asked(door: FrontDoor) -> FrontDoor:
    return prepared(door)


@pytest.fixture
def drafting(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The same with a model that words a proposal."""
    model = ScriptedModel(typed_answers=[{"words": NEW_LINE, "notes": ["n1", "n2"]}])
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, model=model)
    yield prepared(opened)
    opened.close()


def owners(door: FrontDoor, *, holds: str = "A change of the brief to decide") -> Json:
    """The owner's newest message that says this."""
    where = door.direct(MARKETER)
    return until(lambda: [m for m in door.messages(MARKETER, where) if holds in words(m)])[-1]


def view(door: FrontDoor) -> Json:
    calls = [call for method in ("views.open", "views.push", "views.update") for call in door.calls(method)]
    found: Json = max(calls, key=lambda call: int(call["n"]))["answer"]["view"]
    return found


def press(door: FrontDoor, user: str, shown: Json, action: str) -> Json:
    """Press a button of a view."""
    element = next(each for each in elements(shown["blocks"]) if each.get("action_id") == action)
    pressed = {k: v for k, v in element.items() if k in ("action_id", "value", "type", "block_id", "text")}
    door.page("action", **{"as": user, "container": {"type": "view", "view_id": shown["id"]}, "action": pressed})
    return view(door)


def submit(door: FrontDoor, user: str, shown: Json, **said: Any) -> Json:
    state = {
        name: {"value": value if isinstance(value, dict) else {"type": "plain_text_input", "value": value}}
        for name, value in said.items()
    }
    return door.page("view/submit", **{"as": user, "view_id": shown["id"], "state": state})


def the_one(door: FrontDoor) -> Proposed:
    rooms = door.plumbline.rooms
    return [*rooms.proposals.open(TEAM), *rooms.proposals.decided(TEAM)][0]


def test_from_what_reps_heard_to_the_line_they_are_told_of(asked: FrontDoor) -> None:
    asked.command(MARKETER, "/brief propose")
    assert "write to you in a moment" in words(asked.last(MARKETER))
    message = owners(asked)
    seen = words(message)
    assert "Add a line: What › It makes possible" in seen
    assert "4 of the last 4 notes on “Pharmacy cupboard stock” find no answer" in seen
    assert "No wording is drafted" in seen
    assert "4 notes from 2 people" in seen
    assert "they want the pharmacy stock of each cupboard [name]" in seen
    assert [each["action_id"] for each in elements(message["blocks"])] == [views.EDIT, views.DECLINE]
    asked.press(MARKETER, message, views.EDIT, channel=asked.direct(MARKETER))
    form = view(asked)
    assert "What they say" in words(form)
    assert submit(asked, MARKETER, form, words=NEW_LINE)["ok"]
    message = owners(asked, holds="It stands in draft version 2")
    assert f"&gt; {NEW_LINE}" in str(message) or NEW_LINE in words(message)
    draft = the_one(asked).version
    until(lambda: reviewed(asked, draft))
    asked.press(MARKETER, message, "brief_publish", channel=asked.direct(MARKETER))
    told = until(lambda: [m for m in asked.messages(REP, asked.direct(REP)) if "changed this line" in words(m)])
    assert len(told) == 1
    assert NEW_LINE in words(told[0])
    assert "Brief version 2 is in force" in words(told[0])
    assert f"You wrote “{STOCK[0]}" in words(told[0])  # their newest
    until(lambda: [m for m in asked.messages(REP2, asked.direct(REP2)) if "changed this line" in words(m)])
    assert "As it is now" in words(owners(asked, holds="in force since brief version 2"))
    asked.command(REP, "/field mine")
    until(lambda: "in brief version 2" in words(asked.last(REP)))


def reviewed(door: FrontDoor, version: str) -> bool:
    found = door.plumbline.rooms.briefs.version(TEAM, version)
    return found is not None and found.version.reviewed_at is not None


def test_a_drafted_line_is_accepted_with_one_tap(drafting: FrontDoor) -> None:
    drafting.command(MARKETER, "/brief propose")
    message = owners(drafting)
    seen = words(message)
    assert NEW_LINE in seen
    assert "Worded by scripted" in seen
    accept = next(each for each in elements(message["blocks"]) if each["action_id"] == views.ACCEPT)
    assert accept["confirm"]["title"]["text"] == "Is it true?"
    drafting.press(MARKETER, message, views.ACCEPT, channel=drafting.direct(MARKETER))
    assert the_one(drafting).state == ACCEPTED
    message = owners(drafting, holds="It stands in draft version 2")
    assert "brief_publish" in [each["action_id"] for each in elements(message["blocks"])]


def test_declining_asks_for_a_reason_and_says_so_in_the_message(asked: FrontDoor) -> None:
    asked.command(MARKETER, "/brief propose")
    message = owners(asked)
    asked.command(BOSS, "/brief proposals")
    asked.press(BOSS, asked.last(BOSS), views.LOOK_AT)
    undecided = view(asked)
    asked.press(MARKETER, message, views.DECLINE, channel=asked.direct(MARKETER))
    form = view(asked)
    assert "Say why" in submit(asked, MARKETER, form, reason="\u200b")["errors"]["reason"]
    assert submit(asked, MARKETER, form, reason="hospitals have their own <tool>")["ok"]
    message = owners(asked, holds="Declined")
    assert "hospitals have their own &lt;tool&gt;" in words(message)
    assert not elements(message["blocks"])
    assert the_one(asked).state == DECLINED
    told = press(asked, BOSS, undecided, views.EDIT)  # a window that was opened before
    assert "declined this proposal already" in words(told)
    assert "Declined" in words(asked.calls("views.update")[-1]["answer"]["view"])


def test_the_list_opens_a_proposal_and_only_who_may_decide_sees_the_buttons(asked: FrontDoor) -> None:
    asked.plumbline.rooms.proposals.look(TEAM)
    asked.command(REP, "/brief proposals")
    listed = asked.last(REP)
    assert "New line · What › It makes possible" in words(listed)
    asked.press(REP, listed, views.LOOK_AT)
    assert not elements(view(asked)["blocks"])
    asked.command(BOSS, "/brief proposals")
    asked.press(BOSS, asked.last(BOSS), views.LOOK_AT)
    opened = view(asked)
    form = press(asked, BOSS, opened, views.EDIT)
    assert submit(asked, BOSS, form, words=NEW_LINE)["ok"]
    assert "draft version 2" in words(view(asked))
    assert view(asked)["id"] == opened["id"]
    asked.command(BOSS, "/brief proposals")
    assert "_Accepted_" in words(asked.last(BOSS))
    draft = the_one(asked).version
    until(lambda: reviewed(asked, draft))
    asked.press(BOSS, asked.last(BOSS), views.LOOK_AT)
    published = press(asked, BOSS, view(asked), "brief_publish")
    assert "version 2 is published" in words(published)
    assert not elements(published["blocks"])


def test_who_may_decide_no_more_is_told_whom_to_ask(asked: FrontDoor) -> None:
    rooms = asked.plumbline.rooms
    (own_id,) = rooms.proposals.look(TEAM)
    asked.command(BOSS, "/brief proposals")
    asked.press(BOSS, asked.last(BOSS), views.LOOK_AT)
    with rooms.books.keep(FILED) as unit:
        stored_workspace.save_person(unit, BOSS, {"role": "rep"}, now=datetime.now(UTC))
    press(asked, BOSS, view(asked), views.EDIT)
    assert "needs the marketer role. Ask Mara Marketer." in words(view(asked))  # over the window it was pressed in
    assert rooms.proposals.get(TEAM, own_id).state == "open"


def test_of_two_who_decide_one_is_told_that_it_was_decided(asked: FrontDoor) -> None:
    asked.command(MARKETER, "/brief propose")
    message = owners(asked)
    asked.plumbline.rooms.proposals.decline(Deed(TEAM, BOSS), the_one(asked).id, "no")
    asked.press(MARKETER, message, views.EDIT, channel=asked.direct(MARKETER))
    assert "Bo Both declined this proposal already" in words(asked.last(MARKETER, asked.direct(MARKETER)))


def test_a_look_that_finds_nothing_says_so_to_who_asked(door: FrontDoor) -> None:
    door.plumbline.rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    door.command(BOSS, "/brief propose")
    said = until(lambda: [m for m in door.messages(BOSS, door.direct(BOSS)) if "Nothing the field says" in words(m)])
    assert len(said) == 1


def test_the_morning_look_is_asked_for_once_a_day(asked: FrontDoor) -> None:
    due = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    for _ in range(2):
        asked.plumbline.rooms.proposals.due(TEAM, due)
    owners(asked)
    assert len(asked.plumbline.rooms.proposals.open(TEAM)) == 1


@pytest.mark.parametrize("count", [1, 2])
def test_words_of_a_proposal_break_out_of_no_markup(asked: FrontDoor, count: int) -> None:
    (own_id,) = asked.plumbline.rooms.proposals.look(TEAM)
    made = asked.plumbline.rooms.proposals.get(TEAM, own_id)
    zone = asked.plumbline.rooms.proposals.zone(TEAM)
    hostile = replace(made, words="*bold* ~gone~ <!here> @channel", was="*old* <@U1>" * count)
    held = replace(made, held="The model’s wording was held back: The brief says never: <!here> for free.")
    told = words(views.shown(held, zone, may_decide=True))
    assert "held back: The brief says never: &lt;!here&gt; for free. You write the line." in told
    seen = words(views.shown(hostile, zone, may_decide=True))
    assert "<!here>" not in seen
    assert "<@U1>" not in seen
    assert "*bold*" not in seen


def test_what_is_sent_twice_is_kept_once(asked: FrontDoor) -> None:
    asked.command(MARKETER, "/brief propose")
    message = owners(asked)
    asked.press(MARKETER, message, views.EDIT, channel=asked.direct(MARKETER))
    form = view(asked)
    submit(asked, MARKETER, form, words=NEW_LINE)
    submit(asked, MARKETER, form, words=NEW_LINE)
    assert len(asked.plumbline.rooms.briefs.drafts(TEAM)) == 1
    assert asked.messages(MARKETER, SALES) is not None

"""Sections of the brief changed, added and removed in Slack's forms."""

from datetime import UTC, datetime

from capabilities.books import Deed
from capabilities.brief import BriefVersion, Filed
from capabilities.brief_markdown import read
from handlers.views import brief_edit as edit_views
from tests.brief_door import direct, in_force, number, opened, said, submit
from tests.front_door import BOSS, MARKETER, REP, SALES, TEAM, FrontDoor, elements, until, words
from tests.small_brief import BRIEF as SMALL


def test_a_section_is_changed_in_a_form(door: FrontDoor) -> None:
    in_force(door)
    door.command(MARKETER, "/brief edit")
    overview = door.last(MARKETER)
    assert "Cost and risk" in words(overview)
    door.press(MARKETER, overview, edit_views.SECTION)  # the first: the plumb line
    assert "Every night shift" in str(opened(door))
    assert submit(door, MARKETER, text="Light on every shift.", why="shorter")["ok"]
    until(lambda: "draft version 2: read through" in words(direct(door)))
    assert number(door) == 1
    draft = door.plumbline.rooms.briefs.working(TEAM)
    assert draft.brief.passages[0].text == "Light on every shift."
    assert draft.version.why == "shorter"


def test_what_cannot_be_edited_in_a_form_is_said(door: FrontDoor) -> None:
    assert "No brief is in force yet" in said(door, MARKETER, "/brief edit")
    in_force(door, SMALL.replace("Nurses love it.", "Nurses love it. " * 300))
    assert "too long for a form" in said(door, MARKETER, "/brief edit")
    assert "a form in Slack holds 3,000" in said(door, MARKETER, "/brief edit how")
    assert "Ask Mara Marketer. Or propose a line to its owner: /brief propose" in said(door, REP, "/brief edit offers")
    assert "needs the marketer role" in said(door, REP, "/brief edit offers")
    assert "too long for a form" in said(door, MARKETER, f"/brief edit who > {'x' * 1200}")
    door.command(MARKETER, "/brief edit offers")
    assert list(submit(door, MARKETER, text="```\nopen")["errors"]) == ["text"]
    unchanged = submit(door, MARKETER, text=str(opened(door)["blocks"][1]["element"]["initial_value"]))
    assert "Nothing has changed" in unchanged["errors"]["text"]


def test_a_section_that_is_missing_is_offered_and_made(door: FrontDoor) -> None:
    in_force(door)
    assert "has no section “pricing”. It has: Plumb line, What, Who," in said(door, MARKETER, "/brief edit pricing")
    offered = door.last(MARKETER)
    menu = next(each for each in elements(offered["blocks"]) if each["type"] == "static_select")
    assert [each["text"]["text"] for each in menu["options"]] == ["Channels", "Questions"]
    door.press(MARKETER, offered, edit_views.ADD_NAMED)
    assert "*Pricing* is new in Lanternly, version 1. It will stand at the end, after “Materials”." in words(
        opened(door)
    )
    where = {"type": "message", "channel": SALES, "ts": offered["ts"], "ephemeral": True}
    chosen = {"type": "static_select", "action_id": menu["action_id"], "selected_option": menu["options"][0]}
    door.page("action", **{"as": MARKETER, "container": where, "action": chosen})
    assert "It will stand between “Competitors” and “Materials”." in words(opened(door))
    door.command(MARKETER, "/brief edit tests")  # as a brief's questions are called, too
    assert "*Questions* is new in Lanternly" in words(opened(door))
    assert list(submit(door, MARKETER)["errors"]) == ["text"]
    assert submit(door, MARKETER, text="### What does it cost?\n- expect: EUR 4")["ok"]
    draft = door.plumbline.rooms.briefs.working(TEAM)
    assert [each.question for each in draft.brief.questions] == ["What does it cost?"]
    assert (draft.version.number, draft.version.why) == (2, "Questions added")
    until(lambda: "The one question of the brief passes" in words(direct(door)))


def test_a_section_is_removed_after_one_question(door: FrontDoor) -> None:
    in_force(door)
    door.command(MARKETER, "/brief edit proof")
    assert submit(door, MARKETER, text="", why="All of it is old")["ok"]
    assert number(door) == 1
    assert door.plumbline.rooms.briefs.drafts(TEAM) == []
    view = next(each for each in door.playground.workspace.views.values() if each["callback_id"] == edit_views.SURE)
    assert "This removes the section Proof with 2 lines. Version 1 keeps it" in words(view)
    assert door.page("view/submit", **{"as": MARKETER, "view_id": view["id"], "state": {}})["ok"]
    draft = door.plumbline.rooms.briefs.working(TEAM)
    assert ("Proof",) not in draft.brief.headings
    assert draft.version.why == "All of it is old"


def test_a_section_that_somebody_else_changed_meanwhile_loses_nothing(door: FrontDoor) -> None:
    in_force(door)
    door.command(MARKETER, "/brief edit offers")
    briefs = door.plumbline.rooms.briefs
    briefs.edit(Deed(TEAM, BOSS), briefs.needed(TEAM).version.id, "Offers", "- One bed.")
    assert submit(door, MARKETER, text="- Two beds.")["ok"]
    assert "- One bed." in briefs.numbered(TEAM, "lanternly", 2).brief.source
    assert "- Two beds." in briefs.numbered(TEAM, "lanternly", 3).brief.source


def test_who_saves_words_that_were_changed_meanwhile_hears_whose_they_are() -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    rows = [
        BriefVersion(workspace="T", id=f"v{n}", product="Lanternly", product_key="lanternly", number=n, filed_by=by,
                     filed_at=at, source="")
        for n, by in ((2, BOSS), (3, MARKETER))
    ]  # fmt: skip
    shown = words(edit_views.saved(Filed(rows[1], read(SMALL), rows[0]), "Offers"))
    assert "<@UBOSS> changed “Offers” meanwhile, in draft version 2." in shown
    assert "`/brief diff 2 3`" in shown

"""What a note gives back through the front door: at once, without a model, where its author is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from capabilities.books import Deed
from capabilities.field import Said
from capabilities.permissions import PROGRAM
from handlers.views import field as views
from handlers.views import field_answers as answer_views
from prompts.model import ModelUnavailable
from storage import nudges as stored_nudges
from tests.front_door import BOSS, MARKETER, REP, REP2, SALES, TEAM, FrontDoor, Json, elements, until, words
from tests.handlers.test_field import notes, opened, submit
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF

OWNED = BRIEF.replace("# Brief: Lanternly", "---\nowner: Mara Marketer\n---\n\n# Brief: Lanternly", 1)
GERMS = "/field objection at:Acme they say tablets carry germs from ward to ward"
SILENT = "/field objection at:Acme the union will not let anybody type at night"


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program on SQLite with its worker running, a brief, and no model."""
    opened_ = FrontDoor.open(tmp_path, database_url=sqlite_url)
    opened_.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), OWNED, publish=True)
    yield opened_
    opened_.close()


def told(door: FrontDoor, wanted: str, user: str = REP, channel: str = SALES) -> Json:
    """The newest message a person sees that says this."""

    def look() -> Json:
        found = [each for each in door.messages(user, channel) if wanted in words(each)]
        return found[-1] if found else {}

    return until(look)


def told_owner(door: FrontDoor, user: str = MARKETER) -> list[str]:
    said = [words(each) for each in door.messages(user, door.direct(user))]
    return [each for each in said if "The brief is silent on an objection" in each]


def test_a_note_gives_back_what_the_brief_says_and_how_many_said_the_like(door: FrontDoor) -> None:
    door.command(REP2, GERMS)
    told(door, "What the brief says", REP2)
    door.command(REP, GERMS)
    said = words(told(door, "What the brief says"))
    assert "The case is wiped like any other surface; two hygiene officers have tested it." in said
    assert "Brief v1 › Objections › Tablets carry germs" in said
    assert "1 other person said the like in the last 30 days." in said
    assert "Logged as an objection" in words(told(door, "Logged as an objection"))


def test_whoever_says_it_first_hears_so_and_nobody_else_hears_it(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    assert told(door, "Nobody else said the like in the last 30 days.")["ephemeral"]
    assert door.messages(REP2, SALES) == []


def test_where_the_brief_is_silent_its_owner_hears_of_it_once(door: FrontDoor) -> None:
    door.command(REP, SILENT)
    assert "The brief is silent on this: it goes to Mara Marketer." in words(told(door, "silent")).replace("*", "")
    (said,) = until(lambda: told_owner(door))
    assert "Acme" in said
    assert "the union will not let anybody type at night" in said
    assert "Rita Rep" in said


def test_the_owner_hears_of_three_loose_notes_a_week_one_a_day_and_no_more(door: FrontDoor) -> None:
    for objection in ("their roof leaks", "a cousin builds apps", "the mayor is against screens", "no sockets there"):
        door.command(REP, f"/field objection {objection}")
    until(lambda: sum("is silent on this" in words(each) for each in door.messages(REP, SALES)) == 4)
    until(lambda: len(told_owner(door)) == 1)
    assert "Mara Marketer hears of three such this week, so this one is not sent." in words(told(door, "is not sent"))

    def waiting() -> list[str]:
        with door.plumbline.rooms.books.look(TEAM) as unit:
            return [each.work for each in stored_nudges.held(unit, MARKETER)]

    assert until(lambda: len(waiting()) == 2)
    assert set(waiting()) == {"field_silent"}


def test_an_owner_who_logs_it_is_not_told_by_message(door: FrontDoor) -> None:
    door.command(MARKETER, SILENT)
    assert "and it is yours." in words(told(door, "silent", MARKETER))
    assert told_owner(door) == []


def test_a_repetition_is_asked_about_and_not_dropped(door: FrontDoor) -> None:
    door.command(REP, "/field want at:Acme a plan they can cancel each month")
    told(door, "Nobody else said")
    door.command(REP, "/field want at:acme a plan they can cancel each month")
    question = told(door, "You logged nearly the same today")
    assert len(notes(door)) == 2
    door.press(REP, question, answer_views.KEEP)
    assert "nearly the same" not in words(door.messages(REP, SALES))
    assert len(notes(door)) == 2


def test_a_repetition_is_undone_with_one_tap(door: FrontDoor) -> None:
    door.command(REP, "/field want at:Acme a plan they can cancel each month")
    told(door, "Nobody else said")
    door.command(REP, "/field want a plan they can cancel each month")
    door.press(REP, told(door, "You logged nearly the same today"), answer_views.UNDO_THIS)
    assert [note.account for note in notes(door)] == ["Acme"]


def test_the_same_words_about_another_customer_are_no_repetition(door: FrontDoor) -> None:
    door.command(REP, "/field want at:Acme a plan they can cancel each month")
    told(door, "Nobody else said")
    door.command(REP, "/field want at:Birkenau a plan they can cancel each month")
    told(door, "Nobody else said the like in the last 30 days.")
    assert "nearly the same" not in words(door.messages(REP, SALES))


def test_a_guessed_kind_is_put_right_with_one_tap_and_an_objection_then_answered(door: FrontDoor) -> None:
    door.command(REP, "/field tablets carry germs from ward to ward in the ward of the hospital")
    shown = told(door, "Logged as")
    button = next(e for e in elements(shown["blocks"]) if e["action_id"].startswith(views.KIND))
    assert button["text"]["text"] in ("A want", "Something that works", "A customer's sentence")
    (note,) = notes(door)
    assert note.kind_by == "rules"
    told(door, "Nobody else said")
    door.deliver("interaction", pressed(f"{views.KIND}objection", f"{note.id}:objection", door, shown))
    assert notes(door)[0].kind == "objection"
    assert notes(door)[0].kind_by == "person"
    assert "The case is wiped" in words(until(lambda: told(door, "What the brief says")))


def pressed(action: str, value: str, door: FrontDoor, message: Json) -> Json:
    """A press as Slack delivers it, without an address to answer at."""
    return {
        "type": "block_actions",
        "user": {"id": REP},
        "team": {"id": TEAM},
        "channel": {"id": SALES},
        "container": {"type": "message", "channel_id": SALES, "message_ts": message["ts"], "is_ephemeral": True},
        "actions": [{"type": "button", "action_id": action, "value": value, "block_id": "note_kinds"}],
        "trigger_id": "77.1",
    }


def test_an_address_that_takes_nothing_any_more_is_stood_in_for_by_a_message(door: FrontDoor) -> None:
    field = door.plumbline.rooms.field
    field.log(Deed(TEAM, REP), Said("a plan they can cancel", kind="want"), reply_to=f"url:{door.playground.url}/none")
    said = until(lambda: door.messages(REP, door.direct(REP)))
    assert "Logged as a want" in words(said)
    assert "Nobody else said the like in the last 30 days." in words(said)


def test_a_form_is_updated_in_place_with_the_whole_confirmation(door: FrontDoor) -> None:
    door.command(REP, "/field")
    submit(door, opened(door), text="they say tablets carry germs", kind="objection")
    view = until(lambda: [call["arguments"]["view"] for call in door.calls("views.update")])[-1]
    assert "Logged as an objection" in words(view)
    assert "The case is wiped like any other surface" in words(view)


def test_a_form_that_was_closed_is_stood_in_for_by_a_message(door: FrontDoor) -> None:
    said = Said("they say tablets carry germs", kind="objection")
    door.plumbline.rooms.field.log(Deed(TEAM, REP), said, reply_to="view:V0CLOSED")
    until(lambda: "The case is wiped" in words(door.messages(REP, door.direct(REP))))


def test_names_nearly_known_are_taken_for_the_known_ones_and_said(door: FrontDoor) -> None:
    door.plumbline.rooms.channels.add(Deed(TEAM, MARKETER), "Webinars", MARKETER)
    door.command(REP, "/field want #hospital vs:Wardmat via:webinars a bigger screen")
    said = words(told(door, "is kept as"))
    assert "“Wardmat” is kept as *Wardmate*" in said
    assert "“hospital” is kept as *Hospitals*" in said
    (note,) = notes(door)
    assert (note.segment, note.competitor, note.via_channel) == ("Hospitals", "Wardmate", "Webinars")
    assert "webinars” is kept" not in said


def test_a_name_nobody_knows_is_kept_as_it_was_typed(door: FrontDoor) -> None:
    door.command(REP, "/field want #prisons vs:Zorg via:Radio a bigger screen")
    told(door, "Nobody else said")
    (note,) = notes(door)
    assert (note.segment, note.competitor, note.via_channel) == ("prisons", "Zorg", "Radio")


def test_an_edit_shows_the_changed_note_where_the_old_one_stood(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    told(door, "Nobody else said")
    door.press(REP, told(door, "Logged as a want"), views.EDIT)
    submit(door, opened(door), text="a plan they can pause", kind="want")
    changed = told(door, "Changed: a want")
    assert "a plan they can pause" in words(changed)
    assert "Logged as a want" not in words(door.messages(REP, SALES))
    assert changed["ephemeral"]


def test_what_is_masked_is_not_kept_and_said(door: FrontDoor) -> None:
    door.command(REP, "/field want at:anna@acme.example call Anna on +49 30 901820 about a plan")
    shown = words(told(door, "Logged as a want"))
    assert "Masked before keeping: 1 phone number, 1 e-mail address." in shown
    (note,) = notes(door)
    assert "901820" not in note.text
    assert "@" not in note.account
    assert note.masked == "phone,email"


def test_patterns_of_ones_own_are_masked_and_settings_say_which(tmp_path: Path, sqlite_url: str) -> None:
    settings = replace(Settings(), mask_patterns="customer number=KD-[0-9]{6}", phone_region="DE")
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, settings=settings)
    try:
        door.command(REP, "/field want KD-123456 wants a call on 030 901820")
        until(lambda: notes(door))
        assert notes(door)[0].text == "[customer number] wants a call on [phone]"
    finally:
        door.close()


def test_without_an_owner_the_silence_is_said_and_nobody_told(tmp_path: Path, sqlite_url: str) -> None:
    door = FrontDoor.open(tmp_path, database_url=sqlite_url)
    try:
        door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
        door.command(REP, SILENT)
        assert "*The brief is silent on this.*" in words(told(door, "silent"))
        assert told_owner(door) == told_owner(door, BOSS) == []
    finally:
        door.close()


def test_a_message_kept_whole_changes_only_where_the_note_stands(door: FrontDoor) -> None:
    field = door.plumbline.rooms.field
    note = field.log(Deed(TEAM, REP), Said("tablets carry germs", kind="objection"), reply_to=f"user:{REP}")
    direct = door.direct(REP)
    message = told(door, "The case is wiped", channel=direct)
    door.press(REP, message, views.EDIT, channel=direct)
    submit(door, opened(door), text="tablets carry germs about", kind="objection")
    changed = told(door, "Changed: an objection", channel=direct)
    assert "The case is wiped" in words(changed)
    assert "tablets carry germs about" in words(changed)
    assert [each.text for each in field.mine(TEAM, REP)] == ["tablets carry germs about"]
    assert field.wordings(TEAM, REP, note.id)[1][0].was["text"] == "tablets carry germs"


def test_a_model_that_reads_another_kind_says_so_and_can_be_put_right(tmp_path: Path, sqlite_url: str) -> None:
    model = ScriptedModel(typed_answers=[{"kind": "doesnt"}])
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, model=model)
    try:
        door.command(REP, "/field they want a plan they can cancel")
        shown = told(door, "On a second look this is *what doesn't work*")
        assert (notes(door)[0].kind, notes(door)[0].kind_by) == ("doesnt", "model")
        button = next(e for e in elements(shown["blocks"]) if e["action_id"].startswith(views.KIND))
        door.press(REP, shown, button["action_id"])
        assert (notes(door)[0].kind_by, len(model.asked)) == ("person", 1)
    finally:
        door.close()


def test_a_model_that_fails_leaves_the_kind_the_rules_gave(tmp_path: Path, sqlite_url: str) -> None:
    model = ScriptedModel(typed_answers=[ModelUnavailable("down")])
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, model=model)
    try:
        door.command(REP, "/field they want a plan they can cancel")
        until(lambda: model.asked)
        told(door, "Nobody else said the like in the last 30 days.")
        assert notes(door)[0].kind_by in ("rules", "likeness")
    finally:
        door.close()

"""One's own notes with their receipts, how a note once read, and the search, through the front door."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from capabilities.books import Deed
from capabilities.field import Receipt, Said
from capabilities.permissions import PROGRAM
from handlers.views import field as views
from handlers.views import field_lists as list_views
from storage import field as stored
from storage import themes as stored_themes
from storage.themes import Theme
from tests.front_door import DIGEST, REP, REP2, SALES, TEAM, FrontDoor, elements, until, words
from tests.handlers.test_field import notes, opened, submit
from tests.handlers.test_field_answers import told
from tests.small_brief import BRIEF

BERLIN = ZoneInfo("Europe/Berlin")


def settled(door: FrontDoor, number: int) -> None:
    """Wait until so many notes are findable and their authors heard."""

    def done() -> bool:
        with door.plumbline.database.reading(TEAM) as unit:
            every = list(stored.every(unit))
        return len(every) == number and all(note.known_at and not note.reply_to for note in every)

    until(done)


def test_a_note_is_received_then_themed_then_answered_or_declined(door: FrontDoor) -> None:
    door.command(REP, "/field want parts on each van")
    settled(door, 1)
    door.command(REP, "/field mine")
    assert "_received_" in words(told(door, "Your latest notes"))
    (note,) = notes(door)
    now = note.created_at + timedelta(minutes=5)
    version = door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF).version
    with door.plumbline.database.unit(TEAM) as unit:
        theme = Theme(
            workspace=TEAM, id="t1", name="Parts on each van", created_at=now, decision="brief",
            decision_version=version.id, decided_at=now,
        )  # fmt: skip
        stored_themes.add(unit, theme)
        stored.place(unit, [note.id], "t1")
    door.command(REP, "/field mine")
    said = until(lambda: [w for m in door.messages(REP, SALES) if "brief version" in (w := words(m))])[0]
    assert "_in theme “Parts on each van” · answered in brief version 1_" in said
    with door.plumbline.database.unit(TEAM) as unit:
        kept = stored_themes.get(unit, "t1")
        assert kept is not None
        kept.decision, kept.decision_reason, kept.decision_version = "declined", "no data from <vans>", None
        stored_themes.save(unit, kept)
    door.command(REP, "/field mine")
    assert "declined: no data from &lt;vans&gt;_" in words(told(door, "declined"))
    until(lambda: "declined" in words(door.page("open_home", **{"as": REP, "tab": "home"})["view"] or {}))


def test_undo_in_the_list_shows_the_list_anew(door: FrontDoor) -> None:
    for text in ("a plan they can cancel", "a bigger screen"):
        door.command(REP, f"/field want {text}")
    door.command(REP, "/field mine")
    listed = told(door, "Your latest notes")
    door.press(REP, listed, views.UNDO)
    shown = told(door, "Undone. The note is gone")
    assert "Your latest notes" in words(shown)
    assert len([e for e in elements(shown["blocks"]) if e["action_id"] == views.EDIT]) == 1


def test_an_edit_from_the_list_shows_the_list_anew_and_keeps_how_it_read(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    settled(door, 1)
    door.command(REP, "/field mine")
    door.press(REP, told(door, "Your latest notes"), views.EDIT)
    submit(door, opened(door), text="a plan they can pause", kind="want", account="Acme", amount="€40k")
    listed = told(door, "Earlier wordings")
    assert "a plan they can pause" in words(listed)
    assert "Acme" in words(listed)
    door.press(REP, listed, list_views.WORDINGS)
    view = words(opened(door))
    assert "a plan they can pause" in view
    assert "Note:\n> a plan they can cancel" in view
    assert "Customer: –" in view
    assert "Amount: –" in view


def test_search_finds_anybodys_notes_and_names_who_heard_it(door: FrontDoor) -> None:
    door.command(REP2, "/field want at:Acme a monthly plan they can cancel, tell <!channel>")
    door.command(REP2, "/field objection the spanner is too heavy")
    settled(door, 2)
    door.command(REP, "/field search monthly plans", channel=DIGEST)
    said = words(told(door, "Notes on", channel=DIGEST))
    assert "a monthly plan they can cancel" in said
    assert "*Want* · Acme · " in said
    assert "Rolf Rep" in said
    assert "spanner" not in said
    assert "<!channel>" not in said


@pytest.mark.parametrize("words_", ["zebra", "' OR 1=1 --", '"', "AND NEAR(", "🎉🎉 ünïcödé"])
def test_a_search_that_finds_nothing_says_so_and_offers_to_log_the_words(door: FrontDoor, words_: str) -> None:
    door.command(REP, "/field want a plan they can cancel")
    settled(door, 1)
    door.command(REP, f"/field search {words_}")
    last = door.last(REP)
    said = words(last)
    if not any(letter.isalnum() for letter in words_):
        assert "What are you looking for?" in said
        return
    assert "Nothing found for “" in said
    door.press(REP, last, list_views.LOG_SEARCHED)
    until(lambda: len(notes(door)) == 2)
    assert notes(door)[0].text == f"search {words_}"


def test_an_undone_note_is_found_no_more(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    settled(door, 1)
    (note,) = notes(door)
    door.plumbline.rooms.field.undo(Deed(TEAM, REP), note.id)
    door.command(REP, "/field search plan they can cancel")
    assert "Nothing found" in words(door.last(REP))


def test_home_of_somebody_with_many_notes_stays_within_slacks_limit(door: FrontDoor) -> None:
    field = door.plumbline.rooms.field
    for number in range(12):
        field.log(Deed(TEAM, REP), Said(f"plan {number} they can cancel", kind="want"))
    settled(door, 12)

    def blocks() -> list[object]:
        return (door.page("open_home", **{"as": REP, "tab": "home"})["view"] or {}).get("blocks") or []

    until(lambda: "plan 11" in words(blocks()))
    assert len(blocks()) < 100
    assert "plan 4" in words(blocks())
    assert "plan 3 " not in words(blocks())


def test_a_receipt_reads_as_far_as_the_note_came() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday in Berlin
    assert list_views.received(Receipt(), BERLIN) == "received"
    whole = Receipt(theme="Parts", digest=at, version=4)
    said = "in theme “Parts” · in the digest of 23 November · answered in brief version 4"
    assert list_views.received(whole, BERLIN) == said
    assert list_views.received(Receipt(theme="Parts", declined="no"), BERLIN) == "in theme “Parts” · declined: no"

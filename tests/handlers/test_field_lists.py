"""One's own notes with their receipts, how a note once read, and the search, through the front door."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Note, Receipt, Said
from capabilities.field.searching import Found, Searched, Searching
from capabilities.permissions import PROGRAM
from handlers.views import field as views
from handlers.views import field_lists as list_views
from handlers.views.blocks import parts
from storage import field as stored
from storage import themes as stored_themes
from storage.field.search import Nearness
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
    version = door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True).version
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


@pytest.mark.parametrize(
    "said", ["Search is slow, they want a plan they can cancel", "themes park wants rides they can cancel",
             "theme rides are wanted too"],
)  # fmt: skip
def test_a_note_that_begins_like_a_command_can_be_logged_all_the_same(door: FrontDoor, said: str) -> None:
    door.command(REP2, "/field want a plan they can cancel")
    settled(door, 1)
    door.command(REP, f"/field {said}")
    door.press(REP, door.last(REP), list_views.LOG_SEARCHED)
    until(lambda: [note.text for note in notes(door)] == [said])


def test_a_long_note_that_begins_like_a_search_is_logged_at_once(door: FrontDoor) -> None:
    said = "search " + "they cannot find their own orders " * 20
    door.command(REP, f"/field {said}")
    until(lambda: [note.text for note in notes(door)] == [said.strip()])


def test_names_of_any_length_leave_the_lists_within_what_slack_takes(door: FrontDoor) -> None:
    for number in range(5):
        names = f'at:"{"Ampersand & Sons " * 170}" #{"seg" * 300} vs:"{"Rival < Co " * 200}"'
        door.command(REP, f"/field want {names} plan number {number} they can cancel")
    settled(door, 5)
    door.command(REP, "/field mine")
    assert words(told(door, "Your latest notes")).count("they can cancel") == 5
    door.command(REP2, "/field search plan they can cancel")
    assert words(told(door, "Notes on", user=REP2)).count("they can cancel\n") >= 1


def test_lists_of_notes_fit_whatever_they_hold() -> None:
    at, wide = datetime(2026, 11, 22, tzinfo=UTC), "&" * 3_000
    many = [
        Note(
            workspace="T", id=f"n{number}", created_at=at, author="U1", kind="want", text=wide, account=wide,
            segment=wide, stage=wide, competitor=wide, via_channel=wide,
        )
        for number in range(8)
    ]  # fmt: skip
    receipts = {note.id: Receipt(theme=wide, declined=wide) for note in many}
    found = Searched(wide[:500], tuple(Found(note, wide, wide) for note in many))
    for blocks in (list_views.mine(many, receipts, zone=BERLIN, now=at), list_views.found(found, BERLIN)):
        assert len(parts([*blocks, *list_views.instead("a note")])) == 1
        assert len(blocks) >= 5
        assert "The rest is too long to be shown here." in words(blocks)


def test_a_search_says_which_notes_it_cannot_see_yet() -> None:
    assert "“plan”. 3 notes are still being read." in words(list_views.found(Searched("plan", (), waiting=3), BERLIN))
    assert "“plan”. 1 note is still being read." in words(list_views.found(Searched("plan", (), waiting=1), BERLIN))
    most = list_views.found(Searched("plan", (), waiting=501), BERLIN)
    assert "More than 500 notes are still being read." in words(most)
    assert "being read" not in words(list_views.found(Searched("plan", ()), BERLIN))


class Overheard:
    """An embedder that keeps what it was given."""

    name, dimensions = "overheard-2", 2

    def __init__(self) -> None:
        self.heard: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.heard += texts
        return [[1.0, 0.0] for _ in texts]


def test_what_is_searched_reaches_an_embedder_masked_and_notes_that_wait_are_counted(books: Books) -> None:
    field, embedder = Field(books), Overheard()
    field.log(Deed("T1", "U1"), Said("a plan they can cancel", kind="want"))
    searching = Searching(books, embedder, Nearness(books.database))
    found = searching.search("T1", "dana@acme.example plan", masking=field.masking)
    assert found.waiting == 1
    assert len(embedder.heard) == 1
    assert "plan" in embedder.heard[0]
    assert "dana@acme.example" not in embedder.heard[0]


def test_the_source_of_a_note_is_led_to_only_within_slack() -> None:
    at, kept = datetime(2026, 11, 22, tzinfo=UTC), "https://acme.slack.com/archives/C1/p1700?thread_ts=1.2&cid=C1"

    def said(link: str) -> str:
        note = Note(workspace="T", id="n1", created_at=at, author="U1", kind="want", text="a plan", permalink=link)
        return words(views.logged(note, name="Dana <3"))

    assert "<https://acme.slack.com/archives/C1/p1700?thread_ts=1.2&amp;cid=C1|From Dana &lt;3’s message>" in said(kept)
    for other in ("https://evil.example/archives/C1/p1", f"https://evil.example/{kept}", f"{kept}|x>", ""):
        assert "From Dana &lt;3’s message" in said(other)
        assert "<http" not in said(other)


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
    assert "plan 7" in words(blocks())
    assert "plan 6 " not in words(blocks())


def test_a_receipt_reads_as_far_as_the_note_came() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday in Berlin
    assert list_views.received(Receipt(), BERLIN) == "received"
    whole = Receipt(theme="Parts", digest=at, version=4)
    said = "in theme “Parts” · in the digest of 23 November · answered in brief version 4"
    assert list_views.received(whole, BERLIN) == said
    assert list_views.received(Receipt(theme="Parts", declined="no"), BERLIN) == "in theme “Parts” · declined: no"

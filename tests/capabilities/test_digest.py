"""Digests fall due once, follow the timetable chosen, and are told of in a note's receipt."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.brief import Briefs
from capabilities.brief.gaps import Gaps
from capabilities.digest import Asked, Digests, key_of, key_parts, to_json
from capabilities.finding import Finder
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from storage import digest as stored
from storage import field as stored_field
from storage import questions as stored_questions
from storage import themes as stored_themes
from storage.database import Unit
from storage.field import Note
from storage.questions import kept as stored_kept
from storage.themes import Theme
from tests.conftest import StillClock, WrittenWork
from tests.small_brief import BRIEF, filed
from tests.themed import themes_of
from tests.weekly import BERLIN, DUE, built

KEY = "CD|2026-11-16T08:00:00+00:00"
BOSS, REP = Deed("T", "UBOSS"), Deed("T", "UREP")


def test_a_due_time_is_claimed_once_and_its_work_asked_for_with_it(books: Books, work: WrittenWork) -> None:
    digests = built(books)
    assert digests.claim("T", DUE)
    assert not digests.claim("T", DUE.astimezone(UTC))
    assert work.asked == [("T", "digest", KEY)]
    assert digests.waits("T", KEY)
    assert digests.claim("T", DUE + timedelta(days=7))


def test_a_digest_now_needs_the_role_and_a_channel(books: Books, work: WrittenWork, clock: StillClock) -> None:
    clock.go(microseconds=250)
    with pytest.raises(NotAllowed, match="Posting a digest needs the marketer role"):
        built(books).now(REP)
    with pytest.raises(Refusal, match="/digest schedule"):
        built(books, channel="").now(BOSS)
    assert work.asked == []
    channel, due = built(books).now(Deed("T", "UBOSS", "trigger:1"))
    assert (channel, due) == ("CD", datetime(2026, 11, 20, 12, tzinfo=UTC))
    with pytest.raises(SeenBefore):
        built(books).now(Deed("T", "UBOSS", "trigger:1"))
    assert [key for _, _, key in work.asked] == ["CD|2026-11-20T12:00:00+00:00"]


def test_without_a_channel_the_timetable_still_asks_for_the_word_to_the_responsible_person(
    books: Books, work: WrittenWork
) -> None:
    assert built(books, channel="").claim("T", DUE)
    assert work.asked == [("T", "digest", "|2026-11-16T08:00:00+00:00")]
    assert key_parts(work.asked[0][2]) == ("", DUE)


def test_what_waits_too_long_is_asked_for_again_until_it_is_posted(
    books: Books, work: WrittenWork, clock: StillClock
) -> None:
    digests = built(books)
    digests.claim("T", DUE)
    assert digests.missing("T", clock.now()) == []
    clock.go(minutes=5)
    assert digests.missing("T", clock.now()) == [KEY]
    assert work.asked == [("T", "digest", KEY)] * 2
    digests.finish("T", KEY, content=to_json(digests.compose("T", DUE)), posted=True)
    assert digests.missing("T", clock.now()) == []


def test_the_last_digest_is_the_one_posted_and_a_failed_one_is_not(books: Books) -> None:
    digests = built(books)
    assert digests.last("T") is None
    for week in range(3):
        due = DUE + timedelta(days=7 * week)
        digests.claim("T", due)
        key = f"CD|{due.astimezone(UTC).isoformat()}"
        digests.finish("T", key, content=to_json(digests.compose("T", due)), posted=week < 2)
    last = digests.last("T")
    assert last is not None
    assert last.week.isoformat() == "2026-11-16"
    with books.look("T") as unit:
        row = stored.get(unit, "CD", DUE + timedelta(days=14))
    assert row is not None
    assert row.state == "failed"


def test_the_timetable_changes_only_what_was_said_and_only_for_those_who_may(books: Books) -> None:
    digests = built(books)
    chosen = digests.schedule(BOSS, day="Tuesday", time="8:30", channel="CNEW")
    assert (chosen.digest_day, chosen.digest_time, chosen.digest_channel) == ("tuesday", time(8, 30), "CNEW")
    assert digests.schedule(BOSS, zone="America/New_York").digest_channel == "CNEW"
    with pytest.raises(NotAllowed):
        digests.schedule(Deed("T", "UMAX"), day="friday")
    for wrong in ({"day": "someday"}, {"time": "25:00"}, {"zone": "Mars/Base"}):
        with pytest.raises(Refusal):
            digests.schedule(BOSS, **wrong)
    assert digests.workspaces.choices("T").digest_day == "tuesday"


def test_questions_of_the_week_without_an_answer_are_counted_and_told_once_several_people_asked(books: Books) -> None:
    digests, briefs = built(books), Briefs(books)
    filed(briefs, BRIEF, workspace="T")
    digests = replace(digests, gaps=Gaps(books, briefs, themes_of(books), Finder()))
    with books.keep(Deed("T", PROGRAM)) as unit:
        for at, state, who in ((0, "silent", "UREP"), (1, "answered", "UREP"), (-200, "silent", "UMAX")):
            asked = DUE - timedelta(days=1) + timedelta(hours=at)
            question = stored_questions.Question(
                workspace="T",
                id=f"q{at}",
                asked_by=who,
                text="Is the garage of Max heated?",
                asked_at=asked,
                state=state,
            )
            stored_questions.add(unit, question)
    made = digests.compose("T", DUE)
    assert (made.gaps, made.asked) == (1, (Asked("Is the garage of [name] heated?", 2),))
    with books.keep(Deed("T", PROGRAM)) as unit:
        answer = stored_questions.KeptAnswer(workspace="T", id="a", text="No.", by="UMAX", at=DUE)
        stored_kept.add(unit, answer, [("q0", "UREP")])
    made = digests.compose("T", DUE)
    assert (made.gaps, made.asked) == (0, ())


def kept_note(unit: Unit, note_id: str, *, when: datetime, kept: datetime) -> Note:
    note = Note(workspace="T", id=note_id, created_at=when, author="UREP", text="a trial", kept_at=kept)
    stored_field.add(unit, note)
    return note


def posted(digests: Digests, clock: StillClock, at: datetime, *, channel: str = "CD", ends_well: bool = True) -> None:
    clock.at = at.astimezone(UTC)
    digests.claim("T", at)
    key = key_of(channel, at)
    made = digests.keep("T", key, digests.compose("T", at))
    clock.go(minutes=2)
    digests.finish("T", key, content=to_json(made), posted=ends_well)


def digest_days(digests: Digests, notes: list[Note]) -> dict[str, date]:
    """The day of the digest that each note's receipt names, for those that have one."""
    receipts = digests.field.receipts("T", notes)
    return {note: receipt.digest.astimezone(BERLIN).date() for note, receipt in receipts.items() if receipt.digest}


def test_a_note_s_receipt_names_the_first_posted_digest_that_counted_it(books: Books, clock: StillClock) -> None:
    digests = built(books)
    friday, hour = DUE - timedelta(days=3), timedelta(hours=1)
    with books.keep(Deed("T", PROGRAM)) as unit:
        notes = [
            kept_note(unit, "counted", when=friday, kept=friday),
            kept_note(unit, "while posting", when=friday, kept=DUE + timedelta(minutes=1)),
            kept_note(unit, "imported", when=friday, kept=DUE + 30 * hour),
            kept_note(unit, "monday", when=DUE - hour, kept=DUE - hour),
            kept_note(unit, "long ago", when=friday - timedelta(days=7), kept=friday - timedelta(days=7)),
        ]
    assert digest_days(digests, notes) == {}
    posted(digests, clock, DUE - hour, ends_well=False)
    posted(digests, clock, DUE)
    monday = DUE.date()
    assert digest_days(digests, notes) == {"counted": monday}
    posted(digests, clock, DUE + timedelta(days=2))
    wednesday = monday + timedelta(days=2)
    assert digest_days(digests, notes) == {"counted": monday, "while posting": wednesday, "imported": wednesday}
    posted(digests, clock, DUE + timedelta(days=7))
    assert digest_days(digests, notes)["monday"] == monday + timedelta(days=7)


def test_an_empty_workspace_has_a_digest_that_says_so(books: Books) -> None:
    made = built(books).compose("T", DUE)
    assert made.quiet
    assert made.rows == ()
    assert made.decision.startswith("Decide ")


def test_what_a_hidden_theme_says_is_counted_and_not_quoted(books: Books) -> None:
    digests = built(books)
    friday = DUE - timedelta(days=3)
    with books.keep(Deed("T", PROGRAM)) as unit:
        for number, state in enumerate(("hidden", "open")):
            stored_themes.add(unit, Theme(workspace="T", id=state, name=state, state=state, created_at=friday))
            note = kept_note(unit, f"in {state}", when=friday + timedelta(hours=number), kept=friday)
            stored_field.change(unit, note.id, {"theme": state, "text": f"a word on what is {state}"})
    made = digests.compose("T", DUE)
    assert [each.text for each in made.quotes] == ["a word on what is open"]
    with books.look("T") as unit:
        assert stored.first_said(unit) == friday
    assert made.said.notes == 2

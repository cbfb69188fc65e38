"""The reminder of a review-by date through the front door: from the timetable to the owner's messages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capabilities.books import Deed
from storage import questions as stored_questions
from storage.questions import Question
from tests.conftest import StillClock
from tests.front_door import MARKETER, REP, REP2, TEAM, FrontDoor, until, words
from tests.handlers.test_brief_proposals import FILED
from tests.proposed import OWNED

DATED = OWNED.replace("---\n", "---\nreview-by: 2026-11-27\n", 1)
GARAGE = "Is the parking garage heated in winter?"


@pytest.fixture
def still() -> StillClock:
    return StillClock()


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, still: StillClock) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=still)
    opened.plumbline.rooms.briefs.file(FILED, DATED, any_text=True, publish=True)
    yield opened
    opened.close()


def test_the_owner_reads_what_has_gathered_a_week_before_and_once(door: FrontDoor, still: StillClock) -> None:
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        for at, who in enumerate((REP, REP2)):
            row = Question(workspace=TEAM, id=f"q{at}", asked_by=who, text=f"{GARAGE} <!here>", state="silent",
                           asked_at=still.now() - timedelta(hours=3))  # fmt: skip
            stored_questions.add(unit, row)
    review_by = door.plumbline.rooms.review_by
    review_by.due(TEAM, datetime(2026, 11, 20, 7, 0, tzinfo=UTC))
    said = words(until(lambda: door.messages(MARKETER, door.direct(MARKETER)))[0])
    assert "Lanternly: the brief is to be reviewed by Fri 27 Nov 2026, in 7 days" in said
    assert "*1 gap* that several people met" in said
    assert "heated in winter" in said
    assert "<!here>" not in said
    review_by.due(TEAM, datetime(2026, 11, 21, 7, 0, tzinfo=UTC))
    still.go(days=7)
    review_by.due(TEAM, datetime(2026, 11, 27, 7, 0, tzinfo=UTC))
    both = until(lambda: door.messages(MARKETER, door.direct(MARKETER))[1:])
    assert "is to be reviewed today" in words(both[0])
    assert len(both) == 1


def test_the_timetable_looks_in_the_morning_of_a_working_day(door: FrontDoor) -> None:
    coming = [at for at, what in door.plumbline.timetable.next() if "is to be reviewed" in what]
    assert [at.isoformat() for at in coming] == ["2026-11-23T08:15:00+01:00"]

"""Behind the scenes of a draft: what comes too late is not said, nothing is sent twice, no other product is touched."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from capabilities.posting import Postings
from handlers import brief_reviews
from handlers.posting import Poster
from tests.front_door import MARKETER, REP, TEAM, FrontDoor, Json, until, words
from tests.small_brief import BRIEF as SMALL
from tests.small_brief import OTHER

T = TypeVar("T")


@pytest.fixture
def quiet_door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program without a worker: the test does the work itself."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False)
    yield opened
    opened.close()


class AtOnce:
    """Durable work done at once, a step at a time; `between` says what happens before a step."""

    def __init__(self, **between: Callable[[], object]) -> None:
        self.between = between

    def run(self, name: str, step: Callable[[], T]) -> T:
        self.between.get(name, lambda: None)()
        return step()


def direct(door: FrontDoor, user: str) -> list[Json]:
    return door.messages(user, door.direct(user))


def review(door: FrontDoor, version: str, steps: AtOnce) -> None:
    rooms, clients = door.plumbline.rooms, door.plumbline.clients
    postings = Postings(rooms.books)
    made = brief_reviews.jobs(rooms.brief_ways, clients, Poster(clients, postings), postings)
    made["brief_review"](steps, TEAM, version)


def test_a_draft_dropped_while_it_is_read_through_is_not_offered_for_publishing(quiet_door: FrontDoor) -> None:
    briefs, deed = quiet_door.plumbline.rooms.briefs, Deed(TEAM, MARKETER)
    version = briefs.file(deed, SMALL).version.id
    review(quiet_door, version, AtOnce(tell=lambda: briefs.drop(deed, version)))
    assert "Publish" not in words(direct(quiet_door, MARKETER))


def test_a_draft_published_before_its_message_came_says_so(quiet_door: FrontDoor) -> None:
    briefs, deed = quiet_door.plumbline.rooms.briefs, Deed(TEAM, MARKETER)
    version = briefs.file(deed, SMALL).version.id
    review(quiet_door, version, AtOnce(show=lambda: briefs.publish(deed, version)))
    assert "is published" in words(direct(quiet_door, MARKETER)[-1])
    assert '"action_id"' not in str(direct(quiet_door, MARKETER)[-1].get("blocks"))


def test_a_file_is_sent_once_though_the_answer_was_lost(door: FrontDoor) -> None:
    door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), SMALL, publish=True)
    door.faults({"on": "api", "match": "files.completeUploadExternal", "do": "connection_reset", "times": 1})
    door.command(REP, "/brief export")
    until(lambda: len(door.calls("files.info")) == 2)
    until(lambda: any(each.get("files") for each in direct(door, REP)))
    assert sum(bool(each.get("files")) for each in direct(door, REP)) == 1
    assert len(door.calls("files.completeUploadExternal")) == 1


def test_publishing_takes_no_draft_of_another_product(quiet_door: FrontDoor) -> None:
    door, briefs = quiet_door, quiet_door.plumbline.rooms.briefs
    briefs.file(Deed(TEAM, PROGRAM), SMALL, publish=True)
    briefs.file(Deed(TEAM, MARKETER), OTHER)
    for asked in ("/brief publish", "/brief Lanternly publish"):
        door.command(MARKETER, asked)
        assert "/brief Zephyrine publish" in words(door.last(MARKETER))
    door.command(REP, "/brief publish")
    assert "needs the marketer role" in words(door.last(REP))

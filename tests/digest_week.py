"""A week of digests by the timetable, in a workspace that does not always let them in."""

from datetime import UTC, datetime
from typing import Any

from slack_sdk import WebClient

from bot.lines import lines
from bot.timetable import Timetable
from capabilities.posting import Postings
from capabilities.workspace import Known
from handlers import digest
from handlers.posting import Poster
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, DIGEST, PEOPLE, TEAM, FrontDoor, words
from tests.kept_steps import KeptSteps
from tests.mortal import OneClient, refusal

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # nine in Berlin


class Strict(WebClient):
    """A workspace where only some may post in a channel, or whose person can no longer be written to."""

    restricted: str = ""
    beneath: str = ""  # why it takes nothing in threads, or no blocks there
    gone: tuple[str, ...] = ()

    def chat_postMessage(self, **arguments: Any) -> Any:
        if arguments["channel"] == self.restricted:
            raise refusal("restricted_action", self)
        if self.beneath and arguments.get("thread_ts") and (arguments.get("blocks") or self.beneath == "is_archived"):
            raise refusal(self.beneath, self)
        return super().chat_postMessage(**arguments)

    def conversations_open(self, **arguments: Any) -> Any:
        if arguments["users"] in self.gone:
            raise refusal("user_disabled", self)
        return super().conversations_open(**arguments)


class Week:
    """The timetable, looked at now and then, and the work it asks for, done at once."""

    def __init__(self, door: FrontDoor, work: WrittenWork, clock: StillClock) -> None:
        self.door, self.work, self.clock = door, work, clock
        known = door.plumbline.clients.of(TEAM)
        self.slack = Strict(token=known.token, base_url=known.base_url)
        self.timetable = self.begun()
        self.done: set[tuple[str, str]] = set()

    def begun(self) -> Timetable:
        return Timetable(lambda: lines(self.door.plumbline.rooms, self.door.plumbline.clients), self.clock)

    def look(self, at: datetime | None = None) -> None:
        """What falls due by this moment happens."""
        self.clock.at = at or self.clock.at
        self.timetable.look()
        self.do()

    def do(self) -> None:
        rooms = self.door.plumbline.rooms
        jobs = digest.jobs(rooms.digests, Poster(OneClient(self.slack), Postings(rooms.books)))
        for _, kind, key in self.work.asked:  # it grows as it is done
            if kind in jobs and (kind, key) not in self.done:
                self.done.add((kind, key))
                jobs[kind](KeptSteps(), TEAM, key)

    def heard(self, user: str) -> list[str]:
        """What a person was written in their own messages about digests."""
        said = [each["text"] for each in self.door.messages(user, self.door.direct(user))]
        return [each for each in said if "digest" in each or each.startswith("Sales and marketing")]

    def posted(self, channel: str = DIGEST) -> list[str]:
        """What stands in a channel as digests, whole."""
        return [
            words(each) for each in self.door.messages(BOSS, channel) if "Sales and marketing, week" in each["text"]
        ]


def others(*left: str) -> list[Known]:
    return [each for each in PEOPLE if each.user not in left]

"""A digest's durable work as workers do it that die: before and after each step, and each call of Slack."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from capabilities.books import Deed
from capabilities.digest import Digest, key_of
from capabilities.posting import Postings
from handlers import digest as ways
from handlers.passing import passing
from handlers.posting import EVENT, Poster
from tests.conftest import StillClock, WrittenWork
from tests.front_door import DIGEST, MARKETER, REP, TEAM, FrontDoor
from tests.kept_steps import KeptSteps
from tests.shown_digest import FULL, row

T = TypeVar("T")
BERLIN = ZoneInfo("Europe/Berlin")

READERS = (REP, MARKETER)
LONG: Digest = replace(FULL, rows=tuple(row(f"Channel {at}", story="Best week so far. " * 60) for at in range(4)))


class Died(BaseException):
    """kill -9."""


@dataclass
class Fate:
    """Counts the moments of all lives and ends one at each of some."""

    at: tuple[int, ...] = ()
    moments: list[str] = field(default_factory=list)

    def pass_by(self, moment: str) -> None:
        self.moments.append(moment)
        if len(self.moments) - 1 in self.at:
            raise Died


@dataclass
class MortalSteps(KeptSteps):
    """Steps of a worker that may die before one, after it before that is written down, and after that."""

    fate: Fate = field(default_factory=Fate)

    def run(self, name: str, step: Callable[[], T]) -> T:
        if name in self.done:
            return super().run(name, step)
        self.fate.pass_by(f"before the step {name}")

        def lived() -> T:
            made = step()
            self.fate.pass_by(f"after the step {name}, unwritten")
            return made

        kept = super().run(name, lived)
        self.fate.pass_by(f"after the step {name}")
        return kept


class MortalSlack(WebClient):
    """A line to Slack whose caller may die before a call and after it; it takes no chart, as some workspaces do."""

    fate = Fate()

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        self.fate.pass_by(f"before {api_method}")
        answer = super().api_call(api_method, **arguments)
        self.fate.pass_by(f"after {api_method}, unheard")
        return answer

    def chat_postMessage(self, **arguments: Any) -> SlackResponse:
        if any(block["type"] == "data_visualization" for block in arguments.get("blocks") or []):
            raise refusal("invalid_blocks", self)
        return super().chat_postMessage(**arguments)


def refusal(code: str, client: WebClient) -> SlackApiError:
    """What Slack's library raises for an answer with this error."""
    answer = SlackResponse(
        client=client, http_verb="POST", api_url="", req_args={}, headers={}, status_code=200,
        data={"ok": False, "error": code},
    )  # fmt: skip
    return SlackApiError("no", answer)  # type: ignore[no-untyped-call]


@dataclass
class OneClient:
    slack: WebClient

    def of(self, workspace: str) -> WebClient:
        return self.slack


@dataclass
class Line:
    """The work of digests, from the first to the last piece, and the deaths on the way."""

    door: FrontDoor
    work: WrittenWork
    clock: StillClock
    slack: MortalSlack
    readers: tuple[str, ...] = READERS
    deaths: int = 0
    setbacks: int = 0
    dues: list[datetime] = field(default_factory=list)
    _done: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(
        cls, door: FrontDoor, work: WrittenWork, clock: StillClock, *, readers: tuple[str, ...] = READERS
    ) -> "Line":  # fmt: skip
        known: WebClient = door.plumbline.clients.of(TEAM)
        for user in readers:
            door.plumbline.rooms.digests.own(Deed(TEAM, user), True)
        # Without patience of its own: what the real client waits out comes to the work here.
        slack = MortalSlack(token=known.token, base_url=known.base_url, retry_handlers=[])
        return cls(door, work, clock, slack, readers)

    def ask(self, digest: Digest = LONG) -> str:
        """A digest that says this, asked for; its key."""
        self.clock.go(minutes=6)  # sooner it would be the same digest
        if self.clock.at.astimezone(BERLIN).hour >= 17:  # what is asked for later waits for the morning
            self.clock.go(hours=16 if self.clock.at.weekday() < 4 else 64)
        digests = self.door.plumbline.rooms.digests
        channel, due = digests.now(Deed(TEAM, MARKETER))
        key = key_of(channel, due)
        digests.keep(TEAM, key, replace(digest, counted_at=self.clock.now()))
        self.dues.append(due)
        return key

    def live(self, *at: int, anew: bool = False) -> list[str]:
        """Do all that is asked for, dying at these moments; whoever comes after has the steps that were written down,
        or none (`anew`). Returns the moments passed by."""
        fate = Fate(at)
        self.slack.fate = fate
        while left := [each for each in self.work.asked if each[1:] not in self._done and each[1].startswith("digest")]:
            _, kind, key = left[0]
            self._do(kind, key, fate, anew=anew)
            self._done.add((kind, key))
        return fate.moments

    def _do(self, kind: str, key: str, fate: Fate, *, anew: bool) -> None:
        steps = MortalSteps(fate=fate)
        for again in range(100):
            try:
                return self.job(kind)(steps, TEAM, key)
            except Died:
                self.deaths += 1
            except (SlackApiError, OSError) as error:
                if not passing(error):
                    raise
                self.setbacks += 1
            if anew or again % 4 == 3:  # as durable work does when a step's own tries are used up
                steps = MortalSteps(fate=fate)
        raise AssertionError(f"{kind} {key} came to no end")

    def job(self, kind: str) -> Callable[..., None]:
        rooms = self.door.plumbline.rooms
        poster = Poster(OneClient(self.slack), Postings(rooms.books))
        return ways.jobs(rooms.digests, poster, sleep=lambda _: None)[kind]

    def posted(self) -> Counter[str]:
        """How often each message is there, by its key: in the channel, in threads, in people's own messages."""
        channels = [DIGEST, *(self.door.direct(user) for user in self.readers)]
        return keys_in(self.door.plumbline.clients.of(TEAM), channels)

    def expected(self, parts: int) -> Counter[str]:
        """One of each message of every digest asked for, of so many parts."""
        keys: list[str] = []
        for due in self.dues:
            when = due.astimezone(UTC).isoformat()
            keys += [f"digest:{DIGEST}:{when}", *(f"digest:{DIGEST}:{when}:{_thread(at)}" for at in range(1, parts))]
            keys += [f"digest:{when}:own:{user}:{at}" for user in self.readers for at in range(parts)]
        return Counter(keys)


def keys_in(client: WebClient, channels: list[str]) -> Counter[str]:
    """How often each of our messages is in these channels and their threads, by its key."""
    found: Counter[str] = Counter()
    for channel in channels:
        for message in _all(client.conversations_history, channel=channel):
            found.update(_key(message))
            if message.get("reply_count"):
                beneath = _all(client.conversations_replies, channel=channel, ts=message["ts"])
                found.update(key for each in beneath[1:] for key in _key(each))
    return found


def _thread(at: int) -> str:
    return "thread" if at == 1 else f"thread:{at}"


def _all(ask: Callable[..., SlackResponse], **arguments: Any) -> list[dict[str, Any]]:
    pages = ask(**arguments, limit=900, include_all_metadata=True)
    return [message for page in pages for message in page["messages"]]


def _key(message: dict[str, Any]) -> list[str]:
    metadata = message.get("metadata") or {}
    return [metadata["event_payload"]["key"]] if metadata.get("event_type") == EVENT else []

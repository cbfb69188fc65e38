"""An answer grows in its thread sentence by sentence, and ends as one whole message, whatever dies on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.openai_model import OpenAIModel
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from capabilities.posting import Postings
from handlers import question_answers
from handlers.posting import Poster
from handlers.question_delivery import Delivery
from handlers.rooms import sorry
from prompts.model import Model, ModelFault, ModelUnavailable
from tests.asking import COST, WHAT_COST, streamed
from tests.front_door import DIGEST, REP, TEAM, FrontDoor, Json, until, words
from tests.kept_steps import KeptSteps
from tests.model_server import Scripted, ScriptedModelServer
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF

T = TypeVar("T")

BEGIN = "It costs nothing to begin."
BOTH = ((COST, "cost-and-risk"), (BEGIN, "cost-and-risk"))
AGAIN = (("Lanternly costs EUR 4 for each bed a month, and nothing to begin.", "cost-and-risk"),)


@contextmanager
def opened(folder: Path, url: str, model: Model, *, working: bool = True) -> Iterator[FrontDoor]:
    """The program with a model and a brief; without a worker the test does the work itself."""
    door = FrontDoor.open(folder, database_url=url, model=model, working=working)
    try:
        door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
        yield door
    finally:
        door.close()


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, model: ScriptedModel) -> Iterator[FrontDoor]:
    with opened(tmp_path, sqlite_url, model) as door:
        yield door


@pytest.fixture
def idle_door(tmp_path: Path, sqlite_url: str, model: ScriptedModel) -> Iterator[FrontDoor]:
    with opened(tmp_path, sqlite_url, model, working=False) as door:
        yield door


def asked(door: FrontDoor) -> str:
    return str(door.say(REP, WHAT_COST)["message"]["ts"])


def answers(door: FrontDoor, thread: str, channel: str = "") -> list[Json]:
    return door.messages(REP, channel or door.direct(REP), thread=thread)[1:]


def whole(door: FrontDoor, thread: str, channel: str = "") -> Json:
    """The one answer of a thread once it is complete: no longer growing, and with its sources and its buttons."""

    def look() -> Json | None:
        found = answers(door, thread, channel)
        done = found and not found[-1].get("streaming") and "Helpful" in words(found[-1])
        return found[-1] if done else None

    found = until(look)
    assert len(answers(door, thread, channel)) == 1
    assert found is not None
    return found


def statuses(door: FrontDoor) -> list[str]:
    return [call["arguments"]["status"] for call in door.calls("agents.sessions.setStatus")]


def test_each_sentence_stands_there_before_the_next_is_written(door: FrontDoor, model: ScriptedModel) -> None:
    seen = threading.Event()
    model.before_piece = lambda at: None if at < 20 else _waited(seen)  # the first sentence is whole by then
    model.streams = [streamed(*BOTH)]
    thread = asked(door)
    first = until(lambda: answers(door, thread))
    assert (first[0]["text"], first[0]["streaming"]) == (COST, True)
    assert [call["status"] for call in door.calls("chat.postMessage")] == []
    seen.set()
    done = whole(door, thread)
    assert done["ts"] == first[0]["ts"]
    assert done["text"] == f"{COST} {BEGIN}"
    assert "Drafted by scripted and checked against the brief." in words(done)
    assert done["metadata"]["event_payload"]["key"].startswith("question:")
    assert door.calls("chat.update") == []
    until(lambda: statuses(door)[-1] == "active")


def _waited(seen: threading.Event) -> None:
    assert seen.wait(30)


# What Slack does, where, and whether the message has to be put right by a change of the whole of it.
FAULTS = [
    ("chat.startStream", "rate_limit", None),
    ("chat.startStream", "server_error", None),
    ("chat.startStream", "connection_reset", True),
    ("chat.appendStream", "rate_limit", False),
    ("chat.appendStream", "server_error", True),
    ("chat.appendStream", "connection_reset", True),
    ("chat.appendStream", "drop_stream", True),
    ("chat.stopStream", "drop_stream", True),
    ("chat.stopStream", "connection_reset", False),
    ("chat.stopStream", "rate_limit", False),
]


def test_whatever_slack_does_to_a_stream_it_ends_as_one_whole_message(door: FrontDoor, model: ScriptedModel) -> None:
    for method, fault, changed in FAULTS:
        model.streams = [streamed(*BOTH)]
        # A limit is waited out at the end alone: there the message has to be ended.
        seconds = 1 if method == "chat.stopStream" else 60
        door.faults({"on": "api", "match": method, "do": fault, "times": 1, "seconds": seconds})
        posted, updated = len(door.calls("chat.postMessage")), len(door.calls("chat.update"))
        done = whole(door, asked(door))
        said = words(done)
        assert said.count(COST) == said.count(BEGIN) == 1 or done["text"].count(BEGIN) == 1, (method, fault)
        assert len(door.calls("chat.postMessage")) - posted == (changed is None), (method, fault)
        assert len(door.calls("chat.update")) - updated == bool(changed), (method, fault)


class Killed(BaseException):
    """The process dies here."""


class Forgetful(Postings):
    """Dies with the time stamp of a stream in its hand."""

    def finish(self, workspace: str, key: str, channel: str, ts: str) -> None:
        raise Killed


class Dying(KeptSteps):
    """Dies before or after one of its steps; what was done after is not written down."""

    at, after = "", False

    def run(self, name: str, step: Callable[[], T]) -> T:
        if name == self.at:
            if self.after:
                step()
            self.at = ""
            raise Killed
        return super().run(name, step)


def dying(step: str, *, after: bool = False) -> Dying:
    steps = Dying()
    steps.at, steps.after = step, after
    return steps


def job(door: FrontDoor, postings: type[Postings] = Postings) -> Any:
    """The work of answering, done by the test and not by a worker."""
    rooms, clients = door.plumbline.rooms, door.plumbline.clients
    poster = Poster(clients, postings(rooms.books))
    delivery = Delivery(clients, poster, rooms.places)
    return question_answers.jobs(rooms.questions, clients, poster, delivery)["question"]


def kept(door: FrontDoor) -> str:
    """The id of the question, once it has been delivered."""
    with door.plumbline.database.reading(TEAM) as unit:
        return str(unit.connection.exec_driver_sql("SELECT max(id) FROM question").scalar() or "")


@pytest.mark.parametrize(
    ("steps", "postings", "killed_at", "then"),
    [
        (Dying(), Forgetful, -1, AGAIN),  # it has begun, and nobody knows where
        (Dying(), Postings, 20, AGAIN),  # between two sentences
        (dying("post"), Postings, -1, BOTH),  # all is said, but it has not ended
        (dying("post", after=True), Postings, -1, BOTH),  # it has ended, and nobody knows
    ],
    ids=["begun", "between", "said", "ended"],
)
def test_a_process_killed_while_it_speaks_leaves_one_whole_answer(
    idle_door: FrontDoor,
    model: ScriptedModel,
    steps: Dying,
    postings: type[Postings],
    killed_at: int,
    then: tuple[tuple[str, str], ...],
) -> None:
    door = idle_door

    def kill(at: int) -> None:
        if at == killed_at:
            raise Killed

    model.streams, model.before_piece = [streamed(*BOTH), streamed(*AGAIN)], kill
    thread = asked(door)
    question = until(lambda: kept(door))
    with pytest.raises(Killed):
        job(door, postings)(steps, TEAM, question)
    assert len(answers(door, thread)) == 1, "something stands there when it dies"
    killed_at = -1
    job(door)(KeptSteps(steps.done), TEAM, question)
    said = words(whole(door, thread))
    assert " ".join(text for text, _ in then) in said
    assert (AGAIN[0][0] in said) is (then is AGAIN), "two answers in one"
    calls = len(door.calls("chat.update"))
    job(door)(KeptSteps(), TEAM, question)  # asked for once more, it finds all done
    assert len(door.calls("chat.update")) == calls
    whole(door, thread)


def test_where_an_answer_is_given_up_nothing_seems_to_be_worked_on(idle_door: FrontDoor) -> None:
    door = idle_door
    asked(door)
    rooms, question = door.plumbline.rooms, until(lambda: kept(door))
    sorry(rooms, door.plumbline.clients)("question", TEAM, question, "A1B2C3")
    assert rooms.questions.get(TEAM, question).state == "failed"
    assert rooms.questions.missing(TEAM, datetime.now(UTC) + timedelta(days=1)) == []
    assert statuses(door) == ["active"]
    assert "A1B2C3" in words(door.last(REP, door.direct(REP)))


def test_in_a_channel_slack_is_told_for_whom_it_is_written(idle_door: FrontDoor, model: ScriptedModel) -> None:
    door = idle_door
    model.streams = [streamed(*BOTH)]
    thread = door.page("send", **{"as": REP, "channel": DIGEST, "text": "what does it cost?"})["message"]["ts"]
    question = door.plumbline.rooms.questions.ask(Deed(TEAM, REP), WHAT_COST, DIGEST, thread)
    job(door)(KeptSteps(), TEAM, question.id)
    given = door.calls("chat.startStream")[-1]["arguments"]
    assert (given["recipient_user_id"], given["recipient_team_id"]) == (REP, TEAM)
    assert whole(door, thread, DIGEST)["text"] == f"{COST} {BEGIN}"


def test_stop_is_honoured_at_once_while_the_model_says_nothing(tmp_path: Path, sqlite_url: str) -> None:
    with ScriptedModelServer() as server:
        server.usual = Scripted(pieces=("never ",), delay_s=60.0)
        model = OpenAIModel(api_key="k", base_url=server.url, model="slow")
        with opened(tmp_path, sqlite_url, model) as door:
            thread = asked(door)
            until(lambda: server.requests)
            assert statuses(door) == ["processing"]
            pressed = time.monotonic()
            door.page("stop", **{"as": REP, "channel": door.direct(REP), "thread_ts": thread})
            until(lambda: statuses(door)[-1] == "active")
            until(lambda: "Stopped." in words(answers(door, thread)))
            # A busy machine takes its time, but the model would take sixty seconds.
            assert time.monotonic() - pressed < 15.0
        model.close()


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (
            [*streamed(*BOTH)[:-6], ModelUnavailable("gone")],
            "The model broke off; this is what was checked until then.",
        ),
        (["I am ", "no JSON {", "at all"], "Nothing the model wrote held up against the brief"),
    ],
)
def test_a_model_that_breaks_off_or_raves_leaves_a_whole_message(
    door: FrontDoor, model: ScriptedModel, said: list[str | ModelFault], ends: str
) -> None:
    model.streams = [said]
    assert ends in words(whole(door, asked(door)))

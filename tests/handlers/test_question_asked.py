"""A question is answered where it was asked: in a channel's thread, beneath a command, or to its asker alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from capabilities.workspace import Known
from handlers.views import pitch_check as check_views
from prompts.catalog import Filled
from prompts.model import Answer, T, never
from storage.questions import Question
from tests.asking import COST, WHAT_COST, streamed
from tests.front_door import MARKETER, PEOPLE, REP, REP2, SALES, TEAM, FrontDoor, elements, until, words
from tests.small_brief import BRIEF

BOT = "<@UPLUMB>"
SILENT = "Which colours does the tablet come in?"
Json = dict[str, Any]
_TURN = "come before this one; I answer them in turn."


@dataclass
class SlowModel:
    """Answers when it is let, and remembers whose questions it was asked in what order."""

    let: threading.Event = field(default_factory=threading.Event)
    name: str = "slow"
    asked: list[str] = field(default_factory=list)

    def typed(self, prompt: Filled, shape: type[T], *, max_tokens: int = 800) -> Answer[T]:
        raise AssertionError("a question is answered in a stream")

    def stream(self, prompt: Filled, *, max_tokens: int = 600, stop: Callable[[], bool] = never) -> Iterator[str]:
        self.asked.append(prompt.user)
        assert self.let.wait(30)
        yield from streamed((COST, "cost-and-risk"), size=2_000)


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    yield opened
    opened.close()


def mention(door: FrontDoor, text: str, *, thread: str | None = None, user: str = REP) -> str:
    """The time stamp of a message in the sales channel."""
    return str(door.page("send", **{"as": user, "channel": SALES, "text": text, "thread_ts": thread})["message"]["ts"])


def rows(door: FrontDoor) -> list[Question]:
    with door.plumbline.database.reading(TEAM) as unit:
        return list(unit.session.exec(select(Question).order_by(col(Question.asked_at))).all())


def under(door: FrontDoor, thread: str, user: str = REP2) -> list[Json]:
    return door.messages(user, SALES, thread=thread)[1:]


def choose(door: FrontDoor, user: str, how: str) -> None:
    door.command(user, "/ask here")
    shown = door.last(user)
    menu = next(e for e in elements(shown["blocks"]) if e["action_id"] == "question_place")
    option = next(o for o in menu["options"] if o["value"] == how)
    where = {"type": "message", "channel": SALES, "ts": shown["ts"], "ephemeral": True}
    action = {"type": "static_select", "action_id": "question_place", "selected_option": option}
    door.page("action", **{"as": user, "container": where, "action": action})


def test_a_mention_is_answered_in_its_thread_without_what_not_everybody_needs(door: FrontDoor) -> None:
    top = mention(door, f"Morning. {BOT} {WHAT_COST}")
    inside = mention(door, f"{SILENT} <@UPLUMB|plumbline>", thread=top, user=REP2)
    until(lambda: len(under(door, top)) == 3)
    said = words(under(door, top))
    assert "EUR 4" in said
    assert "The brief is silent on this." in said
    assert "Share in a channel" not in said
    assert "UPLUMB" not in "".join(row.text for row in rows(door))
    assert [(row.asked_in, row.thread, row.public) for row in rows(door)] == [(SALES, top, True)] * 2
    assert inside != top
    assert door.messages(REP, door.direct(REP)) == []


def test_a_channel_hears_only_what_it_chose_to(door: FrontDoor) -> None:
    door.command(REP, "/ask here")
    assert "When mentioned" in words(door.last(REP))
    assert elements(door.last(REP)["blocks"]) == [], "a rep sees what is chosen and has nothing to change it with"
    choose(door, MARKETER, "cited")
    until(lambda: "Only with citations" in words(door.last(MARKETER)))
    silent, answered = mention(door, f"{BOT} {SILENT}"), mention(door, f"{BOT} {WHAT_COST}")
    until(lambda: "EUR 4" in words(under(door, answered)))
    until(lambda: "silent" in words([m for m in door.messages(REP, SALES) if m.get("ephemeral")]))
    assert "silent" not in words(door.messages(REP2, SALES) + under(door, silent))
    choose(door, MARKETER, "off")
    until(lambda: "Off" in words(door.last(MARKETER)))
    assert "Chosen by <@UMARKETER>" in words(door.last(MARKETER))
    off = mention(door, f"{BOT} {WHAT_COST}")
    until(lambda: "I do not answer mentions in this channel" in words(door.last(REP)))
    assert under(door, off) == []
    assert [row.reply_to for row in rows(door)] == ["", ""]


def test_who_may_not_choose_is_told_who_may_and_a_direct_message_has_nothing_to_choose(door: FrontDoor) -> None:
    pressed = {"type": "static_select", "action_id": "question_place", "selected_option": {"value": "off"}}
    payload = {
        "type": "block_actions", "user": {"id": REP}, "team": {"id": TEAM}, "channel": {"id": SALES},
        "container": {"type": "message"}, "trigger_id": "choose", "actions": [pressed],
    }  # fmt: skip
    door.deliver("interaction", payload)
    until(lambda: "needs the marketer role" in words(door.last(REP)))
    door.command(REP, "/ask here", channel=door.direct(REP))
    assert "There is nothing to set here" in words(door.last(REP, door.direct(REP)))


def test_words_that_ask_nothing_are_answered_to_their_writer_alone_or_passed_over(door: FrontDoor) -> None:
    mention(door, BOT)
    mention(door, f"{BOT} :tada: :+1::skin-tone-2:")
    until(lambda: sum("Mention me with your question" in words(m) for m in door.messages(REP, SALES)) == 2)
    event: Json = {"type": "app_mention", "channel": SALES, "user": REP, "text": f"{BOT} {WHAT_COST}"}
    passed_over: list[Json] = [
        {"bot_id": "BOTHER"},
        {"edited": {"user": REP, "ts": "1700000000.000009"}},
        {"channel": door.direct(REP)},  # the message itself is delivered as well
        {"subtype": "message_changed"},
    ]
    for at, change in enumerate(passed_over):
        payload = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{at}"}
        payload["event"] = event | {"ts": f"1700000000.00000{at}"} | change  # type: ignore[assignment]
        assert [answer["status"] for answer in door.deliver("event", payload)] == [200]
    picture = door.upload(REP, "slide.png", b"\x89PNG\r\n\x1a\n")["file"]["id"]
    ts = door.say(REP, "", files=[picture])["message"]["ts"]
    until(lambda: "I cannot read “slide.png”" in words(door.messages(REP, door.direct(REP), thread=ts)))
    door.page("send", **{"as": REP, "channel": SALES, "text": BOT, "files": [picture]})
    until(lambda: "I cannot read what you attached" in words(door.messages(REP, SALES)))
    for nothing in (":wave:", "?!"):
        ts = door.say(REP, nothing)["message"]["ts"]
        until(lambda ts=ts: "Ask me in words" in words(door.messages(REP, door.direct(REP), thread=ts)))  # type: ignore[misc]
    door.command(REP, "/ask :thinking_face:")
    assert "Ask me in words" in words(door.last(REP))
    assert rows(door) == []


def test_a_command_whose_address_is_spent_is_answered_in_the_askers_messages(door: FrontDoor) -> None:
    guest = Known(REP2, "Gus Guest", "Europe/Berlin", "guest")
    door.plumbline.rooms.workspaces.meet(TEAM, [guest if each.user == REP2 else each for each in PEOPLE])
    spent = f"{door.playground.url}/nothing/here"
    command = {"command": "/ask", "text": f"{WHAT_COST}\x00", "user_id": REP2, "channel_id": SALES}
    door.deliver("command", {**command, "trigger_id": "1.2.spent", "response_url": spent})
    until(lambda: "EUR 4" in words(door.messages(REP2, door.direct(REP2))))
    door.command(REP, f"/ask {BOT} " + "Why? " * 1_500)
    until(lambda: "longer than 4,000 characters" in words(door.messages(REP, SALES)))
    until(lambda: [row.reply_to for row in rows(door)] == ["", ""])
    first, second = rows(door)
    assert second.text.startswith("Why?"), "to whom it is said is no part of what is asked"
    assert (first.public, second.public) == (True, False), "a guest is answered with what everybody may see"
    shared = door.last(REP2, door.direct(REP2))
    door.press(REP2, shared, "question_share", channel=door.direct(REP2))
    view = door.calls("views.open")[-1]["answer"]["view"]
    assert next(e for e in elements(view["blocks"]))["default_to_current_conversation"] is True
    for inside in ("/brief show", "/brief gaps", "/plumb brief answers", "/pitch us", "/check us", "/digest last"):
        door.command(REP2, inside)
        assert "you are a guest here" in words(door.last(REP2)), inside
    ts = door.page("send", **{"as": REP, "channel": SALES, "text": "We are cheap."})["message"]["ts"]
    door.page("shortcut", **{"as": REP2, "callback_id": check_views.SHORTCUT, "channel": SALES, "ts": ts})
    until(lambda: "you are a guest here" in str(door.calls("views.open")[-1]))


def test_twenty_questions_in_a_minute_are_all_answered_and_hold_up_nobody_else(tmp_path: Path, sqlite_url: str) -> None:
    model = SlowModel()
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, model=model)
    door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    asked = [door.say(REP, f"{WHAT_COST} Case {at}.")["message"]["ts"] for at in range(20)]
    other = door.say(REP2, f"{WHAT_COST} Mine.")["message"]["ts"]

    def answers(user: str, thread: str) -> str:
        return words(door.messages(user, door.direct(user), thread=thread)[1:])

    until(lambda: any("Mine." in prompt for prompt in model.asked))
    until(lambda: sum(_TURN in answers(REP, ts) for ts in asked) == 18)
    assert len(model.asked) == 3, "two of the twenty, and the other's"
    places = "".join(answers(REP, ts) for ts in asked)  # they may be delivered in another order than they were sent
    assert all(f"{number} of yours {_TURN}" in places for number in ("Two", "Ten", "11", "19"))
    model.let.set()
    until(lambda: "EUR 4" in answers(REP2, other))
    until(lambda: all("EUR 4" in answers(REP, ts) for ts in asked), seconds=60)
    door.close()

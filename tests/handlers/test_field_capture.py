"""Notes that come without /field: a message with its link, a reaction, words in a direct message."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from capabilities.books import Deed
from capabilities.field import TWICE
from capabilities.permissions import PROGRAM
from handlers.field_capture import NO_WORDS, NOT_LET_IN, log_words
from handlers.views import field as views
from handlers.views import questions as question_views
from tests.front_door import DIGEST, MARKETER, QUIET, REP, REP2, SALES, TEAM, FrontDoor, Json, until, words
from tests.handlers.test_field import notes, opened, submit
from tests.small_brief import BRIEF

STATEMENT = "They told me the tablets carry germs from ward to ward"


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program on SQLite with its worker running, a brief, no model, and a reaction that logs."""
    settings = replace(Settings(), reaction="pushpin")
    opened_ = FrontDoor.open(tmp_path, database_url=sqlite_url, settings=settings)
    opened_.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    yield opened_
    opened_.close()


def thread_of(door: FrontDoor, text: str, user: str = REP) -> str:
    return str(door.say(user, text)["message"]["ts"])


def answered(door: FrontDoor, thread: str, wanted: str, user: str = REP) -> Json:
    """The newest message of a thread with the bot that says this."""

    def look() -> Json:
        found = door.messages(user, door.direct(user), thread=thread)[1:]
        return next((each for each in reversed(found) if wanted in words(each)), {})

    return until(look)


def react(door: FrontDoor, ts: str, user: str = REP, *, channel: str = SALES, name: str = "pushpin") -> Json:
    return door.page("react", **{"as": user, "channel": channel, "ts": ts, "name": name})


def direct(door: FrontDoor, user: str = REP) -> str:
    return words(door.messages(user, door.direct(user)))


def said(door: FrontDoor, text: str, user: str = REP2, channel: str = SALES) -> str:
    return str(door.page("send", **{"as": user, "channel": channel, "text": text})["message"]["ts"])


@pytest.mark.parametrize("text", ["log want at:Acme a bigger screen", "Log: want at:Acme a bigger screen"])
def test_log_in_a_direct_message_logs_and_answers_in_its_thread(door: FrontDoor, text: str) -> None:
    shown = answered(door, thread_of(door, text), "Logged as a want")
    (note,) = notes(door)
    assert (note.kind, note.account, note.text) == ("want", "Acme", "a bigger screen")
    assert "Nobody else said the like in the last 30 days." in words(shown)
    assert not shown.get("ephemeral")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log want a plan", "want a plan"),
        ("LOG objection: too dear", "objection: too dear"),
        ("log:too dear", "too dear"),
        ("log", ""),
        ("log in does not work", None),
        ("log out is hidden", None),
        ("logistics is their problem", None),
        ("they log want every day", None),
    ],
)
def test_log_is_a_word_of_its_own(text: str, expected: str | None) -> None:
    assert log_words(text) == expected


def test_log_with_nothing_behind_it_says_what_to_write(door: FrontDoor) -> None:
    answered(door, thread_of(door, "log"), "There is nothing to log yet")
    assert notes(door) == []


def test_a_statement_gets_a_button_to_log_it(door: FrontDoor) -> None:
    thread = thread_of(door, STATEMENT)
    offer = answered(door, thread, "That reads like something a customer said.")
    assert notes(door) == []
    door.press(REP, offer, question_views.LOG_THIS, channel=door.direct(REP))
    shown = answered(door, thread, "Logged as")
    assert shown["ts"] == offer["ts"]
    answered(door, thread, "Nobody else said the like in the last 30 days.")
    assert [note.text for note in notes(door)] == [STATEMENT]


def test_a_statement_is_answered_from_the_brief_when_its_writer_says_so(door: FrontDoor) -> None:
    thread = thread_of(door, STATEMENT)
    offer = answered(door, thread, "That reads like something a customer said.")
    door.press(REP, offer, question_views.ANSWER_THIS, channel=door.direct(REP))
    answered(door, thread, "Lanternly, brief v1")
    assert notes(door) == []


def test_what_may_be_either_is_answered_and_can_be_logged_once(door: FrontDoor) -> None:
    thread = thread_of(door, "price for each bed a month on wards")
    answer = answered(door, thread, "brief v1")
    for _ in range(2):
        door.press(REP, answer, question_views.LOG_THIS, channel=door.direct(REP))
    answered(door, thread, "Logged as")
    assert [note.text for note in notes(door)] == ["price for each bed a month on wards"]


def test_a_question_has_no_button_to_log_it(door: FrontDoor) -> None:
    answer = answered(door, thread_of(door, "What does Lanternly cost for each bed?"), "brief v1")
    assert question_views.LOG_THIS not in str(answer["blocks"])


def test_in_a_thread_everything_is_a_question(door: FrontDoor) -> None:
    thread = thread_of(door, "What does Lanternly cost for each bed?")
    answered(door, thread, "brief v1")
    door.say(REP, STATEMENT, thread=thread)
    until(lambda: len(door.messages(REP, door.direct(REP), thread=thread)) == 4)
    assert "That reads like something" not in words(door.messages(REP, door.direct(REP), thread=thread))


def test_nobody_logs_anothers_words_from_a_direct_message(door: FrontDoor) -> None:
    offer = answered(door, thread_of(door, STATEMENT), "That reads like")
    button = next(e for e in offer["blocks"][-1]["elements"] if e["action_id"] == question_views.LOG_THIS)
    body = {
        "type": "block_actions", "user": {"id": REP2}, "team": {"id": TEAM}, "channel": {"id": SALES},
        "container": {"type": "message", "channel_id": SALES, "message_ts": "1.1", "is_ephemeral": False},
        "actions": [{"type": "button", "action_id": button["action_id"], "value": button["value"], "block_id": "held"}],
    }  # fmt: skip
    door.deliver("interaction", body)
    assert "Only the person who wrote this" in words(door.last(REP2))
    assert notes(door) == notes(door, REP2) == []


def test_personal_data_in_a_question_is_masked_and_said(door: FrontDoor) -> None:
    asked = "What does Lanternly cost for each bed? Ask anna@acme.example"
    door.command(REP, f"/ask {asked}")
    answer = until(lambda: [m for m in door.messages(REP, SALES) if "You asked" in words(m)])[0]
    seen = words(door.messages(REP, SALES))
    assert seen.count("Masked before keeping: 1 e-mail address.") == 2, "said at once, and with the answer"
    assert "Ask [e-mail]" in words(answer)
    shown = answered(door, thread_of(door, asked), "brief v1")
    assert "Masked before keeping: 1 e-mail address." in words(shown)
    assert "anna@" not in words(shown)


def test_personal_data_in_a_pitch_is_masked_and_said(door: FrontDoor) -> None:
    door.command(REP, "/pitch Hospitals, write to anna@acme.example")
    pitch = until(lambda: [m for m in door.messages(REP, door.direct(REP)) if "Your pitch for" in words(m)])[0]
    assert "write to [e-mail]" in words(pitch)
    assert "Masked before keeping: 1 e-mail address." in words(pitch)


def test_a_message_is_logged_with_its_link_and_its_author(door: FrontDoor) -> None:
    ts = said(door, "They find tablets unhygienic")
    door.page("shortcut", **{"as": REP, "callback_id": views.SHORTCUT, "channel": SALES, "ts": ts})
    submit(door, opened(door), text="They find tablets unhygienic")
    (note,) = notes(door)
    assert (note.message_by, ts in note.permalink) == (REP2, True)
    shown = until(lambda: [call["arguments"]["view"] for call in door.calls("views.update")])[-1]
    assert "From Rolf Rep’s message" in words(shown)


def test_a_message_longer_than_the_form_says_that_it_is_cut(door: FrontDoor) -> None:
    ts = said(door, "word " * 800)
    door.page("shortcut", **{"as": REP, "callback_id": views.SHORTCUT, "channel": SALES, "ts": ts})
    assert "Its first 3,000 characters fit here; the note keeps its address." in words(opened(door))


def test_a_reaction_logs_the_message_with_link_and_author_and_answers_in_person(door: FrontDoor) -> None:
    ts = said(door, "They say tablets carry germs <@UREP> &amp; dust")
    react(door, ts)
    until(lambda: "Logged as" in direct(door))
    (note,) = notes(door)
    assert note.text == "They say tablets carry germs @UREP & dust"
    assert (note.author, note.message_by, ts in note.permalink) == (REP, REP2, True)
    assert "From Rolf Rep’s message" in direct(door)
    assert door.messages(REP2, door.direct(REP2)) == []
    assert len(door.messages(REP, SALES)) == 1


def test_a_reaction_logs_once_for_each_person(door: FrontDoor) -> None:
    ts = said(door, "They say tablets carry germs")
    react(door, ts)
    react(door, ts, MARKETER)
    until(lambda: notes(door) and notes(door, MARKETER))
    door.page("react", **{"as": REP, "channel": SALES, "ts": ts, "name": "pushpin", "remove": True})
    react(door, ts)
    until(lambda: TWICE in direct(door))
    react(door, said(door, "a second one"))
    until(lambda: len(notes(door)) == 2)
    assert sorted(note.text for note in notes(door)) == ["They say tablets carry germs", "a second one"]


def test_reacting_again_after_an_undo_logs_again(door: FrontDoor) -> None:
    ts = said(door, "They say tablets carry germs")
    react(door, ts)
    until(lambda: notes(door))
    door.plumbline.rooms.field.undo(Deed(TEAM, REP), notes(door)[0].id)
    door.page("react", **{"as": REP, "channel": SALES, "ts": ts, "name": "pushpin", "remove": True})
    react(door, ts)
    until(lambda: notes(door))
    assert TWICE not in direct(door)


def test_a_message_of_signs_without_width_has_no_words(door: FrontDoor) -> None:
    react(door, said(door, "\u200b\u200b"))
    until(lambda: NO_WORDS in direct(door))


def test_durable_work_keeps_neither_unmasked_words_nor_addresses(door: FrontDoor) -> None:
    react(door, said(door, "Call Maria Muster, maria.muster@example.com"))
    door.command(REP, "/field want a plan they can cancel")
    until(lambda: len(notes(door)) == 2 and not any(note.reply_to for note in notes(door)))
    assert "[e-mail]" in str(notes(door))
    with door.plumbline.database.reading(TEAM) as unit:
        kept = unit.connection.exec_driver_sql("SELECT output FROM operation_outputs").scalars().all()
    read = [base64.b64decode(each or "") for each in kept]
    assert len(read) >= 4
    assert not [each for each in read if b"maria" in each or b"http" in each]


def test_a_reaction_in_a_thread_logs_the_reply(door: FrontDoor) -> None:
    top = said(door, "How was it?")
    reply = door.page("send", **{"as": REP2, "channel": SALES, "text": "They want SSO", "thread_ts": top})["message"]
    react(door, reply["ts"])
    until(lambda: [note.text for note in notes(door)] == ["They want SSO"])


def test_another_reaction_logs_nothing(door: FrontDoor) -> None:
    ts = said(door, "They say tablets carry germs")
    react(door, ts, name="eyes")
    react(door, said(door, "this one"))
    until(lambda: [note.text for note in notes(door)] == ["this one"])


def test_a_bots_message_is_passed_over_with_a_word(door: FrontDoor) -> None:
    client = door.plumbline.clients.of(TEAM)
    ts = str(client.chat_postMessage(channel=DIGEST, text="I am a bot")["ts"])
    react(door, ts, channel=DIGEST)
    until(lambda: NO_WORDS in direct(door))
    assert notes(door) == []


def test_a_message_the_bot_may_not_read_is_passed_over_with_a_word(door: FrontDoor) -> None:
    ts = said(door, "They say tablets carry germs", channel=QUIET)
    event = {
        "type": "reaction_added", "user": REP, "reaction": "pushpin", "event_ts": "1.1",
        "item": {"type": "message", "channel": QUIET, "ts": ts},
    }  # fmt: skip
    door.deliver("event", event)
    until(lambda: NOT_LET_IN in direct(door))
    assert notes(door) == []


def test_without_the_setting_a_reaction_is_nothing(tmp_path: Path, sqlite_url: str) -> None:
    door = FrontDoor.open(tmp_path, database_url=sqlite_url)
    try:
        react(door, said(door, "They say tablets carry germs"))
        door.command(REP, "/field want something else")
        until(lambda: len(notes(door)) == 1)
        assert [note.text for note in notes(door)] == ["something else"]
    finally:
        door.close()

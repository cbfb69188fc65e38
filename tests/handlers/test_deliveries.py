"""What Slack delivers: once or three times, signed, forged or old, for us or for nobody."""

import logging

import pytest

from tests.front_door import REP, SALES, TEAM, FrontDoor, until, words

COMMAND = {
    "command": "/field",
    "text": "want the same thing",
    "user_id": REP,
    "channel_id": SALES,
    "trigger_id": "1.1.a",
}


def test_the_same_command_three_times_is_one_note(either_door: FrontDoor) -> None:
    answers = either_door.deliver("command", COMMAND, times=3)
    assert [answer["status"] for answer in answers] == [200, 200, 200]
    assert [bool(answer["body"]) for answer in answers] == [True, False, False]
    assert len(either_door.plumbline.rooms.field.mine(TEAM, REP)) == 1


def test_the_same_question_three_times_is_one_answer(either_door: FrontDoor) -> None:
    door = either_door
    channel = door.direct(REP)
    ts = "1795000000.000100"
    event = {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": TEAM,
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": channel,
            "user": REP,
            "text": "Who is it for?",
            "ts": ts,
        },
    }
    answers = door.deliver("event", event, times=3)
    assert [answer["status"] for answer in answers] == [200, 200, 200]
    until(lambda: door.calls("chat.postMessage"))
    door.say(REP, "And another question, to see the first one through")
    until(lambda: len(door.calls("chat.postMessage")) >= 2)
    assert len([c for c in door.calls("chat.postMessage") if c["arguments"].get("thread_ts") == ts]) == 1


@pytest.mark.parametrize("signature", ["forged", "old", "none"])
def test_what_is_not_surely_from_slack_is_turned_away(door: FrontDoor, signature: str) -> None:
    (answer,) = door.deliver("command", COMMAND, signature=signature)
    assert answer["status"] == 401
    assert door.plumbline.rooms.field.mine(TEAM, REP) == []


def test_what_was_turned_away_is_not_written_to_the_log(door: FrontDoor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        door.deliver("command", {**COMMAND, "text": "planted-words"}, signature="forged")
    assert "planted-words" not in caplog.text


def test_an_event_that_needs_nothing_done_is_acknowledged(door: FrontDoor) -> None:
    for event in (
        {"type": "message", "subtype": "message_changed", "channel": "D1", "channel_type": "im"},
        {"type": "tokens_revoked"},
    ):
        (answer,) = door.deliver(
            "event", {"type": "event_callback", "event_id": "EvX", "team_id": TEAM, "event": event}
        )
        assert answer["status"] == 200


def test_help_is_given_everywhere_and_a_wrong_word_finds_its_neighbour(door: FrontDoor) -> None:
    for word in ("field", "pitch", "ask", "brief", "channels", "digest"):
        door.command(REP, f"/{word} help")
        assert f"/{word}" in words(door.last(REP))
        door.command(REP, f"/plumb {word} help")
        assert f"/{word}" in words(door.last(REP))
    door.command(REP, "/plumb")
    assert "What Plumbline can do" in words(door.last(REP))
    door.command(REP, "/plumb pich enterprise")
    assert "Did you mean `/pitch`?" in words(door.last(REP))
    door.command(REP, "/plumb xyzzy")
    assert "You can use" in words(door.last(REP))


def test_a_log_through_plumb_is_a_log(door: FrontDoor) -> None:
    door.command(REP, "/plumb field want the long way round")
    (note,) = door.plumbline.rooms.field.mine(TEAM, REP)
    assert note.text == "the long way round"


def test_a_fault_gives_a_number_and_no_more(door: FrontDoor, caplog: pytest.LogCaptureFixture) -> None:
    door.plumbline.database.engine.dispose()
    with door.plumbline.database.unit(TEAM) as unit:
        unit.connection.exec_driver_sql("DROP TABLE field_note")
    door.command(REP, "/field want something")
    said = words(door.last(REP))
    number = said.partition("number ")[2][:6]
    assert "Something went wrong on our side" in said
    assert "sqlite" not in said.lower()
    assert f"Fault {number}" in caplog.text


def test_a_refused_message_is_answered_once_in_its_thread(door: FrontDoor) -> None:
    ts = "1795000000.000200"
    message = {
        "type": "message",
        "channel_type": "im",
        "channel": door.direct(REP),
        "user": REP,
        "text": "🙂",
        "ts": ts,
    }
    event = {"type": "event_callback", "event_id": "EvSmile", "team_id": TEAM, "event": {**message, "ts": ts}}
    answers = door.deliver("event", event, times=3)
    assert [answer["status"] for answer in answers] == [200, 200, 200]
    (call,) = door.calls("chat.postMessage")
    assert call["arguments"]["thread_ts"] == ts
    assert "Ask me in words" in words(call["arguments"])


def test_nobodys_words_are_in_the_log_when_the_database_fails(
    door: FrontDoor, caplog: pytest.LogCaptureFixture
) -> None:
    with door.plumbline.database.unit(TEAM) as unit:
        unit.connection.exec_driver_sql("DROP TABLE field_note")
    door.command(REP, "/field want planted-words of a customer")
    assert "Fault" in caplog.text
    assert "planted-words" not in caplog.text

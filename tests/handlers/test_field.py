"""Logging a note through the front door: command, form, shortcut, Edit, Undo."""

from decimal import Decimal

import pytest

from capabilities.field import Note
from handlers.field import said_in
from handlers.views import field as views
from tests.front_door import DIGEST, REP, REP2, SALES, TEAM, FrontDoor, Json, words


def notes(door: FrontDoor, user: str = REP) -> list[Note]:
    return door.plumbline.rooms.field.mine(TEAM, user)


def opened(door: FrontDoor) -> Json:
    """The form last opened, with its id."""
    call = door.calls("views.open")[-1]
    view: Json = call["answer"]["view"]
    return view


def fill(**fields: str) -> Json:
    """Form state as the page sends it; menus by their value."""
    menus = ("kind", "lead_verdict", "return_reason")
    return {
        name: {
            "value": {"type": "static_select", "selected_option": {"value": value}}
            if name in menus
            else {"type": "plain_text_input", "value": value}
        }
        for name, value in fields.items()
    }


def submit(door: FrontDoor, view: Json, user: str = REP, **fields: str) -> Json:
    return door.page("view/submit", **{"as": user, "view_id": view["id"], "state": fill(**fields)})


def test_one_line_is_logged_and_said_back(either_door: FrontDoor) -> None:
    door = either_door
    door.command(REP, '/field want at:"Big Co" #mid-market €40k a plan they can cancel')
    (note,) = notes(door)
    assert (note.kind, note.account, note.segment, note.text) == (
        "want",
        "Big Co",
        "mid-market",
        "€40k a plan they can cancel",
    )
    assert (note.amount, note.currency) == (Decimal(40_000), "EUR")
    said = words(door.last(REP))
    assert "Logged: Want" in said
    assert "a plan they can cancel" in said
    assert note.id in said


def test_only_the_person_who_logged_sees_the_confirmation(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    assert door.last(REP)["ephemeral"]
    assert door.messages(REP2, SALES) == []


def test_the_bare_command_opens_the_form_and_the_form_logs(door: FrontDoor) -> None:
    door.command(REP, "/field")
    answer = submit(door, opened(door), text="They want SSO", kind="objection", account="Acme", amount="40000 EUR")
    assert answer["ok"]
    (note,) = notes(door)
    assert (note.kind, note.account, note.amount, note.currency) == ("objection", "Acme", Decimal(40_000), "EUR")


def test_a_form_that_makes_no_sense_says_so_at_the_field(door: FrontDoor) -> None:
    door.command(REP, "/field")
    answer = submit(door, opened(door), text="They want SSO", amount="a lot")
    assert answer["errors"] == {"amount": "Write the amount as a number with its currency, such as €40k or 40000 EUR."}
    answer = submit(door, opened(door), text="   ")
    assert list(answer["errors"]) == ["text"]
    assert notes(door) == []


def test_a_message_is_logged_with_its_link(door: FrontDoor) -> None:
    message = door.page("send", **{"as": REP2, "channel": SALES, "text": "Customer: we can't pay <yearly> & won't"})[
        "message"
    ]
    door.page("shortcut", **{"as": REP, "callback_id": views.SHORTCUT, "channel": SALES, "ts": message["ts"]})
    form = opened(door)
    block = next(b for b in form["blocks"] if b["block_id"] == "text")
    assert block["element"]["initial_value"] == "Customer: we can't pay <yearly> & won't"
    submit(door, form, text=block["element"]["initial_value"])
    (note,) = notes(door)
    assert message["ts"] in note.permalink


def test_edit_changes_the_note_and_undo_takes_it_back_twice_over(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    message = door.last(REP)
    door.press(REP, message, views.EDIT)
    submit(door, opened(door), text="a plan they can pause", kind="want")
    (note,) = notes(door)
    assert note.text == "a plan they can pause"
    assert note.edited_at is not None
    door.press(REP, message, views.UNDO)
    assert notes(door) == []
    assert "Undone" in words(door.last(REP))


def test_nobody_changes_somebody_elses_note(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    (note,) = notes(door)
    body = {
        "type": "block_actions",
        "user": {"id": REP2},
        "channel": {"id": SALES},
        "actions": [{"type": "button", "action_id": views.UNDO, "value": note.id, "block_id": "b"}],
    }
    (answer,) = door.deliver("interaction", body)
    assert answer["status"] == 200
    assert len(notes(door)) == 1
    assert "Only the person who logged a note" in words(door.last(REP2))


def test_a_channel_mention_in_a_note_pings_nobody(door: FrontDoor) -> None:
    for text in ("tell <!channel> about it", "tell @channel and @here", "<!here|here> & <@U123|bob>"):
        door.command(REP, f"/field want {text}")
        sent = str(door.last(REP)["blocks"])
        for live in ("<!channel", "<!here", "<@U123", "@channel", "@here"):
            assert live not in sent, (text, live)


def test_twenty_thousand_characters_are_kept_and_shown_short(door: FrontDoor) -> None:
    door.command(REP, "/field want " + "word " * 4_000)
    (note,) = notes(door)
    assert len(note.text) == 19_999
    assert len(words(door.last(REP))) < 3_000


def test_mine_lists_my_notes_and_not_anothers(door: FrontDoor) -> None:
    door.command(REP, "/field want mine alone")
    door.command(REP2, "/field want somebody else's")
    door.command(REP, "/field mine", channel=DIGEST)
    said = words(door.last(REP, DIGEST))
    assert "mine alone" in said
    assert "somebody else" not in said


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("€40k", (Decimal(40_000), "EUR")),
        ("40000 EUR", (Decimal(40_000), "EUR")),
        ("1.5m USD", (Decimal(1_500_000), "USD")),
        ("750", (Decimal(750), "")),
    ],
)
def test_amounts_are_read_as_people_write_them(amount: str, expected: tuple[Decimal, str]) -> None:
    said, _ = said_in(fill(text="x", amount=amount))
    assert (said.amount, said.currency) == expected

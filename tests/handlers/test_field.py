"""Logging a note through the front door: command, form, shortcut, Edit, Undo."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from capabilities.books import Deed
from capabilities.field import Note, Said
from handlers.field_capture import said_in
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
    assert "Logged as a want" in said
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
        ("40,000", (Decimal(40_000), "")),
        ("$1,200,000", (Decimal(1_200_000), "USD")),
        ("40000 CHF", (Decimal(40_000), "CHF")),
    ],
)
def test_amounts_are_read_as_people_write_them(amount: str, expected: tuple[Decimal, str]) -> None:
    said, _ = said_in(fill(text="x", amount=amount))
    assert (said.amount, said.currency) == expected


NOTE = Note(
    workspace=TEAM, id="n1", created_at=datetime(2026, 11, 20, tzinfo=UTC), author=REP, kind="lead", text="no plan",
    customer_words="we\nwait", account="Acme", segment="mid-market", stage="demo", amount=Decimal("1234.50"),
    currency="CHF", competitor="Rival", via_channel="Webinar", lead_verdict="returned", return_reason="no_budget",
)  # fmt: skip


def unchanged(form: Json) -> Json:
    """The state of a form sent as it was opened."""
    state: Json = {}
    for block in form["blocks"]:
        element = block["element"]
        chosen = {"selected_option": element.get("initial_option"), "value": element.get("initial_value")}
        state[block["block_id"]] = {"value": chosen}
    return state


def test_a_note_edited_without_a_change_is_the_same_note() -> None:
    said, customer_words = said_in(unchanged(views.form(NOTE)))
    kept = {name: getattr(NOTE, name) for name in vars(said)}
    assert (said, customer_words) == (Said(**kept), NOTE.customer_words)


@pytest.mark.parametrize(("amount", "currency"), [("40000", "EUR"), ("750", ""), ("0.05", "CHF"), ("1200000", "SEK")])
def test_an_amount_left_as_it_is_in_the_form_stays(amount: str, currency: str) -> None:
    said, _ = said_in(unchanged(views.form(replace(NOTE, amount=Decimal(amount), currency=currency))))
    assert (said.amount, said.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [("accepted", ("accepted", "")), ("returned", ("returned", "no_budget")), ("", ("returned", "no_budget"))],
)
def test_a_chosen_verdict_wins_over_a_reason_left_standing(verdict: str, expected: tuple[str, str]) -> None:
    chosen = {"lead_verdict": verdict} if verdict else {}
    said, _ = said_in(fill(text="x", return_reason="no_budget", **chosen))
    assert (said.lead_verdict, said.return_reason) == expected


@pytest.mark.parametrize(
    ("name", "length", "told"),
    [
        ("customer_words", 3001, "3,000 characters"),
        ("account", 121, "under “Customer” than"),
        ("stage", 81, "80 characters"),
    ],
)
def test_a_note_the_form_would_cut_is_not_opened(door: FrontDoor, name: str, length: int, told: str) -> None:
    customer_words = "x" * length if name == "customer_words" else ""
    more: Json = {} if customer_words else {name: "x" * length}
    said = Said("a plan", **more)
    note = door.plumbline.rooms.field.log(Deed(TEAM, REP), said, customer_words=customer_words)
    door.command(REP, "/field mine")
    door.press(REP, door.last(REP), views.EDIT)
    assert told in words(door.last(REP))
    assert door.calls("views.open") == []
    assert notes(door) == [note]


def test_a_message_whose_link_slack_will_not_tell_is_logged_without(door: FrontDoor) -> None:
    message = door.page("send", **{"as": REP2, "channel": SALES, "text": "they want SSO"})["message"]
    door.faults({"on": "api", "match": "chat.getPermalink", "do": "server_error", "times": 9, "seconds": 0})
    door.page("shortcut", **{"as": REP, "callback_id": views.SHORTCUT, "channel": SALES, "ts": message["ts"]})
    submit(door, opened(door), text="they want SSO")
    (note,) = notes(door)
    assert (note.text, note.permalink) == ("they want SSO", "")

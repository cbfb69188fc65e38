"""Filing and reading the brief through the front door."""

import pytest

from capabilities.books import Deed
from handlers.views import brief as views
from handlers.views import brief_publish as publish_views
from tests.front_door import MARKETER, REP, SALES, TEAM, FrontDoor, Json, until, words

BRIEF = """---
owner: Mara Marketer
---
# Brief: Anvil

## Plumb line
What you drop stays dropped.

## Who
### Mid-market
Evidence: 12 of 20 customers.

## How
### For mid-market
- **Fewer chases.** Teams save 3 hours a week. [proof: p1]

## Proof
- p1: 3 hours a week, 12 firms, 2026.

## Limits
### Never
- Never: it catches every time
"""


def form_state(**fields: object) -> Json:
    return {name: {"value": value} for name, value in fields.items()}


def text_state(text: str) -> Json:
    return form_state(text={"type": "plain_text_input", "value": text})


def opened(door: FrontDoor) -> Json:
    view: Json = door.calls("views.open")[-1]["answer"]["view"]
    return view


def upload(door: FrontDoor, user: str, name: str, data: bytes) -> str:
    file_id: str = door.upload(user, name, data)["file"]["id"]
    return file_id


def submit(door: FrontDoor, user: str, state: Json) -> Json:
    door.command(user, "/brief file")
    return door.page("view/submit", **{"as": user, "view_id": opened(door)["id"], "state": state})


def in_force(door: FrontDoor, text: str, user: str = MARKETER) -> int:
    """File a brief, wait for its review, publish it: the number of the version now in force."""
    known = len(door.messages(user, door.direct(user)))
    assert submit(door, user, text_state(text))["ok"]
    until(lambda: "read through" in words(door.messages(user, door.direct(user))[known:]))
    door.press(user, door.last(user, door.direct(user)), publish_views.PUBLISH, channel=door.direct(user))
    current = door.plumbline.rooms.briefs.needed(TEAM)
    assert current.brief.source == text
    return current.version.number


def test_a_pasted_brief_is_filed_published_and_shown(either_door: FrontDoor) -> None:
    door = either_door
    assert in_force(door, BRIEF) == 1
    door.command(REP, "/brief")
    said = words(door.last(REP))
    assert "Anvil, brief version 1" in said
    assert "What you drop stays dropped." in said
    door.command(REP, "/brief show limits")
    assert "it catches every time" in words(door.last(REP))
    assert "limits-never" not in words(door.last(REP))  # what a passage is cited by is of no use to a person
    door.command(REP, "/brief limitz")  # near enough
    assert "it catches every time" in words(door.last(REP))
    door.command(REP, "/brief Anvil histroy")
    assert "Did you mean /brief history?" in words(door.last(REP))


def test_a_second_version_takes_over_and_the_first_is_kept(door: FrontDoor) -> None:
    in_force(door, BRIEF)
    in_force(door, BRIEF.replace("3 hours", "4 hours"))
    current = door.plumbline.rooms.briefs.needed(TEAM)
    assert current.version.number == 2
    assert "4 hours" in current.brief.source
    door.command(REP, "/brief history")
    said = words(door.last(REP))
    assert "v1" in said
    assert "v2" in said


def test_a_rep_is_told_whom_to_ask_before_a_form_opens(door: FrontDoor) -> None:
    door.command(REP, "/brief file")
    assert words(door.last(REP)).startswith("Publishing a brief needs the marketer role. Ask Mara Marketer.")
    assert door.calls("views.open") == []


def test_a_rep_whose_form_was_open_all_the_same_is_refused_at_its_end(door: FrontDoor) -> None:
    door.command(MARKETER, "/brief file")
    view = opened(door)
    body = {"type": "view_submission", "user": {"id": REP}, "view": {**view, "state": {"values": text_state(BRIEF)}}}
    (answer,) = door.deliver("interaction", body)
    assert "Publishing a brief needs the marketer role" in str(answer["body"])
    assert door.plumbline.rooms.briefs.current(TEAM) is None


def test_a_text_that_is_no_brief_does_not_take_the_place_of_one(door: FrontDoor) -> None:
    in_force(door, BRIEF)
    answer = submit(door, MARKETER, text_state("nothing but prices"))
    assert "does not look like a brief" in answer["errors"]["text"]
    door.say(MARKETER, "", files=[upload(door, MARKETER, "prices.txt", b"nothing but prices")])
    until(lambda: "does not look like a brief" in words(door.messages(MARKETER, door.direct(MARKETER))))
    assert door.plumbline.rooms.briefs.needed(TEAM).version.number == 1


def test_an_empty_form_says_what_to_do(door: FrontDoor) -> None:
    answer = submit(door, MARKETER, {})
    assert answer["errors"] == {"text": "Choose a Markdown file, or paste the brief's text."}


def test_a_file_in_the_form_is_fetched_and_filed(door: FrontDoor) -> None:
    file_id = upload(door, MARKETER, "anvil.md", BRIEF.encode())
    state = form_state(file={"type": "file_input", "files": [{"id": file_id}]})
    assert submit(door, MARKETER, state)["ok"]
    said = until(lambda: words(door.messages(MARKETER, door.direct(MARKETER))))
    assert "Anvil, draft version 1: read through." in said
    assert door.plumbline.rooms.briefs.current(TEAM) is None


def test_a_file_sent_in_a_message_is_filed_and_not_taken_for_a_question(door: FrontDoor) -> None:
    file_id = upload(door, MARKETER, "anvil.md", BRIEF.encode())
    door.say(MARKETER, "the new one", files=[file_id])
    until(lambda: "Anvil, draft version 1" in words(door.messages(MARKETER, door.direct(MARKETER))))
    assert door.plumbline.rooms.briefs.drafts(TEAM)[0].why == "the new one"
    with door.plumbline.database.reading(TEAM) as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM question").scalar() == 0


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("brief.md", b"   \n", "empty"),
        ("brief.md", b"%PDF-1.7\x00\x01\x02\xff\xfe", "PDF"),
        ("brief.md", b"\x00\x01\x02\x03" * 50, "text"),
    ],
)
def test_a_file_that_is_no_brief_is_answered_in_words(door: FrontDoor, name: str, data: bytes, expected: str) -> None:
    door.say(MARKETER, "", files=[upload(door, MARKETER, name, data)])
    said = until(lambda: words(door.messages(MARKETER, door.direct(MARKETER))[1:]))
    assert "could not" in said
    assert expected in said
    assert "Traceback" not in said


def test_a_file_slack_no_longer_has_is_told_to_its_sender(door: FrontDoor) -> None:
    door.plumbline.rooms.filings.ask(Deed(TEAM, MARKETER), file_id="F0GONE", name="anvil.md", why="")
    said = until(lambda: words(door.messages(MARKETER, door.direct(MARKETER))))
    assert "That file is no longer in Slack. Send it again." in said


def test_a_file_of_another_kind_is_refused_at_its_field(door: FrontDoor) -> None:
    file_id = upload(door, MARKETER, "brief.docx", b"PK\x03\x04")
    answer = submit(door, MARKETER, form_state(file={"type": "file_input", "files": [{"id": file_id}]}))
    assert list(answer["errors"]) == ["file"]


def test_a_file_nobody_can_read_is_answered_with_what_can_be_sent(door: FrontDoor) -> None:
    sent = door.say(MARKETER, "", files=[upload(door, MARKETER, "brief.pdf", b"%PDF")])
    said = until(lambda: words(door.messages(MARKETER, door.direct(MARKETER), thread=sent["message"]["ts"])[1:]))
    assert "I cannot read “brief.pdf”. Send me the brief as Markdown or text" in said


def test_help_says_of_every_word_what_it_does(door: FrontDoor) -> None:
    door.command(REP, "/brief help")
    said = words(door.last(REP))
    every = "show limits gaps drift propose proposals edit file history diff publish export products default"
    for word in every.split():
        assert f"`/brief {word}" in said


def test_without_a_brief_the_command_says_how_to_file_one(door: FrontDoor) -> None:
    door.command(MARKETER, "/brief")
    message = door.last(MARKETER)
    assert "No brief is filed yet" in words(message)
    for text, expected in (
        ("/pitch hospitals", "There is no brief to pitch from yet. A marketer can file one with /brief file"),
        ("/brief limits", "No brief is in force yet. A marketer can file one with /brief file"),
        ("/brief export", "No brief is in force yet."),
        ("/brief publish", "needs the marketer role"),
        ("/brief diff", "There is no version yet."),
        ("/brief history", "There is none yet."),
        ("/brief default Anvil", "No product has a published brief yet."),
        ("/brief", "A marketer can file one"),
    ):
        door.command(REP, text)
        assert expected in words(door.last(REP)), text
    assert '"action_id"' not in str(door.last(REP)["blocks"])
    door.press(MARKETER, message, views.FILE)
    assert opened(door)["callback_id"] == views.FORM


def test_a_section_opens_from_the_overview(door: FrontDoor) -> None:
    in_force(door, BRIEF)
    door.command(REP, "/brief", channel=SALES)
    door.press(REP, door.last(REP), views.SECTION)
    assert "What you drop stays dropped." in words(opened(door))

"""Reps return a channel's leads, and its owner reads of it in a direct message: once, with what to do."""

import pytest

from capabilities.books import Deed
from capabilities.posting import Postings
from handlers import channel_reminding, channel_spikes
from handlers.posting import Poster
from playground.blocks.surfaces import problems_of
from storage import channels as stored_channels
from storage import field as stored_field
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, MARKETER, REP, TEAM, FrontDoor, words
from tests.kept_steps import KeptSteps


@pytest.fixture
def door(still_door: FrontDoor) -> FrontDoor:
    return still_door


def test_the_owner_of_returned_leads_is_told_the_same_day_and_once(door: FrontDoor, work: WrittenWork) -> None:
    rooms = door.plumbline.rooms
    rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER)
    for number in range(5):
        door.command(REP, f'/field lead returned no_need via:"Social ads" wanted a poster for the classroom {number}')
    told = channel_spikes.jobs(rooms.spikes, Poster(door.plumbline.clients, Postings(rooms.books)))["spike"]
    assert rooms.spikes.look(TEAM) == 1
    (key,) = [key for _, kind, key in work.asked if kind == "spike"]
    steps = KeptSteps()
    for again in (steps, steps, KeptSteps()):  # resumed, and begun anew
        told(again, TEAM, key)
    (message,) = door.messages(MARKETER, door.direct(MARKETER))
    assert "sales returned *5 of 5 leads* judged in the last seven days" in words(message)
    assert "Why: no need 5." in words(message)
    assert "> wanted a poster for the classroom" in words(message)
    assert rooms.spikes.look(TEAM) == 0


def test_where_slack_cannot_reach_the_owner_the_responsible_person_is_told(door: FrontDoor, work: WrittenWork) -> None:
    rooms = door.plumbline.rooms
    rooms.channels.add(Deed(TEAM, BOSS), "Social ads", "UNOBODY")
    for number in range(5):
        door.command(REP, f'/field lead returned via:"Social ads" wanted a poster for the classroom {number}')
    assert rooms.spikes.look(TEAM) == 1
    told = channel_spikes.jobs(rooms.spikes, Poster(door.plumbline.clients, Postings(rooms.books)))["spike"]
    told(KeptSteps(), TEAM, work.asked[-1][2])
    (message,) = door.messages(BOSS, door.direct(BOSS))
    assert "<@UNOBODY> answers for it and cannot be asked now" in words(message)


def test_names_and_words_break_no_reminder_and_no_word_of_returned_leads(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    rooms = door.plumbline.rooms
    wild = "<!channel> & <@UREP> *b* `c`\u202e \u200bx"
    channel = rooms.channels.add(Deed(TEAM, MARKETER), "Social ads", MARKETER)
    text = "<!here> <@UREP> `code` *bold*\u202e " + "long words " * 280
    with rooms.books.keep(Deed(TEAM, REP)) as unit:
        kept = stored_channels.channel(unit, channel.id)
        assert kept is not None
        kept.name = wild  # as it may have come into the books before names were looked at
        for number in range(5):
            note = stored_field.Note(
                workspace=TEAM, id=f"n{number}", created_at=clock.now(), author=REP, kind="lead", text=text,
                via_channel=channel.name, lead_verdict="returned",
            )  # fmt: skip
            stored_field.add(unit, note)
    assert rooms.spikes.look(TEAM) == 1
    poster = Poster(door.plumbline.clients, Postings(rooms.books))
    channel_spikes.jobs(rooms.spikes, poster)["spike"](KeptSteps(), TEAM, work.asked[-1][2])
    clock.go(hours=1)  # Friday, two o'clock in Berlin
    assert rooms.reminding.look(TEAM) == 1
    jobs = channel_reminding.jobs(rooms.reminding, door.plumbline.clients, poster)
    jobs["remind"](KeptSteps(), TEAM, work.asked[-1][2])
    spike, reminder = door.messages(MARKETER, door.direct(MARKETER))
    for message in (spike, reminder):
        assert problems_of(message["blocks"], surface="message", file_exists=lambda _: False) == []
        assert "∗b∗ ˋcˋ x" in message["text"]
        for bad in ("<!channel>", "<!here>", "\u202e", "\u200b", "*b*"):
            assert bad not in message["text"] + "".join(words(message).split("> ")[:1]), bad
        assert "<!" not in words(message)

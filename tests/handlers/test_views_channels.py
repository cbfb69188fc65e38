"""Channels as they are shown: within Slack's limits however many there are, and nobody's words ping anybody."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from capabilities.channels import Channel, ChannelWeek, Numbers, Prefilled, Reminder, Report, Story, WeekState
from handlers.views import blocks as b
from handlers.views import channels as views
from playground.blocks.surfaces import problems_of, view_problems
from tests.front_door import words

WEEK, LAST = date(2026, 11, 16), date(2026, 11, 9)
HOSTILE = "<!channel> @here <https://evil.example|free> & <@U1>"


def channel(number: int = 1, **more: Any) -> Channel:
    given = {"id": f"c{number}", "name": f"Channel {number:03}", "owner": "UOWNER", "segment": "Doors"}
    return Channel(workspace="T", **{**given, "name_key": f"channel {number:03}", **more})


def report(week: date = WEEK, **more: Any) -> Report:
    given = {"spend": Decimal(620), "currency": "EUR", "leads": 27, "revision": 1}
    return Report(
        workspace="T", channel="c1", week=week, reported_at=datetime(2026, 11, 20, tzinfo=UTC), **{**given, **more}
    )


def modal_problems(view: b.Block) -> list[str]:
    return view_problems(view, kinds=("modal",), file_exists=lambda _: True)


def message_problems(blocks: list[b.Block]) -> list[str]:
    return problems_of(blocks, surface="message", file_exists=lambda _: True)


def test_sixty_channels_and_three_hundred_fit_one_message() -> None:
    for count in (1, 60, 300):
        rows = [ChannelWeek(channel(n), report() if n % 2 else None) for n in range(count)]
        blocks = views.listing(WeekState(WEEK, tuple(rows)), "UOWNER", {"UOWNER": "Olu Adeyinka"})
        assert message_problems(blocks) == []
        assert len(b.parts(blocks)) == 1
        said = words(blocks)
        assert f"{count // 2} of {count} channels handed in" in said
        assert ("… and" in said) == (count == 300)


def test_the_list_says_who_answers_what_is_in_and_what_is_owed() -> None:
    rows = (
        ChannelWeek(channel(1, name="Ads"), report()),
        ChannelWeek(channel(2, name="Radio", owner=""), None),
        ChannelWeek(channel(3, name="Old", paused=True), None),
    )
    said = words(views.listing(WeekState(WEEK, rows), "UOWNER", {"UOWNER": "Olu"}))
    assert "1 of 2 channels handed in" in said
    assert "*Ads* · Olu · #Doors\n✓ 620 EUR, 27 leads" in said
    assert "*Radio* · no owner · #Doors\nnot handed in yet" in said
    assert "*Old* · Olu · #Doors\npaused" in said


def test_no_channels_yet_says_how_to_add_the_first() -> None:
    assert "/channels add" in words(views.listing(WeekState(WEEK, ()), "U", {}))


def test_the_form_is_filled_and_its_fields_are_named_as_errors_are() -> None:
    filled = Prefilled(Numbers(spend=Decimal("1620.00"), currency="EUR", leads=27), Story(), LAST, 0)
    form = views.form(channel(), WEEK, filled, [channel(n) for n in range(1, 130)])
    assert modal_problems(form) == []
    fields = {block["block_id"]: block for block in form["blocks"] if block["type"] == "input"}
    assert list(fields) == [*views.FIRST_NUMBERS, *views.MORE_NUMBERS, *views.STORY]
    assert fields["spend"]["element"]["initial_value"] == "1620"
    assert fields["leads"]["element"]["initial_value"] == "27"
    assert "initial_value" not in fields["customers"]["element"]
    assert {block["element"]["action_id"] for block in fields.values()} == {"value"}
    assert form["private_metadata"] == "c1\n2026-11-16"
    assert "week of 9 Nov: change what changed" in words(form)


def test_another_channel_brings_fresh_fields() -> None:
    # Slack keeps typed values where the ids stay the same: they would land in the wrong channel's week.
    empty = Prefilled(Numbers(currency="EUR"), Story(), None, 0)
    form = views.form(channel(2), WEEK, empty, [channel(1), channel(2)], again=True)
    inputs = [block for block in form["blocks"] if block["type"] == "input"]
    assert {block["element"]["action_id"] for block in inputs} == {"value_c2"}


def test_the_confirmation_sets_the_week_beside_the_one_before() -> None:
    said = words(views.handed_in(channel(), report(), report(LAST, leads=24)))
    assert "22.96 EUR\n11 % less than the week before" in said
    assert "22.96 EUR\n68.89 EUR the week before" in words(views.handed_in(channel(), report(), report(LAST, leads=9)))
    other = words(views.handed_in(channel(), report(), report(LAST, currency="USD")))
    assert "the week before" not in other
    assert "*Cost per lead*\nn/a" in words(views.handed_in(channel(), report(leads=0), None))


def test_a_correction_says_which_revision_it_is() -> None:
    assert "revision 3; the earlier ones are kept" in words(views.handed_in(channel(), report(revision=3), None))


def test_hostile_words_stay_words_wherever_they_are_shown() -> None:
    odd = channel(name=HOSTILE, segment=HOSTILE)
    told = report(worked=HOSTILE * 60, didnt="```", next="line\n" * 300)
    due = Reminder(odd, WEEK, "UOWNER", report(LAST))
    text, reminder = views.reminder(due, owned=True)
    view = views.handed_in(odd, told, None)
    assert modal_problems(view) == []
    assert message_problems(reminder) == []
    shown = [
        words(view),
        text,
        words(reminder),
        words(views.listing(WeekState(WEEK, (ChannelWeek(odd, told),)), "U", {"UOWNER": HOSTILE})),
        words(views.changed("Added", odd, "")),
    ]
    for said in shown:
        for ping in ("<!channel>", "@here", "<https://evil.example", "<@U1>"):
            assert ping not in said


def test_a_reminder_has_one_button_that_opens_that_week() -> None:
    due = Reminder(channel(), WEEK, "UOWNER", report(LAST))
    text, blocks = views.reminder(due, owned=True)
    assert text == "Channel 001: the week of 16 Nov is due. It takes a few minutes."
    assert blocks[-1]["elements"][0]["value"] == "c1\n2026-11-16"
    assert "has no owner" in views.reminder(due, owned=False)[0]


def test_an_owner_who_is_no_id_neither_pings_nor_links() -> None:
    hostile = "x> <!channel> <https://evil.example|click"
    channel = Channel(workspace="T", id="c", name="Ads", name_key="ads", owner=hostile)
    said = views.changed("Paused", channel, hostile)[0]["text"]["text"]
    assert "<!" not in said
    assert "<http" not in said
    assert "<@UINES> answers" in views.changed("Paused", channel, "UINES")[0]["text"]["text"]

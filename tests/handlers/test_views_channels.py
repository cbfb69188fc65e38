"""Channels as they are shown: within Slack's limits however many there are, and nobody's words ping anybody."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from capabilities.channels import Channel, ChannelWeek, Numbers, Prefilled, Report, Story, WeekState
from capabilities.channels.corrections import Correction, TakenBack, changes
from capabilities.channels.intents import Intent
from capabilities.channels.moves import Asked, moves
from capabilities.channels.stories import Draft
from handlers.views import blocks as b
from handlers.views import channel_forms as forms
from handlers.views import channel_messages as messages
from handlers.views import channels as views
from handlers.views.channel_forms import Filling, Memory
from handlers.views.channels import Desk
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
        meant = {row.channel.name_key: Intent(row.channel.name, "", "", "halve the cost " * 20) for row in rows}
        blocks = views.listing(WeekState(WEEK, tuple(rows)), Desk("UOWNER", {"UOWNER": "Olu Adeyinka"}, meant))
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
    meant = {"channel 001": Intent("Ads", "Lifts", "", "halve the cost of a lead")}
    blocks = views.listing(WeekState(WEEK, rows), Desk("UOWNER", {"UOWNER": "Olu"}, meant))
    said = words(blocks)
    assert "1 of 2 channels handed in" in said
    assert "*Ads* · Olu · #Doors\n_This quarter:_ halve the cost of a lead\n✓ 620 EUR, 27 leads" in said
    doors = [[e.get("value") or e["action_id"] for e in x["elements"]] for x in blocks if x["type"] == "actions"]
    assert doors[0] == ["c1\n2026-11-16", "channels_more"]
    assert doors[1] == ["c2\n2026-11-16", "c2\n2026-11-16", "channels_more"]  # who owes the week may skip it
    theirs = views.listing(WeekState(WEEK, rows), Desk("UREP", may_change=False))
    assert not any(x["type"] == "actions" for x in theirs)
    assert "*Radio* · no owner · #Doors\nnot handed in yet" in said
    assert "*Old* · Olu · #Doors\npaused" in said


def test_no_channels_yet_says_how_to_add_the_first() -> None:
    assert "/channels add" in words(views.listing(WeekState(WEEK, ()), Desk("U")))


def test_the_form_is_filled_and_its_fields_are_named_as_errors_are() -> None:
    filled = Prefilled(Numbers(spend=Decimal("1620.00"), currency="EUR", leads=27), Story(), LAST, 0)
    shown = Filling(filled, [channel(n) for n in range(1, 130)])
    form = forms.form(channel(), Memory("c1", WEEK), shown)
    assert modal_problems(form) == []
    fields = {block["block_id"]: block for block in form["blocks"] if block["type"] == "input"}
    assert list(fields) == list(forms.FIELDS)
    assert fields["spend"]["element"]["initial_value"] == "1620"
    assert fields["leads"]["element"]["initial_value"] == "27"
    assert "initial_value" not in fields["customers"]["element"]
    assert {block["element"]["action_id"] for block in fields.values()} == {"value"}
    assert Memory.read(form["private_metadata"]) == Memory("c1", WEEK)
    assert "week of 9 Nov: change what changed" in words(form)


def test_another_channel_brings_fresh_fields() -> None:
    # Slack keeps typed values where the ids stay the same: they would land in the wrong channel's week.
    empty = Prefilled(Numbers(currency="EUR"), Story(), None, 0)
    memory = Memory("c2", WEEK, numbers="value_c2", story="value_c2")
    form = forms.form(channel(2), memory, Filling(empty, [channel(1), channel(2)]))
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


FILLED = Prefilled(Numbers(spend=Decimal(620), currency="EUR", leads=24), Story(), LAST, 0)


def hostile_draft() -> Draft:
    return Draft("drafted", Story(), (HOSTILE,), 3, "model", HOSTILE, "CADS")


def message_of(odd: Channel, told: Report) -> list[b.Block]:
    found = Correction("k", "d", odd, told, report(leads=24), changes(report(leads=24), told))
    return [*messages.correction(found)[1], *messages.told(odd, report(leads=24), told)[1]]


def test_what_moved_and_what_is_doubtful_is_asked_at_the_head_of_the_form_and_what_was_typed_stays() -> None:
    moved = moves(Numbers(spend=Decimal(620), currency="EUR", leads=40), FILLED.numbers)
    asked = Asked(moved, "3 new customers on 2 leads")
    typed = {"spend": "620", "leads": "40", "worked": "x" * 3000}
    memory = Memory("c1", WEEK, 0, asked=("leads",), sure=asked.doubt)
    form = forms.form(channel(), memory, Filling(FILLED, typed=typed, asked=asked))
    assert modal_problems(form) == []
    assert Memory.read(form["private_metadata"]) == memory
    said = words(form)
    assert "3 new customers on 2 leads: is that right?" in said
    assert "Leads: 24 → 40, up 67 %. Why?" in said
    fields = {block["block_id"]: block for block in form["blocks"] if block["type"] == "input"}
    assert next(iter(fields)) == "why_leads"
    assert fields["worked"]["element"]["initial_value"] == "x" * 3000
    assert fields["leads"]["element"]["initial_value"] == "40"


def test_a_draft_fills_the_story_and_one_on_its_way_has_a_button() -> None:
    ready = Draft("drafted", Story("Pictures", "", "More"), ("Pictures",), 12, "model", "", "CADS")
    form = forms.form(channel(), Memory("c1", WEEK), Filling(FILLED, draft=ready))
    fields = {block["block_id"]: block for block in form["blocks"] if block["type"] == "input"}
    assert fields["worked"]["element"]["initial_value"] == "Pictures"
    assert "Drafted from 12 messages of this week in <#CADS>" in words(form)
    waits = forms.form(channel(), Memory("c1", WEEK), Filling(FILLED, draft=Draft("waiting", slack_channel="CADS")))
    assert "Put in the draft" in words(waits)
    assert modal_problems(form) == modal_problems(waits) == []


def test_hostile_words_stay_words_wherever_they_are_shown() -> None:
    odd = channel(name=HOSTILE, segment=HOSTILE)
    told = report(worked=HOSTILE * 60, didnt="```", next="line\n" * 300)
    view = views.handed_in(odd, told, None)
    assert modal_problems(view) == []
    shown = [
        words(view),
        words(
            views.listing(
                WeekState(WEEK, (ChannelWeek(odd, told),)),
                Desk("U", {"UOWNER": HOSTILE}, {"channel 001": Intent("x", HOSTILE, HOSTILE, HOSTILE)}),
            )
        ),
        words(views.handed_in(odd, report(reasons={"leads": HOSTILE}), None)),
        words(message_of(odd, told)),
        words(forms.form(odd, Memory("c1", WEEK), Filling(FILLED, draft=hostile_draft()))["blocks"][1:]),
        words(views.changed("Added", odd, "")),
    ]
    for said in shown:
        for ping in ("<!channel>", "@here", "<https://evil.example", "<@U1>"):
            assert ping not in said


def test_an_owner_who_is_no_id_neither_pings_nor_links() -> None:
    hostile = "x> <!channel> <https://evil.example|click"
    channel = Channel(workspace="T", id="c", name="Ads", name_key="ads", owner=hostile)
    said = views.changed("Paused", channel, hostile)[0]["text"]["text"]
    assert "<!" not in said
    assert "<http" not in said
    assert "<@UINES> answers" in views.changed("Paused", channel, "UINES")[0]["text"]["text"]


def test_what_was_taken_back_is_named_and_many_are_counted() -> None:
    found = TakenBack("key", "under", tuple((f"{HOSTILE} {at}", WEEK) for at in range(20)))
    text, blocks = messages.taken_back(found)
    assert message_problems(blocks) == []
    assert "week of 16 Nov; and 12 more. Nothing is handed in for them now." in text
    assert "<!channel>" not in text + words(blocks)

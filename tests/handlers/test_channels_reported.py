"""Channels through the front door: listed, added, reported in a form, reminded of."""

import json
from datetime import date
from decimal import Decimal

import pytest

from capabilities.books import Deed
from capabilities.channels import Channel, Numbers, Story
from capabilities.permissions import GUEST
from capabilities.workspace import Known
from handlers.views import channel_forms
from handlers.views import channels as channel_views
from storage import channels as stored
from tests.conftest import WrittenWork
from tests.front_door import BOSS, MARKETER, PEOPLE, REP, REP2, TEAM, FrontDoor, Json, words

WEEK = date(2026, 11, 16)


@pytest.fixture
def door(still_door: FrontDoor) -> FrontDoor:
    return still_door


@pytest.fixture
def ads(door: FrontDoor) -> Channel:
    return door.plumbline.rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER, "Doors")


def opened(door: FrontDoor) -> Json:
    """The form opened last, as the workspace shows it."""
    view: Json = door.calls("views.open")[-1]["answer"]["view"]
    return view


def hand_in(door: FrontDoor, user: str, view: Json, **typed: str) -> Json:
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    state = {
        name: {inputs[name]["action_id"]: {"type": inputs[name]["type"], "value": value}}
        for name, value in typed.items()
    }
    return door.page("view/submit", **{"as": user, "view_id": view["id"], "state": state})


def shown_view(door: FrontDoor, view: Json) -> Json:
    """A view as it stands now, once a submission or a button changed it."""
    found = door.playground.workspace.views[view["id"]]
    return dict(found)


def value_of(view: Json, name: str) -> str | None:
    block = next(block for block in view["blocks"] if block.get("block_id") == name)
    value: str | None = block["element"].get("initial_value")
    return value


def test_a_channel_is_reported_in_a_form_and_shown_as_handed_in(door: FrontDoor, ads: Channel) -> None:
    channels = door.plumbline.rooms.channels
    channels.report(Deed(TEAM, MARKETER), ads.id, date(2026, 11, 9), Numbers(spend=Decimal(620), leads=24), Story())
    door.command(MARKETER, "/channels report")
    view = opened(door)
    assert (value_of(view, "spend"), value_of(view, "leads")) == ("620", "24")
    typed = {"spend": "1.240,50 €", "leads": "29", "worked": "The <!channel> picture"}
    assert hand_in(door, MARKETER, view, **typed)["ok"]
    assert channels.week(TEAM, ads.id, WEEK) is None  # it asks first why the spend moved
    asking = shown_view(door, view)
    assert "Spend: 620 → 1,240.50, up 100 %. Why?" in words(asking)
    assert value_of(asking, "worked") == "The <!channel> picture"
    answer = hand_in(door, MARKETER, asking, **typed)
    assert "One sentence is enough" in answer["errors"]["why_spend"]
    answer = hand_in(door, MARKETER, asking, **typed, why_spend="Two trade fairs")
    assert answer["ok"], answer
    report = channels.week(TEAM, ads.id, WEEK)
    assert report is not None
    assert report.reasons == {"spend": "Two trade fairs"}
    assert (report.spend, report.leads, report.worked) == (Decimal("1240.50"), 29, "The <!channel> picture")
    door.command(REP, "/channels")
    assert "1 of 1 channel" in words(door.last(REP))
    assert "✓ 1,240.50 EUR, 29 leads" in words(door.last(REP))


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"spend": "-5", "leads": "1"}, "spend", "less than zero"),
        ({"spend": "a lot", "leads": "1"}, "spend", "not a number"),
        ({"spend": "5", "leads": "3", "qualified": "4"}, "qualified", "more qualified leads"),
        ({"spend": "5 USD", "leads": "3"}, "spend", "One week has one currency"),
        ({"spend": "5", "leads": "3", "currency": "E1"}, "currency", "I know no currency “E1”"),
        ({"spend": "5", "leads": "3", "currency": "ZZZ"}, "currency", "three letters, such as EUR"),
        ({"spend": "1.5 mio", "leads": "3"}, "spend", "“1.5 mio” is not a number I can read"),
        ({"spend": "about 40", "leads": "3"}, "spend", "Write the number alone: 40."),
        ({"spend": "− 5", "leads": "3"}, "spend", "less than zero"),
        ({"spend": "5", "leads": "99999999999"}, "leads", "a digit too many"),
    ],
)
def test_an_impossible_number_is_shown_at_its_field_and_nothing_is_kept(
    door: FrontDoor, ads: Channel, typed: dict[str, str], field: str, says: str
) -> None:
    door.command(MARKETER, "/channels report social")
    answer = hand_in(door, MARKETER, opened(door), **typed)
    assert says in answer["errors"][field]
    assert door.plumbline.rooms.channels.week(TEAM, ads.id, WEEK) is None


def test_a_rep_is_told_whom_to_ask_before_a_form_opens(door: FrontDoor, ads: Channel) -> None:
    door.command(REP, "/channels report Social ads")
    assert "Reporting a channel needs the marketer role. Ask Mara Marketer." in words(door.last(REP))
    assert door.calls("views.open") == []


def test_an_owner_without_the_role_is_refused_somebody_elses_channel(door: FrontDoor, ads: Channel) -> None:
    channels, no = door.plumbline.rooms.channels, "Reporting a channel needs the marketer role. Ask Mara Marketer."
    podcast = channels.add(Deed(TEAM, BOSS), "Podcast", REP)
    door.command(BOSS, "/channels report Social ads")
    theirs = opened(door)
    for text in ("report Social ads", "skip Social ads"):
        door.command(REP, f"/channels {text}")
        assert no in words(door.last(REP))
    assert opened(door) == theirs  # nothing was shown of it
    door.command(REP, "/channels report")
    mine = opened(door)
    assert "Podcast" in words(mine)
    assert "Social ads" not in words(mine)  # nor can it be picked
    # Buttons of windows and messages that others have, pressed by hand.
    as_rep = {"team": {"id": TEAM}, "user": {"id": REP}}
    typed = {"spend": {"value": {"type": "plain_text_input", "value": "1"}}}
    sent = {**theirs, "id": mine["id"], "state": {"values": typed}}
    (answer,) = door.deliver("interaction", {**as_rep, "type": "view_submission", "view": sent})
    assert no in json.dumps(answer)
    view = {"id": mine["id"], "type": "modal", "private_metadata": mine["private_metadata"], "state": {"values": {}}}
    option = {"text": {"type": "plain_text", "text": "x"}, "value": ads.id}
    presses: list[Json] = [
        {"action_id": channel_views.REPORT, "type": "button", "value": f"{ads.id}\n{WEEK}"},
        {"action_id": channel_views.SKIP, "type": "button", "value": f"{ads.id}\n{WEEK}"},
        {"action_id": channel_forms.PICK, "type": "static_select", "selected_option": option},
    ]
    for pressed in presses:
        body = {**as_rep, "type": "block_actions", "view": view, "actions": [{**pressed, "block_id": "b"}]}
        door.deliver("interaction", body)
    told = [words(each["answer"].get("view", {})) for each in door.calls("views.push")]
    assert [no in said for said in told] == [True, True, False]  # a fourth window is one too many for Slack
    assert no in words(door.last(REP, door.direct(REP)))
    assert (len(door.calls("views.open")), door.calls("views.update")) == (2, [])
    assert podcast.owner == REP


def test_an_earlier_week_is_corrected_by_its_date(door: FrontDoor, ads: Channel) -> None:
    door.command(MARKETER, "/channels report Social ads 2026-11-11")
    view = opened(door)
    assert "week of 9 Nov" in words(view)
    assert hand_in(door, MARKETER, view, spend="0", leads="0")["ok"]
    report = door.plumbline.rooms.channels.week(TEAM, ads.id, date(2026, 11, 9))
    assert report is not None
    assert report.leads == 0
    door.command(MARKETER, "/channels report Social ads 2026-12-30")
    assert "has not begun yet" in words(door.last(MARKETER))
    door.command(MARKETER, "/channels report Social ads 2026-13-30")
    assert "is not a day" in words(door.last(MARKETER))


def test_changing_to_another_channel_fills_the_form_anew(door: FrontDoor, ads: Channel) -> None:
    channels = door.plumbline.rooms.channels
    podcast = channels.add(Deed(TEAM, BOSS), "Podcast", BOSS)
    channels.report(Deed(TEAM, BOSS), podcast.id, date(2026, 11, 9), Numbers(spend=Decimal(70), leads=2), Story())
    door.command(MARKETER, "/channels report Social ads")
    view = opened(door)
    picker = view["blocks"][0]["accessory"]
    chosen = {"type": "static_select", "action_id": picker["action_id"], "block_id": view["blocks"][0]["block_id"]}
    chosen["selected_option"] = next(each for each in picker["options"] if each["value"] == podcast.id)
    door.page("action", **{"as": MARKETER, "container": {"type": "view", "view_id": view["id"]}, "action": chosen})
    fresh = door.calls("views.update")[-1]["answer"]["view"]
    assert "Podcast" in words(fresh)
    assert (value_of(fresh, "spend"), value_of(view, "spend")) == ("70", None)
    assert hand_in(door, MARKETER, fresh, spend="71", leads="2")["ok"]
    assert channels.week(TEAM, podcast.id, WEEK) is not None
    assert channels.week(TEAM, ads.id, WEEK) is None


def test_channels_are_added_assigned_and_paused_in_words(door: FrontDoor) -> None:
    door.command(MARKETER, f"/channels add Trade newsletter <@{BOSS}|bo> #mid-market")
    door.command(MARKETER, '/channels add Radio & TV @mara #"Door and gate"')
    door.command(MARKETER, "/channels add Fair <#CSALES|sales>")
    known = {each.name: (each.owner, each.segment) for each in door.plumbline.rooms.channels.list(TEAM)}
    assert known == {
        "Trade newsletter": (BOSS, "mid-market"),
        "Radio & TV": (MARKETER, "Door and gate"),
        "Fair": (MARKETER, "sales"),
    }
    door.command(BOSS, f"/channels assign Fair <@{BOSS}>")
    door.command(BOSS, "/channels pause radio")
    after = {each.name: (each.owner, each.paused) for each in door.plumbline.rooms.channels.list(TEAM)}
    assert (after["Fair"], after["Radio & TV"]) == ((BOSS, False), (MARKETER, True))
    door.command(BOSS, "/channels resume radio")
    assert not door.plumbline.rooms.channels.find(TEAM, "radio").paused


def test_what_a_channel_costs_is_not_for_guests_and_none_of_them_answers_for_one(
    door: FrontDoor, ads: Channel, work: WrittenWork
) -> None:
    channels = door.plumbline.rooms.channels
    channels.report(Deed(TEAM, MARKETER), ads.id, WEEK, Numbers(spend=Decimal(777), leads=5), Story())
    guest = Known(REP2, "Gus Guest", "Europe/Berlin", GUEST)
    channels.workspaces.meet(TEAM, [guest, *(each for each in PEOPLE if each.user != REP2)])
    for text in ("", "report Social ads", "skip Social ads", "pause x", "link x", "export", "assign x @mara"):
        door.command(REP2, f"/channels {text}".strip())
        said = words(door.last(REP2))
        assert "you are a guest here" in said, text
        assert "Social ads" not in said
    for who, why in ((REP2, "Guests see no channel's numbers"), ("U0BOT", "I am looking up who that is")):
        for text in (f"add Fair <@{who}>", f"assign Social ads <@{who}>"):
            door.command(BOSS, f"/channels {text}")
            assert why in words(door.last(BOSS)), text
    assert ("people", "met U0BOT") in [(kind, key) for _, kind, key in work.asked]
    assert [(each.name, each.owner) for each in channels.list(TEAM)] == [("Social ads", MARKETER)]
    with channels.books.keep(Deed(TEAM, BOSS)) as unit:  # one who was a colleague when they got it
        stored.save_channel(unit, Channel(workspace=TEAM, id="f", name="Fair", name_key="fair", owner=REP2))
    door.command(REP2, "/channels")
    said = words(door.last(REP2))
    assert "*Fair*" in said
    assert "777" not in said
    assert "Social ads" not in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pause", "Which channel? Add the first one"),
        ("link Podcast #nowhere", "I do not know the Slack channel #nowhere"),
        ("add Podcast @nobody", "cannot tell who @nobody is"),
        ("add @mara", "needs a name"),
        ("assign Podcast", "Say who"),
        ("report Podcast", "There is no channel “Podcast”"),
        ("report", "There are no channels yet"),
        ("remove Podcast", "nothing /channels knows"),
        ("help", "/channels add Podcast"),
        ("", "There are no channels yet"),
    ],
)
def test_what_cannot_be_done_says_what_can(door: FrontDoor, text: str, says: str) -> None:
    door.command(MARKETER, f"/channels {text}".strip())
    assert says in words(door.last(MARKETER))


def test_more_customers_than_leads_are_asked_about_and_taken(door: FrontDoor, ads: Channel) -> None:
    door.command(MARKETER, "/channels report Social ads")
    view, typed = opened(door), {"spend": "5 EUR", "leads": "2", "customers": "3", "worked": "<@U1> " * 500}
    assert hand_in(door, MARKETER, view, **typed)["ok"]
    asking = shown_view(door, view)
    assert "3 new customers on 2 leads: is that right?" in words(asking)
    assert hand_in(door, MARKETER, asking, **typed)["ok"]
    report = door.plumbline.rooms.channels.week(TEAM, ads.id, WEEK)
    assert report is not None
    assert report.customers == 3
    assert "<@U1>" not in words(shown_view(door, view)).replace("&lt;", "")


def test_a_rep_may_neither_import_nor_export(door: FrontDoor) -> None:
    for word in ("import", "export"):
        door.command(REP, f"/channels {word}")
        assert "needs the marketer role" in words(door.last(REP))

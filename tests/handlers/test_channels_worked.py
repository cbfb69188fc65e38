"""What follows from a channel's week: stories drafted, digests corrected, others told, files in and out; walked."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from capabilities.books import Deed
from capabilities.channels import Channel, Numbers, Story, monday_of
from capabilities.posting import Postings
from handlers import channels as ways
from handlers import digest, imports
from handlers.ports import Job
from handlers.posting import Poster
from handlers.views import channel_messages as views
from handlers.views import channels as channel_views
from prompts.model import ModelUnavailable
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, DIGEST, MARKETER, QUIET, REP, SALES, TEAM, FrontDoor, Json, until, words
from tests.handlers.test_channels_reported import hand_in, opened, shown_view, value_of
from tests.kept_steps import KeptSteps
from tests.scripted_mind import ScriptedModel

WEEK, LAST = date(2026, 11, 16), date(2026, 11, 9)
NUMBERS = Numbers(spend=Decimal(620), currency="EUR", leads=24)


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def door(
    tmp_path: Path, sqlite_url: str, clock: StillClock, work: WrittenWork, model: ScriptedModel
) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(
        tmp_path, database_url=sqlite_url, clock=clock, work=work, working=False, model=model
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def ads(door: FrontDoor) -> Channel:
    return door.plumbline.rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER, "Doors")


def done(door: FrontDoor, work: WrittenWork, *kinds: str) -> int:
    """Do the work that was asked for, each twice as after a crash; how much there was."""
    rooms = door.plumbline.rooms
    poster = Poster(door.plumbline.clients, Postings(rooms.books))
    every: dict[str, Job] = {
        **ways.work(rooms.channel_ways, door.plumbline.clients, poster),
        **imports.jobs(rooms.imports, door.plumbline.clients, poster, weeks=rooms.channel_ways.files),
        **digest.jobs(rooms.digests, poster),
    }
    asked = [(kind, key) for _, kind, key in work.asked if kind in kinds]
    work.asked[:] = [each for each in work.asked if each[1] not in kinds]
    for kind, key in asked:
        for _ in range(2):
            every[kind](KeptSteps(), TEAM, key)
    return len(asked)


def own(door: FrontDoor, user: str) -> list[Json]:
    return [message for message in door.messages(user, door.direct(user)) if message.get("bot_id")]


def posted_digest(door: FrontDoor, work: WrittenWork) -> Json:
    door.command(MARKETER, "/digest now")
    assert done(door, work, "digest") == 1
    return door.last(BOSS, DIGEST)


def test_a_posted_digest_gets_one_line_for_each_revision_that_came_too_late(
    door: FrontDoor, ads: Channel, work: WrittenWork, clock: StillClock, model: ScriptedModel
) -> None:
    channels = door.plumbline.rooms.channels
    radio = channels.add(Deed(TEAM, BOSS), "Radio", BOSS)
    channels.report(Deed(TEAM, MARKETER), ads.id, LAST, NUMBERS, Story("A <!channel> picture"))
    assert done(door, work, "channel_correction") == 0  # no digest said anything yet
    model.typed_answers.append(ModelUnavailable("down"))
    message = posted_digest(door, work)
    clock.go(minutes=5)
    corrected = Numbers(spend=Decimal("640.50"), currency="EUR", leads=30)
    channels.report(Deed(TEAM, MARKETER), ads.id, LAST, corrected, Story())
    channels.report(Deed(TEAM, BOSS), radio.id, LAST, Numbers(spend=Decimal(90), currency="EUR", leads=0), Story())
    channels.report(Deed(TEAM, MARKETER), ads.id, WEEK, NUMBERS, Story())  # another week than the digest's
    channels.report(Deed(TEAM, MARKETER), ads.id, LAST, corrected, Story("Only the words"))
    assert done(door, work, "channel_correction") == 3
    channels_missing = door.plumbline.rooms.channel_ways.corrections.missing(TEAM)
    done(door, work, "channel_correction")
    thread = door.messages(BOSS, DIGEST, thread=message["ts"])[1:]
    lines = [each["text"] for each in thread if "week of 9 Nov" in each["text"] and "continued" not in each["text"]]
    assert lines == [
        "Correction: Social ads, week of 9 Nov. Spend 620 EUR → 640.50 EUR, Leads 24 → 30, "
        "Cost per lead 25.83 EUR → 21.35 EUR.",
        "Handed in since: Radio, week of 9 Nov. Spend 90 EUR, Leads 0.",
    ]
    assert channels_missing == 1  # the one that changed no number, which has nothing to say
    assert door.last(BOSS, DIGEST)["text"] == message["text"]


def test_of_two_who_hand_in_at_once_both_are_kept_and_both_are_told(
    door: FrontDoor, ads: Channel, work: WrittenWork
) -> None:
    channels = door.plumbline.rooms.channels
    door.command(MARKETER, "/channels report Social ads")
    mine = opened(door)
    door.command(BOSS, "/channels report Social ads")
    theirs = opened(door)
    assert hand_in(door, MARKETER, mine, spend="620", leads="24")["ok"]
    assert hand_in(door, BOSS, theirs, spend="620", leads="27")["ok"]
    said = words(shown_view(door, theirs))
    assert f"<@{MARKETER}> handed this week in while you were writing" in said
    assert [(row.revision, row.leads) for row in channels.revisions(TEAM, ads.id, WEEK)] == [(1, 24), (2, 27)]
    assert done(door, work, "channel_told") == 1
    (told,) = own(door, MARKETER)
    assert f"<@{BOSS}> handed in Social ads, week of 16 Nov, after you: Leads 24 → 27" in told["text"]


def test_a_week_is_skipped_with_a_reason_and_can_still_be_handed_in(door: FrontDoor, ads: Channel) -> None:
    channels = door.plumbline.rooms.channels
    door.command(MARKETER, "/channels")
    door.press(MARKETER, door.last(MARKETER), "channels_skip")
    form = opened(door)
    assert "a few words why" in hand_in(door, MARKETER, form, reason=" ")["errors"]["reason"]
    assert hand_in(door, MARKETER, form, reason="Trade fair <!here>")["ok"]
    assert channels.state(TEAM, WEEK).missing == ()
    door.command(REP, "/channels")
    assert "skipped: Trade fair &lt;!here&gt;" in words(door.last(REP))
    assert "0 of 1 channels handed in, 1 skipped" in words(door.last(REP))
    channels.report(Deed(TEAM, MARKETER), ads.id, WEEK, NUMBERS, Story())
    assert channels.state(TEAM, WEEK).rows[0].skipped is None
    door.command(MARKETER, "/channels skip Social ads: too late")
    assert "handed in for this week already" in words(door.last(MARKETER))
    door.command(REP, "/channels skip Social ads: not mine")
    assert "needs the marketer role" in words(door.last(REP))


def talked(door: FrontDoor, ads: Channel, clock: StillClock) -> str:
    """What people wrote in the linked channel this week, by the workspace's own clock; that week's Monday."""
    clock.at = datetime.now(UTC) + timedelta(minutes=1)
    door.command(BOSS, f"/channels link Social ads <#{SALES}|sales>", channel=DIGEST)
    said = [
        "The picture of the technician brought 31 sign-ups, call me: +49 30 901820",
        "The long form did not work, nobody filled it in",
        "Next week we try the short form <@UREP|rita>",
        "lunch?",
    ]
    for at, text in enumerate(said):
        ts = door.page("send", **{"as": REP, "channel": SALES, "text": text})["message"]["ts"]
        for user in (REP, MARKETER, BOSS)[: 3 - at]:
            door.page("react", **{"as": user, "channel": SALES, "ts": ts, "name": "tada"})
    return monday_of(clock.at.astimezone(ZoneInfo("Europe/Berlin")).date()).isoformat()


STORY = {"worked": "The picture of the technician brought 31 sign-ups.", "didnt": "Nobody filled in the long form."}


@pytest.mark.parametrize("answer", [STORY, {**STORY, "didnt": "Sign-ups rose by 45 %."}])
def test_a_story_is_drafted_from_the_linked_channel_and_nothing_of_it_stays(
    door: FrontDoor,
    ads: Channel,
    work: WrittenWork,
    clock: StillClock,
    model: ScriptedModel,
    answer: dict[str, str],
) -> None:
    monday = talked(door, ads, clock)
    model.typed_answers.append({"next": "", **answer})
    door.command(MARKETER, f"/channels report Social ads {monday}")
    view = opened(door)
    assert "I am reading this week's messages" in words(view)
    assert done(door, work, "channel_story") == 1
    assert "[phone]" in model.asked[0].user
    assert "901820" not in model.asked[0].user
    block = next(block for block in view["blocks"] if "accessory" in block and block["accessory"]["type"] == "button")
    put = {**block["accessory"], "block_id": block["block_id"]}
    door.page("action", **{"as": MARKETER, "container": {"type": "view", "view_id": view["id"]}, "action": put})
    fresh = shown_view(door, view)
    if answer is STORY:
        assert value_of(fresh, "worked") == STORY["worked"]
        assert "Drafted from 4 messages" in words(fresh)
    else:  # 45 % stands in no message: the messages themselves are quoted
        assert value_of(fresh, "worked") == (
            "“The picture of the technician brought 31 sign-ups, call me: [phone]”"
        )  # fmt: skip
        assert value_of(fresh, "didnt") == "“The long form did not work, nobody filled it in”"
        assert value_of(fresh, "next") == "“Next week we try the short form Rita Rep”"
        assert "said more than the messages do" in words(fresh)
    assert hand_in(door, MARKETER, fresh, spend="5", leads="1", currency="EUR")["ok"]
    assert door.plumbline.rooms.stories.of(TEAM, ads.id, date.fromisoformat(monday), MARKETER) is None


def test_a_channel_the_bot_is_not_in_is_said_to_be_so(door: FrontDoor, ads: Channel, work: WrittenWork) -> None:
    door.command(BOSS, f"/channels link Social ads <#{QUIET}|quiet>")
    assert "/invite @Plumbline" in words(door.last(BOSS))
    door.command(MARKETER, "/channels report Social ads")
    done(door, work, "channel_story")
    draft = door.plumbline.rooms.stories.of(TEAM, ads.id, WEEK, MARKETER)
    assert draft is not None
    assert f"I am not in <#{QUIET}>" in draft.remark
    door.command(BOSS, "/channels link Social ads off")
    assert door.plumbline.rooms.channels.get(TEAM, ads.id).slack_channel == ""


def test_a_private_channel_is_linked_read_and_shown_only_by_and_to_who_is_in_it(
    door: FrontDoor, ads: Channel, work: WrittenWork, clock: StillClock, model: ScriptedModel
) -> None:
    channels = door.plumbline.rooms.channels
    place = door.playground.workspace.data["channels"][SALES]
    place["kind"] = "private"
    place["members"].remove(BOSS)
    monday = talked(door, ads, clock)  # the boss links it
    assert done(door, work, "channel_linked") == 1
    assert channels.get(TEAM, ads.id).slack_channel == ""
    (told,) = own(door, BOSS)
    assert f"I took the link of Social ads away again: <#{SALES}> is private and you are not in it." in told["text"]
    door.command(MARKETER, f"/channels link Social ads <#{SALES}|sales>")
    assert done(door, work, "channel_linked") == 1
    assert own(door, MARKETER) == []
    model.typed_answers.append({"next": "", **STORY})
    for user, sees in ((MARKETER, True), (BOSS, False)):
        door.command(user, f"/channels report Social ads {monday}", channel=DIGEST)
        done(door, work, "channel_story")
        door.command(user, f"/channels report Social ads {monday}", channel=DIGEST)
        said = words(opened(door)) + json.dumps(opened(door))
        assert ("Drafted from 4 messages" in said) == (STORY["worked"] in said) == sees
        assert ("from a channel you are not in" in said) != sees


CSV = (
    "week,channel,owner,spend,currency,leads,worked,mood\n"
    "2026-11-09,Social ads,Mara Marketer,620,EUR,24,Call +49 30 901820,good\n"
    "2026-11-09,Fair,,80,EUR,-3,,\n"
    "2026-12-28,Fair,,80,EUR,3,,\n"
    "2026-11-02,Fair,,80 USD,EUR,3,,\n"
    "2026-11-02,Fair,,80,EUR,3,,\n"
)


def test_a_file_of_weeks_is_looked_over_imported_taken_back_and_handed_out_again(
    door: FrontDoor, ads: Channel, work: WrittenWork
) -> None:
    channels = door.plumbline.rooms.channels
    file = door.upload(MARKETER, "weeks.csv", CSV.encode())["file"]["id"]
    door.say(MARKETER, "", files=[file])
    until(lambda: work.asked)
    assert done(door, work, "import") == 1
    assert done(door, work, "channel_import") == 1
    (message,) = own(door, MARKETER)
    said = words(message)
    assert "weeks.csv: 2 new weeks, 0 corrections, 0 known already, 3 rows left out" in said
    assert "New channels: Fair" in said
    assert "Line 3, leads: Leads cannot be less than zero." in said
    assert "has not begun yet" in said
    assert "One row holds one currency" in said
    assert "left aside: mood" in said
    door.press(MARKETER, message, views.START, channel=door.direct(MARKETER))
    assert done(door, work, "channel_import_run") == 1
    (message,) = own(door, MARKETER)
    assert "Imported 2 weeks from weeks.csv" in words(message)
    report = channels.week(TEAM, ads.id, LAST)
    assert report is not None
    assert report.worked == "Call [phone]"
    door.command(MARKETER, "/channels export")
    assert done(door, work, "channel_export") == 1
    until(lambda: "Every channel's weeks" in door.last(MARKETER, door.direct(MARKETER))["text"])
    door.press(MARKETER, message, views.UNDO, channel=door.direct(MARKETER))
    done(door, work, "channel_import_show")
    assert "was taken back: 2 weeks" in words(own(door, MARKETER)[0])
    assert [each.name for each in channels.list(TEAM)] == ["Social ads"]
    assert channels.week(TEAM, ads.id, LAST) is None


def test_who_gets_a_channel_hears_so_once_with_what_it_asks(
    door: FrontDoor, ads: Channel, work: WrittenWork
) -> None:  # fmt: skip
    work.asked.clear()
    for _ in range(2):
        door.command(BOSS, f"/channels assign Social ads <@{REP}>")
    assert "I tell them." in words(door.last(BOSS))
    assert done(door, work, "channel_assigned") == 2
    assert [f"<@{REP}> answers for Social ads" in each["text"] for each in own(door, MARKETER)] == [True]
    (told,) = own(door, REP)
    assert f"<@{BOSS}> asks you to answer for Social ads from now on. Each Friday by 14:00" in told["text"]
    work.asked.clear()
    door.press(REP, told, channel_views.REPORT, channel=door.direct(REP))
    assert "Social ads" in words(opened(door))
    door.command(BOSS, f"/channels assign Social ads <@{BOSS}>")
    assert done(door, work, "channel_assigned") == 1
    assert f"<@{BOSS}> answers for Social ads from now on; I ask you for its week no more." in own(door, REP)[1]["text"]

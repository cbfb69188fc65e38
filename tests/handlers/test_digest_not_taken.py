"""A digest that cannot go where it should, or when: nobody waits in vain, nothing is lost, nobody hears it twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from capabilities.books import Deed
from capabilities.digest import key_of
from capabilities.workspace import Known
from storage import workspace as stored_workspace
from tests.conftest import StillClock, WrittenWork
from tests.digest_week import MONDAY, Week, others
from tests.front_door import BOSS, DIGEST, MARKETER, PEOPLE, QUIET, REP, SALES, TEAM, FrontDoor, words
from tests.mortal import LONG

FIT_FOR_ALL = "I try again every quarter of an hour until Sunday 29 November at 09:00"


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=clock, work=work, working=False)
    with opened.plumbline.database.unit(TEAM) as unit:
        known = stored_workspace.workspace(unit)
        assert known is not None
        known.since = MONDAY - timedelta(days=40)
    yield opened
    opened.close()


@pytest.fixture
def week(door: FrontDoor, work: WrittenWork, clock: StillClock) -> Week:
    return Week(door, work, clock)


@pytest.mark.parametrize(
    ("wrong", "says", "right"),
    [
        ("remove_bot", "I am not in <#CDIGEST>. Write `/invite` there", "invite_bot"),
        ("archive", "<#CDIGEST> is archived.", "another"),
        ("delete", "I cannot see <#CNOTHERE>: it is private, or it was deleted.", "another"),
        ("restrict", "only some people may post in <#CDIGEST>.", "unrestrict"),
        ("restrict", "only some people may post in <#CDIGEST>.", "another"),
    ],
)
def test_a_channel_that_takes_no_digest_is_told_once_and_has_it_as_soon_as_that_is_put_right(
    week: Week, door: FrontDoor, wrong: str, says: str, right: str
) -> None:
    door.control("channel", channel=QUIET, do="invite_bot")
    if wrong == "delete":
        door.plumbline.rooms.digests.schedule(Deed(TEAM, BOSS), channel="CNOTHERE")
    elif wrong == "restrict":
        week.slack.restricted = DIGEST
    else:
        door.control("channel", channel=DIGEST, do=wrong)
    for minutes in (0, 1, 15, 30, 24 * 60, 25 * 60):
        week.look(MONDAY + timedelta(minutes=minutes))
    (told,) = week.heard(BOSS)
    assert "The digest of Monday 23 November at 09:00 could not be posted: " in told
    assert says in told
    assert FIT_FOR_ALL in told
    assert not week.posted()
    door.command(REP, "/digest last")
    assert "could not be posted" in words(door.last(REP))
    assert "yet. I try again until Sunday 29 November at 09:00." in words(door.last(REP))
    where = DIGEST
    if right == "another":
        where = QUIET
        door.command(BOSS, f"/digest schedule <#{QUIET}|quiet>")
        assert f"The digest that could not be posted before is on its way to <#{QUIET}>." in words(door.last(BOSS))
        week.do()
    elif right == "invite_bot":
        door.control("channel", channel=DIGEST, do=right)
    week.slack.restricted = ""
    for minutes in (0, 1, 15, 30, 45):
        week.look(MONDAY + timedelta(days=2, minutes=minutes))
    (posted,) = week.posted(where)
    assert "week of 16 Nov" in posted
    assert "This digest was due on Monday 23 November at 09:00; I could not post it then." in posted
    assert len(week.heard(BOSS)) == 1
    door.command(REP, "/digest last")
    assert "The digest posted last." in words(door.last(REP))


@pytest.mark.parametrize("why", ["is_archived", "invalid_blocks"])
def test_a_thread_that_is_refused_comes_later_or_in_plain_words_and_nothing_comes_twice(
    week: Week, door: FrontDoor, why: str
) -> None:
    week.slack.beneath = why
    week.clock.at = MONDAY
    digests = door.plumbline.rooms.digests
    key = key_of(*digests.now(Deed(TEAM, MARKETER)))
    digests.keep(TEAM, key, LONG)
    for minutes in (0, 15, 30):
        week.look(MONDAY + timedelta(minutes=minutes))
    assert len(week.heard(BOSS)) == (why == "is_archived")
    week.slack.beneath = ""
    for minutes in (45, 60):
        week.look(MONDAY + timedelta(minutes=minutes))
    (posted,) = [each for each in door.messages(BOSS, DIGEST) if each.get("reply_count")]
    beneath = [words(each) for each in door.messages(BOSS, DIGEST, thread=posted["ts"])[1:]]
    assert len(beneath) == len(set(beneath)) >= 1
    assert any("Social ads" in each or "half hour" in each for each in beneath)
    assert len(week.heard(BOSS)) == (why == "is_archived")


def test_one_nobody_put_right_stays_to_be_read_until_the_next_one_comes(week: Week, door: FrontDoor) -> None:
    door.control("channel", channel=DIGEST, do="remove_bot")
    week.look(MONDAY)
    week.look(MONDAY + timedelta(days=6, minutes=1))
    asked = len(week.work.asked)
    week.look(MONDAY + timedelta(days=6, hours=9))
    assert len([each for each in week.work.asked[asked:] if each[1] == "digest"]) == 0, "it is not tried for ever"
    door.command(REP, "/digest last")
    assert "The digest of Monday 23 November at 09:00 could not be posted in <#CDIGEST>." in words(door.last(REP))
    door.control("channel", channel=DIGEST, do="invite_bot")
    week.look(MONDAY + timedelta(days=7))
    (posted,) = week.posted()
    assert "week of 23 Nov" in posted
    week.look(MONDAY + timedelta(days=7, minutes=15))
    assert len(week.posted()) == 1


def test_a_renamed_channel_keeps_its_digest_whether_it_was_chosen_by_id_or_by_name(week: Week, door: FrontDoor) -> None:
    door.plumbline.rooms.digests.schedule(Deed(TEAM, BOSS), channel="digest")  # as the program's settings may say
    week.look(MONDAY)
    door.control("channel", channel=DIGEST, do="rename", name="monday-page")
    week.look(MONDAY + timedelta(days=7))
    assert len(week.posted()) == 2
    assert week.heard(BOSS) == []


def test_it_is_told_at_an_hour_that_suits_and_not_at_all_once_it_is_posted(week: Week, door: FrontDoor) -> None:
    door.plumbline.rooms.digests.schedule(Deed(TEAM, BOSS), time="06:00")
    door.control("channel", channel=DIGEST, do="remove_bot")
    week.look(MONDAY - timedelta(hours=3))
    week.look(MONDAY - timedelta(hours=1, minutes=1))
    assert week.heard(BOSS) == []
    week.look(MONDAY - timedelta(hours=1) + timedelta(minutes=5))
    assert len(week.heard(BOSS)) == 1
    week.look(MONDAY + timedelta(days=7, hours=-3))
    door.control("channel", channel=DIGEST, do="invite_bot")
    week.look(MONDAY + timedelta(days=7, hours=-2))
    week.look(MONDAY + timedelta(days=7))
    assert len(week.posted()) == 1
    assert len(week.heard(BOSS)) == 1


@pytest.mark.parametrize(
    ("left", "known", "to"),
    [((BOSS,), True, MARKETER), ((BOSS,), False, MARKETER), ((BOSS, MARKETER), True, None), ((), True, MARKETER)],
    ids=["who left is known to have", "who left just now", "nobody is left", "who answers is away"],
)
def test_where_the_responsible_person_is_not_here_whoever_can_put_it_right_hears_it(
    week: Week, door: FrontDoor, left: tuple[str, ...], known: bool, to: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    away = Known(BOSS, "Bo Both", "Europe/Berlin", "responsible", away=True)
    if known:
        door.plumbline.rooms.workspaces.meet(TEAM, [*others(BOSS, *left), away][: len(PEOPLE) - len(left)])
    else:
        week.slack.gone = left
    door.control("channel", channel=DIGEST, do="remove_bot")
    for minutes in (0, 15, 30):
        week.look(MONDAY + timedelta(minutes=minutes))
    for user in (REP, MARKETER, BOSS):
        assert len(week.heard(user)) == (user == to), user
    if to is not None:
        assert "You hear it as nobody who answers for both teams is here." in week.heard(to)[0]
    else:
        assert "nobody is known to tell" in caplog.text
    door.command(REP, "/digest last")
    assert "could not be posted in" in words(door.last(REP))


def test_one_s_own_copy_waits_for_the_morning_and_the_end_of_an_absence_and_comes_once(
    week: Week, door: FrontDoor, clock: StillClock
) -> None:
    rooms = door.plumbline.rooms
    back = MONDAY + timedelta(days=2)
    rooms.workspaces.meet(
        TEAM, [*others(REP), Known(REP, "Rita Rep", "Europe/Berlin", "rep", away=True, away_until=back)]
    )
    for user in (REP, BOSS, MARKETER):
        rooms.digests.own(Deed(TEAM, user), True)
    rooms.workspaces.meet(TEAM, [*others(REP, MARKETER), Known(MARKETER, "Mara", "America/New_York", "marketer"),
                                 Known(REP, "Rita", "Europe/Berlin", "rep", away=True, away_until=back)])  # fmt: skip
    week.look(MONDAY)  # three in the morning in New York
    got = [{user: len(week.heard(user)) for user in (BOSS, MARKETER, REP)}]
    for at in (MONDAY + timedelta(hours=5), back - timedelta(minutes=5), back + timedelta(minutes=5), back):
        week.look(at)
        got.append({user: len(week.heard(user)) for user in (BOSS, MARKETER, REP)})
    assert [tuple(each.values()) for each in got] == [(1, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 1), (1, 1, 1)]


def test_own_copies_end_for_who_left_and_are_not_for_guests(week: Week, door: FrontDoor) -> None:
    rooms = door.plumbline.rooms
    for user in (REP, BOSS, MARKETER):
        rooms.digests.own(Deed(TEAM, user), True)
    guest = Known(BOSS, "Bo Both", "Europe/Berlin", "guest")
    rooms.workspaces.meet(TEAM, [*others(BOSS), guest])
    week.slack.gone = (REP,)
    week.look(MONDAY)
    assert not rooms.digests.has_own(TEAM, REP), "Slack says that nobody is there"
    assert [len(week.heard(user)) for user in (REP, BOSS, MARKETER)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("up", "weeks", "late"),
    [
        (timedelta(hours=2), ["16 Nov"], True),
        (timedelta(days=2), ["16 Nov"], True),
        (timedelta(minutes=30), ["16 Nov"], False),
        (timedelta(days=14, hours=3), ["30 Nov"], True),
        (timedelta(days=13, hours=3), [], False),  # a day before the next one none comes late
    ],
)
def test_a_due_time_missed_while_down_is_made_up_for_once_and_says_so(
    week: Week, door: FrontDoor, up: timedelta, weeks: list[str], late: bool
) -> None:
    week.look(MONDAY - timedelta(days=7))
    before = len(week.posted())
    assert before == 1
    for _ in range(3):  # started again and again
        week.timetable = week.begun()
        week.look(MONDAY + up)
    posted = week.posted()[before:]
    assert [f"week of {day}" in said for day, said in zip(weeks, posted, strict=True)] == [True] * len(weeks)
    for said in posted:
        assert ("; I could not post it then." in said) == late
        assert ("For the 2 weeks before it there is none." in said) == (up > timedelta(days=7))


def test_one_whose_work_was_given_up_is_tried_again_and_said_once(week: Week, door: FrontDoor) -> None:
    rooms = door.plumbline.rooms
    rooms.digests.claim(TEAM, MONDAY)
    ((_, kind, key),) = week.work.asked
    week.done.add((kind, key))  # Slack was away for hours
    assert rooms.digests.sending.given_up(TEAM, key) == BOSS
    assert rooms.digests.sending.given_up(TEAM, f"{key}|again") is None
    for minutes in (0, 15, 30):
        week.look(MONDAY + timedelta(hours=4, minutes=minutes))
    (posted,) = week.posted()
    assert "I could not post it then." in posted


def test_another_channel_in_the_settings_gets_no_second_digest_of_a_due_time(week: Week, door: FrontDoor) -> None:
    week.look(MONDAY)
    with door.plumbline.database.unit(TEAM) as unit:
        stored_workspace.save_setting(unit, "digest_channel", SALES, by="", now=MONDAY)
    week.timetable = week.begun()
    week.look(MONDAY + timedelta(hours=3))
    assert (len(week.posted()), len(week.posted(SALES))) == (1, 0)

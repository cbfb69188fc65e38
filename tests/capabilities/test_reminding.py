"""Reminders of due weeks: whom at which moment by their own clock, each once, whatever clocks and processes do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from benchmarks import reminders
from capabilities.books import Books, Deed
from capabilities.channels import Channels, Numbers, Story
from capabilities.channels.due import moments
from capabilities.channels.reminded import Reminded, Reminder
from capabilities.channels.reminding import Missing, Reminding, promised
from capabilities.nudges import Nudges
from capabilities.workspace import Choices, Known, Workspaces
from storage import channels as stored
from storage.channels import Skip
from tests.conftest import StillClock, WrittenWork

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
WEEK = date(2026, 11, 16)
DUE = datetime(2026, 11, 20, 14, tzinfo=BERLIN).astimezone(UTC)
HERE, OLU, INES, BOSS = "T", "UOLU", "UINES", "UBOSS"
LED = Deed(HERE, BOSS)
USUAL = Choices(zone="Europe/Berlin")


def reminding_on(books: Books) -> Reminding:
    """Olu and the boss in Berlin, Ines in New York."""
    workspaces = Workspaces(books, USUAL)
    clock = books.clock
    assert isinstance(clock, StillClock)
    clock.at = DUE - timedelta(days=5)
    workspaces.greet(HERE, "Here")
    workspaces.meet(HERE, people())
    return Reminding(books, workspaces, Nudges(books, promised(USUAL)))


def people(*, away: str = "", until: datetime | None = None) -> list[Known]:
    return [
        Known(user, user[1:].title(), zone, role, user == away, until if user == away else None)
        for user, zone, role in (
            (OLU, "Europe/Berlin", "marketer"),
            (INES, "America/New_York", "marketer"),
            (BOSS, "Europe/Berlin", "responsible"),
        )
    ]


@pytest.fixture
def reminding(small: Books) -> Reminding:
    return reminding_on(small)


@pytest.fixture
def channels(reminding: Reminding) -> Channels:
    made = Channels(reminding.books, reminding.workspaces)
    for name, owner in (("Podcast", OLU), ("Fairs", OLU), ("Ads", INES)):
        made.add(Deed(HERE, owner), name, owner)  # who takes a channel on themselves is told nothing of it
    return made


def told(reminding: Reminding, work: WrittenWork) -> list[str]:
    """Who is told what at this moment, without the week and the day."""
    before = len(work.asked)
    reminding.look(HERE)
    return sorted(":".join(key.split(":")[1:3]) for _, kind, key in work.asked[before:] if kind == "remind")


def test_an_owner_is_reminded_by_their_own_clock_and_once_for_all_their_channels(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    said = {}
    at = DUE - timedelta(days=2)
    while at < DUE + timedelta(days=5):
        clock.at = at
        for each in told(reminding, work):
            said[each] = at.astimezone(NEW_YORK if INES in each else BERLIN).strftime("%a %H:%M")
        at += timedelta(minutes=30)
    assert said == {
        "before:UOLU": "Thu 14:00", "due:UOLU": "Fri 14:00", "after:UOLU": "Fri 15:00",
        "before:UINES": "Thu 14:00", "due:UINES": "Fri 14:00", "after:UINES": "Fri 15:00",
        "all:UBOSS": "Mon 08:00",  # New York's last one comes at 21:00 in Berlin, on a Friday
    }  # fmt: skip
    assert len(work.asked) == 7


def test_who_handed_in_skipped_or_is_paused_hears_nothing(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    podcast, fairs, ads = (channels.find(HERE, name) for name in ("Podcast", "Fairs", "Ads"))
    clock.at = DUE
    channels.report(Deed(HERE, OLU), podcast.id, WEEK, Numbers(leads=1), Story())
    with reminding.books.keep(LED) as unit:
        stored.save_skip(unit, Skip(workspace=HERE, channel=fairs.id, week=WEEK, reason="fair", by=OLU, at=clock.at))
    channels.pause(LED, ads.id)
    assert told(reminding, work) == []
    channels.pause(LED, ads.id, paused=False)
    clock.at = DUE + timedelta(hours=6)
    assert told(reminding, work) == ["due:UINES"]
    key = work.asked[-1][2]
    channels.report(LED, ads.id, WEEK, Numbers(leads=1), Story())
    assert reminding.said(HERE, key) is None, "handed in between deciding and telling"


def test_who_is_away_hears_nothing_until_they_are_back(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    back = DUE + timedelta(minutes=30)
    reminding.workspaces.meet(HERE, people(away=OLU, until=back))
    clock.at = DUE
    assert told(reminding, work) == []
    clock.at = back
    assert told(reminding, work) == ["due:UOLU"]
    reminding.away(HERE, OLU, away=True, until=None)  # and away again, before it is said
    assert reminding.said(HERE, work.asked[-1][2]) is None
    reminding.away(HERE, OLU, away=False, until=None)
    clock.at = DUE + timedelta(hours=1)
    assert told(reminding, work) == ["after:UOLU"]


def test_the_responsible_person_hears_who_is_waited_for_and_who_is_away(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    channels.pause(LED, channels.find(HERE, "Ads").id)
    channels.add(LED, "Radio", "")
    clock.at = DUE + timedelta(hours=1)
    reminding.away(HERE, OLU, away=True, until=datetime(2026, 12, 1, tzinfo=BERLIN).astimezone(UTC))
    assert told(reminding, work) == ["after:UBOSS"], "nobody answers for the radio"
    own = reminding.said(HERE, work.asked[-1][2])
    assert isinstance(own, Reminder)
    assert ([each.name for each in own.channels], own.beneath) == (["Radio"], "")
    clock.go(hours=1)
    assert told(reminding, work) == ["all:UBOSS"]
    found = reminding.said(HERE, work.asked[-1][2])
    assert isinstance(found, Missing)
    assert [each.name for each in found.state.missing] == ["Fairs", "Podcast", "Radio"]
    assert found.beneath == f"remind:{WEEK}:after:UBOSS", "the second of a day goes beneath the first"
    assert found.people[OLU].is_away(clock.now())


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("friday", time(14), ["before Thu 14:00", "due Fri 14:00", "after Fri 15:00"]),
        ("friday", time(17, 30), ["before Thu 17:30", "due Fri 17:30", "after Mon 08:00"]),
        ("thursday", time(20), ["before Thu 08:00", "after Fri 08:00"]),
        ("sunday", time(12), ["after Mon 08:00"]),
        ("monday", time(9), ["due Mon 09:00", "after Mon 10:00"]),
        ("tuesday", time(9), ["before Mon 09:00", "due Tue 09:00", "after Tue 10:00"]),
    ],
)
def test_moments_that_quiet_hours_push_together_become_one(day: str, hour: time, expected: list[str]) -> None:
    choices = Choices(report_day=day, report_time=hour)
    for week in (WEEK, date(2026, 10, 19), date(2027, 3, 22)):  # the others end in a change of Berlin's clocks
        found = [f"{each.stage} {each.at.astimezone(BERLIN):%a %H:%M}" for each in moments(week, choices, BERLIN)]
        assert found == expected


def test_what_was_missed_while_down_is_said_once_and_not_at_night(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    channels.pause(LED, channels.find(HERE, "Ads").id)
    clock.at = DUE + timedelta(minutes=55)
    assert told(reminding, work) == ["due:UOLU"]
    clock.at = DUE + timedelta(hours=5)  # up again on Friday evening: the hour after was missed
    assert told(reminding, work) == []
    clock.at = datetime(2026, 11, 23, 8, tzinfo=BERLIN)
    assert told(reminding, work) == ["after:UOLU", "all:UBOSS"]
    clock.go(days=3)
    assert told(reminding, work) == []


def test_work_that_comes_too_late_is_said_on_the_next_morning(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    channels.pause(LED, channels.find(HERE, "Ads").id)
    clock.at = DUE + timedelta(hours=1)
    assert told(reminding, work) == ["after:UOLU"]
    late = work.asked[-1][2]
    clock.go(hours=4)  # no worker ran meanwhile
    assert reminding.said(HERE, late) is None
    assert told(reminding, work) == []
    clock.at = datetime(2026, 11, 23, 8, tzinfo=BERLIN)
    assert "after:UOLU" in told(reminding, work)
    again = next(key for _, _, key in work.asked[::-1] if "after" in key)
    assert again != late, "the work of the first time is done, and would be turned away"
    assert isinstance(reminding.said(HERE, again), Reminder)


def test_a_clock_that_goes_back_an_hour_reminds_nobody_twice(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    every: list[str] = []
    for minutes in (0, 5, -60, -55, 0, 5, 60, 0, 60, 65):
        clock.at = DUE + timedelta(minutes=minutes)
        every += told(reminding, work)
    assert every == ["due:UOLU", "after:UOLU"]


def test_two_processes_that_look_at_once_remind_once(books: Books, work: WrittenWork, clock: StillClock) -> None:
    reminding = reminding_on(books)
    channels = Channels(books, reminding.workspaces)
    for at in range(12):
        channels.add(LED, f"Channel {at}", f"U{at % 6}")
    clock.at = DUE
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: reminding.look(HERE), range(8)))
    assert sum(found) == sum(kind == "remind" for _, kind, _ in work.asked) == 6


def test_what_can_wait_leaves_room_for_the_reminders_of_the_week(
    reminding: Reminding, channels: Channels, clock: StillClock, work: WrittenWork
) -> None:
    got: list[str] = []
    for day in range(-3, 4):  # Tuesday to Monday, at eleven and, as there is room, at three
        for hour in (11, 14, 15):
            clock.at = (DUE + timedelta(days=day)).replace(hour=hour - 1)
            got += [f"{day} {each}" for each in told(reminding, work) if OLU in each]
            with reminding.books.keep(LED) as unit:
                if reminding.nudges.spend(unit, OLU, key=f"{day} {hour}", kind="other"):
                    got.append(f"{day} other")
    assert got == ["-3 other", "-1 before:UOLU", "0 due:UOLU", "0 after:UOLU"]
    clock.at = DUE + timedelta(days=4, hours=-3)
    with reminding.books.keep(LED) as unit:
        assert reminding.nudges.spend(unit, OLU, key="later", kind="other"), "the week's own are seven days old"


def test_what_an_owner_was_asked_for_is_known_by_what_came_in_since(
    books: Books, work: WrittenWork, clock: StillClock
) -> None:
    reminding = reminding_on(books)
    channels, reminded = Channels(books, reminding.workspaces), Reminded(books, reminding.workspaces)
    early, late, skipped, open_ = (
        channels.add(Deed(HERE, OLU), name, OLU).id for name in ("Early", "Late", "Skipped", "Still open")
    )
    clock.at = DUE - timedelta(hours=1)
    channels.report(Deed(HERE, OLU), early, WEEK, Numbers(leads=1), Story())
    assert [each for each in work.asked if each[1] == "remind_shown"] == [], "nobody was asked yet"
    clock.at = DUE
    assert told(reminding, work) == [f"due:{OLU}"]
    clock.go(minutes=5)
    channels.report(LED, late, WEEK, Numbers(leads=1), Story())
    channels.skip(Deed(HERE, OLU), skipped, WEEK, "trade fair")
    assert [key.split(":")[1] for _, kind, key in work.asked if kind == "remind_shown"] == [OLU, OLU]
    ((key, shown),) = reminded.shown(HERE, WEEK, OLU)
    assert key == f"remind:{WEEK}:due:{OLU}"
    assert [each.id for each in shown.channels] == [open_]
    assert [(each.channel.id, each.by, each.reason) for each in shown.settled] == [
        (late, BOSS, None), (skipped, OLU, "trade fair"),
    ]  # fmt: skip
    assert reminded.shown("TELSEWHERE", WEEK, OLU) == []


@pytest.mark.parametrize("hour", [time(14), time(17, 30)])  # the second one's hour after is quiet everywhere
def test_weeks_of_owners_in_every_zone_agree_with_a_second_reckoning(hour: time) -> None:
    year = reminders.measure(96, 4, report_time=hour, watched=2)
    assert year.kept, year
    assert year.expected > 150
    assert year.other > 5

"""What goes with a channel's week: what is asked of it, what the brief means with it, drafts, corrections, files."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from capabilities.books import Books, Deed
from capabilities.brief_markdown import read
from capabilities.channels import Channel, Channels, Numbers, Story
from capabilities.channels.corrections import Corrections
from capabilities.channels.files import WeekFiles, is_of_weeks
from capabilities.channels.intents import Intent, intents
from capabilities.channels.moves import doubt, moves
from capabilities.channels.table import ChannelTable
from capabilities.refusal import NotAllowed, Refusal
from capabilities.tables import TableFile
from storage import digest as stored_digest
from storage import workspace as stored_workspace
from tests.conftest import StillClock, WrittenWork
from tests.reported import BOSS, LAST, OWNER, REP, WEEK, ads_of, channels_of

NUMBERS = Numbers(spend=Decimal(620), currency="EUR", leads=24)


@pytest.fixture
def channels(books: Books) -> Channels:
    return channels_of(books)


@pytest.fixture
def ads(channels: Channels, work: WrittenWork) -> Channel:
    made = ads_of(channels)
    assert work.asked == []  # nobody is told of what no person did
    return made


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        (Numbers(leads=100), Numbers(leads=115), ["leads"]),
        (Numbers(leads=100), Numbers(leads=114), []),
        (Numbers(leads=100), Numbers(leads=85), ["leads"]),
        (Numbers(leads=9), Numbers(leads=90), []),  # no percentage on a base under ten
        (Numbers(leads=10), Numbers(leads=12), ["leads"]),
        (Numbers(spend=Decimal("9.99")), Numbers(spend=Decimal(99)), []),
        (Numbers(spend=Decimal(100), currency="EUR"), Numbers(spend=Decimal(200), currency="USD"), []),
        (Numbers(leads=20), Numbers(), []),
        (None, Numbers(leads=20), []),
    ],
)
def test_a_move_of_fifteen_percent_on_ten_or_more_asks_for_its_reason(
    before: Numbers | None, now: Numbers, moved: list[str]
) -> None:
    assert [move.name for move in moves(now, before)] == moved


def test_more_customers_than_leads_are_doubtful_and_equal_ones_are_not() -> None:
    assert doubt(Numbers(leads=2, customers=3)) == "3 new customers on 2 leads"
    assert doubt(Numbers(leads=3, customers=3)) == doubt(Numbers(customers=3)) == ""


def test_reasons_are_kept_masked_with_the_revision_and_only_for_what_moved(channels: Channels, ads: Channel) -> None:
    channels.report(OWNER, ads.id, LAST, NUMBERS, Story())
    said = {"leads": "Ask Ann, ann@acme.example", "spend": "nothing moved"}
    more = Numbers(spend=Decimal(620), currency="EUR", leads=40)
    asked = channels.asks(OWNER, ads.id, WEEK, more, Story(), reasons={})
    assert [move.name for move in asked.moves] == ["leads"]
    with pytest.raises(NotAllowed):  # before anything is asked
        channels.asks(REP, ads.id, WEEK, more, Story(), reasons={})
    assert not channels.asks(OWNER, ads.id, WEEK, more, Story(), reasons=said)
    first = channels.report(OWNER, ads.id, WEEK, more, Story(), reasons=said)
    assert first.reasons == {"leads": "Ask Ann, [e-mail]"}
    second = channels.report(OWNER, ads.id, WEEK, more, Story("Pictures"))
    assert (second.revision, second.reasons) == (2, first.reasons)  # said once, it stands


BRIEFS = {
    "## Channels\n\n| Channel | Segment | Message | Intent this quarter |\n|---|---|---|---|\n"
    "| Radio | Lifts | Be calm. | be heard; and liked |\n": Intent("Radio", "Lifts", "Be calm.", "be heard; and liked"),
    "## Channels\n\n### Radio\nSegment: Lifts\nThis quarter: be heard\n": Intent("Radio", "Lifts", "", "be heard"),
    "## Channels\n\n- **Radio**: be heard.\n": Intent("Radio", "", "", "be heard."),
}


@pytest.mark.parametrize(("text", "found"), list(BRIEFS.items()))
def test_the_brief_says_what_is_meant_with_a_channel_however_it_is_written(text: str, found: Intent) -> None:
    assert intents(read(f"# Brief: X\n\n{text}"))["radio"] == found


def test_a_revision_between_counting_and_posting_is_corrected_too(
    channels: Channels, ads: Channel, books: Books, clock: StillClock, work: WrittenWork
) -> None:
    counted, due = clock.now(), datetime(2026, 11, 16, 8, tzinfo=UTC)
    channels.report(OWNER, ads.id, LAST, NUMBERS, Story())
    with books.keep(Deed("T", "")) as unit:
        stored_digest.claim(unit, "CD", due, counted)
    clock.go(seconds=5)
    channels.report(OWNER, ads.id, LAST, Numbers(spend=Decimal(620), currency="EUR", leads=25), Story())
    start = datetime(2026, 11, 8, 23, tzinfo=UTC)
    with books.keep(Deed("T", "")) as unit:
        covers = (start, start + timedelta(days=7), counted + timedelta(seconds=2))
        stored_digest.finish(unit, "CD", due, state="posted", content={"a": 1}, now=clock.now(), covers=covers)
    assert [kind for _, kind, _ in work.asked] == []
    corrections = Corrections(books)
    assert corrections.missing("T") == 1
    ((_, kind, key),) = work.asked
    (found,) = corrections.of("T", key)
    assert (kind, found.under) == ("channel_correction", f"digest:CD:{due.isoformat()}")
    assert ("leads", 24, 25) in [(each.name, each.before, each.now) for each in found.changed]


def test_taking_an_import_back_leaves_what_was_corrected_since(
    channels: Channels, ads: Channel, books: Books, clock: StillClock
) -> None:
    files = WeekFiles(books, ChannelTable(books, channels))
    lines = ["week,channel,leads", *(f"2026-{month:02}-02,{name},3" for month in (3, 4) for name in ("Fair", "Radio"))]
    file = TableFile.of_text("\n".join(lines))
    assert is_of_weeks(file)
    assert not is_of_weeks(TableFile.of_text("text,week,channel\nx,y,z\n"))
    files.ask(OWNER, [("F1", "weeks.csv")], ids=["imp"])
    files.ask(OWNER, [("F1", "weeks.csv")], ids=["imp"])  # the same again is the same import
    files.look("T", "imp", file)
    files.start(OWNER, "imp")
    assert [done.new for done in files.run("T", "imp", file)] == [4]
    fair = channels.find("T", "Fair")
    channels.report(BOSS, fair.id, date(2026, 3, 2), Numbers(leads=4), Story())
    with pytest.raises(NotAllowed):
        files.undo(REP, "imp")
    assert files.undo(OWNER, "imp") == 3
    assert [each.name for each in channels.list("T")] == ["Fair", "Social ads"]
    kept = channels.revisions("T", fair.id, date(2026, 3, 2))
    assert [row.leads for row in kept] == [3, 4]
    clock.go(hours=2)
    assert files.undo(OWNER, "imp") == 0
    with pytest.raises(Refusal, match="no longer here"):
        files.get("T", "another")


def test_an_import_taken_back_leaves_each_week_as_it_was_and_posted_digests_are_told(
    channels: Channels, ads: Channel, books: Books, clock: StillClock, work: WrittenWork
) -> None:
    channels.report(OWNER, ads.id, LAST, NUMBERS, Story("Pictures"))
    due = datetime(2026, 11, 16, 8, tzinfo=UTC)
    start = datetime(2026, 11, 8, 23, tzinfo=UTC)
    with books.keep(Deed("T", "")) as unit:
        stored_digest.claim(unit, "CD", due, clock.now())
        covers = (start, start + timedelta(days=7), clock.now())
        stored_digest.finish(unit, "CD", due, state="posted", content={"a": 1}, now=clock.now(), covers=covers)
    clock.go(minutes=1)
    files, corrections = WeekFiles(books, ChannelTable(books, channels)), Corrections(books)

    def said() -> list[tuple[Any, ...]]:
        """What the lines asked for say of the leads, once each is written."""
        asked = [key for _, kind, key in work.asked if kind == "channel_correction"]
        work.asked.clear()
        found = [line for key in asked for line in corrections.of("T", key)]
        with books.keep(Deed("T", "")) as unit:
            new = [stored_workspace.begin_posting(unit, line.key, channel="CD", now=clock.now())[1] for line in found]
        assert all(new)
        return [(each.name, each.before, each.now) for line in found for each in line.changed if each.name == "leads"]

    rows = ("week,channel,leads,spend", *(f"2026-11-09,Social ads,{leads},620" for leads in (40, 41)))
    file = TableFile.of_text("\n".join((*rows, "2026-11-09,Fair,3,1")))
    files.ask(OWNER, [("F1", "weeks.csv")], ids=["imp"])
    files.look("T", "imp", file)
    files.start(OWNER, "imp")
    list(files.run("T", "imp", file))
    assert said() == [("leads", 24, 40), ("leads", 40, 41), ("leads", None, 3)]
    clock.go(minutes=1)
    assert files.undo(OWNER, "imp") == 2
    assert [(kind, key) for _, kind, key in work.asked][-2:] == [
        ("channel_taken", "imp"),
        ("channel_import_show", "imp:undone"),
    ]
    assert files.get("T", "imp").content["gone"] == [["Fair", "2026-11-09"]]
    (line,) = corrections.taken_back("T", "imp", [("Fair", LAST), ("Radio", WEEK)])
    assert (line.under, line.weeks) == (f"digest:CD:{due.isoformat()}", (("Fair", LAST),))
    assert said() == [("leads", 41, 24)]
    kept = channels.revisions("T", ads.id, LAST)
    assert [(row.leads, row.worked, row.import_id) for row in kept][0::3] == [(24, "Pictures", "")] * 2
    assert [each.name for each in channels.list("T")] == ["Social ads"]
    clock.go(minutes=1)
    channels.report(OWNER, channels.add(BOSS, "Fair", "UOWNER").id, LAST, Numbers(leads=5), Story())
    assert said() == [("leads", None, 5)]

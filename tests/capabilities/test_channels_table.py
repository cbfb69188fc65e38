"""Channel weeks as CSV: brought in row by row with a word on each bad one, taken out as they were."""

from datetime import date
from decimal import Decimal

import pytest

from capabilities.books import Books, Deed
from capabilities.channels import Channels
from capabilities.channels.table import COLUMNS, ChannelTable, Imported, rows_of
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from capabilities.workspace import Choices, Known, Workspaces
from storage import channels as stored

DEED = Deed("T", PROGRAM)
HEAD = ",".join(COLUMNS)
GOOD = f"""{HEAD}
2026-11-12,Social ads,UMATEO,620,EUR,96800,27,11,0,0,0,0,Best week so far.,"Slow, I think.",More.
2026-11-09,Counter days,USASKIA,"1.570,50",eur,,4,4,3,22300,2,15030,Two signatures.,,Second person.
"""


@pytest.fixture
def table(books: Books) -> ChannelTable:
    workspaces = Workspaces(books, Choices(zone="Europe/Berlin"))
    workspaces.greet("T", "Test")
    return ChannelTable(books, Channels(books, workspaces))


def load(table: ChannelTable, text: str, deed: Deed = DEED) -> Imported:
    rows, _ = rows_of(text)
    done = Imported()
    for done in table.load(deed, rows):  # noqa: B007 (the last one tells it all)
        pass
    return done


def test_good_rows_are_kept_and_unknown_channels_added(table: ChannelTable, books: Books) -> None:
    done = load(table, GOOD)
    assert (done.read, done.new, done.channels, done.bad) == (2, 2, ["Social ads", "Counter days"], [])
    with books.look("T") as unit:
        channel = stored.channel_named(unit, "counter days")
        assert channel is not None
        report = stored.latest_report(unit, channel.id, date(2026, 11, 9))
    assert report is not None
    assert (channel.owner, report.spend, report.currency, report.impressions) == (
        "USASKIA",
        Decimal("1570.50"),
        "EUR",
        None,
    )


def test_any_day_names_its_week_and_the_same_file_again_changes_nothing(table: ChannelTable) -> None:
    load(table, GOOD)
    again = load(table, GOOD.replace("2026-11-12", "2026-11-15"))
    assert (again.new, again.changed, again.known, again.channels) == (0, 0, 2, [])
    corrected = load(table, GOOD.replace(",27,", ",28,"))
    assert (corrected.new, corrected.changed, corrected.known) == (0, 1, 1)


@pytest.mark.parametrize(("written", "read"), [("9.11.2026", 9), ("15. 11. 2026", 9), ("16.11.2026", 16)])
def test_a_day_with_full_stops_is_read_as_it_is_meant(table: ChannelTable, written: str, read: int) -> None:
    assert load(table, f"week,channel,leads\n{written},Ads,1\n").bad == []
    (channel,) = table.channels.list("T")
    assert table.channels.revisions("T", channel.id, date(2026, 11, read))


@pytest.mark.parametrize("written", ["09/11/2026", "11.13.2026", "1.2.26", "31.2.2026", "1.1.0000"])
def test_a_day_that_can_be_read_two_ways_or_is_none_is_asked_for(table: ChannelTable, written: str) -> None:
    (bad,) = load(table, f"week,channel,leads\n{written},Ads,1\n").bad
    assert (bad.column, "like 2026-11-16" in bad.words) == ("week", True)


def test_each_bad_row_is_named_with_its_line_and_column_and_the_good_are_kept(table: ChannelTable) -> None:
    bad = [
        "last week,Radio,,1,EUR,,1,,,,,,,,",
        "2026-11-09,,,1,EUR,,1,,,,,,,,",
        "2026-11-09,Radio,,many,EUR,,1,,,,,,,,",
        "2026-11-09,Radio,,1,EUR,,1,2,,,,,,,",
        "2026-11-09,Radio,,-1,EUR,,1,,,,,,,,",
        "2027-11-09,Radio,,1,EUR,,1,,,,,,,,",
        "2026-11-09,Radio,,1 USD,EUR,,1,,,,,,,,",
        "2026-11-09,Radio,,1,EUR,,2.5,,,,,,,,",
        "2026-11-09,Radio",
    ]
    done = load(table, GOOD + "\n".join(bad) + "\n")
    assert [(row.line, row.column) for row in done.bad] == [
        (4, "week"),
        (5, "channel"),
        (6, "spend"),
        (7, "qualified"),
        (8, "spend"),
        (9, "week"),
        (10, "currency"),
        (11, "leads"),
        (12, "spend"),
    ]
    assert (done.read, done.new) == (11, 2)
    assert table.preview(DEED, rows_of(GOOD + "\n".join(bad))[0]).bad == done.bad


def test_what_is_taken_out_can_be_brought_in_and_no_spreadsheet_runs_it(table: ChannelTable) -> None:
    load(table, GOOD.replace("Best week so far.", "=HYPERLINK(1)"))
    out = table.export("T")
    assert out.splitlines()[0] == HEAD
    assert "'=HYPERLINK(1)" in out
    again = load(table, out)
    assert (again.known, again.new, again.changed, again.bad) == (2, 0, 0, [])


def test_somebody_without_the_role_brings_in_nothing(table: ChannelTable) -> None:
    with pytest.raises(NotAllowed, match="Importing needs the marketer role"):
        load(table, GOOD, Deed("T", "UREP"))
    assert table.export("T") == f"{HEAD}\n"


def test_a_file_without_the_needed_columns_or_rows_is_refused() -> None:
    with pytest.raises(Refusal, match="“week” must be among them"):
        rows_of("channel,spend\nAds,1\n")
    with pytest.raises(Refusal, match="empty"):
        rows_of("  ")
    assert rows_of(HEAD + ",colour\n")[1] == ("colour",)


def test_an_owner_is_an_id_or_the_one_person_of_that_name(table: ChannelTable, books: Books) -> None:
    people = [("UINES1", "Ines Ito"), ("UOLU22", "Olu Ode"), ("UOLU33", "olu ode"), ("U7", "URSULA")]
    table.channels.workspaces.meet("T", [Known(user, name, "") for user, name in people])
    owners = {
        "Known": "U7", "Shaped": "U0NEVERSEEN", "Named": " ines  ITO", "At": "@Ines Ito", "Loud": "URSULA", "None": "",
        "Twice": "Olu Ode", "Stranger": "x> <!channel> <https://evil.example|a", "Channel": "C0123456", "Left": "Bo",
    }  # fmt: skip
    text = "week,channel,owner,leads\n" + "".join(f"2026-11-09,{name},{owner},1\n" for name, owner in owners.items())
    done = load(table, text)
    kept = {channel.name: channel.owner for channel in table.channels.list("T")}
    assert kept == {
        "Known": "U7", "Shaped": "U0NEVERSEEN", "Named": "UINES1", "At": "UINES1", "Loud": "U7", "None": "",
    }  # fmt: skip
    assert [(row.line, row.column) for row in done.bad] == [(8, "owner"), (9, "owner"), (10, "owner"), (11, "owner")]
    assert "2 people are called “Olu Ode”: write the person's Slack member ID" in done.bad[0].words
    assert "I know nobody called “C0123456”" in done.bad[2].words
    assert table.preview(DEED, rows_of(text)[0]).bad == done.bad


def test_who_left_is_nobody_s_namesake(table: ChannelTable) -> None:
    workspaces = table.channels.workspaces
    workspaces.meet("T", [Known("UBO1", "Bo", "")])
    workspaces.meet("T", [Known("UBO2", "Bo", "")])
    load(table, "week,channel,owner,leads\n2026-11-09,Ads,bo,1\n")
    assert [channel.owner for channel in table.channels.list("T")] == ["UBO2"]


def test_no_guest_and_nobody_who_left_becomes_a_channels_owner(table: ChannelTable) -> None:
    workspaces = table.channels.workspaces
    here = [Known("UROLF", "Rolf Rep", "", "guest"), Known("UINES", "Ines Ito", "", "marketer")]
    workspaces.meet("T", [Known("UBO", "Bo", ""), *here])
    workspaces.meet("T", here)
    text = "week,channel,owner,leads\n2026-11-09,Ads,Rolf Rep,1\n2026-11-09,Fair,UBO,1\n2026-11-09,Mail,UINES,1\n"
    looked = table.look(DEED, rows_of(text)[0])
    done = load(table, text)
    assert {channel.name: channel.owner for channel in table.channels.list("T")} == {
        "Ads": "", "Fair": "", "Mail": "UINES",
    }  # fmt: skip
    assert looked.doubt == done.doubt
    assert done.doubt.startswith("Nobody answers yet for Ads, Fair: who the file names is a guest or has left.")
    assert (done.new, done.bad, load(table, text).doubt) == (3, [], "")


def test_reasons_go_out_and_come_back_and_an_empty_cell_takes_none_away(table: ChannelTable) -> None:
    why = '"leads: one fair more; spend: not to be split\nNew customers: the fair, write to a@b.example\n\nspend:"'
    text = f"week,channel,leads,reasons\n2026-11-09,Ads,40,{why}\n2026-11-09,Mail,4,\n"
    assert load(table, text).bad == []
    channel = next(each for each in table.channels.list("T") if each.name == "Ads")
    kept = {"leads": "one fair more; spend: not to be split", "customers": "the fair, write to [e-mail]"}
    assert table.channels.revisions("T", channel.id, date(2026, 11, 9))[-1].reasons == kept
    out = table.export("T")
    assert '"leads: one fair more; spend: not to be split\ncustomers: the fair, write to [e-mail]"' in out
    for again in (out, "week,channel,leads,reasons\n2026-11-09,Ads,40,\n", "week,channel,leads\n2026-11-09,Ads,40\n"):
        assert (load(table, again).changed, table.look(DEED, rows_of(again)[0]).changed) == (0, 0)
    other = text.replace("one fair more", "two fairs more")
    assert (table.look(DEED, rows_of(other)[0]).changed, load(table, other).changed) == (1, 1)
    changed = table.channels.revisions("T", channel.id, date(2026, 11, 9))[-1].reasons
    assert changed == {**kept, "leads": "two fairs more; spend: not to be split"}


@pytest.mark.parametrize("words", ["one fair more", "colour: red", "week: 2", "currency: dear", f"leads: {'x' * 301}"])
def test_a_reason_says_which_number_it_is_for(table: ChannelTable, words: str) -> None:
    (bad,) = load(table, f"week,channel,leads,reasons\n2026-11-09,Ads,40,{words}\n").bad
    assert bad.column == "reasons"
    assert "leads: one more fair" in bad.words or "301 characters" in bad.words

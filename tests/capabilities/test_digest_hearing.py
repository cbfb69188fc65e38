"""What the database counts of a week is what one counts by hand, however names are written and whatever was undone."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from capabilities.books import Books, Deed
from capabilities.digest import hearing
from capabilities.permissions import PROGRAM
from storage import field as stored_field
from storage.channel_figures import Figures, figures
from storage.channels import Channel, Report, add_report, save_channel
from storage.field import Note
from tests.one_week import END, MONDAY, START, heard_in, note

CHANNELS = ("Ads", "  ads", "ÉCOLE", "école", "")
ACCOUNTS = ("Skerry", "SKERRY", "Ölmühle", "ÖLMÜHLE", "")


def some(luck: random.Random, number: int) -> Note:
    verdict = luck.choice(("", "", "accepted", "returned"))
    hours = luck.uniform(-40 * 24, 9 * 24)
    said = note(
        number, "lead" if verdict else luck.choice(("want", "works")), "they want a smaller crate in blue",
        author=luck.choice(("UANN", "UBEN", "UCAT")), account=luck.choice(ACCOUNTS), lead_verdict=verdict,
        theme=luck.choice((None, "t1", "t2")), via_channel=luck.choice(CHANNELS) if verdict else "",
        return_reason=luck.choice(("", "no_need", "no_budget")) if verdict == "returned" else "",
        undone_at=END if luck.random() < 0.1 else None,
    )  # fmt: skip
    return replace(said, created_at=START + timedelta(hours=hours))


def test_a_week_counted_by_the_database_is_the_week_counted_by_hand(books: Books) -> None:
    luck = random.Random(5)
    notes = [some(luck, number) for number in range(400)]
    notes += [
        replace(note(at), created_at=when) for at, when in ((900, START), (901, END))
    ]  # the first moment is in it, the end is not
    with books.keep(Deed("T", PROGRAM)) as unit:
        for each in notes:
            stored_field.add(unit, each)
    standing = [each for each in notes if each.undone_at is None]
    week = [each for each in standing if START <= each.created_at < END]
    before = [each for each in standing if START - timedelta(weeks=4) <= each.created_at < START]
    with books.look("T") as unit:
        found = hearing.heard(unit, START, END)
        quotable = hearing.quotable(unit, START, END, inside=["t1"], besides={"t2"})
    assert found == heard_in(week, before)
    assert {each.id for each in quotable} == {each.id for each in week if each.theme != "t2"}
    assert found.said.notes > 50


def test_a_week_s_numbers_are_those_of_its_newest_revision(books: Books) -> None:
    with books.keep(Deed("T", PROGRAM)) as unit:
        save_channel(unit, Channel(workspace="T", id="c", name="Ads", name_key="ads"))
        unit.flush()
        for revision, leads in ((1, 9), (2, 11)):
            money = Decimal("10.50") if revision == 2 else None
            row = Report(
                workspace="T", channel="c", week=MONDAY, revision=revision, leads=leads, spend=money, currency="EUR",
                reported_at=END,
            )  # fmt: skip
            add_report(unit, row)
    with books.look("T") as unit:
        assert figures(unit, MONDAY, MONDAY + timedelta(days=7)) == [Figures("c", MONDAY, "EUR", Decimal("10.50"), 11)]
        assert figures(unit, MONDAY - timedelta(days=7), MONDAY) == []

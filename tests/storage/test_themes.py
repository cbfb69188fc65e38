"""Themes as they are kept, and what the database counts of the notes behind them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from storage import field, themes
from storage.database import Database

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def theme(theme_id: str, **more: Any) -> themes.Theme:
    return themes.Theme(**{"workspace": "T1", "id": theme_id, "name": theme_id, "created_at": NOW, **more})


@pytest.fixture
def noted(database: Database) -> Database:
    """Two themes with notes of several people, customers and currencies; some undone, unthemed or elsewhere."""
    rows: list[dict[str, Any]] = [
        {"author": "U1", "account": "Acme", "segment": "retail", "amount": Decimal("40000.10"), "currency": "EUR"},
        {"author": "U1", "account": "ACME", "segment": "retail", "amount": Decimal("55000.20"), "currency": "EUR"},
        {"author": "U2", "account": "", "segment": "farms", "amount": Decimal("0.10"), "currency": "EUR"},
        {"author": "U3", "account": "", "amount": Decimal("0.20"), "currency": "EUR"},
        {"author": "U2", "account": "Bolt", "segment": "banks", "amount": Decimal("7"), "currency": "USD"},
        {
            "author": "U9",
            "account": "Gone",
            "segment": "gone",
            "amount": Decimal("9"),
            "currency": "GBP",
            "undone_at": NOW,
        },
        {"author": "U4", "theme": "t2"},
        {"author": "U5", "theme": None, "amount": Decimal("3"), "currency": "EUR"},
        {"author": "U6", "account": "Cafe", "workspace": "T2", "amount": Decimal("5"), "currency": "EUR"},
    ]
    for number, row in enumerate(rows):
        values = {"workspace": "T1", "theme": "t1", "created_at": NOW + timedelta(days=number), **row}
        with database.unit(values["workspace"]) as unit:
            field.add(unit, field.Note(id=f"n{number}", **values))
    return database


def test_a_theme_is_weighed_by_its_standing_notes_people_and_customers(noted: Database) -> None:
    with noted.reading("T1") as unit:
        weights = themes.weights(unit)
    assert set(weights) == {"t1", "t2"}
    heavy = weights["t1"]
    assert (heavy.notes, heavy.people, heavy.accounts) == (5, 3, 2)
    assert (heavy.first, heavy.newest) == (NOW, NOW + timedelta(days=4))
    assert (weights["t2"].notes, weights["t2"].accounts) == (1, 0)
    with noted.reading("T1") as unit:
        late = themes.weights(unit, since=NOW + timedelta(days=4))
    assert {each: weight.notes for each, weight in late.items()} == {"t1": 1, "t2": 1}


def test_segments_come_with_how_often_the_most_frequent_first(noted: Database) -> None:
    with noted.reading("T1") as unit:
        assert themes.segments(unit, ["t1", "t2"]) == {"t1": [("retail", 2), ("banks", 1), ("farms", 1)]}


def test_of_a_customer_named_twice_the_highest_amount_is_at_stake(noted: Database) -> None:
    with noted.reading("T1") as unit:
        at_stake = themes.at_stake(unit, ["t1", "t2"])
    assert at_stake == {"t1": {"EUR": Decimal("55000.50"), "USD": Decimal("7.00")}}


def test_a_merged_theme_leads_to_the_one_that_stands(database: Database) -> None:
    with database.unit("T1") as unit:
        themes.add(unit, theme("a", state="merged", merged_into="b"))
        themes.add(unit, theme("b", state="merged", merged_into="c"))
        themes.add(unit, theme("c", state="hidden"))
        themes.add(unit, theme("x", state="merged", merged_into="y"))
        themes.add(unit, theme("y", state="merged", merged_into="x"))  # must never be, and must not hang
    with database.reading("T1") as unit:
        found = themes.standing(unit, "a")
        assert found is not None
        assert found.id == "c"
        assert themes.standing(unit, "none") is None
        assert themes.standing(unit, "x") is not None
    with database.reading("T2") as unit:
        assert themes.standing(unit, "a") is None


def test_themes_are_listed_by_state_and_keep_what_is_changed(database: Database) -> None:
    with database.unit("T1") as unit:
        for name, state in (("a", "open"), ("b", "hidden"), ("c", "merged")):
            themes.add(unit, theme(name, state=state))
    with database.unit("T1") as unit:
        changed = themes.get(unit, "a")
        assert changed is not None
        changed.name, changed.owner = "Longer leases", "U1"
        themes.save(unit, changed)
        themes.note_change(
            unit, themes.ThemeChange(workspace="T1", id="c1", theme="a", at=NOW, by="U1", what="renamed")
        )
    with database.reading("T1") as unit:
        assert [(row.id, row.name, row.owner) for row in themes.every(unit)] == [("a", "Longer leases", "U1")]
        assert {row.id for row in themes.every(unit, states=("open", "hidden"))} == {"a", "b"}
        assert {row.id for row in themes.some(unit, ["a", "c", "none"])} == {"a", "c"}
        assert themes.some(unit, []) == []


def test_one_customer_is_one_in_large_and_small_letters_of_any_alphabet(database: Database) -> None:
    ways = ["Ökotec", "ÖKOTEC", "ökotec", "Öko-Tec", "Straße AG", "STRASSE ag", "ΑΘΗΝΑ", "Αθηνα", "", "Acme", "ACME"]
    assert len({way.casefold() for way in ways if way}) == 5
    with database.unit("T1") as unit:
        for number, account in enumerate(ways):
            more: dict[str, Any] = {"account": account, "amount": Decimal(number), "currency": "EUR"}
            row = field.Note(workspace="T1", id=f"n{number}", author="U1", theme="t1", created_at=NOW, **more)
            field.add(unit, row)
    with database.reading("T1") as unit:
        assert themes.weights(unit)["t1"].accounts == 5
        # Of each customer the highest: 2 (Ökotec), 3, 5 (Straße), 7, 10, and what names no customer, 8.
        assert themes.at_stake(unit, ["t1"]) == {"t1": {"EUR": Decimal(35)}}

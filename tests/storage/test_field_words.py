"""Notes found by their words, whatever the words are: on SQLite and on PostgreSQL."""

import json
from pathlib import Path

import pytest

from storage.database import Database
from storage.field.search import by_words, make_findable
from tests.storage.findables import findable, found, said, some_vectors


@pytest.fixture
def database(any_database: Database) -> Database:
    return any_database


def test_words_find_notes_by_stem_accent_and_case_the_fuller_match_first(database: Database) -> None:
    said(
        database,
        "They want a monthly plan, cancelled any time",
        "The café’s pricing/packaging is unclear",
        "A Plan for the café, monthly",
        "Ticket PLB-1042 again",
        "他们想要更便宜的价格",
    )
    assert found(database, "cancelling") == ["n0"]
    assert set(found(database, "CAFE")) == {"n1", "n2"}
    assert found(database, "packaging") == ["n1"]
    assert found(database, "plb-1042") == ["n3"]
    assert found(database, "便宜") == ["n4"]
    assert found(database, "café monthly plan")[0] == "n2"
    assert set(found(database, "café monthly plan")) == {"n0", "n1", "n2"}
    assert found(database, "café monthly plan", limit=1) == ["n2"]
    assert found(database, "the café", limit=9) == found(database, "café", limit=9)
    assert found(database, "the") != []  # nothing but an everyday word still finds


def test_higher_scores_are_better(database: Database) -> None:
    said(database, "monthly plan", "monthly", "something else")
    with database.reading("T1") as unit:
        hits = by_words(unit, "monthly plan", limit=5)
    assert [note for note, _ in hits] == ["n0", "n1"]
    assert hits[0][1] > hits[1][1]


ODD = [
    "", " ", "\x00", "'", '"', "''; DROP TABLE field_search; --", "AND", "OR NOT NEAR(", "*", "a*", "^a", "{words} : x",
    "words:lease", "-lease", "(((", "\\", "%_", "😀🎉", "\u200b\u200d", "مرحبا بالعالم", "हिन्दी में",
    "lease & ! | <-> 'x':A", "lease " * 2000, "x" * 10_000, " ".join(f"w{number}" for number in range(2000)),
    "the and of to", "\ud800", "12e5 -3 1.5", "a@b.example/c?d=e", "\u0301\u0301",
]  # fmt: skip


def test_anything_may_be_asked_and_kept(database: Database) -> None:
    said(database, "a longer lease", *ODD)
    for words in ODD:
        assert len(found(database, words, limit=100)) <= 100
    assert "n0" in found(database, "lease")
    assert found(database, "hinter") == []
    assert found(database, "हिन्दी") == [f"n{1 + ODD.index('हिन्दी में')}"]


def test_naughty_strings_are_kept_and_asked(database: Database, shared_data: Path) -> None:
    strings = json.loads((shared_data / "adversarial" / "blns.json").read_text())
    said(database, *strings)
    for words in strings[::5]:
        assert len(found(database, words, limit=5)) <= 5


def test_words_of_thousands_of_notes_are_ranked_among_the_newest(database: Database) -> None:
    short = some_vectors(1, size=8)[0]  # of a length without an index, so that keeping them is quick
    many = [findable(number, "a card that failed", vector=short) for number in range(5200)]
    with database.unit("T1") as unit:
        make_findable(unit, [*many, findable(9000, "a card for the ferry"), findable(9001, "the ferry")])
    if not database.is_sqlite:  # the server counts words by itself, now and then
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE field_search")
    assert set(found(database, "card ferry", limit=2)) == {"n9000", "n9001"}
    assert len(found(database, "card ferry", limit=50)) == 50
    assert len(found(database, "failed card", limit=20)) == 20

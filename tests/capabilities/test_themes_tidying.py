"""All notes are looked over as they grow: little moves, nothing a person did, and all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from benchmarks import themes_streamed
from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from capabilities.themes import Themes
from capabilities.themes.settling import NEIGHBOURS, SHARE_ALIKE, SHARE_ALONE
from capabilities.themes.tidying import FIRST, GROWTH, TIDIED
from capabilities.themes.window import Window
from storage import field as stored_field
from storage import themes as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from tests.themed import HERE, MARKETER, REP, REP2, changes, kept, log, make_theme, meet, theme_of, themes_of


@dataclass
class Apart:
    """Notes of one subject (their first word) lie close together, those of two at right angles."""

    name: str = "apart"
    dimensions: int = 64

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        subject, _, rest = text.partition(" ")
        row = np.zeros(self.dimensions)
        row[sum(map(ord, subject)) % 32] = 1.0
        row[32 + sum(map(ord, rest)) % 32] += 0.3
        vector: list[float] = (row / np.linalg.norm(row)).tolist()
        return vector


@pytest.fixture
def themes(books: Books) -> Themes:
    meet(books)
    return themes_of(books, Apart())


def notes(books: Books, themes: Themes, subject: str, number: int) -> list[str]:
    """Settled notes of one subject."""
    made = [log(books, f"{subject} note {each}", user=(REP, REP2)[each % 2]).id for each in range(number)]
    while themes.settle(HERE):
        pass
    return made


def where(books: Books, ids: Sequence[str]) -> set[str | None]:
    return {kept(books, note).theme for note in ids}


def test_a_theme_that_lies_within_another_is_merged_into_it(books: Books, themes: Themes) -> None:
    van = notes(books, themes, "van", 40)
    make_theme(books, "van", van[3:])
    make_theme(books, "twin", van[:3])
    notes(books, themes, "price", 50)
    themes.find_new(HERE)
    assert themes.tidy(HERE) >= 3
    assert where(books, van) == {"van"}
    assert (theme_of(books, "twin").state, theme_of(books, "twin").merged_into) == ("merged", "van")
    assert changes(books, "twin") == [("merged", "plumbline")]


@pytest.mark.parametrize("by_hand", ["named", "placed"])
def test_what_a_person_did_is_neither_merged_nor_moved(books: Books, themes: Themes, by_hand: str) -> None:
    van = notes(books, themes, "van", 40)
    make_theme(books, "van", van[3:])
    make_theme(books, "twin", van[:3])
    if by_hand == "named":
        themes.rename(Deed(HERE, MARKETER), "twin", "Our own name")
    else:
        with books.keep(Deed(HERE, MARKETER)) as unit:
            stored_field.place(unit, van[:3], "twin", by=MARKETER)
    notes(books, themes, "price", 50)
    themes.find_new(HERE)
    themes.tidy(HERE)
    assert where(books, van[:3]) == {"twin"}
    assert theme_of(books, "twin").state == "open"


def test_it_is_done_once_for_each_tenth_that_notes_grow(books: Books, themes: Themes) -> None:
    van = notes(books, themes, "van", 30)
    make_theme(books, "van", van)
    themes.tidy(HERE)
    make_theme(books, "twin")
    with books.keep(Deed(HERE, REP)) as unit:
        stored_field.place(unit, van[:3], "twin")
    notes(books, themes, "van", 2)
    assert themes.tidy(HERE) == 0
    assert where(books, van[:3]) == {"twin"}
    notes(books, themes, "van", 60)
    assert themes.tidy(HERE) > 0


def test_notes_that_wait_join_the_theme_they_lie_with_and_leads_stay_out(books: Books, themes: Themes) -> None:
    van = notes(books, themes, "van", 20)
    make_theme(books, "van", van[:15])
    lead = Field(books).log(Deed(HERE, REP), Said("van note 3", kind="lead", lead_verdict="accepted"))
    themes.settle(HERE)
    assert themes.tidy(HERE) == 5
    assert where(books, van) == {"van"}
    assert kept(books, lead.id).theme is None


def test_too_many_to_move_lean_and_what_comes_near_them_joins_where_they_lean(books: Books, themes: Themes) -> None:
    van, price = notes(books, themes, "van", 60), notes(books, themes, "price", 60)
    make_theme(books, "van", [*van, *price[:20]])
    make_theme(books, "price", price[20:])
    moved = themes.tidy(HERE)
    assert 0 < moved <= 5
    with books.look(HERE) as unit:
        leaning = stored.leanings(unit, price[:20])
    assert set(leaning.values()) == {"price"}
    assert len(leaning) == 20 - moved
    (late,) = notes(books, themes, "price", 1)
    assert kept(books, late).theme == "price"


def test_what_people_do_while_it_is_looked_over_wins(books: Books, themes: Themes) -> None:
    van = notes(books, themes, "van", 40)
    make_theme(books, "van", van[3:])
    make_theme(books, "twin", van[:3])
    notes(books, themes, "price", 50)
    themes.find_new(HERE)

    @dataclass(frozen=True)
    class Slow(Themes):
        def scene(self, workspace: str) -> object:  # type: ignore[override]
            raise AssertionError("no new theme is to be named here")

        def window(self, unit: Unit) -> Window:
            found = super().window(unit)
            Themes.rename(themes, Deed(HERE, MARKETER), "twin", "Our own name")
            return found

    slow = Slow(**{name: getattr(themes, name) for name in vars(themes)})
    slow.tidy(HERE)
    assert theme_of(books, "twin").state == "open"
    assert where(books, van[:3]) == {"twin"}
    assert replace(themes) == themes


def again(books: Books, themes: Themes, rounds: int = 3) -> None:
    """More notes come, and each time all are looked over."""
    for _ in range(rounds):
        notes(books, themes, "price", 20)
        with books.keep(Deed(HERE, REP)) as unit:
            stored_workspace.save_setting(unit, TIDIED, "0", by=REP, now=books.clock.now())
        themes.find_new(HERE)
        themes.tidy(HERE)


@pytest.mark.parametrize("into", ["van", "polish"])
def test_what_a_person_merged_stays_together(books: Books, themes: Themes, into: str) -> None:
    van, polish = notes(books, themes, "van", 20), notes(books, themes, "polish", 30)
    make_theme(books, "van", van)
    make_theme(books, "polish", polish)
    themes.merge(Deed(HERE, MARKETER), {"van": "polish", "polish": "van"}[into], into)
    again(books, themes)
    assert where(books, [*van, *polish]) == {into}


def test_a_hidden_theme_does_not_come_back_in_parts(books: Books, themes: Themes) -> None:
    van, polish = notes(books, themes, "van", 20), notes(books, themes, "polish", 20)
    make_theme(books, "van", [*van, *polish])
    themes.hide(Deed(HERE, MARKETER), "van")
    again(books, themes)
    assert where(books, [*van, *polish]) == {"van"}


@pytest.mark.parametrize("what", ["taken on", "owned", "declined"])
def test_a_theme_somebody_answers_for_is_not_merged_away(books: Books, themes: Themes, what: str) -> None:
    van = notes(books, themes, "van", 40)
    make_theme(books, "van", van[3:])
    make_theme(books, "twin", van[:3])
    by = Deed(HERE, MARKETER)
    if what == "taken on":
        themes.take_on(by, "twin")
    elif what == "owned":
        themes.set_owner(by, "twin", REP)
    else:
        themes.decide(by, "twin", "declined", reason="Too dear")
    again(books, themes, 1)
    assert theme_of(books, "twin").state == "open"


def test_after_notes_were_taken_back_the_next_look_is_a_tenth_after_what_is_left(books: Books, themes: Themes) -> None:
    with books.keep(Deed(HERE, REP)) as unit:
        stored_workspace.save_setting(unit, TIDIED, "1000", by=REP, now=books.clock.now())
    van = notes(books, themes, "van", 20)
    make_theme(books, "van", van[:15])
    assert themes.tidy(HERE) == 0
    notes(books, themes, "price", 3)
    assert themes.tidy(HERE) > 0
    assert where(books, van) == {"van"}


@dataclass(frozen=True)
class Slow(Themes):
    """Something else happens while all notes are looked over."""

    meanwhile: Callable[[], object] = bool

    def window(self, unit: Unit) -> Window:
        found = super().window(unit)
        self.meanwhile()
        return found

    @classmethod
    def of(cls, themes: Themes, meanwhile: Callable[[], object]) -> Themes:
        return cls(**{name: getattr(themes, name) for name in vars(themes)}, meanwhile=meanwhile)


def test_a_note_that_a_person_placed_meanwhile_leans_no_more(books: Books, themes: Themes) -> None:
    van, price = notes(books, themes, "van", 60), notes(books, themes, "price", 60)
    make_theme(books, "van", [*van, *price[:20]])
    make_theme(books, "price", price[20:])

    def meanwhile() -> None:
        with books.keep(Deed(HERE, MARKETER)) as unit:
            stored_field.place(unit, price[:20], "van", by=MARKETER)

    assert Slow.of(themes, meanwhile).tidy(HERE) == 0
    with books.look(HERE) as unit:
        assert stored.leanings(unit, price[:20]) == {}
        assert stored_workspace.settings(unit)[TIDIED] == "120"


def test_of_two_looks_at_the_same_notes_one_puts_right(books: Books, themes: Themes) -> None:
    van, price = notes(books, themes, "van", 60), notes(books, themes, "price", 60)
    make_theme(books, "van", [*van, *price[:20]])
    make_theme(books, "price", price[20:])
    moved = list[int]()
    assert Slow.of(themes, lambda: moved.append(themes.tidy(HERE))).tidy(HERE) == 0
    assert moved[0] > 0


def test_what_is_measured_looks_at_notes_as_often_as_the_product() -> None:
    measured = themes_streamed
    assert (measured.FOUND, measured.FOUND_ALIKE, measured.NEIGHBOURS) == (SHARE_ALONE, SHARE_ALIKE, NEIGHBOURS)
    assert (measured.GROWTH, measured.FIRST) == (GROWTH, FIRST)

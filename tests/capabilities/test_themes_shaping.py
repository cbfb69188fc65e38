"""What people do to themes holds, is written down, and asks for the role it takes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.refusal import NotAllowed, Refusal
from capabilities.themes import Themes
from storage import field as stored_field
from tests.conftest import StillClock, WrittenWork
from tests.small_brief import BRIEF
from tests.themed import (
    ADMIN,
    BOSS,
    HERE,
    MARKETER,
    REP,
    REP2,
    changes,
    keep,
    kept,
    make_theme,
    meet,
    note,
    theme_of,
    themes_of,
)  # fmt: skip

BY = Deed(HERE, MARKETER)


@pytest.fixture
def themes(books: Books, clock: StillClock) -> Themes:
    """Two themes of three notes and of two."""
    meet(books)
    keep(books, *[note(clock.now() - timedelta(hours=each), f"van note {each}", id=f"v{each}") for each in range(3)])
    keep(books, *[note(clock.now(), f"stock note {each}", id=f"s{each}", theme="stock") for each in range(2)])
    make_theme(books, "van", name="Parts on each van", owner=BOSS)
    make_theme(books, "stock", name="Stock in the app")
    return themes_of(books)


def refused(theme: str, field: str | None, action: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as told:
        action()
    assert told.value.field == field, theme
    return told.value.words


def test_a_new_name_is_kept_as_it_was_given_and_is_a_persons(books: Books, themes: Themes) -> None:
    themes.rename(BY, "van", "  what is\non each van ")
    row = theme_of(books, "van")
    assert (row.name, row.name_by, row.hand) == ("What is on each van", MARKETER, True)
    assert changes(books, "van") == [("renamed", MARKETER)]
    assert themes.unnamed_by_hand(HERE) == ["stock"]
    assert not themes.name_better(HERE, "van")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "the stock in the apps", "\x00"])
def test_an_empty_long_or_taken_name_is_refused_at_its_field(themes: Themes, name: str) -> None:
    assert refused(name, "name", lambda: themes.rename(BY, "van", name))


def test_merging_moves_every_note_and_the_old_theme_stands_for_the_new(books: Books, themes: Themes) -> None:
    with books.keep(Deed(HERE, REP)) as unit:
        stored_field.change(unit, "v0", {"undone_at": books.clock.now()})
    target = themes.merge(BY, "van", "stock")
    assert target.id == "stock"
    assert {kept(books, f"v{each}").theme for each in range(3)} == {"stock"}
    row = theme_of(books, "van")
    assert (row.state, row.merged_into, row.hand, theme_of(books, "stock").hand) == ("merged", "stock", True, True)
    assert changes(books, "van") == [("merged", MARKETER)]
    assert themes.open(HERE, MARKETER, "van").shown.id == "stock"
    assert themes.rename(BY, "van", "Stock everywhere").id == "stock"


@pytest.mark.parametrize("into", ["van", "nothing", ""])
def test_a_theme_merges_into_another_that_is_there(themes: Themes, into: str) -> None:
    assert refused(into, "into", lambda: themes.merge(BY, "van", into))


def test_splitting_puts_the_chosen_notes_into_a_new_theme_for_good(books: Books, themes: Themes) -> None:
    made = themes.split(BY, "van", ["v0", "v1", "s0"], "van stock list")
    assert (made.name, made.name_by, made.hand, made.owner) == ("Van stock list", MARKETER, True, BOSS)
    assert [(kept(books, each).theme, kept(books, each).placed_by) for each in ("v0", "v1", "v2", "s0")] == [
        (made.id, MARKETER), (made.id, MARKETER), ("van", ""), ("stock", ""),
    ]  # fmt: skip
    with books.keep(Deed(HERE, REP)) as unit:
        assert stored_field.place(unit, ["v0"], "van") == 0, "no pass of the program takes it out again"
    assert changes(books, "van") == [("split", MARKETER)]


@pytest.mark.parametrize(
    ("notes", "name", "field"),
    [
        ([], "A name", "notes"),
        (["s0"], "A name", "notes"),
        (["v0", "v1", "v2"], "A name", "notes"),
        (["v0"], "", "name"),
    ],
)
def test_a_split_needs_some_of_the_notes_and_a_name(themes: Themes, notes: list[str], name: str, field: str) -> None:
    assert refused(name, field, lambda: themes.split(BY, "van", notes, name))


def test_a_hidden_theme_leaves_the_list_and_comes_back(books: Books, themes: Themes) -> None:
    themes.hide(BY, "van")
    assert [each.id for each in themes.shown(HERE, forming=True)] == ["stock"]
    assert {each.id for each in themes.shown(HERE, forming=True, hidden=True)} == {"van", "stock"}
    assert themes.brief_of(HERE, "van") is None
    themes.show(BY, "van")
    assert {each.id for each in themes.shown(HERE, forming=True)} == {"van", "stock"}
    assert [what for what, _ in changes(books, "van")] == ["hidden", "shown"]


def test_a_lens_is_kept_and_asks_that_themes_be_named_anew(themes: Themes, work: WrittenWork) -> None:
    assert themes.lens(BY, " work on\nsite ") == "work on site"
    assert themes.lens_of(HERE) == "work on site"
    ((_, kind, key),) = work.asked
    assert (kind, key.partition(":")[0]) == ("tidy", "lens")
    assert "300" in refused("lens", "lens", lambda: themes.lens(BY, "x" * 301))


def test_an_owner_is_somebody_who_is_here(books: Books, themes: Themes) -> None:
    themes.set_owner(BY, "van", REP)
    assert theme_of(books, "van").owner == REP
    assert refused("owner", "owner", lambda: themes.set_owner(BY, "van", "UNOBODY"))


def test_a_pair_takes_a_theme_on_and_gives_it_back(books: Books, themes: Themes) -> None:
    themes.take_on(Deed(HERE, REP), "van")
    row = theme_of(books, "van")
    assert (row.sales, row.marketing, row.taken_at) == (REP, "", None)
    assert "sales" in refused("van", None, lambda: themes.take_on(Deed(HERE, REP2), "van"))
    assert "sales" in refused("van", None, lambda: themes.take_on(Deed(HERE, BOSS), "van"))
    themes.take_on(Deed(HERE, MARKETER), "van")
    assert theme_of(books, "van").taken_at is not None
    themes.take_on(Deed(HERE, MARKETER), "van")
    assert [what for what, _ in changes(books, "van")] == ["taken", "taken"]
    themes.leave(Deed(HERE, REP), "van")
    row = theme_of(books, "van")
    assert (row.sales, row.marketing, row.taken_at) == ("", MARKETER, None)
    assert refused("van", None, lambda: themes.leave(Deed(HERE, REP), "van"))


def test_an_admin_takes_the_place_that_is_free(books: Books, themes: Themes) -> None:
    themes.take_on(Deed(HERE, REP), "van")
    themes.take_on(Deed(HERE, ADMIN), "van")
    themes.take_on(Deed(HERE, ADMIN), "stock")
    assert (theme_of(books, "van").marketing, theme_of(books, "stock").sales) == (ADMIN, ADMIN)


def test_a_decision_names_the_version_or_the_reason_and_can_be_opened_again(books: Books, themes: Themes) -> None:
    assert "No brief" in refused("van", None, lambda: themes.decide(BY, "van", "brief"))
    version = Briefs(books).file(BY, BRIEF).version
    themes.decide(BY, "van", "brief")
    row = theme_of(books, "van")
    assert (row.decision, row.decision_version, row.decided_by) == ("brief", version.id, MARKETER)
    assert themes.open(HERE, MARKETER, "van").shown.decision_version == version.number
    assert refused("van", "reason", lambda: themes.decide(BY, "van", "declined", reason=" "))
    themes.decide(BY, "van", "declined", reason="We plan, we do not stock.")
    row = theme_of(books, "van")
    assert (row.decision, row.decision_version, row.decision_reason) == ("declined", None, "We plan, we do not stock.")
    themes.decide(BY, "van", "")
    row = theme_of(books, "van")
    assert (row.decision, row.decision_reason, row.decided_at) == ("", "", None)
    assert changes(books, "van") == [("decided", MARKETER)] * 3


def test_a_rep_shapes_nothing_and_is_told_whom_to_ask(themes: Themes) -> None:
    rep = Deed(HERE, REP)
    tried: list[Callable[[], object]] = [
        lambda: themes.rename(rep, "van", "Mine"), lambda: themes.merge(rep, "van", "stock"),
        lambda: themes.split(rep, "van", ["v0"], "Mine"), lambda: themes.hide(rep, "van"),
        lambda: themes.show(rep, "van"), lambda: themes.lens(rep, "me"), lambda: themes.set_owner(rep, "van", REP),
        lambda: themes.decide(rep, "van", ""), lambda: themes.to_shape(HERE, REP),
    ]  # fmt: skip
    for action in tried:
        with pytest.raises(NotAllowed, match="Mara Marketer"):
            action()


def test_a_theme_that_is_gone_is_said_to_be(themes: Themes) -> None:
    assert refused("gone", None, lambda: themes.take_on(Deed(HERE, REP), "gone")) == "That theme is no longer here."

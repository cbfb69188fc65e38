"""What people do to themes holds, is written down, and asks for the role it takes."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.refusal import NotAllowed, Refusal
from capabilities.themes import Themes
from capabilities.workspace import Workspaces
from storage import field as stored_field
from storage.database import Database
from tests.conftest import StillClock, WrittenWork, counted_ids
from tests.small_brief import BRIEF
from tests.themed import (
    ADMIN,
    BOSS,
    HERE,
    MARKETER,
    PEOPLE,
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
    said = [(each, clock.now() - timedelta(hours=each), (REP, REP2)[each % 2]) for each in range(3)]
    keep(books, *[note(at, f"van note {each}", id=f"v{each}", author=who) for each, at, who in said])
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
    assert {kept(books, each).placed_by for each in ("v1", "s0")} == {MARKETER}, "the program parts them no more"


def test_what_was_meant_for_a_theme_is_not_done_to_the_one_it_was_merged_into(books: Books, themes: Themes) -> None:
    make_theme(books, "other")
    themes.merge(BY, "van", "stock")
    stale: list[Callable[[], object]] = [
        lambda: themes.rename(BY, "van", "Mine"), lambda: themes.merge(BY, "van", "other"),
        lambda: themes.split(BY, "van", ["v0"], "Mine"), lambda: themes.hide(BY, "van"),
        lambda: themes.show(BY, "van"), lambda: themes.set_owner(BY, "van", REP),
        lambda: themes.decide(BY, "van", "declined", reason="No"), lambda: themes.take_on(BY, "van"),
    ]  # fmt: skip
    for action in stale:
        words = refused("van", None, action)
        assert words == "This theme was merged into “Stock in the app” meanwhile. Open that one."
    assert "merged into" in refused("other", "into", lambda: themes.merge(BY, "other", "van"))
    row = theme_of(books, "stock")
    assert (row.state, row.name, row.owner, row.decision, row.marketing) == ("open", "Stock in the app", "", "", "")


def test_a_theme_somebody_answers_for_is_one_a_person_shaped(books: Books, themes: Themes) -> None:
    themes.set_owner(BY, "van", REP)
    themes.take_on(BY, "stock")
    make_theme(books, "other")
    themes.decide(BY, "other", "declined", reason="No")
    assert all(theme_of(books, each).hand for each in ("van", "stock", "other"))


def test_the_place_of_somebody_who_left_the_workspace_is_free(books: Books, themes: Themes) -> None:
    themes.take_on(Deed(HERE, REP), "van")
    themes.take_on(BY, "van")
    Workspaces(books).meet(HERE, [person for person in PEOPLE if person.user != REP])
    assert [(each.sales, each.taken) for each in themes.shown(HERE, forming=True) if each.id == "van"] == [("", False)]
    themes.take_on(Deed(HERE, REP2), "van")
    row = theme_of(books, "van")
    assert (row.sales, row.marketing, row.taken_at) == (REP2, MARKETER, books.clock.now())


@pytest.mark.parametrize("why", ["hidden", "forming"])
def test_a_theme_a_rep_may_not_see_is_not_taken_on_but_can_be_left(books: Books, themes: Themes, why: str) -> None:
    themes.take_on(Deed(HERE, REP), "van")
    if why == "hidden":
        themes.hide(BY, "van")
    else:
        with books.keep(Deed(HERE, REP)) as unit:
            stored_field.change(unit, "v1", {"undone_at": books.clock.now()})
    assert refused("van", None, lambda: themes.take_on(Deed(HERE, REP2), "van"))
    themes.leave(Deed(HERE, REP), "van")
    assert theme_of(books, "van").sales == ""


def test_notes_taken_back_are_not_counted_when_a_theme_is_split(books: Books, themes: Themes) -> None:
    def undo(*ids: str) -> None:
        with books.keep(Deed(HERE, REP)) as unit:
            for each in ids:
                stored_field.change(unit, each, {"undone_at": books.clock.now()})

    undo("v0")
    assert refused("van", "notes", lambda: themes.split(BY, "van", ["v0"], "Mine")).startswith("Choose")
    assert refused("van", "notes", lambda: themes.split(BY, "van", ["v1", "v2"], "Mine")).startswith("These are all")
    assert themes.split(BY, "van", ["v0", "v1"], "Mine").name == "Mine"
    assert (kept(books, "v0").theme, kept(books, "v2").theme) == ("van", "van")
    undo("v2")
    assert (
        refused("van", "notes", lambda: themes.split(BY, "van", ["v2"], "More"))
        == "This theme has no notes to split off."
    )
    assert themes.rename(BY, "stock", "Parts on each van").id == "stock", "nobody can see who has this name"


@pytest.mark.postgres
def test_of_two_who_take_a_place_at_the_same_moment_one_has_it(postgres_database_url: str, clock: StillClock) -> None:
    database = Database(postgres_database_url)
    books = Books(database, clock, counted_ids(), WrittenWork())
    meet(books)
    keep(books, *[note(clock.now(), f"van {each}", author=(REP, REP2)[each % 2], id=f"v{each}") for each in range(3)])
    make_theme(books, "van")
    number = counted_ids()

    def slow_id() -> str:
        time.sleep(0.2)
        return f"change {number()} {threading.get_ident()}"

    themes, told = themes_of(replace(books, new_id=slow_id)), list[str]()

    def take(user: str) -> None:
        try:
            told.append(themes.take_on(Deed(HERE, user), "van").sales)
        except Refusal as refusal:
            told.append(refusal.words)

    both = [threading.Thread(target=take, args=(user,)) for user in (REP, REP2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(told)[0].startswith("Somebody from sales")
    assert theme_of(books, "van").sales in told
    database.close()


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
    themes.lens(BY, "work on  site")
    assert len(work.asked) == 1, "the same words name nothing anew"
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
    themes.take_on(Deed(HERE, ADMIN), "stock")  # forming, but who shapes themes sees it
    assert (theme_of(books, "van").marketing, theme_of(books, "stock").sales) == (ADMIN, ADMIN)


def test_a_decision_names_the_version_or_the_reason_and_can_be_opened_again(books: Books, themes: Themes) -> None:
    assert "No brief" in refused("van", None, lambda: themes.decide(BY, "van", "brief"))
    version = Briefs(books).file(BY, BRIEF, publish=True).version
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

"""New themes are found among the notes that wait, owned by somebody, named once, and never by halves."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.field.learning import KindExamples
from capabilities.hashing import HashedWords
from capabilities.themes import Themes
from capabilities.workspace import Workspaces
from prompts.model import ModelUnavailable
from storage import themes as stored
from storage.field import Note, search
from storage.themes import Theme
from tests.conftest import StillClock, WrittenWork
from tests.small_brief import BRIEF
from tests.themed import (
    ADMIN,
    BOSS,
    HERE,
    MARKETER,
    PEOPLE,
    POLISH,
    REP2,
    VAN,
    Away,
    changes,
    keep,
    kept,
    log,
    make_theme,
    meet,
    theme_of,
    themes_of,
)  # fmt: skip


@pytest.fixture
def themes(books: Books) -> Themes:
    meet(books)
    return themes_of(books)


def every(books: Books) -> list[Theme]:
    with books.look(HERE) as unit:
        return stored.every(unit)


def settle(themes: Themes) -> None:
    while themes.settle(HERE):
        pass


def test_notes_like_one_another_make_a_theme_and_a_lonely_one_waits(books: Books, themes: Themes) -> None:
    van, polish = [log(books, words).id for words in VAN], [log(books, words).id for words in POLISH]
    lonely = log(books, "Signed report by noon")
    settle(themes)
    made = themes.find_new(HERE)
    assert len(made) == 2
    assert len({kept(books, note).theme for note in van}) == 1
    assert len({kept(books, note).theme for note in polish}) == 1
    assert kept(books, lonely.id).theme is None
    assert themes.find_new(HERE) == []


def test_a_theme_is_named_by_its_notes_and_owned_by_who_is_responsible(books: Books, themes: Themes) -> None:
    for words in VAN:
        log(books, words)
    settle(themes)
    (theme,) = themes.find_new(HERE)
    row = theme_of(books, theme)
    assert "van" in row.name.lower()
    assert (row.name_by, row.owner, row.hand, row.state) == ("phrases", BOSS, False, "open")


def test_the_owner_of_the_brief_owns_what_customers_say(books: Books, themes: Themes) -> None:
    Briefs(books).file(Deed(HERE, MARKETER), BRIEF, publish=True)
    for words in VAN:
        log(books, words)
    settle(themes)
    (theme,) = themes.find_new(HERE)
    assert theme_of(books, theme).owner in (MARKETER, BOSS, ADMIN)
    assert theme_of(books, theme).owner == MARKETER  # it names nobody of this workspace, so whoever filed it


def test_a_lead_verdict_founds_no_theme(books: Books, themes: Themes) -> None:
    for words in VAN:
        log(books, words, kind="lead", lead_verdict="accepted")
    settle(themes)
    assert themes.find_new(HERE) == []


def test_notes_that_found_a_theme_meanwhile_make_no_second_one(books: Books, themes: Themes) -> None:
    notes = [log(books, words).id for words in VAN]
    settle(themes)
    scene = themes.scene(HERE)
    make_theme(books, "other", notes[:1])
    assert themes.gather(HERE, None, notes, scene) == ""
    assert [row.id for row in every(books)] == ["other"]
    assert {kept(books, note).theme for note in notes} == {"other"}, "the rest joins them"


def test_nobody_who_left_the_workspace_gets_a_theme(books: Books, themes: Themes) -> None:
    Briefs(books).file(Deed(HERE, MARKETER), BRIEF, publish=True)
    here = [person for person in PEOPLE if person.user not in (MARKETER, BOSS)]
    Workspaces(books).meet(HERE, here)
    for words in VAN:
        log(books, words)
    settle(themes)
    (theme,) = themes.find_new(HERE)
    assert theme_of(books, theme).owner == ADMIN


def test_a_name_gets_better_once_at_six_notes_and_then_holds_still(books: Books, themes: Themes) -> None:
    for words in VAN:
        log(books, words)
    settle(themes)
    (theme,) = themes.find_new(HERE)
    assert themes.grown(HERE) == []
    for words in ("parts on the van", "the parts on each van, please", "the parts on each van, again"):
        log(books, words, user=REP2)
    settle(themes)
    assert themes.grown(HERE) == [theme]
    themes.name_better(HERE, theme)
    name = theme_of(books, theme).name
    assert themes.grown(HERE) == []
    assert changes(books, theme) == [("named", "plumbline")]
    for _ in range(5):
        log(books, "stock of the van in the app")
    settle(themes)
    assert themes.grown(HERE) == []
    assert theme_of(books, theme).name == name


def test_a_theme_that_has_grown_asks_for_its_better_name(books: Books, themes: Themes, work: WrittenWork) -> None:
    for words in VAN:
        log(books, words)
    settle(themes)
    themes.find_new(HERE)
    work.asked.clear()
    for _ in range(3):
        log(books, VAN[0])
    settle(themes)
    assert [kind for _, kind, _ in work.asked] == ["themes"]


def test_vectors_that_are_missing_are_made_up_for(books: Books, clock: StillClock) -> None:
    meet(books)
    embedder = Away()
    themes = themes_of(books, embedder)
    notes = [log(books, words).id for words in VAN]
    settle(themes)
    assert themes.find_new(HERE) == []
    embedder.away = False
    assert themes.mend_vectors(HERE) == ""
    with books.look(HERE) as unit:
        assert set(themes.nearness.vectors(unit, notes, model=embedder.name)) == set(notes)
        assert {note for note, _ in search.by_words(unit, "vans", limit=9)} == set(notes)
    assert len(themes.find_new(HERE)) == 1


def test_a_text_the_model_refuses_keeps_no_other_note_from_its_vector(
    books: Books, clock: StillClock, work: WrittenWork
) -> None:
    class Picky(Away):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            if any("forbidden" in text for text in texts):
                raise ModelUnavailable("400")
            return super().embed(texts)

    meet(books)
    embedder = Picky()
    themes = themes_of(books, embedder)
    notes = [log(books, words).id for words in (VAN[0], "a forbidden word", VAN[1])]
    settle(themes)
    assert themes.mend_vectors(HERE) == "", "the model is away"
    embedder.away = False
    themes.mend_vectors(HERE)
    with books.look(HERE) as unit:
        assert set(themes.nearness.vectors(unit, notes, model=embedder.name)) == {notes[0], notes[2]}
        assert [note for note, _ in search.by_words(unit, "forbidden", limit=9)] == [notes[1]]
    embedder.asked.clear()
    work.asked.clear()
    themes.mend_vectors(HERE)
    themes.missing(HERE)
    assert embedder.asked == []
    assert not any(key.startswith("vectors:") for _, _, key in work.asked)


def test_another_embedding_model_embeds_every_note_anew(books: Books, themes: Themes) -> None:
    notes = [log(books, words).id for words in VAN]
    settle(themes)
    other = Away(away=False, name="another")
    changed = themes_of(books, other)
    assert changed.mend_vectors(HERE) == ""
    assert len(other.asked) == 3
    with books.look(HERE) as unit:
        assert set(changed.nearness.vectors(unit, notes, model="another")) == set(notes)
        assert changed.nearness.vectors(unit, notes, model="words-384") == {}
    changed.mend_vectors(HERE)
    assert len(other.asked) == 3


def test_what_was_left_undone_is_asked_for_and_only_that(books: Books, clock: StillClock, work: WrittenWork) -> None:
    meet(books)
    embedder = Away()
    themes = themes_of(books, embedder)
    note = log(books, VAN[0], reply_to="user:UREP")
    themes.settle(HERE)
    work.asked.clear()
    themes.missing(HERE)
    asked = [(kind, key.rpartition(":")[0]) for _, kind, key in work.asked]
    assert asked == [("tidy", "vectors"), ("tidy", f"model:{embedder.name}"), ("tidy", "")]
    clock.go(minutes=5)
    embedder.away = False
    themes.mend_vectors(HERE)
    work.asked.clear()
    themes.missing(HERE)
    asked = [(kind, key.rpartition(":")[0]) for _, kind, key in work.asked]
    assert asked == [("notes", f"{note.id}:left"), ("tidy", "")]


def test_the_kind_the_rules_gave_is_corrected_by_likeness_and_a_persons_stays(books: Books, clock: StillClock) -> None:
    meet(books)
    rows = [("the price is too high for them", "objection"), ("price far too high", "objection")]
    rows += [("they want an app in Polish", "want"), ("wants a Polish app", "want"), ("it works well", "works")]
    themes = replace(themes_of(books), kinds=KindExamples(HashedWords(), rows))
    said = {"rules": "price", "person": "price is high"}
    keep(
        books,
        *[
            Note(workspace=HERE, id=by, created_at=clock.now(), author="U", text=text, kind="words", kind_by=by)
            for by, text in said.items()
        ],
    )
    themes.warm()
    settle(themes)
    assert (kept(books, "rules").kind, kept(books, "rules").kind_by) == ("objection", "likeness")
    assert (kept(books, "person").kind, kept(books, "person").kind_by) == ("words", "person")

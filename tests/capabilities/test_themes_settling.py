"""A note that waits is made findable, joins the theme it is like, and its author is to be answered, whatever fails."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from capabilities.themes import Themes
from capabilities.themes.settling import AT_ONCE, meaning_of, words_of
from storage import field as stored_field
from storage.field import Note, search
from tests.conftest import StillClock, WrittenWork
from tests.themed import HERE, REP, VAN, Away, kept, log, make_theme, themes_of
from tests.written import write


@pytest.fixture
def themes(books: Books) -> Themes:
    return themes_of(books)


def found_by_words(books: Books, words: str) -> list[str]:
    with books.look(HERE) as unit:
        return [note for note, _ in search.by_words(unit, words, limit=10)]


def test_a_settled_note_is_known_and_found_by_words_and_by_meaning(books: Books, themes: Themes) -> None:
    note = log(books, VAN[0], reply_to="user:U1")
    (settled,) = themes.settle(HERE)
    assert (settled.note, settled.reply_to, settled.theme) == (note.id, "user:U1", None)
    assert kept(books, note.id).known_at is not None
    assert found_by_words(books, "vans") == [note.id]
    with books.look(HERE) as unit:
        vector = themes.vectors([VAN[0]])[0]
        ((near, likeness),) = themes.nearness.near(unit, vector, model=themes.embedder.name, limit=3)
    assert near == note.id
    assert likeness == pytest.approx(1, abs=1e-3)


def test_a_note_like_those_of_a_theme_joins_it_and_another_waits(books: Books, themes: Themes) -> None:
    first = [log(books, words).id for words in VAN]
    themes.settle(HERE)
    make_theme(books, "van", first)
    like, other = log(books, "see the parts on each van"), log(books, "the board must speak Polish")
    done = {each.note: each.theme for each in themes.settle(HERE)}
    assert done == {like.id: "van", other.id: None}
    assert (kept(books, like.id).theme, kept(books, other.id).theme) == ("van", None)


def test_a_lead_verdict_belongs_to_no_theme_and_speaks_for_none(books: Books, themes: Themes) -> None:
    first = [log(books, words).id for words in VAN]
    themes.settle(HERE)
    make_theme(books, "van", first)
    said = Said("which parts are on each van", kind="lead", lead_verdict="returned", return_reason="no_need")
    lead = Field(books).log(Deed(HERE, "U1"), said)
    (settled,) = themes.settle(HERE)
    assert (settled.note, settled.theme) == (lead.id, None)


def test_a_note_joins_what_its_theme_was_merged_into(books: Books, themes: Themes) -> None:
    first = [log(books, words).id for words in VAN]
    themes.settle(HERE)
    make_theme(books, "stock", [])
    make_theme(books, "van", first, state="merged", merged_into="stock")
    log(books, "the parts on each van")
    assert [each.theme for each in themes.settle(HERE)] == ["stock"]


def test_while_the_model_is_away_notes_are_known_and_found_by_their_words(books: Books) -> None:
    embedder = Away()
    themes = themes_of(books, embedder)
    note = log(books, VAN[0], reply_to="user:U1")
    assert [each.note for each in themes.settle(HERE)] == [note.id]
    assert found_by_words(books, "vans") == [note.id]
    assert themes.settle(HERE) == []


def test_whoever_waits_for_an_answer_comes_first_and_ends_the_go(books: Books, themes: Themes) -> None:
    for number in range(40):
        log(books, f"note number {number}")
    asked = log(books, VAN[0], reply_to="user:U1")
    first = themes.settle(HERE)
    assert first[0].note == asked.id
    assert len(first) == 32
    assert len(themes.settle(HERE)) == 9


def test_one_go_settles_five_hundred_notes_at_most(books: Books, themes: Themes, clock: StillClock) -> None:
    notes = [
        Note(workspace=HERE, id=f"n{number:03}", created_at=clock.now(), author="U1", text=f"note number {number}")
        for number in range(AT_ONCE + 50)
    ]
    with books.keep(Deed(HERE, "U1")) as unit:
        write(unit, notes)
    first = len(themes.settle(HERE))
    assert AT_ONCE <= first < AT_ONCE + 32
    assert first + len(themes.settle(HERE)) == AT_ONCE + 50


def test_a_changed_note_is_settled_anew_and_what_a_person_placed_stays(books: Books, themes: Themes) -> None:
    first = [log(books, words).id for words in VAN]
    themes.settle(HERE)
    make_theme(books, "van", first)
    with books.keep(Deed(HERE, "U1")) as unit:
        stored_field.place(unit, first[:1], "van", by="U2")
        for note in first:
            stored_field.change(unit, note, {"known_at": None, "text": "the board must speak Polish"})
    done = {each.note: each.theme for each in themes.settle(HERE)}
    assert done[first[0]] == "van"
    assert found_by_words(books, "parts") == []
    assert set(found_by_words(books, "polish")) == set(first)


def test_what_was_settled_and_never_answered_is_handed_over_later(
    books: Books, themes: Themes, clock: StillClock
) -> None:
    note = log(books, VAN[0], reply_to="user:U1")
    themes.settle(HERE)  # and the process dies before it answers
    assert themes.settle(HERE) == []
    clock.go(seconds=60)
    assert [each.note for each in themes.settle(HERE)] == [note.id]


def test_an_answer_that_keeps_failing_holds_up_nobody_elses_note(
    books: Books, themes: Themes, clock: StillClock
) -> None:
    field, failing = Field(books), log(books, VAN[0], reply_to="user:UGONE")
    themes.settle(HERE)
    clock.go(seconds=60)
    other = log(books, VAN[1])
    assert {each.note for each in themes.settle(HERE)} == {failing.id, other.id}
    assert kept(books, other.id).known_at is not None
    assert field.take_reply(HERE, failing.id, "work1") == "user:UGONE"
    assert field.taken(HERE, "work1") == {failing.id: "user:UGONE"}
    assert field.taken(HERE, "work") == {}
    assert themes.settle(HERE) == [], "what another piece of work has taken on is left to it"


def test_a_changed_note_is_answered_late_by_when_it_was_changed(
    books: Books, themes: Themes, clock: StillClock
) -> None:
    note = log(books, VAN[0])
    clock.go(days=3)
    Field(books).edit(Deed(HERE, REP), note.id, Said(VAN[1], kind="want"), reply_to="view:V1")
    themes.settle(HERE)
    clock.go(seconds=60)
    assert [each.note for each in themes.settle(HERE)] == [note.id]


def test_a_note_changed_while_it_is_settled_is_settled_once_more(books: Books) -> None:
    note = log(books, VAN[0], account="Acme")

    class Meanwhile(Away):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            if not self.asked:
                said = Said(VAN[0], kind="want", account="Globex")
                Field(books).edit(Deed(HERE, REP), note.id, said, reply_to="view:V1")
            return super().embed(texts)

    done = themes_of(books, Meanwhile(away=False)).settle(HERE)
    assert [(each.note, each.reply_to) for each in done] == [(note.id, "view:V1")]
    assert found_by_words(books, "Globex") == [note.id]
    assert found_by_words(books, "Acme") == []


def test_notes_without_a_theme_ask_for_new_themes_once(books: Books, themes: Themes, work: WrittenWork) -> None:
    for words in VAN:
        log(books, words)
    themes.settle(HERE)
    assert [kind for _, kind, _ in work.asked] == ["themes"]
    themes.settle(HERE)
    assert len(work.asked) == 1


def test_the_fourth_of_several_alike_asks_for_a_new_theme_among_many(
    books: Books, themes: Themes, work: WrittenWork
) -> None:
    known = [log(books, f"the board must speak language {number}").id for number in range(120)]
    themes.settle(HERE)
    make_theme(books, "board", known, hand=True)
    themes.turns.told(HERE)
    asked = len(work.asked)
    for words in (*VAN, "which parts are on each van, he asked"):
        assert len(work.asked) == asked
        log(books, words)
        themes.settle(HERE)
    assert [kind for _, kind, _ in work.asked[asked:]] == ["themes"]


def test_the_same_workspace_is_settled_by_one_at_a_time(books: Books, themes: Themes) -> None:
    note = log(books, VAN[0])
    assert themes.turns.begin(HERE)
    assert themes.settle(HERE) == []
    assert kept(books, note.id).known_at is None
    assert not themes.turns.nothing_more(HERE), "somebody came meanwhile: there is one more look to take"
    assert themes.turns.nothing_more(HERE)
    assert len(themes.settle(HERE)) == 1


def test_the_customers_name_is_no_part_of_what_a_note_means(clock: StillClock) -> None:
    note = Note(workspace=HERE, id="n", created_at=clock.now(), author="U1", text="Acme wants parts", account="Acme")
    note = replace(note, competitor="Rutano", customer_words="on ACME's van")
    assert meaning_of(note) == "the customer wants parts\non the customer's van\nRutano"
    assert "Acme" in words_of(note)
    assert len(meaning_of(replace(note, text="word " * 6000))) == 8000

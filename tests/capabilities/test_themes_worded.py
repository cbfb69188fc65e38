"""A model's name for a theme stands only if the theme's own notes say every word of it; else the phrases stay."""

from datetime import UTC, datetime
from typing import Any

import pytest

from capabilities.books import Books, Deed
from capabilities.themes import Themes
from capabilities.themes.wording import wrong
from prompts.model import ModelUnavailable
from storage import field as stored_field
from storage import themes as stored
from tests.scripted_mind import ScriptedModel
from tests.themed import HERE, MARKETER, VAN, changes, log, make_theme, meet, note, theme_of, themes_of


def made(books: Books, *answers: Any) -> tuple[Themes, ScriptedModel, list[str]]:
    """A theme of three notes called by its phrases, and a model that answers so."""
    meet(books)
    model = ScriptedModel(typed_answers=list(answers), database=books.database)
    themes = themes_of(books, model=model)
    notes = [log(books, words, account="Skerry Fish").id for words in (*VAN[:2], "Skerry wants parts on each van")]
    themes.settle(HERE)
    make_theme(books, "van", notes, name="Van leaves")
    make_theme(books, "other", [log(books, "an app in Polish").id], name="Which parts")
    return themes, model, notes


def test_a_name_the_notes_say_takes_the_place_of_the_phrases(books: Books) -> None:
    themes, model, notes = made(books)
    model.typed_answers.append({"name": "parts on each van.", "notes": notes[:2]})
    assert themes.word_name(HERE, "van")
    row = theme_of(books, "van")
    assert (row.name, row.name_by, row.hand) == ("Parts on each van", "model", False)
    (asked,) = model.asked
    assert "[customer] wants parts on each van" in asked.user
    assert "Skerry" not in asked.user
    assert "Which parts" in asked.user


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Inventory of vehicles", "words no note has"),
        ("Parts on 3 vans", "a number"),
        ("Parts for Skerry", "a customer"),
        ("Parts for <!channel>", "a mention"),
        ("Parts https://x.example", "a link"),
        ("which part", "another theme's name"),
        ("", "nothing"),
        ("Parts that are on each van which are on each van and which parts", "too long"),
    ],
)
def test_a_name_that_does_not_hold_leaves_the_phrases(books: Books, name: str, why: str) -> None:
    themes, model, notes = made(books)
    model.typed_answers.append({"name": name, "notes": notes})
    assert not themes.word_name(HERE, "van"), why
    assert theme_of(books, "van").name == "Van leaves"


@pytest.mark.parametrize("ids", [[], ["nowhere", "n2"], ["id1"]])
def test_a_name_needs_two_notes_of_the_theme_that_say_it(books: Books, ids: list[str]) -> None:
    themes, model, notes = made(books)
    model.typed_answers.append(
        {"name": "Parts on each van", "notes": [notes[0] if each == "id1" else each for each in ids]}
    )
    assert not themes.word_name(HERE, "van")


def test_a_model_that_is_away_costs_nothing_but_the_better_name(books: Books) -> None:
    themes, _, _ = made(books, ModelUnavailable("away"))
    assert not themes.word_name(HERE, "van")
    assert theme_of(books, "van").name_by == "phrases"


def test_a_persons_name_is_never_taken_away_not_even_when_given_while_the_model_thought(books: Books) -> None:
    themes, model, notes = made(books)

    def meanwhile(_: object) -> dict[str, Any]:
        themes.rename(Deed(HERE, MARKETER), "van", "Our own name")
        return {"name": "Parts on each van", "notes": notes}

    model.typed_answers.append(meanwhile)
    assert not themes.word_name(HERE, "van")
    assert theme_of(books, "van").name == "Our own name"
    assert not themes.word_name(HERE, "van")
    assert len(model.asked) == 1


def test_what_was_asked_is_kept_beside_the_name(books: Books) -> None:
    themes, model, notes = made(books)
    model.typed_answers.append({"name": "Parts on each van", "notes": notes})
    themes.word_name(HERE, "van")
    with books.look(HERE) as unit:
        (change,) = stored.changes(unit, "van")
    assert change.facts["prompt"] == f"themes v2 {model.asked[0].fingerprint}"
    assert (change.facts["model"], change.facts["tokens"], change.facts["was"]) == ("scripted", 15, "Van leaves")
    assert changes(books, "van") == [("named early", "plumbline")]


def test_a_lens_may_second_a_word_that_one_note_says(books: Books) -> None:
    themes, model, notes = made(books)
    notes.append(log(books, "inventory of the parts on each van").id)
    with books.keep(Deed(HERE, MARKETER)) as unit:
        stored_field.place(unit, notes[-1:], "van")
    answer = {"name": "Inventory of parts on each van", "notes": [notes[0], notes[-1]]}
    model.typed_answers.append(answer)
    assert not themes.word_name(HERE, "van")
    themes.lens(Deed(HERE, MARKETER), "inventory on site")
    model.typed_answers.append(answer)
    assert themes.word_name(HERE, "van")
    assert "inventory on site" in model.asked[1].user


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Sales boss is useless", "one note's words, written to be a name"),
        ("Work on site, not the price", "the lens alone"),
        ("Which is on it", "no word that tells"),
        ("Parts of the boss", "a word of one note"),
    ],
)
def test_one_note_or_the_lens_alone_gives_no_name(name: str, why: str) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    said = ("Name this theme: our sales boss is useless", "which parts are on which van", "parts on the van")
    notes = [note(at, words, id=f"n{number}") for number, words in enumerate(said)]
    lens = "Work on site, not the price"
    for cited in (["n0", "n1"], ["n0", "n1", "n2"]):
        assert wrong(name, cited, notes, lens=lens, taken=[], hide=str), why
    assert not wrong("Parts on the van", ["n1", "n2"], notes, lens=lens, taken=[], hide=str)


def grown(books: Books, *answers: Any, by: str) -> tuple[Themes, ScriptedModel, list[str]]:
    """The same with six notes, so that the one better name is due."""
    themes, model, notes = made(books, *answers)
    notes += [log(books, VAN[0]).id for _ in range(3)]
    themes.settle(HERE)
    with books.keep(Deed(HERE, MARKETER)) as unit:
        stored_field.place(unit, notes, "van")
        row = stored.get(unit, "van")
        assert row is not None
        row.name, row.name_by = "Parts on vans", by
        stored.save(unit, row)
    assert themes.grown(HERE) == ["van"]
    return themes, model, notes


def test_a_models_name_stays_while_the_model_is_away_and_is_asked_for_again(books: Books) -> None:
    themes, model, notes = grown(books, ModelUnavailable("away"), by="model")
    assert not themes.name_better(HERE, "van")
    assert (theme_of(books, "van").name, themes.grown(HERE)) == ("Parts on vans", ["van"])
    model.typed_answers.append({"name": "Parts on each van", "notes": notes[3:]})
    assert themes.name_better(HERE, "van")
    assert (theme_of(books, "van").name_by, themes.grown(HERE)) == ("model", [])
    assert changes(books, "van") == [("named", "plumbline")]


def test_a_models_name_stays_where_it_finds_no_better_one_and_is_asked_for_no_more(books: Books) -> None:
    themes, _, notes = grown(books, by="model")
    themes.model.typed_answers.append({"name": "Zebras", "notes": notes})  # type: ignore[union-attr]
    assert not themes.name_better(HERE, "van")
    row = theme_of(books, "van")
    assert (row.name, row.name_by, themes.grown(HERE)) == ("Parts on vans", "model", [])


def test_phrases_name_a_grown_theme_when_the_model_does_not(books: Books) -> None:
    themes, model, _ = grown(books, ModelUnavailable("away"), by="phrases")
    assert themes.name_better(HERE, "van")
    assert len(model.asked) == 1
    assert (theme_of(books, "van").name_by, themes.grown(HERE)) == ("phrases", [])


def test_a_theme_without_a_word_gets_the_first_free_number_once(books: Books) -> None:
    meet(books)
    themes = themes_of(books)
    make_theme(books, "x", [log(books, "777").id], name="New theme 2")
    make_theme(books, "z", [log(books, "888").id], name="New theme")
    make_theme(books, "y", [log(books, "12345").id for _ in range(6)], name="New theme 9")
    assert themes.grown(HERE) == ["y"]
    themes.name_better(HERE, "y")
    assert (theme_of(books, "y").name, themes.grown(HERE)) == ("New theme 3", [])


def test_a_theme_that_a_person_shaped_keeps_its_name(books: Books) -> None:
    themes, model, _ = grown(books, by="phrases")
    themes.merge(Deed(HERE, MARKETER), "other", "van")
    assert themes.grown(HERE) == []
    assert not themes.name_better(HERE, "van")
    assert "van" not in themes.unnamed_by_hand(HERE)
    assert (theme_of(books, "van").name, model.asked) == ("Parts on vans", [])

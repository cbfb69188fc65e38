"""A model's name for a theme stands only if the theme's own notes say every word of it; else the phrases stay."""

from typing import Any

import pytest

from capabilities.books import Books, Deed
from capabilities.themes import Themes
from prompts.model import ModelUnavailable
from storage import themes as stored
from tests.scripted_mind import ScriptedModel
from tests.themed import HERE, MARKETER, VAN, changes, log, make_theme, meet, theme_of, themes_of


def made(books: Books, *answers: Any) -> tuple[Themes, ScriptedModel, list[str]]:
    """A theme of three notes called by its phrases, and a model that answers so."""
    meet(books)
    model = ScriptedModel(typed_answers=list(answers), database=books.database)
    themes = themes_of(books, model=model)
    notes = [log(books, words, account="Skerry Fish").id for words in (*VAN[:2], "Skerry wants parts on each van")]
    themes.settle(HERE)
    make_theme(books, "van", notes, name="Van leaves")
    make_theme(books, "other", name="Which parts")
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
    assert change.facts["prompt"] == f"themes v1 {model.asked[0].fingerprint}"
    assert (change.facts["model"], change.facts["tokens"], change.facts["was"]) == ("scripted", 15, "Van leaves")
    assert changes(books, "van") == [("named early", "plumbline")]


def test_a_lens_may_lend_its_words_to_a_name(books: Books) -> None:
    themes, model, notes = made(books)
    themes.lens(Deed(HERE, MARKETER), "inventory on site")
    model.typed_answers.append({"name": "Inventory of parts on each van", "notes": notes})
    assert themes.word_name(HERE, "van")
    assert "inventory on site" in model.asked[0].user

"""Names of themes come from what their notes say and the others do not, and hold no name, amount or other's name."""

import pytest

from capabilities.hiding import Hiding
from capabilities.themes.naming import LONGEST, Commonness, Phrase, key_phrases, name_of, same_name
from tests.demo_company import rows_of, threads

VAN = [
    "They want to see which parts are on each van.",
    "Asked which parts are on the vans before he sends somebody",
    "parts on each van, again. He drives back twice a week",
]
OTHERS = [
    "the price is too high",
    "Wants an app in Polish",
    "No signal in the cold rooms",
    "They want to cancel monthly",
]
COMMON = Commonness.among([*VAN, *OTHERS])


def test_a_name_is_a_phrase_of_the_notes_in_sentence_case() -> None:
    name = name_of(key_phrases(VAN, COMMON), [])
    assert name == "Parts on each van"


def test_the_same_notes_give_the_same_name_in_any_order() -> None:
    assert {name_of(key_phrases([*VAN[at:], *VAN[:at]], COMMON), []) for at in range(3)} == {"Parts on each van"}


def test_no_two_themes_are_called_the_same() -> None:
    phrases = key_phrases(VAN, COMMON)
    second = name_of(phrases, ["parts on each vans"])
    assert second
    assert not same_name(second, "Parts on each van")


def test_what_a_workspace_cares_about_raises_the_phrases_that_say_it() -> None:
    notes = ["the board shows the stock and the overdue jobs", "stock and overdue jobs on the board", "overdue, stock"]
    common = Commonness.among([*notes, *OTHERS])
    assert "overdue" in name_of(key_phrases(notes, common, lens="overdue inspections"), []).lower()
    assert "stock" in name_of(key_phrases(notes, common, lens="the stock on site"), []).lower()


def test_names_hold_no_customer_person_or_amount() -> None:
    notes = [
        "Skerry Fish wants a 40k EUR freezer plan",
        "Skerry freezer plan, says Dana Whitlock",
        "Freezer plan at Skerry",
    ]
    hide = Hiding.of(accounts=["Skerry Fish"], people=["Dana Whitlock"], texts=notes).hidden
    found = key_phrases(notes, Commonness.among([*notes, *OTHERS]), hide=hide, limit=50)
    assert name_of(found, []).lower() == "freezer plan"
    for phrase in found:
        assert not any(word in phrase.words for word in ("Skerry", "Dana", "Whitlock", "40", "[", "customer"))


@pytest.mark.parametrize("notes", [["", "  "], ["!!! ???", "…"], ["the and of", "it is"], ["12 34", "€5"], ["🙂🙂"]])
def test_notes_without_a_telling_word_have_no_name(notes: list[str]) -> None:
    assert name_of(key_phrases(notes, Commonness.among(notes)), []) == ""


def test_a_word_without_end_makes_no_name_beyond_the_limit() -> None:
    notes = ["x" * 500, "x" * 500, "a van " * 400]
    for phrase in key_phrases(notes, Commonness.among(notes), limit=20):
        assert len(phrase.words) <= LONGEST


def test_names_of_signs_alone_are_told_apart() -> None:
    assert not same_name("🚚", "🎉")
    assert same_name("🚚", " 🚚")


def test_two_phrases_make_a_name_when_each_is_taken() -> None:
    phrases = [Phrase("van stock", ("van", "stock")), Phrase("parts list", ("part", "list"))]
    assert name_of(phrases, ["Van stock", "Parts list"]) == "Van stock, parts list"


def test_other_languages_and_scripts_are_named_by_their_own_words() -> None:
    notes = ["Ersatzteile im Wagen sehen", "welche Ersatzteile im Wagen liegen", "Ersatzteile im Wagen"]
    assert "Ersatzteile" in name_of(key_phrases(notes, Commonness.among([*notes, *OTHERS])), [])


def test_the_threads_of_the_demo_company_are_named_so_that_one_knows_them() -> None:
    rows = rows_of("notes.csv")
    said = {row["source_id"]: f"{row['text']}\n{row['customer_words']}" for row in rows}
    hide = Hiding.of(accounts=[row["account"] for row in rows], people=[], texts=said.values()).hidden
    common = Commonness.among(said.values())
    names = {
        thread: name_of(key_phrases([said[note] for note in sorted(notes)], common, hide=hide), [])
        for thread, notes in threads().items()
    }
    expected = {
        "van": "Van parts", "price": "Rutano price", "arrival": "Arrival message", "audit": "Audit folder",
        "overdue": "Overdue list", "languages": "App in their language", "holiday": "Absences on the board",
        "offline": "Cold rooms have no signal", "setup": "Unit list",
    }  # fmt: skip
    assert {thread: names[thread] for thread in expected} == expected
    assert len({name.casefold() for name in names.values()}) == len(names)

"""What a note gives back: who said the like, a likely repetition, and the owner who hears of a silence."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.channels import Channels
from capabilities.field import Field, Note, Said
from capabilities.field.classifying import Classifying
from capabilities.field.giving import Giving
from capabilities.finding import Finder
from capabilities.hashing import HashedWords
from capabilities.permissions import PROGRAM
from capabilities.themes import Themes
from capabilities.workspace import Known, Workspaces
from prompts.catalog import Catalog
from prompts.model import ModelUnavailable
from storage import field as stored
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.field import search
from storage.field.search import Findable, Nearness
from storage.themes import Theme
from tests.conftest import StillClock
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF

HERE, ANN, BEN, OLA = "T1", "UANN", "UBEN", "UOLA"
OWNED = BRIEF.replace("# Brief: Lanternly", "---\nowner: Ola Owner\n---\n\n# Brief: Lanternly", 1)
UNION = Said("the union will not let anybody type at night", kind="objection")


@pytest.fixture
def giving(books: Books) -> Giving:
    workspaces, field, briefs = Workspaces(books), Field(books), Briefs(books)
    workspaces.greet(HERE, "Here")
    people = [(ANN, "Ann"), (BEN, "Ben"), (OLA, "Ola Owner")]
    workspaces.meet(HERE, [Known(user, name, "Europe/Berlin") for user, name in people])
    briefs.file(Deed(HERE, PROGRAM), OWNED, publish=True)
    themes = Themes(books, workspaces, Nearness(books.database), HashedWords())
    return Giving(books, field, themes, briefs, Finder(), Channels(books, workspaces))


class Hygiene:
    """An embedder that knows germs by any name, and takes its time with a whole brief or is away altogether."""

    name, dimensions = "hygiene-2", 2

    def __init__(self, *, away: bool = False) -> None:
        self.away = away

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.away:
            raise ModelUnavailable("nobody answers")
        if len(texts) > 1:
            time.sleep(0.4)
        return [[1.0, 0.0] if "germs" in text or "microbes" in text else [0.0, 1.0] for text in texts]


def settled(giving: Giving, said: Said, *, by: str = ANN, theme: str | None = None) -> Note:
    """A note logged and made findable, as the settling of notes does it."""
    note = giving.field.log(Deed(HERE, by), said)
    with giving.books.keep(Deed(HERE, PROGRAM)) as unit:
        vector = np.asarray(HashedWords().embed([note.text])[0], dtype=np.float32)
        search.make_findable(unit, [Findable(note.id, note.created_at, note.text, HashedWords().name, vector)])
        stored.change(unit, note.id, {"known_at": note.created_at, "theme": theme})
    return note


def test_other_people_of_the_last_thirty_days_are_counted_once_each(giving: Giving, clock: StillClock) -> None:
    want = Said("parts shown on each van", kind="want")
    settled(giving, want, by="UOLD")
    clock.go(days=31)
    for user in (BEN, BEN, OLA):
        settled(giving, want, by=user)
    settled(giving, Said("a longer ladder", kind="want"), by="UELSE")
    given = giving.given(HERE, settled(giving, want).id)
    assert given is not None
    assert (given.people, given.again) == (2, False)


def test_who_said_it_in_other_words_within_the_theme_said_the_like(giving: Giving, clock: StillClock) -> None:
    with giving.books.keep(Deed(HERE, PROGRAM)) as unit:
        stored_themes.add(unit, Theme(workspace=HERE, id="t1", name="Van stock", created_at=clock.at))
    settled(giving, Said("spares in the boot are a mystery", kind="want"), by=BEN, theme="t1")
    given = giving.given(HERE, settled(giving, Said("parts shown on each van", kind="want"), theme="t1").id)
    assert given is not None
    assert given.people == 1
    assert given.theme is not None
    assert given.theme.name == "Van stock"


def test_a_repetition_is_the_same_persons_of_a_fortnight_and_not_about_another_customer(
    giving: Giving, clock: StillClock
) -> None:
    want = Said("parts shown on each van", kind="want", account="Acme")
    first = settled(giving, want)
    settled(giving, want, by=BEN)
    elsewhere = giving.given(HERE, settled(giving, Said(want.text, kind="want", account="Birk")).id)
    again = giving.given(HERE, settled(giving, Said("Parts  shown on each VAN", kind="want", account="ACME")).id)
    assert elsewhere is not None
    assert again is not None
    assert elsewhere.duplicate is None
    assert again.duplicate is not None
    assert (again.duplicate.author, again.again) == (ANN, True)
    clock.go(days=15)
    later = giving.given(HERE, settled(giving, want).id)
    assert later is not None
    assert later.duplicate is None
    assert first.author == ANN


def test_an_undone_note_gives_nothing_back(giving: Giving) -> None:
    note = settled(giving, UNION)
    giving.field.undo(Deed(HERE, ANN), note.id)
    assert giving.given(HERE, note.id) is None


def test_the_owner_hears_of_a_theme_once_in_seven_days(giving: Giving, clock: StillClock) -> None:
    with giving.books.keep(Deed(HERE, PROGRAM)) as unit:
        stored_themes.add(unit, Theme(workspace=HERE, id="t1", name="Union", created_at=clock.at))
    began = clock.at
    first = giving.given(HERE, settled(giving, UNION, theme="t1").id)
    assert first is not None
    assert first.silence is not None
    assert (first.silence.user, first.silence.owner, bool(first.silence.key)) == (OLA, "Ola Owner", True)
    clock.go(days=6)
    second = giving.given(HERE, settled(giving, UNION, by=BEN, theme="t1").id)
    assert second is not None
    assert second.silence is not None
    assert (second.silence.key, second.silence.told) == ("", began)
    clock.go(days=2)
    third = giving.given(HERE, settled(giving, UNION, by=BEN, theme="t1").id)
    assert third is not None
    assert third.silence is not None
    assert third.silence.key


def test_asked_again_after_a_crash_it_tells_the_same_owner_the_same(giving: Giving) -> None:
    note = settled(giving, UNION)
    first, again = giving.given(HERE, note.id), giving.given(HERE, note.id)
    assert first == again
    assert first is not None
    assert first.silence is not None
    with giving.books.look(HERE) as unit:
        assert stored_workspace.begun_since(unit, "silent:", note.created_at - timedelta(days=1)) == 1


def test_who_filed_the_brief_stands_in_for_an_owner_nobody_knows(giving: Giving, clock: StillClock) -> None:
    clock.go(minutes=1)
    with giving.books.keep(Deed(HERE, PROGRAM)) as unit:
        stored_workspace.save_person(unit, OLA, {"role": "gone"}, now=giving.books.clock.now())
        stored_workspace.save_person(unit, BEN, {"role": "marketer"}, now=giving.books.clock.now())
    giving.briefs.file(Deed(HERE, BEN), OWNED, publish=True)
    given = giving.given(HERE, settled(giving, UNION).id)
    assert given is not None
    assert given.silence is not None
    assert given.silence.user == BEN


def test_a_brief_still_being_read_is_waited_for_before_it_is_called_silent(giving: Giving) -> None:
    new = replace(giving, finder=Finder(Hygiene(), patience_s=0.01))
    given = new.given(HERE, settled(new, Said("screens are full of microbes", kind="objection")).id)
    assert given is not None
    assert given.silence is None
    assert given.reply is not None
    assert "wiped like any other surface" in given.reply.lines[0].text


def test_a_brief_that_cannot_be_searched_by_meaning_is_not_called_silent(giving: Giving, clock: StillClock) -> None:
    away = replace(giving, finder=Finder(Hygiene(away=True)))
    given = away.given(HERE, settled(away, Said("screens are full of microbes", kind="objection")).id)
    assert given is not None
    assert (given.reply, given.silence) == (None, None)
    with giving.books.look(HERE) as unit:
        assert stored_workspace.begun_since(unit, "silent:", clock.at - timedelta(days=1)) == 0


def test_a_lower_price_is_answered_with_what_may_be_offered(giving: Giving) -> None:
    given = giving.given(HERE, settled(giving, Said("they want 20% off the price", kind="objection")).id)
    assert given is not None
    assert given.reply is not None
    said = " ".join(line.text for line in given.reply.lines)
    assert "a percentage off the price" in said
    assert "One ward, four weeks" in said


def test_only_an_objection_is_looked_up_in_the_brief(giving: Giving) -> None:
    given = giving.given(HERE, settled(giving, Said("tablets carry germs", kind="words")).id)
    assert given is not None
    assert (given.reply, given.silence) == (None, None)


def test_a_name_taken_for_another_leaves_a_word_in_the_notes_history(giving: Giving) -> None:
    note = settled(giving, Said("a bigger screen", kind="want", competitor="Wardmat", segment="hospitals"))
    given = giving.given(HERE, note.id)
    assert given is not None
    assert given.taken == (("Wardmat", "Wardmate"),)
    _, (earlier,) = giving.field.wordings(HERE, ANN, note.id)
    assert (earlier.by, earlier.was["competitor"]) == (PROGRAM, "Wardmat")
    again = giving.given(HERE, note.id)
    assert again is not None
    assert again.taken == ()


@pytest.mark.parametrize(("by", "expected"), [("", ("works", "model")), ("want", ("want", "person"))])
def test_a_model_reads_what_rules_guessed_and_never_overrides_a_person(
    giving: Giving, by: str, expected: tuple[str, str]
) -> None:
    model = ScriptedModel(typed_answers=[{"kind": "works"}])
    note = settled(giving, Said("the sum with the return visits", kind=by))
    changed = Classifying(giving.books, Catalog.load(), model).classify(HERE, note.id)
    kept = giving.field.one(HERE, note.id)
    assert kept is not None
    assert (kept.kind, kept.kind_by) == expected
    assert (changed is None) == (by == "want")


def test_a_model_that_fails_changes_nothing(giving: Giving) -> None:
    model = ScriptedModel(typed_answers=[ModelUnavailable("down")])
    note = settled(giving, Said("the sum with the return visits"))
    assert Classifying(giving.books, Catalog.load(), model).classify(HERE, note.id) is None
    assert giving.field.one(HERE, note.id) is not None


def test_without_a_model_nothing_is_asked(giving: Giving) -> None:
    note = settled(giving, Said("the sum with the return visits"))
    assert Classifying(giving.books, Catalog.load()).classify(HERE, note.id) is None

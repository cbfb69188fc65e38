"""What the field says to a question stands beside the answer: only themes everybody may see, and never as a source."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

import numpy as np
import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.finding import Finder
from capabilities.hashing import HashedWords
from capabilities.questions import Questions
from capabilities.questions.evidence import Evidence
from prompts.catalog import Catalog
from storage import field as stored_field
from storage import themes as stored_themes
from storage.field import search
from tests.small_brief import BRIEF
from tests.themed import HERE, POLISH, REP, REP2, VAN, Away, keep, make_theme, note, themes_of

WHICH_PARTS = "Can they see which parts are on each van?"
DEED = Deed(HERE, REP)


def questions(books: Books, embedder: Any = None) -> Questions:
    ticks = count()
    made = Questions(
        books, Briefs(books), Catalog.load(), None, Finder(), themes=themes_of(books, embedder),
        seconds=lambda: float(next(ticks)),
    )  # fmt: skip
    made.briefs.file(Deed(HERE, "plumbline"), BRIEF, any_text=True, publish=True)
    return made


def heard(books: Books, theme: str, texts: tuple[str, ...], authors: tuple[str, ...], **facts: Any) -> None:
    """Notes of a theme, findable by their words; the newest of yesterday."""
    rows = [
        note(books.clock.now() - timedelta(days=at + 1), text, author=authors[at % len(authors)], theme=theme)
        for at, text in enumerate(texts)
    ]
    make_theme(books, theme, name=f"{theme} theme", **facts)
    keep(books, *rows)
    words = HashedWords()
    with books.keep(DEED) as unit:
        vectors = np.asarray(words.embed(texts), dtype=np.float32)
        search.make_findable(
            unit,
            [
                search.Findable(row.id, row.created_at, row.text, words.name, vector)
                for row, vector in zip(rows, vectors, strict=True)
            ],
        )


def test_a_theme_near_to_the_question_is_shown_with_its_counts_and_cited_by_nothing(books: Books) -> None:
    made = questions(books)
    heard(books, "van", VAN, (REP, REP2))
    heard(books, "polish", POLISH, (REP, REP2))
    answer = made.answer(HERE, made.ask(DEED, WHICH_PARTS, "DREP", "1.1").id)
    assert answer.state == "silent"
    assert answer.evidence == (Evidence("van", "van theme", 3, 2, "new", date(2026, 11, 19)),)
    assert made.get(HERE, answer.id).evidence == answer.evidence
    assert answer.nearest is None or "van" not in answer.nearest.quote


@pytest.mark.parametrize(
    ("texts", "authors", "facts"),
    [
        (VAN[:2], (REP, REP2), {}),
        (VAN, (REP,), {}),
        (VAN, (REP, REP2), {"state": "hidden"}),
        (POLISH, (REP, REP2), {}),
    ],
)
def test_few_people_a_hidden_theme_or_another_subject_are_not_shown(
    books: Books, texts: tuple[str, ...], authors: tuple[str, ...], facts: dict[str, Any]
) -> None:
    made = questions(books)
    heard(books, "van", texts, authors, **facts)
    assert made.answer(HERE, made.ask(DEED, WHICH_PARTS, "DREP", "1.1").id).evidence == ()


def test_without_an_embedder_or_for_a_greeting_nothing_is_looked_up(books: Books) -> None:
    away = Away()
    made = questions(books, away)
    heard(books, "van", VAN, (REP, REP2))
    assert made.answer(HERE, made.ask(DEED, WHICH_PARTS, "DREP", "1.1").id).evidence == ()
    asked = len(away.asked)
    assert made.answer(HERE, made.ask(DEED, "Hello", "DREP", "1.2").id).evidence == ()
    assert len(away.asked) == asked


def test_a_theme_that_was_merged_is_shown_as_what_it_became_once_its_notes_have_moved(books: Books) -> None:
    made = questions(books)
    heard(books, "van", VAN, (REP, REP2))
    make_theme(books, "stock", name="Stock on the van")
    with books.keep(DEED) as unit:
        row = stored_themes.get(unit, "van")
        assert row is not None
        row.state, row.merged_into = "merged", "stock"
        stored_themes.save(unit, row)
    assert made.answer(HERE, made.ask(DEED, WHICH_PARTS, "DREP", "1.1").id).evidence == ()
    with books.keep(DEED) as unit:
        stored_field.place(unit, [each.id for each in stored_field.by_theme(unit, "van", limit=9)], "stock")
    (shown,) = made.answer(HERE, made.ask(DEED, WHICH_PARTS, "DREP", "1.2").id).evidence
    assert (shown.theme, shown.name, shown.notes) == ("stock", "Stock on the van", 3)

"""What an embedder made of a brief's lines is kept with the workspace, and made only once."""

from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa

from capabilities.books import Books
from capabilities.brief import Briefs
from capabilities.finding import Finder
from capabilities.hashing import HashedWords
from capabilities.kept import Kept
from prompts.model import ModelFault
from tests.small_brief import HERE, THERE, filed
from tests.themed import Away, meet

LINES = ["Every night shift hands over in the light.", "Nurses love it.", "Nurses love it."]


def test_a_line_is_embedded_once_and_the_same_comes_back(books: Books) -> None:
    embedder = Away(away=False)
    made = Kept(embedder, books, HERE).embed(LINES)
    assert np.allclose(made, HashedWords().embed(LINES), atol=1e-6)
    embedder.away = True
    assert Kept(embedder, books, HERE).embed(LINES[::-1]) == made[::-1]
    assert embedder.asked == LINES[:2]
    with pytest.raises(ModelFault):
        Kept(embedder, books, HERE).embed([*LINES, "a new line"])
    with pytest.raises(ModelFault):
        Kept(embedder, books, THERE).embed(LINES)


def test_another_model_starts_anew_and_takes_the_place_of_the_one_before(books: Books) -> None:
    Kept(Away(away=False), books, HERE).embed(LINES)
    other = Away(away=False, name="other")
    Kept(other, books, HERE).embed(LINES[:1])
    assert other.asked == LINES[:1]
    with books.look(HERE) as unit:
        assert unit.connection.execute(sa.text("SELECT model FROM brief_vector")).scalars().all() == ["other"]


def test_a_second_start_searches_a_brief_by_meaning_without_embedding_it_again(books: Books) -> None:
    meet(books)
    filed(Briefs(books), workspace=HERE)
    embedder, asked = Away(away=False), "hand-overs"
    first = Finder(embedder, books=books).find(Briefs(books).needed(HERE), asked)
    embedder.asked.clear()
    second = Finder(embedder, books=books).find(Briefs(books).needed(HERE), asked)
    assert embedder.asked == [asked]
    assert second.thorough
    assert [hit.passage for hit in second.hits] == [hit.passage for hit in first.hits]


def test_a_database_that_is_away_keeps_nobody_from_their_vectors(books: Books) -> None:
    with books.database.unit(HERE) as unit:
        unit.connection.execute(sa.text("DROP TABLE brief_vector"))
    assert len(Kept(HashedWords(), books, HERE).embed(LINES)) == len(LINES)

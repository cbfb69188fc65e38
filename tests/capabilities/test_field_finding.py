"""What is found in the notes, in which order, and what is honestly not found."""

import pytest

from capabilities.field.finding import Likeness, fused, likeness_of, shares_enough

# The same three notes as both engines score them: SQLite's bm25 turned positive, PostgreSQL's ts_rank.
SQLITE = [("van", 7.9), ("vans", 6.1), ("ad", 1.2)]
POSTGRESQL = [("van", 0.0608), ("vans", 0.0470), ("ad", 0.0092)]
NEAR = [("parts", 0.61), ("van", 0.58), ("vans", 0.40), ("gate", 0.21)]


@pytest.mark.parametrize("words", [SQLITE, POSTGRESQL], ids=["SQLite", "PostgreSQL"])
def test_both_engines_give_the_same_order(words: list[tuple[str, float]]) -> None:
    hits = fused(words, NEAR, limit=10, least=0.32)
    assert [(hit.note, hit.by) for hit in hits] == [
        ("van", "both"),
        ("vans", "both"),
        ("parts", "meaning"),
        ("ad", "words"),
    ]
    assert hits[0].score == pytest.approx(0.88)


def test_a_name_that_no_vector_knows_comes_before_what_is_vaguely_near() -> None:
    near = [(f"n{number}", 0.44 - number / 100) for number in range(20)]
    assert fused([("kremer", 9.0)], near, limit=3, least=0.32)[0].note == "kremer"


def test_what_means_the_same_comes_before_a_weak_hit_by_words() -> None:
    hits = fused([("strong", 8.0), ("weak", 1.0)], [("same", 0.70), ("far", 0.2)], limit=3, least=0.32)
    assert [hit.note for hit in hits] == ["same", "strong", "weak"]


def test_nonsense_finds_nothing() -> None:
    assert fused([], [("a", 0.29), ("b", 0.12)], limit=10, least=0.32) == []
    assert fused([], [], limit=10, least=0.32) == []


def test_a_note_with_the_word_is_found_however_far_its_meaning_is() -> None:
    (hit,) = fused([("a", 3.0)], [("b", 0.1), ("a", 0.05)], limit=10, least=0.32)
    assert (hit.note, hit.by) == ("a", "words")


def test_words_alone_do_without_vectors_and_meaning_without_words() -> None:
    assert [hit.note for hit in fused([("b", 1.0), ("a", 2.0)], [], limit=10, least=0.32)] == ["a", "b"]
    assert [hit.by for hit in fused([], [("a", 0.9)], limit=10, least=0.32)] == ["meaning"]


def test_scores_of_zero_do_no_harm() -> None:
    assert [hit.note for hit in fused([("a", 0.0)], [("b", 0.5)], limit=10, least=0.32)] == ["a", "b"]


def test_no_more_than_the_limit_and_equal_scores_in_a_fixed_order() -> None:
    words = [(name, 1.0) for name in "dbca"]
    assert [hit.note for hit in fused(words, [], limit=3, least=0.32)] == ["a", "b", "c"]


def test_half_of_the_words_asked_for_is_enough() -> None:
    assert shares_enough("parts on vans", "Asked what is on each van.")
    assert shares_enough("Rutano", "rutano is half of that")
    assert not shares_enough("how to train a young puppy", "They train new planners in a week")
    assert not shares_enough("!!!", "What!!!")
    assert shares_enough("发票", "请给我发票")


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2-int8", "words-384", "e5-small", "somebody's/model"])
def test_the_thresholds_stand_in_order(name: str) -> None:
    likeness = likeness_of(name)
    assert 0 < likeness.found <= likeness.alike < likeness.duplicate < 1


def test_a_family_that_puts_all_texts_close_together_has_a_higher_bar() -> None:
    assert likeness_of("intfloat/multilingual-e5-large").alike > 0.9
    assert likeness_of("somebody's/e50-model") == likeness_of("another")


def test_an_unknown_embedder_claims_less_than_the_measured_one() -> None:
    unknown, known = likeness_of("somebody's/model"), likeness_of("all-MiniLM-L6-v2-int8")
    assert isinstance(unknown, Likeness)
    assert unknown.alike > known.alike
    assert unknown.duplicate > known.duplicate

"""Notes join the theme they are like, wait where they are like none, and stay where they are known."""

from collections.abc import Sequence

import numpy as np
import pytest

from capabilities.themes.graph import Vectors, nearest
from capabilities.themes.grouping import Group, Neighbour, Tidied, Window, found, join, tidied

DIMENSIONS = 64


def rows(subject: int, number: int, *, spread: float = 0.5, seed: int = 0) -> Vectors:
    """Unit rows around one direction of their own; `spread` is the length of what is each row's alone."""
    chance = np.random.default_rng([subject, number, seed])
    own = chance.normal(size=(number, DIMENSIONS)) * spread / np.sqrt(DIMENSIONS)
    middle = np.random.default_rng([subject, 99]).normal(size=DIMENSIONS)
    made = own + middle / np.linalg.norm(middle)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def window(
    *parts: tuple[Vectors, str | None], held: Sequence[str] = (), leanings: dict[str, str] | None = None
) -> Window:
    """Notes named by their place: n0, n1, …"""
    themes = [theme for part, theme in parts for _ in range(len(part))]
    names = [f"n{row}" for row in range(len(themes))]
    return Window(names, np.concatenate([part for part, _ in parts]), themes, frozenset(held), leanings or {})


def others(number: int = 8) -> list[tuple[Vectors, str | None]]:
    """Themes of five notes each, on other subjects."""
    return [(rows(50 + each, 5), f"other {each}") for each in range(number)]


def near(*pairs: tuple[str | None, float]) -> list[Neighbour]:
    return [Neighbour(f"n{place}", theme, likeness) for place, (theme, likeness) in enumerate(pairs)]


def moved(done: Tidied) -> list[str]:
    return [note for group in done.groups for note in group.notes]


def test_a_note_joins_the_theme_its_neighbours_are_of() -> None:
    assert join(near(("van", 0.8), ("van", 0.7), ("price", 0.5))) == "van"


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("van", 0.45), ("van", 0.44)],
        [(None, 0.9), (None, 0.8), ("van", 0.7)],
        [("van", 0.7), ("price", 0.7)],
    ],
    ids=["it is the first", "none is alike", "most of those it is like wait too", "they disagree"],
)
def test_a_note_waits(pairs: list[tuple[str | None, float]]) -> None:
    assert join(near(*pairs)) is None


def test_neighbours_that_are_hardly_alike_have_no_voice() -> None:
    assert join(near(("van", 0.8), ("price", 0.3), ("price", 0.3), ("price", 0.3))) == "van"


def test_three_alike_notes_that_wait_make_a_theme_and_two_do_not() -> None:
    assert found(window((rows(1, 3), None), *others())) == [Group(None, ("n0", "n1", "n2"))]
    assert found(window((rows(1, 2), None), *others())) == []


def test_the_first_three_notes_of_all_make_a_theme_when_they_are_alike() -> None:
    assert found(window((rows(1, 3), None))) == [Group(None, ("n0", "n1", "n2"))]


def test_unlike_notes_go_on_waiting() -> None:
    apart = np.concatenate([rows(subject, 1) for subject in range(6)])
    assert found(window((apart, None), *others())) == []


def test_a_waiting_note_joins_a_theme_that_has_come_near() -> None:
    assert found(window((rows(1, 1, seed=5), None), (rows(1, 8), "van"), *others())) == [Group("van", ("n0",))]


def test_looking_for_new_themes_leaves_notes_that_have_one() -> None:
    groups = found(window((rows(1, 4), "wrong"), (rows(1, 6, seed=1), None), (rows(2, 9), "wrong"), *others()))
    assert all(note in {f"n{row}" for row in range(4, 10)} for group in groups for note in group.notes)


def test_a_theme_within_another_is_merged_into_the_larger() -> None:
    done = tidied(window((rows(1, 3), "twin"), (rows(1, 30, seed=1), "van"), *others(20)))
    assert [(merge.theme, merge.into) for merge in done.merges] == [("twin", "van")]
    assert done.groups == ()


def test_a_theme_a_person_made_is_not_merged_and_none_of_its_notes_goes() -> None:
    there = window((rows(1, 3), "twin"), (rows(1, 30, seed=1), "van"), *others(20))
    assert tidied(there, made={"twin"}) == Tidied()


def test_notes_a_person_placed_stay_and_so_does_their_theme() -> None:
    there = window((rows(1, 3), "twin"), (rows(1, 30, seed=1), "van"), *others(20), held=("n1",))
    done = tidied(there)
    assert done.merges == ()
    assert "n1" not in {note for group in done.groups for note in (*group.notes, *group.leaning)}


def test_a_note_in_the_wrong_theme_goes_to_the_right_one() -> None:
    done = tidied(window((rows(1, 2, seed=3), "price"), (rows(1, 9), "van"), (rows(2, 9), "price"), *others(20)))
    assert done == Tidied((Group("van", ("n0", "n1")),))


def test_what_is_too_much_to_move_leans() -> None:
    there = window((rows(1, 20), "price"), (rows(1, 30, seed=1), "van"), (rows(2, 40), "price"), *others(20))
    (group,) = tidied(there, budget=4).groups
    assert (group.theme, len(group.notes), len(group.leaning)) == ("van", 4, 16)
    assert set(group.notes) | set(group.leaning) == {f"n{row}" for row in range(20)}


def test_a_theme_of_two_subjects_is_parted_and_the_larger_part_keeps_its_identity() -> None:
    there = window((rows(1, 9), "both"), (rows(2, 20), "both"), *others(20))
    (group,) = tidied(there, budget=20).groups
    assert group.theme is None
    assert set(group.notes) == {f"n{row}" for row in range(9)}


def test_a_theme_that_began_goes_on_being_the_one_its_notes_lean_to() -> None:
    leaning = {f"n{row}": "new" for row in range(3, 12)}
    there = window((rows(1, 3), "new"), (rows(1, 9, seed=1), "both"), (rows(2, 20), "both"), *others(20))
    again = Window(there.notes, there.vectors, there.themes, leanings=leaning)
    (group,) = tidied(again, budget=5).groups
    assert (group.theme, len(group.notes), len(group.leaning)) == ("new", 5, 4)


@pytest.mark.parametrize("budget", [0, 3, 10, 1000])
def test_no_more_notes_change_their_theme_than_the_budget_allows(budget: int) -> None:
    mixed = [(rows(subject, 30, seed=seed), f"theme {(subject + seed) % 5}") for subject in range(5) for seed in (0, 1)]
    there = window(*mixed, (rows(1, 5, seed=7), None))
    done = tidied(there, budget=budget)
    was = dict(zip(there.notes, there.themes, strict=True))
    merged = sum(theme in {merge.theme for merge in done.merges} for theme in there.themes)
    assert sum(was[note] is not None for note in moved(done)) + merged <= budget
    assert len(moved(done)) == len(set(moved(done)))


def test_by_default_few_notes_move_and_fewer_still_once_themes_are_formed() -> None:
    def share(size: int) -> float:
        mixed = [(rows(subject, size, seed=seed), f"{(subject + seed) % 8}") for subject in range(8) for seed in (0, 1)]
        return len(moved(tidied(window(*mixed)))) / (16 * size)

    assert 0 < share(18) <= 0.04
    assert 0 < share(40) <= 0.018


def test_the_same_notes_give_the_same_answer() -> None:
    mixed = [(rows(subject, 12, seed=seed), f"{(subject + seed) % 6}") for subject in range(6) for seed in (0, 1)]
    assert tidied(window(*mixed)) == tidied(window(*mixed))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_hardly_any_notes_are_nothing_to_do(number: int) -> None:
    few = window((rows(1, number).reshape(number, DIMENSIONS), None))
    assert found(few) == []
    assert tidied(few) == Tidied()


def test_notes_of_the_very_same_words_are_one_theme() -> None:
    same = np.repeat(rows(1, 1), 12, axis=0)
    assert found(window((same, None), *others())) == [Group(None, tuple(f"n{row}" for row in range(12)))]


@pytest.mark.parametrize("number", [2, 9, 40, 300, 700])
def test_the_nearest_are_those_that_comparing_all_with_all_gives(number: int) -> None:
    vectors = np.concatenate([rows(each, 1, spread=2.0) + 0.02 for each in range(number)])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    wanted = -np.sort(-cosines, axis=1)[:, : min(8, number - 1)]
    assert np.allclose(nearest(vectors, k=8, least=0.3).cosines, np.where(wanted >= 0.3, wanted, 0), atol=1e-5)

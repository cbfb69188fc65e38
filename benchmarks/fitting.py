"""python -m benchmarks.fitting: fits the weights of the search and of answerability again, and prints them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.answerability import OURS, best_threshold, likenesses, of_brief
from benchmarks.asked import TUNED, Pair, clapnq, pools, squad2
from benchmarks.likeness import Embedded
from benchmarks.put_to_briefs import BRIEFS, tried
from bot.minilm import MiniLM
from capabilities.answerability import WITH_VECTORS, WITHOUT
from capabilities.finding import in_place
from capabilities.retrieval import Hit, Index

Rows = NDArray[np.float64]
SET_BY_HAND = {"denied": -1.0}  # see capabilities/answerability.py
# The scale of a score: with it half of the demo company's notes score as they did before these weights, so that what
# compares a score with a figure (a reply to an objection, a line that was tried) need not be measured again.
SCALE = 1.35
_OF_SEARCH = ("likeness", "words", "pairs")
_CANDIDATES = 25  # the likest and the best by words, which the right passage has to be told from


def main() -> int:
    """Print the weights as they stand in the code and as they are fitted now; the same at each call."""
    embedded = Embedded(MiniLM(), {})
    fitted = of_search(embedded)
    print("capabilities/retrieval.py:", ", ".join(f"_{name.upper()} = {value:.2f}" for name, value in fitted.items()))
    for name, weights, vectors in (("WITH_VECTORS", WITH_VECTORS, True), ("WITHOUT", WITHOUT, False)):
        found = of_signs(embedded, tuple(weights), vectors=vectors)
        print(f"capabilities/answerability.py: {name} =", {name: round(value, 2) for name, value in found.items()})
    print(
        f"capabilities/answerability.py: with the weights as they stand there, ANSWERABLE = {threshold(embedded):.2f}"
    )
    return 0


def threshold(embedded: Embedded) -> float:
    """From which score on F1 is best on the questions for tuning of the made-up briefs, with the weights as shipped."""
    found = [of_brief(name, embedded) for name in BRIEFS]
    scores = np.concatenate([each.scores[OURS][each.half == TUNED] for each in found])
    return best_threshold(scores, np.concatenate([each.right[each.half == TUNED] for each in found]))


def of_search(embedded: Embedded) -> dict[str, float]:
    """The weights of a score: so that the right passage stands out among the candidates of its question.

    Multinomial logistic regression over the tuning halves of ClapNQ and SQuAD 2.0, the two weighing the same.
    """
    listed: list[tuple[Rows, NDArray[np.bool_], float]] = []
    for name in ("clapnq", "squad2"):
        pool = pools()[name]
        vectors = embedded.rows([in_place(each) for each in pool.passages])
        index, refs = Index.build(pool.passages, vectors), np.array([each.ref for each in pool.passages])
        put = [each for each in pool.put if each.half == TUNED]
        asked = embedded.rows([each.text for each in put])
        for each, vector in zip(put, asked, strict=True):
            likeness = vectors @ vector
            words, pairs = index.worded(each.text)
            near = np.union1d(np.argsort(-likeness)[:_CANDIDATES], np.argsort(-words)[:_CANDIDATES])
            right = np.isin(refs[near], list(each.right))
            if right.any():
                listed.append((np.c_[likeness[near], words[near], pairs[near]], right, 1 / len(put)))
    weights = _told_apart(listed)
    return dict(zip(_OF_SEARCH, map(float, weights / weights[0] * SCALE), strict=True))


def of_signs(embedded: Embedded, names: Sequence[str], *, vectors: bool) -> dict[str, float]:
    """The weights of the signs: logistic regression on the tuning halves of ClapNQ, SQuAD 2.0 and the made-up briefs,
    the three weighing the same; of a brief the first passage found counts."""
    groups = [_paired(clapnq(), embedded, vectors), _paired(squad2(), embedded, vectors), _of_briefs(embedded, vectors)]
    rows = np.array([[found[name] for name in names] for group in groups for found, _ in group])
    right = np.array([answers for group in groups for _, answers in group])
    weight = np.concatenate([np.full(len(group), 1000 / len(group)) for group in groups])
    free = [place for place, name in enumerate(names) if name not in SET_BY_HAND]
    given = rows @ np.array([SET_BY_HAND.get(name, 0.0) for name in names])
    fitted = iter(_logistic(rows[:, free], right, weight, given))
    return {name: SET_BY_HAND[name] if name in SET_BY_HAND else float(next(fitted)) for name in names}


Signs = list[tuple[dict[str, float], bool]]


def _paired(pairs: Sequence[Pair], embedded: Embedded, vectors: bool) -> Signs:
    """The signs of each question's own passage, in an index of all of the set."""
    passages = tuple({each.passage.ref: each.passage for each in pairs}.values())
    index = Index.build(passages)
    tuning = [each for each in pairs if each.half == TUNED]
    likeness = likenesses(tuning, embedded) if vectors else [None] * len(tuning)
    return [
        (index.signs(each.question, Hit(each.passage, 0.0, 0.0, alike, 0.0)), each.answers)
        for each, alike in zip(tuning, likeness, strict=True)
    ]


def _of_briefs(embedded: Embedded, vectors: bool) -> Signs:
    found = [x for name in BRIEFS for x in tried(name, embedded, vectors=vectors) if x.half == TUNED and x.hits]
    return [(each.index.signs(each.question.text, each.hits[0]), each.there) for each in found]


def _logistic(rows: Rows, right: NDArray[np.bool_], weight: Rows, given: Rows) -> Rows:
    """Newton's method; a little is taken off large weights, as scikit-learn does at C = 10."""
    fitted, ridge = np.zeros(rows.shape[1]), np.full(rows.shape[1], 0.1)
    for _ in range(30):
        said = 1 / (1 + np.exp(-(rows @ fitted + given)))
        slope = rows.T @ (weight * (right - said)) - ridge * fitted
        bend = (rows * (weight * said * (1 - said))[:, None]).T @ rows + np.diag(ridge)
        fitted += np.linalg.solve(bend, slope)
    return np.asarray(fitted)


def _told_apart(listed: Sequence[tuple[Rows, NDArray[np.bool_], float]]) -> Rows:
    """Weights under which the right rows have the most of the softmax; Newton's method with a small ridge."""
    weights = np.ones(len(_OF_SEARCH)) * 5
    for _ in range(30):
        slope, bend = -1e-3 * weights, 1e-3 * np.eye(len(weights))
        for rows, right, weight in listed:
            raw = rows @ weights
            share = np.exp(raw - raw.max())
            share /= share.sum()
            of_right = share * right / max(float(share[right].sum()), 1e-12)
            mean = share @ rows
            slope += weight * (of_right @ rows - mean)
            bend += weight * ((rows * share[:, None]).T @ rows - np.outer(mean, mean))
        weights += np.linalg.solve(bend, slope)
    return np.asarray(weights)


if __name__ == "__main__":
    sys.exit(main())

"""Joins near notes into heaps, step by step, those that already share a theme more readily than others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from capabilities.themes.graph import Near, Rows, Vectors

_FEW = 3  # rows that make a heap worth joining to another for being bound to it
_BOUND_ALONE = 0.3  # the share of a row or pair's nearness that must go to a heap it joins for being bound to it
_AT_ONCE = 512  # links measured at once


@dataclass(frozen=True, slots=True)
class Measure:
    """When two heaps are joined: at a mean cosine of `mean`; or at one of `bound`, where at least `share` of all
    the nearness of the smaller one is to the other."""

    mean: float
    bound: float
    share: float


class Heaps:
    """Average linkage over the links of near rows: two heaps are joined only where a row of each are near.

    `vectors` are the unit rows to take means of, and are used up; `tags` says which rows share a theme (-1: none).
    Rows of one theme are joined first, by the measure `kept`; then all that is left, by the measure `met`.
    """

    def __init__(self, vectors: Vectors, near: Near, tags: Rows, *, kept: Measure, met: Measure) -> None:
        n = len(vectors)
        self._tags, self._kept, self._met = tags, kept, met
        self._heap = np.arange(n)
        self._sums, self._sizes = vectors, np.ones(n)
        low, high, weight = _pairs(near, n)
        self._low, self._high, self._weight = low, high, weight
        self._mean = np.zeros(len(low))
        self._take_means(np.arange(len(low)))
        self._nearness = np.bincount(low, weight, n) + np.bincount(high, weight, n)

    def joined(self) -> list[list[int]]:
        """The rows of each heap, in order; heaps in the order of their first rows."""
        for within, bound in product((True, False), (False, True)):
            while self._join_best(within=within, bound=bound):
                pass
        rows: dict[int, list[int]] = {}
        for row, heap in enumerate(self._heap.tolist()):
            rows.setdefault(heap, []).append(row)
        return list(rows.values())

    def _scores(self, *, within: bool, bound: bool) -> NDArray[np.float64]:
        """How much each link asks to be joined; -1 where it may not be."""
        measure = self._kept if within else self._met
        if not bound:
            score, may = self._mean, self._mean >= measure.mean
        else:
            sizes = self._sizes[self._low], self._sizes[self._high]
            nearness = np.minimum(self._nearness[self._low], self._nearness[self._high])
            score = self._weight / np.maximum(nearness, 1e-9)
            fewer, more = np.minimum(*sizes), np.maximum(*sizes)
            worth = within | (fewer >= _FEW) | ((more >= _FEW) & (score >= _BOUND_ALONE))
            may = (score >= measure.share) & (self._mean >= measure.bound) & worth
        if within:
            # A heap bears the number of one of its rows, and until now all of its rows have one tag.
            tag = self._tags[self._low]
            may = may & (tag >= 0) & (tag == self._tags[self._high])
        return np.where(may, score, -1.0)

    def _join_best(self, *, within: bool, bound: bool) -> bool:
        """Join every pair of heaps that are each other's best; False when there is none left."""
        scores = self._scores(within=within, bound=bound)
        links = np.flatnonzero(scores > 0)
        if not len(links):
            return False
        links = links[np.argsort(-scores[links], kind="stable")]
        low, high = self._low[links], self._high[links]
        n = len(self._heap)
        best = np.full(n, len(links))
        np.minimum.at(best, low, np.arange(len(links)))
        np.minimum.at(best, high, np.arange(len(links)))
        mutual = np.flatnonzero((best[low] == np.arange(len(links))) & (best[high] == np.arange(len(links))))
        into, gone = low[mutual], high[mutual]
        self._sums[into] += self._sums[gone]
        self._sizes[into] += self._sizes[gone]
        self._nearness[into] += self._nearness[gone]
        to = np.arange(n)
        to[gone] = into
        self._heap = to[self._heap]
        self._relink(to, into, gone)
        return True

    def _relink(self, to: Rows, into: Rows, gone: Rows) -> None:
        """Carry the links of joined heaps over; only theirs need measuring again."""
        n = len(to)
        touched = np.zeros(n, dtype=bool)
        touched[into] = touched[gone] = True
        again = touched[self._low] | touched[self._high]
        a, b, weight = to[self._low[again]], to[self._high[again]], self._weight[again]
        keys = np.minimum(a, b) * n + np.maximum(a, b)
        apart = a != b
        keys, at = np.unique(keys[apart], return_inverse=True)
        rest = ~again
        self._low = np.concatenate([keys // n, self._low[rest]])
        self._high = np.concatenate([keys % n, self._high[rest]])
        self._weight = np.concatenate([np.bincount(at, weight[apart], len(keys)), self._weight[rest]])
        self._mean = np.concatenate([np.zeros(len(keys)), self._mean[rest]])
        self._take_means(np.arange(len(keys)))

    def _take_means(self, links: Rows) -> None:
        for start in range(0, len(links), _AT_ONCE):
            part = links[start : start + _AT_ONCE]
            low, high = self._low[part], self._high[part]
            sums = np.einsum("ld,ld->l", self._sums[low], self._sums[high])
            self._mean[part] = sums / (self._sizes[low] * self._sizes[high])


def _pairs(near: Near, n: int) -> tuple[Rows, Rows, NDArray[np.float64]]:
    """Each pair of near rows once, the lower first, with its cosine."""
    a, b = np.repeat(np.arange(n), near.rows.shape[1]), near.rows.ravel()
    weight = near.cosines.ravel().astype(np.float64)
    linked = weight > 0
    keys, first = np.unique((np.minimum(a, b) * n + np.maximum(a, b))[linked], return_index=True)
    return keys // n, keys % n, weight[linked][first]

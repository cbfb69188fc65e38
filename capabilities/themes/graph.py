"""Which notes are near to which, once what all notes have in common is taken away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.intp]

_BLOCK = 256  # rows compared with all others at once: memory grows with the number of notes, not with its square
_LAYERS = 32  # see _greatest
_PRIOR = 20.0  # notes of no direction counted into the middle, so that three notes of one theme do not cancel out


@dataclass(frozen=True, eq=False)
class Near:
    """The nearest other rows of each row, best first, and their cosines.

    Where a row has fewer, it stands itself at a cosine of 0.
    """

    rows: Rows
    cosines: Vectors


def contrasted(vectors: Vectors) -> Vectors:
    """Unit rows less what all of them share, which is the firm's trade and not what a note is about."""
    middle = vectors.sum(axis=0) / (len(vectors) + _PRIOR)
    return _unit(vectors - middle)


def nearest(vectors: Vectors, *, k: int, least: float) -> Near:
    """The `k` nearest other rows of each unit row, of those whose cosine is `least` or more. Exact."""
    n = len(vectors)
    k = max(min(k, n - 1), 0)
    rows, cosines = np.repeat(np.arange(n)[:, None], k, axis=1), np.zeros((n, k), dtype=np.float32)
    width = -(-n // _LAYERS)
    others = np.zeros((_LAYERS * width, vectors.shape[1]), dtype=np.float32)
    others[:n] = vectors
    for start in range(0, n if k else 0, _BLOCK):
        block = slice(start, start + _BLOCK)
        found = vectors[block] @ others.T
        found[:, n:] = -1.0
        own = np.arange(len(found))
        found[own, start + own] = -1.0
        best, values = _greatest(found, k, width)
        near = values >= least
        rows[block] = np.where(near, best, rows[block])
        cosines[block] = np.where(near, values, 0.0)
    return Near(rows, cosines)


def _greatest(found: Vectors, k: int, width: int) -> tuple[Rows, Vectors]:
    """The places and values of the `k` greatest of each row, greatest first.

    Folded into columns of `_LAYERS` values, the k greatest lie within the k columns of the greatest tops, and
    far fewer values are to be put in order.
    """
    tops = found.reshape(len(found), _LAYERS, width).max(axis=1)
    columns = np.argpartition(tops, width - k, axis=1)[:, width - k :] if width > k else np.arange(width)[None, :]
    places = (columns[:, :, None] + width * np.arange(_LAYERS)).reshape(len(columns), -1)
    values = np.take_along_axis(found, np.broadcast_to(places, (len(found), places.shape[1])), axis=1)
    best = np.argpartition(values, values.shape[1] - k, axis=1)[:, values.shape[1] - k :]
    best = np.take_along_axis(
        best, np.argsort(-np.take_along_axis(values, best, axis=1), axis=1, kind="stable"), axis=1
    )
    places = np.broadcast_to(places, values.shape)
    return np.take_along_axis(places, best, axis=1), np.take_along_axis(values, best, axis=1)


def smoothed(vectors: Vectors, near: Near, *, k: int) -> Vectors:
    """Each unit row drawn half way to its `k` nearest: what a short note means shows in those it is like."""
    drawn = np.empty_like(vectors)
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, start + _BLOCK)
        weights = near.cosines[block, :k]
        weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-6)
        drawn[block] = vectors[block] + np.matmul(weights[:, None, :], vectors[near.rows[block, :k]])[:, 0]
    return _unit(drawn)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / lengths, dtype=np.float32)

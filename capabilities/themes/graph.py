"""Which notes are near to which, once what all notes have in common is taken away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.intp]

_BLOCK = 192  # rows compared with all others at once: memory grows with the number of notes, not with its square
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
    middle = vectors.sum(axis=0, dtype=np.float32) / np.float32(len(vectors) + _PRIOR)
    return _unit(vectors - middle)


def nearest(vectors: Vectors, *, k: int, least: float) -> Near:
    """The `k` nearest other rows of each unit row, of those whose cosine is `least` or more. Exact."""
    n = len(vectors)
    k = max(min(k, n - 1), 0)
    rows, cosines = np.repeat(np.arange(n)[:, None], k, axis=1), np.zeros((n, k), dtype=np.float32)
    # One room for every block, whole layers wide: what is no row lies there as far away as can be.
    room = np.full((min(_BLOCK, n), -(-n // _LAYERS) * _LAYERS), -1.0, dtype=np.float32)
    for start in range(0, n if k else 0, _BLOCK):
        block = slice(start, min(start + _BLOCK, n))
        own = np.arange(block.stop - start)
        found = room[: len(own)]
        np.matmul(vectors[block], vectors.T, out=found[:, :n])
        found[own, start + own] = -1.0
        best, values = _greatest(found, k)
        near = values >= least
        rows[block] = np.where(near, best, rows[block])
        cosines[block] = np.where(near, values, 0.0)
    return Near(rows, cosines)


def _greatest(found: Vectors, k: int) -> tuple[Rows, Vectors]:
    """The places and values of the `k` greatest of each row, greatest first.

    Folded into columns of `_LAYERS` values, the k greatest lie within the k columns of the greatest tops, and far
    fewer values are to be put in order.
    """
    places = np.arange(found.shape[1])[None, :]
    width = found.shape[1] // _LAYERS
    if width > k:
        tops = found.reshape(len(found), _LAYERS, width).max(axis=1)
        columns = np.argpartition(tops, width - k, axis=1)[:, width - k :]
        places = (columns[:, :, None] + width * np.arange(_LAYERS)).reshape(len(found), -1)
        found = np.take_along_axis(found, places, axis=1)
    best = np.argpartition(found, found.shape[1] - k, axis=1)[:, found.shape[1] - k :]
    best = np.take_along_axis(best, np.argsort(-np.take_along_axis(found, best, axis=1), axis=1, kind="stable"), axis=1)
    return np.take_along_axis(np.broadcast_to(places, found.shape), best, axis=1), np.take_along_axis(
        found, best, axis=1
    )


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
    """The rows themselves, made unit length."""
    rows /= np.sqrt(np.maximum(np.einsum("rd,rd->r", rows, rows), 1e-18))[:, None]
    return rows

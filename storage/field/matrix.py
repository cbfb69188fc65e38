"""The vectors of one workspace in memory, in blocks that are only ever added to, and the nearest among them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from storage.field.vectors import Vector

BLOCK = 8192  # rows; a note more never moves the ones before it, and the oldest go a block at a time


@dataclass
class _Block:
    vectors: Vector
    seqs: NDArray[np.int64]
    moments: NDArray[np.int64]  # microseconds since 1970
    used: int = 0
    newest: int = 0  # the latest of the moments


@dataclass
class Matrix:
    """Rows in the order of `seq`. One thread may add while others look: they see the rows that were there before."""

    dimensions: int
    most: int  # rows; when there are more the oldest block goes
    high: int = 0  # the highest seq ever added
    _blocks: list[_Block] = field(default_factory=list)
    _gone: set[int] = field(default_factory=set)  # seqs that are no longer in the table

    def __len__(self) -> int:
        return sum(block.used for block in self._blocks)

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return len(self._blocks) * BLOCK * (self.dimensions * 4 + 16)

    def add(self, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """Rows of (seq, moment, float32 bytes) with rising seqs, all above `high`."""
        start = 0
        while start < len(rows):
            blocks = self._blocks
            if not blocks or blocks[-1].used == BLOCK:
                self._blocks = [*blocks, self._new_block()]
                continue
            block = blocks[-1]
            part = rows[start : start + BLOCK - block.used]
            at = slice(block.used, block.used + len(part))
            joined = b"".join([row[2] for row in part])
            block.vectors[at] = np.frombuffer(joined, dtype="<f4").reshape(len(part), self.dimensions)
            block.seqs[at] = [row[0] for row in part]
            block.moments[at] = [row[1] for row in part]
            block.newest = max(block.newest, int(block.moments[at].max()))
            block.used += len(part)  # only now can others see them
            self.high = part[-1][0]
            start += len(part)
        if len(self) - BLOCK >= self.most:
            self._blocks = self._blocks[1:]

    def lose(self, seqs: Sequence[int]) -> int:
        """These are gone from the table and will not be found again; returns how many are gone by now."""
        self._gone = self._gone | set(seqs)
        return len(self._gone)

    def nearest(self, vector: Vector, *, limit: int, since: int | None) -> list[tuple[int, float]]:
        """(seq, cosine) of the nearest rows, the nearest first; `since` in microseconds."""
        # Notes mostly come in the order of their moments, so that a look at the last weeks needs few of the blocks.
        parts = [(block, used) for block in self._blocks if (used := block.used) and block.newest >= (since or 0)]
        if not parts or limit < 1:
            return []
        likeness = np.empty(sum(used for _, used in parts), dtype=np.float32)
        at = 0
        for block, used in parts:
            # Not the matrix product: that one waits for threads of its own, a block at a time, and on a busy machine
            # takes three times as long; a core alone is as quick as the memory.
            np.einsum("ij,j->i", block.vectors[:used], vector, out=likeness[at : at + used])
            at += used
        seqs = np.concatenate([block.seqs[:used] for block, used in parts])
        if since is not None:
            likeness[np.concatenate([block.moments[:used] for block, used in parts]) < since] = -np.inf
        if gone := self._gone:
            likeness[np.isin(seqs, list(gone))] = -np.inf
        best = np.argpartition(likeness, -limit)[-limit:] if limit < len(likeness) else np.arange(len(likeness))
        best = best[np.argsort(-likeness[best], kind="stable")]
        return [(int(seqs[at]), float(likeness[at])) for at in best if np.isfinite(likeness[at])]

    def _new_block(self) -> _Block:
        return _Block(
            np.empty((BLOCK, self.dimensions), dtype=np.float32),
            np.empty(BLOCK, dtype=np.int64),
            np.empty(BLOCK, dtype=np.int64),
        )

"""How near a sentence is to each limit of a brief in meaning, where an embedding model can tell."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capabilities.passages import Limits
from prompts.embedding import Embedder
from prompts.model import ModelFault

log = logging.getLogger("plumbline.grounding")

# By itself a cosine tells little: with the built-in model "Whether you pass the audit is up to the auditor" is as near
# to "you are sure to pass the audit" as its ten rewordings. It only says whether words of a kind of promise are about
# the same thing (ABOUT), and whether a claim of no known kind is the same (SAME), on the scale of that model.
ABOUT, SAME = 0.45, 0.70
_SCALE = {"all-MiniLM-L6-v2-int8": 0.0}
_CAREFUL = 0.15  # taken off every cosine of a model that was never measured
_HIGH = ("e5", "ada")  # families whose cosines of unlike texts begin at 0.7
_HASHED = "words-"
_KEPT = 4096


@dataclass(frozen=True)
class Likeness:
    """The claims of one brief as vectors, made when they are first asked for and once. Threads may share it."""

    embedder: Embedder
    claims: tuple[str, ...]
    _made: list[NDArray[np.float32]] = field(default_factory=list, compare=False, repr=False)
    # What was cited so far, up to _KEPT texts: a brief's own are far fewer.
    _parts: dict[str, NDArray[np.float32]] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @classmethod
    def of(cls, limits: Limits, embedder: Embedder | None) -> Likeness | None:
        """None without an embedder that knows meanings, and without limits: then the rules alone hold."""
        claims = tuple(dict.fromkeys([*(x.claim for x in limits.never), *(x.claim for x in limits.only_with)]))
        if embedder is None or embedder.name.startswith(_HASHED) or not claims:
            return None
        return cls(embedder, claims)

    def told(
        self, near: Sequence[str], nearest: Sequence[tuple[str, Sequence[str]]]
    ) -> tuple[list[Mapping[str, float]], list[float]]:
        """For the sentences in `near` the cosine to every claim, for those in `nearest` that to the nearest of the
        texts beside each; on the built-in model's scale.

        One call of the embedder for all of them, and one more while the version is new. Both are empty where the
        model fails.
        """
        parts = dict.fromkeys(part for _, held in nearest for part in held)
        known = {part: row for part in parts if (row := self._parts.get(part)) is not None}
        asked = [*near, *(said for said, _ in nearest), *(part for part in parts if part not in known)]
        texts = list(dict.fromkeys(asked))
        if not texts:
            return [], []
        try:
            claims = self._claims() if near else None
            rows = np.asarray(self.embedder.embed(texts), dtype=np.float32)
        except ModelFault as fault:
            log.warning("Sentences are held to the brief by words alone: %s", fault)
            return [], []
        at, off = dict(zip(texts, rows, strict=True)), _off(self.embedder.name)
        known |= {part: at[part] for part in parts if part not in known}
        if len(self._parts) + len(known) <= _KEPT:
            self._parts.update(known)
        cosines = [] if claims is None else [claims @ at[each] - off for each in near]
        return (
            [dict(zip(self.claims, map(float, row), strict=True)) for row in cosines],
            [max((float(at[said] @ known[x]) for x in held), default=0.0) - off for said, held in nearest],
        )

    def _claims(self) -> NDArray[np.float32]:
        with self._lock:
            if not self._made:
                self._made.append(np.asarray(self.embedder.embed(list(self.claims)), dtype=np.float32))
            return self._made[0]


def _off(name: str) -> float:
    high = any(part in _HIGH for part in name.lower().replace("_", "-").split("-"))
    return _SCALE.get(name, 0.4 if high else _CAREFUL)

"""Remembers the vectors of texts that are asked for again and again, so that an embedder is asked for each once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from prompts.embedding import Embedder

_MOST = 4_000  # texts; at 384 numbers each some 12 MB


@dataclass(frozen=True)
class Remembered:
    """An `Embedder` that asks another one only for what it has not met lately. Threads may share it.

    Made for one piece of work and gone with it, it keeps nothing of what people wrote.
    """

    embedder: Embedder
    most: int = _MOST
    _known: OrderedDict[str, list[float]] = field(default_factory=OrderedDict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @classmethod
    def knowing(cls, embedder: Embedder, vectors: Mapping[str, list[float]]) -> Remembered:
        """One that knows the vectors of some texts already."""
        return cls(embedder, _known=OrderedDict(vectors))

    @property
    def name(self) -> str:
        """The other's name: the vectors are its own."""
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        """The other's."""
        return self.embedder.dimensions

    def know(self, vectors: Mapping[str, list[float]]) -> None:
        """Take over vectors that the other made before."""
        with self._lock:
            self._known.update(vectors)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `Embedder.embed`; what is new is asked for in one call. Raises ModelFault."""
        with self._lock:
            made = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in made]
        if new:
            made.update(zip(new, self.embedder.embed(new), strict=True))
            with self._lock:
                self._known.update((text, made[text]) for text in new)
                while len(self._known) > self.most:
                    self._known.popitem(last=False)
        return [made[text] for text in texts]

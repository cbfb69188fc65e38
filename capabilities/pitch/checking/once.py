"""Embeds the sentences of one text once, for all who ask, and forgets them with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from capabilities.grounding import Rules
from prompts.embedding import Embedder


@dataclass(frozen=True)
class Once:
    """An `Embedder` that asks another for each text a single time. Made for one check, gone after it."""

    embedder: Embedder
    _known: dict[str, list[float]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The other's name: the vectors are its own."""
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        """The other's."""
        return self.embedder.dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `Embedder.embed`; what is new is asked for in one call."""
        new = [each for each in dict.fromkeys(texts) if each not in self._known]
        if new:
            self._known.update(zip(new, self.embedder.embed(new), strict=True))
        return [self._known[each] for each in texts]


def asking(rules: Rules, once: Once | None) -> Rules:
    """The same rules, which take the vectors of sentences from what is known of this text."""
    if once is None or rules.likeness is None:
        return rules
    return replace(rules, likeness=replace(rules.likeness, embedder=once))

"""One version of a brief as the rules that every sentence about it is held to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capabilities.grounding.checking import Verdict, check
from capabilities.passages import Brief, Passage, names
from prompts.embedding import Embedder


@dataclass(frozen=True)
class Rules:
    """Holds sentences to a brief. Made once for each version; nothing in it changes, so threads may share it."""

    brief: Brief
    passages: Mapping[str, Passage]
    names: tuple[str, ...]
    embedder: Embedder | None = None

    @classmethod
    def of(cls, brief: Brief, embedder: Embedder | None = None) -> Rules:
        """The rules of a brief; with an embedder a limit is also known in other words."""
        return cls(brief, {each.ref: each for each in brief.passages}, names(brief.passages), embedder)

    def check(self, sentence: str, *, cites: Sequence[str], given: Mapping[str, Passage] | None = None) -> Verdict:
        """Whether one sentence may stand on the passages it cites, out of those given (all of the brief, if not)."""
        return self.check_many([sentence], [cites], given)[0]

    def check_many(
        self, sentences: Sequence[str], cites: Sequence[Sequence[str]], given: Mapping[str, Passage] | None = None
    ) -> list[Verdict]:
        """The same for several sentences, each with what it cites."""
        passages = self.passages if given is None else given
        return [
            check(
                sentence,
                cites=refs,
                passages=passages,
                limits=self.brief.limits,
                names=self.names,
                known=[self.brief.product],
            )
            for sentence, refs in zip(sentences, cites, strict=True)
        ]

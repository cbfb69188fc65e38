"""One version of a brief as the rules that every sentence about it is held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capabilities.grounding.checking import among, as_read, check, may_be_lent
from capabilities.grounding.likeness import Likeness
from capabilities.grounding.sentences import sentences
from capabilities.grounding.touching import Held
from capabilities.grounding.verdicts import Reason, Verdict
from capabilities.passages import Brief, Passage, names
from capabilities.stems import content
from prompts.embedding import Embedder

_RARE = 0.01  # of the passages


@dataclass(frozen=True)
class Rules:
    """Holds sentences to a brief. Made once for each version; nothing in it changes, so threads may share it."""

    brief: Brief
    passages: Mapping[str, Passage]
    names: tuple[str, ...]
    rare: frozenset[str] = frozenset()
    likeness: Likeness | None = None

    @classmethod
    def of(cls, brief: Brief, embedder: Embedder | None = None) -> Rules:
        """The rules of a brief; with an embedder that knows meanings a limit is also known in quite other words.

        Without one, or with one that only counts words (`HashedWords`), limits are known by their own words and by
        those of their kind of promise.
        """
        return cls(
            brief,
            {each.ref: each for each in brief.passages},
            names(brief.passages),
            _rare(brief.passages),
            Likeness.of(brief.limits, embedder),
        )

    def check(self, sentence: str, *, cites: Sequence[str], given: Mapping[str, Passage] | None = None) -> Verdict:
        """Whether one sentence may stand on the passages it cites, out of those given (all of the brief, if not)."""
        return self.check_many([sentence], [cites], given)[0]

    def check_many(
        self, sentences: Sequence[str], cites: Sequence[Sequence[str]], given: Mapping[str, Passage] | None = None
    ) -> list[Verdict]:
        """The same for several sentences, each with what it cites; one call of the embedder for all of them."""
        passages = self.passages if given is None else given
        asked = list(zip(sentences, cites, strict=True))
        near = self._near(asked, passages)
        alike = self._alike(asked, passages)
        return [
            check(
                sentence,
                cites=refs,
                passages=passages,
                limits=self.brief.limits,
                names=self.names,
                known=[self.brief.product],
                near=near.get(sentence, {}),
                rare=self.rare,
                segments=self.brief.segments,
                alike=alike.get((sentence, tuple(refs))),
            )
            for sentence, refs in asked
        ]

    def limited(
        self, sentences: Sequence[str], cites: Sequence[Sequence[str]], given: Mapping[str, Passage] | None = None
    ) -> list[list[Reason]]:
        """Only the limits each sentence breaks and the lower prices it offers, for the brief's own words."""
        passages = self.passages if given is None else given
        asked = list(zip(sentences, cites, strict=True))
        near = self._near(asked, passages)
        return [
            self._held.touched(as_read(sentence), among(refs, passages), near.get(sentence, {}))
            for sentence, refs in asked
        ]

    @property
    def _held(self) -> Held:
        return Held(self.brief.limits, [self.brief.product], self.rare)

    def _alike(
        self, asked: Sequence[tuple[str, Sequence[str]]], passages: Mapping[str, Passage]
    ) -> Mapping[tuple[str, tuple[str, ...]], float]:
        """The cosine to the nearest cited sentence for those sentences that lack a word or two."""
        if self.likeness is None:
            return {}
        known = [self.brief.product]
        wanted = [
            (sentence, tuple(refs))
            for sentence, refs in dict.fromkeys((sentence, tuple(refs)) for sentence, refs in asked)
            if may_be_lent(sentence, cites=refs, passages=passages, known=known)
        ]
        held = [[part for ref in refs if ref in passages for part in _parts(passages[ref])] for _, refs in wanted]
        found = self.likeness.nearest([sentence for sentence, _ in wanted], held)
        return dict(zip(wanted, found, strict=True)) if found else {}

    def _near(
        self, asked: Sequence[tuple[str, Sequence[str]]], passages: Mapping[str, Passage]
    ) -> Mapping[str, Mapping[str, float]]:
        """The likeness to each limit of the sentences for which it may matter: an embedder takes longer than rules."""
        if self.likeness is None:
            return {}
        held = self._held
        wanted = [each for each, refs in asked if held.depends(as_read(each), among(refs, passages))]
        wanted = list(dict.fromkeys(wanted))
        return dict(zip(wanted, self.likeness.near(wanted), strict=True)) if wanted else {}


def _parts(passage: Passage) -> list[str]:
    """What a sentence is compared with: each sentence of a passage, and all of it under its heading."""
    return [". ".join([*passage.path[-1:], passage.text]), *sentences(passage.text)]


def _rare(passages: Sequence[Passage]) -> frozenset[str]:
    """The stems that hardly a passage has."""
    found = Counter(each for passage in passages for each in set(content(passage.text)))
    return frozenset(each for each, times in found.items() if times <= _RARE * len(passages))

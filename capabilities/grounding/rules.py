"""One version of a brief as the rules that every sentence about it is held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from capabilities.grounding.checking import among, as_read, check, may_be_lent
from capabilities.grounding.likeness import Likeness
from capabilities.grounding.sentences import sentences
from capabilities.grounding.texts import content
from capabilities.grounding.touching import Held, Touched
from capabilities.grounding.verdicts import Reason, Verdict
from capabilities.passages import Brief, Passage, names
from prompts.embedding import Embedder

_RARE = 0.01  # of the passages
_COMPARED = 1  # parts of what is cited whose meaning is looked at


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
        limits = [self._touched(sentence, refs, passages) for sentence, refs in asked]
        likely, alike = self._likenesses(asked, limits, passages)
        return [
            check(
                sentence,
                cites=refs,
                passages=passages,
                limits=self.brief.limits,
                names=self.names,
                known=[self.brief.product],
                segments=self.brief.segments,
                alike=alike.get((sentence, tuple(refs))),
                touched=self._by_meaning(sentence, refs, passages, found, likely),
            )
            for (sentence, refs), found in zip(asked, limits, strict=True)
        ]

    def unborne(self, sentence: str, *, cites: Sequence[str]) -> list[Reason]:
        """Only what the cited passages do not bear out, whatever the limits say of it."""
        found = check(
            sentence,
            cites=cites,
            passages=self.passages,
            limits=self.brief.limits,
            names=self.names,
            known=[self.brief.product],
            segments=self.brief.segments,
            touched=(),
        )
        return list(found.reasons)

    def limited(
        self, sentences: Sequence[str], cites: Sequence[Sequence[str]], given: Mapping[str, Passage] | None = None
    ) -> list[list[Reason]]:
        """Only the limits each sentence breaks and the lower prices it offers, for the brief's own words."""
        passages = self.passages if given is None else given
        asked = list(zip(sentences, cites, strict=True))
        limits = [self._touched(sentence, refs, passages) for sentence, refs in asked]
        likely, _ = self._likenesses(asked, limits, passages, lent=False)
        return [
            self._by_meaning(sentence, refs, passages, found, likely)
            for (sentence, refs), found in zip(asked, limits, strict=True)
        ]

    @cached_property
    def _held(self) -> Held:
        return Held(self.brief.limits, [self.brief.product], self.rare)

    def _touched(self, sentence: str, refs: Sequence[str], passages: Mapping[str, Passage]) -> Touched:
        return self._held.asked(as_read(sentence), among(refs, passages), open_to_meaning=self.likeness is not None)

    def _by_meaning(
        self,
        sentence: str,
        refs: Sequence[str],
        passages: Mapping[str, Passage],
        found: Touched,
        near: Mapping[str, Mapping[str, float]],
    ) -> list[Reason]:
        """What a sentence touches by its words; looked at again where its meaning may make a difference."""
        if not found.depends or sentence not in near:
            return found.reasons
        return self._held.touched(as_read(sentence), among(refs, passages), near[sentence])

    def _likenesses(
        self,
        asked: Sequence[tuple[str, Sequence[str]]],
        limits: Sequence[Touched],
        passages: Mapping[str, Passage],
        *,
        lent: bool = True,
    ) -> tuple[Mapping[str, Mapping[str, float]], Mapping[tuple[str, tuple[str, ...]], float]]:
        """The likeness to each limit of the sentences for which it may matter, and to what they cite of those that lack
        a word or two: an embedder takes longer than rules, so few are asked about, and all in one call."""
        if self.likeness is None:
            return {}, {}
        near = list(dict.fromkeys(each for (each, _), found in zip(asked, limits, strict=True) if found.depends))
        known = [self.brief.product]
        short = [
            (sentence, tuple(refs))
            for sentence, refs in dict.fromkeys((sentence, tuple(refs)) for sentence, refs in asked)
            if lent and may_be_lent(sentence, cites=refs, passages=passages, known=known)
        ]
        held = [(said, _closest(said, among(refs, passages))) for said, refs in short]
        cosines, alike = self.likeness.told(near, held)
        return dict(zip(near, cosines, strict=False)), dict(zip(short, alike, strict=False))


def _closest(said: str, cited: Sequence[Passage]) -> list[str]:
    """The few parts of what is cited that share most words with a sentence: the others are hardly nearer in meaning."""
    meant = set(content(said))
    parts = [part for passage in cited for part in _parts(passage)]
    return sorted(parts, key=lambda part: -len(meant & set(content(part))))[:_COMPARED]


@lru_cache(maxsize=4096)
def _parts(passage: Passage) -> list[str]:
    """What a sentence is compared with: each sentence of a passage, and all of it under its heading."""
    return [". ".join([*passage.path[-1:], passage.text]), *sentences(passage.text)]


def _rare(passages: Sequence[Passage]) -> frozenset[str]:
    """The stems that hardly a passage has."""
    found = Counter(each for passage in passages for each in set(content(passage.text)))
    return frozenset(each for each, times in found.items() if times <= _RARE * len(passages))

"""What one version of a brief gives a check to stand on, worked out once for the version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from capabilities.brief import InForce
from capabilities.grounding import Rules
from capabilities.grounding.polarity import denies
from capabilities.passages import Passage, answering
from capabilities.stems import content, stems, words
from prompts.embedding import Embedder

_MOST = 0.6  # of a limit's words
_SHORT = 14  # words of a sentence that only denies; a longer one says more than that


@dataclass(frozen=True)
class Ground:
    """A version and what is asked of it for every text."""

    brief: InForce

    @cached_property
    def by_words(self) -> Rules:
        """Its rules without an embedder: for the brief's own words, and for what claims nothing."""
        return Rules.of(self.brief.brief)

    @cached_property
    def said(self) -> frozenset[str]:
        """The stems of every word in it that may answer a person."""
        return frozenset(each for passage in answering(self.brief.brief.passages) for each in stems(passage.text))

    @cached_property
    def may_say(self) -> dict[tuple[str, ...], Passage]:
        """What may be said word for word, and where that stands."""
        kept = self.brief.brief.limits.may_say
        return {tuple(words(x.claim)): self.brief.passages[x.ref] for x in kept if x.ref in self.brief.passages}

    @cached_property
    def _nevers(self) -> list[tuple[frozenset[str], Passage]]:
        kept = [each for each in self.brief.brief.limits.never if each.ref in self.brief.passages]
        return [(frozenset(content(each.claim)), self.brief.passages[each.ref]) for each in kept]

    def denied(self, sentence: str) -> Passage | None:
        """The limit a sentence keeps to by denying the very thing: “We do not guarantee savings.”

        Asked of sentences that touch no limit; of the limit's words most must be there.
        """
        said = words(sentence)
        if not any(map(denies, said)):
            return None
        have = frozenset(content(sentence))
        near = (limit for claim, limit in self._nevers if claim and len(claim & have) >= _MOST * len(claim))
        return next(near, None) if len(said) <= _SHORT else None

    @cached_property
    def _proofs(self) -> dict[str, Passage]:
        proofs = [each for each in self.brief.brief.passages if each.kind == "proof"]
        return {(each.attribute("id") or each.ref).casefold(): each for each in reversed(proofs)}

    def proofs(self, passage: Passage) -> list[Passage]:
        """The proofs a passage leans on, as far as the brief has them."""
        return [self._proofs[name.casefold()] for name in passage.proofs if name.casefold() in self._proofs]


def asking(rules: Rules, embedder: Embedder) -> Rules:
    """The same rules, which ask this embedder for the vectors of sentences."""
    if rules.likeness is None:
        return rules
    return replace(rules, likeness=replace(rules.likeness, embedder=embedder))

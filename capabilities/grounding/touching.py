"""Which limits of a brief a sentence breaks, and whether it offers a lower price: asked apart from who bears it out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from capabilities.grounding import discounts
from capabilities.grounding import limits as held
from capabilities.grounding.asking import without_refusals
from capabilities.grounding.polarity import of_others
from capabilities.grounding.sentences import sentences
from capabilities.grounding.support import quoted
from capabilities.grounding.verdicts import Reason
from capabilities.passages import Limits, Passage

_LIMITING = ("limit_never", "limit_only_with")


@dataclass(frozen=True)
class Touched:
    """What a sentence touches by its words, and whether its meaning may add to that."""

    reasons: list[Reason]
    depends: bool


@dataclass(frozen=True)
class Held:
    """The limits of a brief as a sentence is held to them: `known` are names that say nothing, such as the product's
    own; `rare` are stems that hardly a passage of the brief has."""

    limits: Limits
    known: Collection[str] = ()
    rare: Collection[str] = ()

    def touched(self, said: str, cited: Sequence[Passage], near: Mapping[str, float]) -> list[Reason]:
        """Every limit a sentence breaks, and the lower price it offers.

        `near` is the cosine of the sentence to each limit's claim, where it is known.
        """
        return [*self._limits(said, cited, near), *_discount(said, cited)]

    def asked(self, said: str, cited: Sequence[Passage], *, open_to_meaning: bool) -> Touched:
        """The same by words alone, and whether a likeness could make a difference, were it as great as can be.

        For few sentences it could, and only these are worth a vector.
        """
        plain = list(self._limits(said, cited, {}))
        reasons = [*plain, *_discount(said, cited)]
        if not open_to_meaning:
            return Touched(reasons, depends=False)
        claims = [*(x.claim for x in self.limits.never), *(x.claim for x in self.limits.only_with)]
        return Touched(reasons, depends=plain != list(self._limits(said, cited, dict.fromkeys(claims, 1.0))))

    def _limits(self, said: str, cited: Sequence[Passage], near: Mapping[str, float]) -> Iterator[Reason]:
        if near and quoted(said, [each for each in cited if each.kind not in _LIMITING]):
            near = {}  # the brief's own words were held to the limits' words when it was read through
        own = of_others(said)
        limits = self.limits
        allowed = [each.claim for each in limits.may_say]
        allowed += [part for each in cited if each.kind == "offer" for part in sentences(each.text)]
        rivals = bool(cited) and all(each.kind == "competitor" for each in cited)
        needs = bool(cited) and all(each.kind == "segment" for each in cited)
        leans_on = [part for each in cited if each.kind not in _LIMITING for part in sentences(each.text)]
        for never in held.never_touched(
            own, limits.never, near=near, known=tuple(self.known), allowed=allowed, of_others=rivals
        ):
            yield Reason("never", f"The brief says never: {never.claim.strip(' .')} ({never.ref}).", never.ref)
        for claim in held.unqualified(
            said,
            limits.only_with,
            near=near,
            leans_on=leans_on,
            rare=self.rare,
            in_its_words=needs,
            cites=[each.ref for each in cited],
        ):
            words = f"“{claim.claim}” may be said only with “{claim.qualifier}” ({claim.ref})."
            if not claim.qualifier:
                words = f"“{claim.claim}” may be said only with a qualifier the brief does not give yet ({claim.ref})."
            yield Reason("needs_qualifier", words, claim.ref, claim.qualifier)


def _discount(said: str, cited: Sequence[Passage]) -> Iterator[Reason]:
    """A lower price is offered only in the words of a cited "may say": the owner of the brief allowed those."""
    ours = without_refusals(of_others(said, claims=True))
    words = discounts.offered(ours, by_us=True)
    if words and not quoted(said, [each for each in cited if each.kind == "limit_may_say"]):
        yield Reason("discount", f"“{words}” offers a lower price; offer value instead.")
        return
    given = discounts.given_away(ours, [each.text for each in cited])
    if given:
        yield Reason("discount", f"“{given}” gives away what no passage cited gives; offer value instead.")

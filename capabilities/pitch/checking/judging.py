"""Judges the sentences of a text that cites nothing: what each could stand on is found first, then it is held to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from capabilities.brief import InForce
from capabilities.grounding import OF_LIMITS, Reason, Rules, Verdict
from capabilities.grounding.discounts import offered
from capabilities.passages import Passage
from capabilities.pitch.checking.claiming import Part
from capabilities.pitch.checking.ground import Ground
from capabilities.pitch.checking.instead import Wording, is_price, nearest, shown_to_customers, value
from capabilities.retrieval import Hit
from capabilities.stems import content, stems, words

_NO_STAND = frozenset({"limit_never", "question", "channel"})  # these say nothing that a rep could lean on
_VERBS = {"number_not_cited": "give", "name_not_cited": "name"}
_COVERED = 0.3  # of a sentence's words in a passage; what bears it out has twice as many
_TOGETHER = 3  # passages looked through for what the brief does not say
_JOINED = re.compile(r";|,\s+(?:and|but)\b")
_A_STATEMENT = 4  # words
_HALF = 0.5  # of a qualifier's words must stand beside a sentence before it is looked at whether they are it
_MISSING, _REASONS = 5, 3  # words, and limits, named of one sentence
# Not what is missing, though no passage has them.
_FILLING = frozenset(
    {"like", "yours", "know", "really", "even", "quite", "simply", "easily", "lot", "lots", "thing", "things"}
)

Ruling = Literal["allowed", "needs_qualifier", "not_allowed", "unsupported", "no_claim"]


@dataclass(frozen=True)
class Judged:
    """A ruling on one sentence, why in words, the passage it is about, and what may be said instead."""

    ruling: Ruling
    words: str = ""
    passage: Passage | None = None
    instead: Wording | None = None


@dataclass(frozen=True)
class Judge:
    """Judges sentences by one version of a brief."""

    ground: Ground
    rules: Rules

    @property
    def brief(self) -> InForce:
        return self.ground.brief

    def judge(self, parts: Sequence[Part], hits: Sequence[Sequence[Hit]]) -> list[Judged]:
        """One ruling for each sentence; `hits` are the passages nearest to each, best first.

        What a limit forbids is found in every sentence, a question or a greeting too.
        """
        # A lower price is fine in the words of a "may say"; nothing else a limit forbids is mended by a citation.
        cites = [self._may_say_refs(each) if offered(part.bare) else [] for part, each in zip(parts, hits, strict=True)]
        verdicts = self._verdicts(parts, cites)
        made = []
        for at, part in enumerate(parts):
            limits = [each for each in self._qualified(parts, at, verdicts[at]) if each.kind in OF_LIMITS]
            said = self.ground.may_say.get(tuple(words(part.bare)))
            if said is not None:
                made.append(Judged("allowed", passage=said))
            elif limits:
                made.append(self._limited(part, hits[at], limits))
            elif part.claims:
                made.append(self._claimed(part, hits[at]))
            else:
                made.append(Judged("no_claim"))
        return made

    def _verdicts(self, parts: Sequence[Part], cites: Sequence[Sequence[str]]) -> list[Verdict]:
        """What each sentence breaks; the meaning is looked at of those that claim something."""
        made: dict[int, Verdict] = {}
        for claims, rules in ((True, self.rules), (False, self.ground.by_words)):
            places = [at for at, each in enumerate(parts) if each.claims == claims]
            found = rules.check_many([parts[at].bare for at in places], [cites[at] for at in places])
            made.update(zip(places, found, strict=True))
        return [made[at] for at in range(len(parts))]

    def _claimed(self, part: Part, hits: Sequence[Hit]) -> Judged:
        """A sentence no limit forbids, held to the nearest passages one by one: parts of several prove nothing."""
        stands = [hit for hit in hits if _may_stand(hit.passage)]
        turned = False
        for hit in sorted(stands, key=lambda each: not shown_to_customers(each.passage)):
            if hit.coverage < _COVERED:  # it cannot bear the sentence, so it is not asked
                continue
            lacking = self._lacking([hit.passage], part.bare)
            if not lacking:
                return self._stands_on(hit.passage, part, hits)
            turned = turned or (hit is stands[0] and any(map(_turns, lacking)))
        missing = self._missing(part.bare, [each.passage for each in stands[:_TOGETHER]])
        keeps = None if any(each.kind in _VERBS for each in missing) else self.ground.denied(part.bare)
        whole = keeps or self._in_parts(part.bare, [] if missing else stands)
        if whole is not None:
            return self._stands_on(whole, part, hits) if whole.kind not in _NO_STAND else Judged("allowed", "", whole)
        told = _told(missing, denied=turned, near=bool(stands), elsewhere=self.ground.said)
        return Judged("unsupported", told, None, nearest(self.ground.by_words, part.bare, hits))

    def _in_parts(self, said: str, stands: Sequence[Hit]) -> Passage | None:
        """The first passage, where each of the statements that a sentence joins is borne out by one that is public."""
        joined = [each for each in _JOINED.split(said) if each.strip()]
        if len(joined) < 2 or any(len(words(each)) < _A_STATEMENT for each in joined):
            return None
        passages = [each.passage for each in stands if shown_to_customers(each.passage)]
        found = [next((x for x in passages if not self._missing(each, [x])), None) for each in joined]
        return found[0] if all(each is not None for each in found) else None

    def _stands_on(self, passage: Passage, part: Part, hits: Sequence[Hit]) -> Judged:
        kept = [passage, *self.ground.proofs(passage)]
        cleared = [each for each in kept if shown_to_customers(each)]
        if len(cleared) == len(kept) or (passage in cleared and not self._missing(part.bare, cleared)):
            return Judged("allowed", passage=passage)
        inside = next(each for each in kept if each not in cleared)
        who = inside.attribute("clearance") or "not cleared for customers"
        why = f"The brief keeps this inside the house ({who}). Leave it out of what customers read."
        return Judged("not_allowed", why, inside, nearest(self.ground.by_words, part.bare, hits))

    def _qualified(self, parts: Sequence[Part], at: int, verdict: Verdict) -> list[Reason]:
        """The reasons but for a qualifier that stands in the sentence before or after."""
        lacking = {each.ref: each.missing for each in verdict.reasons if each.kind == "needs_qualifier"}
        for one in (at - 1, at):
            pair = f"{parts[one].bare} {parts[one + 1].bare}" if 0 <= one < len(parts) - 1 else ""
            have = set(content(pair))
            if any(need and _HALF * len(need) <= len(need & have) for need in map(_stems, lacking.values())):
                beside = self.rules.check(pair, cites=[])
                still = {each.ref for each in beside.reasons if each.kind == "needs_qualifier"}
                lacking = {ref: missing for ref, missing in lacking.items() if ref in still}
        return [each for each in verdict.reasons if each.kind != "needs_qualifier" or each.ref in lacking]

    def _limited(self, part: Part, hits: Sequence[Hit], reasons: Sequence[Reason]) -> Judged:
        first = reasons[0]
        limit = self.brief.passages.get(first.ref)
        why = self._why(reasons[:_REASONS])
        if first.kind == "needs_qualifier":
            wrong = [each for each in self._missing(part.bare, [x.passage for x in hits]) if each.kind in _VERBS]
            why += f" {_told(wrong)}" if wrong else ""  # the qualifier would not mend a wrong number
            beside = nearest(self.ground.by_words, part.bare, hits, beside=first.missing) if first.missing else None
            return Judged("needs_qualifier", why, limit, beside)
        if any(each.kind == "discount" or is_price(part.bare, self._never(each.ref)) for each in reasons):
            return Judged("not_allowed", why, limit, value(self.brief, self.ground.by_words, part.bare, hits))
        return Judged("not_allowed", why, limit, nearest(self.ground.by_words, part.bare, hits))

    def _why(self, reasons: Sequence[Reason]) -> str:
        """Every limit the sentence breaks, in one or two sentences."""
        nevers = dict.fromkeys(self._never(each.ref) for each in reasons if each.kind == "never")
        made = [f"The brief says never: {'; '.join(nevers)}."] if nevers else []
        if not nevers and any(each.kind == "discount" for each in reasons):
            made.append("This offers a lower price: offer value instead.")
        return " ".join([*made, *(self._needs(each) for each in reasons if each.kind == "needs_qualifier")])

    def _needs(self, reason: Reason) -> str:
        held = next((each for each in self.brief.brief.limits.only_with if each.ref == reason.ref), None)
        claim = f"“{held.claim}”" if held else "this"
        if not reason.missing:
            return f"The brief allows {claim} only with a qualifier, and gives none yet. Leave it out."
        return f"The brief allows {claim} only with “{reason.missing}”."

    def _never(self, ref: str) -> str:
        return next((each.claim.strip(" .") for each in self.brief.brief.limits.never if each.ref == ref), "")

    def _lacking(self, passages: Sequence[Passage], said: str) -> list[Reason]:
        """What the passages, with the proofs they lean on, do not bear out of a sentence."""
        return self._missing(said, [*passages, *(proof for each in passages for proof in self.ground.proofs(each))])

    def _missing(self, said: str, passages: Sequence[Passage]) -> list[Reason]:
        return self.ground.by_words.unborne(said, cites=[each.ref for each in passages])

    def _may_say_refs(self, hits: Sequence[Hit]) -> list[str]:
        return [hit.passage.ref for hit in hits if hit.passage.kind == "limit_may_say"]


def _may_stand(passage: Passage) -> bool:
    """Whether a rep could lean on it: not on whom the product is not for."""
    field = re.sub(r"\W", "", passage.attribute("field") or "").casefold()
    return passage.kind not in _NO_STAND and not (passage.kind == "segment" and field == "notfor")


def _stems(words_: str) -> set[str]:
    return set(content(words_))


def _turns(reason: Reason) -> bool:
    """Whether what is cited says the opposite, or denies it."""
    return reason.kind == "unsupported" and "opposite" in reason.words


def _told(
    reasons: Sequence[Reason], *, denied: bool = False, near: bool = True, elsewhere: Collection[str] = ()
) -> str:
    """What the brief lacks: “The brief does not give “40%” or say “seamless”, “anywhere”.”

    `denied` says that the nearest passage tells the opposite, which is said unless a number or a name is wrong;
    `elsewhere` are stems the brief has somewhere, and so are not missing in it.
    """
    wrong = [each for each in reasons if each.kind in _VERBS]
    if denied and not wrong:
        return "The brief says the opposite, or denies it."
    named: dict[str, list[str]] = {}
    seen: set[str] = set()
    for each in wrong or [each for each in reasons if not _turns(each)]:
        for word in re.findall(r"“([^”]+)”", each.missing) or [each.missing]:
            known = each.kind == "unsupported" and set(stems(word)) <= set(elsewhere)
            if word and not known and word.casefold() not in seen | _FILLING:
                named.setdefault(each.kind, []).append(word)
                seen.add(word.casefold())
    if not named:
        return "The brief says parts of this, but nowhere together." if near else "The brief says nothing about this."
    lacks = [f"{_VERBS.get(kind, 'say')} {_listed(found)}" for kind, found in named.items()]
    told = lacks[0] if len(lacks) == 1 else f"{', '.join(lacks[:-1])} or {lacks[-1]}"
    return f"The brief does not {told}."


def _listed(found: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in found[:_MISSING])

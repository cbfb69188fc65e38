"""Reads what a rep asked a pitch for: whom it is about and what was said, in the names the brief has for them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from capabilities.field import words as marks
from capabilities.field.names import nearest, same
from capabilities.grounding.discounts import offered
from capabilities.passages import Brief
from capabilities.retrieval import Hit
from capabilities.stems import content

Near = Callable[[str], Sequence[Hit]]  # the passages nearest to some words, best first

_PRICE = re.compile(
    r"\b(?:pric|cost|expens|cheap|discount|budget|afford|fee\b|fees\b|pay\b|payback|rebate|roi\b|tco\b|too much)|[€$£]",
    re.IGNORECASE,
)
_RISK = re.compile(r"\brisk", re.IGNORECASE)
_SHORTER = re.compile(r"\b(?:short(?:er)?|brief(?:er)?|fewer|less text|crisper|tighter)\b", re.IGNORECASE)
# Words of wishes that name no subject.
_WISHING = frozenset(content("make give put say tell speak write use want please more less most point line pitch word"))
_SAID = re.compile(r"(?:^|(?<=[\s,;.]))(?:objection|they say)\s*:\s*(?P<words>.+)\Z", re.IGNORECASE | re.DOTALL)
_STAGES = re.compile(
    r"\b(?:first (?:call|meeting|talk|visit)|cold call|discovery|demo|trial|pilot|proposal|negotiations?|procurement"
    r"|legal review|closing|renewal)\b",
    re.IGNORECASE,
)
_MOST_OF = 0.6  # of an objection's words, before it counts as named
_COVERED = 0.25  # of the words said, before an objection that is merely near is taken as meant
_AGREEING = 2  # of the three best passages, before their segment is taken as meant
_RESEMBLES = 0.5  # by difflib's ratio: the last thing tried for a segment nobody knows


@dataclass(frozen=True)
class Asked:
    """What a pitch is asked for, as it was said: the words, and what was marked in them or filled into the form."""

    words: str = ""
    segment: str = ""
    account: str = ""
    stage: str = ""
    competitor: str = ""
    objection: str = ""
    product: str = ""  # its key, where one was chosen
    wish: str = ""

    @property
    def said(self) -> str:
        """Everything that says something of the conversation; the customer's name does not."""
        parts = (self.words, self.objection, self.competitor, self.stage, self.segment)
        return "\n".join(_each_once(parts))

    @property
    def described(self) -> str:
        """What was marked, as one would say it; the customer's name is left out, as others may read this."""
        parts = (
            self.segment,
            self.stage,
            f"vs {self.competitor}" if self.competitor else "",
            f"they say: {self.objection}" if self.objection else "",
        )
        return ", ".join(part for part in parts if part)

    def sought(self, brief: Brief) -> str:
        """What the brief is searched for: what was said, and the wish where it names something the brief speaks of.

        A wish such as "shorter" or "friendlier" would only bring up other lines by chance.
        """
        wish = _SHORTER.sub(" ", self.wish).strip(" ,.;")
        wanted = set(content(wish)) - _WISHING
        known = (f"{each.attribute('subject') or ''} {each.text}" for each in brief.passages)
        named = any(wanted.intersection(content(words)) for words in known)
        return "\n".join(part for part in (self.said, wish if named else "") if part)


@dataclass(frozen=True)
class Situation:
    """What a conversation is about, as far as the brief knows the words.

    `taken` are names read as others: (typed, known). `unknown` are names the brief does not know, kept as typed.
    """

    words: str
    segment: str | None = None
    objections: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    price: bool = False
    account: str = ""
    stage: str = ""
    wish: str = ""
    shorter: bool = False
    taken: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def recognised(self) -> bool:
        """Whether the brief has a name for anything that was said."""
        return bool(self.segment or self.objections or self.competitors or self.price)


def parsed(typed: str) -> Asked:
    """The marks taken out of what was typed after /pitch: #segment, at:, vs:, stage:, objection:; the rest is kept."""
    # A note's kind is no part of a request: with one put in front, no word of the request is taken for it.
    said = marks.read(f"words: {typed}")
    rest, objection = said.text, ""
    if found := _SAID.search(rest):
        rest, objection = rest[: found.start()].strip(" ,;."), found["words"].strip(" \t\n,;\"“”„'")
    via = f"via {said.via_channel}" if said.via_channel else ""  # a mark of notes: how they came tells something too
    return Asked(
        words=" ".join(part for part in (rest, via) if part),
        segment=said.segment.replace("-", " ").replace("_", " "),
        account=said.account,
        stage=said.stage,
        competitor=said.competitor,
        objection=objection,
    )


def read(asked: Asked, brief: Brief, hits: Sequence[Hit], near: Near) -> Situation:
    """Recognise what the brief has a name for; `hits` are its passages nearest to what is sought, best first.

    `near` searches the brief for a segment that it has no name for.
    """
    said = set(content(asked.said))
    taken: list[tuple[str, str]] = []
    unknown: list[str] = []
    segment: str | None = None
    if asked.segment:
        segment = nearest(asked.segment, brief.segments) or _other(asked.segment, brief, near)
        _noted(asked.segment, segment or "", taken, unknown)
    else:
        segment = _segment(said, brief) or _meant(brief, hits)
    rivals = _subjects(brief, "competitor")
    competitors: list[str] = []
    for name in [asked.competitor] if nearest(asked.competitor, rivals) else asked.competitor.split(", "):
        if name.strip():
            known = nearest(name, rivals)
            _noted(name, known, taken, unknown)
            competitors.append(known or name)
    competitors += _named(said, rivals)
    stage = asked.stage or (found.group().lower() if (found := _STAGES.search(asked.words)) else "")
    everything = f"{asked.said}\n{asked.wish}"
    return Situation(
        words=asked.said,
        segment=segment,
        objections=_objections(asked, said, brief, hits),
        competitors=tuple(dict.fromkeys(competitors)),
        price=bool(_PRICE.search(everything) or offered(everything) or _RISK.search(asked.wish)),
        account=asked.account,
        stage=stage,
        wish=asked.wish,
        shorter=bool(_SHORTER.search(asked.wish)),
        taken=tuple(taken),
        unknown=tuple(unknown),
    )


def _noted(typed: str, known: str, taken: list[tuple[str, str]], unknown: list[str]) -> None:
    if not known:
        unknown.append(typed)
    elif not same(typed, known) and not set(content(typed)) <= set(content(known)):
        taken.append((typed, known))


def _other(typed: str, brief: Brief, near: Near) -> str | None:
    """The segment a name nobody knows comes nearest to: by its words, by what the brief says, by its letters."""
    by_words = _segment(set(content(typed)), brief) or _meant(brief, near(typed))
    if by_words or not brief.segments:
        return by_words
    folded = {name.casefold(): name for name in brief.segments}
    close = difflib.get_close_matches(typed.casefold(), folded, n=1, cutoff=_RESEMBLES)
    return folded[close[0]] if close else None


def named_in(brief: Brief, words: str) -> list[str]:
    """The segments of which the words hold one that only they have."""
    said = set(content(words))
    return [name for name, telling in _telling(brief).items() if telling & said]


def _telling(brief: Brief) -> dict[str, set[str]]:
    """By segment the words of its name that no other has, or all of them: "refrigeration" of "Refrigeration …"."""
    stems = {name: set(content(name)) for name in brief.segments}
    others = {name: set().union(*(own for each, own in stems.items() if each != name)) for name in stems}
    return {name: (own - others[name]) or own for name, own in stems.items()}


def _segment(said: set[str], brief: Brief) -> str | None:
    """The segment named most fully by the words only it has: "refrigeration" for "Refrigeration service"."""
    best, most = None, 0.5
    for name, telling in _telling(brief).items():
        own = content(name)
        share = len(telling & said) / len(telling) if telling else 0.0
        first = bool(own) and own[0] in said
        if share > most or (share == most and first and best is None):
            best, most = name, share
    return best


def _meant(brief: Brief, hits: Sequence[Hit]) -> str | None:
    """The segment that most of the nearest passages speak of."""
    near = [hit.passage.attribute("segment") for hit in hits[:3]]
    named = [name for name in near if name in brief.segments]
    return next((name for name in named if named.count(name) >= _AGREEING), None)


def _objections(asked: Asked, said: set[str], brief: Brief, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The objection chosen, or the objections named, or else the one among the two nearest passages."""
    subjects = _subjects(brief, "objection")
    if asked.objection and (known := nearest(asked.objection, subjects)):
        return (known,)
    stems = {subject: set(content(subject)) for subject in subjects}
    named = tuple(subject for subject, own in stems.items() if own and len(own & said) >= _MOST_OF * len(own))
    near = (hit.passage for hit in hits[:2] if hit.passage.kind == "objection" and hit.coverage >= _COVERED)
    meant = (passage.attribute("subject") for passage in near)
    return named or tuple(subject for subject in list(meant)[:1] if subject)


def _named(said: set[str], subjects: Sequence[str]) -> tuple[str, ...]:
    return tuple(subject for subject in subjects if (stems := set(content(subject))) and stems <= said)


def _subjects(brief: Brief, kind: str) -> list[str]:
    named = (each.attribute("subject") for each in brief.passages if each.kind == kind)
    return list(dict.fromkeys(name for name in named if name))


def _each_once(parts: Sequence[str]) -> list[str]:
    made: list[str] = []
    for part in parts:
        if part and not any(part.casefold() in other.casefold() for other in made):
            made.append(part)
    return made

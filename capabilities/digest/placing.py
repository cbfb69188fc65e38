"""Whether a model's short version leaves each figure beside the words it stood with, and what was open as open."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from capabilities.grounding import sentences
from capabilities.grounding.quantities import Quantity, quantities, stands_in
from capabilities.stems import content

_APART = re.compile(
    r"(,\s|[;()]|\s[–—-]\s|\b(?:and|but|yet|while|whereas|although|though|because|so)\b)", re.IGNORECASE
)
_GOES_ON = re.compile(r",\s|and", re.IGNORECASE)
_OWN_SUBJECT = re.compile(r"\s*(?:the|a|an|its|our|their|his|her|we|it|they|i|he|she|this|that)\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:it|its|them|their|they|these|those)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:may|might|could|should|would|can|perhaps|maybe|probably|possibly|likely|if|unless|plan\w*|want\w*|hop(?:e|es|"
    r"ed|ing)|wish\w*|try|tries|trying|consider\w*|think\w*|expect\w*|propos\w*|suggest\w*|idea)\b",
    re.IGNORECASE,
)
_HARDLY = re.compile(
    r"\b(?:hardly|barely|scarcely|rarely|seldom|few|fewer|little|less|least|almost|nearly|only|some|part(?:ly)?|half)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A clause with its figures. `own` are the stems that mean something in it, `stems` these and what it goes on
    about: who did it, what "it" was."""

    words: str
    own: frozenset[str]
    stems: frozenset[str]
    figures: tuple[Quantity, ...]
    open: bool  # it may be, or is planned; and so is what goes on behind it
    hardly: bool


def clauses(line: str, *, label: str = "") -> tuple[Clause, ...]:
    """The clauses of a line; the words of its `label` are said of each."""
    made: list[Clause] = []
    for sentence in sentences(line):
        parts = [part for part in _APART.split(sentence) if part.strip()]
        subject, is_open, sign = "", False, ""
        for part in parts:
            if _APART.fullmatch(part):
                sign = part
                continue
            goes_on = bool(made) and _GOES_ON.fullmatch(sign) is not None and _OWN_SUBJECT.match(part) is None
            meant = content(part)
            is_open = _OPEN.search(part) is not None or (is_open and goes_on)
            stems = {*meant, *content(label), *([subject] if goes_on and subject else [])}
            stems |= made[-1].stems if made and _BACK.search(part) else set()
            hardly = _HARDLY.search(part) is not None
            made.append(Clause(part, frozenset(meant), frozenset(stems), tuple(quantities(part)), is_open, hardly))
            subject = subject if goes_on and subject else next((each for each in meant if not each[0].isdigit()), "")
    return tuple(made)


def misplaced(said: str, held: Collection[Clause], *, free: Collection[str] = ()) -> bool:
    """Whether a figure stands with words that are held, and in no clause that is held stand with that figure.

    "Sales accepted 27" where there were 27 leads. Words that are `free` may stand with any figure.
    """
    known = frozenset().union(*(each.stems for each in held)) - frozenset(free)
    for clause in clauses(said):
        meant = frozenset(each for each in _bare(clause.words) if each in known)
        for figure in clause.figures:
            beside = [each.stems for each in held if stands_in(figure, list(each.figures))]
            if not any(meant <= each for each in beside):
                return True
    return False


def opened(said: str, held: Collection[Clause]) -> bool:
    """Whether what is held as open, or as hardly so, is said outright: "we may stop it" is no "we stop it"."""
    for clause in clauses(said):
        meant = frozenset(_bare(clause.words))
        shares = [(len(meant & each.own), each) for each in held]
        best = max((share for share, _ in shares), default=0)
        nearest = [each for share, each in shares if share == best]
        if best < min(2, len(meant)) or not meant:
            continue
        if all(each.open for each in nearest) and not clause.open:
            return True
        if all(each.hardly for each in nearest) and not clause.hardly:
            return True
    return False


def _bare(words: str) -> Iterator[str]:
    return (each for each in content(words) if not each[0].isdigit())


def of_lines(lines: Iterable[str]) -> list[Clause]:
    """The clauses of facts written as `label: what is so of it`."""
    found: list[Clause] = []
    for line in lines:
        label, colon, rest = line.partition(": ")
        found += clauses(rest, label=label) if colon else clauses(line)
    return found

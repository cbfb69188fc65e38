"""What changed from one version of a brief to another, passage by passage."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from capabilities.passages import Brief, Passage
from storage.brief import BriefVersion

_ALIKE = 0.4  # share of words two wordings of one passage have in common, at the least
_PATCHWORK = 0.4  # share of words that stayed in their order, below which the change is not shown word by word
_MOST_PAIRS = 40_000  # compared by their words; beyond that only passages under one reference are


@dataclass(frozen=True)
class Piece:
    """A run of words: "same" in both, "gone" from the one before, "new" in the one after."""

    state: str
    words: str


@dataclass(frozen=True)
class Change:
    """One passage that changed: None before where it is new, None after where it is gone."""

    before: Passage | None
    after: Passage | None
    pieces: tuple[Piece, ...] = ()

    @property
    def passage(self) -> Passage:
        """The passage as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Diff:
    """From `before` to `after`: the passages that changed, came and went, in the order of the brief.

    `moved` counts those that only stand elsewhere; `head` holds (name, before, after) of the product, the owner and
    the day of review.
    """

    before: BriefVersion
    after: BriefVersion
    changed: tuple[Change, ...]
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    moved: int = 0
    head: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.changed or self.new or self.gone or self.moved or self.head)


def compare(before: tuple[BriefVersion, Brief], after: tuple[BriefVersion, Brief]) -> Diff:
    """What it takes to get from one version to the other."""
    old, new = list(before[1].passages), list(after[1].passages)
    same, moved = _same(old, new)
    left = [each for at, each in enumerate(old) if at not in same]
    came = [each for at, each in enumerate(new) if at not in set(same.values())]
    pairs = _pairs(left, came)
    changed = [Change(left[a], came[b], words(_whole(left[a]), _whole(came[b]))) for a, b in pairs]
    met_old, met_new = {a for a, _ in pairs}, {b for _, b in pairs}
    return Diff(
        before=before[0],
        after=after[0],
        changed=tuple(sorted(changed, key=lambda change: change.passage.line)),
        new=tuple(Change(None, each) for at, each in enumerate(came) if at not in met_new),
        gone=tuple(Change(each, None) for at, each in enumerate(left) if at not in met_old),
        moved=moved,
        head=_head(before[1], after[1]),
    )


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Two wordings as runs of words that stayed, went and came, sentence signs with their word.

    Where hardly a word stayed, one wording simply takes the place of the other: a patchwork reads like neither.
    """
    old, new = before.split(), after.split()
    made: list[Piece] = []
    found = SequenceMatcher(None, old, new, autojunk=False)
    if old and new and found.ratio() < _PATCHWORK:
        return Piece("gone", " ".join(old)), Piece("new", " ".join(new))
    for tag, a, b, c, d in found.get_opcodes():
        if tag == "equal":
            made.append(Piece("same", " ".join(old[a:b])))
            continue
        if b > a:
            made.append(Piece("gone", " ".join(old[a:b])))
        if d > c:
            made.append(Piece("new", " ".join(new[c:d])))
    return tuple(made)


def _same(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[dict[int, int], int]:
    """Which passage of the old ones is which of the new ones to the word, and how many of them stand elsewhere."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(new):
        waiting[_whole(each)].append(at)
    same: dict[int, int] = {}
    moved = 0
    for here in (True, False):  # those that stay where they are first
        for at, each in enumerate(old):
            if at in same:
                continue
            places = [to for to in waiting[_whole(each)] if not here or new[to].path == each.path]
            if places:
                same[at] = places[0]
                waiting[_whole(each)].remove(places[0])
                moved += not here
    return same, moved


def _pairs(old: Sequence[Passage], new: Sequence[Passage]) -> list[tuple[int, int]]:
    """Which of the old passages became which of the new: the most alike first, those of one place before others."""
    few = len(old) * len(new) <= _MOST_PAIRS
    scored: list[tuple[float, int, int]] = []
    bags = [set(_bare(each.text)) for each in new]
    for a, one in enumerate(old):
        mine = set(_bare(one.text))
        for b, other in enumerate(new):
            named = one.ref == other.ref and one.kind == other.kind
            if not (named or (few and one.kind == other.kind)):
                continue
            alike = 2 * len(mine & bags[b]) / ((len(mine) + len(bags[b])) or 1)
            if alike >= _ALIKE or (named and alike >= _ALIKE / 2):
                scored.append((alike + (0.3 if one.path == other.path else 0) + (0.1 if named else 0), a, b))
    found: list[tuple[int, int]] = []
    for _, a, b in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if all(a != known and b != other for known, other in found):
            found.append((a, b))
    return found


def _whole(passage: Passage) -> str:
    """A passage's words with the marks that count: what it leans on and who may see it."""
    marks = [f"[proof: {', '.join(passage.proofs)}]"] if passage.proofs else []
    cleared = passage.attribute("clearance")
    if cleared and cleared not in passage.text.casefold():
        marks.append(f"[clearance: {cleared}]")
    return " ".join([*passage.text.split(), *marks])


def _head(before: Brief, after: Brief) -> tuple[tuple[str, str, str], ...]:
    pairs = (
        ("product", before.product, after.product),
        ("owner", before.owner or "", after.owner or ""),
        ("review-by", str(before.review_by or ""), str(after.review_by or "")),
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

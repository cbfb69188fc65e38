"""The sections a brief may have, and where one that is missing would stand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.brief.locating import Section, same
from capabilities.brief_markdown.sections import section
from capabilities.refusal import Refusal

FORMAT = (
    "Plumb line", "What", "Who", "How", "Proof", "Stories", "Offers", "Cost and risk", "Limits", "Objections",
    "Competitors", "Channels", "Materials", "Questions",
)  # fmt: skip
_LONGEST = 80  # characters of a heading
_NEAR = 0.6


@dataclass(frozen=True)
class Spot:
    """Where a new section would stand: before the 0-based `line`, as a heading of this level; and its neighbours."""

    path: tuple[str, ...]
    line: int
    level: int
    after: str = ""
    before: str = ""

    @property
    def name(self) -> str:
        """The heading as it would be written."""
        return self.path[-1]


def missing(sections: Sequence[Section]) -> list[str]:
    """The sections of a brief that this one does not have, in their order."""
    there = {_kind(each.path[0]) for each in sections}
    return [name for name in FORMAT if _kind(name) not in there]


def meant(sections: Sequence[Section], words: str) -> str | None:
    """The section that words mean: one that is there by another of its names, or one of the format that is missing,
    or the nearest of both in its letters. None where they mean neither."""
    tops = top(sections)
    kind = _kind(words)
    if kind is not None:
        there = next((each.path[-1] for each in tops if _kind(each.path[-1]) == kind), None)
        return there or next(name for name in FORMAT if _kind(name) == kind)
    known = {name.casefold(): name for name in [*missing(sections), *(each.path[-1] for each in tops)]}
    near = difflib.get_close_matches(words.casefold(), known, n=1, cutoff=_NEAR)
    return known[near[0]] if near else None


def spot(sections: Sequence[Section], name: str, *, lines: int) -> Spot:
    """Where the section of this name would stand in a page of so many lines: a section of the format in the order of
    the format, another at the end, and "Who › Schools" at the end of Who.

    Raises Refusal where the section around it is missing, too, or the name is none.
    """
    path = tuple(_heading(part) for part in re.split(r"[›>]", name) if part.strip())
    if not path or not all(path):
        raise Refusal("A section needs a name of letters or digits.", field="text")
    if len(path) > 1:
        around = next((each for each in sections if same(each.path, path[:-1])), None)
        if around is None:
            raise Refusal(
                f"There is no section “{' › '.join(path[:-1])}” to put “{path[-1]}” into. Add that one first."
            )
        inside = [each for each in sections if len(each.path) == len(path) and same(each.path[:-1], around.path)]
        after = inside[-1].path[-1] if inside else ""
        return Spot((*around.path, path[-1]), around.end, min(around.level + 1, 6), after=after)
    tops = top(sections)
    level = tops[0].level if tops else 2
    rank = _rank(path[0])
    earlier = [at for at, each in enumerate(tops) if _rank(each.path[-1]) < rank]
    later = [at for at, each in enumerate(tops) if rank < _rank(each.path[-1]) < len(FORMAT)]
    at = earlier[-1] + 1 if earlier else later[0] if later else len(tops)
    at = len(tops) if rank == len(FORMAT) else at
    above, below = tops[at - 1] if at else None, tops[at] if at < len(tops) else None
    line = above.end if above else below.line if below else lines
    return Spot(path, line, level, above.path[-1] if above else "", below.path[-1] if below else "")


def top(sections: Sequence[Section]) -> list[Section]:
    """The sections right below the brief's title."""
    level = min((each.level for each in sections), default=0)
    return [each for each in sections if each.level == level]


def _kind(heading: str) -> str | None:
    found = section((heading,))
    return found[0] if found else None


def _rank(heading: str) -> int:
    """The place of a section in the format; what the format does not know comes last."""
    kind = _kind(heading)
    return next((at for at, name in enumerate(FORMAT) if kind is not None and _kind(name) == kind), len(FORMAT))


def _heading(words: str) -> str:
    """Words as a heading can be written: on one line, without signs of Markdown; empty where no letter is left."""
    bare = " ".join(re.sub(r"[#*`_\[\]<>\\]", " ", words).split())[:_LONGEST].strip()
    return bare[:1].upper() + bare[1:] if re.search(r"[^\W_]", bare) else ""

"""Finds the segment, marketing channel or competitor somebody surely meant by a name that is not quite known."""

import difflib
import re
from collections.abc import Iterable

_SLIP = 0.84  # alike by difflib's ratio from which one name is a slip of the pen for another
_SHORT = 4  # letters: of a shorter name every slip makes another name


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that `name` stands for, or "" when there is none.

    It is the same but for case, spaces and signs ("mid-market", "Mid Market"), the only one that begins with it
    ("refrigeration", "Refrigeration service"), or a slip of the pen away ("webinarr", "Webinars").
    """
    names = {_bare(each): each for each in known}
    bare = _bare(name)
    if not bare or bare in names:
        return names.get(bare, "")
    if len(bare) < _SHORT:
        return ""
    begins = [each for key, each in names.items() if _words(each)[: len(_words(name))] == _words(name)]
    if len(begins) == 1:
        return begins[0]
    near = difflib.get_close_matches(bare, names, n=1, cutoff=_SLIP)
    return names[near[0]] if near else ""


def same(name: str, other: str) -> bool:
    """Whether two names differ in nothing but case, spaces and signs."""
    return _bare(name) == _bare(other)


def _bare(name: str) -> str:
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())

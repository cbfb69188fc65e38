"""Finds the line of an accepted proposal in a version of the brief."""

from __future__ import annotations

import difflib

from capabilities.brief import InForce
from capabilities.passages import Passage, claim_of
from storage.brief import Proposal

_STILL = 0.6  # by difflib's ratio of words: an accepted line that was worded once more is still that line


def line_in(version: InForce, row: Proposal, base: InForce | None, *, built_on: bool) -> Passage | None:
    """The line of a proposal in a version; None when it is not there.

    Only a version `built_on` the draft it was accepted into can hold it as part of a longer line, or worded once more:
    in any other, lines that share its words came from somebody else.
    """
    wanted = claim_of(Passage("", (), row.words, "other", 0))
    lines = [each for each in version.brief.passages if not each.kind.startswith("question")]
    exact = next((each for each in lines if claim_of(each) == wanted), None)
    if exact is not None or not built_on:
        return exact
    before = {each.text for each in base.brief.passages} if base is not None else set()
    new = [each for each in lines if each.text not in before]
    longer = next((each for each in new if row.words in each.text), None)
    if longer is not None:
        return longer
    if row.was and any(each.text == row.was for each in lines):
        return None  # it was put back as it stood
    near = [each for each in new if list(each.path[:1]) == list(row.path[:1])]
    likest = max(near, key=lambda each: _alike(each.text, row.words), default=None)
    return likest if likest is not None and _alike(likest.text, row.words) >= _STILL else None


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.casefold().split(), other.casefold().split()).ratio()

"""Changes one passage of a brief in its Markdown and leaves every other word where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from capabilities.brief import locating, rows, spots
from capabilities.brief.locating import Place, Section
from capabilities.brief_markdown import read
from capabilities.brief_markdown.blocks import Block, take_apart
from capabilities.brief_markdown.limits import mode_of
from capabilities.brief_markdown.pieces import read_marks
from capabilities.brief_markdown.sections import section
from capabilities.passages import Brief, Passage
from capabilities.refusal import Refusal

_LABEL = re.compile(r"^(?:[^:\n]{1,60}?):\s+")
_LIMITED = {"limit_never": "Never", "limit_only_with": "Only with", "limit_may_say": "May say"}
_STRUCTURE = re.compile(r"^(?=[#>|=~+-]|`{3})|^(\d{1,9})(?=[.)](?:\s|$))")
_EMPTY = "There are no words in this. Write what the brief should say."
_STUCK = (
    "That line is woven into its place in the brief, so it cannot be changed by itself. Change its section with "
    "`/brief edit`, or export the brief, change it and file it again."
)
_ROW = "That line is a row of a table. Write it with its columns, as in: {}"


def replaced(source: str, passage: Passage, words: str) -> str:
    """The source with this passage's words replaced in place; bullets, labels and marks (`[proof: p1]`) stay.

    Every other passage and every heading is as before. Raises Refusal where that cannot be done.
    """
    words = _one_line(words)
    before = read(source)
    source = before.source
    known = next((at for at, each in enumerate(before.passages) if each == passage), None)
    if known is None:
        raise Refusal("That line of the brief has changed meanwhile. Look at it again.")
    row = rows.replaced(source, passage, words)
    wanted = row.text if row else _labelled(passage, words)
    for candidate in [row.source] if row else _candidates(source, passage, wanted):
        if candidate != source and _only(before, known, wanted, candidate):
            return candidate
    if _said(wanted) == _plain(passage.text):
        return source
    columns = rows.columns(source, passage)
    raise Refusal(_ROW.format("; ".join(f"{name}: …" for name in columns)) if columns else _STUCK)


def added(source: str, path: Sequence[str], words: str) -> str:
    """The source with a new bullet at the end of the section under these headings, outermost first.

    A section that is missing is made. Raises Refusal where that cannot be done.
    """
    words = _one_line(words)
    before = read(source)
    path = tuple(part for part in path if part.strip())
    found = _deepest(before.source, path)
    depth = len(found.path) if found else 0
    rest = list(path[depth:])
    if found and _is_limits(path[:depth]) and rest and (mode := mode_of(rest[-1])):
        words, rest = f"{_LIMITED[f'limit_{mode}']}: {words}", []
    made = _with_bullet(before.source, found, rest, words)
    after = read(made)
    if [each for each in after.headings if each in before.headings] != list(before.headings) or len(
        after.passages
    ) <= len(before.passages):
        raise Refusal(_STUCK)
    return made


def _candidates(source: str, passage: Passage, words: str) -> Iterator[str]:
    """The source changed in one way after the other, the one that keeps most of what stands there first."""
    for place in locating.places(source, passage.text, passage.line):
        yield from _both(source, *_least(source, passage.text, words, place))
        start, end = locating.reach(source, place.start, place.end)
        kept = locating.marks(source[start:end])
        yield from _both(source, start, end, " ".join([words, *kept]))
    block = locating.block_at(source, passage.line)
    if block is not None:
        kept = locating.marks(source[slice(*block)])
        yield from _both(source, *block, " ".join([words, *kept]))


def _both(source: str, start: int, end: int, words: str) -> Iterator[str]:
    """The words as they stand, and with a sign before what Markdown would take for structure."""
    for form in dict.fromkeys((words, _escaped(words))):
        yield source[:start] + form + source[end:]


def _least(source: str, was: str, words: str, place: Place) -> tuple[int, int, str]:
    """Only the words between what both begin and end with, so that emphasis and marks around them stay."""
    old, new = was.split(), words.split()
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    middle, fresh = old[first : len(old) - last], new[first : len(new) - last]
    if not middle:  # something is put in: the word before or after it goes along, as it has a place
        if first and locating.letters(old[first - 1]):
            first -= 1
        elif last and locating.letters(old[len(old) - last]):
            last -= 1
        middle, fresh = old[first : len(old) - last], new[first : len(new) - last]
    skipped = len(locating.letters("".join(old[:first])))
    count = len(locating.letters("".join(middle)))
    if not count:
        return place.start, place.end, words
    text = " ".join(middle)
    at = place.at[skipped : skipped + count]
    start, end = locating.with_signs(source, text, at)
    put = " ".join([*fresh, *locating.marks(source[start:end])])
    while not put and end < len(source) and source[end] == " ":
        end += 1
    return start, end, put


def _only(before: Brief, at: int, words: str, candidate: str) -> bool:
    """Whether reading the candidate again changes this passage, and no other."""
    try:
        after = read(candidate)
    except Refusal:
        return False
    if after.headings != before.headings:
        return False
    was = before.passages[at]
    first = next(i for i, each in enumerate(before.passages) if (each.line, each.path) == (was.line, was.path))
    last = at
    while last + 1 < len(before.passages) and _of_one_block(before.passages[last + 1], was):
        last += 1
    tail = len(before.passages) - last - 1
    pieces = after.passages[first : len(after.passages) - tail]
    if not pieces or not set(was.proofs) <= {proof for piece in pieces for proof in piece.proofs}:
        return False
    rest = (*before.passages[:first], *before.passages[last + 1 :])
    left = (*after.passages[:first], *after.passages[len(after.passages) - tail :])
    if [(x.path, x.text, x.kind, x.proofs) for x in rest] != [(x.path, x.text, x.kind, x.proofs) for x in left]:
        return False
    if {piece.kind for piece in pieces} != {was.kind}:
        return False
    block = [each.text for each in before.passages[first : last + 1]]
    expected = [*block[: at - first], _said(words), *block[at - first + 1 :]]
    return _plain(" ".join(piece.text for piece in pieces)) == _plain(" ".join(expected))


def _of_one_block(passage: Passage, was: Passage) -> bool:
    return (passage.line, passage.path) == (was.line, was.path)


def _labelled(passage: Passage, words: str) -> str:
    """The words with the passage's label before them ("Evidence: …", "Never: …"), if they come without it."""
    label = _LABEL.match(passage.text)
    if label is None:
        return words
    name = locating.letters(label.group()).casefold()
    known = [value for key, value in passage.attributes if key in {"field", "id", "subject", "segment"}]
    known += ["expect", "forbid"] if passage.kind == "question" else []
    known += [_LIMITED[passage.kind]] if passage.kind in _LIMITED else []
    limit = passage.kind in _LIMITED and mode_of(label.group()) is not None
    if not limit and name.removeprefix("last") not in {locating.letters(each).casefold() for each in known}:
        return words
    has = _LABEL.match(words)
    return words if has and locating.letters(has.group()).casefold() == name else label.group() + words


def _one_line(words: str) -> str:
    words = " ".join(words.split())
    if not locating.letters(words):
        raise Refusal(_EMPTY)
    return words


def _said(words: str) -> str:
    """What a reader makes of the words: without emphasis and marks."""
    parts = take_apart(_escaped(words)).parts
    block = parts[0] if len(parts) == 1 else None
    return read_marks(block.text).text if isinstance(block, Block) and block.shape == "paragraph" else words


def _escaped(words: str) -> str:
    """The words with a sign before what Markdown would take for structure."""
    return _STRUCTURE.sub(lambda match: f"{match.group(1) or ''}\\", words)


def _plain(text: str) -> str:
    return " ".join(text.replace("\\", "").split())


def _with_bullet(source: str, found: Section | None, missing: list[str], words: str) -> str:
    lines = source.split("\n")
    if missing:
        spot = None if found else spots.spot(locating.sections(source), missing[0], lines=len(lines))
        level = found.level + 1 if found else spot.level if spot else 2
        end = found.end if found else spot.line if spot else len(lines)
        heads = [line for at, name in enumerate(missing) for line in (f"{'#' * min(level + at, 6)} {name}", "")]
        block = [*heads, f"- {words}"]
    else:
        end = found.own if found else len(lines)
        block = [f"- {words}"]
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    listed = end > 0 and re.match(r"(?:[-*+]|\s+\S)", lines[end - 1])
    gap = [] if listed and not missing else [""]
    bullet = re.match(r"([*+])\s", lines[end - 1]) if listed and not missing else None
    if bullet:  # another sign would begin another list
        block = [f"{bullet.group(1)} {words}"]
    after = lines[end:] if any(line.strip() for line in lines[end:]) else [""]
    if after[0].strip():
        after = ["", *after]
    return "\n".join([*lines[:end], *gap, *block, *after])


def _deepest(source: str, path: Sequence[str]) -> Section | None:
    """The section that stands under as many of these headings as there are."""
    found = locating.sections(source)
    for depth in range(len(path), 0, -1):
        for each in found:
            if locating.same(each.path, path[:depth]):
                return each
    return None


def _is_limits(path: Sequence[str]) -> bool:
    found = section(path)
    return found is not None and found[0] == "limits"

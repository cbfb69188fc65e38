"""A brief's source with its sections, each of which can be read, replaced, removed, and a new one put in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from capabilities.brief import locating, spots
from capabilities.brief.locating import Section
from capabilities.brief.spots import Spot
from capabilities.brief_markdown.checks import checked
from capabilities.refusal import Refusal

_END = "the end of the brief, as nobody writes it"
_OPEN = "A code block or a comment is left open in this text and would swallow what follows. Close it first."
_STUCK = (
    "The brief's own Markdown is in the way: a code block or a comment is left open there, or a heading would become "
    "its title. Take the brief with `/brief export`, mend it, and send me the file."
)
_OUTSIDE = (
    "“{name}” would begin a section of its own and end this one. Leave it out here, "
    "and change it with /brief edit {name}"
)
_ALL = "This is all that the brief says, so it cannot go. Change it instead, or drop the draft."


@dataclass(frozen=True)
class Page:
    """A brief's source with its sections, looked up once."""

    source: str
    sections: tuple[Section, ...]

    @classmethod
    def of(cls, source: str) -> Page:
        source = checked(source)
        return cls(source, tuple(locating.sections(source)))

    def names(self) -> list[str]:
        """The sections a person can change, in order: the headings right below the brief's title."""
        return list(dict.fromkeys(each.path[-1] for each in spots.top(self.sections)))

    def section(self, name: str) -> Section | None:
        """The section under a heading, or under several from the outermost on, as in "How › For mid-market"."""
        literal = next((each for each in self.sections if name in (each.path[-1], " › ".join(each.path))), None)
        wanted = [part.strip() for part in re.split(r"[›>]", name) if part.strip()]
        found = self.sections if wanted else ()
        exact = (each for each in found if locating.same(each.path, wanted))
        ends = (each for each in found if locating.same(each.path[-len(wanted) :], wanted))
        return next(exact, None) or literal or next(ends, None)

    def text(self, name: str) -> str | None:
        """The Markdown below a heading up to the next of its level, without the heading; None if there is none."""
        found = self.section(name)
        return None if found is None else "\n".join(self.source.split("\n")[found.first : found.end]).strip("\n")

    def place(self, line: int) -> tuple[str, ...]:
        """The headings above a 1-based line, the outermost first; none at the top of the page."""
        at = line - 1
        return next((each.path for each in reversed(self.sections) if each.line <= at < each.end), ())

    def within(self, name: str) -> list[Section]:
        """The sections that stand within a section."""
        found = self.section(name)
        return [each for each in self.sections if found and found.line < each.line < found.end]

    def spot(self, name: str) -> Spot:
        """Where a section of this name would stand. Raises Refusal; see spots."""
        return spots.spot(self.sections, name, lines=self.source.count("\n") + 1)

    def with_text(self, name: str, text: str) -> str:
        """The source with what stands below a heading replaced; the heading and all outside of it stay.

        Raises Refusal when the section is gone, or the text would swallow what follows it or end the section.
        """
        found = self._needed(name)
        if _body(text) == self.text(name):
            return self.source
        _require_inside(found.level, text)
        return self._put(found.first, found.end, _body(text))

    def with_new(self, name: str, text: str) -> str:
        """The source with one section more, where `spot` says. Raises Refusal as with_text does."""
        spot = self.spot(name)
        _require_inside(spot.level, text)
        made = self._put(spot.line, spot.line, f"{'#' * spot.level} {spot.name}\n\n{_body(text)}")
        if not any(locating.same(each.path, spot.path) for each in locating.sections(made)):
            raise Refusal(_STUCK)
        return made

    def without(self, name: str) -> str:
        """The source without a section, its heading and all that stands within it. Raises Refusal when it is gone."""
        found = self._needed(name)
        made = self._put(found.line, found.end, "")
        if not re.search(r"[^\W_]", made):
            raise Refusal(_ALL)
        return made

    def _needed(self, name: str) -> Section:
        found = self.section(name)
        if found is None:
            raise Refusal(f"The brief has no section “{name[:60]}” any more. Look at it with `/brief`.")
        return found

    def _put(self, first: int, end: int, body: str) -> str:
        """The source with these lines replaced, an empty line around them. Raises Refusal unless every heading outside
        of them stays."""
        made = self._replaced(first, end, body)
        if not self._stays(made, first, end):
            raise Refusal(_OPEN if body and self._stays(self._replaced(first, end, "x"), first, end) else _STUCK)
        return made

    def _replaced(self, first: int, end: int, body: str) -> str:
        lines = self.source.split("\n")
        above, tail = lines[:first], lines[end:]
        while above and not above[-1].strip():
            above.pop()
        if body and tail:  # the heading that follows: moved in, it would belong to a list above it
            tail[0] = tail[0].lstrip(" ")
        made = "\n".join([*above, *([""] if above else []), *([body, ""] if body.strip() else []), *tail])
        return made if tail or made.endswith("\n") else made + "\n"

    def _stays(self, made: str, first: int, end: int) -> bool:
        before = [each.path[-1] for each in self.sections if each.line < first]
        after = [each.path[-1] for each in self.sections if each.line >= end]
        # A heading behind the end shows whether something is left open there. Who changes another section need not
        # mind what was left open at the end before.
        left = _headings_with_end(made)
        last = end >= self.source.count("\n") + 1
        if left[-1:] != [_END] and (last or _headings_with_end(self.source)[-1:] == [_END]):
            return False
        left = [each for each in left if each != _END]
        return left[: len(before)] == before and left[len(left) - len(after) :] == after


def _require_inside(level: int, text: str) -> None:
    """Raises Refusal when a heading of the text is of the section's level or above."""
    for each in locating.sections(_body(text)):
        if each.level <= level:
            raise Refusal(_OUTSIDE.format(name=each.path[-1][:60]), field="text")


def _headings_with_end(source: str) -> list[str]:
    return [each.path[-1] for each in locating.sections(f"{source}\n\n###### {_END}\n")]


def _body(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")

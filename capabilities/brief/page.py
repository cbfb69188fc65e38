"""A brief's source with its sections, each of which can be read and replaced."""

from __future__ import annotations

import re
from dataclasses import dataclass

from capabilities.brief import locating
from capabilities.brief.locating import Section
from capabilities.brief_markdown.checks import checked
from capabilities.refusal import Refusal

_END = "the end of the brief, as nobody writes it"
_OPEN = "A code block or a comment is left open in this text and would swallow what follows. Close it first."


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
        top = min((each.level for each in self.sections), default=0)
        return list(dict.fromkeys(each.path[-1] for each in self.sections if each.level == top))

    def section(self, name: str) -> Section | None:
        """The section under a heading, or under several from the outermost on, as in "How › For mid-market"."""
        wanted = [part.strip() for part in re.split(r"[›>]", name) if part.strip()]
        found = self.sections if wanted else ()
        exact = (each for each in found if locating.same(each.path, wanted))
        ends = (each for each in found if locating.same(each.path[-len(wanted) :], wanted))
        return next(exact, None) or next(ends, None)

    def text(self, name: str) -> str | None:
        """The Markdown below a heading up to the next of its level, without the heading; None if there is none."""
        found = self.section(name)
        return None if found is None else "\n".join(self.source.split("\n")[found.first : found.end]).strip("\n")

    def with_text(self, name: str, text: str) -> str:
        """The source with what stands below a heading replaced; the heading and all outside of it stay.

        Raises Refusal when the section is gone, or the text would swallow what follows it.
        """
        found = self.section(name)
        if found is None:
            raise Refusal(f"The brief has no section “{name[:60]}” any more. Look at it with `/brief`.")
        lines = self.source.split("\n")
        body = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if body == self.text(name):
            return self.source
        head, tail = lines[: found.first], lines[found.end :]
        made = "\n".join([*head, "", *([body, ""] if body.strip() else []), *tail])
        made = made if tail or made.endswith("\n") else made + "\n"
        before = [each.path[-1] for each in self.sections if each.line < found.first]
        after = [each.path[-1] for each in self.sections if each.line >= found.end]
        # A heading behind the end shows whether something is left open there.
        left = [each.path[-1] for each in locating.sections(f"{made}\n\n# {_END}\n")]
        if left[: len(before)] != before or left[-len(after) - 1 :] != [*after, _END]:
            raise Refusal(_OPEN)
        return made

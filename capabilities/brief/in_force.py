"""A version of a brief, read once and ready to be searched."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from capabilities.brief.page import Page
from capabilities.passages import Brief, Passage, answering, is_public
from capabilities.retrieval import Index
from storage.brief import BriefVersion

_CLEARS = re.compile(r"clearance\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class InForce:
    """A version, read and ready to be searched; the same object serves until another is published.

    `apart` tells a view of it that holds more or fewer passages from the version as it was published.
    """

    version: BriefVersion
    brief: Brief
    apart: str = ""

    @property
    def key(self) -> str:
        """What everything made of these passages is kept under: the version's id, and which view of it this is."""
        return f"{self.version.id} {self.apart}" if self.apart else self.version.id

    def beside(self, passages: Sequence[Passage]) -> "InForce":
        """The same version with further passages beside its own, such as answers people gave; limits stay as they are.

        For answering questions alone: nothing drafted for a customer or proposed for the brief may stand on them.
        """
        if not passages:
            return self
        said = "\n".join(repr(each) for each in passages)
        return self._view((*self.brief.passages, *passages), hashlib.sha256(said.encode()).hexdigest()[:16])

    def public(self) -> "InForce":
        """The same version with what anybody may see: no passage that is cleared for fewer than all, or stands under a
        heading that is."""
        closed = {
            each.path for each in self.brief.passages if each.path and _CLEARS.match(each.text) and _kept_in(each)
        }
        kept = tuple(
            each
            for each in self.brief.passages
            if not _kept_in(each) and not any(each.path[: len(path)] == path for path in closed)
        )
        return self if len(kept) == len(self.brief.passages) else self._view(kept, "public")

    def _view(self, passages: tuple[Passage, ...], name: str) -> "InForce":
        return InForce(self.version, replace(self.brief, passages=passages), f"{self.apart} {name}".strip())

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """Every passage by its reference."""
        return {passage.ref: passage for passage in self.brief.passages}

    @cached_property
    def page(self) -> Page:
        """The source with its sections, to be changed."""
        return Page.of(self.brief.source)

    @cached_property
    def index(self) -> Index:
        """The passages that may answer a person, made searchable; built when first asked for."""
        return Index.build(answering(self.brief.passages))


def _kept_in(passage: Passage) -> bool:
    return not is_public(passage)

"""A version of a brief, read once and ready to be searched."""

from dataclasses import dataclass
from functools import cached_property

from capabilities.brief.page import Page
from capabilities.passages import Brief, Passage, answering
from capabilities.retrieval import Index
from storage.brief import BriefVersion


@dataclass(frozen=True)
class InForce:
    """A version, read and ready to be searched; the same object serves until another is published."""

    version: BriefVersion
    brief: Brief

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

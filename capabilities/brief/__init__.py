"""The marketing brief: filed from Markdown, kept in every version, published by those who may."""

import threading
from dataclasses import dataclass, field

from capabilities.books import Books, Deed
from capabilities.brief.in_force import InForce
from capabilities.brief_markdown import read, read_bytes
from capabilities.passages import Brief, Passage
from capabilities.permissions import require
from capabilities.refusal import Refusal
from storage import brief as stored
from storage.brief import BriefVersion, PassageRow

__all__ = ["BriefVersion", "Briefs", "Filed", "InForce"]


@dataclass(frozen=True)
class Filed:
    """A version just filed, and what could not be understood in it."""

    version: BriefVersion
    brief: Brief


@dataclass(frozen=True)
class Briefs:
    """Files, publishes and reads briefs."""

    books: Books
    _read: dict[str, InForce] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def file(
        self,
        deed: Deed,
        source: str | bytes,
        *,
        why: str = "",
        publish: bool = True,
        filing: str = "",
        any_text: bool = False,
    ) -> Filed:
        """Keep a Markdown text as the next version of its product's brief, and publish it unless told not to.

        `filing` is the id of the sent file it came from, settled in the same transaction. A text with nothing
        of a brief in it is refused, as it would take the place of the real one, unless `any_text` is right.

        Raises Refusal when it cannot be read as a brief, NotAllowed without the role.
        """
        brief = read_bytes(source) if isinstance(source, bytes) else read(source)
        if not any_text and all(passage.kind == "other" for passage in brief.passages):
            raise Refusal(
                "This does not look like a brief, so the one in force stays. A brief has headings such as "
                "“## Plumb line”, “## Who”, “## Proof” or “## Limits”."
            )
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "publishing a brief")
            key = brief.product.casefold()[:120]
            version = BriefVersion(
                workspace=deed.workspace,
                id=self.books.new_id(),
                product=brief.product,
                product_key=key,
                number=stored.next_number(unit, key),
                owner=brief.owner or "",
                source=brief.source,
                filed_by=deed.user,
                filed_at=now,
                published_at=now if publish else None,
                why=why,
            )
            stored.add(unit, version, [_row(version, at, passage) for at, passage in enumerate(brief.passages)])
            settled = stored.filing(unit, filing) if filing else None
            if settled is not None:
                settled.version = version.id
                unit.session.add(settled)
        return Filed(version, brief)

    def may_file(self, deed: Deed) -> None:
        """Pass, or raise NotAllowed: asked before a form is opened, so that nobody fills it in for nothing."""
        with self.books.look(deed.workspace) as unit:
            require(unit, deed.user, "publishing a brief")

    def current(self, workspace: str) -> InForce | None:
        """The version in force, or None while no brief is published."""
        with self.books.look(workspace) as unit:
            version_id = stored.published_id(unit)
            if version_id is None:
                return None
            known = self._read.get(version_id)
            if known is not None and known.version.workspace == workspace:
                return known
            version = stored.version(unit, version_id)
        assert version is not None
        return self._remember(version)

    def version(self, workspace: str, version_id: str) -> InForce | None:
        """One version by its id: what a pitch or an answer was made from."""
        known = self._read.get(version_id)
        if known is not None and known.version.workspace == workspace:
            return known
        with self.books.look(workspace) as unit:
            version = stored.version(unit, version_id)
        return self._remember(version) if version is not None else None

    def versions(self, workspace: str) -> list[BriefVersion]:
        """Every version, newest first."""
        with self.books.look(workspace) as unit:
            return stored.versions(unit)

    def needed(self, workspace: str) -> InForce:
        """The version in force. Raises Refusal, saying how to file one, while there is none."""
        current = self.current(workspace)
        if current is None:
            raise Refusal(
                "No brief is filed yet. A marketer can file one with /brief file, or send me a Markdown file."
            )
        return current

    def _remember(self, version: BriefVersion) -> InForce:
        in_force = InForce(version, read(version.source))
        with self._lock:
            if len(self._read) >= 64:  # old versions are read again when they are asked for
                self._read.pop(next(iter(self._read)))
            return self._read.setdefault(version.id, in_force)


def _row(version: BriefVersion, at: int, passage: Passage) -> PassageRow:
    return PassageRow(
        workspace=version.workspace,
        version=version.id,
        ref=passage.ref,
        position=at,
        kind=passage.kind,
        path=list(passage.path),
        text=passage.text,
        line=passage.line,
        proofs=list(passage.proofs),
    )

"""What is read of briefs: the version in force, any other by its number, the drafts, the difference, whose it is."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from capabilities.books import Books, Deed
from capabilities.brief import diffing, drafts, owning
from capabilities.brief import products as products_
from capabilities.brief.diffing import Diff
from capabilities.brief.in_force import InForce
from capabilities.brief.values import Product
from capabilities.brief_markdown import read
from capabilities.passages import Brief
from capabilities.refusal import Refusal
from capabilities.workspace import zone_of
from storage import brief as stored
from storage import workspace as stored_workspace
from storage.brief import BriefVersion
from storage.database import Unit

_NONE = "No brief is in force yet. A marketer can file one with /brief file, or send me a Markdown file."
_KEPT = 64  # versions read and kept; older ones are read again when they are asked for


@dataclass(frozen=True)
class Reading:
    """Finds versions, each read once, and says who may change them."""

    books: Books
    _read: dict[str, InForce] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def current(self, workspace: str, product_key: str | None = None) -> InForce | None:
        """The version in force of a product, or of the default one; None while there is none."""
        with self.books.look(workspace) as unit:
            if product_key is not None:
                version = stored.published(unit, product_key)
            else:  # asked at every turn, so that one that is known is not fetched again
                version_id = stored.published_id(unit) or ""
                if (known := self._published(workspace, version_id)) is not None:
                    return known
                version = stored.version(unit, version_id)
        return self._remember(version) if version is not None else None

    def needed(self, workspace: str) -> InForce:
        """The version in force. Raises Refusal, saying how to file one, while there is none."""
        current = self.current(workspace)
        if current is None:
            raise Refusal(_NONE)
        return current

    def version(self, workspace: str, version_id: str) -> InForce | None:
        """One version by its id, as it is in the books now: what a pitch or an answer was made from, or a draft."""
        known = self._published(workspace, version_id)
        if known is not None:
            return known
        with self.books.look(workspace) as unit:
            version = stored.version(unit, version_id)
        return self._remember(version) if version is not None else None

    def numbered(self, workspace: str, product_key: str, number: int) -> InForce:
        """One version of a product by its number. Raises Refusal when there is none."""
        with self.books.look(workspace) as unit:
            version = stored.numbered(unit, product_key, number)
        if version is None:
            raise Refusal(f"There is no version {number}. /brief history shows what there is.")
        return self._remember(version)

    def working(self, workspace: str, product_key: str | None = None) -> InForce:
        """The newest open draft made from the version in force, else the version in force. Raises Refusal when there
        is neither."""
        with self.books.look(workspace) as unit:
            version = drafts.working(unit, product_key)
        return self._there(version)

    def working_in(self, unit: Unit, product_key: str | None = None) -> InForce:
        """The same, as the caller's transaction sees it."""
        return self._there(drafts.working(unit, product_key))

    def drafts(self, workspace: str, product_key: str | None = None) -> list[BriefVersion]:
        """The open drafts, newest first."""
        with self.books.look(workspace) as unit:
            return drafts.newest_first(stored.drafts(unit, product_key))

    def versions(self, workspace: str, product_key: str | None = None) -> list[BriefVersion]:
        """Every version, newest first."""
        with self.books.look(workspace) as unit:
            rows = stored.versions(unit)
        return [row for row in rows if product_key in (None, row.product_key)]

    def grown_into(self, workspace: str, version_id: str) -> BriefVersion | None:
        """The published version that was built on this draft, if there is one."""
        with self.books.look(workspace) as unit:
            return stored.grown_into(unit, version_id)

    def diff(self, workspace: str, before: str, after: str) -> Diff:
        """What changed from one version to another, by their ids. Raises Refusal when one is not there."""
        one, other = self.version(workspace, before), self.version(workspace, after)
        if one is None or other is None:
            raise Refusal("One of these versions is no longer here. /brief history shows what there is.")
        return diffing.compare((one.version, one.brief), (other.version, other.brief))

    def products(self, workspace: str) -> list[Product]:
        """Every product with a brief or a draft of one, by name."""
        with self.books.look(workspace) as unit:
            return products_.listed(unit)

    def addressed(self, workspace: str, words: str, *, besides: Collection[str] = ()) -> tuple[Product | None, str]:
        """The product that words begin with, where there are several, and the words after it; see `named_first`."""
        return products_.named_first(self.products(workspace), words, besides=besides) if words else (None, words)

    def named_in(self, workspace: str, words: str) -> InForce:
        """The brief in force of the product that the words name, else the default one. Raises Refusal."""
        there = [each for each in self.products(workspace) if each.version is not None]
        found = products_.named(there, words) if len(there) > 1 else None
        current = self.current(workspace, found.key) if found is not None else None
        return current or self.needed(workspace)

    def zone(self, workspace: str, user: str) -> ZoneInfo:
        """The time zone a person reads times in."""
        with self.books.look(workspace) as unit:
            return zone_of(unit, user)

    def owner_of(self, workspace: str, brief: InForce) -> tuple[str, str] | None:
        """The brief's owner, else whoever filed it: (user id, name), of people who are still here."""
        with self.books.look(workspace) as unit:
            return owning.owner_among(brief.version, stored_workspace.people(unit))

    def may_file(self, deed: Deed) -> None:
        """Pass, or raise NotAllowed: asked before a form is opened, so that nobody fills it in for nothing."""
        with self.books.look(deed.workspace) as unit:
            owning.require_any(unit, deed.user)

    def may_publish(self, workspace: str, user: str, version: BriefVersion) -> bool:
        """Whether a person may change and publish this product's brief."""
        with self.books.look(workspace) as unit:
            return owning.may_publish(unit, user, version.product_key)

    def require_publisher(self, deed: Deed, version: BriefVersion) -> None:
        """Pass, or raise NotAllowed with the role needed and a person to ask."""
        with self.books.look(deed.workspace) as unit:
            owning.require_publisher(unit, deed.user, version.product_key)

    def _there(self, version: BriefVersion | None) -> InForce:
        if version is None:
            raise Refusal(_NONE)
        return self._remember(version)

    def _published(self, workspace: str, version_id: str) -> InForce | None:
        """A published version that was read before: nothing about it changes any more."""
        known = self._read.get(version_id)
        return known if known and known.version.workspace == workspace and known.version.published_at else None

    def _remember(self, version: BriefVersion, brief: Brief | None = None) -> InForce:
        known = self._read.get(version.id)
        if known is not None and known.version.workspace == version.workspace:
            if known.version.published_at or not _went_on(known.version, version):
                return known
            brief = known.brief
        elif brief is None:
            brief = read(version.source)
        with self._lock:
            if len(self._read) >= _KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[version.id] = in_force = InForce(version, brief)
            return in_force


def _went_on(was: BriefVersion, now: BriefVersion) -> bool:
    """Whether a draft was reviewed, published or dropped meanwhile; its words never change."""
    return (was.reviewed_at, was.published_at, was.dropped_at) != (now.reviewed_at, now.published_at, now.dropped_at)

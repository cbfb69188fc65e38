"""The marketing brief: filed from Markdown as a draft, reviewed, published by those who may, kept in every version."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

from capabilities.books import Books, Deed, SeenBefore
from capabilities.brief import diffing, drafts, owning, publishing
from capabilities.brief import products as products_
from capabilities.brief.diffing import Diff
from capabilities.brief.drafts import Stamp
from capabilities.brief.in_force import InForce
from capabilities.brief.values import Failing, Filed, Overtaken, Product
from capabilities.brief_markdown import read, read_bytes
from capabilities.passages import Brief
from capabilities.refusal import Refusal
from storage import brief as stored
from storage import workspace as stored_workspace
from storage.brief import BriefVersion
from storage.database import Unit

__all__ = ["BriefVersion", "Briefs", "Diff", "Failing", "Filed", "InForce", "Overtaken", "Product"]

_NONE = "No brief is in force yet. A marketer can file one with /brief file, or send me a Markdown file."


@dataclass(frozen=True)
class Briefs:
    """Files, edits, publishes, compares and reads briefs."""

    books: Books
    _read: dict[str, InForce] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def file(
        self,
        deed: Deed,
        source: str | bytes,
        *,
        why: str = "",
        publish: bool = False,
        filing: str = "",
        any_text: bool = False,
    ) -> Filed:
        """Keep a Markdown text as a draft of its product's brief and have it reviewed; `publish` puts it in force.

        `filing` is the id of the sent file it came from, settled in the same transaction. A text with nothing
        of a brief in it is refused, as it would take the place of the real one, unless `any_text` is right.

        Raises Refusal when it cannot be read as a brief, NotAllowed without the role.
        """
        brief = read_bytes(source) if isinstance(source, bytes) else read(source)
        if not any_text:
            drafts.of_a_brief(brief)
        with self.books.keep(deed) as unit:
            key = drafts.key_of(brief.product)
            owning.require_publisher(unit, deed.user, key)
            current = stored.published(unit, key)
            if not publish:
                drafts.unlike(brief, current)
            version = drafts.keep(unit, brief, self._stamp(deed, why), base=current.id if current else None)
            if publish:
                publishing.put_in_force(unit, version, current, by=deed.user, now=version.filed_at)
            else:
                self.books.work.enqueue(unit, "brief_review", version.id)
            settled = stored.filing(unit, filing) if filing else None
            if settled is not None:
                if settled.version is not None:  # another worker was quicker with the same file
                    raise SeenBefore
                settled.version = version.id
                unit.session.add(settled)
        self._remember(version, brief)
        return Filed(version, brief)

    def draft_in(
        self, unit: Unit, deed: Deed, source: str, *, base: BriefVersion | InForce | None, why: str
    ) -> BriefVersion:
        """Keep a draft made from `base` (a draft, or the version in force) within the caller's transaction, and have
        it reviewed. Raises Refusal when the source cannot be read, NotAllowed."""
        brief = read(source)
        owning.require_publisher(unit, deed.user, drafts.key_of(brief.product))
        made_from = base.version if isinstance(base, InForce) else base
        version = drafts.on_top(unit, brief, self._stamp(deed, why), made_from)
        self.books.work.enqueue(unit, "brief_review", version.id)
        return version

    def edit(self, deed: Deed, version_id: str, section: str, text: str, why: str = "") -> Filed:
        """Keep a draft with one section of the version that was shown changed, on top of what others did meanwhile.

        Raises Refusal when the section is gone or nothing changed, NotAllowed.
        """
        while True:
            shown = self.version(deed.workspace, version_id)
            if shown is None:
                raise Refusal("That version is no longer here. Open the brief again with /brief edit.")
            key = shown.version.product_key
            with self.books.look(deed.workspace) as unit:
                row = drafts.working(unit, key)
            now = self._remember(row) if row is not None else shown
            source, made_from, between = drafts.edited(shown, now, section, text)
            brief = read(source)  # outside of the transaction: a long brief takes its time
            try:
                with self.books.keep(deed) as unit:
                    owning.require_publisher(unit, deed.user, key)
                    drafts.still(unit, key, row)
                    stamp = self._stamp(deed, why or f"{section} edited")
                    version = drafts.on_top(unit, brief, stamp, made_from.version)
                    self.books.work.enqueue(unit, "brief_review", version.id)
                self._remember(version, brief)
                return Filed(version, brief, between.version if between is not None else None)
            except drafts.MovedOn:
                continue

    def publish(self, deed: Deed, version_id: str, *, override: str = "", over: str = "") -> BriefVersion:
        """Put a reviewed draft in force, and have those told whose notes are in it; returns the version in force.

        `override` is the reason where the brief's own questions fail; `over` the id of the version in force that the
        person has seen, where it is not the one the draft was made from. Raises Overtaken, Failing, NotAllowed,
        Refusal.
        """
        with self.books.keep(deed) as unit:
            now = self.books.clock.now()
            fresh = self.books.new_id()
            done = publishing.publish(unit, deed.user, version_id, override=override, over=over, fresh=fresh, now=now)
            self.books.work.enqueue(unit, "brief_published", done.id)
            for row in stored.lineage(unit, done.id):
                self.books.work.enqueue(unit, "brief_settled", row.id)
        draft = self._read.get(version_id)
        if draft is not None:  # the same words under another number need no second reading
            self._remember(done, draft.brief)
        return done

    def drop(self, deed: Deed, version_id: str) -> BriefVersion:
        """Take a draft back; it stays in the history. Raises NotAllowed, Refusal when it is no draft any more."""
        with self.books.keep(deed) as unit:
            done = publishing.drop(unit, deed.user, version_id, now=self.books.clock.now())
            self.books.work.enqueue(unit, "brief_settled", done.id)
        return done

    def ask_export(self, deed: Deed, version_id: str) -> None:
        """Have a version sent to the person as a file."""
        with self.books.keep(deed) as unit:
            self.books.work.enqueue(unit, "brief_export", f"{version_id}:{deed.user}:{self.books.new_id()}")

    def grown_into(self, workspace: str, version_id: str) -> BriefVersion | None:
        """The published version that was built on this draft, if there is one."""
        with self.books.look(workspace) as unit:
            return stored.grown_into(unit, version_id)

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

    def owner_of(self, workspace: str, brief: InForce) -> tuple[str, str] | None:
        """The brief's owner, else whoever filed it: (user id, name), of people who are still here."""
        with self.books.look(workspace) as unit:
            return owning.owner_among(brief.version, stored_workspace.people(unit))

    def current(self, workspace: str, product_key: str | None = None) -> InForce | None:
        """The version in force of a product, or of the default one; None while there is none."""
        with self.books.look(workspace) as unit:
            if product_key is None:
                version_id = stored.published_id(unit)
                if version_id is None:
                    return None
                known = self._read.get(version_id)
                if known is not None and known.version.workspace == workspace and known.version.published_at:
                    return known
                version = stored.version(unit, version_id)
            else:
                version = stored.published(unit, product_key)
        return self._remember(version) if version is not None else None

    def version(self, workspace: str, version_id: str) -> InForce | None:
        """One version by its id, as it is in the books now: what a pitch or an answer was made from, or a draft."""
        known = self._read.get(version_id)
        if known is not None and known.version.workspace == workspace and known.version.published_at:
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
        if version is None:
            raise Refusal(_NONE)
        return self._remember(version)

    def working_in(self, unit: Unit, product_key: str | None = None) -> InForce:
        """The same, as the caller's transaction sees it."""
        version = drafts.working(unit, product_key)
        if version is None:
            raise Refusal(_NONE)
        return self._remember(version)

    def drafts(self, workspace: str, product_key: str | None = None) -> list[BriefVersion]:
        """The open drafts, newest first."""
        with self.books.look(workspace) as unit:
            return drafts.newest_first(stored.drafts(unit, product_key))

    def versions(self, workspace: str, product_key: str | None = None) -> list[BriefVersion]:
        """Every version, newest first."""
        with self.books.look(workspace) as unit:
            rows = stored.versions(unit)
        return [row for row in rows if product_key in (None, row.product_key)]

    def diff(self, workspace: str, before: str, after: str) -> Diff:
        """What changed from one version to another, by their ids. Raises Refusal when one is not there."""
        found = [self.version(workspace, each) for each in (before, after)]
        one, other = (each for each in found)
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

    def set_default(self, deed: Deed, words: str) -> Product:
        """Make a product the one that is meant when none is named. Raises Refusal, NotAllowed."""
        with self.books.keep(deed) as unit:
            there = [each for each in products_.listed(unit) if each.version is not None]
            product = products_.meant(there, words)
            owning.require_publisher(unit, deed.user, product.key)
            now = self.books.clock.now()
            stored_workspace.save_setting(unit, stored.DEFAULT_PRODUCT, product.key, by=deed.user, now=now)
        return product

    def named_in(self, workspace: str, words: str) -> InForce:
        """The brief in force of the product that the words name, else the default one. Raises Refusal."""
        there = [each for each in self.products(workspace) if each.version is not None]
        found = products_.named(there, words) if len(there) > 1 else None
        current = self.current(workspace, found.key) if found is not None else None
        return current or self.needed(workspace)

    def needed(self, workspace: str) -> InForce:
        """The version in force. Raises Refusal, saying how to file one, while there is none."""
        current = self.current(workspace)
        if current is None:
            raise Refusal(_NONE)
        return current

    def _stamp(self, deed: Deed, why: str) -> Stamp:
        return Stamp(self.books.new_id(), deed.user, self.books.clock.now(), why)

    def _remember(self, version: BriefVersion, brief: Brief | None = None) -> InForce:
        known = self._read.get(version.id)
        if known is not None and known.version.workspace == version.workspace:
            if known.version.published_at or not _went_on(known.version, version):
                return known
            brief = known.brief
        elif brief is None:
            brief = read(version.source)
        with self._lock:
            if len(self._read) >= 64:  # old versions are read again when they are asked for
                self._read.pop(next(iter(self._read)))
            self._read[version.id] = in_force = InForce(version, brief)
            return in_force


def _went_on(was: BriefVersion, now: BriefVersion) -> bool:
    """Whether a draft was reviewed, published or dropped meanwhile; its words never change."""
    return (was.reviewed_at, was.published_at, was.dropped_at) != (now.reviewed_at, now.published_at, now.dropped_at)

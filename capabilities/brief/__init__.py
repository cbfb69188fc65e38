"""The marketing brief: filed from Markdown as a draft, reviewed, published by those who may, kept in every version."""

from dataclasses import dataclass

from capabilities.books import Deed, SeenBefore
from capabilities.brief import drafts, owning, publishing
from capabilities.brief import products as products_
from capabilities.brief.diffing import Diff
from capabilities.brief.drafts import Edit, Stamp
from capabilities.brief.in_force import InForce
from capabilities.brief.reading import Reading
from capabilities.brief.values import Failing, Filed, Overtaken, Product, Removing
from capabilities.brief_markdown import read, read_bytes
from capabilities.refusal import Refusal
from storage import brief as stored
from storage import workspace as stored_workspace
from storage.brief import BriefVersion
from storage.database import Unit

__all__ = ["BriefVersion", "Briefs", "Diff", "Failing", "Filed", "InForce", "Overtaken", "Product", "Removing"]


@dataclass(frozen=True)
class Briefs(Reading):
    """Files, edits and publishes briefs, and reads them."""

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

    def edit(
        self,
        deed: Deed,
        version_id: str,
        section: str,
        text: str,
        why: str = "",
        *,
        new: bool = False,
        sure: bool = False,
    ) -> Filed:
        """Keep a draft with one section of the version that was shown changed, on top of what others did meanwhile.

        `new` makes a section that is missing; an empty text removes it, once the person is `sure`. Raises Refusal when
        the section is gone or nothing changed, Removing, NotAllowed.
        """
        edit = Edit(section, text, new=new, sure=sure)
        while True:
            shown = self.version(deed.workspace, version_id)
            if shown is None:
                raise Refusal("That version is no longer here. Open the brief again with /brief edit.")
            key = shown.version.product_key
            with self.books.look(deed.workspace) as unit:
                row = drafts.working(unit, key)
            now = self._remember(row) if row is not None else shown
            source, made_from, between = drafts.edited(shown, now, edit)
            brief = read(source)  # outside of the transaction: a long brief takes its time
            try:
                with self.books.keep(deed) as unit:
                    owning.require_publisher(unit, deed.user, key)
                    drafts.still(unit, key, row)
                    stamp = self._stamp(deed, why or edit.done)
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

    def set_default(self, deed: Deed, words: str) -> Product:
        """Make a product the one that is meant when none is named. Raises Refusal, NotAllowed."""
        with self.books.keep(deed) as unit:
            there = [each for each in products_.listed(unit) if each.version is not None]
            product = products_.meant(there, words)
            owning.require_publisher(unit, deed.user, product.key)
            now = self.books.clock.now()
            stored_workspace.save_setting(unit, stored.DEFAULT_PRODUCT, product.key, by=deed.user, now=now)
        return product

    def _stamp(self, deed: Deed, why: str) -> Stamp:
        return Stamp(self.books.new_id(), deed.user, self.books.clock.now(), why)

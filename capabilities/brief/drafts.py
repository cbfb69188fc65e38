"""Keeps a text as the next version of its product's brief, and works on the draft that is open."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from capabilities.brief.in_force import InForce
from capabilities.brief.page import Page
from capabilities.brief.values import Removing
from capabilities.field.words import clean
from capabilities.passages import Brief, Passage
from capabilities.refusal import Refusal
from storage import brief as stored
from storage.brief import BriefVersion, PassageRow
from storage.database import Unit


@dataclass(frozen=True)
class Stamp:
    """Who keeps a version, when, why, and the id it gets."""

    id: str
    user: str
    now: datetime
    why: str = ""


class MovedOn(Exception):
    """Another draft came about between looking and writing: look again."""


def keep(unit: Unit, brief: Brief, stamp: Stamp, *, base: str | None, made_from: str | None = None) -> BriefVersion:
    """Keep a brief as the next version of its product, a draft as yet."""
    stored.alone(unit)
    key = key_of(brief.product)
    version = BriefVersion(
        workspace=unit.workspace,
        id=stamp.id,
        product=brief.product,
        product_key=key,
        number=stored.next_number(unit, key),
        owner=brief.owner or "",
        source=brief.source,
        filed_by=stamp.user,
        filed_at=stamp.now,
        base=base,
        made_from=made_from,
        why=" ".join(clean(stamp.why).split())[:1000],
    )
    stored.add(unit, version, [_row(version, at, passage) for at, passage in enumerate(brief.passages)])
    return version


def on_top(unit: Unit, brief: Brief, stamp: Stamp, base: BriefVersion | None) -> BriefVersion:
    """Keep a draft made from `base`: a draft or the version in force; from nothing for a brief that was sent in."""
    key = key_of(brief.product)
    if base is None or base.product_key != key:
        current = stored.published(unit, key)
        return keep(unit, brief, stamp, base=current.id if current else None)
    published = base.published_at is not None
    return keep(unit, brief, stamp, base=base.id if published else base.base, made_from=None if published else base.id)


def again(unit: Unit, draft: BriefVersion, *, version_id: str, base: str, now: datetime) -> BriefVersion:
    """Keep a draft once more, word for word and as it was reviewed, under the next number."""
    version = BriefVersion(
        workspace=unit.workspace,
        id=version_id,
        product=draft.product,
        product_key=draft.product_key,
        number=stored.next_number(unit, draft.product_key),
        owner=draft.owner,
        source=draft.source,
        filed_by=draft.filed_by,
        filed_at=now,
        base=base,
        made_from=draft.id,
        reviewed_at=draft.reviewed_at,
        findings=draft.findings,
        tests=draft.tests,
        why=draft.why,
    )
    rows = stored.passages(unit, draft.id)
    stored.add(unit, version, [PassageRow(**row.model_dump() | {"version": version_id}) for row in rows])
    return version


def working(unit: Unit, product_key: str | None) -> BriefVersion | None:
    """The newest open draft made from the version in force, else that version, else None."""
    current = stored.published(unit, product_key)
    key = product_key or (current.product_key if current else None)
    wanted = current.id if current else None
    return next((row for row in newest_first(stored.drafts(unit, key)) if row.base == wanted), current)


@dataclass(frozen=True)
class Edit:
    """What a person makes of one section: its text in Markdown, empty to remove it; `new` where it is to be made;
    `sure` where they were asked whether it may go."""

    section: str
    text: str
    new: bool = False
    sure: bool = False

    def of(self, page: Page) -> str:
        """The page's source with this done. Raises Refusal."""
        if page.text(self.section) is None and self.new:
            return page.with_new(self.section, self.text)
        return page.with_text(self.section, self.text) if self.text.strip() else page.without(self.section)

    @property
    def done(self) -> str:
        """What was done, in a few words for the history."""
        return f"{self.section} {'removed' if not self.text.strip() else 'added' if self.new else 'edited'}"

    def check(self, page: Page) -> None:
        """Raise Refusal where nothing would change or no words are there; Removing before a section goes unasked."""
        was = page.text(self.section)
        if was is None and not self.new:
            words = f"The brief has no section “{self.section[:60]}” any more. Look at it with /brief."
            raise Refusal(words, field="text")
        if was is None and not self.text.strip():
            raise Refusal("There are no words in this yet. Write what the section should say.", field="text")
        if was is not None and self.text.replace("\r\n", "\n").strip("\n") == was:
            raise Refusal("Nothing has changed yet. Change the text, or close the form.", field="text")
        if was is not None and not self.text.strip() and not self.sure:
            raise Removing(self.section, was, len(page.within(self.section)))


def edited(shown: InForce, now: InForce, edit: Edit) -> tuple[str, InForce, InForce | None]:
    """The source with a section changed, the version it is made from, and one that came in between, if one did.

    `shown` is what the person saw, `now` what is being worked on. What others changed meanwhile in other sections
    stays; where they changed, made or removed the very same one, the words are kept as a draft of their own, made from
    the version that was shown. Raises Refusal, Removing; see Edit.
    """
    edit.check(shown.page)
    if now.version.id == shown.version.id:
        return edit.of(shown.page), shown, None
    if now.page.text(edit.section) == shown.page.text(edit.section):
        return edit.of(now.page), now, None
    return edit.of(shown.page), shown, now


def still(unit: Unit, product_key: str, seen: BriefVersion | None) -> None:
    """Raise MovedOn when another draft or version came about since `seen` was what is being worked on."""
    stored.alone(unit)
    now = working(unit, product_key)
    if (now.id if now else None) != (seen.id if seen else None):
        raise MovedOn


def newest_first(rows: list[BriefVersion]) -> list[BriefVersion]:
    return sorted(rows, key=lambda row: row.number, reverse=True)


def key_of(product: str) -> str:
    """What a product is known by, however it is typed: names that look the same are the same. At most 120 characters.

    Capitals, how letters are composed, the number of spaces and signs nobody sees do not count.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", product) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.casefold().split())[:120]


def of_a_brief(brief: Brief) -> None:
    """Raise Refusal for a text with nothing of a brief in it: published, it would take the place of the real one."""
    if all(passage.kind == "other" for passage in brief.passages):
        raise Refusal(
            "This does not look like a brief, so nothing was filed. A brief has headings such as "
            "“## Plumb line”, “## Who”, “## Proof” or “## Limits”."
        )


def unlike(brief: Brief, current: BriefVersion | None) -> None:
    """Raise Refusal for a text that is the version in force to the letter."""
    if current is not None and current.source == brief.source:
        raise Refusal(f"This is version {current.number} word for word, which is in force. Nothing was filed.")


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

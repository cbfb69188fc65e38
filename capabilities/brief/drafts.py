"""Keeps a text as the next version of its product's brief, and works on the draft that is open."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from capabilities.brief.in_force import InForce
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


def edited(shown: InForce, now: InForce, section: str, text: str) -> tuple[str, InForce, InForce | None]:
    """The source with a section changed, the version it is made from, and one that came in between, if one did.

    `shown` is what the person saw, `now` what is being worked on. What others changed meanwhile in other sections
    stays; where they changed the very same one, the words are kept as a draft of their own, made from the version
    that was shown. Raises Refusal when nothing changed.
    """
    was = shown.page.text(section)
    if was is None:
        raise Refusal(f"The brief has no section “{section[:60]}” any more. Look at it with /brief.", field="text")
    if text.replace("\r\n", "\n").strip("\n") == was:
        raise Refusal("Nothing has changed yet. Change the text, or close the form.", field="text")
    if now.version.id == shown.version.id:
        return shown.page.with_text(section, text), shown, None
    if now.page.text(section) == was:
        return now.page.with_text(section, text), now, None
    return shown.page.with_text(section, text), shown, now


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
    """Raise Refusal for a text with nothing of a brief in it: it would take the place of the real one."""
    if all(passage.kind == "other" for passage in brief.passages):
        raise Refusal(
            "This does not look like a brief, so the one in force stays. A brief has headings such as "
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

"""Puts a draft in force, once, and takes one back that nobody wants."""

from __future__ import annotations

from datetime import datetime, timedelta

from capabilities.brief import drafts
from capabilities.brief.owning import may_publish, require_publisher
from capabilities.brief.values import Failing, Overtaken, failing, moment
from capabilities.field.words import clean, is_blank
from capabilities.refusal import Refusal
from capabilities.workspace import zone_of
from storage import brief as stored
from storage import workspace as stored_workspace
from storage.brief import DEFAULT_PRODUCT, BriefVersion
from storage.database import Unit

_TICK = timedelta(microseconds=1)


def publish(
    unit: Unit, user: str, version_id: str, *, override: str, over: str, fresh: str, now: datetime
) -> BriefVersion:
    """Put a draft in force within a transaction; returns the version that is in force now.

    That is the draft itself, unless a later number was in force before it: then it is kept once more under the next
    number and the id `fresh`, so that the numbers of what is in force only rise. The draft went into that version and
    keeps its own number, as messages name it.

    Raises NotAllowed; Overtaken when another version came into force meanwhile (unless `over` is its id); Failing
    when questions fail and no reason is given; Refusal when it is published, dropped or not yet read through.
    """
    stored.alone(unit)
    draft = open_draft(unit, user, version_id)
    require_publisher(unit, user, draft.product_key)
    if draft.reviewed_at is None:
        raise Refusal("I am still reading this draft through. Try again in a moment.")
    current = stored.published(unit, draft.product_key)
    if current is not None and current.id != draft.base and over != current.id:
        by = name_of(unit, current.published_by or current.filed_by)
        raise Overtaken(draft, current, by, zone_of(unit, user))
    if failing(draft) and is_blank(override):
        raise Failing(failing(draft))
    late = current is not None and draft.number < current.number
    done = drafts.again(unit, draft, version_id=fresh, base=current.id, now=now) if current and late else draft
    done.override = " ".join(clean(override).split())[:1000] if failing(draft) else ""
    put_in_force(unit, done, current, by=user, now=now)
    for earlier in stored.lineage(unit, done.id)[1:]:
        if earlier.dropped_at is None:
            earlier.dropped_at, earlier.dropped_by = now, user
            unit.session.add(earlier)
    return done


def put_in_force(unit: Unit, version: BriefVersion, current: BriefVersion | None, *, by: str, now: datetime) -> None:
    """Mark a version as published; the first product to have a brief becomes the one that is meant without a name."""
    if current is not None and current.published_at is not None:
        now = max(now, current.published_at + _TICK)  # what is in force is what was published last
    if DEFAULT_PRODUCT not in stored_workspace.settings(unit):
        meant = stored.published(unit) or version
        stored_workspace.save_setting(unit, DEFAULT_PRODUCT, meant.product_key, by=by, now=now)
    version.published_at, version.published_by = now, by
    unit.session.add(version)


def drop(unit: Unit, user: str, version_id: str, *, now: datetime) -> BriefVersion:
    """Take a draft back; it stays in the history. Raises NotAllowed unless it is one's own or one may publish."""
    stored.alone(unit)
    draft = open_draft(unit, user, version_id)
    if user != draft.filed_by and not may_publish(unit, user, draft.product_key):
        require_publisher(unit, user, draft.product_key)
    draft.dropped_at, draft.dropped_by = now, user
    unit.session.add(draft)
    return draft


def open_draft(unit: Unit, user: str, version_id: str) -> BriefVersion:
    """The draft under this id. Raises Refusal, saying its reader what became of it, when it is one no longer."""
    draft = stored.version(unit, version_id)
    if draft is None:
        raise Refusal("That draft is no longer here. /brief history shows what there is.")
    if draft.published_at is not None:
        by, when = name_of(unit, draft.published_by), moment(draft.published_at, zone_of(unit, user))
        raise Refusal(f"Version {draft.number} is in the books already: {by} published it on {when}.")
    into = stored.grown_into(unit, draft.id) if draft.dropped_at is not None else None
    if into is not None and into.published_at is not None:
        by, when = name_of(unit, into.published_by), moment(into.published_at, zone_of(unit, user))
        raise Refusal(f"Draft version {draft.number} went into version {into.number}, which {by} published on {when}.")
    if draft.dropped_at is not None:
        by, when = name_of(unit, draft.dropped_by), moment(draft.dropped_at, zone_of(unit, user))
        raise Refusal(f"Draft version {draft.number} was dropped by {by} on {when}. File it again to bring it back.")
    return draft


def name_of(unit: Unit, user: str) -> str:
    """A person's name, else their id."""
    known = stored_workspace.person(unit, user)
    return (known.name if known is not None else "") or user or "somebody"

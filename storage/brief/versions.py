"""Briefs, every version of them, and the passages each version was read into."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit
from storage.workspace import Setting


class BriefVersion(SQLModel, table=True):
    """One version of a product's brief, word for word as it was filed. Every version is kept.

    It is a draft until it is published or dropped. The `number` of what is in force only rises: a draft published after
    a later one is kept once more, under the next number, and keeps its own as the draft that went into it. `base` is
    the version that was in force when a draft was made, and so the one that must still be in force when it is
    published; `made_from` is the version whose words were changed, where that was a draft too. Once `reviewed_at` is
    set, `findings` is what its writer should mend and `tests` what came of the brief's own questions; `override` is the
    reason why it was published though one of them failed.
    """

    __tablename__ = "brief_version"
    __table_args__ = (Index("brief_version_number", "workspace", "product_key", "number", unique=True),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    product: str
    product_key: str = Field(max_length=120)  # the product in lower case: one line of versions for each
    number: int
    owner: str = ""
    source: str = columns.words()
    filed_by: str = ""
    filed_at: datetime
    published_at: datetime | None = None
    published_by: str = ""
    dropped_at: datetime | None = None
    dropped_by: str = ""
    made_from: str | None = Field(default=None, max_length=40)
    base: str | None = Field(default=None, max_length=40)
    reviewed_at: datetime | None = None
    findings: list[Any] = columns.values()
    tests: list[Any] = columns.values()
    override: str = columns.words()
    why: str = columns.words()


class PassageRow(SQLModel, table=True):
    """One passage of a version: the smallest thing that can be cited."""

    __tablename__ = "brief_passage"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["workspace", "version"], ["brief_version.workspace", "brief_version.id"], ondelete="CASCADE"
        ),
    )
    workspace: str = columns.workspace()
    version: str = columns.key(40)
    ref: str = columns.key(120)
    position: int
    kind: str = Field(default="other", max_length=40)
    path: list[Any] = columns.values()
    text: str = columns.words()
    line: int = 0
    proofs: list[Any] = columns.values()


DEFAULT_PRODUCT = "default_product"  # the setting that names the product key whose brief is meant when none is named


def in_force(parameter: str) -> sa.Select[Any]:
    """The id of the version in force of the workspace that `parameter` will name: its default product's, if it has
    one, or else the version published last."""
    default = (
        sa.select(col(Setting.value))
        .where(col(Setting.workspace) == sa.bindparam(parameter), col(Setting.name) == DEFAULT_PRODUCT)
        .scalar_subquery()
    )
    return (
        sa.select(col(BriefVersion.id))
        .where(col(BriefVersion.workspace) == sa.bindparam(parameter), col(BriefVersion.published_at).is_not(None))
        .order_by(
            sa.case((col(BriefVersion.product_key) == default, 0), else_=1), col(BriefVersion.published_at).desc()
        )
        .limit(1)
    )


_PUBLISHED = in_force("workspace")
_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def alone(unit: Unit) -> None:
    """Until this transaction ends nobody else files or publishes here. SQLite has one writer at a time anyway."""
    if unit.connection.dialect.name != "sqlite":
        unit.connection.execute(_ALONE, {"name": f"plumbline:brief:{unit.workspace}"})


def add(unit: Unit, version: BriefVersion, passages: list[PassageRow]) -> None:
    unit.session.add(version)
    unit.session.flush()  # the passages refer to it
    unit.session.add_all(passages)


def next_number(unit: Unit, product_key: str) -> int:
    query = select(func.max(BriefVersion.number)).where(
        BriefVersion.workspace == unit.workspace, BriefVersion.product_key == product_key
    )
    return (unit.session.exec(query).one() or 0) + 1


def published(unit: Unit, product_key: str | None = None) -> BriefVersion | None:
    """The version in force: of one product the one published last; of none, that of the default product."""
    if product_key is None:
        own_id = published_id(unit)
        return version(unit, own_id) if own_id is not None else None
    query = select(BriefVersion).where(
        BriefVersion.workspace == unit.workspace,
        BriefVersion.product_key == product_key,
        col(BriefVersion.published_at).is_not(None),
    )
    return unit.session.exec(query.order_by(col(BriefVersion.published_at).desc()).limit(1)).first()


def published_id(unit: Unit) -> str | None:
    """The id of the version in force, and nothing else of it: asked before every acknowledgement."""
    found: str | None = unit.connection.execute(_PUBLISHED, {"workspace": unit.workspace}).scalar()
    return found


def version(unit: Unit, version_id: str) -> BriefVersion | None:
    return unit.session.get(BriefVersion, (unit.workspace, version_id))


def versions(unit: Unit) -> list[BriefVersion]:
    """Every version, newest first."""
    query = (
        select(BriefVersion)
        .where(BriefVersion.workspace == unit.workspace)
        .order_by(col(BriefVersion.filed_at).desc(), col(BriefVersion.number).desc())
    )
    return list(unit.session.exec(query).all())


def passages(unit: Unit, version_id: str) -> list[PassageRow]:
    """The passages of one version in the order of the brief."""
    query = (
        select(PassageRow)
        .where(PassageRow.workspace == unit.workspace, PassageRow.version == version_id)
        .order_by(col(PassageRow.position))
    )
    return list(unit.session.exec(query).all())


def products(unit: Unit) -> list[BriefVersion]:
    """The version in force of each product, by the product's name."""
    query = select(BriefVersion.product_key, BriefVersion.id).where(
        BriefVersion.workspace == unit.workspace, col(BriefVersion.published_at).is_not(None)
    )
    newest = dict(unit.session.exec(query.order_by(col(BriefVersion.published_at))).all())
    found = (version(unit, newest[key]) for key in sorted(newest))  # older ones, however long, are not read for this
    return [row for row in found if row is not None]


def numbered(unit: Unit, product_key: str, number: int) -> BriefVersion | None:
    """One version of a product by its number."""
    query = select(BriefVersion).where(
        BriefVersion.workspace == unit.workspace,
        BriefVersion.product_key == product_key,
        BriefVersion.number == number,
    )
    return unit.session.exec(query).first()


def drafts(unit: Unit, product_key: str | None = None) -> list[BriefVersion]:
    """The versions neither published nor dropped, newest first."""
    query = select(BriefVersion).where(
        BriefVersion.workspace == unit.workspace,
        col(BriefVersion.published_at).is_(None),
        col(BriefVersion.dropped_at).is_(None),
    )
    if product_key is not None:
        query = query.where(BriefVersion.product_key == product_key)
    return list(unit.session.exec(query.order_by(col(BriefVersion.filed_at).desc())).all())


def unreviewed(unit: Unit) -> list[str]:
    """Ids of open drafts nobody has read through yet."""
    return [row.id for row in drafts(unit) if row.reviewed_at is None]


def lineage(unit: Unit, version_id: str) -> list[BriefVersion]:
    """A version and the drafts it was built on, the newest first."""
    made: list[BriefVersion] = []
    row = version(unit, version_id)
    while row is not None:
        made.append(row)
        above = version(unit, row.made_from) if row.made_from else None
        row = above if above is not None and above.published_at is None and above not in made else None
    return made


def grown_into(unit: Unit, version_id: str) -> BriefVersion | None:
    """The published version that a draft was taken up into, by whatever drafts in between."""
    seen, waiting = {version_id}, [version_id]
    while waiting:
        query = select(BriefVersion).where(
            BriefVersion.workspace == unit.workspace, col(BriefVersion.made_from).in_(waiting)
        )
        above = [each for each in unit.session.exec(query).all() if each.id not in seen]
        published = [each for each in above if each.published_at is not None]
        if published:
            return min(published, key=lambda each: each.number)
        waiting = [each.id for each in above if each.dropped_at is not None]
        seen.update(waiting)
    return None

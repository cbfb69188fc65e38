"""Briefs, every version of them, and the passages each version was read into."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit


class BriefVersion(SQLModel, table=True):
    """One version of a product's brief, word for word as it was filed. Every version is kept."""

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


def in_force(parameter: str) -> sa.Select[Any]:
    """The id of the version in force of the workspace that `parameter` will name."""
    return (
        sa.select(col(BriefVersion.id))
        .where(col(BriefVersion.workspace) == sa.bindparam(parameter), col(BriefVersion.published_at).is_not(None))
        .order_by(col(BriefVersion.published_at).desc())
        .limit(1)
    )


_PUBLISHED = in_force("workspace")


class Filing(SQLModel, table=True):
    """A brief that was sent as a file: waiting while both `version` and `remark` are empty."""

    __tablename__ = "brief_filing"
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    file_id: str
    name: str = ""
    user: str = ""
    why: str = columns.words()
    asked_at: datetime
    version: str | None = Field(default=None, max_length=40)
    remark: str = columns.words()


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
    """The version in force: the one published last, of one product or of any."""
    query = select(BriefVersion).where(
        BriefVersion.workspace == unit.workspace, col(BriefVersion.published_at).is_not(None)
    )
    if product_key is not None:
        query = query.where(BriefVersion.product_key == product_key)
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


def add_filing(unit: Unit, filing: Filing) -> None:
    unit.session.add(filing)


def filing(unit: Unit, filing_id: str) -> Filing | None:
    return unit.session.get(Filing, (unit.workspace, filing_id))


def waiting_filings(unit: Unit) -> list[str]:
    """Ids of files not yet filed nor refused."""
    query = select(Filing.id).where(
        Filing.workspace == unit.workspace, col(Filing.version).is_(None), Filing.remark == ""
    )
    return list(unit.session.exec(query).all())

"""Since when some words stand in the brief of a product."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.brief.versions import BriefVersion, PassageRow
from storage.database import Unit


def standing(unit: Unit, product_key: str, text: str) -> list[tuple[int, datetime, bool]]:
    """Every published version of a product, newest first: its number, when it was published, and whether a passage of
    it has exactly this text. No source is read for this, however long the briefs are."""
    says = sa.exists().where(
        col(PassageRow.workspace) == col(BriefVersion.workspace),
        col(PassageRow.version) == col(BriefVersion.id),
        col(PassageRow.text) == text,
    )
    query = (
        select(BriefVersion.number, BriefVersion.published_at, says)
        .where(
            BriefVersion.workspace == unit.workspace,
            BriefVersion.product_key == product_key,
            col(BriefVersion.published_at).is_not(None),
        )
        .order_by(col(BriefVersion.number).desc())
    )
    rows = unit.session.exec(query).all()
    return [(number, at, bool(there)) for number, at, there in rows if at is not None]

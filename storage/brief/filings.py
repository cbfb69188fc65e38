"""Briefs that were sent as files and are on their way in."""

from datetime import datetime

from sqlmodel import Field, SQLModel, col, select

from storage import columns
from storage.database import Unit


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

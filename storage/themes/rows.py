"""Themes as rows: what they are called, who looks after them, what was decided on them and done to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit


class Theme(SQLModel, table=True):
    """One theme. Its id never changes, whatever it is called and whatever notes join it.

    `name_by` is phrases, model, or the id of the person who named it; `hand` says that a person named, merged into,
    split, hid, took on, decided on or gave an owner to it: no pass of the program names, merges or dissolves it.
    `state` is open, hidden or merged (into `merged_into`). `decision` is empty, brief (answered in
    `decision_version`) or declined (for `decision_reason`).
    """

    __tablename__ = "theme"
    __table_args__ = (Index("theme_state", "workspace", "state"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    name: str = ""
    name_by: str = Field(default="phrases", max_length=80)
    hand: bool = False
    state: str = Field(default="open", max_length=20)
    merged_into: str | None = Field(default=None, max_length=40)
    owner: str = Field(default="", max_length=80)
    sales: str = Field(default="", max_length=80)  # the pair that takes it on: one from sales …
    marketing: str = Field(default="", max_length=80)  # … and one from marketing
    taken_at: datetime | None = None
    created_at: datetime
    decision: str = Field(default="", max_length=20)
    decision_version: str | None = Field(default=None, max_length=40)
    decision_reason: str = columns.words()
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = None
    owner_told_at: datetime | None = None  # when its owner last heard that the brief is silent on it


class ThemeChange(SQLModel, table=True):
    """Something a person did to a theme; never changed, never deleted."""

    __tablename__ = "theme_change"
    __table_args__ = (Index("theme_change_theme", "workspace", "theme", "at"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    theme: str = Field(max_length=40)
    at: datetime
    by: str = Field(max_length=80)
    what: str = Field(max_length=20)  # renamed, merged, split, hidden, shown, owner, taken, left, decided
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


def add(unit: Unit, theme: Theme) -> None:
    unit.session.add(theme)
    unit.session.flush()


def get(unit: Unit, theme_id: str) -> Theme | None:
    return unit.session.get(Theme, (unit.workspace, theme_id))


def some(unit: Unit, theme_ids: Sequence[str]) -> list[Theme]:
    """These themes, whatever their state, in no order; at most some hundreds at a time."""
    query = select(Theme).where(Theme.workspace == unit.workspace, sa.column("id").in_(set(theme_ids)))
    return list(unit.session.exec(query).all()) if theme_ids else []


def standing(unit: Unit, theme_id: str) -> Theme | None:
    """The theme of this id, or the one it was merged into, however often that happened."""
    seen: set[str] = set()
    found = get(unit, theme_id)
    while found is not None and found.merged_into and found.id not in seen:
        seen.add(found.id)
        found = get(unit, found.merged_into)
    return found


def every(unit: Unit, *, states: Sequence[str] = ("open",)) -> list[Theme]:
    query = select(Theme).where(Theme.workspace == unit.workspace, sa.column("state").in_(states))
    return list(unit.session.exec(query).all())


def save(unit: Unit, theme: Theme) -> None:
    unit.session.add(theme)


def note_change(unit: Unit, change: ThemeChange) -> None:
    unit.session.add(change)


def changes(unit: Unit, theme: str) -> list[ThemeChange]:
    """What was ever done to a theme, oldest first."""
    query = select(ThemeChange).where(ThemeChange.workspace == unit.workspace, ThemeChange.theme == theme)
    return list(unit.session.exec(query.order_by(col(ThemeChange.at), ThemeChange.id)).all())

"""The column shapes that every table shares: whose row it is, and moments that know their time zone."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field


def key(length: int = 80) -> Any:
    """A part of a primary key."""
    return Field(primary_key=True, max_length=length)


def workspace() -> Any:
    """The workspace a row belongs to (`T…`, or `E…:T…` in an enterprise); the first part of every key."""
    return Field(primary_key=True, max_length=80)


def words() -> Any:
    """Text of any length."""
    return Field(default="", sa_type=sa.Text)


def values() -> Any:
    """A list or mapping kept as JSON."""
    return Field(default_factory=list, sa_type=sa.JSON)

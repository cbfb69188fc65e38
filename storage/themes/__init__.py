"""Themes as they are kept: what groups of notes are called, who looks after them, and what was decided on them."""

from storage.themes.counting import Weight, at_stake, grown, kinds, segments, weekly, weights
from storage.themes.notes import (
    correct_kind,
    known_after,
    move_all,
    texts,
    themed_between,
    unanswered,
    unthemed,
    workspaces_waiting,
)
from storage.themes.rows import Theme, ThemeChange, add, changes, every, get, note_change, save, some, standing

__all__ = [
    "Theme", "ThemeChange", "Weight", "add", "at_stake", "changes", "correct_kind", "every", "get", "grown", "kinds",
    "known_after", "move_all", "note_change", "save", "segments", "some", "standing", "texts", "themed_between",
    "unanswered", "unthemed", "weekly", "weights", "workspaces_waiting",
]  # fmt: skip

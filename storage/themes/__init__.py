"""Themes as they are kept: what groups of notes are called, who looks after them, and what was decided on them."""

from storage.themes.counting import Weight, at_stake, grown, kinds, segments, weekly, weights
from storage.themes.notes import (
    Leaning,
    all_leanings,
    correct_kind,
    known_after,
    lean,
    leanings,
    move_all,
    number_settled,
    settled,
    stand_straight,
    texts,
    themed_between,
    unanswered,
    workspaces_waiting,
)
from storage.themes.rows import Theme, ThemeChange, add, changes, every, get, note_change, save, some, standing

__all__ = [
    "Leaning", "Theme", "ThemeChange", "Weight", "add", "all_leanings", "at_stake", "changes", "correct_kind",
    "every", "get", "grown", "kinds", "known_after", "lean", "leanings", "move_all", "note_change", "number_settled",
    "save", "segments", "settled", "some", "stand_straight", "standing", "texts", "themed_between", "unanswered",
    "weekly", "weights", "workspaces_waiting",
]  # fmt: skip

"""Themes as they are kept: what groups of notes are called, who looks after them, and what was decided on them."""

from storage.themes.counting import Weight, alive, at_stake, grown, kinds, segments, weekly, weights
from storage.themes.hands import hold, straighten
from storage.themes.notes import (
    Leaning,
    Themed,
    Waiting,
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
    who_waits,
)
from storage.themes.rows import Theme, ThemeChange, add, changes, every, get, note_change, save, some, standing

__all__ = [
    "Leaning", "Theme", "ThemeChange", "Themed", "Waiting", "Weight", "add", "alive", "all_leanings", "at_stake",
    "changes", "correct_kind", "every", "get", "grown", "hold", "kinds", "known_after", "lean", "leanings", "move_all",
    "note_change", "number_settled", "save", "segments", "settled", "some", "stand_straight", "standing", "straighten",
    "texts", "themed_between", "unanswered", "weekly", "weights", "who_waits",
]  # fmt: skip

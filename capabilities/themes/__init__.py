"""Themes: what customers say again and again, found in the notes, named, counted, and shaped by people's hands."""

from dataclasses import dataclass

from capabilities.themes.counting import Counting
from capabilities.themes.naming import LONGEST as LONGEST_NAME
from capabilities.themes.shaping import LONGEST_LENS, LONGEST_REASON
from capabilities.themes.values import Settled, ThemeBrief, ThemeOpen, ThemeShown, ThemeWeek, Trend

__all__ = [
    "LONGEST_LENS", "LONGEST_NAME", "LONGEST_REASON", "Settled", "ThemeBrief", "ThemeOpen", "ThemeShown", "ThemeWeek",
    "Themes", "Trend",
]  # fmt: skip


@dataclass(frozen=True)
class Themes(Counting):
    """Everything that can be done with themes; each part is in a file of its own, and rests on the one before.

    Ground, Settling, Calling, Founding, Tidying, Shaping, Counting.
    """

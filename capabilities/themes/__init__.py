"""Themes: what customers say again and again, found in the notes, named, counted, and shaped by people's hands."""

from dataclasses import dataclass

from capabilities.themes.settling import Settling
from capabilities.themes.values import Settled, ThemeBrief, ThemeOpen, ThemeShown, ThemeWeek, Trend

__all__ = ["Settled", "ThemeBrief", "ThemeOpen", "ThemeShown", "ThemeWeek", "Themes", "Trend"]


@dataclass(frozen=True)
class Themes(Settling):
    """Everything that can be done with themes; each part is in a file of its own."""

"""Everything kept of pitches: what was asked and drafted, and how its points did."""

from storage.pitch.pitches import Pitch, add, by_person, drafted_between, get, get_alone, to_follow_up, waiting
from storage.pitch.points import (
    PitchPoint,
    PitchProblem,
    add_points,
    add_problem,
    marked,
    points_of,
    problem,
)

__all__ = [
    "Pitch",
    "PitchPoint",
    "PitchProblem",
    "add",
    "add_points",
    "add_problem",
    "by_person",
    "drafted_between",
    "get",
    "get_alone",
    "marked",
    "points_of",
    "problem",
    "to_follow_up",
    "waiting",
]

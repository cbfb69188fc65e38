"""Tells a redraft that came out as the pitch before it from one that meets the wish, and says what would change it."""

from __future__ import annotations

from dataclasses import replace

from capabilities.brief import InForce
from capabilities.pitch.form import offered
from capabilities.pitch.record import Drafted, Made

_SUBJECTS = 2  # of the brief, named as examples


def compared(made: Made, earlier: Drafted, brief: InForce) -> Made:
    """The same; where it says just what the earlier pitch said, it is marked as unchanged and its remark says why."""
    said = [(point.text, point.cites) for point in made.points]
    if not made.points or said != [(point.text, point.cites) for point in earlier.points]:
        return made
    if made.model and not all(point.quoted for point in made.points):
        why = "The model wrote the same points again. Say which point to drop, or what to speak of instead."
        return replace(made, unchanged=True, remark=why)
    whose, _, _ = made.remark.partition(". ")  # what was left out was said of the earlier one
    return replace(made, unchanged=True, remark=f"{whose.rstrip('.')}. {_why(made, brief)}")


def _why(made: Made, brief: InForce) -> str:
    """Why choosing among the brief's own words came out the same, and which wishes change the choice."""
    about = made.about
    ways = ["“shorter”"] if not about.shorter else []
    ways += ["“more on cost”"] if not about.price else []
    names, named = offered(brief.brief), (*about.objections, *about.competitors)
    others = [f"“{each}”" for each in (*names.objections, *names.competitors) if each not in named][:_SUBJECTS]
    ways += [f"a subject of the brief, such as {' or '.join(others)}"] if others else []
    listed = f"{', '.join(ways[:-1])}, or {ways[-1]}" if ways[1:] else "".join(ways)
    known = f" What would change it: {listed}." if ways else ""
    return f"I choose among its lines and reword none, and your wish points to no other line.{known}"

"""How near to the brief's pillars notes and pitches hang: a bar and a word for each, the change, and what pulls."""

from collections.abc import Sequence
from datetime import tzinfo

from capabilities.brief.drift import Drifted, Pillar, Pull
from capabilities.brief.hanging import FEW, IN_LINE, LEANING, LEAST, OFF, Change, Hang
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, shorten

_PILLARS = 10  # shown in full
_NAME, _SHORT, _QUOTE, _THEME = 110, 80, 150, 80
_BAR = 10  # signs of a full one
_SIGNS = {IN_LINE: ":large_green_circle:", LEANING: ":large_yellow_circle:", OFF: ":red_circle:"}
_STEPS = "▁▂▃▄▅▆▇█"  # a week's nearness, from 0 to 1
_TURNED = 0.1  # of the whole bar: less is no change
_MEANING = (
    "A full bar: what is said is nearly the pillar’s own words. An empty one: it only just touches them. "
    f"Under {LEAST} there is no bar, and under {FEW} it is a small sample."
)
_MADE_OF = "A pillar is a line under It makes possible, with the benefits nearest to it and their proof."
_OF_SEGMENTS = "Nothing stands under It makes possible, so a pillar is what a segment is told: its benefits and proof."
_BY_WORDS = "There is no embedding model, so only shared words are seen, and much of what is said counts for no pillar."


def blocks(drifted: Drifted, zone: tzinfo) -> list[Block]:
    """The whole of it: what is said of no pillar, each pillar with enough said of it, and the others in one line."""
    title = f"*Drift from the brief: {escape(drifted.product)}, version {drifted.number}*"
    if not drifted.notes and not drifted.points:
        return [b.section(f"{title}\nNothing was logged and nothing pitched in the last six whole weeks.")]
    made = [b.section(f"{title}\n{_overall(drifted)}")]
    told = [each for each in drifted.pillars if each.all_notes.word or each.all_points.word]
    for pillar in told[:_PILLARS]:
        made += _pillar(pillar, zone)
    few = [each for each in drifted.pillars if each not in told]
    if few:
        made.append(b.section(_too_little(few)))
    if len(told) > _PILLARS:
        made.append(b.context(f"And {many(len(told) - _PILLARS, 'pillar')} more."))
    notes = [_MEANING, _OF_SEGMENTS if drifted.by_segments else _MADE_OF]
    notes += [_BY_WORDS] if drifted.by_words else []
    return [*made, b.context(" ".join(notes))]


def text(drifted: Drifted) -> str:
    """The same in one line, for a notification."""
    words = [f"{shorten(each.name, 60)}: {each.all_notes.word}" for each in drifted.pillars if each.all_notes.word]
    said = ", ".join(words) or "too little was said to tell"
    return escape(f"Drift from the brief: {said}")


def _overall(drifted: Drifted) -> str:
    """How much of what was said speaks of the pillars at all, and what most of the rest is about."""
    lines = []
    if drifted.notes:
        near = drifted.notes - drifted.loose
        about = f"{near:,} {'is' if near == 1 else 'are'} about a pillar"
        lines.append(f"Of {many(drifted.notes, 'note')} in the last six whole weeks *{about}*.")
    if drifted.themes:
        names = ", ".join(f"{escape(shorten(name, _THEME))} ({count})" for name, count in drifted.themes)
        lines[-1] += f" Most of the rest: {names}."
    if drifted.points:
        near = drifted.points - drifted.loose_points
        lines.append(f"Of {many(drifted.points, 'point')} pitched, {near:,} {'is' if near == 1 else 'are'}.")
    return "\n".join(lines)


def _pillar(pillar: Pillar, zone: tzinfo) -> list[Block]:
    lines = [f"*{escape(shorten(pillar.name, _NAME))}*"]
    lines += [_said(pillar.all_notes, "note", _changed(pillar.change))] if pillar.all_notes.n else []
    lines += [_said(pillar.all_points, "point", "pitched")] if pillar.all_points.n else []
    weeks = _weeks(pillar.notes)
    lines += [weeks] if weeks else []
    made = [b.section("\n".join(lines))]
    if pillar.pulls:
        made.append(b.context("\n".join(["Pulling away most:", *(_pull(each, zone) for each in pillar.pulls)])))
    return made


def _said(hang: Hang, one: str, more: str) -> str:
    """`🟢 ███████░░░ in line · 8 notes, a small sample · nearer than the week before`."""
    count = many(hang.n, one)
    if hang.far is None:
        return " · ".join([f"{count}: too few for a bar", *([more] if one == "point" else [])])
    few = ", a small sample" if hang.n < FEW else ""
    parts = [f"{_SIGNS[hang.word]} `{_bar(hang.far)}` *{hang.word}*", f"{count}{few}", more]
    return " · ".join(part for part in parts if part)


def _bar(far: float) -> str:
    full = round((1 - far) * _BAR)
    return "█" * full + "░" * (_BAR - full)


def _changed(change: Change | None) -> str:
    if change is None:
        return ""
    than = "the week before" if change.weeks == 1 else f"the {change.weeks} weeks before"
    if abs(change.nearer) < _TURNED:
        return f"as {than}"
    return f"{'nearer' if change.nearer > 0 else 'farther'} than {than}"


def _weeks(hangs: Sequence[Hang]) -> str:
    """The weeks as one line of steps, where two of them or more have a figure."""
    if sum(each.far is not None for each in hangs) < 2:
        return ""
    last = len(_STEPS) - 1
    steps = "".join("·" if each.far is None else _STEPS[round((1 - each.far) * last)] for each in hangs)
    return f"Week by week `{steps}`"


def _pull(pull: Pull, zone: tzinfo) -> str:
    about = [escape(shorten(pull.segment, 60))] if pull.segment else []
    words = escape(shorten(" ".join(pull.words.split()), _QUOTE))
    return f"“{words}” · {' · '.join([*about, day(pull.at.astimezone(zone))])}"


def _too_little(pillars: Sequence[Pillar]) -> str:
    listed = [
        f"• {escape(shorten(each.name, _SHORT))} ({many(each.all_notes.n, 'note') if each.all_notes.n else 'nothing'})"
        for each in pillars[:_PILLARS]
    ]
    more = f"\n• and {many(len(pillars) - _PILLARS, 'pillar')} more" if len(pillars) > _PILLARS else ""
    return "*Too little was said of:*\n" + "\n".join(listed) + more

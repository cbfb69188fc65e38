"""How far notes and pitches hang from the plumb line: a table by pillar and week, and what pulls."""

from collections.abc import Sequence
from datetime import date, tzinfo

from capabilities.brief.drift import Drifted, Pillar
from capabilities.brief.hanging import LEANING, LEAST, OFF, PLUMB, Hang
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, quote, shorten

_PILLARS = 12  # in the table, and in words
_NAME, _QUOTE = 60, 240
_SIGNS = {PLUMB: ":large_green_circle:", LEANING: ":large_yellow_circle:", OFF: ":red_circle:"}
_SCALE = (
    "0 is in line: it says the like of its pillar’s lines. 1 hangs by a thread: it is only just near enough to belong. "
    f"Plumb is up to 0.33, leaning up to 0.66. Under {LEAST} there is no figure; in brackets is how many."
)
_MADE_OF = "A pillar is a line under It makes possible, with the benefits nearest to it and their proof."
_TOO_LITTLE = f"No pillar has {LEAST} notes or points in the last six whole weeks, so there is no figure yet."
_OF_SEGMENTS = "Nothing stands under It makes possible, so a pillar is what a segment is told: its benefits and proof."
_BY_WORDS = "There is no embedding model, so only shared words are seen, and most of what is said hangs from nothing."


def blocks(drifted: Drifted, zone: tzinfo) -> list[Block]:
    """The whole of it: the table, each pillar in a word with the notes that pull, and what hangs from nothing."""
    head = f"*{escape(drifted.product)}, brief version {drifted.number}*: how far what is said hangs from it"
    if not drifted.notes and not drifted.points:
        return [b.section(f"{head}\nNothing was logged and nothing pitched in the last six whole weeks.")]
    lines = table(drifted)
    drawn = b.table(lines, right=range(1, len(drifted.weeks) + 2)) if len(lines) > 1 else b.section(_TOO_LITTLE)
    made = [b.section(head), drawn]
    shown = [each for each in drifted.pillars if each.all_notes.word or each.all_points.word][:_PILLARS]
    made += [b.section(_pillar(each, zone)) for each in shown]
    bare = len(drifted.pillars) - sum(bool(each.all_notes.word or each.all_points.word) for each in drifted.pillars)
    if shown and bare:
        made.append(b.section(f"Of {many(bare, 'other pillar')} too little was said for a figure."))
    made.append(b.section(_loose(drifted)))
    notes = [_SCALE, _OF_SEGMENTS if drifted.by_segments else _MADE_OF]
    notes += [_BY_WORDS] if drifted.by_words else []
    return [*made, b.context(" ".join(notes))]


def text(drifted: Drifted) -> str:
    """The same in one line, for a notification."""
    words = [f"{shorten(each.name, _NAME)}: {each.all_notes.word}" for each in drifted.pillars if each.all_notes.word]
    said = ", ".join(words) or "too little was said for a figure"
    return escape(f"How far notes and pitches hang from the brief: {said}")


def table(drifted: Drifted) -> list[tuple[str, ...]]:
    """The table's lines, the weeks' Mondays first; what was pitched has lines of its own. No line without a figure."""
    lines: list[tuple[str, ...]] = [("Pillar", *map(_short, drifted.weeks), "Six weeks")]
    for each in drifted.pillars[:_PILLARS]:
        name = shorten(each.name, _NAME)
        if each.all_notes.word:
            lines.append((name, *_cells(each.notes, each.all_notes)))
        if each.all_points.word:
            lines.append((f"{shorten(each.name, _NAME - 10)} · pitched", *_cells(each.points, each.all_points)))
    return lines


def _cells(weeks: Sequence[Hang], over_all: Hang) -> list[str]:
    return [_figure(each) for each in (*weeks, over_all)]


def _figure(hang: Hang) -> str:
    return "–" if hang.far is None else f"{hang.far:.2f} ({hang.n})"


def _pillar(pillar: Pillar, zone: tzinfo) -> str:
    said = []
    if pillar.all_notes.word:
        said.append(_said(pillar.all_notes, "note"))
    if pillar.all_points.word:
        said.append(f"pitched: {_said(pillar.all_points, 'point')}")
    lines = [f"*{escape(shorten(pillar.name, 160))}*", "; ".join(said)]
    lines += ["Pulling most:"] if pillar.pulls else []
    for pull in pillar.pulls:
        about = " · ".join(
            [*([escape(shorten(pull.segment, 60))] if pull.segment else []), day(pull.at.astimezone(zone))]
        )
        lines.append(f"{quote(' '.join(pull.words.split()), _QUOTE)}\n> – {about}")
    return "\n".join(lines)


def _said(hang: Hang, one: str) -> str:
    return f"{_SIGNS[hang.word]} *{hang.word}*, {hang.far:.2f} over {many(hang.n, one)}"


def _loose(drifted: Drifted) -> str:
    if not drifted.notes:
        said = "No note was logged in these weeks."
    elif not drifted.loose:
        said = "*Every note hangs from a pillar.*"
    else:
        hang = "hangs" if drifted.loose == 1 else "hang"
        said = f"*{drifted.loose:,} of {many(drifted.notes, 'note')} {hang} from nothing yet.*"
    if drifted.themes:
        names = ", ".join(f"{escape(shorten(name, 80))} ({count})" for name, count in drifted.themes)
        said += f" Most often: {names}."
    if drifted.loose_points:
        said += f" Of {many(drifted.points, 'point')} pitched, {drifted.loose_points:,} do not speak of a pillar."
    return said


def _short(day_: date) -> str:
    return f"{day_.day} {day_:%b}"

"""Reads of the database what a look at the field needs, in few queries whatever the number of notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from capabilities.brief.proposing import causes
from capabilities.brief.proposing.belonging import Belonging
from capabilities.brief.proposing.past import Past
from capabilities.brief.proposing.values import THEME
from capabilities.brief.tried import COMPARED, TRIED, said
from capabilities.hiding import Hiding
from capabilities.permissions import PROGRAM
from storage import brief as stored
from storage import field as stored_field
from storage import questions as stored_questions
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import Note
from storage.field.search import Nearness
from storage.questions import Question
from storage.themes import Theme, Weight

ALL = 2_000  # proposals looked back on
_OF_THEME = 200  # notes of a theme that speak for a proposal, the newest
_COMMON = 3_000  # notes by which it is told which words are names


@dataclass(frozen=True)
class Seen:
    """What is read in one transaction.

    `themes` are those that may ask for something, with what stands behind them, the heaviest first: their notes are
    read one theme after the other, until there is enough to propose. `vectors` are those kept of `notes`, by what the
    notes say.
    """

    past: Past
    made_today: int
    themes: tuple[tuple[Theme, Weight], ...]
    notes: list[Note]
    vectors: dict[str, list[float]]
    questions: list[Question]
    hiding: Hiding
    since: datetime


def read(unit: Unit, now: datetime, zone: ZoneInfo, product_key: str, nearness: Nearness, model: str) -> Seen:
    """Everything a look needs but the notes of themes. `model` names the embedder of the vectors."""
    since = now - causes.WINDOW
    today = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    past = Past.of(stored.proposals(unit, limit=ALL))
    answered = stored_questions.answered_questions(unit)  # by a person, who chose whether it belongs in the brief
    questions = [each for each in stored_questions.silent_since(unit, since, now) if each.id not in answered]
    belonging = Belonging.of(unit, [each.brief_version for each in questions])
    notes = stored_field.of_kinds(unit, TRIED, since, now, limit=COMPARED)
    kept = nearness.vectors(unit, [each.id for each in notes], model=model)
    return Seen(
        past=past,
        made_today=stored.made_since(unit, today, by=PROGRAM),
        themes=_themes(unit, since, past),
        notes=notes,
        vectors={said(each): kept[each.id].tolist() for each in notes if each.id in kept},
        questions=[each for each in questions if belonging.is_about(product_key, each.text, each.brief_version)],
        hiding=hiding_of(unit),
        since=since,
    )


def notes_of(unit: Unit, theme: Theme, since: datetime) -> list[Note]:
    """The newest notes of a theme, newest first, that came after it was last decided on, and since a moment."""
    decided = theme.decided_at if theme.decision else None
    return [
        note
        for note in stored_field.by_theme(unit, theme.id, limit=_OF_THEME)
        if note.created_at >= since and (decided is None or (note.kept_at or note.created_at) > decided)
    ]


def hiding_of(unit: Unit) -> Hiding:
    """What is hidden of whatever anybody in this workspace said."""
    people = [row.name for row in stored_workspace.people(unit)]
    texts = stored_themes.texts(unit, limit=_COMMON)
    return Hiding.of(accounts=stored_field.accounts(unit), people=people, texts=texts)


def _themes(unit: Unit, since: datetime, past: Past) -> tuple[tuple[Theme, Weight], ...]:
    weights = stored_themes.weights(unit, since=since)
    wanted: list[tuple[Theme, Weight]] = []
    for row in stored_themes.every(unit):
        weight = weights.get(row.id)
        if weight is None or weight.notes < causes.NOTES or weight.people < causes.PEOPLE:
            continue
        if row.decision != "declined" and not past.waits(THEME, row.id, weight.people):
            wanted.append((row, weight))
    return tuple(sorted(wanted, key=lambda each: (-each[1].people, -each[1].newest.timestamp())))

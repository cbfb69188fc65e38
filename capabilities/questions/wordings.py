"""What was asked in a gap, in whose words, and by whom."""

from __future__ import annotations

from datetime import datetime

from capabilities.brief.gaps import Gap
from capabilities.brief.proposing.seen import hiding_of
from storage import field as stored_field
from storage import questions as stored_questions
from storage.database import Unit


def wordings(unit: Unit, gap: Gap) -> dict[str, list[str]]:
    """What was asked, or heard from customers, names hidden, the newest first, with the ids of whatever says so."""
    hide, found = hiding_of(unit).hidden, list[tuple[datetime, str, str]]()
    for own_id in gap.asked:
        question, note = stored_questions.get(unit, own_id), stored_field.get(unit, own_id)
        if question is not None:
            found.append((question.asked_at, own_id, question.text))
        elif note is not None:
            found.append((note.created_at, own_id, note.customer_words or note.text))
    made: dict[str, list[str]] = {}
    for _, own_id, words in sorted(found, reverse=True):
        made.setdefault(" ".join(hide(words).split()), []).append(own_id)
    return made


def asked_by(unit: Unit, own_id: str) -> str:
    """Who asked a question, or wrote a note."""
    question = stored_questions.get(unit, own_id)
    if question is not None:
        return question.asked_by
    note = stored_field.get(unit, own_id)
    return note.author if note is not None else ""

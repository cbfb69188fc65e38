"""Whose turn it is: a person's questions are answered two at a time, and whoever asks more is told their place."""

from __future__ import annotations

from capabilities.books import Books
from capabilities.permissions import GUEST, is_unmet, role_of
from storage.database import Unit
from storage.questions import Question
from storage.questions import asked as stored

# Of one person's questions: the first, and one of those asked since. The others wait, so that one person never keeps
# everybody waiting.
AT_ONCE = 2


def enter(books: Books, unit: Unit, question: Question, *, slow: bool) -> None:
    """Have a question answered: a guest's with what everybody may see, and somebody's not met yet as well.

    `slow` says that an answer takes as long as a model does: then, in a thread, its place is told.
    """
    if is_unmet(unit, question.asked_by):
        books.work.enqueue(unit, "people", f"met {question.asked_by}")
        question.public = True
    elif role_of(unit, question.asked_by) == GUEST:
        question.public = True
    stored.add(unit, question)
    books.work.enqueue(unit, "question", question.id)
    before = ahead(unit, question) if slow and question.thread else 0
    if before:
        books.work.enqueue(unit, "question_queued", f"{question.id}:{before}")


def ahead(unit: Unit, question: Question) -> int:
    """How many of the asker's own questions come before this one; none where it is answered at once."""
    before = stored.others_waiting(unit, question)
    return before if before >= AT_ONCE else 0

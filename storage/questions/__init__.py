"""Everything kept of questions: as they were asked and answered, and the answers people gave."""

from storage.questions.asked import (
    Question,
    add,
    get,
    of_thread,
    silent_since,
    state,
    waiting,
    waiting_in,
)
from storage.questions.judged import JudgedAnswer, judged_since
from storage.questions.kept import KeptAnswer, KeptAnswerQuestion, answered_questions, kept_answers

__all__ = [
    "JudgedAnswer",
    "KeptAnswer",
    "KeptAnswerQuestion",
    "Question",
    "add",
    "answered_questions",
    "get",
    "judged_since",
    "kept_answers",
    "of_thread",
    "silent_since",
    "state",
    "waiting",
    "waiting_in",
]

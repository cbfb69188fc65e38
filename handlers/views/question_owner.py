"""What the owner of a brief is asked where it is silent, the form they answer in, and what the askers are told."""

from handlers.views import blocks as b
from handlers.views.blocks import Block

ASK_OWNER, NEED_PERSON = "question_ask_owner", "question_need_person"


def owner_button(question_id: str, name: str) -> Block:
    """Sends what the brief is silent on to its owner, by name; for whoever asked."""
    first = name.split()[0] if name.split() else "the owner"
    return b.button(f"Ask {first}", ASK_OWNER, question_id, style="primary")


def person_button(question_id: str) -> Block:
    """Has a person look at a question and its answer; for whoever asked."""
    return b.button("I need a person", NEED_PERSON, question_id)

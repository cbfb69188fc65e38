"""What a channel chose for mentions, and what somebody is told where a mention gets no answer."""

from capabilities.questions.places import CITED, HOWS, MENTIONED, OFF, Place
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, person, quote

CHOICE = "question_place"

NO_WORDS = "words"
FILE = "file"
SWITCHED_OFF = "off"

_EXAMPLE = "May I say we are cheaper?"
UNREADABLE = f"I cannot read what you attached. Ask me in words, for example: {_EXAMPLE}"
ASK_IN_WORDS = f"Ask me in words, for example: {_EXAMPLE}"
WHY = {  # why a mention gets no answer, in words for whoever wrote it
    NO_WORDS: f"Mention me with your question in the same message, for example: @Plumbline {_EXAMPLE}",
    FILE: UNREADABLE,
    SWITCHED_OFF: (
        "I do not answer mentions in this channel. Type /ask and your question and only you see the answer, "
        "or write to me in our messages."
    ),
}

_LABEL = {OFF: "Off", MENTIONED: "When mentioned", CITED: "Only with citations"}
_MEANING = {
    OFF: "I do not answer mentions in this channel. /ask works here all the same, and only you see its answers.",
    MENTIONED: "When somebody mentions me here, I answer in the thread, for everybody to see.",
    CITED: (
        "When somebody mentions me here, I answer in the thread if the brief has an answer. "
        "What it is silent on I tell nobody but whoever asked."
    ),
}


def here(place: Place) -> tuple[str, list[Block]]:
    """The choice of a channel, with the menu that changes it for whoever may."""
    text = f"Mentions in this channel: {_LABEL[place.how]}"
    made = [b.section(f"*Mentions in <#{escape(place.channel)}>: {_LABEL[place.how]}*\n{_MEANING[place.how]}")]
    if place.may_choose:
        options = [b.option(_LABEL[how], how) for how in HOWS]
        made.append(b.actions(b.select(CHOICE, options, chosen=place.how)))
    said = []
    if place.by and place.at is not None:
        said.append(f"Chosen by {person(place.by)} on {day(place.at)}.")
    if not place.may_choose:
        said.append("A marketer can change this by typing `/ask here`.")
    said.append("I hear mentions only in channels I am in: `/invite` me first.")
    return text, [*made, b.context(" ".join(said))]


def place_in_line(before: int) -> str:
    """How many of one's own questions come before this one."""
    come = "comes" if before == 1 else "come"
    return f"{_number(before)} of yours {come} before this one; I answer them in turn."


def place_of(question: str, before: int) -> list[Block]:
    """The same where the question does not stand just above it."""
    return [b.section(f"{quote(question, 150)}\n{place_in_line(before)}")]


def _number(count: int) -> str:
    names = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return names[count] if count < len(names) else many(count, "question").partition(" ")[0]

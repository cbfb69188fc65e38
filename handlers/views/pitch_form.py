"""The forms of a pitch: what it is asked with, and what should be different when it is drafted anew."""

from collections.abc import Sequence

from capabilities.pitch import HOLDS, LONGEST, LONGEST_WISH, Drafted, Offered
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, shorten

FORM, REDRAFT_FORM = "pitch_form", "pitch_redraft_form"
FIELDS = ("words", "segment", "stage", "objection", "competitor", "account", "product")

_LONGEST_VALUE = 150  # characters Slack keeps of an option's value


def form(offered: Offered | None = None) -> Block:
    """The form; one field is enough. Where the brief has names they are chosen, else they are typed."""
    known = offered or Offered()
    words = b.text_input(
        "value", multiline=True, hint="The segment, what they said, who else they look at", longest=LONGEST
    )
    made = [
        b.input_block("words", "Whom are you talking to?", words, optional=True, hint="One of these fields is enough."),
        _named("segment", "Segment", known.segments),
        _typed("stage", "Stage of the deal", "First call, demo, renewal"),
        _named("objection", "What they say against it", known.objections),
        _named("competitor", "Who else they look at", known.competitors),
        _typed("account", "Customer", "", below="Its notes are looked at; the name stays with you."),
    ]
    if known.products:
        options = [b.option(name, key) for key, name in known.products]
        picker = b.select("value", options, hint="The usual one")
        made.append(b.input_block("product", "Product", picker, optional=True))
    return b.modal(FORM, "Pitch points", made, submit="Draft")


def redraft_form(drafted: Drafted) -> Block:
    """What should be different, in the rep's own words."""
    about = f"The pitch for “{escape(shorten(' '.join(drafted.words.split()), 200))}”" if drafted.words else "The pitch"
    wish = b.text_input("value", longest=LONGEST_WISH, hint="Shorter, or more on risk")
    asked = b.input_block("wish", "What should be different?", wish)
    made = [b.section(f"{about} stays as it is; you get a new one beside it."), asked]
    return b.modal(REDRAFT_FORM, "Redraft", made, submit="Redraft", memory=drafted.id)


def asked(words: str) -> Block:
    """What a form shows once it is sent."""
    return b.modal("pitch_asked", "Pitch points", [b.section(drafting_words(words))], submit=None)


def drafting_words(words: str) -> str:
    """What is said at once."""
    shown = escape(shorten(" ".join(words.split()), 120))
    pitch = f"your pitch for “{shown}”" if shown else "your pitch"
    return f"Drafting {pitch}; it arrives in your messages with me in a moment."


def _named(name: str, label: str, known: Sequence[str]) -> Block:
    options = [b.option(each, each) for each in known if len(each) <= _LONGEST_VALUE]
    if not options:
        return _typed(name, label, "")
    return b.input_block(name, label, b.select("value", options, hint="Choose one"), optional=True)


def _typed(name: str, label: str, hint: str, *, below: str = "") -> Block:
    """A line to type in: `hint` stands in it, `below` under it, where a phone cuts nothing off."""
    return b.input_block(name, label, b.text_input("value", hint=hint, longest=HOLDS[name]), optional=True, hint=below)

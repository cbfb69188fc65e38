"""What a pitch looks like: the plumb line, the points with their sources, and how they came about."""

from capabilities.brief import BriefVersion
from capabilities.masking import said as masked_words
from capabilities.pitch import LONGEST, Drafted
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views.blocks import Block
from handlers.views.text import escape, quote, shorten

FORM = "pitch_form"
SHARE, SHARE_FORM = "pitch_share", "pitch_share_form"

_STEPS = {
    "need": "What they need",
    "possible": "What it makes possible",
    "benefit": "What they gain",
    "other": "From the brief",
    "cost": "Cost and risk",
    "proof": "Proof",
    "next": "Next step",
}


def pitch(drafted: Drafted, version: BriefVersion | None) -> list[Block]:
    """The pitch as its asker sees it, with what was withheld and a button to share it."""
    made = [b.section(f"*Your pitch for* “{escape(shorten(drafted.words, 300))}”"), *_points(drafted)]
    made += citing.held_back(drafted.withheld, "point")
    made.append(b.context(_how(drafted, version)))
    if drafted.state == "drafted":
        made.append(b.actions(b.button("Share in a channel", SHARE, drafted.id)))
    return citing.fitting(made)


def shared(drafted: Drafted, version: BriefVersion | None) -> list[Block]:
    """The pitch as a channel sees it."""
    words = f"<@{escape(drafted.asked_by)}> shares a pitch for “{escape(shorten(drafted.words, 300))}”"
    return citing.fitting([b.section(words), *_points(drafted, quotes=False), b.context(_how(drafted, version))])


def drafting(words: str) -> list[Block]:
    """What is said at once."""
    return [b.section(drafting_words(words))]


def drafting_words(words: str) -> str:
    shown = escape(shorten(" ".join(words.split()), 120))
    return f"Drafting your pitch for “{shown}”; it arrives in your messages with me in a moment."


def form() -> Block:
    """The form: the situation in the rep's own words."""
    hint = "The segment, what they said, who else they look at"
    field = b.text_input("value", multiline=True, hint=hint, longest=LONGEST)
    return b.modal(FORM, "Pitch points", [b.input_block("words", "Whom are you talking to?", field)], submit="Draft")


def asked(words: str) -> Block:
    """What the form shows once it is sent."""
    return b.modal("pitch_asked", "Pitch points", drafting(words), submit=None)


def share_form(drafted: Drafted) -> Block:
    words = f"Everybody there will see the points and your words: “{shorten(drafted.words, 300)}”"
    return citing.share_form(SHARE_FORM, drafted.id, words)


def text(drafted: Drafted) -> str:
    """The notification's words."""
    return f"Your pitch for “{escape(shorten(' '.join(drafted.words.split()), 120))}”"


def _points(drafted: Drafted, *, quotes: bool = True) -> list[Block]:
    """The points; `quotes` shows beside each source what it says. Among drafted points a quote is marked as one."""
    made: list[Block] = []
    if drafted.plumb_line:
        made.append(b.section(f"*{escape(shorten(drafted.plumb_line.text, 600))}*"))
    mixed = not all(point.quoted for point in drafted.points)
    for at, point in enumerate(drafted.points, 1):
        title = f"*{at}. {_STEPS.get(point.step, 'Point')}*{' · quoted' if mixed and point.quoted else ''}"
        words = quote(point.text, 700) if point.quoted else escape(shorten(point.text, 700))
        made += [b.section(f"{title}\n{words}"), *citing.sources(point, quotes=quotes)]
    return made


def _how(drafted: Drafted, version: BriefVersion | None) -> str:
    said = (escape(drafted.remark), citing.stamp(version), masked_words(drafted.masked))
    return " · ".join(part for part in said if part) or "–"

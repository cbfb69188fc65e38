"""What a pitch looks like: the plumb line, the points with their sources, what to bring, and how they came about."""

from collections.abc import Sequence
from datetime import datetime

from capabilities.brief import BriefVersion
from capabilities.citing import QUOTED, Line
from capabilities.masking import said as masked_words
from capabilities.passages import plain_heading
from capabilities.pitch import Drafted, Evidence, PitchPoint, Situation
from capabilities.pitch.unfit import OF_ACCOUNT, OF_OTHERS
from handlers.views import blocks as b
from handlers.views import citing, pitch_outcomes
from handlers.views.blocks import Block
from handlers.views.pitch_form import FORM, REDRAFT_FORM, asked, drafting_words, form, redraft_form
from handlers.views.text import escape, many, quote, shorten

__all__ = [
    "FORM", "REDRAFT", "REDRAFT_FORM", "SHARE", "SHARE_FORM", "asked", "drafting", "drafting_words", "form", "pitch",
    "redraft_form", "share_form", "shared", "text",
]  # fmt: skip

SHARE, SHARE_FORM, REDRAFT = "pitch_share", "pitch_share_form", "pitch_redraft"

_STEPS = {
    "need": "What they need",
    "possible": "What it makes possible",
    "benefit": "What they gain",
    "other": "From the brief",
    "cost": "Cost and risk",
    "proof": "Proof",
    "next": "Next step",
}
_SALES_ONLY = "sales only: tell it, do not send it"


def pitch(drafted: Drafted, version: BriefVersion | None, points: Sequence[PitchPoint] = ()) -> list[Block]:
    """The pitch as its asker sees it, with what was withheld and buttons to share and redraft it.

    With its kept `points` there are also the buttons that say how it did.
    """
    whole, ending = _whole(drafted, version, points, quotes=True)
    if len(b.parts(whole)) > 1:  # too much for one message: where each point stands is still said, not what is there
        whole, ending = _whole(drafted, version, points, quotes=False)
    return citing.fitting(whole, keep=ending)


def _whole(
    drafted: Drafted, version: BriefVersion | None, points: Sequence[PitchPoint], *, quotes: bool
) -> tuple[list[Block], list[Block]]:
    """All blocks of a pitch, and those at its end that are never left out: how it came about, and how it did."""
    words = f"*Your pitch* for “{escape(shorten(drafted.words, 300))}”" if drafted.words else "*Your pitch*"
    wish = f", redrafted with your wish “{escape(shorten(drafted.wish, 120))}”" if drafted.wish else ""
    if drafted.unchanged:
        return _unchanged(drafted, words)
    made = [b.section(f"{words}{wish}"), *_about(drafted.about), *_not_for(drafted.not_for)]
    made += _points(drafted, points, own=True, quotes=quotes)
    made += _to_bring(drafted, own=True, quotes=quotes)
    gave_way = [b.context(*(escape(each) for each in drafted.gave_way[:3]))] if drafted.gave_way else []
    ending = [*gave_way, *citing.held_back(drafted.withheld, "point"), b.context(_how(drafted, version))]
    if drafted.state == "drafted":
        ending += pitch_outcomes.buttons(drafted, points) if points else []
        ending.append(
            b.actions(b.button("Share in a channel", SHARE, drafted.id), b.button("Redraft", REDRAFT, drafted.id))
        )
    return [*made, *ending], ending


def _unchanged(drafted: Drafted, words: str) -> tuple[list[Block], list[Block]]:
    """That a wish changed nothing, why, and what would; the pitch itself stands above, as it was."""
    wish = escape(shorten(drafted.wish, 120))
    said = f"{words}\nYour wish “{wish}” changed nothing: the pitch you have is the one you would get again."
    made = [b.section(said), b.section(escape(shorten(drafted.remark, 900)))]
    ending = [b.actions(b.button("Redraft", REDRAFT, drafted.id))]
    return [*made, *ending], ending


def shared(drafted: Drafted, version: BriefVersion | None) -> list[Block]:
    """The pitch as a channel sees it: nothing that is for sales only, of one account, or from the field."""
    of = f" for “{escape(shorten(drafted.words, 300))}”" if drafted.words else ""
    made = [b.section(f"<@{escape(drafted.asked_by)}> shares a pitch{of}")]
    made += _not_for([line for line in drafted.not_for if line.step != OF_ACCOUNT])
    made += [*_points(drafted, own=False, quotes=False), *_to_bring(drafted, own=False, quotes=False)]
    how = b.context(_how(drafted, version))
    return citing.fitting([*made, how], keep=[how])


def drafting(words: str) -> list[Block]:
    """What is said at once."""
    return [b.section(drafting_words(words))]


def share_form(drafted: Drafted, shown: Drafted) -> Block:
    """A form that asks for a channel, and says what everybody there will see: the pitch as it is `shown` to others."""
    words = f" and your words: “{shorten(shown.words, 300)}”" if shown.words else ""
    words += ", without the names you wrote" if shown.words != drafted.words else ""
    less = " The story stays with you: it is for sales only." if drafted.story and not drafted.story.public else ""
    return citing.share_form(SHARE_FORM, drafted.id, f"Everybody there will see the points{words}{less}")


def text(drafted: Drafted, *, own: bool = True) -> str:
    """The notification's words: its asker's `own`, or those of a channel it is shared in."""
    shown = escape(shorten(" ".join(drafted.words.split()), 120))
    whose = "Your pitch" if own else "A pitch"
    return f"{whose} for “{shown}”" if shown else whose


def _about(about: Situation | None) -> list[Block]:
    """`For Hospitals · first call · they say: …`, and which names were read as others."""
    if about is None:
        return []
    said = [
        f"For *{escape(shorten(about.segment, 120))}*" if about.segment else "",
        escape(shorten(about.stage, 80)),
        f"at {escape(shorten(about.account, 120))}" if about.account else "",
        *(f"vs {escape(shorten(each, 80))}" for each in about.competitors[:3]),
        *(f"they say: {escape(shorten(each, 150))}" for each in about.objections[:2]),
        "cost and risk" if about.price else "",
    ]
    parts = [" · ".join(part for part in said if part)]
    parts += [
        f"The brief has no “{escape(shorten(typed, 80))}”; I took the nearest, {escape(shorten(known, 120))}."
        for typed, known in about.taken[:3]
    ]
    parts += [f"The brief does not know “{escape(shorten(each, 80))}”." for each in about.unknown[:3]]
    return [b.context(*(part for part in parts if part))] if any(parts) else []


def _not_for(lines: Sequence[Line]) -> list[Block]:
    made: list[Block] = []
    for line in lines:
        if line.step == OF_ACCOUNT:
            made.append(b.section(f"*Look twice:* {escape(shorten(line.text, 600))}"))
        else:
            words = "*The brief says whom this is not for, and it sounds like them:*"
            if line.step == OF_OTHERS:
                segment = escape(shorten(_segment_of(line), 120))
                words = f"*Under {segment} the brief says whom this is not for, and it sounds like them:*"
            made += [b.section(f"{words}\n{quote(line.text, 700)}"), *citing.sources(line)]
    return made


def _segment_of(line: Line) -> str:
    """The heading a "Not for" stands under: its segment."""
    return line.cites[0].label.rpartition(" › ")[2] if line.cites else ""


def _points(drafted: Drafted, kept: Sequence[PitchPoint] = (), *, own: bool, quotes: bool) -> list[Block]:
    """The points. `own` shows their asker beside each what the field says, and how it did there; `quotes` what its
    sources say. Among drafted points a quote is marked as one."""
    made: list[Block] = []
    if drafted.plumb_line:
        made.append(b.section(f"*{escape(shorten(drafted.plumb_line.text, 600))}*"))
    mixed = not all(point.quoted for point in drafted.points)
    outcomes = {point.position: point.outcome for point in kept}
    said = {point.text[:QUOTED] for point in drafted.points}
    for at, point in enumerate(drafted.points, 1):
        title = f"*{at}. {_step(point, drafted.about)}*{' · quoted' if mixed and point.quoted else ''}"
        words = quote(point.text, 700) if point.quoted else escape(shorten(point.text, 700))
        menu = pitch_outcomes.point_menu(drafted.id, at, outcomes[at]) if at in outcomes else None
        made += [b.section(f"{title}\n{words}", accessory=menu), *citing.sources(point, quotes=quotes, beside=said)]
        beside = _beside(drafted.evidence.get(at), drafted.records.get(at, "")) if own else ""
        made += [b.context(beside)] if beside else []
    return made


def _step(point: Line, about: Situation | None) -> str:
    """What a point is for; the answer to what they say, or to whom else they look at, is named as that."""
    if point.step == "need" and point.cites:
        section, _, under = point.cites[0].label.partition(" › ")[2].rpartition(" › ")
        known = {plain_heading(each).casefold() for each in about.objections} if about is not None else set()
        if under.casefold() in known or section.casefold() == "objections":
            return f"When they say “{escape(shorten(under, 100))}”"
        for competitor in about.competitors if about is not None else ():
            if point.text.casefold().startswith(competitor.casefold()):
                return f"When they look at {escape(shorten(competitor, 80))}"
    return _STEPS.get(point.step, "Point")


def _beside(evidence: Evidence | None, record: str) -> str:
    parts = []
    if evidence is not None:
        named = f"“{escape(shorten(evidence.name, 100))}”, " if evidence.name else ""
        when = _span(evidence.oldest, evidence.newest)
        parts.append(f"*Heard in the field* (no proof): {named}{many(evidence.people, 'person', 'people')}, {when}")
    if record:
        parts.append(escape(record[:1].upper() + record[1:]))
    return " · ".join(parts)


def _span(oldest: datetime, newest: datetime) -> str:
    first, last = (f"{moment.day} {moment:%b %Y}" for moment in (oldest, newest))
    return f"on {first}" if first == last else f"{first} to {last}"


def _to_bring(drafted: Drafted, *, own: bool, quotes: bool) -> list[Block]:
    """The material and the story; one that is for sales only is its asker's alone."""
    made: list[Block] = []
    if drafted.material is not None:
        words = escape(shorten(drafted.material.text, 600))
        made += [b.section(f"*To bring*\n{words}"), *citing.sources(drafted.material, quotes=quotes)]
    story = drafted.story
    if story is not None and (own or story.public):
        mark = "" if story.public else f" · {_SALES_ONLY}"
        words = quote(story.line.text, 700)
        made += [b.section(f"*A story to tell*{mark}\n{words}"), *citing.sources(story.line, quotes=quotes)]
    return made


def _how(drafted: Drafted, version: BriefVersion | None) -> str:
    said = (escape(drafted.remark), citing.stamp(version), masked_words(drafted.masked))
    return " · ".join(part for part in said if part) or "–"

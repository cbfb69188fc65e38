"""What a pitch's asker taps once they used it: landed, fell flat, a problem; how that is shown, and who hears of it."""

from collections.abc import Sequence

from capabilities.pitch.outcomes import FLAT, LANDED, LONGEST_PROBLEM, LONGEST_WORD, FollowUp, PitchPoint, Reported
from capabilities.pitch.record import Drafted
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views.blocks import Block
from handlers.views.text import day, escape, person, quote, shorten

LANDED_BUTTON, FLAT_BUTTON, PROBLEM_BUTTON, POINT_MENU = "pitch_landed", "pitch_flat", "pitch_problem", "pitch_point"
FLAT_FORM, PROBLEM_FORM = "pitch_flat_form", "pitch_problem_form"
PROBLEM = "problem"  # beside the outcomes, what a point's menu offers

_SAID = {LANDED: "landed", FLAT: "fell flat"}
_ASK = "Once you have used it, tell me what landed. That ranks points for the next pitches, never people."
_MOST = 10  # checkboxes Slack allows


def buttons(drafted: Drafted, points: Sequence[PitchPoint]) -> list[Block]:
    """Landed, Fell flat, Report a problem; under them what the asker said, in the place where they are asked."""
    if drafted.state != "drafted":
        return []
    row = b.actions(
        b.button("Landed", LANDED_BUTTON, drafted.id),
        b.button("Fell flat", FLAT_BUTTON, drafted.id),
        b.button("Report a problem", PROBLEM_BUTTON, drafted.id),
    )
    return [row, b.context(marked_words(points) or _ASK)]


def point_menu(pitch_id: str, position: int, outcome: str = "") -> Block:
    """The menu beside one point; what its asker said of it is ticked."""

    def entry(words: str, value: str) -> Block:
        return b.option(f"{words} ✓" if value == outcome else words, f"{value}:{position}:{pitch_id}")

    options = [entry("This landed", LANDED), entry("This fell flat", FLAT), entry("Report a problem", PROBLEM)]
    return {"type": "overflow", "action_id": POINT_MENU, "options": options}


def marked_words(points: Sequence[PitchPoint]) -> str:
    """`You said: landed`, or which points landed and which fell flat, with the word why; empty while unmarked."""
    marked = [point for point in points if point.outcome]
    if not marked:
        return ""
    if len({point.outcome for point in marked}) == 1 and len(marked) == len(points):
        said = _SAID[marked[0].outcome]
    else:
        parts = [(_SAID[way], [point.position for point in marked if point.outcome == way]) for way in _SAID]
        said = "; ".join(f"{_numbered(positions)} {words}" for words, positions in parts if positions)
    why = list(dict.fromkeys(point.word for point in marked if point.word))
    return f"*You said:* {said}" + "".join(f" · “{escape(shorten(word, 160))}”" for word in why[:3])


def flat_form(drafted: Drafted, points: Sequence[PitchPoint]) -> Block:
    """Which points fell flat, all chosen beforehand, and in a word why."""
    listed = {point.position for point in points}
    options = [b.option(f"{at}. {line.text}", str(at)) for at, line in enumerate(drafted.points, 1) if at in listed][
        :_MOST
    ]
    made: list[Block] = []
    if options:
        choice: Block = {"type": "checkboxes", "action_id": "value", "options": options, "initial_options": options}
        made.append(b.input_block("points", "Which points?", choice))
    word = b.text_input("value", multiline=True, longest=LONGEST_WORD, hint="They never count return visits")
    hint = "Their words are best. The owner of the brief reads them when a point keeps failing."
    made.append(b.input_block("word", "In a word, why?", word, optional=True, hint=hint))
    return b.modal(FLAT_FORM, "Fell flat", made, submit="Save", memory=drafted.id)


def problem_form(drafted: Drafted, position: int) -> Block:
    """What is wrong with a point, or with the whole pitch."""
    about = "the whole pitch"
    if 0 < position <= len(drafted.points):
        about = f"point {position}: “{escape(shorten(drafted.points[position - 1].text, 300))}”"
    words = b.text_input("value", multiline=True, longest=LONGEST_PROBLEM, hint="The figure is from last year")
    one = 0 < position <= len(drafted.points)
    hint = f"The owner of the brief gets your words with the {'point' if one else 'pitch'} and its passages."
    asked = b.input_block("words", "What is wrong?", words, hint=hint)
    memory = f"{position}:{drafted.id}"
    return b.modal(PROBLEM_FORM, "Report a problem", [b.section(f"About {about}"), asked], submit="Send", memory=memory)


def reported(told: Reported) -> Block:
    """What the form shows once it is sent."""
    problem = told.problem
    if not problem.told:
        words = "I kept it, but there is nobody to tell: the brief names no owner. Ask whoever looks after Plumbline."
    elif problem.told == problem.by:
        words = "I kept it. You look after this brief yourself, so nobody else is told."
    else:
        what = "point" if told.point else "pitch"
        words = f"{_name(told)} gets it now, with the {what} and its passages. I tell you when it is there."
    return b.modal("pitch_problem_kept", "Report a problem", [b.section(words)], submit=None)


def to_owner(told: Reported) -> tuple[str, list[Block]]:
    """What the brief's owner reads: the words, the point and what it stands on."""
    pitch, problem = told.pitch, told.problem
    about = f"point {problem.position} of a pitch" if told.point else "a pitch"
    head = f"{person(problem.by)} reports a problem with {about} for “{_asked(pitch)}”:"
    made = [b.section(f"{head}\n{quote(problem.words, LONGEST_PROBLEM)}")]
    lines = [(problem.position, told.point)] if told.point else list(enumerate(pitch.points, 1))
    for at, line in lines[:5]:
        made += [b.section(f"*{at}.* {escape(shorten(line.text, 600))}"), *citing.sources(line)]
    made.append(
        b.context("The pitch is theirs; answer them directly. `/brief edit` changes the line for the next one.")
    )
    return f"A problem with a pitch for “{_asked(pitch)}”", citing.fitting(made)


def to_reporter(told: Reported, *, reached: bool) -> tuple[str, list[Block]]:
    """What the one who reported hears once the owner has it, or that they do not."""
    which = f"point {told.problem.position} of your pitch" if told.point else "your pitch"
    words = f"{_name(told)} has your report on {which} for “{_asked(told.pitch)}”."
    if not reached:
        words = f"I kept your report on {which}, but Slack does not let me write to {_name(told)}. Tell them yourself."
    return words, [b.section(words)]


def follow_up(asked: FollowUp) -> tuple[str, list[Block]]:
    """The question that is asked once, with the same buttons as the pitch."""
    words = f"*Did it land?* Your pitch of {day(asked.day)} for “{_asked(asked.pitch)}”"
    points = "\n".join(f"{at}. {escape(shorten(line.text, 160))}" for at, line in enumerate(asked.pitch.points, 1))
    made = [b.section(words), *([b.section(points)] if points else []), *buttons(asked.pitch, asked.points)]
    return f"Did it land? Your pitch for “{_asked(asked.pitch)}”", made


def _numbered(positions: Sequence[int]) -> str:
    """`point 2`, `points 1, 2 and 4`."""
    if len(positions) == 1:
        return f"point {positions[0]}"
    return f"points {', '.join(str(at) for at in positions[:-1])} and {positions[-1]}"


def _asked(pitch: Drafted) -> str:
    return escape(shorten(" ".join(pitch.words.split()), 120))


def _name(told: Reported) -> str:
    return escape(told.owner) if told.owner else person(told.problem.told)

"""A source of an answer: the button under what it supports, and the passage it opens."""

import re
from collections.abc import Sequence

from capabilities.citing import Citation, one_line
from capabilities.passages import day_of
from capabilities.questions.judging import REASONS, Given, Judged, Opened
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, quote, shorten

OPEN_PASSAGE = "question_passage"  # with a colon and a number after it: ids must differ within a block
_SOURCES = 6  # shown under one piece of an answer
_PROOFS = 4
_PIECE, _PIECES = 2_000, 10  # characters of a passage in one section, and how many sections
_KIND = re.compile(r"(?:never|only with)\b.{0,20}:", re.IGNORECASE)  # how a limit begins
_FOR_PUBLISHERS = "Only those who may publish the brief see this, and nobody is named."


def source_buttons(question_id: str, cites: Sequence[Citation], *, numbered: bool = False) -> list[Block]:
    """A row with a button for each source, which opens it; nothing without any.

    Of several in one place only the first bears its name in full, and the others, where what they support is
    `numbered`, a number alone: on a phone they must leave room for the answer.
    """
    named: dict[str, int] = {}
    made = []
    for at, each in enumerate(list({cite.ref: cite for cite in cites}.values())[:_SOURCES], 1):
        named[each.label] = count = named.get(each.label, 0) + 1
        again = str(count) if numbered else f"{each.label.rpartition(' › ')[2]} ({count})"
        button = b.button(
            _short(each.label) if count == 1 else again, f"{OPEN_PASSAGE}:{at}", f"{question_id}:{each.ref}"
        )
        spoken = f"Open source {at}: {each.label}" if numbered else f"Open the source: {each.label}"
        made.append(button | {"accessibility_label": shorten(spoken, b.BUTTON_TEXT)})
    return [b.actions(*made)] if made else []


def _short(label: str) -> str:
    """The label as long as a button may be: where it stands at last says more than what it stands under."""
    if len(label) <= b.BUTTON_TEXT:
        return label
    first, _, rest = label.partition(" › ")
    last = rest.rpartition(" › ")[2]
    return f"{first} › … › {last}" if last else label


def limit_line(limit: Citation) -> str:
    """The limit in its own words, its kind in bold; where only the heading above it names the kind, with that."""
    words = limit.quote
    if not _KIND.match(words):
        above = limit.label.rpartition(" › ")[2]
        words = f"{above}: {words}" if _KIND.match(f"{above}:") else words
    kind, _, rest = words.partition(":")
    said = escape(shorten(rest.strip(), 300))
    return f"*{escape(kind)}:* {said}" if _KIND.match(words) else escape(shorten(words, 300))


def opened(passage: Opened | Given, judged: Judged | None) -> Block:
    """The passage whole, with what bears on it; `judged` says how answers that cite it did, to whom that is told."""
    if isinstance(passage, Given):
        title, made = "An answer, kept", _given(passage)
    else:
        title, made = "From the brief", _passage(passage)
    if passage.limits:
        listed = "\n".join(f"• {limit_line(each)}" for each in passage.limits)
        made.append(b.section(f"*Limits that bear on it*\n{listed}"))
    if isinstance(passage, Opened) and passage.proofs:
        listed = "\n".join(f"• {escape(shorten(each.quote, 300))}" for each in passage.proofs[:_PROOFS])
        made.append(b.section(f"*What proves it*\n{listed}"))
    if judged is not None:
        made += [b.divider(), b.section(_judged_words(judged)), b.context(_FOR_PUBLISHERS)]
    return b.modal("question_passage_opened", title, made, submit=None)


def reason_lines(judged: Judged) -> list[str]:
    """Why answers that cite a passage did not help: a line for each reason, the most frequent first, with the words."""
    lines = []
    told: dict[str, list[str]] = {}
    for kind, words in judged.reasons:
        told.setdefault(kind, []).append(words)
    for kind, all_words in sorted(told.items(), key=lambda each: -len(each[1])):
        said = ", ".join(f"“{escape(shorten(one_line(words), 200))}”" for words in all_words if words)
        counted = f" ({len(all_words):,})" if len(all_words) > 1 else ""
        lines.append(f"• {REASONS.get(kind, kind)}{counted}{': ' if said else ''}{shorten(said, 600)}")
    return lines


def _judged_words(judged: Judged) -> str:
    if not judged.helpful and not judged.not_helpful:
        return "Nobody has judged an answer that cites this in the last 90 days."
    head = f"*Answers that cite this, last 90 days:* {judged.helpful:,} helped, {judged.not_helpful:,} did not."
    return "\n".join([head, *reason_lines(judged)])


def _passage(passage: Opened) -> list[Block]:
    made = [b.section(f"*{escape(passage.citation.label)}*"), *_whole(passage.text)]
    lines = []
    if passage.since and passage.since_at is not None:
        lines.append(f"In these words since brief v{passage.since} of {day_of(passage.since_at.date())}.")
    if passage.now > passage.number:
        same = "still says the same" if passage.still else "no longer says it like this"
        lines.append(f"Brief v{passage.now}, in force now, {same}.")
    if passage.clearance:
        lines.append(f"Clearance: {escape(passage.clearance)}.")
    if passage.citation.age:
        lines.append(f"Evidence: {escape(passage.citation.age)}.")
    return [*made, b.context("\n".join(lines))] if lines else made


def _given(given: Given) -> list[Block]:
    made = [
        b.section(f"*Answered by {escape(given.by)}, {day_of(given.at.date())}*"),
        b.section(f"Asked: “{escape(shorten(given.question, 600))}”"),
        *_whole(given.text),
    ]
    lines = ["An answer somebody gave where the brief was silent, not part of the brief."]
    if given.state == "in_brief":
        lines = ["The brief says this itself by now."]
    elif given.state == "withdrawn":
        lines = ["This answer was withdrawn and answers nobody any more."]
    elif given.review_by is not None:
        past = "It is past its review date" if given.overdue else "To be reviewed by"
        lines.append(f"{past}{', ' if given.overdue else ' '}{day_of(given.review_by)}.")
    return [*made, b.context("\n".join(lines))]


def _whole(words: str) -> list[Block]:
    """All the words as a quotation, in as many sections as they need."""
    rest, made = words.strip(), list[Block]()
    while rest and len(made) < _PIECES:
        piece = rest if len(rest) <= _PIECE else rest[:_PIECE].rsplit(" ", 1)[0] or rest[:_PIECE]
        rest = rest[len(piece) :].strip()
        made.append(b.section(quote(piece, _PIECE)))
    return made

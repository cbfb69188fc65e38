"""What a note gave back: its theme, who else said the like, the brief's answer to an objection, a likely repetition."""

from collections.abc import Sequence
from datetime import tzinfo

from capabilities.field import KINDS, Note
from capabilities.field.giving import Given, Silence
from capabilities.themes import ThemeBrief
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views import field as views
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, quote, shorten

KEEP, UNDO_THIS = "field_keep_both", "field_undo_repeated"
_LONGEST = 700  # characters of a reply shown; a phone holds about as many


def gave(given: Given, others: Sequence[str] = ()) -> list[Block]:
    """What is said after the confirmation. `others` are kinds offered when a note's kind changed after it was shown."""
    made: list[Block] = []
    if others:
        made.append(b.section(f"Going by notes like it, this is *{KINDS[given.note.kind]}*."))
        made.append(b.actions(*views.kind_buttons(given.note, others)))
    lines = [*_theme(given.theme), *_alike(given), *_taken(given)]
    made += [b.section("\n".join(lines))] if lines else []
    made += _reply(given)
    made += _repeated(given)
    return citing.fitting(made)


def whole(given: Given, others: Sequence[str], *, name: str, changed: bool) -> list[Block]:
    """The confirmation and what the note gave back, in one."""
    confirmed = views.changed(given.note, others) if changed else views.logged(given.note, others, name=name)
    return citing.fitting([*confirmed, *gave(given)])


def text(given: Given) -> str:
    """The notification's words."""
    if given.duplicate is not None:
        return "You logged nearly the same before."
    if given.reply is not None:
        return f"The brief answers: {escape(shorten(given.reply.lines[0].text, 200))}"
    lines = [*_theme(given.theme), *_alike(given), *([_silence(given.silence, given.zone)] if given.silence else [])]
    return " ".join(lines).replace("*", "") or "Logged. Thank you."


def to_owner(note: Note, author: str) -> tuple[str, list[Block]]:
    """The brief's owner hears an objection that the brief is silent on."""
    words = f"*The brief is silent on an objection* that {escape(author)} just heard{views.about(note)}"
    how = "Add a reply under Objections in the brief and file it anew with `/brief file`, or send me the file."
    return "The brief is silent on an objection.", [b.section(f"{words}\n{quote(note.text)}"), b.context(how)]


def kept_both(note: Note) -> list[Block]:
    return [b.section(f"Both are kept:\n{quote(note.text, 200)}")]


def reread(note: Note, others: Sequence[str]) -> tuple[str, list[Block]]:
    """A model read the note as another kind than was shown."""
    words = f"On a second look this is *{KINDS[note.kind]}*:\n{quote(note.text, 200)}"
    return f"On a second look this is {KINDS[note.kind]}.", [
        b.section(words),
        b.actions(*views.kind_buttons(note, others)),
    ]


def passed_over(why: str) -> tuple[str, list[Block]]:
    """A message somebody reacted to that could not be logged."""
    return why, [b.section(escape(why))]


def _theme(theme: ThemeBrief | None) -> list[str]:
    if theme is None:
        return []
    trend = theme.trend
    word = f", {trend.word}" if trend.word in ("rising", "falling", "new") else ""
    return [f"*Theme:* {escape(theme.name)}, {trend.now:,} in the last seven days{word}"]


def _alike(given: Given) -> list[str]:
    if given.people is None:
        return []
    if not given.people:
        return [f"Nobody else said the like in the last {given.days} days."]
    return [f"{many(given.people, 'other person', 'other people')} said the like in the last {given.days} days."]


def _taken(given: Given) -> list[str]:
    return [f"“{escape(typed)}” is kept as *{escape(known)}*." for typed, known in given.taken]


def _reply(given: Given) -> list[Block]:
    if given.silence is not None:
        return [b.section(_silence(given.silence, given.zone))]
    if given.reply is None:
        return []
    made = [b.section("*What the brief says*")]
    lines = given.reply.lines
    for at, line in enumerate(lines):
        following = lines[at + 1].cites[:1] if at + 1 < len(lines) else ()
        same = [each.label for each in following] == [each.label for each in line.cites[:1]]
        cited = citing.cited_line(line, longest=_LONGEST)
        made += cited[:1] if same else cited  # where the next stands in the same place, it is named once, under both
    if given.reply.limits:
        listed = "\n".join(f"• {escape(shorten(each.quote, 200))}" for each in given.reply.limits)
        made.append(b.section(f"*Limits that apply*\n{listed}"))
    return made


def _silence(silence: Silence, zone: tzinfo) -> str:
    silent, owner = "*The brief is silent on this", escape(silence.owner)
    if silence.own:
        return f"{silent}*, and it is yours."
    if silence.key:
        return f"{silent}:* it goes to {owner}."
    if silence.told is not None:
        return f"{silent}.* {owner} heard of this theme on {day(silence.told.astimezone(zone))}."
    if not owner:
        return f"{silent}.*"
    return f"{silent}.* {owner} hears of three such this week, so this one is not sent."


def _repeated(given: Given) -> list[Block]:
    before, note = given.duplicate, given.note
    if before is None:
        return []
    at, now = before.created_at.astimezone(given.zone), note.created_at.astimezone(given.zone)
    when = "today" if at.date() == now.date() else f"on {at:%A}" if (now - at).days < 6 else f"on {day(at)}"
    asked = b.section(f"*You logged nearly the same {when}:*\n{quote(before.text, 200)}", block_id=_ASKED)
    return [
        asked,
        b.actions(
            b.button("Keep both", KEEP, note.id),
            b.button("Undo this one", UNDO_THIS, note.id),
            block_id=f"{_ASKED}_buttons",
        ),
    ]


_ASKED = "repeated"


def without_question(shown: Sequence[Block]) -> list[Block]:
    """A message's blocks without the question whether a note repeats another."""
    return [dict(each) for each in shown if not str(each.get("block_id", "")).startswith(_ASKED)]

"""A draft of the brief read through, with what to do about it; and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from capabilities.brief import BriefVersion, Overtaken
from capabilities.brief.values import failing
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_diff import called
from handlers.views.text import as_typed, escape, many, minute, person, shorten

PUBLISH, CHANGES, DROP = "brief_publish", "brief_changes", "brief_drop"
FORM = "brief_publish_form"
_IN_USE = "Everybody's pitches and answers use it from now on."


@dataclass(frozen=True)
class Memory:
    """What the form to publish comes back with."""

    version: str
    over: str = ""

    def written(self) -> str:
        return json.dumps([self.version, self.over])

    @classmethod
    def read(cls, text: str) -> "Memory":
        version, over = json.loads(text)
        return cls(str(version), str(over))


def buttons(version: BriefVersion) -> Block:
    """Publish, See changes, Drop draft."""
    drop = b.confirmed(
        b.button("Drop draft", DROP, version.id),
        title="Drop this draft?",
        words="It stays in the history, and what is in force stays in force.",
        yes="Drop it",
    )
    publish = b.button("Publish", PUBLISH, version.id, style=None if failing(version) else "primary")
    return b.actions(publish, b.button("See changes", CHANGES, version.id), drop)


def reviewed(
    version: BriefVersion, found: Sequence[Block], *, passages: int, limits: int, may: bool, command: str = "/brief"
) -> list[Block]:
    """The message to a draft's writer: what it holds, what was found (blocks of the review), the buttons.

    `command` means its product.
    """
    typed = as_typed(command)
    holds = f"{many(passages, 'passage')}, {many(limits, 'limit')}."
    head = b.section(f"*{escape(version.product)}, draft version {version.number}: read through.* {holds}")
    tail = [buttons(version)] if may else [b.context(f"Its owner or a marketer can publish it: `{typed} publish`.")]
    if version.findings or failing(version):
        way = f"`{typed} edit`, or `{typed} export {version.number}` and send me the changed file"
        tail.append(b.context(f"To mend it: {way}. I read it through again."))
    room = b.parts([head, *tail, *found])[0][1 + len(tail) :]
    if len(room) < len(found):
        room = [*room[:-1], b.context("… and more. Mend these first and file it again.")]
    return [head, *room, *tail]


def form(version: BriefVersion, overtaken: Overtaken | None, failed: Sequence[str], *, zone: tzinfo) -> Block:
    """What must be said or seen before a draft is published all the same; `failed` are the questions that fail."""
    made: list[Block] = [b.section(f"*{escape(version.product)}, draft version {version.number}*")]
    if overtaken is not None:
        made.append(b.section(_overtaken(version, overtaken.current, zone)))
    if failed:
        listed = "\n".join(f"• {escape(shorten(question, 200))}" for question in failed[:8])
        more = f"\n… and {len(failed) - 8} more" if len(failed) > 8 else ""
        made.append(b.section(f"{many(len(failed), 'question')} of the brief itself would be answered wrongly:"))
        made.append(b.section(listed + more))
        field = b.text_input("value", multiline=True, longest=1000)
        made.append(b.input_block("override", "Why publish it all the same?", field, hint="It stands in the history."))
    memory = Memory(version.id, overtaken.current.id if overtaken else "").written()
    return b.modal(FORM, "Publish all the same", made, submit="Publish", memory=memory)


def _overtaken(draft: BriefVersion, current: BriefVersion, zone: tzinfo) -> str:
    """Who published what since the draft was begun, and what to do about it."""
    by, number = person(current.published_by or current.filed_by), current.number
    when = minute((current.published_at or current.filed_at).astimezone(zone))
    return (
        f":warning: {by} published version {number} on {when}, after this draft was begun. Publish it all the same, "
        f"and what is new in version {number} goes; or close this and make your change on top with `/brief edit`. "
        f"`/brief diff {number} {draft.number}` shows what would change."
        + (f" It gets the next number, as version {number} came first." if draft.number < number else "")
    )


def settled(
    version: BriefVersion, *, zone: tzinfo, into: BriefVersion | None = None, drafted: BriefVersion | None = None
) -> list[Block]:
    """What became of a draft; `into` is the version that was built on it, `drafted` the draft of another number that a
    published version was."""
    name = f"{escape(version.product)}, {called(version)}"
    if version.published_at is not None:
        when = minute(version.published_at.astimezone(zone))
        was = f" It was draft version {drafted.number}: a later one came into force before it." if drafted else ""
        words = f":white_check_mark: *{name} is published* by {person(version.published_by)}, {when}.{was} {_IN_USE}"
        made = [b.section(words)]
        return made + ([b.context(f"All the same, because: {escape(version.override)}")] if version.override else [])
    if into is not None:
        return [b.section(f"{name} went into version {into.number}, which is published.")]
    if version.dropped_at is not None:
        return [b.section(f"{name}: dropped by {person(version.dropped_by)}. It stays in the history.")]
    return [b.section(f"{name}, waits to be published.")]


def kept(version: BriefVersion) -> list[Block]:
    """The confirmation of a draft just filed."""
    return [
        b.section(
            f"*{escape(version.product)}, draft version {version.number}, is kept.* I read it through and write to "
            "you in a moment. Until you publish it, nothing changes for anybody."
        )
    ]


def waiting(version: BriefVersion, drafts: int, *, command: str = "/brief") -> Block:
    """A line on an open draft below the brief in force; `command` means its product."""
    typed = as_typed(command)
    words = f"Draft version {version.number} by {person(version.filed_by)} waits to be published: `{typed} publish`."
    return b.context(words if drafts == 1 else f"{words} There are {drafts} drafts: `{typed} history`.")


def failing_questions(version: BriefVersion) -> list[str]:
    """The brief's own questions that a draft answers wrongly."""
    return (
        [str(each.get("question", "")) for each in version.tests if not each.get("passed")] if failing(version) else []
    )

"""The forms to change a section of the brief in Slack."""

import json
from collections.abc import Sequence

from capabilities.brief import BriefVersion, Filed
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_diff import called
from handlers.views.text import escape, person, shorten

FORM = "brief_edit_form"
SECTION = "brief_edit_section"
LONGEST = 3000  # Slack's limit for a text field
_TOO_LONG = (
    "This section has {} characters; a form in Slack holds 3,000. Take the brief with `/brief export`, change it, and "
    "send me the file."
)


def overview(version: BriefVersion, sections: Sequence[tuple[str, int]]) -> list[Block]:
    """Each section (name, characters) with a button to change it."""
    made = [
        b.header(f"Change {version.product}"),
        b.context(f"On top of {called(version)}. What you save is a draft; nothing is published before you say so."),
    ]
    for name, size in sections[:40]:
        named = len(memory(version.id, name)) <= b.VALUE  # a button of a longer name would come back with half of it
        fits = size <= LONGEST
        made.append(
            b.section(
                f"*{escape(shorten(name, 200))}*" + ("" if fits else f" · {size:,} characters, too long for a form"),
                accessory=b.button("Change", SECTION, memory(version.id, name)) if fits and named else None,
            )
        )
    if len(sections) > 40:
        made.append(b.context(f"… and {len(sections) - 40} more: `/brief edit <section>`."))
    export = "/brief export" if version.published_at else f"/brief export {version.number}"
    made.append(b.context(f"Longer sections, the title and the owner: `{export}`, then send me the changed file."))
    return made


def form(version: BriefVersion, section: str, text: str) -> Block:
    """The section's Markdown, to be changed."""
    field = b.text_input("value", value=text, multiline=True)
    why = b.text_input("value", longest=300)
    return b.modal(
        FORM,
        "Change the brief",
        [
            b.section(
                f"*{escape(shorten(section, 200))}* of {escape(shorten(version.product, 200))}, {called(version)}"
            ),
            b.input_block("text", "The section, as Markdown", field, optional=True),
            b.input_block("why", "What changed, and why?", why, optional=True),
        ],
        submit="Save as a draft",
        memory=memory(version.id, section),
    )


def saved(done: Filed, section: str) -> list[Block]:
    """The confirmation of a draft made by an edit."""
    number = done.version.number
    made = [b.section(f"*Saved as draft version {number}.* I read it through and write to you in a moment.")]
    if done.parallel is not None:
        other = done.parallel
        who = person(other.published_by or other.filed_by)
        made.append(
            b.section(
                f"{who} changed “{escape(shorten(section, 100))}” meanwhile, in {called(other)}. Your words are "
                f"kept as they are. See both with `/brief diff {other.number} {number}` before you publish."
            )
        )
    return made


def too_long(size: int) -> str:
    """What to do about a section that no form holds."""
    return _TOO_LONG.format(f"{size:,}")


def memory(version_id: str, section: str) -> str:
    return json.dumps([version_id, section], ensure_ascii=False)


def remembered(value: str) -> tuple[str, str]:
    version_id, section = json.loads(value)
    return str(version_id), str(section)

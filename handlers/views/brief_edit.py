"""The forms to change a section of the brief in Slack, to add one, and to take one out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.brief import BriefVersion, Filed, Removing
from capabilities.brief.spots import Spot
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_diff import called
from handlers.views.text import escape, person, shorten

FORM, SURE = "brief_edit_form", "brief_edit_sure"
SECTION, ADD, ADD_NAMED = "brief_edit_section", "brief_edit_add", "brief_edit_add_named"
LONGEST = 3000  # Slack's limit for a text field
LONGEST_NAME = 1000  # characters of a section's name that a form comes back with, beside the reason given
_TOO_LONG = (
    "This section has {} characters; a form in Slack holds 3,000. Take the brief with `/brief export`, change it, and "
    "send me the file."
)
_NO_HEADINGS = (
    "This brief has no headings, so it has no section to change here. Take it with `/brief export`, change it, and "
    "send me the file; or add a section below."
)
_EXAMPLES = {  # by section, how its lines are written
    "Plumb line": "One sentence that takes one breath to say.",
    "What": "### It is\n- …\n\n### It makes possible\n- …",
    "Who": "### Clinics\n- Evidence: 14 interviews.\n- Tested: 2026-05-01\n- Needs: …\n- Not for: …",
    "How": "### For Clinics\n- Hand-overs take 9 minutes less. [proof: p1]",
    "Proof": "- p1: 9 minutes less on 31 wards, measured in 2026. (clearance: public)",
    "Stories": "- St Odile, 9 wards (clearance: public). What they did, and what came of it.",
    "Offers": "- One ward, four weeks. We set it up and take it away again.",
    "Cost and risk": "- It costs EUR 4 for each bed a month, and nothing to begin.",
    "Limits": "- Never: guaranteed results.\n- Only with: “9 minutes less” — with: “on each ward”",
    "Objections": "### It is too dear\nWhat to answer, in a sentence or two.",
    "Competitors": "- Wardmate: strong on rosters; it has no hand-over.",
    "Channels": "- Trade fairs: clinics; this quarter we show the hand-over page.",
    "Materials": "- [The hand-over page](https://example.com/page), for Clinics.",
    "Questions": "### What does it cost?\n- expect: EUR 4\n- forbid: discount",
}


@dataclass(frozen=True)
class Memory:
    """What a form or a button comes back with: the version that was shown, the section, whether it is to be made, and
    the reason that was given."""

    version: str
    section: str
    new: bool = False
    why: str = ""

    def written(self) -> str:
        return json.dumps([self.version, self.section, int(self.new), self.why], ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Memory":
        version, section, *more = json.loads(text)  # buttons of older messages hold two
        return cls(str(version), str(section), bool(more and more[0]), str(more[1]) if len(more) > 1 else "")


def overview(version: BriefVersion, sections: Sequence[tuple[str, int]], missing: Sequence[str]) -> list[Block]:
    """Each section (name, characters) with a button to change it, and those a brief may have that are missing."""
    made = [
        b.header(f"Change {version.product}"),
        b.context(f"On top of {called(version)}. What you save is a draft; nothing is published before you say so."),
    ]
    if not sections:
        made.append(b.section(_NO_HEADINGS))
    for name, size in sections[:40]:
        value = Memory(version.id, name).written()
        named = len(value) <= b.VALUE  # a button of a longer name would come back with half of it
        fits = size <= LONGEST
        made.append(
            b.section(
                f"*{escape(shorten(name, 200))}*" + ("" if fits else f" · {size:,} characters, too long for a form"),
                accessory=b.button("Change", SECTION, value) if fits and named else None,
            )
        )
    if len(sections) > 40:
        made.append(b.context(f"… and {len(sections) - 40} more: `/brief edit <section>`."))
    made += [b.actions(_adding(version, missing))] if missing else []
    export = "/brief export" if version.published_at else f"/brief export {version.number}"
    made.append(b.context(f"Longer sections, the title and the owner: `{export}`, then send me the changed file."))
    return made


def unknown(version: BriefVersion, wanted: str, names: Sequence[str], missing: Sequence[str]) -> list[Block]:
    """No section is called that: those there are, those a brief may have besides, and one of this very name."""
    # Changes go on top of the newest draft, which may hold less than what is in force.
    whose = "The brief" if version.published_at else called(version).capitalize()
    has = f"It has: {escape(', '.join(shorten(name, 60) for name in names[:40]))}." if names else "It has no sections."
    made = [b.section(f"{whose} has no section “{escape(shorten(wanted, 60))}”. {has}")]
    value = Memory(version.id, wanted, new=True).written()
    typed = [b.button(f"Add “{shorten(wanted, 50)}”", ADD_NAMED, value)] if len(value) <= b.VALUE else []
    choice = [_adding(version, missing)] if missing else []
    return [*made, b.actions(*choice, *typed)] if choice or typed else made


def _adding(version: BriefVersion, missing: Sequence[str]) -> Block:
    options = [b.option(name, Memory(version.id, name, new=True).written()) for name in missing]
    return b.select(ADD, options, hint="Add a section")


def form(version: BriefVersion, section: str, text: str, spot: Spot | None = None) -> Block:
    """The section's Markdown, to be changed; with a `spot` the section is yet to be made, there."""
    name = spot.name if spot else section
    field = b.text_input("value", value=text, multiline=True, hint=_EXAMPLES.get(name, "") if spot else "")
    why = b.text_input("value", longest=300)
    head = f"*{escape(shorten(section, 200))}* of {escape(shorten(version.product, 200))}, {called(version)}"
    if spot is not None:
        product, name = escape(shorten(version.product, 200)), escape(shorten(spot.name, 200))
        head = f"*{name}* is new in {product}, {called(version)}. It will stand {_place(spot)}."
    hint = "" if spot else "Leave nothing in it to remove the section."
    return b.modal(
        FORM,
        "Add to the brief" if spot else "Change the brief",
        [
            b.section(head),
            b.input_block("text", "The section, as Markdown", field, optional=spot is None, hint=hint),
            b.input_block("why", "What changed, and why?", why, optional=True),
        ],
        submit="Save as a draft",
        memory=Memory(version.id, " › ".join(spot.path) if spot else section, new=spot is not None).written(),
    )


def _place(spot: Spot) -> str:
    after, before = (f"“{escape(shorten(each, 80))}”" if each else "" for each in (spot.after, spot.before))
    around = f"in “{escape(shorten(spot.path[-2], 80))}”" if len(spot.path) > 1 else ""
    if around:
        return f"{around}, after {after}" if after else around
    if after and before:
        return f"between {after} and {before}"
    return f"at the end, after {after}" if after else f"at the beginning, before {before}" if before else "at the end"


def sure(memory: Memory, removing: Removing, version: BriefVersion) -> Block:
    """Asks once before a section goes."""
    kept = f"{called(version).capitalize()} keeps it, and nothing is published before you say so."
    return b.modal(
        SURE,
        "Remove a section?",
        [b.section(f"{escape(removing.words)} {kept}")],
        submit="Remove it",
        memory=memory.written(),
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

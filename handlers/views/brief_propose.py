"""The form in which anybody proposes a line of the brief: where, the new words, and why."""

import json
from collections.abc import Mapping, Sequence

from capabilities.brief import InForce
from capabilities.brief.proposing import LONGEST, LONGEST_WHY
from capabilities.passages import Passage, plain_heading
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import shorten

FORM, FOR_GAP = "proposal_form", "brief_propose_for"
PLACE = "place"  # the field that says which line, or which section
_LINES, _SECTIONS = 60, 40  # offered at once: Slack shows a hundred
_VALUE, _ABOUT = 140, 600  # characters of a place, and of what a form remembers it is about


def form(brief: InForce, *, words: str = "", why: str = "", gap: str = "", about: str = "") -> Block:
    """A person's own proposal: where, the new words, and why. What is offered under "Where?" comes as they type, the
    lines nearest to what it is `about` first."""
    where: Block = {
        "type": "external_select",
        "action_id": "value",
        "min_query_length": 0,
        "placeholder": {"type": "plain_text", "text": "A word of the line, or a section"},
    }
    hint = "Type a word to find the line to change, or the section a new line belongs to."
    made = [b.input_block(PLACE, "Where?", where, hint=hint)]
    asked = b.text_input("value", value=words, multiline=True, longest=LONGEST)
    made.append(b.input_block("words", "How it should read", asked, hint="One or two sentences a rep can say."))
    reason = b.text_input("value", value=why, multiline=True, longest=LONGEST_WHY)
    made.append(b.input_block("why", "Why?", reason, hint="What customers said, or what is wrong today."))
    memory = json.dumps({"base": brief.version.id, "gap": gap, "about": (about or words)[:_ABOUT]})
    return b.modal(FORM, "Propose a line", made, submit="Propose", memory=memory)


def places(lines: Sequence[Passage], sections: Sequence[tuple[str, ...]]) -> list[Block]:
    """What "Where?" offers, in two groups; a group without anything in it is left out."""
    changed = [b.option(_option(each), f"ref:{each.ref}") for each in lines if len(each.ref) <= _VALUE]
    fitting = [path for path in sections if len(" › ".join(path)) <= _VALUE]
    news = [b.option(" › ".join(map(plain_heading, path)), f"new:{' › '.join(path)}") for path in fitting]
    groups = (("Change this line", changed[:_LINES]), ("New line under", news[:_SECTIONS]))
    return [{"label": {"type": "plain_text", "text": name}, "options": options} for name, options in groups if options]


def placed(value: str) -> Mapping[str, object]:
    """What was chosen under "Where?": {"ref": …} or {"path": …}."""
    kind, _, rest = value.partition(":")
    return {"ref": rest} if kind == "ref" else {"path": tuple(part for part in rest.split(" › ") if part)}


def handed_in() -> Block:
    """What the form shows once a person's proposal is kept."""
    words = "Thank you. The owner of the brief decides, and you hear what came of it. `/brief proposals` lists it."
    return b.modal("proposal_told", "Proposed", [b.section(words)], submit=None)


def _option(passage: Passage) -> str:
    where = plain_heading(passage.path[-1]) if passage.path else "Opening"
    return f"{shorten(where, 24)}: {passage.text}"

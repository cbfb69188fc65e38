"""What the brief is silent on, as a list to work through."""

from collections.abc import Sequence
from datetime import tzinfo

from capabilities.brief import BriefVersion
from capabilities.brief.gaps import PEOPLE, Gap
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_proposals import LOOK_AT
from handlers.views.brief_propose import FOR_GAP
from handlers.views.text import day, escape, many, person, quote, shorten

PROPOSE = FOR_GAP  # its button opens the form of a proposal, for the gap in its value
SHOWN = 12
_WORDS, _OTHER, _NEAR = 260, 140, 160  # characters of a gap, of another wording, of the passage nearest to it
_NAMED = 6  # people named to the owner


def listing(
    gaps: Sequence[Gap], zone: tzinfo, *, all_of_them: bool, owner: bool, product: BriefVersion | None = None
) -> list[Block]:
    """The gaps in the order given: with one person's only where `all_of_them`, and with names for the `owner` alone.

    `product` is whose gaps they are, where there are several products.
    """
    shown = [gap for gap in gaps if all_of_them or gap.people >= PEOPLE]
    alone = len(gaps) - len(shown)
    made = [b.section(_head(len(gaps), f"brief of {escape(product.product)}" if product is not None else "brief"))]
    for gap in shown[:SHOWN]:
        made += _one(gap, zone, owner=owner, product_key=product.product_key if product is not None else "")
    notes = []
    if len(shown) > SHOWN:
        notes.append(f"{many(len(shown) - SHOWN, 'more gap')} behind these.")
    if alone:
        notes.append(f"{many(alone, 'gap')} that one person alone met: the brief’s owner sees them.")
    if any(not gap.sure for gap in gaps):
        notes.append("The brief could only be searched by words just now, so some of these may have an answer.")
    if gaps:
        notes.append("Of the last 90 days. Alike ones are put together, and names of customers are left out.")
    return [*made, b.context(" ".join(notes))] if notes else made


def _head(count: int, brief: str) -> str:
    if not count:
        return (
            f"*The {brief} is silent on nothing.* Every question and objection of the last 90 days finds an answer in "
            "it."
        )
    return f"*The {brief} is silent on {many(count, 'thing')}* that people asked or customers held against us."


def _one(gap: Gap, zone: tzinfo, *, owner: bool, product_key: str) -> list[Block]:
    """The words with their button, and below them, in the whole width of a phone, what the brief says near them."""
    lines = [quote(gap.words, _WORDS)]
    if gap.others:
        said = ", ".join(f"“{escape(shorten(' '.join(each.split()), _OTHER))}”" for each in gap.others)
        lines.append(f"Also as {said}")
    lines.append(f"{_counted(gap)}, last on {day(gap.newest.astimezone(zone))}")
    if owner:
        more = f" and {len(gap.who) - _NAMED} more" if len(gap.who) > _NAMED else ""
        lines.append(f"From {', '.join(map(person, gap.who[:_NAMED]))}{more}")
    button = b.button("Propose a line", PROPOSE, f"{gap.key} {product_key}".strip())
    if gap.proposal:
        button = b.button("See the proposal", LOOK_AT, gap.proposal)
    made = [b.section("\n".join(lines), accessory=button)]
    if gap.near is not None:
        words = " ".join(shorten(gap.near.quote, _NEAR).split())
        made.append(b.context(f"Nearest: {escape(gap.near.label)}: “{escape(words)}”"))
    return made


def _counted(gap: Gap) -> str:
    parts = [many(len(gap.questions), "question")] if gap.questions else []
    parts += [many(len(gap.objections), "objection")] if gap.objections else []
    return f"*{many(gap.people, 'person', 'people')}* · {' and '.join(parts)}"

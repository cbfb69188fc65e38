"""What the brief is silent on, as a list to work through."""

from collections.abc import Sequence
from datetime import tzinfo

from capabilities.brief import BriefVersion
from capabilities.brief.gaps import PEOPLE, Gap
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_proposals import LOOK_AT
from handlers.views.brief_propose import FOR_GAP
from handlers.views.question_owner import answer_button, near, people, worded
from handlers.views.text import day, escape, many

PROPOSE = FOR_GAP  # its button opens the form of a proposal, for the gap in its value
SHOWN = 12


def listing(
    gaps: Sequence[Gap], zone: tzinfo, *, all_of_them: bool, owner: bool, product: BriefVersion | None = None
) -> list[Block]:
    """The gaps in the order given: with one person's only where `all_of_them`, and with names for the `owner` alone.
    Who sees all of them can answer them.

    `product` is whose gaps they are, where there are several products.
    """
    shown = [gap for gap in gaps if all_of_them or gap.people >= PEOPLE]
    alone = len(gaps) - len(shown)
    made = [b.section(_head(len(gaps), f"brief of {escape(product.product)}" if product is not None else "brief"))]
    for gap in shown[:SHOWN]:
        key = product.product_key if product is not None else ""
        made += _one(gap, zone, may_answer=all_of_them, owner=owner, product_key=key)
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


def _one(gap: Gap, zone: tzinfo, *, may_answer: bool, owner: bool, product_key: str) -> list[Block]:
    """The words with what can be done, and in the whole width of a phone what the brief says near them."""
    lines = [*worded(gap), f"{_counted(gap)}, last on {day(gap.newest.astimezone(zone))}"]
    if owner:
        lines.append(f"From {people(gap.who)}")
    button = b.button("Propose a line", PROPOSE, f"{gap.key} {product_key}".strip())
    if gap.proposal:
        button = b.button("See the proposal", LOOK_AT, gap.proposal)
    if not may_answer:
        return [b.section("\n".join(lines), accessory=button), *near(gap)]
    return [b.section("\n".join(lines)), *near(gap), b.actions(answer_button(gap.key), button)]


def _counted(gap: Gap) -> str:
    parts = [many(len(gap.questions), "question")] if gap.questions else []
    parts += [many(len(gap.objections), "objection")] if gap.objections else []
    return f"*{many(gap.people, 'person', 'people')}* · {' and '.join(parts)}"

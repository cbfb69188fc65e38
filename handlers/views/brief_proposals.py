"""What a proposed change of the brief looks like: the line before and after, what speaks for it, what came of it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from capabilities.brief.diffing import words as compared
from capabilities.brief.proposing import (
    ACCEPTED,
    DECLINED,
    LONGEST,
    LONGEST_WHY,
    OPEN,
    STALE,
    Changed,
    Evidence,
    Proposed,
)
from capabilities.permissions import PROGRAM
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_publish import PUBLISH
from handlers.views.field import LABELS
from handlers.views.text import day, escape, many, person, plain, quote, shorten

ACCEPT, EDIT, DECLINE, LOOK_AT = "proposal_accept", "proposal_edit", "proposal_decline", "proposal_open"
NEW = "proposal_new"
EDIT_FORM, DECLINE_FORM = "proposal_edit_form", "proposal_decline_form"

LISTED = 10
_QUOTES, _QUOTED = 5, 260
_BY = {"note": "note", "question": "question", "proposal": "proposal"}
_STATES = {ACCEPTED: "Accepted", DECLINED: "Declined", STALE: "Put aside"}
_TRUE = "Customers ask for this. Accept it only if it is true of what you sell."
_CITED = "Everybody whose words are behind it hears once it is published."


def title(proposal: Proposed) -> str:
    """Where it would change the brief: `How › Facility managers`."""
    return " › ".join(proposal.place) or "Plumb line"


def shown(proposal: Proposed, zone: ZoneInfo, *, may_decide: bool) -> list[Block]:
    """A proposal in full, with buttons for who may decide while it is open."""
    kind = "Change this line" if proposal.was else "Add a line"
    made = [b.section(f"*{kind}: {escape(shorten(title(proposal), 200))}*\n{_why(proposal)}")]
    before, after = _tense(proposal)
    made += [b.section(f"*{before}*\n{quote(proposal.was, 700)}")] if proposal.was else []
    if proposal.words or proposal.state == OPEN:
        made.append(b.section(f"*{after}*\n{_after(proposal)}"))
    if proposal.evidence or proposal.notes:
        made.append(b.section(_said(proposal, zone)))
    made += [b.context(*_marks(proposal))]
    if proposal.state != OPEN:
        return [*made, *outcome(proposal, zone, may_decide=may_decide)]
    return [*made, _buttons(proposal)] if may_decide else made


def message(proposal: Proposed, zone: ZoneInfo, *, waiting: int = 0) -> tuple[str, list[Block]]:
    """What the owner of the brief gets: the proposal, and how many others wait."""
    text = f"A change of the brief is proposed: {plain(title(proposal), 200)}"
    to_decide = " to decide" if proposal.state == OPEN else ""
    made = [b.header(f"A change of the brief{to_decide}"), *shown(proposal, zone, may_decide=True)]
    if waiting and proposal.state == OPEN:
        made.append(b.context(f"{waiting:,} more {'waits' if waiting == 1 else 'wait'}: `/brief proposals`"))
    return escape(text), made


def outcome(proposal: Proposed, zone: ZoneInfo, *, may_decide: bool = True) -> list[Block]:
    """What came of a proposal; an accepted one can be published from here."""
    when = f" on {day(proposal.decided_at.astimezone(zone))}" if proposal.decided_at is not None else ""
    by = f" by {person(proposal.decided_by)}" if proposal.decided_by else ""
    if proposal.state == DECLINED:
        return [b.section(f"*Declined*{by}{when}: {escape(proposal.reason)}")]
    if proposal.state != ACCEPTED:
        return [b.section("*Put aside*: the line changed since this was proposed.")]
    if proposal.published:
        return [b.section(f"*Accepted*{by}{when}, and in force since brief version {proposal.published}.")]
    words = f"*Accepted*{by}{when}. It stands in draft version {proposal.draft}, which is not in force yet."
    made = [b.section(words)]
    if may_decide:
        made += [b.actions(b.button("Publish", PUBLISH, proposal.version, style="primary")), b.context(_CITED)]
    return made


def modal(proposal: Proposed, zone: ZoneInfo, *, may_decide: bool) -> Block:
    """A proposal opened."""
    return b.modal("proposal_shown", "Proposal", shown(proposal, zone, may_decide=may_decide), submit=None)


def listing(proposals: Sequence[Proposed], decided: Sequence[Proposed]) -> list[Block]:
    """The proposals that wait, and what came of the last ones."""
    made = [b.section("*Proposed changes of the brief*")]
    made += [_line(each) for each in proposals[:LISTED]]
    if not proposals:
        made.append(b.section("None is waiting. I look every morning at what the field says."))
    if len(proposals) > LISTED:
        made.append(b.context(f"{len(proposals) - LISTED:,} more wait behind these."))
    if decided:
        made += [b.divider(), b.section("*Decided last*"), *(_line(each) for each in decided[:5])]
    return [*made, b.divider(), b.actions(b.button("Propose a line", NEW))]


def looking() -> list[Block]:
    """The answer to somebody who asked for a look."""
    words = "I look through themes, questions and points that fell flat, and write to you in a moment."
    return [b.section(words), b.actions(b.button("Propose a line yourself", NEW))]


def looked(count: int, waiting: int) -> tuple[str, list[Block]]:
    """What came of a look that somebody asked for."""
    if count:
        words = f"I propose {many(count, 'change')} of the brief. `/brief proposals` lists what waits."
    elif waiting:
        words = f"Nothing new asks for a change. {many(waiting, 'proposal')} still wait: `/brief proposals`."
    else:
        words = (
            "Nothing the field says asks for a change of the brief now. It takes three notes of two people, two people "
            "with the same open question, or a point that keeps falling flat."
        )
    return words, [b.section(words)]


def edit_form(proposal: Proposed) -> Block:
    """The line to be written, or put right, beside what customers say."""
    made = [b.section(f"*As it is*\n{quote(proposal.was, 600)}")] if proposal.was else []
    if proposal.evidence:
        made.append(b.section("*What they say*\n" + "\n".join(_quoted(each) for each in proposal.evidence[:_QUOTES])))
    hint = "One or two sentences a rep can say, and nothing that is not true of what you sell."
    before = proposal.was if len(proposal.was) <= LONGEST else ""  # half a line would be saved as the whole
    words = b.text_input("value", value=proposal.words or before, multiline=True, longest=LONGEST)
    made.append(b.input_block("words", f"The line under {title(proposal)}", words, hint=hint))
    return b.modal(EDIT_FORM, "Write the line", made, submit="Accept", memory=proposal.id)


def decline_form(proposal: Proposed, *, with_theme: bool) -> Block:
    """Why not; and whether that goes for all who said it."""
    reason = b.text_input("value", multiline=True, longest=LONGEST_WHY)
    made = [b.input_block("reason", "Why not?", reason, hint="It is kept with the proposal.")]
    if with_theme:
        box: Block = {
            "type": "checkboxes",
            "action_id": "value",
            "options": [b.option("Decline the theme too: everybody who said it reads this", "theme")],
        }
        hint = "Leave it empty when only this line is wrong."
        made.append(b.input_block("theme", "What customers say", box, optional=True, hint=hint))
    return b.modal(DECLINE_FORM, "Decline proposal", made, submit="Decline", memory=proposal.id)


def decided(proposal: Proposed, zone: ZoneInfo) -> tuple[str, list[Block]]:
    """What a person hears of the change they proposed."""
    did = _STATES.get(proposal.state, "put aside").lower()
    words = f"Your proposal for “{escape(shorten(title(proposal), 120))}” was {did}"
    return f"{words}.", [b.section(f"{words}.\n{quote(proposal.words, 500)}"),
                         *outcome(proposal, zone, may_decide=False)]  # fmt: skip


def changed(changes: Sequence[Changed]) -> tuple[str, list[Block]]:
    """What somebody hears once a line they spoke for is in force: before and after."""
    words = f"Your {_BY[changes[0].by]} changed {'this line' if len(changes) == 1 else 'these lines'} of the brief"
    made = [b.section(f"*{words}.* Thank you. Brief version {changes[0].number} is in force.")]
    said = list(dict.fromkeys(each.said for each in changes if each.said))
    if said:
        quoted = ", ".join(f"“{escape(shorten(' '.join(each.split()), 200))}”" for each in said[:2])
        made.append(b.context(f"You wrote {quoted}"))
    for each in changes[:5]:
        made.append(b.section(f"*{escape(shorten(' › '.join(each.place), 200))}*"))
        before = quote(each.was, 500) if each.was else "> _nothing was said on this_"
        made.append(b.section(f"Before\n{before}\nNow\n{quote(each.became, 500)}"))
    if len(changes) > 5:
        made.append(b.context(f"And {many(len(changes) - 5, 'line')} more: `/brief history`"))
    return f"{words}.", made


def _line(proposal: Proposed) -> Block:
    kind = "" if proposal.was else "New line · "
    state = f"_{_STATES[proposal.state]}_ · " if proposal.state in _STATES else ""
    line = f"“{escape(shorten(' '.join(proposal.was.split()), 120))}”\n" if proposal.was else ""
    words = f"{state}*{kind}{escape(shorten(title(proposal), 150))}*\n{line}{_why(proposal)}"
    return b.section(words, accessory=b.button("Open", LOOK_AT, proposal.id))


def _why(proposal: Proposed) -> str:
    said = escape(shorten(proposal.why, 400))
    return said if proposal.made_by == PROGRAM else f"{person(proposal.made_by)} proposes it: {said}"


def _tense(proposal: Proposed) -> tuple[str, str]:
    """What the line before and the line after are called, by what came of the proposal."""
    if proposal.published:
        return "As it was", "As it is now"
    if proposal.state == ACCEPTED:
        return "As it is", "As it will be"
    return "As it is", "As it would be" if proposal.state == OPEN else "As it would have been"


def _after(proposal: Proposed) -> str:
    if not proposal.words:
        held = escape(shorten(proposal.held, 500))  # it may hold marks that would end the italics
        return f"{held} You write the line." if held else "_No wording is drafted. You write the line._"
    if not proposal.was:
        return quote(proposal.words, LONGEST)
    signs = {"same": "{}", "gone": "~{}~", "new": "*{}*"}
    pieces = (signs[each.state].format(_flat(each.words)) for each in compared(proposal.was, proposal.words))
    return f"> {' '.join(pieces)}"


def _flat(words: str) -> str:
    """Words inside a mark-up of ours: their own stars and tildes would end it."""
    return escape(words.replace("*", "∗").replace("~", "∼"))


def _said(proposal: Proposed, zone: ZoneInfo) -> str:
    count = ""
    if proposal.notes:
        count = f" · {many(proposal.notes, 'note')} from {many(proposal.people, 'person', 'people')}"
    elif proposal.people > 1:
        count = f" · {many(proposal.people, 'person', 'people')}"
    if proposal.oldest is not None and proposal.newest is not None:
        first, last = (day(each.astimezone(zone)) for each in (proposal.oldest, proposal.newest))
        count += f", {first}" if first == last else f", {first} to {last}"
    lines = [_quoted(each, zone) for each in proposal.evidence[:_QUOTES]]
    return "\n".join([f"*What speaks for it*{count}", *lines])


def _quoted(evidence: Evidence, zone: ZoneInfo | None = None) -> str:
    kinds = {**LABELS, "question": "Question", "mark": "Of a pitch"}
    about = [kinds.get(evidence.kind, ""), escape(shorten(evidence.segment, 60))]
    about += [day(evidence.said_at.astimezone(zone))] if zone is not None and evidence.said_at is not None else []
    words = " ".join(shorten(evidence.quote, _QUOTED).split())
    tail = " · ".join(part for part in about if part)
    return f"• “{escape(words)}”" + (f"  _{tail}_" if tail else "")


def _marks(proposal: Proposed) -> list[str]:
    made = [f"{escape(proposal.product)}, {'draft' if proposal.of_draft else 'brief'} version {proposal.number}"]
    if proposal.model:
        made.append(f"Worded by {escape(proposal.model)}, held to the limits and to what is said here")
    if not proposal.was and proposal.state == OPEN and proposal.made_by == PROGRAM:
        made.append(_TRUE)
    return made


def _buttons(proposal: Proposed) -> Block:
    decline = b.button("Decline…", DECLINE, proposal.id)
    if not proposal.words:
        return b.actions(b.button("Write the line…", EDIT, proposal.id, style="primary"), decline)
    accept = b.button("Accept", ACCEPT, proposal.id, style="primary")
    if not proposal.was:
        accept = b.confirmed(accept, title="Is it true?", words=_TRUE, yes="It is", no="Not yet")
    return b.actions(accept, b.button("Edit…", EDIT, proposal.id), decline)

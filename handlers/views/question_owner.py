"""What the owner of a brief is told of questions it is silent on, and what whoever asked hears back."""

from collections.abc import Sequence
from datetime import date, tzinfo

from capabilities.brief.gaps import Gap
from capabilities.questions import Answered, Citation
from capabilities.questions.owner import Put
from capabilities.questions.telling import Told
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_propose import FOR_GAP
from handlers.views.text import day, escape, many, person, quote, shorten

Drawn = tuple[str, list[Block]]  # the notification's words, and the blocks

ASK_OWNER, NEED_PERSON = "question_ask_owner", "question_need_person"
ANSWER = "question_answer"  # its button opens the form that answers the gap, or the question, in its value

WORDS, OTHER, NEAR = 260, 140, 160  # characters of a question, of another wording, of the passage nearest to it
_TOLD = 2_000  # of an answer, whole
_NAMED = 6  # people named to the owner
_CITED = 6  # passages shown with an answer somebody doubts


def owner_button(question_id: str, name: str) -> Block:
    """Sends what the brief is silent on to its owner, by name; for whoever asked."""
    first = name.split()[0] if name.split() else "the owner"
    return b.button(f"Ask {first}", ASK_OWNER, question_id, style="primary")


def person_button(question_id: str) -> Block:
    """Has a person look at a question and its answer; for whoever asked."""
    return b.button("I need a person", NEED_PERSON, question_id)


def answer_button(key: str, *, first: bool = False) -> Block:
    """Opens the form that answers a gap; the `first` thing to do stands out."""
    return b.button("Answer", ANSWER, key, style="primary" if first else None)


def gap(put: Put, zone: tzinfo) -> Drawn:
    """The message that puts a gap before the owner, as it is by now: open, answered, or closed by the brief."""
    if put.answer is not None:
        said = f"*Answered by {person(put.answer.by)}* on {day(put.answer.at.astimezone(zone))}"
        blocks = [b.section(f"{quote(put.words, WORDS)}\n{said}\n{quote(put.answer.text, _TOLD)}")]
        return "This was asked and is answered.", [*blocks, b.context("Change it or take it back: `/brief answers`")]
    if put.gap is None:
        return "The brief answers this by now.", [
            b.section(f"{quote(put.words, WORDS)}\nThe brief answers this by now.")
        ]
    open_ = put.gap
    text = f"The brief is silent on this: {escape(shorten(open_.words, 120))}"
    lines = [f"*The brief is silent on this. {_asked(open_)}.*", *worded(open_)]
    lines.append(f"From {people(open_.who)}")
    made = [b.section("\n".join(lines)), *near(open_)]
    buttons = [answer_button(open_.key, first=True)]
    if not open_.proposal:
        buttons.append(b.button("Propose a line", FOR_GAP, f"{open_.key} {open_.product_key}".strip()))
    return text, [*made, b.actions(*buttons), b.context("Whoever asked hears your answer, once.")]


def near(gap: Gap) -> list[Block]:
    """The passage that comes nearest to a gap."""
    if gap.near is None:
        return []
    return [b.context(near_words(gap.near))]


def near_words(citation: Citation) -> str:
    """`Nearest: Brief v2 › How: “…”`."""
    return f"Nearest: {escape(citation.label)}: “{_short(citation.quote, NEAR)}”"


def page(answered: Answered) -> Drawn:
    """The message to a person who is wanted: the question, what was answered, and the passages."""
    who = person(answered.asked_by)
    lines = [f"*{who} needs a person for this.*", quote(answered.text, WORDS)]
    if answered.state == "silent":
        lines.append("The brief is silent on it.")
    elif answered.sentences:
        lines += ["I answered:", quote(" ".join(line.text for line in answered.sentences), 900)]
    else:
        lines.append("I gave no answer.")
    made = [b.section("\n".join(lines))]
    cites = dict.fromkeys(each for line in answered.sentences for each in line.cites)
    cited = [f"{escape(each.label)}: “{_short(each.quote, NEAR)}”" for each in list(cites)[:_CITED]]
    if not cited and answered.nearest is not None:
        cited = [near_words(answered.nearest)]
    made += [b.context(*cited)] if cited else []
    made.append(b.actions(answer_button(answered.id, first=True)))
    made.append(b.context(f"Write to {who}, or answer here: it is kept, and they hear it from me."))
    return f"A person is wanted: {escape(shorten(answered.text, 120))}", made


def has_it(name: str, *, reached: bool) -> Drawn:
    """What the asker hears once their question was passed on."""
    words = f"{escape(name)} has it now. You hear from me as soon as there is an answer."
    if not reached:
        words = f"Slack does not let me write to {escape(name)}. Please ask them yourself."
    return words, [b.section(words)]


def told(heard: Told) -> Drawn:
    """What somebody hears of an answer to what they asked, or to what a customer of theirs said."""
    what = "A customer of yours said" if heard.note else "You asked"
    name = escape(heard.by)
    asked = f"{what}:\n{quote(heard.words, WORDS)}"
    if heard.gone:
        head = f"{name} took this answer back"
        return head, [
            b.section(f"*{head}.*\n{asked}\nPlease do not use it any more:\n{quote(heard.answer.text, _TOLD)}")
        ]
    head = f"{name} changed the answer to this" if heard.again else f"{name} has an answer"
    if heard.again:
        asked += "\nFrom now on:"
    made = [b.section(f"*{head}.*\n{asked}"), b.section(quote(heard.answer.text, _TOLD))]
    until = heard.answer.review_by
    inside = "For colleagues only. " if heard.answer.inside else ""
    made.append(b.context(f"{f'Good until {on(until)}. ' if until else ''}{inside}Ask me again at any time."))
    return head, made


def overdue(gaps: Sequence[Gap]) -> Drawn:
    """The reminder of gaps that nobody has answered for a week."""
    head = f"{many(len(gaps), 'question waits', 'questions wait')} for an answer since a week or more"
    made = [b.section(f"*{head}*")]
    for each in gaps[:3]:
        made.append(b.section(f"{quote(each.words, WORDS)}\n{_asked(each)}", accessory=answer_button(each.key)))
    more = f"{many(len(gaps) - 3, 'more', 'more')}, and all others: " if len(gaps) > 3 else "All of them: "
    return head, [*made, b.context(f"{more}`/brief gaps`. I remind you of each once.")]


def on(when: date) -> str:
    """`12 Nov 2026`."""
    return f"{when.day} {when:%b %Y}"


def worded(gap: Gap) -> list[str]:
    """The newest wording of a gap, and others."""
    lines = [quote(gap.words, WORDS)]
    if gap.others:
        said = ", ".join(f"“{_short(each, OTHER)}”" for each in gap.others)
        lines.append(f"Also as {said}")
    return lines


def people(who: Sequence[str]) -> str:
    """Mentions of some people, not of too many."""
    more = f" and {len(who) - _NAMED} more" if len(who) > _NAMED else ""
    return f"{', '.join(map(person, who[:_NAMED]))}{more}"


def _asked(gap: Gap) -> str:
    if not gap.questions:
        return f"{many(gap.people, 'person', 'people')} heard it from customers"
    also = f", {many(len(gap.objections), 'objection')} of customers beside it" if gap.objections else ""
    return f"{many(gap.people, 'person', 'people')} asked{also}"


def _short(words: str, longest: int) -> str:
    return escape(shorten(" ".join(words.split()), longest))

"""The form in which whoever may publish the brief answers what it is silent on, and the list of those answers."""

import json
from collections.abc import Sequence
from datetime import tzinfo

from capabilities.questions.keeping import LONGEST, Listed, ToAnswer
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.question_owner import WORDS, near_words, on
from handlers.views.text import day, escape, many, plain, quote, shorten

FORM = "question_answer_form"
INSIDE_WORDS = "Colleagues only"
KEEP, PROPOSE = "keep", "propose"  # what becomes of an answer
CHANGE, WITHDRAW, CONFIRM = "kept_answer_change", "kept_answer_withdraw", "kept_answer_confirm"
SHOWN = 12
_TEXT = 600  # characters of an answer in the list


def form(asked: ToAnswer) -> Block:
    """What was asked, the answer, what becomes of it, and until when it is taken to be right."""
    made = [b.section(quote(asked.words, WORDS))]
    made += [b.context(near_words(asked.near))] if asked.near is not None else []
    answer = b.text_input("value", value=asked.text, multiline=True, longest=LONGEST)
    hint = "Whoever asked hears it, and so does everybody who asks the like. The brief’s limits hold here too."
    made.append(b.input_block("answer", "Your answer", answer, hint=hint))
    if len(asked.wordings) > 1:
        each = [b.option(words, own_id) for words, own_id in asked.wordings]
        ticked: Block = {"type": "checkboxes", "action_id": "value", "options": each, "initial_options": each}
        hint = "Whoever asked something you leave out waits on."
        made.append(b.input_block("only", "Which of these does it answer?", ticked, hint=hint))
    if not asked.answer:
        options = [
            b.option("Keep it as an answer", KEEP),
            b.option("Keep it, and propose it for the brief as well", PROPOSE),
        ]
        radio: Block = {"type": "radio_buttons", "action_id": "value", "options": options, "initial_option": options[0]}
        made.append(b.input_block("becomes", "What becomes of it?", radio))
    only = b.option(INSIDE_WORDS, "yes")
    boxes: Block = {"type": "checkboxes", "action_id": "value", "options": [only]}
    boxes |= {"initial_options": [only]} if asked.inside else {}
    hint = "Then I use it neither in channels nor for guests of the workspace."
    made.append(b.input_block("inside", "Who is it for?", boxes, optional=True, hint=hint))
    picker: Block = {"type": "datepicker", "action_id": "value", "initial_date": asked.review_by.isoformat()}
    made.append(b.input_block("review_by", "Look at it again on", picker, hint="I remind you then."))
    memory = json.dumps({"key": asked.key, "answer": asked.answer, "stamp": asked.stamp})
    submit, title = ("Save", "Change the answer") if asked.answer else ("Answer", "Answer")
    return b.modal(FORM, title, made, submit=submit, memory=memory)


def kept(people: int, *, masked: str = "", changed: bool = False) -> Block:
    """What the form shows once an answer is kept; `masked` says what of it was masked."""
    who = f"{many(people, 'person', 'people')} who asked" if people else "Whoever asked"
    hears = "hears" if people <= 1 else "hear"
    words = (
        f"Kept. {who} {hears} it now, and everybody who asks the like is answered with it. `/brief answers` lists it."
    )
    if changed:
        words = "Saved. Whoever was told the old words hears the new ones. `/brief answers` lists it."
    return b.modal("question_answered", "Thank you", settled(words, masked), submit=None)


def listing(answers: Sequence[Listed], zone: tzinfo) -> list[Block]:
    """The kept answers, with buttons for those who may change them."""
    if not answers:
        return [b.section("*No answers are kept.* What the brief is silent on is listed by `/brief gaps`.")]
    head = f"*{many(len(answers), 'answer')}* people gave where the brief is silent"
    past = sum(each.past for each in answers)
    head += f", {past} to look at again" if past else ""
    made = [b.section(head)]
    for each in answers[:SHOWN]:
        made += one(each, zone)
    more = len(answers) - SHOWN
    return [*made, b.context(f"{many(more, 'more answer')} behind these.")] if more > 0 else made


def one(listed: Listed, zone: tzinfo) -> list[Block]:
    """One answer: the question, what is said, by whom and until when."""
    row = listed.answer
    made = [b.section(f"{quote(row.question, WORDS)}\n{escape(shorten(row.text, _TEXT))}")]
    said = [f"{escape(listed.by)}, {day(row.at.astimezone(zone))}"]
    if row.review_by is not None:
        said.append(f"to look at again since {on(row.review_by)}" if listed.past else f"good until {on(row.review_by)}")
    if row.inside:
        said.append("colleagues only")
    if row.proposal:
        said.append("proposed for the brief")
    made.append(b.context(" · ".join(said)))
    if listed.may_change:
        made.append(b.actions(*_buttons(listed)))
    return made


def review(answers: Sequence[Listed], zone: tzinfo) -> tuple[str, list[Block]]:
    """The reminder that answers are past their review date."""
    head = f"{many(len(answers), 'answer')} of yours to look at again"
    made = [b.section(f"*{head}.* Still right?")]
    for each in answers[:3]:
        made += one(each, zone)
    return head, [*made, b.context("All of them: `/brief answers`. I remind you of each date once.")]


def settled(words: str, masked: str = "") -> list[Block]:
    """What came of a button or a form, and what of an answer was masked."""
    return [b.section(words), *([b.context(masked)] if masked else [])]


def _buttons(listed: Listed) -> list[Block]:
    own_id = listed.answer.id
    withdraw = b.confirmed(
        b.button("Take it back", WITHDRAW, own_id),
        title="Take this answer back?",
        words=f"“{plain(listed.answer.question, 120)}” is open again, and whoever was told hears of it.",
        yes="Take it back",
    )
    still = [b.button("Still right", CONFIRM, own_id, style="primary")] if listed.past else []
    return [*still, b.button("Change", CHANGE, own_id), withdraw]

"""What an answer looks like: the answer itself, sources that open, the limits that apply, or an honest silence."""

from collections.abc import Sequence

from capabilities.brief import BriefVersion
from capabilities.masking import said as masked_words
from capabilities.passages import day_of
from capabilities.questions import Answered, Evidence, Line
from capabilities.questions.answering import UNREAD
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views.blocks import Block
from handlers.views.question_owner import owner_button, person_button
from handlers.views.question_passages import limit_line, source_buttons
from handlers.views.text import escape, many, quote, shorten

FEEDBACK = "question_feedback"
SHARE, SHARE_FORM = "question_share", "question_share_form"

LOG_THIS, ANSWER_THIS = "question_log_this", "question_answer_this"
HELD = "held"  # the block id of the buttons under words that read like no question
HELD_WORDS = "That reads like something a customer said."

LOOKING = "Looking in the brief …"  # the answer comes beneath it
_SHORT = 120  # characters of a quote that needs no room around it
_TITLE = 60  # characters of a suggested prompt's title


def answer(answered: Answered, version: BriefVersion | None, *, owner: str = "", loggable: bool = False) -> list[Block]:
    """The answer as its asker sees it: the words first, then what they stand on, feedback, and what may be done now.

    `owner` is the name of who can answer what the brief is silent on, empty for nobody. `loggable` offers to log what
    was asked instead: it may not have been a question.
    """
    # By command the question is not in sight where the answer arrives.
    made = [] if answered.thread else [b.section(f"*You asked:* {escape(shorten(answered.text, 300))}")]
    made += _prose(answered)
    return citing.fitting([*made, *after_prose(answered, version, owner=owner, loggable=loggable)])


def after_prose(
    answered: Answered, version: BriefVersion | None, *, owner: str = "", loggable: bool = False
) -> list[Block]:
    """The answer without its drafted sentences, which stand above it already where they were said one by one."""
    log_this = [b.button("Log this as a note", LOG_THIS, answered.id)] if loggable else []
    if answered.state == "silent":
        asking = [owner_button(answered.id, owner)] if owner and not answered.paged else []
        made = [*_silence(answered), *citing.held_back(answered.withheld, "answer"), _how(answered, version)]
        return citing.fitting([*made, _judge(answered), *_row(*asking, *_person(answered), *log_this)])
    if not answered.sentences:
        asking = _person(answered) if answered.state == UNREAD else []
        return [b.section(escape(answered.remark)), *_row(*asking, *log_this)]
    made = _support(answered)
    made += citing.held_back(answered.withheld, "sentence")
    made += [_how(answered, version), _judge(answered)]
    # In a channel everybody reads it already.
    alone = not answered.thread or answered.channel.startswith("D")
    share = [_share(answered)] if alone else []
    return citing.fitting([*made, *_row(*share, *_person(answered), *log_this)])


def held(asked: Answered) -> list[Block]:
    """Words that read like no question: what is to be done with them?"""
    masked = masked_words(asked.masked)
    both = (
        b.button("Log this", LOG_THIS, asked.id, style="primary"),
        b.button("Answer it from the brief", ANSWER_THIS, asked.id),
    )
    return [b.section(HELD_WORDS), *([b.context(masked)] if masked else []), b.actions(*both, block_id=HELD)]


def looking() -> list[Block]:
    return [b.section("Looking in the brief.")]


def shared(answered: Answered, version: BriefVersion | None) -> list[Block]:
    """The question and its answer as a channel sees them; whoever asked can judge it there too."""
    asked = f"<@{escape(answered.asked_by)}> asked: “{escape(shorten(answered.text, 300))}”"
    whole = [*_prose(answered), *_support(answered), _how(answered, version), _judge(answered)]
    return citing.fitting([b.section(asked), *whole])


def text(answered: Answered) -> str:
    """The notification's words."""
    if answered.state == "silent":
        return "The brief is silent on this."
    said = " ".join(line.text for line in answered.sentences) or answered.remark
    return escape(shorten(said, 300))


def share_form(answered: Answered) -> Block:
    words = f"Everybody there will see the answer and your question: “{shorten(answered.text, 300)}”"
    in_channel = bool(answered.channel) and not answered.channel.startswith("D")
    return citing.share_form(SHARE_FORM, answered.id, words, here=in_channel)


def prompts(questions: Sequence[str]) -> list[dict[str, str]]:
    """Questions as Slack's suggested prompts, four at most."""
    return [{"title": shorten(each, _TITLE), "message": shorten(each, 400)} for each in questions[:4]]


def _prose(answered: Answered) -> list[Block]:
    """The answer in one piece."""
    drafted = " ".join(escape(shorten(line.text, 500)) for line in answered.sentences if not line.quoted)
    return [b.section(drafted)] if drafted else []


def _support(answered: Answered) -> list[Block]:
    """What the answer stands on, each source a button that opens it; the limits; what the field says beside it."""
    groups: dict[str, list[Line]] = {}
    for line in answered.sentences:
        if line.quoted:  # what stands in one place is quoted in one piece
            groups.setdefault(line.cites[0].label if line.cites else "", []).append(line)
    # A drafted line that says what is quoted below it has its source there.
    quoted = {each.ref for lines in groups.values() for line in lines for each in line.cites}
    drafted = [each for line in answered.sentences if not line.quoted for each in line.cites if each.ref not in quoted]
    made = source_buttons(answered.id, drafted)
    for lines in groups.values():
        made.append(b.section(_quoted(lines)))
        cites = [each for line in lines for each in line.cites]
        made += source_buttons(answered.id, cites, numbered=len(lines) > 1)
    if answered.limits:
        listed = "\n".join(f"• {limit_line(each)}" for each in answered.limits)
        made.append(b.section(f"*Limits that apply*\n{listed}"))
    return [*made, *_field(answered.evidence)]


def _quoted(lines: Sequence[Line]) -> str:
    """The brief's own words; several are numbered, as the buttons below them are."""
    if len(lines) == 1:
        return quote(lines[0].text, 700)
    between = "\n" if all(len(line.text) <= _SHORT for line in lines) else "\n>\n"
    return between.join(quote(f"{at}. {line.text}", 700) for at, line in enumerate(lines, 1))


def _field(evidence: Sequence[Evidence]) -> list[Block]:
    """Themes near to the question, marked as what they are: nothing the answer stands on."""
    if not evidence:
        return []
    lines = ["*What the field says* (field evidence, not the brief)"]
    for each in evidence:
        counted = f"{many(each.notes, 'note')} from {many(each.people, 'person', 'people')}"
        said = (counted, escape(each.trend), f"newest {day_of(each.newest)}")
        lines.append(f"• {escape(shorten(each.name, 120))}: {', '.join(part for part in said if part)}")
    return [b.context("\n".join(lines))]


def _silence(answered: Answered) -> list[Block]:
    made = [b.section(f"*The brief is silent on this.* {escape(shorten(answered.remark, 300))}")]
    if answered.nearest:
        made += [b.section(f"What comes nearest:\n{quote(answered.nearest.quote, 300)}")]
        made += source_buttons(answered.id, [answered.nearest])
    return [*made, *_field(answered.evidence)]


def _row(*buttons: Block) -> list[Block]:
    return [b.actions(*buttons)] if buttons else []


def _share(answered: Answered) -> Block:
    # In a word: beside the next button it has to stand on a phone.
    return b.button("Share", SHARE, answered.id) | {"accessibility_label": "Share in a channel"}


def _person(answered: Answered) -> list[Block]:
    return [] if answered.paged else [person_button(answered.id)]


def _aged(answered: Answered) -> str:
    """How old the evidence is, where the brief says it; each date once, and told apart where they differ."""
    ages: dict[str, tuple[str, str]] = {}
    for each in (cite for line in answered.sentences for cite in line.cites if cite.age):
        ages.setdefault(each.age.rpartition(" of ")[2], (each.label.rpartition(" › ")[2], each.age))
    if len(ages) == 1:
        ((_, age),) = ages.values()
        return escape(age[:1].upper() + age[1:])
    return "; ".join(f"{escape(where)}: {escape(age)}" for where, age in list(ages.values())[:3])


def _how(answered: Answered, version: BriefVersion | None) -> Block:
    remark = "" if answered.state == "silent" else escape(answered.remark)
    said = (_aged(answered), citing.stamp(version), remark, masked_words(answered.masked))
    return b.context(" · ".join(part for part in said if part) or "–")


def _judge(answered: Answered) -> Block:
    def button(words: str, value: str, label: str) -> Block:
        return {
            "text": {"type": "plain_text", "text": words},
            "accessibility_label": label,
            "value": f"{value}:{answered.id}",
        }

    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                "positive_button": button("Helpful", "yes", "This answer helped"),
                "negative_button": button("Not helpful", "no", "This answer did not help"),
            }
        ],
    }

"""What an answer looks like: the answer itself, its sources, the limits that apply, or an honest silence."""

from collections.abc import Sequence

from capabilities.brief import BriefVersion
from capabilities.masking import said as masked_words
from capabilities.questions import Answered
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views.blocks import Block
from handlers.views.text import escape, quote, shorten

FEEDBACK = "question_feedback"
SHARE, SHARE_FORM = "question_share", "question_share_form"

LOG_THIS, ANSWER_THIS = "question_log_this", "question_answer_this"
HELD = "held"  # the block id of the buttons under words that read like no question
HELD_WORDS = "That reads like something a customer said."

LOOKING = "Looking in the brief; the answer arrives in your messages with me in a moment."
_TITLE = 60  # characters of a suggested prompt's title


def answer(answered: Answered, version: BriefVersion | None, *, loggable: bool = False) -> list[Block]:
    """The answer as its asker sees it, ending in feedback and, when there is something to share, a button.

    `loggable` offers to log what was asked instead: it may not have been a question.
    """
    log_this = [b.button("Log this as a note", LOG_THIS, answered.id)] if loggable else []
    # By command the question is not in sight where the answer arrives.
    made = [] if answered.thread else [b.section(f"*You asked:* {escape(shorten(answered.text, 300))}")]
    if answered.state == "silent":
        made += [*_silence(answered), _how(answered, version), _judge(answered)]
        return [*made, *([b.actions(*log_this)] if log_this else [])]
    if not answered.sentences:
        return [*made, b.section(escape(answered.remark)), *([b.actions(*log_this)] if log_this else [])]
    made += _said(answered)
    made += citing.held_back(answered.withheld, "sentence")
    made += [_how(answered, version), _judge(answered)]
    return citing.fitting([*made, b.actions(b.button("Share in a channel", SHARE, answered.id), *log_this)])


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
    """The question and its answer as a channel sees them."""
    asked = f"<@{escape(answered.asked_by)}> asked: “{escape(shorten(answered.text, 300))}”"
    return citing.fitting([b.section(asked), *_said(answered), _how(answered, version)])


def text(answered: Answered) -> str:
    """The notification's words."""
    if answered.state == "silent":
        return "The brief is silent on this."
    said = " ".join(line.text for line in answered.sentences) or answered.remark
    return escape(shorten(said, 300))


def share_form(answered: Answered) -> Block:
    words = f"Everybody there will see the answer and your question: “{shorten(answered.text, 300)}”"
    return citing.share_form(SHARE_FORM, answered.id, words)


def prompts(questions: Sequence[str]) -> list[dict[str, str]]:
    """Questions as Slack's suggested prompts, four at most."""
    return [{"title": shorten(each, _TITLE), "message": shorten(each, 400)} for each in questions[:4]]


def _said(answered: Answered) -> list[Block]:
    made: list[Block] = []
    drafted = [line for line in answered.sentences if not line.quoted]
    if drafted:  # the answer first, in one piece; then what each sentence stands on
        made.append(b.section(" ".join(escape(shorten(line.text, 500)) for line in drafted)))
        cites = {each.ref: each for line in drafted for each in line.cites}
        made += [b.context(*(citing.source(each) for each in list(cites.values())[:6]))] if cites else []
    for line in answered.sentences:
        made += citing.cited_line(line, longest=700) if line.quoted else []
    if answered.limits:
        listed = "\n".join(f"• {escape(shorten(each.quote, 300))}" for each in answered.limits)
        made += [b.section(f"*Limits that apply*\n{listed}")]
    return made


def _silence(answered: Answered) -> list[Block]:
    made = [b.section(f"*The brief is silent on this.* {escape(shorten(answered.remark, 300))}")]
    if answered.nearest:
        made += [b.section(f"What comes nearest:\n{quote(answered.nearest.quote, 300)}")]
        made += [b.context(citing.source(answered.nearest, quoted=False))]
    return made


def _how(answered: Answered, version: BriefVersion | None) -> Block:
    remark = "" if answered.state == "silent" else escape(answered.remark)
    said = (remark, citing.stamp(version), masked_words(answered.masked))
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

"""What an answer looks like: the answer itself, its sources, the limits that apply, or an honest silence."""

from collections.abc import Sequence

from capabilities.brief import BriefVersion
from capabilities.questions import Answered
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views.blocks import Block
from handlers.views.text import escape, quote, shorten

FEEDBACK = "question_feedback"
SHARE, SHARE_FORM = "question_share", "question_share_form"

LOOKING = "Looking in the brief; the answer arrives in your messages with me in a moment."
_TITLE = 60  # characters of a suggested prompt's title


def answer(answered: Answered, version: BriefVersion | None) -> list[Block]:
    """The answer as its asker sees it, ending in feedback and, when there is something to share, a button."""
    # By command the question is not in sight where the answer arrives.
    made = [] if answered.thread else [b.section(f"*You asked:* {escape(shorten(answered.text, 300))}")]
    if answered.state == "silent":
        return [*made, *_silence(answered), _how(answered, version), _judge(answered)]
    if not answered.sentences:
        return [*made, b.section(escape(answered.remark))]
    made += _said(answered)
    made += citing.held_back(answered.withheld, "sentence")
    made += [_how(answered, version), _judge(answered)]
    return citing.fitting([*made, b.actions(b.button("Share in a channel", SHARE, answered.id))])


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
    return b.context(" · ".join(part for part in (remark, citing.stamp(version)) if part) or "–")


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

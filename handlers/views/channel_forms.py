"""The forms of marketing channels: a week handed in, one question more, a week skipped, an owner, a Slack channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from capabilities.channels import Channel, Prefilled
from capabilities.channels.moves import LONGEST_REASON, Asked, Move, field_of, words_of
from capabilities.channels.numbers import COUNTS, LABELS
from capabilities.channels.stories import Draft
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, many, quote
from handlers.views.text import name as named

FORM, PICK, PUT = "channels_report", "channels_pick", "channels_put_draft"
SKIP_FORM, ASSIGN_FORM, LINK_FORM, IMPORT_FORM = (
    "channels_skip_form", "channels_assign_form", "channels_link_form", "channels_import_form",
)  # fmt: skip

FIRST_NUMBERS = ("spend", "currency", "leads")
MORE_NUMBERS = ("qualified", "opportunities", "pipeline", "customers", "revenue", "impressions")
STORY = ("worked", "didnt", "next")
FIELDS = (*FIRST_NUMBERS, *MORE_NUMBERS, *STORY)
_NEEDED = ("spend", "leads")
_HINTS = {
    "spend": "What the week cost, such as 1,234.50. Write 0 if it cost nothing.",
    "customers": "Signed this week, whenever they first came in.",
    "worked": "One or two sentences. Sales reads this beside its own view of the leads.",
}


@dataclass(frozen=True)
class Memory:
    """What a report's form remembers: its week, the revision it began with, what it asked, and its fields' ids.

    `numbers` and `story` are the action ids; another channel or a draft put in needs others, as Slack keeps what was
    typed where they stay the same.
    """

    channel: str
    week: date
    seen: int = 0
    numbers: str = "value"
    story: str = "value"
    asked: tuple[str, ...] = ()
    sure: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The numbers that were asked about."""
        return tuple(each.partition("=")[0] for each in self.asked)

    def kept(self) -> str:
        """The same as the words Slack keeps for us."""
        parts = (self.channel, self.week.isoformat(), str(self.seen), self.numbers, self.story, " ".join(self.asked))
        return "\n".join((*parts, self.sure))

    @classmethod
    def read(cls, words: str) -> "Memory":
        given = words.split("\n", 6)
        if len(given) < 7:  # a form that was open while an older program ran remembers its channel and week alone
            given = [*given[:2], "0", "value", "value", "", ""]
        channel, week, seen, numbers, story, asked, sure = given
        return cls(channel, date.fromisoformat(week), int(seen), numbers, story, tuple(asked.split()), sure)


@dataclass(frozen=True)
class Filling:
    """What a report's form shows: what it begins with, the draft of its story, what was typed, what is still asked.

    `pressed` is whether the draft was asked for already.
    """

    filled: Prefilled
    choice: Sequence[Channel] = ()
    draft: Draft | None = None
    typed: Mapping[str, str] | None = None
    asked: Asked = field(default_factory=Asked)
    reasons: Mapping[str, str] = field(default_factory=dict)
    pressed: bool = False


def kept(move: Move) -> str:
    """How a form remembers that it asked why a number moved: with its figure, as another is asked about anew."""
    return f"{move.name}={move.now}"


def week_name(week: date) -> str:
    """`16 Nov`: the Monday a week begins with."""
    return f"{week.day} {week:%b}"


def form(channel: Channel, memory: Memory, shown: Filling) -> Block:
    """The form of a channel's week."""
    options = [b.option(each.name, each.id) for each in shown.choice]
    picker = b.select(PICK, options, chosen=channel.id) if len(options) > 1 and not shown.asked else None
    made = [b.section(f"*{named(channel.name)}*, week of {week_name(memory.week)}", accessory=picker)]
    made += _asking(shown.asked, shown.reasons, shown.filled) if shown.asked else []
    made.append(b.context(_filled_words(memory.week, shown.filled)))
    made += [_number(name, memory.numbers, shown) for name in (*FIRST_NUMBERS, *MORE_NUMBERS)]
    made += _draft(shown.draft, pressed=shown.pressed) if shown.draft is not None else []
    made += [_story(name, memory.story, shown) for name in STORY]
    return b.modal(FORM, "Report a channel", made, submit="Hand in", memory=memory.kept())


def skip_form(channel: Channel, week: date) -> Block:
    """Why a week will not be handed in."""
    made = [
        b.section(f"*{named(channel.name)}*, week of {week_name(week)}. I ask no more for this week."),
        b.input_block(
            "reason",
            "Why not this week?",
            b.text_input("value", hint="Trade fair, nobody at the desk", longest=300),
            hint="The digest says it beside the channel. You can still hand the week in later.",
        ),
    ]
    return b.modal(SKIP_FORM, "Skip this week", made, submit="Skip it", memory=f"{channel.id}\n{week}")


def assign_form(channel: Channel) -> Block:
    """Who answers for a channel."""
    person: Block = {"type": "users_select", "action_id": "value"}
    if channel.owner.startswith(("U", "W")):
        person["initial_user"] = channel.owner
    made = [b.input_block("owner", f"Who answers for {channel.name}?", person)]
    return b.modal(ASSIGN_FORM, "Assign a channel", made, submit="Assign", memory=channel.id)


def link_form(channel: Channel) -> Block:
    """Where a channel's people talk."""
    kinds: Block = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    where: Block = {"type": "conversations_select", "action_id": "value", "filter": kinds}
    if channel.slack_channel:
        where["initial_conversation"] = channel.slack_channel
    hint = (
        "I read it only once somebody invited me there, and keep what I read until the week is handed in. "
        "Leave it empty to take the link away."
    )
    made = [b.input_block("slack_channel", f"Where do the people of {channel.name} talk?", where, optional=True)]
    made.append(b.context(hint))
    return b.modal(LINK_FORM, "Link a Slack channel", made, submit="Save", memory=channel.id)


def import_form(columns: Sequence[str]) -> Block:
    """A file of channel weeks."""
    file: Block = {"type": "file_input", "action_id": "value", "filetypes": ["csv", "tsv"], "max_files": 5}
    made = [
        b.section("A CSV file with one week of one channel in each row. I look it over first, and you say yes."),
        b.input_block("file", "CSV file", file),
        b.context(
            f"Columns: {', '.join(columns)}. Only week and channel are needed; `/channels export` gives an example."
        ),
    ]
    return b.modal(IMPORT_FORM, "Import channel weeks", made, submit="Look it over")


def done(title: str, words: str) -> Block:
    """What a form shows once it is taken."""
    return b.modal("channels_done", title, [b.section(words)], submit=None)


def _asking(asked: Asked, reasons: Mapping[str, str], filled: Prefilled) -> list[Block]:
    """What is asked before the week is taken, at the head of the form, where it is seen."""
    made = []
    if asked.doubt:
        words = f":grey_question: *{asked.doubt}: is that right?* It can be: a customer of this week may have come in "
        made.append(b.section(f"{words}earlier. If it is, press Hand in once more; if not, correct it below."))
    if asked.moves:
        last = " than the week before" if filled.week is not None else ""
        enough = "One sentence says why" if len(asked.moves) == 1 else "One sentence, for one or all of them, says why"
        made.append(b.section(f"*One more question.* {_moved(len(asked.moves))}{last}. {enough}; both teams read it."))
    for move in asked.moves:
        element = b.text_input("value", value=reasons.get(move.name, ""), longest=LONGEST_REASON)
        hint = "Leave it empty only if you correct the number below."
        made.append(b.input_block(field_of(move.name), f"{words_of(move)}. Why?", element, optional=True, hint=hint))
    return [*made, b.divider()]


def _moved(count: int) -> str:
    return "One number is far higher or lower" if count == 1 else f"{count} numbers are far higher or lower"


def _draft(draft: Draft, *, pressed: bool) -> list[Block]:
    """Where the story comes from, or that it is on its way."""
    where = f"<#{draft.slack_channel}>" if draft.slack_channel else "its Slack channel"
    if draft.ready:
        of = many(draft.made_from, "message")
        if draft.model:
            words = f"Drafted from {of} of this week in {where}; its figures stand there. Change what is not right."
        else:
            words = f"From {of} of this week in {where}: those most reacted and replied to. Make them your own words."
        made = [b.context(f"{words} {escape(draft.remark)}".strip())]
        return made + ([b.context("\n".join(quote(each, 200) for each in draft.quotes))] if draft.model else [])
    if draft.state in ("waiting", "read"):
        words = f"I am reading this week's messages in {where} for a draft of the story."
        if pressed:
            words = f"The draft from {where} is not there yet. Press once more in a few seconds, or write it yourself."
        words += f" The last time: {escape(draft.remark)}" if draft.remark else ""
        return [b.section(words, accessory=b.button("Put in the draft", PUT, "draft"))]
    if draft.state == "closed":
        return [b.context("There is a draft, from a channel you are not in, so I do not show it to you.")]
    if draft.state == "empty":
        return [b.context(f"Nobody wrote in {where} this week, so there is no draft.")]
    return [b.context(escape(draft.remark) or f"There is no draft from {where} this time.")]


def _number(name: str, action: str, shown: Filling) -> Block:
    if shown.typed is not None:
        words = shown.typed.get(name, "")
    else:
        value = getattr(shown.filled.numbers, name)
        money = name not in COUNTS and name != "currency" and value is not None
        words = "" if value is None else f"{value.normalize():f}" if money else str(value)
    if name in COUNTS:
        element = b.number_input(action, value=words)
    elif name == "currency":
        element = b.text_input(action, value=words, longest=3, hint="EUR")
    else:
        element = b.text_input(action, value=words, longest=40)
    return b.input_block(name, LABELS[name], element, optional=name not in _NEEDED, hint=_HINTS.get(name, ""))


def _story(name: str, action: str, shown: Filling) -> Block:
    own = getattr(shown.filled.story, name)
    drafted = getattr(shown.draft.story, name) if shown.draft is not None and shown.draft.ready else ""
    words = shown.typed.get(name, "") if shown.typed is not None else own or drafted
    element = b.text_input(action, value=words, multiline=True)
    return b.input_block(name, LABELS[name], element, optional=True, hint=_HINTS.get(name, ""))


def _filled_words(week: date, filled: Prefilled) -> str:
    if filled.week is None:
        return "The first week of this channel: an empty field means nobody knows."
    if filled.week == week:
        return f"Already handed in (revision {filled.revision}); what you change now becomes the newest revision."
    return f"Filled in with the numbers of the week of {week_name(filled.week)}: change what changed."

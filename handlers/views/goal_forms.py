"""The forms of goals: what is aimed at, how far it has come, and why one is dropped."""

from collections.abc import Sequence
from datetime import date

from capabilities.goals import LONGEST_TITLE, LONGEST_UNIT, LONGEST_WORDS, MEASURES, SIDES, Asked, GoalShown, Offered
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import name

FORM, ENTER_FORM, DROP_FORM = "goals_form", "goals_enter_form", "goals_drop_form"
BY_HAND, ALL = "by_hand", "all"
FIELDS = ("title", "measure", "about", "unit", "start", "target", "due", "owner", "side", "signer")
_MOST = 100  # Slack's limit for the options of a group, and for the groups of a menu
_LONGEST_VALUE = 150  # characters Slack keeps of an option's value


def form(asked: Asked, offered: Offered, *, title: str = "", due: date) -> Block:
    """The form of a proposal. `due` is the day it begins with."""
    made = [
        b.input_block(
            "title", "What for", b.text_input("value", value=title, longest=LONGEST_TITLE),
            hint="In words both teams use, such as: leads from the trade fair that sales keeps.",
        ),
        b.input_block("measure", "How we see it", _measures(), hint="What I count nobody has to enter."),
        _about(offered),
        b.input_block(
            "start", "From", b.text_input("value", longest=40), optional=True,
            hint="Where it stands today. Leave it empty for what I count.",
        ),
        b.input_block("target", "To", b.text_input("value", longest=40), hint="A number, such as 40, 25 % or 80 EUR."),
        b.input_block(
            "unit", "Counted in", b.text_input("value", longest=LONGEST_UNIT, hint="demos"), optional=True,
            hint="For what you enter yourselves.",
        ),
        b.input_block("due", "By when", {"type": "datepicker", "action_id": "value", "initial_date": due.isoformat()}),
        b.input_block("owner", "Who answers for it", _person(asked.user)),
    ]  # fmt: skip
    if len(asked.sides) > 1:
        sides = b.select("value", [b.option(side.capitalize(), side) for side in SIDES], hint="Choose a side")
        made.append(b.input_block("side", "You sign for", sides))
    hint = "I ask them in a message. Nobody chosen: the person responsible for both teams."
    made.append(b.input_block("signer", "Who signs for the other side", _person(""), optional=True, hint=hint))
    note = "It is live once somebody of sales and somebody of marketing have signed. Yours is the first signature."
    return b.modal(FORM, "Propose a goal", [b.context(note), *made], submit="Propose")


def enter(goal: GoalShown) -> Block:
    """How far a goal has come."""
    at = f"{goal.now.normalize():f}" if goal.now is not None else ""
    unit = f" ({goal.unit})" if goal.unit else ""
    made = [
        b.section(f"*{name(goal.title, LONGEST_TITLE)}*"),
        b.input_block("value", f"Where it stands now{unit}", b.text_input("value", value=at, longest=40)),
        b.input_block(
            "words", "What moved it", b.text_input("value", multiline=True, longest=LONGEST_WORDS), optional=True
        ),
    ]
    return b.modal(ENTER_FORM, "Progress", made, submit="Save", memory=goal.id)


def drop(goal: GoalShown) -> Block:
    """Why a goal is given up, or a proposal turned down."""
    why = b.text_input("value", multiline=True, longest=LONGEST_WORDS)
    hint = "Everybody who answers for it, signed it or proposed it reads this."
    made = [b.section(f"*{name(goal.title, LONGEST_TITLE)}*"), b.input_block("why", "Why", why, hint=hint)]
    return b.modal(DROP_FORM, "Drop a goal", made, submit="Drop", memory=goal.id)


def _measures() -> Block:
    counted = [b.option(measure.label, name) for name, measure in MEASURES.items()]
    return b.select("value", [*counted, b.option("We enter it ourselves", BY_HAND)], hint="Choose one")


def _about(offered: Offered) -> Block:
    whole = b.option("All of it", ALL)
    groups: list[Block] = [{"label": {"type": "plain_text", "text": "No part of it"}, "options": [whole]}]
    parts = (("Channels", offered.channels), ("Segments", offered.segments), ("Themes", offered.themes))
    for label, named in parts:
        groups += _groups(label, [each for each in named if len(each[0]) <= _LONGEST_VALUE])
    menu: Block = {"type": "static_select", "action_id": "value", "option_groups": groups[:_MOST]}
    menu["initial_option"] = whole
    hint = "For what I count: all of it, or one channel, segment or theme."
    return b.input_block("about", "About", menu, optional=True, hint=hint)


def _groups(label: str, named: Sequence[tuple[str, str]]) -> list[Block]:
    """Options in groups of at most a hundred."""
    heaps = [named[at : at + _MOST] for at in range(0, len(named), _MOST)]
    return [
        {
            "label": {"type": "plain_text", "text": label if number == 1 else f"{label} ({number})"},
            "options": [b.option(name, value) for value, name in heap],
        }
        for number, heap in enumerate(heaps, start=1)
    ]


def _person(chosen: str) -> Block:
    menu: Block = {"type": "users_select", "action_id": "value"}
    return menu | ({"initial_user": chosen} if chosen else {})

"""Reads what somebody typed as a goal, and refuses, at its field, what cannot be one."""

from datetime import date, timedelta
from decimal import Decimal

from capabilities.amounts import amount_of
from capabilities.goals.figures import Tally
from capabilities.goals.values import COUNT, DOWN, MEASURES, MONEY, SHARE, UP, Aim, Measure, met
from capabilities.refusal import Refusal
from storage.goals import Goal

LONGEST_TITLE, LONGEST_WORDS, LONGEST_UNIT, LONGEST_ABOUT = 150, 500, 40, 120
MOST = Decimal(10) ** 12
_FARTHEST = timedelta(days=3 * 366)
_CENT = Decimal("0.01")


def read(aim: Aim, goal: Goal, tally: Tally, today: date) -> None:
    """Put an aim into a goal that is to be kept. Raises Refusal with the field."""
    goal.title = _title(aim.title)
    goal.due = _day(aim.due, today)
    measure = MEASURES.get(aim.measure)
    target, unit = figure(aim.target, field="target")
    if target is None:
        raise Refusal("Write where you want to be, such as 40.", field="target")
    if measure is not None:
        _counted(goal, measure, aim, target, unit, tally)
    else:
        _entered(goal, aim, target, unit)
    if goal.start == goal.target:
        raise Refusal(
            f"That is where it stands already ({_shown(goal.target)}). Choose a target to move to.", field="target"
        )


def figure(words: str, *, field: str) -> tuple[Decimal | None, str]:
    """The figure in what was typed and its unit, "%" or a currency, if one was said. Raises Refusal."""
    bare = words.strip()
    percent = bare.endswith("%")
    value, unit = amount_of(bare.rstrip("%").strip(), field=field)
    if value is not None and abs(value) >= MOST:
        raise Refusal("That is hard to believe. Is there a digit too many?", field=field)
    return value.quantize(_CENT) if value is not None else None, "%" if percent else unit


def _title(words: str) -> str:
    title = " ".join(words.replace("\x00", "").split())
    if not title:
        raise Refusal("Say in a few words what it is for.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"That is {len(title):,} characters; {LONGEST_TITLE} are enough.", field="title")
    return title


def _day(words: str, today: date) -> date:
    try:
        due = date.fromisoformat(words)
    except ValueError:
        raise Refusal("Choose the day by which you want to be there.", field="due") from None
    if due <= today:
        raise Refusal("That day is here or past. Choose one that is still to come.", field="due")
    if due > today + _FARTHEST:
        raise Refusal("Choose a day within the next three years.", field="due")
    return due


def _counted(goal: Goal, measure: Measure, aim: Aim, target: Decimal, unit: str, tally: Tally) -> None:
    """A goal the program counts: it begins where the count stands, whatever was typed as its start."""
    kind = aim.about.partition(":")[0]
    if len(aim.about) > LONGEST_ABOUT:
        raise Refusal("That name is too long to count by. Choose another.", field="about")
    if aim.about and kind not in measure.about:
        fits = " or ".join(f"a {each}" for each in measure.about)
        raise Refusal(f"“{measure.label}” is counted for {fits}, or for all. Choose one of those.", field="about")
    _possible(measure, target, field="target")
    now, own = tally.value(measure.name, aim.about), tally.unit_of(measure.name)
    if measure.kind == MONEY and unit and own and unit != own:
        raise Refusal(f"The reports are in {own}. Say the target in {own} too.", field="target")
    if measure.kind == COUNT and unit:
        raise Refusal(f"“{measure.label}” is a plain number, such as 40.", field="target")
    start = now
    if start is None:
        start, _ = figure(aim.start, field="start")
        if start is not None:
            _possible(measure, start, field="start")
            if start != target and met(start, target, measure.better):
                way = "rise" if measure.better == UP else "fall"
                raise Refusal(
                    f"“{measure.label}” should {way} from {_shown(start)}. Aim the other way.", field="target"
                )
    goal.measure, goal.about, goal.unit = measure.name, aim.about, own or unit
    goal.start, goal.target = start, target
    goal.direction = measure.better if start is None else UP if target > start else DOWN
    if now is not None and now != target and met(now, target, measure.better):
        raise Refusal(f"It stands at {_shown(now)} today, so that is reached. Aim farther.", field="target")


def _entered(goal: Goal, aim: Aim, target: Decimal, unit: str) -> None:
    """A goal people enter: they say where it begins and what is counted."""
    start, unit_too = figure(aim.start, field="start")
    if start is None:
        raise Refusal("Say where it stands today, so that everybody sees the way. Write 0 for nothing.", field="start")
    words = " ".join(aim.unit.split())
    if len(words) > LONGEST_UNIT:
        raise Refusal(f"{LONGEST_UNIT} characters are enough, such as demos.", field="unit")
    if unit and unit_too and unit != unit_too:
        raise Refusal(f"This says {unit_too}, the target says {unit}. Use one of them for both.", field="start")
    goal.measure, goal.about, goal.unit = "", "", unit or unit_too or words
    goal.start, goal.target, goal.direction = start, target, UP if target > start else DOWN


def _possible(measure: Measure, value: Decimal, *, field: str) -> None:
    if value < 0:
        raise Refusal(f"“{measure.label}” cannot be less than zero.", field=field)
    if measure.kind == SHARE and value > 100:
        raise Refusal("A share goes from 0 to 100 %.", field=field)
    if measure.kind == COUNT and value != value.to_integral_value():
        raise Refusal(f"“{measure.label}” is counted in whole numbers, such as 40.", field=field)


def _shown(value: Decimal) -> str:
    return f"{value.normalize():,f}"

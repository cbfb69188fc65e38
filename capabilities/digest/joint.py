"""What both teams see of each other's week in a digest, as values: points tried, the brief's changes, goals, agenda."""

from dataclasses import dataclass

from capabilities.goals import GoalShown


@dataclass(frozen=True)
class Point:
    """How a line of the brief did in conversations with one segment, in the four weeks up to the digest's end.

    `landed` and `flat` are marks by `people` people. `word` is why it fell flat, names hidden; empty where nobody said.
    """

    text: str
    segment: str
    landed: int
    flat: int
    people: int
    word: str = ""

    @property
    def marks(self) -> int:
        return self.landed + self.flat

    @property
    def fell_flat(self) -> bool:
        """Whether it fell flat at least as often as it landed."""
        return self.flat >= self.landed


@dataclass(frozen=True)
class Change:
    """A version of the brief published in the week; `notes` field notes, each once, speak for `lines` of its lines.

    `words` are such lines as everybody may read them.
    """

    product: str
    number: int
    lines: int = 0
    notes: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """Something for the joint half hour. `kind` is decision, views, goal, gap, theme or drill."""

    minutes: int
    words: str
    kind: str = ""


@dataclass(frozen=True)
class Joint:
    """Everything of a digest that is of both teams. No goal in it names a person.

    In a digest of several weeks `lacking` weeks of channels that handed in others are not in the sums.
    """

    points: tuple[Point, ...] = ()
    changes: tuple[Change, ...] = ()
    goals: tuple[GoalShown, ...] = ()
    agenda: tuple[Item, ...] = ()
    lacking: int = 0

"""What an import would do, told before it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from capabilities.field.words import KINDS
from capabilities.tables import BadRow
from storage.field import Note

SHOWN = 20  # bad rows that are kept with an import, to be shown
# What to know where rows were left out.
NO_IDS = (
    "These rows have no source_id. If you mend the file and send it again, every row counts as new, so mend it first."
)


def guessed(no_kinds: Mapping[str, int]) -> str:
    """The words on kinds that are none; nothing when there were none of those."""
    if not no_kinds:
        return ""
    named = ", ".join(f"“{word}”" for word in list(no_kinds)[:3]) + (" …" if len(no_kinds) > 3 else "")
    rows = "1 row names" if sum(no_kinds.values()) == 1 else f"{sum(no_kinds.values()):,} rows name"
    return f"{rows} a kind that is none of {', '.join(KINDS)} ({named}); the words tell which it is."


@dataclass
class Looked:
    """What an import would do. `bad` are the first bad rows, `left_out` counts all of them."""

    rows: int = 0
    new: int = 0
    known: int = 0
    left_out: int = 0
    bad: list[BadRow] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    masked: str = ""  # what would be, in words
    guessed: str = ""  # which kinds are none, in words
    without_ids: bool = False
    doubt: str = ""  # of the file's encoding, in words

    @property
    def remark(self) -> str:
        """What else to know before deciding."""
        no_ids = NO_IDS if self.left_out and self.without_ids else ""
        return " ".join(filter(None, (self.doubt, self.masked, self.guessed, no_ids)))


def count_bad(made: Iterable[Note | BadRow], looked: Looked) -> list[Note]:
    """The notes among what was made; the others are counted."""
    notes: list[Note] = []
    for each in made:
        looked.rows += 1
        if isinstance(each, Note):
            notes.append(each)
            continue
        looked.left_out += 1
        if len(looked.bad) < SHOWN:
            looked.bad.append(each)
    return notes

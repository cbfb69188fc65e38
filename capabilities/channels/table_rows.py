"""Reads one row of a file of channel weeks: the week it holds, or a word on what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from capabilities.channels.moves import LONGEST_REASON
from capabilities.channels.numbers import COUNTS, LABELS, MONEY, Numbers, Story, amount_of, checked, count_of
from capabilities.channels.rows import begun, proper_name
from capabilities.channels.weeks import monday_of
from capabilities.permissions import GUEST
from capabilities.refusal import Refusal
from capabilities.tables import BadRow
from capabilities.tables import Row as Cells
from capabilities.workspace import GONE, Known

COLUMNS = (
    "week", "channel", "owner", "spend", "currency", "impressions", "leads", "qualified", "opportunities",
    "pipeline", "customers", "revenue", "worked", "didnt", "next", "reasons",
)  # fmt: skip
_ID = re.compile(r"[UW][A-Z0-9]{4,}")  # what Slack's ids of people look like


@dataclass(frozen=True)
class Row:
    """One good row: a channel's week. `owner` is whom the file names, `fit` whether they can answer for a channel."""

    line: int
    week: date
    channel: str
    owner: str
    fit: bool
    numbers: Numbers
    story: Story
    reasons: Mapping[str, str]  # why numbers moved, by the number; empty where the file says nothing of it


@dataclass(frozen=True)
class Here:
    """What a row is read against: the day and currency of the workspace, and who is in it."""

    today: date
    currency: str
    people: Mapping[str, str]  # role by id, who left among them
    named: Mapping[str, tuple[str, ...]]  # ids by name in small letters, without those who left

    @classmethod
    def of(cls, today: date, currency: str, people: Iterable[Known]) -> "Here":
        named: dict[str, tuple[str, ...]] = {}
        everybody = list(people)
        for known in everybody:
            if known.role != GONE and known.name.strip():
                key = name_of(known.name)
                named[key] = (*named.get(key, ()), known.user)
        return cls(today, currency, {known.user: known.role for known in everybody}, named)

    def owner(self, words: str) -> str:
        """The id of the person a row names by id or by name; empty for nobody. Raises Refusal, with what to do."""
        if not words or words in self.people:
            return words
        found = self.named.get(name_of(words), ())
        if len(found) == 1:
            return found[0]
        if not found and _ID.fullmatch(words):
            return words
        who = f"{len(found)} people are called" if found else "I know nobody called"
        to_do = "write the person's Slack member ID, such as U01ABCDEF, or leave it empty"
        raise Refusal(f"{who} “{words[:40]}”: {to_do}.", field="owner")

    def is_fit(self, owner: str) -> bool:
        """Whether somebody can answer for a channel: no guest can, and nobody who left."""
        return self.people.get(owner) not in (GUEST, GONE)


def row_of(row: Cells | BadRow, here: Here) -> Row | BadRow:
    """The week a row holds, or what is wrong with the row."""
    if isinstance(row, BadRow):
        return row
    given = {name: row.cells.get(name, "") for name in COLUMNS}
    try:
        week = monday_of(_day(given["week"]))
        begun(week, here.today)
        name = proper_name(given["channel"])
        owner = here.owner(given["owner"])
        numbers, story = checked(
            _numbers(given), Story(given["worked"], given["didnt"], given["next"]), currency=here.currency
        )
        reasons = _reasons(given["reasons"])
    except Refusal as refusal:
        column = "channel" if refusal.field == "name" else refusal.field or "week"
        return BadRow(row.line, column, refusal.words)
    return Row(row.line, week, name, owner, here.is_fit(owner), numbers, story, reasons)


def name_of(words: str) -> str:
    """The form in which names of people are compared."""
    return " ".join(words.removeprefix("@").split()).casefold()


def _numbers(given: Mapping[str, str]) -> Numbers:
    amounts = {name: amount_of(given[name], field=name) for name in MONEY}
    said = {unit for _, unit in amounts.values() if unit} | ({given["currency"].upper()} - {""})
    if len(said) > 1:
        raise Refusal(f"One row holds one currency; this one has {' and '.join(sorted(said))}.", field="currency")
    counts = {name: count_of(given[name], field=name) for name in COUNTS}
    money = {name: amount for name, (amount, _) in amounts.items()}
    return Numbers(
        spend=money["spend"], pipeline=money["pipeline"], revenue=money["revenue"],
        currency=next(iter(said), ""), **counts,
    )  # fmt: skip


def _day(words: str) -> date:
    """2026-11-16, or 16.11.2026: with full stops the day comes first everywhere, with slashes nobody can tell."""
    dotted = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", words.strip())
    try:
        return date(*map(int, reversed(dotted.groups()))) if dotted else date.fromisoformat(words)
    except ValueError as error:
        raise Refusal(
            f"“{words[:40]}” is not a date I can tell; write any day of the week, like 2026-11-16.", field="week"
        ) from error


def reasons_cell(reasons: Mapping[str, object]) -> str:
    """Why numbers moved, as a cell holds it: `leads: one more fair`, each number on a line of its own."""
    return "\n".join(f"{name}: {reasons[name]}" for name in (*MONEY, *COUNTS) if reasons.get(name))


def _reasons(words: str) -> dict[str, str]:
    """What `reasons_cell` wrote, or a person did: numbers by the name of their column or as a form calls them."""
    names = {**{label.casefold(): name for name, label in LABELS.items()}, **{name: name for name in LABELS}}
    found: dict[str, str] = {}
    for line in words.splitlines():
        said, colon, why = line.partition(":")
        name, why = names.get(" ".join(said.split()).casefold(), ""), " ".join(why.split())
        if not line.strip():
            continue
        if not colon or name not in (*MONEY, *COUNTS):
            raise Refusal(
                "Write which number each reason is for, each on a line of its own, such as “leads: one more fair”.",
                field="reasons",
            )
        if len(why) > LONGEST_REASON:
            raise Refusal(f"One sentence is enough for a reason; this has {len(why)} characters.", field="reasons")
        found |= {name: why} if why else {}
    return found

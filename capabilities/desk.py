"""One person's desk: who they are here, the weeks they owe, how everybody's week stands, and their questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from capabilities.books import Books
from capabilities.channels import Channel, WeekState, state_of, week_of
from capabilities.channels.due import due_at
from capabilities.permissions import GUEST, MAY, REP, is_unmet
from capabilities.questions.owner import asked_key, gap_key
from capabilities.workspace import GONE, Choices, Known, Workspaces, choices, known_of, zone_named
from storage import desk as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.questions import KeptAnswer, Question

QUESTIONS = 4
LOOKING, ANSWERED, TOLD, PASSED_ON, SILENT, STOPPED, FAILED = (
    "looking", "answered", "told", "passed on", "silent", "stopped", "failed"
)  # fmt: skip
_STATES = {
    "waiting": LOOKING, "stopping": LOOKING, "answered": ANSWERED, "silent": SILENT, "stopped": STOPPED,
    "failed": FAILED,
}  # fmt: skip


@dataclass(frozen=True)
class Mine:
    """A question of one's own and how it stands: being looked up, answered, answered by a person (`told`), passed on
    to whoever answers for the brief, met by silence, stopped, or failed. `by` is who answered or has it, by name."""

    id: str
    text: str
    at: datetime
    state: str
    answer: str = ""
    by: str = ""


@dataclass(frozen=True)
class Desk:
    """What a person sees as it is now. `inside` says that they are a colleague: no guest, nor somebody not yet met.

    `owed` are the channels whose `week` they owe, by `due` on their own clock. `state` is how everybody's week stands,
    for whoever may report any channel, with `people` by id.
    """

    user: str
    role: str
    zone: ZoneInfo
    choices: Choices
    inside: bool
    week: date
    due: datetime
    owed: tuple[Channel, ...] = ()
    owns_any: bool = False
    state: WeekState | None = None
    people: Mapping[str, Known] = field(default_factory=dict)
    questions: tuple[Mine, ...] = ()

    def may(self, what: str) -> bool:
        return self.role in MAY[what]


@dataclass(frozen=True)
class Desks:
    """Looks at desks. Nothing is changed."""

    books: Books
    workspaces: Workspaces

    def of(self, workspace: str, user: str) -> Desk:
        """A person's desk, read in one transaction."""
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            chosen = choices(unit, self.workspaces.defaults)
            people = {row.user: known_of(row) for row in stored_workspace.people(unit)}
            known = people.get(user)
            role = known.role if known is not None else REP
            zone = zone_named(known.zone if known is not None else "") or chosen.tz
            week = week_of(now, chosen.tz)
            state = state_of(unit, week)
            inside = role not in (GUEST, GONE) and not is_unmet(unit, user)
            mine = [row for row in state.rows if row.channel.owner == user]
            return Desk(
                user=user,
                role=role,
                zone=zone,
                choices=chosen,
                inside=inside,
                week=week,
                due=due_at(week, chosen, zone).astimezone(zone),
                owed=tuple(row.channel for row in mine if row.owed),
                owns_any=bool(mine),
                state=state if inside and role in MAY["reporting a channel"] else None,
                people=people,
                questions=tuple(_questions(unit, user, people, inside=inside)),
            )


def _questions(unit: Unit, user: str, people: Mapping[str, Known], *, inside: bool) -> list[Mine]:
    asked = [row for row in stored.questions_of(unit, user, limit=2 * QUESTIONS) if row.state in _STATES][:QUESTIONS]
    silent = [row.id for row in asked if row.state == "silent"]
    answers = stored.answers_to(unit, [row.id for row in asked if row.state != "answered"])
    answers = {each: answer for each, answer in answers.items() if inside or not answer.inside}
    sent = stored.messages_about(unit, [gap_key(each, "") for each in silent], [asked_key(each) for each in silent])
    return [_mine(row, answers.get(row.id), sent, people) for row in asked]


def _mine(row: Question, answer: KeptAnswer | None, sent: Sequence[str], people: Mapping[str, Known]) -> Mine:
    if answer is not None:
        return Mine(row.id, row.text, row.asked_at, TOLD, answer.text, _name(answer.by, people))
    state = _STATES[row.state]
    if state == ANSWERED:
        lines = [each for each in row.sentences if each.get("kind") == "sentence"]
        lines.sort(key=lambda each: not each.get("quoted"))  # a line beside a quotation only leads up to it
        return Mine(row.id, row.text, row.asked_at, state, str(lines[0]["text"]) if lines else "")
    asked = next((key for key in sent if key.startswith(gap_key(row.id, ""))), "")
    if asked or row.paged_at is not None or asked_key(row.id) in sent:
        return Mine(row.id, row.text, row.asked_at, PASSED_ON, by=_name(asked.rpartition(":")[2], people))
    return Mine(row.id, row.text, row.asked_at, state)


def _name(user: str, people: Mapping[str, Known]) -> str:
    known = people.get(user)
    return known.name if known is not None and known.name else ""

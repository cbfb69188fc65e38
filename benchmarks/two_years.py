"""Two years of one workspace as a digest meets them: notes, channels' weeks, a brief that changes, marks, goals."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bot.running import migrated
from capabilities.brief_markdown import read
from capabilities.passages import claim_of
from storage import brief as stored_brief
from storage import themes as stored_themes
from storage import workspace
from storage.brief.proposals import Proposal, ProposalNote
from storage.channels import Channel, Report
from storage.database import Database, Unit
from storage.field import NoteRow
from storage.goals import Goal, GoalSignature
from storage.pitch import Pitch, PitchPoint
from storage.questions import Question

TEAM = "TBENCH"
WEEKS, CHANNELS, THEMES, ACCOUNTS, PEOPLE = 104, 200, 150, 2_000, 60
MARKS, CHANGES, SILENT, GOALS, BENEFITS = 140, 3, 10, 14, 40  # the first three of each week
END = datetime(2026, 11, 16, tzinfo=UTC)  # a Monday
_WEEK = timedelta(weeks=1)
_AT_ONCE = 20_000
_REASONS = ("no_need", "no_budget", "wrong_segment", "unreachable")
_KINDS = ("want", "objection", "works", "doesnt", "words", "competitor")
_MEASURES = ("accepted", "returned", "cost", "customers", "notes", "objections", "landed")
_THINGS = ("lift", "boiler", "vent", "door", "pump", "alarm", "gate", "crane")


def fill(url: str, notes: int) -> None:
    """Fill a new database: notes spread evenly, a fifth of them verdicts on leads, and all that stands beside them."""
    database = Database(url)
    migrated(database)
    with database.unit(TEAM) as unit:
        workspace.save_workspace(unit, name="Bench", zone="UTC", now=END)
        for number in range(PEOPLE):
            role = ("rep", "rep", "marketer")[number % 3]
            workspace.save_person(unit, f"U{number}", {"name": f"Person {number:02} Bench", "role": role}, now=END)
        for number in range(THEMES):
            name = f"Theme about subject {number}"
            theme = stored_themes.Theme(workspace=TEAM, id=f"t{number}", name=name, created_at=END)
            stored_themes.add(unit, theme)
        for number in range(CHANNELS):
            name = f"channel {number}"
            unit.session.add(Channel(workspace=TEAM, id=f"c{number}", name=name, name_key=name, owner="U2"))
        unit.flush()
        unit.connection.execute(sa.insert(_table(Report)), list(_reports()))
    for start in range(0, notes, _AT_ONCE):
        with database.unit(TEAM) as unit:
            some = range(start, min(notes, start + _AT_ONCE))
            unit.connection.execute(sa.insert(_table(NoteRow)), [_note(number, notes) for number in some])
    with database.unit(TEAM) as unit:
        _brief(unit, notes)
        _asked_and_aimed(unit)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As two years of a note now and then would have been looked after by PostgreSQL itself.
        connection.exec_driver_sql("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE")
    database.close()


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _note(number: int, notes: int) -> dict[str, Any]:
    judged = number % 5 == 0
    # Not in step with the verdicts, and none of a theme too thin or too wide: a few hold most, as in life.
    theme = None if judged or number % 3 == 0 else f"t{int(THEMES * (number * 7919 % 9973 / 9973) ** 2)}"
    at = END - timedelta(weeks=WEEKS) * ((number + 0.5) / notes)
    return {
        "workspace": TEAM, "id": f"n{number:08}", "created_at": at, "kept_at": at, "known_at": at,
        "author": f"U{number * 31 % PEOPLE}", "kind": "lead" if judged else _KINDS[number % 6],
        "text": f"Customer {number % 977} wants a monthly plan they can cancel, asked for the {number}th time",
        "account": f"Harbour {number * 17 % ACCOUNTS} Works", "theme": theme, "lead_verdict":
        "" if not judged else "returned" if number % 3 else "accepted", "via_channel":
        f"Channel {int(CHANNELS * (number // 5 * 7919 % 9973 / 9973) ** 2)}" if judged else "", "return_reason":
        _REASONS[number % 4] if judged and number % 3 else "",
    }  # fmt: skip


def _reports() -> Iterator[dict[str, Any]]:
    for number in range(CHANNELS):
        for back in range(1, WEEKS + 1):
            leads = 20 + number * back % 37
            yield {
                "workspace": TEAM, "channel": f"c{number}", "week": (END - timedelta(weeks=back)).date(),
                "revision": 1, "currency": "EUR", "spend": Decimal(300 + number * back % 911) + Decimal("0.25"),
                "leads": leads, "qualified": leads // 2, "opportunities": leads // 5, "customers": leads // 9,
                "worked": "Best week so far. The carousel brought more people than the film. " * 6,
                "didnt": f"The film was hardly watched, and Harbour {number} Works left. " * 4,
                "next": "We may stop the film and put its money into the carousel. " * 3,
                "reasons": {"leads": f"Person {number % PEOPLE:02} Bench was at a fair"} if number % 4 == 0 else {},
                "reported_by": "U2", "reported_at": END,
            }  # fmt: skip


def _brief(unit: Unit, notes: int) -> None:
    """A version each week, with lines that notes changed, and points of it marked by whoever tried them."""
    for number in range(1, WEEKS + 1):
        published = END - (WEEKS - number + 0.5) * _WEEK
        version = stored_brief.BriefVersion(
            workspace=TEAM, id=f"v{number}", product="Bench", product_key="bench", number=number,
            source=_source(number), filed_at=published, published_at=published,
        )  # fmt: skip
        stored_brief.add(unit, version, [])
        for change in range(CHANGES):
            proposal = f"p{number}-{change}"
            unit.session.add(
                Proposal(
                    workspace=TEAM, id=proposal, key=proposal, product_key="bench", base=version.id, cause="theme",
                    made_at=published, state="accepted", published=version.id, became=_line(change, number),
                )
            )  # fmt: skip
            unit.flush()
            spoke = (f"n{(number * 97 + change * 13 + at) % notes:08}" for at in range(5))
            unit.session.add_all(ProposalNote(workspace=TEAM, proposal=proposal, note=note) for note in spoke)
    _marks(unit, [claim_of(each) for each in read(_source(WEEKS)).passages if each.kind == "benefit"])


def _marks(unit: Unit, claims: Sequence[str]) -> None:
    pitches, points = [], []
    for number in range(WEEKS * MARKS):
        at = END - WEEKS * _WEEK * ((number + 0.5) / (WEEKS * MARKS))
        pitches.append({"workspace": TEAM, "id": f"x{number}", "asked_by": f"U{number % PEOPLE}", "asked_at": at})
        points.append({
            "workspace": TEAM, "pitch": f"x{number}", "position": 1, "claim": claims[number % len(claims)],
            "segment": f"Segment {number % 2}", "drafted_at": at, "outcome": "flat" if number % 3 else "landed",
            "word": "They had no use for it", "marked_by": f"U{number % PEOPLE}", "marked_at": at,
        })  # fmt: skip
    unit.connection.execute(sa.insert(_table(Pitch)), pitches)
    unit.connection.execute(sa.insert(_table(PitchPoint)), points)


def _source(number: int) -> str:
    lines = "\n".join(f"- {_line(at, number)}" for at in range(BENEFITS))
    return f"# Brief: Bench\n\n## Plumb line\n\nIt holds.\n\n## How\n### For Works\n{lines}\n"


def _line(at: int, number: int) -> str:
    """A benefit; the first few read anew in each version."""
    since = f", as of version {number}" if at < CHANGES else ""
    return f"Crews mend {_THINGS[at % len(_THINGS)]} number {at} on the first visit{since}."


def _asked_and_aimed(unit: Unit) -> None:
    """Questions the brief is silent on, and goals of every measure."""
    for number in range(WEEKS * SILENT):
        thing, at = _THINGS[number % len(_THINGS)], END - WEEKS * _WEEK * ((number + 0.5) / (WEEKS * SILENT))
        words = f"Does it fit a {thing} from {1950 + number % 70}, as Harbour {number} Works has?"
        who = f"U{number % PEOPLE}"
        unit.session.add(
            Question(workspace=TEAM, id=f"q{number}", asked_by=who, text=words, asked_at=at, state="silent")
        )
    for number in range(GOALS):
        about = ("", f"channel:c{number}", f"theme:t{number}")[number % 3] if number >= len(_MEASURES) else ""
        unit.session.add(
            Goal(
                workspace=TEAM, id=f"g{number}", title=f"Aim {number}", measure=_MEASURES[number % len(_MEASURES)],
                about=about, start=Decimal(1), target=Decimal(50), due=(END + 5 * _WEEK).date(), owner="U0",
                state="live", proposed_by="U0", proposed_at=END, live_at=END - _WEEK,
            )
        )  # fmt: skip
        for user, side in (("U0", "sales"), ("U2", "marketing")):
            unit.session.add(GoalSignature(workspace=TEAM, goal=f"g{number}", user=user, side=side, at=END))

"""One week in values, for the tests that compose a digest of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from capabilities.channels import WEEK, Channel, ChannelWeek, Report, WeekState
from capabilities.digest import Count, Digest
from capabilities.digest.compose import Material, compose
from capabilities.digest.hearing import Heard, verdicts
from capabilities.themes.values import ThemeWeek, Trend
from capabilities.workspace import Known
from storage.channel_figures import Figures
from storage.field import Note
from storage.field.counts import Judged

BERLIN = ZoneInfo("Europe/Berlin")
START, END = datetime(2026, 11, 9, tzinfo=BERLIN), datetime(2026, 11, 16, tzinfo=BERLIN)
MONDAY = START.date()
PEOPLE = (
    Known("UANN", "Ann Lee", "", "rep"),
    Known("UBEN", "Ben Roe", "", "rep"),
    Known("UCAT", "Cat Moe", "", "rep"),
    Known("UMAX", "Max Ito", "", "marketer"),
)


def note(number: int, kind: str = "want", text: str = "they want offline mode in the app", **more: Any) -> Note:
    return Note(
        workspace="T", id=f"n{number:03}", created_at=START.astimezone(UTC) + timedelta(hours=number), kind=kind,
        text=text, **{"author": "UANN", **more},
    )  # fmt: skip


def verdict(number: int, channel: str, said: str, reason: str = "") -> Note:
    return note(number, "lead", "a lead", via_channel=channel, lead_verdict=said, return_reason=reason)


def week(name: str, spend: str | None, leads: int | None, *, monday: date = MONDAY, **more: Any) -> ChannelWeek:
    channel = Channel(workspace="T", id=name, name=name, name_key=name.casefold(), owner="UMAX")
    money = Decimal(spend) if spend is not None else None
    report = Report(
        workspace="T", channel=name, week=monday, revision=1, spend=money, leads=leads, reported_at=END,
        **{"currency": "EUR", **more},
    )  # fmt: skip
    return ChannelWeek(channel, report)


def unreported(name: str, *, paused: bool = False) -> ChannelWeek:
    channel = Channel(workspace="T", id=name, name=name, name_key=name.casefold(), owner="UMAX", paused=paused)
    return ChannelWeek(channel, None)


def digest(
    notes: Sequence[Note] = (),
    now: Sequence[ChannelWeek] = (),
    before: Sequence[ChannelWeek] = (),
    gaps: Sequence[str] = (),
    accounts: Sequence[str] = (),
    themes: Sequence[ThemeWeek] = (),
    earlier: Sequence[Note] = (),
    **more: Any,
) -> Digest:
    """A digest of these values. `before` are weeks before this one: the week before it where they name no other."""
    tagged = {note: theme.id for theme in themes for note in theme.notes}
    notes = [replace(note, theme=tagged.get(note.id, note.theme)) for note in notes]
    history = [figures_of(each) for each in before if each.report is not None]
    material = Material(
        START, END, "Europe/Berlin", heard_in(notes, earlier), notes, WeekState(MONDAY, tuple(now)), gaps, PEOPLE,
        history, [each for each in notes if each.lead_verdict], accounts, themes, **more,
    )  # fmt: skip
    return compose(material)


def figures_of(each: ChannelWeek) -> Figures:
    report = each.report
    assert report is not None
    monday = report.week if report.week < MONDAY else MONDAY - WEEK
    named = ("currency", "spend", "leads", "qualified", "opportunities", "customers")
    return Figures(each.channel.id, monday, **{name: getattr(report, name) for name in named})


def heard_in(notes: Sequence[Note], before: Sequence[Note] = ()) -> Heard:
    """What the database would count of these notes, and of those of the four weeks before."""
    return Heard(
        said=counted(notes),
        kinds={kind: counted([note for note in notes if note.kind == kind]) for kind in {n.kind for n in notes}},
        alone=sum(note.theme is None and not note.lead_verdict for note in notes),
        authors={note.author for note in notes},
        themes={
            theme: counted([note for note in notes if note.theme == theme])
            for theme in {note.theme for note in notes}
            if theme is not None
        },
        verdicts=verdicts(judged_in(notes)),
        before=verdicts(judged_in(before)),
    )


def counted(notes: Sequence[Note]) -> Count:
    accounts = {note.account.casefold() for note in notes if note.account}
    return Count(len(notes), len({note.author for note in notes}), len(accounts))


def judged_in(notes: Sequence[Note]) -> list[Judged]:
    said = Counter((note.via_channel, note.lead_verdict, note.return_reason) for note in notes if note.lead_verdict)
    return [Judged(*each, leads) for each, leads in said.items()]


def theme(name: str, notes: Sequence[Note], *, mean: float = 4.5, word: str = "rising", **more: Any) -> ThemeWeek:
    """What the themes would say of these notes."""
    segments = tuple(Counter(note.segment for note in notes if note.segment).most_common())
    given: dict[str, Any] = {"people": 0, "accounts": 0, "segments": segments, "public": True}
    facts = {"id": name.lower(), **given, **more}
    return ThemeWeek(name=name, notes=tuple(note.id for note in notes), trend=Trend(len(notes), mean, word), **facts)


def several(first: int, number: int, *, authors: int = 2, **more: Any) -> list[Note]:
    """Notes of a theme, by so many people, each at a customer of its own."""
    reps = ("UANN", "UBEN", "UCAT")
    return [
        note(first + n, author=reps[n % authors], account=f"Firm {first + n}", theme="t", **more) for n in range(number)
    ]

"""Composes a digest from a week's notes, themes, reports and unanswered questions: counting only, no guessing."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock_time
from decimal import Decimal
from zoneinfo import ZoneInfo

from capabilities.channels import WEEK, ChannelWeek, WeekState, change, cost_per, monday_of, name_key
from capabilities.digest.decision import decide, flags
from capabilities.digest.theming import Themed, count, themed
from capabilities.digest.values import Asked, Coverage, Digest, Kind, Row, Totals
from capabilities.field import KINDS
from capabilities.hiding import Hiding
from capabilities.permissions import REP
from capabilities.themes.values import ThemeWeek
from capabilities.workspace import Known
from storage.field import Note

_YOUNG = 2 * WEEK  # before the week: with less behind it everything would seem to rise
_ASKED, _STORY = 3, 240


@dataclass(frozen=True)
class Material:
    """Everything a digest is made of."""

    start: datetime
    end: datetime
    zone: str
    notes: Sequence[Note]
    week: WeekState
    before: WeekState
    gaps: Sequence[str]  # questions of the week without an answer
    people: Sequence[Known]
    accounts: Sequence[str] = ()  # every customer the workspace ever named, so that none is shown
    themes: Sequence[ThemeWeek] = ()
    counted_at: datetime | None = None
    first: datetime | None = None  # when the workspace's first note was said
    asked: Sequence[Asked] = ()  # what several people met and nobody answers, the most people first
    hidden: Collection[str] = ()  # the ids of themes that were hidden: their notes count, and nobody quotes them


def period(due: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The last whole week before a due time: Monday 00:00 to Monday 00:00 in the zone, whatever the clocks did."""
    monday = monday_of(due.astimezone(zone).date())
    midnight = clock_time(0, 0)
    return (
        datetime.combine(monday - WEEK, midnight, zone),
        datetime.combine(monday, midnight, zone),
    )


def compose(material: Material) -> Digest:
    """The digest of a week, with a computed decision line."""
    notes = material.notes
    hiding = Hiding.of(
        accounts=(*material.accounts, *(note.account for note in notes)),
        people=(known.name for known in material.people),
        texts=(note.text for note in notes),
    )
    rows = _rows(material, hiding)
    young = material.first is not None and material.first > material.start - _YOUNG
    heard = themed(material.themes, notes, hiding, hidden=material.hidden, young=young)
    coverage = _coverage(material, heard)
    flagged = flags(rows)
    missing = [channel.name for channel in material.week.missing]
    decision, why, subject = decide(flagged, heard.themes, len(material.gaps), coverage, missing)
    return Digest(
        start=material.start,
        end=material.end,
        zone=material.zone,
        said=count(notes),
        kinds=tuple(
            Kind(kind, count(of_kind)) for kind in KINDS if (of_kind := [note for note in notes if note.kind == kind])
        ),
        quotes=heard.quotes,
        rows=rows,
        totals=_totals(rows, _elsewhere(material)),
        flags=flagged,
        gaps=len(material.gaps),
        gap_texts=(),
        coverage=coverage,
        decision=decision,
        why=why,
        subject=subject,
        themes=heard.themes,
        more=heard.more,
        asked=tuple(
            Asked(hiding.hidden(" ".join(each.words.split())), each.people) for each in material.asked[:_ASKED]
        ),
        counted_at=material.counted_at,
    )


def _rows(material: Material, hiding: Hiding) -> tuple[Row, ...]:
    """One row per channel that reported, owes a report, or whose leads were judged; the highest spend first."""
    before = {row.channel.id: row for row in material.before.rows}
    verdicts = _verdicts(material.notes)
    rows = [
        _row(now, before.get(now.channel.id), verdicts.get(now.channel.name_key, []), hiding)
        for now in material.week.rows
        if now.report is not None or not now.channel.paused or now.channel.name_key in verdicts
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.spend or 0), name_key(row.channel))))


def _row(now: ChannelWeek, before: ChannelWeek | None, judged: Sequence[Note], hiding: Hiding) -> Row:
    report, last = now.report, before.report if before is not None else None
    accepted = sum(note.lead_verdict == "accepted" for note in judged)
    reasons = Counter(note.return_reason for note in judged if note.lead_verdict == "returned" and note.return_reason)
    spend = report.spend if report else None
    leads = report.leads if report else None
    cost = cost_per(spend, leads)
    same = report is not None and last is not None and report.currency == last.currency
    earlier = cost_per(last.spend, last.leads) if last is not None and same else None
    story = report.worked if report else ""
    return Row(
        channel=now.channel.name,
        reported=report is not None,
        spend=spend,
        currency=report.currency if report else "",
        leads=leads,
        cost_per_lead=cost,
        accepted=accepted,
        returned=len(judged) - accepted,
        reason=min(reasons, key=lambda name: (-reasons[name], name)) if reasons else "",
        cost_per_accepted=cost_per(spend, accepted),
        customers=report.customers if report else None,
        before=earlier,
        change=change(cost, earlier, base=last.leads if last is not None else None),
        story=hiding.hidden(" ".join(story.split())[:_STORY], amounts=False),
    )


def _verdicts(notes: Iterable[Note]) -> dict[str, list[Note]]:
    found: dict[str, list[Note]] = {}
    for note in notes:
        if note.lead_verdict:
            found.setdefault(name_key(note.via_channel), []).append(note)
    return found


def _elsewhere(material: Material) -> list[Note]:
    known = {row.channel.name_key for row in material.week.rows}
    verdicts = _verdicts(material.notes)
    return [note for name, several in verdicts.items() if name not in known for note in several]


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of what is known; None, not nought, when nothing is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _totals(rows: Sequence[Row], elsewhere: Sequence[Note]) -> Totals:
    currencies = {row.currency for row in rows if row.spend is not None}
    mixed = len(currencies) > 1
    leads = _sum(row.leads for row in rows)
    accepted = sum(row.accepted for row in rows)
    paid = [row for row in rows if row.spend is not None and not mixed]
    spend = sum((row.spend or Decimal(0) for row in paid), Decimal(0)) if paid else None
    both = [row for row in paid if row.leads is not None]
    of_both = sum((row.spend or Decimal(0) for row in both), Decimal(0))
    away = sum(note.lead_verdict == "accepted" for note in elsewhere)
    return Totals(
        spend=spend,
        currency=next(iter(currencies), "") if not mixed else "",
        leads=leads,
        cost_per_lead=cost_per(of_both, sum(row.leads or 0 for row in both)),
        accepted=accepted,
        returned=sum(row.returned for row in rows),
        cost_per_accepted=cost_per(spend, sum(row.accepted for row in paid)),
        customers=_sum(row.customers for row in rows),
        mixed=mixed,
        elsewhere_accepted=away,
        elsewhere_returned=len(elsewhere) - away,
    )


def _coverage(material: Material, themed: Themed) -> Coverage:
    owing = [row for row in material.week.rows if row.report is not None or not row.channel.paused]
    reps = {known.user for known in material.people if known.role == REP}
    heard = {note.author for note in material.notes}
    return Coverage(
        channels_reported=sum(row.report is not None for row in owing),
        channels=len(owing),
        reps_heard=len(heard & reps) if reps else len(heard),
        reps=len(reps),
        withheld=themed.withheld,
        alone=themed.alone,
    )

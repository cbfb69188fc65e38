"""Composes a digest from a week's notes, themes, reports and unanswered questions: counting only, no guessing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from zoneinfo import ZoneInfo

from capabilities.channels import WEEK, ChannelWeek, Report, WeekState, cost_per, monday_of, name_key
from capabilities.digest import numbers, telling
from capabilities.digest.decision import decide, flags
from capabilities.digest.disagreeing import Side, disagreement, sides, weightiest
from capabilities.digest.hearing import NONE, Heard, Verdicts
from capabilities.digest.joining import Beside, joint
from capabilities.digest.numbers import sum_known
from capabilities.digest.rhythm import span, when
from capabilities.digest.theming import Themed, themed
from capabilities.digest.values import Asked, Coverage, Digest, Disagreement, Flag, Kind, Row, Told, Totals
from capabilities.field import KINDS
from capabilities.hiding import Hiding
from capabilities.permissions import REP
from capabilities.themes.values import ThemeWeek
from capabilities.workspace import Known
from storage.channel_figures import Figures
from storage.field import Note

_YOUNG = 2 * WEEK  # before the week: with less behind it everything would seem to rise
_ASKED = 3


@dataclass(frozen=True)
class Material:
    """Everything a digest is made of."""

    start: datetime
    end: datetime
    zone: str
    heard: Heard
    notes: Sequence[Note]  # as many of the week's as can be quoted: the newest of the themes shown, and of the rest
    week: WeekState
    gaps: Sequence[str]  # questions of the week without an answer
    people: Sequence[Known]
    history: Sequence[Figures] = ()  # the channels' weeks before
    judged: Sequence[Note] = ()  # verdicts on the leads of channels whose story sales contradicts
    accounts: Sequence[str] = ()  # every customer the workspace ever named, so that none is shown
    themes: Sequence[ThemeWeek] = ()
    counted_at: datetime | None = None
    first: datetime | None = None  # when the workspace's first note was said
    asked: Sequence[Asked] = ()  # what several people met and nobody answers, the most people first
    hidden: Collection[str] = ()  # the ids of themes that were hidden: their notes count, and nobody quotes them
    beside: Beside = field(default_factory=Beside)
    against: Mapping[str, Side] | None = None  # the stories sales contradicts, where they are known already


def period(due: datetime, zone: ZoneInfo, weeks: int = 1) -> tuple[datetime, datetime]:
    """The last whole weeks before a due time: Monday 00:00 to Monday 00:00 in the zone, whatever the clocks did."""
    monday = monday_of(due.astimezone(zone).date())
    midnight = clock_time(0, 0)
    return (
        datetime.combine(monday - weeks * WEEK, midnight, zone),
        datetime.combine(monday, midnight, zone),
    )


def compose(material: Material) -> Digest:
    """The digest of a week, with a computed decision line."""
    heard = material.heard
    several = (*material.notes, *material.judged)
    hiding = Hiding.of(
        accounts=(*material.accounts, *(note.account for note in several)),
        people=(known.name for known in material.people),
        texts=(note.text for note in several),
    )
    against = sides(material.week.rows, heard.verdicts) if material.against is None else material.against
    rows = _rows(material, against, hiding)
    # Several weeks are compared with none: there are none before them of their own length.
    young = span(material.start, material.end) > 1 or (
        material.first is not None and material.first > material.start - _YOUNG
    )
    said = themed(
        material.themes, heard.themes, material.notes, hiding, alone=heard.alone, hidden=material.hidden, young=young
    )
    coverage = _coverage(material, said)
    flagged = flags(rows)
    missing = [channel.name for channel in material.week.missing]
    decision, why, subject = decide(
        flagged, said.themes, len(material.gaps), coverage, missing, when=when(material.start, material.end)
    )
    made = Digest(
        start=material.start,
        end=material.end,
        zone=material.zone,
        said=heard.said,
        kinds=tuple(Kind(kind, heard.kinds[kind]) for kind in KINDS if kind in heard.kinds),
        quotes=said.quotes,
        rows=rows,
        totals=_totals(rows, material),
        flags=flagged,
        gaps=len(material.gaps),
        gap_texts=(),
        coverage=coverage,
        decision=decision,
        why=why,
        subject=subject,
        themes=said.themes,
        more=said.more,
        asked=tuple(
            Asked(hiding.hidden(" ".join(each.words.split())), each.people) for each in material.asked[:_ASKED]
        ),
        counted_at=material.counted_at,
        disagreements=_disagreements(material, against, hiding),
        stories=_stories(material, rows, flagged, hiding),
    )
    return replace(made, joint=joint(made, material.beside, hiding))


def _rows(material: Material, sides: Mapping[str, Side], hiding: Hiding) -> tuple[Row, ...]:
    """One row per channel that reported, owes a report, or whose leads were judged; the highest spend first."""
    earlier: dict[str, list[Figures]] = {}
    for each in material.history:
        earlier.setdefault(each.channel, []).append(each)
    heard = material.heard
    rows = [
        _row(
            now,
            material.week.week,
            earlier.get(now.channel.id, []),
            heard.verdicts.get(now.channel.name_key, NONE),
            heard.before.get(now.channel.name_key, NONE),
            hiding,
            disagrees=now.channel.name_key in sides,
        )
        for now in material.week.rows
        if now.report is not None or not now.channel.paused or now.channel.name_key in heard.verdicts
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.spend or 0), name_key(row.channel))))


def _row(
    now: ChannelWeek,
    week: date,
    earlier: Sequence[Figures],
    judged: Verdicts,
    before: Verdicts,
    hiding: Hiding,
    *,
    disagrees: bool,
) -> Row:
    report, figures = now.report, _figures(now, week)
    moved = numbers.moved(figures, earlier)
    cost = next((each for each in moved if each.name == numbers.COST), None)
    return Row(
        channel=now.channel.name,
        reported=report is not None,
        spend=figures.spend,
        currency=figures.currency,
        leads=figures.leads,
        cost_per_lead=cost_per(figures.spend, figures.leads),
        accepted=judged.accepted,
        returned=judged.returned,
        reason=judged.reason,
        cost_per_accepted=cost_per(figures.spend, judged.accepted),
        customers=figures.customers,
        before=numbers.cost_before(figures, earlier),
        change=cost.change if cost is not None else None,
        story=telling.shown(report.worked, hiding) if report is not None else "",
        qualified=figures.qualified,
        opportunities=figures.opportunities,
        cost_per_customer=cost_per(figures.spend, figures.customers),
        stages=numbers.stages(figures),
        moved=moved,
        quality=numbers.quality(figures, earlier, (judged.accepted, judged.judged), (before.accepted, before.judged)),
        unusual=numbers.unusual(figures, earlier),
        disagrees=disagrees,
        reasons=_reasons(report, hiding),
        didnt=telling.shown(report.didnt, hiding) if report is not None else "",
        next=telling.shown(report.next, hiding) if report is not None else "",
        skipped=telling.shown(now.skipped.reason, hiding) if now.skipped is not None and report is None else "",
    )


def _reasons(report: Report | None, hiding: Hiding) -> tuple[tuple[str, str], ...]:
    """Why numbers moved, as the owner said; one sentence may say it of several."""
    said = report.reasons if report is not None else {}
    kept = ((str(name), telling.shown(str(words), hiding)) for name, words in said.items())
    return tuple((name, words) for name, words in kept if words)


def _stories(
    material: Material, rows: Sequence[Row], flagged: Sequence[Flag], hiding: Hiding
) -> tuple[Told, ...]:  # fmt: skip
    reports = {row.channel.name: row.report for row in material.week.rows if row.report is not None}
    first = {flag.channel for flag in flagged} | {row.channel for row in rows if row.disagrees}
    return telling.worth_summing(rows, reports, first, hiding)


def _figures(now: ChannelWeek, week: date) -> Figures:
    """The week's own numbers; all unknown while nobody handed in."""
    names = ("currency", "spend", *numbers.STAGES)
    known = {name: getattr(now.report, name) for name in names} if now.report is not None else {}
    return Figures(channel=now.channel.id, week=week, **known)


def _disagreements(material: Material, sides: Mapping[str, Side], hiding: Hiding) -> tuple[Disagreement, ...]:
    """Both sides' words of the channels with the most verdicts; a row's `disagrees` marks the others too."""
    verdicts, names = material.heard.verdicts, {row.channel.name_key: row.channel.name for row in material.week.rows}
    said: dict[tuple[str, str], list[Note]] = {}
    for note in material.judged:
        said.setdefault((name_key(note.via_channel), note.lead_verdict), []).append(note)
    return tuple(
        disagreement(names[name], sides[name], verdicts[name], said.get((name, sides[name].verdict), []), hiding)
        for name in weightiest(sides, verdicts)
    )


def _totals(rows: Sequence[Row], material: Material) -> Totals:
    known = {row.channel.name_key for row in material.week.rows}
    elsewhere = [each for name, each in material.heard.verdicts.items() if name not in known]
    currencies = {row.currency for row in rows if row.spend is not None}
    mixed = len(currencies) > 1
    leads = sum_known(row.leads for row in rows)
    accepted = sum(row.accepted for row in rows)
    paid = [row for row in rows if row.spend is not None and not mixed]
    spend = sum((row.spend or Decimal(0) for row in paid), Decimal(0)) if paid else None
    both = [row for row in paid if row.leads is not None]
    of_both = sum((row.spend or Decimal(0) for row in both), Decimal(0))
    won = [row for row in paid if row.customers is not None]
    of_won = sum((row.spend or Decimal(0) for row in won), Decimal(0))
    return Totals(
        spend=spend,
        currency=next(iter(currencies), "") if not mixed else "",
        leads=leads,
        cost_per_lead=cost_per(of_both, sum(row.leads or 0 for row in both)),
        accepted=accepted,
        returned=sum(row.returned for row in rows),
        cost_per_accepted=cost_per(spend, sum(row.accepted for row in paid)),
        customers=sum_known(row.customers for row in rows),
        mixed=mixed,
        elsewhere_accepted=sum(each.accepted for each in elsewhere),
        elsewhere_returned=sum(each.returned for each in elsewhere),
        qualified=sum_known(row.qualified for row in rows),
        opportunities=sum_known(row.opportunities for row in rows),
        cost_per_customer=cost_per(of_won, sum(row.customers or 0 for row in won)),
    )


def _coverage(material: Material, themed: Themed) -> Coverage:
    owing = [row for row in material.week.rows if row.report is not None or row.owed]
    reps = {known.user for known in material.people if known.role == REP}
    heard = set(material.heard.authors)
    return Coverage(
        channels_reported=sum(row.report is not None for row in owing),
        channels=len(owing),
        reps_heard=len(heard & reps) if reps else len(heard),
        reps=len(reps),
        withheld=themed.withheld,
        alone=themed.alone,
        skipped=sum(row.report is None and row.skipped is not None for row in material.week.rows),
    )

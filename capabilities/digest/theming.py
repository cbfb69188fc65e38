"""Chooses which of the week's themes a digest shows, and what of each may be said to everybody."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from capabilities.digest import quotes
from capabilities.digest.values import Count, Quote, Theme
from capabilities.hiding import Hiding
from capabilities.themes.trend import worded
from capabilities.themes.values import ThemeWeek, Trend
from storage.field import Note

MOST, QUOTED = 6, 3  # themes shown, and how many of them with a customer's words
LEAST = 2  # notes of the week; a theme that one note speaks of is no news of the week
UNNAMED = "A theme without a name yet"
_UNNAMED = re.compile(r"New theme( \d+)?")  # what a theme is called whose notes gave no phrase
_BESIDE = 2  # quotations from notes outside the themes shown


@dataclass(frozen=True)
class Themed:
    """A week's themes as they are shown, and an account of what is not."""

    themes: tuple[Theme, ...]
    more: int  # themes that may be shown and are not, for others weigh more or a single note speaks of them
    withheld: int  # themes under three notes or two people
    alone: int  # notes that belong to no theme so far
    quotes: tuple[Quote, ...]  # words from outside the themes shown


def shown(
    weeks: Sequence[ThemeWeek], counts: Mapping[str, Count], *, hidden: Collection[str]
) -> list[tuple[ThemeWeek, Count]]:
    """The themes of a week that are shown, by what counted of each: the most people first, then the most notes."""
    public = [each for each in _standing(weeks, counts, hidden) if each[0].public]
    public.sort(key=lambda each: (-each[1].people, -each[1].notes, each[0].name, each[0].id))
    return [each for each in public if each[1].notes >= LEAST][:MOST]


def themed(
    weeks: Sequence[ThemeWeek],
    counts: Mapping[str, Count],
    notes: Sequence[Note],
    hiding: Hiding,
    *,
    alone: int,
    hidden: Collection[str],
    young: bool,
) -> Themed:
    """The themes of a week: the most people first, then the most notes. A theme that `counts` misses has none left.

    Beside them are quoted `notes` of no theme shown, never one of the `hidden` themes, by their ids: whoever hid
    a theme did not want it said. A note whose theme is withheld as too thin may be quoted as one of no theme may: what
    is withheld is that few have said it, and one note's words, its customer hidden, could be anybody's.
    In a `young` workspace no week is compared with those before. So many notes stand `alone`.
    """
    chosen = shown(weeks, counts, hidden=hidden)
    standing = _standing(weeks, counts, hidden)
    spoken: set[str] = set()
    made: list[Theme] = []
    for week, counted in chosen:
        several = [note for note in notes if note.theme == week.id] if len(made) < QUOTED else []
        picked = quotes.chosen(several, most=1, spoken=spoken)
        spoken |= {note.account.casefold() for note in picked if note.account}
        theme = _theme(week, counted, [quotes.quote(note, hiding) for note in picked], hiding)
        made.append(replace(theme, trend=Trend(theme.trend.now, 0.0, "")) if young else theme)
    inside = {week.id for week, _ in chosen}
    outside = [note for note in notes if note.theme not in inside and note.theme not in hidden]
    beside = quotes.chosen(outside, most=_BESIDE if made else quotes.MOST, spoken=spoken)
    public = sum(week.public for week, _ in standing)
    return Themed(
        themes=tuple(made),
        more=public - len(chosen),
        withheld=len(standing) - public,
        alone=alone,
        quotes=tuple(quotes.quote(note, hiding) for note in beside),
    )


def _standing(
    weeks: Sequence[ThemeWeek], counts: Mapping[str, Count], hidden: Collection[str]
) -> list[tuple[ThemeWeek, Count]]:
    return [(week, counts[week.id]) for week in weeks if week.id not in hidden and week.id in counts]


def trend_words(theme: Theme, when: str = "this week") -> str:
    """`8 this week, 4.5 a week before: rising`; with a percentage only where its base is large enough."""
    return worded(theme.count.notes, when, theme.trend)


def news(theme: Theme, when: str = "this week") -> str:
    """How the week compares with those before, as far as there were enough of them."""
    return trend_words(theme, when) if theme.trend.word else f"{theme.count.notes:,} {when}"


def taken_words(theme: Theme) -> str:
    """Who has taken a theme on, by their role: no name stands in a public digest. Empty when nobody has."""
    if theme.sales and theme.marketing:
        return "taken on by sales and marketing"
    if theme.sales or theme.marketing:
        has, lacks = ("sales", "marketing") if theme.sales else ("marketing", "sales")
        return f"taken on by {has}, {lacks} still missing"
    return ""


def _theme(week: ThemeWeek, counted: Count, said: Sequence[Quote], hiding: Hiding) -> Theme:
    segments = ((quotes.segment_shown(name, hiding), often) for name, often in week.segments)
    segment, often = next((each for each in segments if each[0]), ("", 0))
    name = _name(week.name, hiding)
    return Theme(
        name=name or (f"A theme in {segment}" if segment else UNNAMED),
        count=counted,
        trend=week.trend,
        segment=segment if often > 1 else "",
        quote=said[0] if said else None,
        sales=bool(week.sales),
        marketing=bool(week.marketing),
        named=bool(name),
    )


def _name(name: str, hiding: Hiding) -> str:
    """A theme's name; empty where it has none, or something in it is not for everybody."""
    name = " ".join(name.split())
    return name if not _UNNAMED.fullmatch(name) and hiding.hidden(name) == name else ""

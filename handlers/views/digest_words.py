"""A digest's sentences, the same wherever it is shown: plain words, escaped by whoever shows them."""

from capabilities.digest import Change, Digest, Flag, Group, Point, Quote, Row, Theme
from capabilities.digest.rhythm import span, when
from capabilities.digest.theming import news, taken_words
from capabilities.field import KINDS
from handlers.views.channels import week_name
from handlers.views.text import many

QUIET = "A quiet week: nobody logged what a customer said."
NOT_THE_SAME = (
    "“Change” is the cost per lead on the week before, “On 4 weeks” on the mean of the four before. "
    "Accepted: of the leads sales judged this week. "
    "Customers and judged leads mostly come from leads of earlier weeks."
)
_PLURAL = {
    "want": ("want", "wants"),
    "objection": ("objection", "objections"),
    "works": ("thing that works", "things that work"),
    "doesnt": ("thing that does not work", "things that do not work"),
    "lead": ("lead verdict", "lead verdicts"),
    "competitor": ("word on a competitor", "words on competitors"),
    "words": ("customer's sentence", "customers' sentences"),
}
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def title(digest: Digest) -> str:
    weeks = span(digest.start, digest.end)
    if weeks > 1:
        return f"Sales and marketing, {weeks} weeks from {week_name(digest.week)}"
    return f"Sales and marketing, week of {week_name(digest.week)}"


def beneath_table(digest: Digest) -> str:
    """What has to be known to read the channels' numbers."""
    weeks = span(digest.start, digest.end)
    if weeks == 1:
        return NOT_THE_SAME
    short = digest.joint.lacking
    some = f" {many(short, 'week')} of them {'was' if short == 1 else 'were'} not handed in." if short else ""
    return (
        f"Sums of {weeks} weeks, so no week is compared with another.{some} Accepted: of the leads sales judged in "
        "this time. Customers and judged leads mostly come from earlier leads."
    )


def coverage(digest: Digest) -> str:
    """How much of both teams was heard, and what was left out."""
    cover = digest.coverage
    reps = (
        f"{cover.reps_heard} of {many(cover.reps, 'rep')}" if cover.reps else many(cover.reps_heard, "person", "people")
    )
    said = [f"Heard: {cover.channels_reported} of {many(cover.channels, 'channel')}, {reps}"]
    if cover.withheld:
        what = "group" if digest.themes is None else "theme"
        said.append(f"{many(cover.withheld, what)} under three notes or two people withheld")
    if cover.alone:
        said.append(f"{many(cover.alone, 'note stands', 'notes stand')} alone so far")
    return " · ".join(said)


def counted(notes: int, people: int, accounts: int) -> str:
    if not notes:
        return "No notes"
    at = f" at {many(accounts, 'customer')}" if accounts else ""
    return f"{many(notes, 'note')} from {many(people, 'person', 'people')}{at}"


def all_said(digest: Digest) -> str:
    return f"{counted(digest.said.notes, digest.said.people, digest.said.accounts)}."


def kinds(digest: Digest) -> str:
    return ", ".join(many(kind.count.notes, *_PLURAL[kind.kind]) for kind in digest.kinds)


def time_of(digest: Digest) -> str:
    """`this week`, or `in these 2 weeks`."""
    return when(digest.start, digest.end)


def theme_words(theme: Theme, when: str) -> str:
    """`8 this week, 4.5 a week before: rising. 6 people at 8 customers, most often in Doors. Taken on by sales …`"""
    said = [news(theme, when)]
    people = many(theme.count.people, "person", "people")
    at = f" at {many(theme.count.accounts, 'customer')}" if theme.count.accounts else ""
    often = f", most often in {theme.segment}" if theme.segment else ""
    said.append(f"{people}{at}{often}")
    taken = taken_words(theme)
    said += [taken[0].upper() + taken[1:]] if taken else []
    return f"{'. '.join(said)}."


def more(digest: Digest) -> str:
    return f"{many(digest.more, 'smaller theme')} not shown."


def group_words(group: Group) -> str:
    where = f"in {group.segment}" if group.segment else "without a segment"
    one, several = _PLURAL[group.kind]
    return f"{many(group.count.notes, one, several)} {where}, from {many(group.count.people, 'person', 'people')}"


def about(each: Quote) -> str:
    kind = KINDS[each.kind]
    return f"{kind}, {each.segment}" if each.segment else kind


def point_words(point: Point) -> str:
    """`landed 5 of 6 times with Doors`, over four weeks; the times are counts, for so few there is no rate."""
    how, often = ("fell flat", point.flat) if point.fell_flat else ("landed", point.landed)
    where = f" with {point.segment}" if point.segment else ""
    return f"{how} {often} of {point.marks} times{where}"


def change_words(change: Change) -> str:
    """`Brief of Nordwind: version 4 is in force. Two of its lines were changed by three notes from the field.`"""
    said = f"Brief of {change.product}: version {change.number} was published."
    if not change.lines:
        return said
    lines = f"{_small(change.lines)} of its lines {'was' if change.lines == 1 else 'were'}"
    notes = f"{_small(change.notes)} {'note' if change.notes == 1 else 'notes'} from the field"
    by = f"changed by {notes}" if change.notes else "changed at somebody's proposal"
    return f"{said} {lines[0].upper()}{lines[1:]} {by}."


def silent(digest: Digest) -> str:
    if not digest.gaps:
        return "Several people asked this, and the brief is silent on it still"
    return f"The brief was silent on {many(digest.gaps, 'question')}"


def looked_at(digest: Digest) -> list[Flag]:
    """The flags to say still: what the decision says is said, unless the owner's view of it is yet to come."""
    differ = {each.channel for each in digest.disagreements}
    return [flag for flag in digest.flags if flag.words != digest.why or (flag.story and flag.channel not in differ)]


def reasons(row: Row) -> list[tuple[str, str]]:
    """Why numbers moved, each sentence once with the names of the numbers it explains, as they are stored."""
    found: dict[str, list[str]] = {}
    for name, words in row.reasons:
        found.setdefault(words, []).append(name)
    return [(", ".join(names), words) for words, names in found.items()]


def _small(count: int) -> str:
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"

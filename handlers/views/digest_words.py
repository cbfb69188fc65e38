"""A digest's sentences, the same wherever it is shown: plain words, escaped by whoever shows them."""

from capabilities.digest import Change, Digest, Flag, Group, Item, Point, Quote, Row, Theme
from capabilities.digest.rhythm import span, when
from capabilities.digest.theming import news, taken_words
from capabilities.field import KINDS
from capabilities.goals import DROPPED, MISSED, PROPOSED, REACHED, GoalShown
from handlers.views import channel_week, scoreboard
from handlers.views.channels import week_name
from handlers.views.scoreboard import DIFFER
from handlers.views.text import many, shorten

QUIET = "A quiet week: nobody logged what a customer said."
_ACCEPTED = "Accepted: of the leads sales judged this week, most of which came in earlier weeks."
_AS_THE_WHOLE_TABLE_HAS_IT = (
    " Customers mostly come from earlier leads too. “Change” is the cost per lead on the week before, “On 4 weeks” on "
    "the mean of the four before."
)
_ENDS = {REACHED: "Reached", MISSED: "Not reached", DROPPED: "Dropped"}
_NAMED, _SKIPPED = 6, 80  # channels named that have not reported; characters of the reason for skipping a week
_STORY = 240  # characters of each part of an owner's story
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


def beneath_table(digest: Digest, *, whole: bool = False) -> str:
    """What has to be known to read the channels' numbers; `whole` for the table with all columns."""
    weeks = span(digest.start, digest.end)
    if weeks == 1:
        judged = any(row.verdicts for row in digest.rows)
        said = (_ACCEPTED if judged else "") + (_AS_THE_WHOLE_TABLE_HAS_IT if whole else "")
    else:
        short = digest.joint.lacking
        some = f" {many(short, 'week')} of them {'was' if short == 1 else 'were'} not handed in." if short else ""
        said = (
            f"Sums of {weeks} weeks, so no week is compared with another.{some} Accepted: of the leads sales judged "
            "in this time. Customers and judged leads mostly come from earlier leads."
        )
    if any(row.disagrees for row in digest.rows):
        said += f" {DIFFER.strip()}: its owner and sales see it differently."
    if digest.totals.currency and not digest.totals.mixed and not whole:
        said += f" Amounts in {digest.totals.currency}."
    if digest.totals.mixed:
        said += " Several currencies are in use, so costs are not summed."
    away = digest.totals.elsewhere_accepted, digest.totals.elsewhere_returned
    if any(away):
        said += f" Of leads from no channel known here, sales accepted {away[0]:,} and returned {away[1]:,}."
    return said.strip()


def unreported(digest: Digest) -> str:
    """Whose numbers are missing, unless the decision names them, and who skipped the week for which reason."""
    names = [row.channel for row in digest.rows if not row.reported and not row.skipped]
    said = []
    if names and len(names) == len(digest.rows) > 1:
        said.append(f"None of {len(names):,} channels has reported.")
    elif not all(name in digest.decision for name in names):
        said.append(f"No report from {_listed(names)}.")
    skipped = [f"{row.channel} ({shorten(row.skipped, _SKIPPED)})" for row in digest.rows if row.skipped]
    said += [f"Skipped: {_listed(skipped)}."] if skipped else []
    return " ".join(said)


def story(row: Row, *, told_elsewhere: bool) -> list[tuple[str, str]]:
    """What a channel's owner told of the week, each part with who or what speaks: a model's summary, or the owner's
    words. What worked is left out where it is `told_elsewhere` on the page already."""
    if row.summary:
        return [("Its owner, in short", row.summary)]
    parts = (("What worked", "" if told_elsewhere else row.story), ("What did not", row.didnt), ("Next", row.next))
    told = [(name, shorten(" ".join(words.split()), _STORY)) for name, words in parts]
    return [(name, channel_week.quoted(words)) for name, words in told if words]


def closer(digest: Digest) -> list[tuple[str, list[str]]]:
    """Each channel's own lines by its name: its way from lead to customer, what moved and why, what its owner tells.

    What stands on the page above, where the two views differ or among what to look at, is not said again.
    """
    above = {each.channel for each in digest.disagreements} | {each.channel for each in digest.flags}
    quoted = {each.channel for each in digest.disagreements} | {each.channel for each in digest.flags if each.story}
    made = []
    for row in digest.rows:
        said = [channel_week.stages(row), "" if row.channel in above else channel_week.returned(row)]
        said += [str(each) for each in channel_week.moves(row)]
        said += [f"{name}: {told}" for name, told in story(row, told_elsewhere=row.channel in quoted)]
        made.append((row.channel, [each for each in said if each]))
    together = channel_week.together(digest.totals) if len(scoreboard.told(digest.rows)) > 1 else ""
    return [*([("All channels", [together])] if together else []), *((name, said) for name, said in made if said)]


def goal_title(goal: GoalShown) -> str:
    """A goal's title, after how it ended or whose signature it waits for."""
    if goal.state == PROPOSED and goal.waits_for:
        return f"To be signed by {' and '.join(goal.waits_for)}: {goal.title}"
    return f"{_ENDS[goal.state]}: {goal.title}" if goal.state in _ENDS else goal.title


def item_words(item: Item) -> str:
    """What to do in these minutes. The decision stands at the top of the page, so it is not said once more."""
    return "The decision at the top: who does what, and by when." if item.kind == "decision" else item.words


def coverage(digest: Digest) -> str:
    """How much of both teams was heard, and what was left out."""
    cover = digest.coverage
    reps = (
        f"{cover.reps_heard} of {many(cover.reps, 'rep')}" if cover.reps else many(cover.reps_heard, "person", "people")
    )
    if not cover.channels and not cover.reps_heard:
        said = ["Heard: nobody yet"]
    else:
        channels = f"{cover.channels_reported} of {many(cover.channels, 'channel')}, " if cover.channels else ""
        channels += f"{cover.skipped:,} skipped, " if cover.skipped else ""
        said = [f"Heard: {channels}{reps}"]
    if cover.withheld:
        what = "group" if digest.themes is None else "theme"
        said.append(f"{many(cover.withheld, what)} under three notes or two people withheld")
    if cover.alone:
        said.append(f"{many(cover.alone, 'note', 'notes')} in no theme so far")
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
    """`8 this week, 4.5 a week before: rising · 6 people, 8 customers, most often in Doors · taken on by sales …`"""
    often = f", most often in {theme.segment}" if theme.segment else ""
    taken = "taken on by both teams" if theme.sales and theme.marketing else taken_words(theme)
    return " · ".join(filter(None, (f"{theme_counts(theme, when)}{often}", taken)))


def theme_counts(theme: Theme, when: str) -> str:
    """`8 this week, 4.5 a week before: rising · 6 people, 8 customers`"""
    people = many(theme.count.people, "person", "people")
    at = f", {many(theme.count.accounts, 'customer')}" if theme.count.accounts else ""
    return f"{news(theme, when)} · {people}{at}"


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
    """`5 of 6 times with Doors`, landed or fallen flat over four weeks; so few are counted, and have no rate."""
    where = f" with {point.segment}" if point.segment else ""
    return f"{point.flat if point.fell_flat else point.landed} of {point.marks} times{where}"


def tried(digest: Digest) -> list[tuple[str, list[Point]]]:
    """The points that landed and those that fell flat, each list under its heading; no heading without a point."""
    points = digest.joint.points
    lists = (
        ("Landed", [each for each in points if not each.fell_flat]),
        ("Fell flat", [each for each in points if each.fell_flat]),
    )
    return [each for each in lists if each[1]]


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
    """The flags to say still: what the decision says is said, unless the owner's view of it is yet to come; and leads
    that came back are told where the two views stand side by side."""
    differ = {each.channel for each in digest.disagreements}

    def still(flag: Flag) -> bool:
        if flag.channel in differ:
            return flag.words != digest.why and flag.kind != "returned"
        return flag.words != digest.why or bool(flag.story)

    return [flag for flag in digest.flags if still(flag)]


def _small(count: int) -> str:
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"


def _listed(names: list[str]) -> str:
    """`Ads, Fairs and Podcast`; of many the first few."""
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED:,} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else "".join(names)

"""What themes look like: the list, one theme opened with its notes, and a theme in App Home."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from capabilities.field import Note
from capabilities.themes import ThemeOpen, ThemeShown, Trend
from capabilities.themes.trend import worded
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.field import LABELS, LONGEST_NAME
from handlers.views.text import day, escape, many, money, person, quote, shorten

OPEN = "theme_open"
MODAL, TOLD = "theme_opened", "theme_told"
TAKE, LEAVE = "theme_take", "theme_leave"
RENAME, MERGE, SPLIT, OWNER, DECLINE = "theme_rename", "theme_merge", "theme_split", "theme_owner", "theme_decline"
HIDE, SHOW, ANSWERED, REOPEN, LENS = "theme_hide", "theme_show", "theme_answered", "theme_reopen", "theme_lens"

TOP, AT_HOME = 15, 5  # themes in the list, and in App Home
_SEGMENTS = 5
_QUOTED = 220  # characters of a note, and of a customer's own words


def listing(themes: Sequence[ThemeShown], *, may_shape: bool = False, lens: str = "") -> list[Block]:
    """The list: what may be shown to everybody, and for who shapes them what is still forming."""
    public = [each for each in themes if each.public][:TOP]
    forming = [each for each in themes if not each.public][:TOP]
    made = [b.section("*What customers say again and again*")]
    made += [_line(each) for each in public]
    if not public:
        made.append(b.section("No theme yet. One shows once three notes from two people say the same."))
    if forming and may_shape:
        made += [b.divider(), b.section("*Forming*: fewer than three notes or two people, so only marketers see them")]
        made += [_line(each) for each in forming]
    if may_shape:
        cares = f"You care about: {escape(lens)}" if lens else "Say what matters to you, and themes are named by it."
        made += [b.divider(), b.context(cares), b.actions(b.button("What we care about", LENS))]
    return made


def home_blocks(themes: Sequence[ThemeShown]) -> list[Block]:
    """The heaviest themes for App Home; nothing where there is none to show."""
    public = [each for each in themes if each.public][:AT_HOME]
    return [b.header("What customers say"), *(_line(each) for each in public)] if public else []


def which(words: str, themes: Sequence[ThemeShown]) -> list[Block]:
    """What was found for words that fit several themes, or none."""
    if not themes:
        return [b.section(f"No theme fits “{escape(shorten(words, 60))}”. `/field themes` lists them all.")]
    return [b.section(f"Themes near “{escape(shorten(words, 60))}”"), *(_line(each) for each in themes)]


def opened(theme: ThemeOpen, *, user: str, zone: ZoneInfo) -> Block:
    """One theme in a modal, as `user` may see it."""
    shown = theme.shown
    made = [b.header(shown.name), b.section(f"*{_counts(shown)}*\n{trend_words(shown.trend)}")]
    if not shown.public:
        made.append(b.context("Forming: it shows to everybody at three notes from two people."))
    if shown.state == "hidden":
        made.append(b.context("Hidden: only who shapes the themes can see it."))
    made.append(b.section("\n".join(_facts(shown))))
    made += _buttons(shown, user, may_shape=theme.may_shape)
    made += [b.divider(), b.section(_newest(len(theme.notes), shown.notes))]
    made += [_note(note, zone) for note in theme.notes]
    return b.modal(MODAL, "Theme", made, submit=None, memory=shown.id)


def told(words: str) -> Block:
    """A word in place of a form that is done."""
    return b.modal(TOLD, "Themes", [b.section(words)], submit=None)


def trend_words(trend: Trend) -> str:
    """`8 in the last seven days, 4.5 a week before: rising`; with a percentage only on a base large enough."""
    return worded(trend.now, "in the last seven days", trend)


def at_stake(amounts: Mapping[str, Decimal]) -> str:
    """`65,772 EUR + 1,200 CHF`, the largest first."""
    largest = sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))
    return " + ".join(money(amount, currency) for currency, amount in largest)


def _line(theme: ThemeShown) -> Block:
    words = f"*{escape(theme.name)}*\n{_counts(theme)}\n{trend_words(theme.trend)}"
    state = _state(theme)
    return b.section(f"{words}\n{state}" if state else words, accessory=b.button("Open", OPEN, theme.id))


def _counts(theme: ThemeShown) -> str:
    said = f"{many(theme.notes, 'note')} from {many(theme.people, 'person', 'people')}"
    return f"{said} at {many(theme.accounts, 'customer')}" if theme.accounts else said


def _state(theme: ThemeShown) -> str:
    said = ["hidden"] if theme.state == "hidden" else []
    if theme.decision == "brief":
        said.append(_answered(theme))
    elif theme.decision == "declined":
        said.append("declined")
    if theme.taken:
        said.append("taken on by sales and marketing")
    return ", ".join(said).capitalize()


def _answered(theme: ThemeShown) -> str:
    return f"answered in brief version {theme.decision_version}" if theme.decision_version else "answered in the brief"


def _facts(theme: ThemeShown) -> list[str]:
    said = [f"At stake: {at_stake(theme.at_stake)}"] if theme.at_stake else []
    if theme.segments:
        several = (f"{escape(shorten(name, LONGEST_NAME))} {number}" for name, number in theme.segments[:_SEGMENTS])
        said.append(f"Segments: {', '.join(several)}")
    kinds = [f"{LABELS.get(kind, kind)} {number}" for kind, number in theme.kinds.items()]
    said += [f"Kinds: {', '.join(kinds)}"] if kinds else []
    said.append(f"Looked after by {person(theme.owner)}" if theme.owner else "Nobody looks after it yet")
    said.append(_pair(theme))
    if theme.decision == "brief":
        said.append(f"*{_answered(theme).capitalize()}*")
    elif theme.decision == "declined":
        said.append(f"*Declined*: {escape(theme.decision_reason)}")
    return said


def _pair(theme: ThemeShown) -> str:
    if theme.taken:
        return f"Taken on by {person(theme.sales)} (sales) and {person(theme.marketing)} (marketing)"
    if theme.sales or theme.marketing:
        has, lacks = ("sales", "marketing") if theme.sales else ("marketing", "sales")
        return f"Taken on by {person(theme.sales or theme.marketing)} ({has}); somebody from {lacks} is still missing"
    return "Not taken on yet: it takes one from sales and one from marketing"


def _buttons(theme: ThemeShown, user: str, *, may_shape: bool) -> list[Block]:
    mine = user in (theme.sales, theme.marketing)
    made = [b.button("Leave", LEAVE, theme.id)] if mine else []
    if not mine and not theme.taken:
        made.append(b.button("Take it on", TAKE, theme.id, style="primary"))
    rows = [b.actions(*made)] if made else []
    if may_shape:
        rows.append(b.actions(*_shaping(theme)))
    return rows


def _shaping(theme: ThemeShown) -> list[Block]:
    hide = b.confirmed(
        b.button("Hide", HIDE, theme.id),
        title="Hide this theme?",
        words="It leaves the list, App Home and the digest. You can show it again.",
        yes="Hide it",
    )
    answered = b.confirmed(
        b.button("Answered in the brief", ANSWERED, theme.id),
        title="Does the brief answer this?",
        words="Everybody who said it sees in their receipt that the brief in force answers it.",
        yes="It does",
        no="Not yet",
    )
    decisions = [b.button("Open it again", REOPEN, theme.id)]
    if not theme.decision:
        decisions = [answered, b.button("Decline…", DECLINE, theme.id)]
    hidden = b.button("Show again", SHOW, theme.id) if theme.state == "hidden" else hide
    forms = [b.button("Rename…", RENAME, theme.id), b.button("Merge…", MERGE, theme.id)]
    forms += [b.button("Split…", SPLIT, theme.id), b.button("Owner…", OWNER, theme.id)]
    return [*decisions, *forms, hidden]


def _newest(here: int, all_of_them: int) -> str:
    return f"*The newest {here} of {all_of_them:,} notes*" if here < all_of_them else "*Its notes*"


def _note(note: Note, zone: ZoneInfo) -> Block:
    said = [f"*{LABELS[note.kind]}*", day(note.created_at.astimezone(zone))]
    said += [escape(shorten(name, LONGEST_NAME)) for name in (note.account, note.segment) if name]
    words = f"{' · '.join(said)}\n{quote(note.text, _QUOTED)}"
    if note.customer_words and note.customer_words.strip() not in note.text:
        words += f"\n> “{escape(' '.join(shorten(note.customer_words.strip(), _QUOTED).split()))}”"
    return b.section(words)

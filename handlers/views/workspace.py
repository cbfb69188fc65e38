"""App Home, a person's desk: what waits for them, how things stand, and what became of what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from capabilities.brief import InForce
from capabilities.desk import Desk
from capabilities.digest import Digest
from capabilities.field import Note, Receipt
from capabilities.goals import Asked, GoalShown
from capabilities.passages import is_public
from capabilities.themes import ThemeShown
from handlers.views import blocks as b
from handlers.views import brief as brief_views
from handlers.views import channels as channel_views
from handlers.views import digest as digest_views
from handlers.views import digest_sending as sending_views
from handlers.views import field_lists
from handlers.views import goals as goal_views
from handlers.views import home_questions as question_views
from handlers.views import themes as theme_views
from handlers.views.blocks import Block
from handlers.views.digest_words import title as digest_title
from handlers.views.home_waiting import Waiting, standing, waiting
from handlers.views.text import escape, minute, shorten

LOG, PITCH, CHECK, DIGEST = "home_log", "home_pitch", "home_check", "home_digest"
NOTES = 5  # of one's own notes shown
GOALS = 4
_MODAL_BLOCKS = b.VIEW_BLOCKS - 2


@dataclass(frozen=True)
class Home:
    """All that lies on a person's desk. `decisions` is for who may publish a brief; `goals` and `digest` are for
    colleagues, and empty for a guest, as is `asked`. `reached` is whether the last digest got to its channel, `coming`
    when the next one comes."""

    desk: Desk
    notes: Sequence[Note] = ()
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    themes: Sequence[ThemeShown] = ()
    brief: InForce | None = None
    goals: Sequence[GoalShown] = ()
    asked: Asked | None = None
    digest: Digest | None = None
    decisions: Waiting | None = None
    reached: bool | None = None
    coming: datetime | None = None


def home(shown: Home, *, now: datetime) -> Block:
    """One person's App Home, well under 100 blocks: what waits first, what only tells after it."""
    desk = shown.desk
    here = now.astimezone(desk.zone)
    made = [b.header("Your desk"), *_brief(shown.brief, desk), _doors(desk, shown.decisions is not None), b.divider()]
    made += waiting(desk, shown.goals, shown.asked, shown.decisions, now=now)
    made += [b.divider(), *_digest(shown)] if desk.inside else []
    goals = standing(shown.goals, shown.asked, most=GOALS)
    said = theme_views.home_blocks(shown.themes)
    asked = question_views.listed(desk.questions)
    for part in (goals, said, asked):
        made += [b.divider(), *part] if part else []
    made += [b.divider(), b.header("Your notes")]
    made += field_lists.listed(shown.notes[:NOTES], shown.receipts, zone=desk.zone, now=now) or [
        b.section("Nothing yet. After your next call, type `/field` and one line of what they said.")
    ]
    more = "All of them, and a search: `/field mine`, `/field find`" if len(shown.notes) > NOTES else ""
    timetable = digest_views.timetable(desk.choices, shown.reached) if desk.inside else ""
    timetable += f" {sending_views.coming(shown.coming)}" if shown.coming is not None and desk.inside else ""
    made += [b.divider(), b.context(*filter(None, (more, timetable, f"Seen {minute(here)}")))]
    return b.home(made)


def digest(shown: Digest) -> Block:
    """The latest digest in a window, whole."""
    made = digest_views.blocks(shown, chart=False, table=False)
    if len(made) > _MODAL_BLOCKS:
        made = [*made[:_MODAL_BLOCKS], b.context("… the rest stands in the channel it was posted to.")]
    return b.modal("home_digest_shown", "The digest", made, submit=None)


def _doors(desk: Desk, may_publish: bool) -> Block:
    """One button for each thing a person can do."""
    doors = [b.button("Log a field note", LOG, style="primary"), b.button("Ask a question", question_views.ASK)]
    if desk.inside:
        doors += [b.button("Get pitch points", PITCH), b.button("Check a text", CHECK)]
    if desk.owns_any or desk.may("reporting a channel"):
        doors.append(b.button("Report a channel", channel_views.REPORT_ANY))
    if desk.inside:
        doors.append(b.button("Propose a goal", goal_views.NEW))
    if may_publish:
        doors.append(b.button("File a brief", brief_views.FILE))
    return b.actions(*doors)


def _brief(brief: InForce | None, desk: Desk) -> list[Block]:
    if brief is None:
        return brief_views.none_filed()[:1]
    lines = [p for p in brief.brief.passages if p.kind == "plumb_line" and (desk.inside or is_public(p))]
    words = f"*{escape(brief.version.product)}, brief version {brief.version.number}*"
    line = lines[0].text if lines else ""
    return [b.section(f"{words}\n{escape(shorten(line, 400))}" if line else words)]


def _digest(shown: Home) -> list[Block]:
    """The decision of the latest digest, and a button that shows all of it."""
    made = [b.header("The latest digest")]
    if shown.digest is None:
        return [*made, b.section("None has been posted yet. `/digest preview` shows what it would say.")]
    said = f"*{escape(shorten(shown.digest.decision, 400))}*\n{escape(shorten(shown.digest.why, 400))}"
    read = b.button("Read it", DIGEST)
    return [*made, b.section(said, accessory=read), b.context(escape(digest_title(shown.digest)))]

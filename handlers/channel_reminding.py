"""Reminding of due weeks, as durable work: one message to one person."""

import logging
from datetime import date

from slack_sdk.errors import SlackApiError

from capabilities.channels.reminded import REMIND, SHOW, Reminded, Reminder, nudge_key
from capabilities.channels.reminding import Missing, Reminding
from capabilities.nudges import bare
from handlers.absence import absence
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.showing import shown
from handlers.views import channel_reminding as views
from handlers.views.channel_reminding import Said

log = logging.getLogger("plumbline.channels")

_TRIES = 4


def jobs(reminding: Reminding, clients: Clients, poster: Poster) -> dict[str, Job]:
    """The reminder of one person, and bringing what they were sent up to date once weeks come in."""
    reminded = Reminded(reminding.books, reminding.workspaces)

    def remind(steps: Steps, workspace: str, key: str) -> None:
        week, _, user = bare(key).split(":")[:3]

        def tell() -> bool:
            # Looked up and posted in one step: whoever reports in the meantime is not reminded.
            _look_at_status(reminding, clients, workspace, user)
            said = reminding.said(workspace, key)
            if isinstance(said, Missing):
                posting = nudge_key(said.week, key.split(":", 3)[1], said.to)
                return _told(poster, workspace, posting, said.to, views.missing(said), said.beneath)
            if said is None:
                return False
            posting = nudge_key(said.week, said.stage, said.to)
            if _told(poster, workspace, posting, said.to, views.reminder(said), said.beneath):
                return True
            return _stand_in(reminding, poster, workspace, said)

        if steps.run("remind", tell):
            # What came in while it was on its way found no message yet to change.
            steps.run("mend", lambda: redraw(workspace, date.fromisoformat(week), user, settled_only=True))

    def show(steps: Steps, workspace: str, key: str) -> None:
        week, user, _ = key.split(":", 2)
        steps.run("show", lambda: redraw(workspace, date.fromisoformat(week), user))

    def redraw(workspace: str, week: date, user: str, *, settled_only: bool = False) -> int:
        """Bring the messages of a person about a week up to date; how many were changed.

        Two weeks may come in at once, and the older drawing must not stay: it is drawn again until nothing changed.
        """
        changed, last = 0, None
        for _ in range(_TRIES):
            drawn = [
                (key, views.reminder(each, unreached=each.unreached))
                for key, each in reminded.shown(workspace, week, user)
                if each.settled or not settled_only
            ]
            if drawn == last:
                break
            last = drawn
            changed = sum(shown(poster, workspace, key, each) for key, each in drawn)
        return changed

    return {REMIND: remind, SHOW: show}


def _look_at_status(reminding: Reminding, clients: Clients, workspace: str, user: str) -> None:
    """Whether they are away right now: who is there is learnt only once a day."""
    try:
        member = clients.of(workspace).users_info(user=user).get("user") or {}
    except SlackApiError as error:
        if passing(error):
            raise
        return  # nobody of that name, or no right to ask: what was learnt last counts
    away, until = absence(member, reminding.books.clock.now())
    reminding.away(workspace, user, away=away, until=until)


def _stand_in(reminding: Reminding, poster: Poster, workspace: str, said: Reminder) -> bool:
    instead = reminding.instead(workspace, said)
    if instead is None:
        return False
    key, boss = instead
    return _told(poster, workspace, key, boss, views.reminder(said, unreached=True), "")


def _told(poster: Poster, workspace: str, key: str, to: str, said: Said, beneath: str) -> bool:
    """Write to a person, beneath the message kept under `beneath` if it is there; False where Slack does not let us."""
    text, blocks = said
    under = poster.postings.at(workspace, beneath) if beneath else None
    thread = under.ts if under is not None else None
    where = under.channel if under is not None and thread else to
    try:
        poster.post(workspace, key, channel=where, text=text, blocks=blocks, thread=thread)
    except SlackApiError as error:
        if passing(error):
            raise
        log.warning("Slack lets nobody write to %s: %s", to, error.response.get("error"))
        return False
    return True

"""The timetable of every workspace: what falls due at which hour of which zone, and what is then looked at."""

from datetime import UTC, datetime, time, timedelta
from functools import partial

from bot.slack import SlackClients
from bot.timetable import Line, daily, every, hourly, weekly, workdays
from capabilities.digest import rhythm
from capabilities.workspace import Choices
from handlers.rooms import Rooms
from handlers.workspace import ask_for_people

PROPOSE = time(8, 0)  # as quiet hours usually end: of what is found people are told at once
REVIEW_BY = time(8, 15)  # after what the field asks was looked over, as the reminder tells of it
GAPS = time(8, 30)
PROPOSE_FRESH = timedelta(hours=6)  # missed for longer, the next morning sees the same
GOALS_FRESH = timedelta(hours=1)  # each hour somebody else's day begins, who hears how a goal ended
MINUTES = 5  # between two looks at what is due by the clocks of owners; zones differ by quarters of an hour
REMIND_FRESH = timedelta(minutes=MINUTES)  # one look finds all that was missed
SPIKE_MINUTES = 15  # the owner hears while the day's leads are still on people's minds
SPIKE_FRESH = timedelta(minutes=SPIKE_MINUTES)
AGAIN_MINUTES = 15  # how soon a digest comes once its channel was put right
AGAIN_FRESH = timedelta(minutes=AGAIN_MINUTES)
# When people are asked whether a pitch landed: the morning's first calls are over. Missed, it is still asked until
# the afternoon ends, not at night.
FOLLOW_UP, FOLLOW_UP_FRESH = time(10, 0), timedelta(hours=7)


def lines(rooms: Rooms, clients: SlackClients) -> list[Line]:
    """The timetable of every workspace: the digest, the reminders, a look at who is there."""
    made: list[Line] = []
    for workspace in filter(clients.serves, rooms.workspaces.every()):
        choices = rooms.workspaces.choices(workspace)
        zone = choices.tz
        report = weekly(choices.report_day, choices.report_time, zone)
        wanted = (
            ("digest again", "look at a digest Slack did not take", every(AGAIN_MINUTES), _digest_again, AGAIN_FRESH),
            ("remind", "channel reminders", report, _remind, REMIND_FRESH),
            ("remind each", "look at what is due by owners' own clocks", every(MINUTES), _remind, REMIND_FRESH),
            ("spikes", "look at leads that come back", every(SPIKE_MINUTES), _spikes, SPIKE_FRESH),
            ("people", "look at who is here", daily(time(3, 30), zone), _people, timedelta(days=1)),
            ("follow up", "look at pitches nobody said landed", workdays(FOLLOW_UP, zone), _follow_up, FOLLOW_UP_FRESH),
            ("propose", "look at what the field asks of the brief", workdays(PROPOSE, zone), _propose, PROPOSE_FRESH),
            ("gaps", "look at what waits for an answer", workdays(GAPS, zone), _gaps, PROPOSE_FRESH),
            ("goals", "look at how far goals have come", hourly(zone), _goals, GOALS_FRESH),
            (
                "review by",
                "look at when the brief is to be reviewed",
                workdays(REVIEW_BY, zone),
                _review_by,
                PROPOSE_FRESH,
            ),
        )
        made.append(_of_digest(rooms, workspace, choices))
        made += [
            Line(f"{key} {workspace}", words, trigger, partial(fire, rooms, workspace), fresh, choices.since)
            for key, words, trigger, fire, fresh in wanted
        ]
    return made


def _of_digest(rooms: Rooms, workspace: str, choices: Choices) -> Line:
    """The digest's own line, whose due times are every second week's, or the first week's of a month, by choice."""
    return Line(
        f"digest {workspace}",
        f"{choices.digest_every} digest",
        weekly(choices.digest_day, choices.digest_time, choices.tz),
        partial(_digest, rooms, workspace),
        rhythm.fresh(choices.digest_every),
        choices.since,
        partial(rhythm.is_due, choices),
    )


def _digest(rooms: Rooms, workspace: str, due: datetime) -> None:
    rooms.digests.claim(workspace, due)


def _digest_again(rooms: Rooms, workspace: str, due: datetime) -> None:  # noqa: ARG001 (the clock decides)
    rooms.digests.sending.again(workspace)


def _remind(rooms: Rooms, workspace: str, due: datetime) -> None:  # noqa: ARG001 (each owner's clock decides)
    rooms.reminding.look(workspace)


def _spikes(rooms: Rooms, workspace: str, due: datetime) -> None:  # noqa: ARG001 (the last seven days decide)
    rooms.spikes.look(workspace)


def _follow_up(rooms: Rooms, workspace: str, due: datetime) -> None:  # noqa: ARG001 (the clock's day decides)
    rooms.outcomes.follow_ups(workspace)


def _propose(rooms: Rooms, workspace: str, due: datetime) -> None:
    rooms.proposals.due(workspace, due)


def _review_by(rooms: Rooms, workspace: str, due: datetime) -> None:
    rooms.review_by.due(workspace, due)


def _goals(rooms: Rooms, workspace: str, due: datetime) -> None:
    rooms.endings.due(workspace, due)


def _gaps(rooms: Rooms, workspace: str, due: datetime) -> None:
    rooms.asking.due(workspace, due)


def _people(rooms: Rooms, workspace: str, due: datetime) -> None:
    ask_for_people(rooms.books, workspace, due.astimezone(UTC).date().isoformat())

"""When the bot keeps quiet of its own accord: evenings, nights and weekends, by each person's own clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """Quiet from `start` until `end`, across midnight where `end` is the earlier, and all of Saturday and Sunday.

    Where both are the same hour there are no quiet hours at all, on no day.
    """

    start: time = time(18, 0)
    end: time = time(8, 0)

    def hold(self, at: time) -> bool:
        """Whether an hour of a working day is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


USUAL = QuietHours()


def is_quiet(moment: datetime, zone: tzinfo, hours: QuietHours = USUAL) -> bool:
    """Whether nothing may be said unasked to somebody in this zone at this moment."""
    if hours.start == hours.end:
        return False
    there = moment.astimezone(zone)
    return there.weekday() >= _SATURDAY or hours.hold(there.time())


def next_allowed(moment: datetime, zone: tzinfo, hours: QuietHours = USUAL) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into; in UTC.

    Where the clocks leave the end of quiet out, or show it twice, it is the first moment after it.
    """
    moment = moment.astimezone(UTC)
    day = moment.astimezone(zone).date()
    # Hours that are quiet all day long leave nothing but the moment itself: no setting may silence the bot for good.
    for ahead in range(8):
        if not is_quiet(moment, zone, hours):
            break
        end = at(day + ahead * _DAY, hours.end, zone)
        if end > moment:
            moment = end
    return moment


def at(day: date, hour: time, zone: tzinfo) -> datetime:
    """An hour of a day by a zone's clocks, in UTC; one they show twice is its first showing."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day it is for somebody in a zone."""
    return moment.astimezone(zone).date()

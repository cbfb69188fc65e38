"""The words about a digest's way: when the next one comes, why one could not be posted, and what helps."""

from datetime import datetime

from capabilities.digest.sending import Unposted
from handlers.views.digest import place

_FOR_GOOD = "choose another with `/digest schedule #channel`"
_RESTRICTED = "only some people may post in {where}. Have whoever looks after Slack let me post there, or " + _FOR_GOOD
_REASONS = {
    "is_archived": "{where} is archived. Have it unarchived, or " + _FOR_GOOD,
    "not_in_channel": "I am not in {where}. Write `/invite` there to let me in, or " + _FOR_GOOD,
    "channel_not_found": "I cannot see {where}: it is private, or it was deleted. Invite me, or " + _FOR_GOOD,
    "restricted_action": _RESTRICTED,
    "restricted_action_read_only_channel": _RESTRICTED,
    "restricted_action_non_threadable_channel": _RESTRICTED,
    "restricted_action_thread_only_channel": _RESTRICTED,
    "posting_to_general_channel_denied": _RESTRICTED,
    "missing_scope": "I lack the right to post. Have whoever looks after Slack install me anew (chat:write)",
}
_OTHER = "Slack does not let me post in {where}. Have whoever looks after Slack see why, or " + _FOR_GOOD


def moment(at: datetime) -> str:
    """A day and an hour as people say them."""
    return f"{at:%A} {at.day} {at:%B} at {at:%H:%M}"


def coming(due: datetime) -> str:
    return f"The next one comes on {moment(due)}."


def preview(due: datetime | None) -> str:
    """Above a preview."""
    if due is None:
        return "A preview, for your eyes only."
    return f"A preview, for your eyes only. This is the digest of {moment(due)} as it stands now."


def failed(unposted: Unposted, reason: str, *, answering: bool) -> str:
    """What is read by whoever can put it right; `answering` says whether that is theirs to do."""
    if not unposted.channel:
        said = (
            f"The digest of {moment(unposted.due)} has no channel to go to: none is chosen. Choose one with "
            "`/digest schedule monday 09:00 #channel` and invite me to it: the digest is then posted by itself."
        )
    else:
        what = _REASONS.get(reason, _OTHER).format(where=place(unposted.channel))
        said = (
            f"The digest of {moment(unposted.due)} could not be posted: {what}. I try again every quarter of an hour "
            f"until {moment(unposted.until)}; till then it can be read with `/digest last`."
        )
    if not answering:
        said += " You hear it as nobody who answers for both teams is here."
    return said


def late(unposted: Unposted, *, over: bool) -> str:
    """Above a digest shown by `/digest last` that has not reached its channel; `over` is whether it still may."""
    said = f"The digest of {moment(unposted.due)} could not be posted in {place(unposted.channel)}"
    return f"{said}." if over else f"{said} yet. I try again until {moment(unposted.until)}."


def moved(channel: str) -> str:
    return f"The digest that could not be posted before is on its way to {place(channel)}."

"""What Slack says of a channel that is linked: whether its messages may be read, and who can read them themselves."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.channels.stories import Readers
from handlers.channel_ways import ChannelWays
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import channel_messages as views

SHARED, NOBODY = "shared", "nobody"  # beside Slack's own codes: with another company; of no concern to who asks
_PAGES, _PAGE = 20, 1000  # of a channel's members


@dataclass(frozen=True)
class Place:
    """A linked channel as Slack has it; `closed` says in a code why it is not to be read, empty where it may be."""

    readers: Readers = field(default_factory=Readers)
    closed: str = ""


def place_of(client: WebClient, slack_channel: str, people: Collection[str], guests: Collection[str] = ()) -> Place:
    """What may be read there, for these people, `guests` among them.

    Everybody sees a public channel but guests, and nobody a private one who is not in it. What is shared with another
    company is left alone, since their words are not ours to quote. Raises SlackApiError for what passes.
    """
    try:
        about = client.conversations_info(channel=slack_channel)["channel"]
        if about.get("is_archived"):
            return Place(closed="is_archived")
        if about.get("is_ext_shared") or about.get("is_pending_ext_shared"):
            return Place(closed=SHARED)
        if not about.get("is_member"):
            return Place(closed="not_in_channel")
        public = not about.get("is_private")
        asked = set(guests if public else people)
        inside = _inside(client, slack_channel, asked)
    except SlackApiError as error:
        if passing(error):
            raise
        return Place(closed=str(error.response.get("error")))
    return Place(Readers(frozenset(inside), public), "" if public or inside else NOBODY)


def job(ways: ChannelWays, clients: Clients, poster: Poster) -> Job:
    """Looks at a link once it is made: it goes where whoever made it is not in the channel themselves."""

    def linked(steps: Steps, workspace: str, key: str) -> None:
        channel_id, slack_channel, user, _ = key.split(":", 3)

        def look() -> str:
            channel = next((each for each in ways.channels.list(workspace) if each.id == channel_id), None)
            if channel is None or channel.slack_channel != slack_channel:
                return ""
            closed = place_of(clients.of(workspace), slack_channel, {user}).closed
            if closed == NOBODY:
                ways.channels.unlink(workspace, channel_id, slack_channel)
            return closed

        closed = steps.run("look", look)
        if closed:
            steps.run("tell", _word(ways, poster, workspace, (channel_id, slack_channel, user), key, closed))

    return linked


def _word(
    ways: ChannelWays, poster: Poster, workspace: str, about: tuple[str, str, str], key: str, closed: str
) -> Callable[[], bool]:
    channel_id, slack_channel, user = about

    def say() -> bool:
        channel = ways.channels.get(workspace, channel_id)
        text, blocks = views.not_read(channel, slack_channel, closed)
        return poster.reach(workspace, f"channel_linked:{key}", to=user, text=text, blocks=blocks)

    return say


def _inside(client: WebClient, slack_channel: str, asked: set[str]) -> set[str]:
    """Those of these people who are in a channel; asks no further once all are found."""
    found, cursor = set[str](), None
    for _ in range(_PAGES if asked else 0):
        page = client.conversations_members(channel=slack_channel, limit=_PAGE, cursor=cursor)
        found |= asked & set(page.get("members") or [])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor or found == asked:
            break
    return found

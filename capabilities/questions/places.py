"""Where questions are answered: what each channel has chosen for mentions, and the address of whoever asked there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from capabilities.books import Books, Deed
from capabilities.permissions import MAY, PROGRAM, require, role_of
from capabilities.refusal import Refusal
from storage import questions as stored
from storage import workspace as stored_workspace

OFF, MENTIONED, CITED = "off", "mentioned", "cited"
HOWS = (OFF, MENTIONED, CITED)
ASIDE = "aside:"  # an address: what has no answer goes to the asker alone, in the thread named after it if there is one
CHOOSING = "choosing how mentions are answered"

_NOT_HERE = (
    "There is nothing to set here: in your own messages with me I answer whatever you ask. "
    "Type /ask here in a channel to choose how I answer mentions there."
)


@dataclass(frozen=True)
class Place:
    """How mentions in a channel are answered: not at all, always, or in sight of all only with citations.

    `by` and `at` are who chose it and when, empty while nobody has. `may_choose` is for the person who looks.
    """

    channel: str
    how: str = MENTIONED
    by: str = ""
    at: datetime | None = None
    may_choose: bool = False


@dataclass(frozen=True)
class Places:
    """Keeps what channels chose, and knows to where an answer goes that is not simply posted."""

    books: Books

    def how(self, workspace: str, channel: str) -> str:
        """How mentions in a channel are answered."""
        with self.books.look(workspace) as unit:
            row = stored_workspace.setting(unit, _name(channel))
        return row.value if row is not None and row.value in HOWS else MENTIONED

    def here(self, deed: Deed, channel: str) -> Place:
        """The choice of a channel as somebody sees it. Raises Refusal where there is nothing to choose."""
        if not channel or is_direct(channel):
            raise Refusal(_NOT_HERE)
        with self.books.look(deed.workspace) as unit:
            row = stored_workspace.setting(unit, _name(channel))
            may = role_of(unit, deed.user) in MAY[CHOOSING]
        if row is None or row.value not in HOWS:
            return Place(channel, may_choose=may)
        return Place(channel, row.value, row.changed_by, row.changed_at, may)

    def choose(self, deed: Deed, channel: str, how: str) -> Place:
        """Choose how mentions in a channel are answered. Raises NotAllowed without the role."""
        if is_direct(channel) or how not in HOWS:
            raise Refusal(_NOT_HERE)
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            require(unit, deed.user, CHOOSING)
            stored_workspace.save_setting(unit, _name(channel), how, by=deed.user, now=now)
        return Place(channel, how, deed.user, now, may_choose=True)

    def tell(self, deed: Deed, channel: str, thread: str, why: str) -> None:
        """Have somebody told, and nobody else, why a mention of theirs gets no answer; `thread` may be empty."""
        with self.books.keep(deed) as unit:
            key = f"{channel}|{thread}|{deed.user}|{why}|{self.books.new_id()}"
            self.books.work.enqueue(unit, "mention", key)

    def address(self, workspace: str, question_id: str) -> str:
        """Where the answer to a question goes first: an address Slack gave with a command, or aside; empty for
        neither, or when it was there."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, question_id)
            return row.reply_to if row is not None else ""

    def reached(self, workspace: str, question_id: str) -> None:
        """The asker was reached: forget the address, which lets anybody speak to them."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = stored.get(unit, question_id)
            if row is not None and row.reply_to:
                row.reply_to = ""
                unit.session.add(row)


def is_direct(channel: str) -> bool:
    """Whether it is somebody's own messages with the bot, and no channel."""
    return channel.startswith("D")


def _name(channel: str) -> str:
    return f"questions in {channel}"

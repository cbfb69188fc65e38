"""Keeps what shows more than everybody may see among colleagues: a guest is told what to do instead."""

from dataclasses import replace

from capabilities.books import Books, Deed
from capabilities.permissions import is_unmet, require_inside
from capabilities.refusal import Refusal
from handlers.commands import Command, Entry, Reply

_UNMET = "We have not met yet, so I am looking up who you are. Please try once more in a moment."


def among_colleagues(books: Books, entry: Entry) -> Entry:
    """The same command, refused to guests of the workspace."""

    def run(command: Command) -> Reply | None:
        require_colleague(books, command.deed)
        return entry.run(command)

    return replace(entry, run=run)


def require_colleague(books: Books, deed: Deed) -> None:
    """Pass, or raise Refusal for a guest of the workspace. Who is not met yet is looked up, and asked to try again."""
    with books.look(deed.workspace) as unit:
        require_inside(unit, deed.user)
        unmet = is_unmet(unit, deed.user)
    if unmet:
        with books.keep(deed) as unit:
            books.work.enqueue(unit, "people", f"met {deed.user}")
        raise Refusal(_UNMET)

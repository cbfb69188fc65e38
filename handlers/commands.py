"""Slash commands: one table of words, each reachable by its own command and as `/plumb <word>`."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from capabilities.books import Deed
from handlers.deeds import deed_of
from handlers.views import help as views
from handlers.views.blocks import Block


@dataclass(frozen=True)
class Command:
    """A slash command as somebody typed it."""

    deed: Deed
    text: str
    channel: str
    trigger: str
    client: WebClient
    response_url: str = ""  # where more can be said to the person within half an hour
    bot: str = ""  # the bot's own id among people


@dataclass(frozen=True)
class Reply:
    """What the person who typed sees; `public` shows it to the whole channel."""

    text: str
    blocks: Sequence[Block] = ()
    public: bool = False


Run = Callable[[Command], Reply | None]


@dataclass(frozen=True)
class Entry:
    """One command: its word, what help says of it, and what it does."""

    word: str
    hint: str  # as in the manifest: what may follow the command
    does: str  # one line, in words
    examples: tuple[str, ...]
    run: Run
    words: tuple[tuple[str, str], ...] = ()  # what may be typed after the command, each with what it does


def register(app: App, entries: Sequence[Entry]) -> None:
    """Register each entry as `/word`, and all of them behind `/plumb`."""
    by_word = {entry.word: entry for entry in entries}

    def answer(ack: Ack, run: Run, body: Mapping[str, Any], client: WebClient, context: BoltContext) -> None:
        command = Command(
            deed=deed_of(body),
            text=str(body.get("text") or "").strip(),
            channel=str(body.get("channel_id") or ""),
            trigger=str(body.get("trigger_id") or ""),
            client=client,
            response_url=str(body.get("response_url") or ""),
            bot=context.bot_user_id or "",
        )
        reply = run(command)
        if reply is None:
            ack()
        else:
            kind = "in_channel" if reply.public else "ephemeral"
            ack(text=reply.text, blocks=list(reply.blocks) or None, response_type=kind)

    def listener(run: Run) -> Callable[..., None]:
        def on_command(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
            answer(ack, run, body, client, context)

        return on_command

    for entry in entries:
        app.command(f"/{entry.word}")(listener(_with_help(entry)))
    app.command("/plumb")(listener(lambda command: _plumb(command, by_word)))


def _with_help(entry: Entry) -> Run:
    def run(command: Command) -> Reply | None:
        if command.text.lower() in ("help", "?"):
            return Reply(
                f"How to use /{entry.word}",
                views.command_help(entry.word, entry.hint, entry.does, entry.examples, entry.words),
            )
        return entry.run(command)

    return run


def _plumb(command: Command, by_word: Mapping[str, Entry]) -> Reply | None:
    word, _, rest = command.text.partition(" ")
    word = word.lower().lstrip("/")
    lines = [(entry.word, entry.hint, entry.does) for entry in by_word.values()]
    if word in ("", "help", "menu", "?"):
        return Reply("What Plumbline can do", views.menu(lines))
    entry = by_word.get(word)
    if entry is not None:
        return _with_help(entry)(replace(command, text=rest.strip()))
    near = difflib.get_close_matches(word, by_word, n=1, cutoff=0.5)
    return Reply(f"There is no “{word[:40]}”.", views.unknown_word(word, near[0] if near else None, lines))

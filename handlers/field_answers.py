"""The job behind a note: settle what waits, give each author something back where they are, and tell who must know."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.field import Field, Note, other_kinds
from capabilities.field.classifying import Classifying
from capabilities.field.giving import SILENT, Given, Giving
from capabilities.nudges import bare
from capabilities.themes import Themes
from capabilities.themes.values import Settled
from handlers.field import FieldWays
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.responding import respond
from handlers.views import field as views
from handlers.views import field_answers as answer_views
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.field")

_HEARD = ("url", "view", "whole", "dm", "user")  # addresses at which a person hears; the others only show a change


@dataclass(frozen=True)
class Answers:
    """Brings what a note gave back to where its author waits for it."""

    ways: FieldWays
    giving: Giving
    classifying: Classifying
    clients: Clients
    poster: Poster

    @property
    def field(self) -> Field:
        return self.ways.field

    def awaited(self, workspace: str, settled: Sequence[Settled], by: str) -> list[str]:
        """The notes to answer: these, those the work took on when it was tried before, and the one it was asked for."""
        notes = [each.note for each in settled if each.reply_to] + list(self.field.taken(workspace, by))
        # The key names the note the work was asked for; it may have been settled before and be waited for anew.
        first = self.field.one(workspace, by.partition(":")[0])
        if first is not None and first.known_at is not None and first.reply_to:
            notes.append(first.id)
        return list(dict.fromkeys(notes))

    def answer(self, workspace: str, note_id: str, by: str) -> dict[str, str] | None:
        """Answer a note, once among all work that would: None when this is not the work that does, or nothing can.

        With an owner to be told, `user` and `key` say how. A message reaches its author at least once, and at most
        once where it is posted by the bot itself. No address is in what is returned: it lets anybody speak.
        """
        address = self.field.take_reply(workspace, note_id, by)
        given = self.giving.given(workspace, note_id) if address else None
        if given is None:
            return None
        try:
            heard = [self._deliver(given, each, by) for each in address.split("\n")]
            if not any(heard):
                self._post(given, given.note.author, None, by)
        except SlackApiError as error:
            if passing(error):
                raise
            # Whoever cannot be written to, such as another bot, holds up nobody else.
            log.warning("Note %s stays unanswered: %s", note_id, str(error.response.get("error"))[:40])
            self.field.end_reply(workspace, note_id, by)
            return None
        silence = given.silence
        return {"user": silence.user, "key": silence.key} if silence is not None and silence.key else {}

    def heard(self, workspace: str, notes: Sequence[str], by: str) -> int:
        """Nobody waits for these notes any more; returns for how many that is so."""
        return sum(self.field.end_reply(workspace, note, by) for note in notes)

    def tell_owner(self, workspace: str, note_id: str, *, user: str, key: str) -> str:
        """Tell the brief's owner of an objection the brief is silent on."""
        note = self.field.one(workspace, note_id)
        if note is None or not self.giving.tells_owner(workspace, user, key):
            return ""
        text, blocks = answer_views.to_owner(note, self._name(workspace, note.author))
        return self.poster.post(workspace, key, channel=user, text=text, blocks=blocks)

    def reread(self, workspace: str, note_id: str, by: str) -> bool:
        """Have a model read a note whose kind was guessed, and show the author another kind if it finds one."""
        address = self.field.taken(workspace, by).get(note_id, "")
        note = self.classifying.classify(workspace, note_id) if address else None
        if note is None:
            return False
        text, blocks = answer_views.reread(note, other_kinds(note))
        kind, _, where = address.partition("\n")[0].partition(":")
        if not (kind == "url" and respond(where, text, blocks)):
            channel, _, thread = where.partition("|") if kind == "dm" else (note.author, "", "")
            self.poster.post(
                workspace, f"kind:{note_id}:{by}", channel=channel, text=text, blocks=blocks, thread=thread or None
            )
        return True

    def _deliver(self, given: Given, address: str, by: str) -> bool:
        """Whether the author hears at this address."""
        kind, _, where = address.partition(":")
        note, others = given.note, _reread(given.note)
        text, name = answer_views.text(given), self._name(note.workspace, note.message_by)
        edited = note.edited_at is not None
        match kind:
            case "url":
                return respond(where, text, answer_views.gave(given, others))
            case "view":
                blocks = answer_views.whole(given, other_kinds(note), name=name, changed=edited)
                return _update(self.clients.of(note.workspace), where, views.in_modal(blocks))
            case "whole":
                blocks = answer_views.whole(given, other_kinds(note), name=name, changed=edited)
                return respond(where, text, blocks, instead=True)
            case "again":
                respond(where, text, views.changed(note, other_kinds(note)), instead=True)
            case "list":
                respond(where, "Your latest notes", self.ways.mine(note.workspace, note.author), instead=True)
            case "dm" | "user":
                channel, _, thread = where.partition("|")
                self._post(given, channel, thread or None, by)
                return True
        return False

    def _post(self, given: Given, channel: str, thread: str | None, by: str) -> None:
        note = given.note
        name = self._name(note.workspace, note.message_by)
        blocks = answer_views.whole(given, other_kinds(note), name=name, changed=note.edited_at is not None)
        text = answer_views.text(given)
        key = f"note:{note.id}:{by}"
        self.poster.post(note.workspace, key, channel=channel, text=text, blocks=blocks, thread=thread)

    def _name(self, workspace: str, user: str) -> str:
        people = self.ways.workspaces.people(workspace) if user else []
        return next((person.name for person in people if person.user == user and person.name), user)


def jobs(answers: Answers, themes: Themes) -> dict[str, Job]:
    """Settling the notes that wait and answering those who logged them; then, with a model, reading them again."""

    def notes(steps: Steps, workspace: str, key: str) -> None:
        notes = steps.run("settle", lambda: answers.awaited(workspace, themes.settle(workspace), key))
        given: dict[str, dict[str, str]] = {}
        for note in notes:
            facts = steps.run(f"answer {note}", partial(answers.answer, workspace, note, key))
            if facts is not None:
                given[note] = facts
        for note, facts in given.items():
            if "key" in facts:
                tell = partial(answers.tell_owner, workspace, note, user=facts["user"], key=facts["key"])
                steps.run(f"tell owner {note}", tell)
        for note in given if answers.classifying.model is not None else ():
            steps.run(f"kind {note}", partial(answers.reread, workspace, note, key))
        if given:
            steps.run("heard", lambda: answers.heard(workspace, list(given), key))

    def silent(steps: Steps, workspace: str, key: str) -> None:
        """What the owner could not be told of when it was said."""
        user, _, posting = bare(key).partition(":")
        note = posting.rpartition(":")[2]
        steps.run("tell owner", lambda: answers.tell_owner(workspace, note, user=user, key=posting))

    return {"notes": notes, SILENT: silent}


def _reread(note: Note) -> tuple[str, ...]:
    """The kinds to offer with what a note gave back: only where its kind is no more the one that was shown at once."""
    return other_kinds(note) if note.kind_by == "likeness" else ()


def _update(client: WebClient, view_id: str, view: Block) -> bool:
    """Show it in an open form; False when the form was closed."""
    try:
        client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if passing(error):
            raise
        return False
    return True

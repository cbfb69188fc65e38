"""Settling: a note that waits is made findable, joins the theme it is like, or waits for one."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from capabilities.themes.ground import BETTER_AT, Ground, Vectors
from capabilities.themes.grouping import Neighbour, gathered, join
from capabilities.themes.values import Settled
from prompts.model import ModelFault
from storage import field as stored_field
from storage import themes as stored
from storage.database import Unit
from storage.field import Note, search
from storage.field.search import Findable

log = logging.getLogger("plumbline.themes")

TOGETHER = 32  # notes embedded at once: a batch takes about a third of a second
AT_ONCE = 500  # notes settled in one go; the rest is the next one's
NEIGHBOURS = 12
LONGEST_MEANING = 8_000  # characters embedded, some 2,000 tokens: endpoints refuse what is several times longer
SHARE_ALONE = 0.05  # of all notes: so many without a theme, and new ones are looked for; at least one
SHARE_ALIKE = 0.02  # the same, once several of them are alike
_ENOUGH_ALONE = 500  # notes without a theme after which new ones are looked for, while more still come in
_LATE = timedelta(seconds=30)  # whoever was not answered by then is answered by whoever comes next
_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Settling(Ground):
    """Makes waiting notes known."""

    def settle(self, workspace: str) -> list[Settled]:
        """Settle the notes that wait, at most AT_ONCE, and say who is to be answered.

        It ends early after a batch with somebody in it who waits for an answer, and leaves at once, with nothing,
        when the process already settles this workspace. Notes settled before whose authors went unanswered, as
        the process died between, are among what is returned.
        """
        if not self.turns.begin(workspace):
            return []
        try:
            # Apart from what is settled now: an answer that keeps failing holds up nobody else's note.
            left, done = self._left(workspace), list[Settled]()
            while len(done) < AT_ONCE and not any(each.reply_to for each in done):
                with self.books.look(workspace) as unit:
                    batch = stored_field.waiting(unit, limit=TOGETHER)
                if batch:
                    done += self._settle(workspace, batch)
                elif self.turns.nothing_more(workspace):
                    break
            if done:
                self._seek(workspace)
            return left + done
        finally:
            self.turns.end(workspace)

    def _left(self, workspace: str) -> list[Settled]:
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            left = stored.unanswered(unit, since=now - _FORGOTTEN, before=now - _LATE)
        return [Settled(note.id, note.reply_to, note.theme) for note in left]

    def _settle(self, workspace: str, batch: Sequence[Note]) -> list[Settled]:
        model, vectors = self.embedder.name, self._embedded(batch)
        if vectors is None:
            # Known all the same: whoever waits is answered, and a later pass makes up for the vector.
            model, vectors, joined = "", np.zeros((len(batch), 1), dtype=np.float32), [note.theme for note in batch]
        else:
            with self.books.look(workspace) as unit:
                joined = self._joined(unit, batch, vectors)
        kinds = self._kinds(batch, vectors) if model else {}
        now, done, rows = self.books.clock.now(), list[Settled](), list[Findable]()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            for note, vector, theme in zip(batch, vectors, joined, strict=True):
                found = stored.standing(unit, theme) if theme is not None else None
                theme = found.id if found is not None else None
                if stored_field.make_known(unit, note, {"known_at": now, "theme": theme}):
                    rows.append(Findable(note.id, note.created_at, words_of(note), model, vector))
                    done.append(Settled(note.id, note.reply_to, theme))
                    if note.id in kinds:
                        stored.correct_kind(unit, note.id, kinds[note.id])
            search.make_findable(unit, rows)
            stored.stand_straight(unit, [each.note for each in done])
        own = {note.id: note for note in batch}
        self.turns.left_alone(workspace, sum(each.theme is None and counts(own[each.note]) for each in done))
        return done

    def _embedded(self, batch: Sequence[Note]) -> Vectors | None:
        try:
            return self.vectors([meaning_of(note) for note in batch])
        except ModelFault as fault:
            log.warning("Notes are found by their words alone for now: %s", fault)
            return None

    def warm(self) -> None:
        """Read the examples of kinds now, which takes seconds, so that the first note need not wait for it."""
        if self.kinds is not None:
            try:
                self.kinds.reading()
            except ModelFault as fault:
                log.warning("The examples of kinds cannot be read yet: %s", fault)

    def _kinds(self, batch: Sequence[Note], vectors: Vectors) -> dict[str, str]:
        """The kinds of those notes whose kind only the rules have said, and said otherwise than their likes do."""
        guessed = {note.id: at for at, note in enumerate(batch) if note.kind_by == "rules"}
        if self.kinds is None or not guessed:
            return {}
        try:
            said = {note: self.kinds.guess(batch[at].text, vectors[at].tolist()).kind for note, at in guessed.items()}
        except ModelFault as fault:
            log.warning("What kind a note is stays as the rules say: %s", fault)
            return {}
        return {note: kind for note, kind in said.items() if kind != batch[guessed[note]].kind}

    def _joined(self, unit: Unit, batch: Sequence[Note], vectors: Vectors) -> list[str | None]:
        """The theme of each note of a batch; a later one may follow an earlier one of the same batch."""
        within, joined = vectors @ vectors.T, list[str | None]()
        for at, note in enumerate(batch):
            if note.placed_by or note.lead_verdict:
                joined.append(note.theme if note.placed_by else None)
                continue
            found = self.nearness.near(unit, vectors[at], model=self.embedder.name, limit=NEIGHBOURS + 1)
            known = {each.id: each for each in stored_field.some(unit, [note_id for note_id, _ in found])}
            leaning = stored.leanings(unit, list(known))
            near = [
                Neighbour(note_id, leaning.get(note_id, known[note_id].theme), likeness)
                for note_id, likeness in found
                if note_id != note.id and note_id in known and counts(known[note_id])
            ]
            near += [
                Neighbour(batch[other].id, joined[other], float(within[at, other]))
                for other in range(at)
                if counts(batch[other])
            ]
            near.sort(key=lambda each: -each.likeness)
            joined.append(join(near[:NEIGHBOURS]))
            if joined[-1] is None and gathered(near[:NEIGHBOURS]):
                self.turns.gather(unit.workspace)
        return joined

    def _seek(self, workspace: str) -> None:
        """Ask for new themes once enough notes without one have come, or several alike, and none waits any more.

        And for a better name once a theme has the notes for it.
        """
        alone = self.turns.left_alone(workspace)
        with self.books.look(workspace) as unit:
            more = bool(stored_field.waiting(unit, limit=1))
            number = stored.number_settled(unit) if alone else 0
            share = SHARE_ALIKE if self.turns.gathered(workspace) else SHARE_ALONE
            due = alone >= _ENOUGH_ALONE or (not more and alone >= max(1, int(share * number) if alone else 1))
            if not due and (more or not stored.grown(unit, BETTER_AT)):
                return
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            self.books.work.enqueue(unit, "themes", self.books.new_id())
        self.turns.told(workspace)


def counts(note: Note) -> bool:
    """Whether a note is one that themes are made of.

    A lead verdict is none: it says what a channel brought, is counted there with its reason, and has at most a few
    words of its own, which would gather in a theme of people who did not pick up the telephone.
    """
    return note.undone_at is None and not note.lead_verdict


def meaning_of(note: Note) -> str:
    """What of a note is embedded: its words and the customer's own, and a competitor they do not name.

    The customer's name is left out of them. With it before the words, notes of one customer draw together: of the
    demo company's notes the nearest neighbour is of the same thread for 59 in 100 instead of 74; a competitor added
    parts like from unlike better (area under the curve 0.92 after 0.90). What goes beyond LONGEST_MEANING is left out.
    """
    words = "\n".join(part for part in (note.text, note.customer_words) if part)
    if note.competitor and note.competitor.casefold() not in words.casefold():
        words += f"\n{note.competitor}"
    if len(note.account) > 2:
        words = re.sub(rf"(?<!\w){re.escape(note.account)}(?!\w)", "the customer", words, flags=re.IGNORECASE)
    return words[:LONGEST_MEANING]


def words_of(note: Note) -> str:
    """What of a note is found by words: everything somebody may remember of it."""
    parts = (note.text, note.customer_words, note.account, note.segment, note.competitor, note.via_channel, note.stage)
    return "\n".join(part for part in parts if part)


def unanswered_since(unit: Unit, now: datetime) -> list[Note]:
    """Notes of the last day that were settled some minutes ago and whose authors heard nothing."""
    return stored.unanswered(unit, since=now - _FORGOTTEN, before=now - 4 * _LATE)

"""People's hands on themes: name, merge, split, hide, own, take on, decide; each is written down, none is undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from capabilities.books import Deed
from capabilities.field import clean
from capabilities.permissions import ADMIN, MARKETER, MAY, PROGRAM, require, role_of
from capabilities.refusal import Refusal
from capabilities.themes.ground import LENS, change
from capabilities.themes.naming import LONGEST, same_name, sentence_case
from capabilities.themes.tidying import Tidying
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE
from capabilities.workspace import GONE
from storage import brief as stored_brief
from storage import field as stored_field
from storage import themes as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import search
from storage.themes import Theme

SHAPING = "shaping the themes"
LONGEST_LENS, LONGEST_REASON = 300, 500  # characters
OPEN, HIDDEN, MERGED = "open", "hidden", "merged"
BRIEF, DECLINED = "brief", "declined"
SIDES = ("sales", "marketing")


@dataclass(frozen=True)
class Shaping(Tidying):
    """What people do to themes. What they did holds: no pass of the program names, merges or dissolves such a theme."""

    def rename(self, deed: Deed, theme_id: str, name: str) -> Theme:
        """Give a theme a name of one's own. Raises Refusal for an empty, long or taken one; NotAllowed."""
        with self._alone(deed) as unit:
            theme = self._shaped(unit, deed, theme_id)
            was, theme.name = theme.name, _name(unit, name, but=theme.id)
            theme.name_by, theme.hand = deed.user, True
            return self._done(unit, deed, theme, "renamed", was=was, name=theme.name)

    def merge(self, deed: Deed, theme_id: str, into: str) -> Theme:
        """Put a theme's notes into another, which keeps its name, owner and pair; returns that one."""
        with self._alone(deed) as unit:
            theme = self._shaped(unit, deed, theme_id)
            target = stored.get(unit, into)
            if target is None or target.id == theme.id:
                raise Refusal("Choose another theme to put these notes into.", field="into")
            _not_merged(unit, target, field="into")
            moved = stored.move_all(unit, theme.id, target.id)
            # Those that were there before are held too: else the program could part the two again from their side.
            stored.hold(unit, target.id, by=deed.user)
            theme.state, theme.merged_into, theme.hand = MERGED, target.id, True
            target.hand = True
            if target.state == HIDDEN:
                target.state = OPEN  # what is put there by hand is to be seen
            self._done(unit, deed, theme, "merged", into=target.id, notes=moved)
            stored.save(unit, target)
            return target

    def split(self, deed: Deed, theme_id: str, note_ids: Sequence[str], name: str) -> Theme:
        """Put some notes of a theme into a new one of this name; they stay where they were put. Returns the new one."""
        with self._alone(deed) as unit:
            theme = self._shaped(unit, deed, theme_id)
            chosen = [note for note in stored_field.some(unit, note_ids) if note.undone_at is None]
            own = [note.id for note in chosen if note.theme == theme.id]
            weight = stored.weights(unit, theme=theme.id).get(theme.id)
            if weight is None:
                raise Refusal("This theme has no notes to split off.", field="notes")
            if not own:
                raise Refusal("Choose the notes that make the new theme.", field="notes")
            if len(own) == weight.notes:
                raise Refusal("These are all of its notes. Rename the theme instead.", field="notes")
            made = Theme(
                workspace=deed.workspace, id=self.books.new_id(), name=_name(unit, name), name_by=deed.user, hand=True,
                owner=theme.owner, created_at=self.books.clock.now(),
            )  # fmt: skip
            stored.add(unit, made)
            stored_field.place(unit, own, made.id, by=deed.user)
            stored.stand_straight(unit, own)
            theme.hand = True
            self._done(unit, deed, theme, "split", into=made.id, notes=own)
            return made

    def hide(self, deed: Deed, theme_id: str) -> Theme:
        """Show a theme nowhere any more; notes like its own still join it, so that it does not come back."""
        return self._state(deed, theme_id, HIDDEN, "hidden")

    def show(self, deed: Deed, theme_id: str) -> Theme:
        return self._state(deed, theme_id, OPEN, "shown")

    def lens(self, deed: Deed, words: str) -> str:
        """Say what the workspace cares about; themes nobody named by hand are named anew by it. Raises Refusal."""
        words = " ".join(clean(words).split())
        if len(words) > LONGEST_LENS:
            raise Refusal(f"Keep it to {LONGEST_LENS} characters; this has {len(words)}.", field="lens")
        now = self.books.clock.now()
        with self._alone(deed) as unit:
            require(unit, deed.user, SHAPING)
            if words == stored_workspace.settings(unit).get(LENS, ""):
                return words
            stored_workspace.save_setting(unit, LENS, words, by=deed.user, now=now)
            self.books.work.enqueue(unit, "tidy", f"lens:{self.books.new_id()}")
        return words

    def set_owner(self, deed: Deed, theme_id: str, owner: str) -> Theme:
        """Say who looks after a theme. Raises Refusal for somebody who is not here."""
        with self._alone(deed) as unit:
            theme = self._shaped(unit, deed, theme_id)
            person = stored_workspace.person(unit, owner)
            if person is None or person.role == GONE:
                raise Refusal("Choose somebody of this workspace.", field="owner")
            was, theme.owner, theme.owner_told_at = theme.owner, owner, None
            theme.hand = True
            return self._done(unit, deed, theme, "owner", was=was, owner=owner)

    def take_on(self, deed: Deed, theme_id: str) -> Theme:
        """Take one's side's place in the pair that takes a theme on. Raises Refusal when somebody else has it.

        A marketer takes the marketing place, a rep or whoever answers for both teams the sales place; an admin the
        one that is free. The place of somebody who left the workspace is free. Whoever may not see the theme is
        refused.
        """
        with self._alone(deed) as unit:
            theme = _own(unit, theme_id)
            role = role_of(unit, deed.user)
            _to_be_seen(unit, theme, role)
            self._free_of_gone(unit, theme)
            if deed.user in (theme.sales, theme.marketing):
                return theme
            if role == MARKETER or (role == ADMIN and theme.sales):
                side, holder = "marketing", theme.marketing
            else:
                side, holder = "sales", theme.sales
            if holder:
                raise Refusal(
                    f"Somebody from {side} has taken this on already. Ask them to leave it, or talk with them."
                )
            setattr(theme, side, deed.user)
            theme.hand = True
            if theme.sales and theme.marketing:
                theme.taken_at = self.books.clock.now()
            return self._done(unit, deed, theme, "taken", side=side)

    def leave(self, deed: Deed, theme_id: str) -> Theme:
        """Give one's place in the pair back. Raises Refusal for who has none."""
        with self._alone(deed) as unit:
            theme = _there(unit, theme_id)
            side = next((each for each in SIDES if getattr(theme, each) == deed.user), None)
            if side is None:
                raise Refusal("You have not taken this theme on.")
            setattr(theme, side, "")
            theme.taken_at = None
            return self._done(unit, deed, theme, "left", side=side)

    def decide(self, deed: Deed, theme_id: str, decision: str, *, reason: str = "") -> Theme:
        """Say that the brief in force answers a theme, that it is declined and why, or ("") that it is open again.

        The notes logged up to now show it in their receipts. Raises Refusal, NotAllowed.
        """
        reason = clean(reason).strip()
        with self._alone(deed) as unit:
            theme = self._shaped(unit, deed, theme_id)
            version = stored_brief.published_id(unit) if decision == BRIEF else None
            if decision == BRIEF and version is None:
                raise Refusal("No brief is published yet, so none can answer this. File one with /brief file.")
            if decision == DECLINED and not reason:
                raise Refusal("Say why: everybody who asked for it will read this.", field="reason")
            if len(reason) > LONGEST_REASON:
                raise Refusal(f"Keep it to {LONGEST_REASON} characters; this has {len(reason)}.", field="reason")
            theme.decision, theme.decision_version = decision, version
            theme.decision_reason = reason if decision == DECLINED else ""
            theme.decided_by = deed.user if decision else ""
            theme.decided_at = self.books.clock.now() if decision else None
            theme.hand = True
            return self._done(unit, deed, theme, "decided", decision=decision, version=version, reason=reason)

    def may_shape(self, workspace: str, user: str) -> bool:
        """Whether a person may do to themes what needs a role."""
        with self.books.look(workspace) as unit:
            return role_of(unit, user) in MAY[SHAPING]

    def to_shape(self, workspace: str, user: str) -> None:
        """Pass, or raise NotAllowed: asked before a form is opened, so that nobody fills it in for nothing."""
        with self.books.look(workspace) as unit:
            require(unit, user, SHAPING)

    def lens_of(self, workspace: str) -> str:
        """What the workspace said it cares about; empty when it did not."""
        with self.books.look(workspace) as unit:
            return stored_workspace.settings(unit).get(LENS, "")

    def _state(self, deed: Deed, theme_id: str, state: str, what: str) -> Theme:
        with self._alone(deed) as unit:
            theme = self._shaped(unit, deed, theme_id)
            theme.state, theme.hand = state, True
            stored.straighten(unit, theme.id)
            return self._done(unit, deed, theme, what)

    @contextmanager
    def _alone(self, deed: Deed) -> Iterator[Unit]:
        """A deed on what nobody else changes meanwhile: neither another person nor the program."""
        with self.books.keep(deed) as unit:
            search.alone(unit)
            yield unit

    def _shaped(self, unit: Unit, deed: Deed, theme_id: str) -> Theme:
        require(unit, deed.user, SHAPING)
        return _own(unit, theme_id)

    def _free_of_gone(self, unit: Unit, theme: Theme) -> None:
        """Give back the places of those who left the workspace."""
        for side in SIDES:
            person = stored_workspace.person(unit, getattr(theme, side))
            if person is not None and person.role == GONE:
                setattr(theme, side, "")
                theme.taken_at = None
                stored.save(unit, theme)
                change(unit, self, theme.id, "left", PROGRAM, {"side": side, "was": person.user})

    def _done(self, unit: Unit, deed: Deed, theme: Theme, what: str, **facts: object) -> Theme:
        stored.save(unit, theme)
        change(unit, self, theme.id, what, deed.user, facts)
        return theme


def _there(unit: Unit, theme_id: str) -> Theme:
    theme = stored.get(unit, theme_id)
    if theme is None:
        raise Refusal("That theme is no longer here.")
    return theme


def _own(unit: Unit, theme_id: str) -> Theme:
    """The theme itself: what was meant for it is not done to the one it was merged into. Raises Refusal."""
    theme = _there(unit, theme_id)
    _not_merged(unit, theme)
    return theme


def _not_merged(unit: Unit, theme: Theme, *, field: str | None = None) -> None:
    if theme.state == MERGED:
        into = stored.standing(unit, theme.id)
        name = into.name if into is not None else "another"
        raise Refusal(f"This theme was merged into “{name}” meanwhile. Open that one.", field=field)


def _to_be_seen(unit: Unit, theme: Theme, role: str) -> None:
    """Pass, or raise Refusal where a theme is hidden or forming and this role does not shape the themes."""
    if role in MAY[SHAPING]:
        return
    if theme.state == HIDDEN:
        raise Refusal("This theme is hidden, so nobody takes it on for now.")
    weight = stored.weights(unit, theme=theme.id).get(theme.id)
    if weight is None or weight.notes < PUBLIC_NOTES or weight.people < PUBLIC_PEOPLE:
        raise Refusal("Too few people have said this so far to take it on. It opens at three notes of two people.")


def _name(unit: Unit, name: str, *, but: str = "") -> str:
    """A name as a person gave it, on one line. Raises Refusal when it is empty, too long or another theme's."""
    name = sentence_case(" ".join(clean(name).split()))
    if not name:
        raise Refusal("Give the theme a name of a few words.", field="name")
    if len(name) > LONGEST:
        raise Refusal(f"Keep the name to {LONGEST} characters; this has {len(name)}.", field="name")
    for other in stored.alive(unit):
        if other.id != but and same_name(name, other.name):
            raise Refusal(f"“{other.name}” has this name already. Choose another, or merge the two.", field="name")
    return name

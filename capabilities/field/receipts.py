"""Says what became of a note: received, in a theme, in a digest, answered in the brief or declined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage import brief as stored_brief
from storage import digest as stored_digest
from storage import themes as stored_themes
from storage.brief import Proposal
from storage.database import Unit
from storage.digest import Posted
from storage.field import Note
from storage.themes import Theme


@dataclass(frozen=True)
class Receipt:
    """How far a note came; what is empty has not happened. A note with nothing here was received.

    `digest` is when the first digest it stands in was posted, `version` the brief version that answers its theme,
    `declined` the reason for which its theme was declined. `line` is the brief version in which a line came into force
    that this very note speaks for; `accepted` says that such a line waits in a draft.
    """

    theme: str = ""
    digest: datetime | None = None
    version: int | None = None
    declined: str = ""
    line: int | None = None
    accepted: bool = False


def receipts(unit: Unit, notes: Sequence[Note]) -> dict[str, Receipt]:
    """The receipt of each note by its id."""
    if not notes:
        return {}
    themes = {theme.id: theme for theme in stored_themes.some(unit, [note.theme for note in notes if note.theme])}
    lines = stored_brief.answered_by(unit, [note.id for note in notes])
    wanted = [theme.decision_version for theme in themes.values()] + [each.published for each in lines.values()]
    versions = _numbers(unit, wanted)
    times = [note.created_at for note in notes]
    posted = stored_digest.posted_periods(unit, min(times), max(times))
    made = {note.id: _receipt(note, themes.get(note.theme or ""), posted, versions) for note in notes}
    for note_id, proposal in lines.items():
        line = versions.get(proposal.published or "")
        made[note_id] = replace(made[note_id], line=line, accepted=line is None and _waits(unit, proposal))
    return made


def _waits(unit: Unit, proposal: Proposal) -> bool:
    """Whether a proposal's line waits in a draft that nobody dropped."""
    draft = stored_brief.version(unit, proposal.version) if proposal.version else None
    return draft is not None and draft.dropped_at is None and draft.published_at is None


def _receipt(note: Note, theme: Theme | None, posted: Sequence[Posted], versions: dict[str, int]) -> Receipt:
    digest = next((each.posted_at for each in posted if _holds(each, note)), None)
    if theme is None or theme.state != "open":
        return Receipt(digest=digest)
    # A decision speaks to what had come to us by then; what comes later, however old, waits for the next one.
    decided = theme.decided_at is not None and theme.decided_at >= _came(note)
    return Receipt(
        theme=theme.name,
        digest=digest,
        version=versions.get(theme.decision_version or "") if decided and theme.decision == "brief" else None,
        declined=(theme.decision_reason or "no reason given") if decided and theme.decision == "declined" else "",
    )


def _holds(digest: Posted, note: Note) -> bool:
    """Whether a digest's week has the note in it, and the note was there when it was counted."""
    return digest.start <= note.created_at < digest.end and _came(note) <= digest.counted_at


def _came(note: Note) -> datetime:
    """When a note came to us, which for one brought in by an import is not when it was said."""
    return note.kept_at or note.created_at


def _numbers(unit: Unit, wanted: Iterable[str | None]) -> dict[str, int]:
    found = (stored_brief.version(unit, version) for version in sorted({each for each in wanted if each}))
    return {version.id: version.number for version in found if version is not None}

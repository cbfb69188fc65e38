"""Says what became of a note: received, in a theme, in a digest, answered in the brief or declined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import brief as stored_brief
from storage import digest as stored_digest
from storage import themes as stored_themes
from storage.database import Unit
from storage.digest import Posted
from storage.field import Note
from storage.themes import Theme


@dataclass(frozen=True)
class Receipt:
    """How far a note came; what is empty has not happened. A note with nothing here was received.

    `digest` is when the first digest it stands in was posted, `version` the brief version that answers its theme,
    `declined` the reason for which its theme was declined.
    """

    theme: str = ""
    digest: datetime | None = None
    version: int | None = None
    declined: str = ""


def receipts(unit: Unit, notes: Sequence[Note]) -> dict[str, Receipt]:
    """The receipt of each note by its id."""
    if not notes:
        return {}
    themes = {theme.id: theme for theme in stored_themes.some(unit, [note.theme for note in notes if note.theme])}
    versions = _numbers(unit, themes.values())
    times = [note.created_at for note in notes]
    posted = stored_digest.posted_periods(unit, min(times), max(times))
    return {note.id: _receipt(note, themes.get(note.theme or ""), posted, versions) for note in notes}


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


def _numbers(unit: Unit, themes: Iterable[Theme]) -> dict[str, int]:
    wanted = {theme.decision_version for theme in themes if theme.decision_version}
    found = (stored_brief.version(unit, version) for version in sorted(wanted))
    return {version.id: version.number for version in found if version is not None}

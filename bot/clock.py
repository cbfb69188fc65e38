"""The time: the real one, and one that can be moved forward to see what Monday brings."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path


class RealClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The real time and an offset, kept in a file so that a second start goes on from there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._offset = timedelta(seconds=float(path.read_text())) if path.exists() else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def move(self, to: datetime) -> None:
        """Go to a moment; time goes on from there."""
        with self._lock:
            self._offset = to - datetime.now(UTC)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(str(self._offset.total_seconds()))

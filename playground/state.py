"""Everything the workspace remembers, behind one lock, saved to one file so a second start goes on where it stopped."""

from __future__ import annotations

import json
import os
import secrets
import string
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playground.errors import Json

SAVE_DELAY_SECONDS = 0.3
_LETTERS = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """A random id in Slack's looks; random, so a bot that remembers ids never mistakes a new one for an old one."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))


class State:
    """The workspace's data and its lock. Change `data` only while holding `lock`, then call `touch`."""

    def __init__(self, path: Path | None) -> None:
        self.lock = threading.RLock()
        self.data: Json = {}
        self._path = path
        self._blobs: dict[str, bytes] = {}
        self._dirty = threading.Event()
        self._closing = threading.Event()
        self._saver: threading.Thread | None = None

    def load(self) -> bool:
        """Read the saved workspace; False when there is none to read."""
        if self._path is None or not self._path.exists():
            return False
        self.data = json.loads(self._path.read_text(encoding="utf-8"))
        return True

    def start_saving(self) -> None:
        """Save changes from now on, a moment after they happen."""
        if self._path is not None:
            self._saver = threading.Thread(target=self._save_when_touched, name="playground-save", daemon=True)
            self._saver.start()

    def touch(self) -> None:
        """Something changed and is worth keeping."""
        self._dirty.set()

    def close(self) -> None:
        """Save what is not saved yet and stop; a second time does nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._dirty.set()
        if self._saver is not None:
            self._saver.join(timeout=5)
            self._save()

    def now(self) -> datetime:
        """The workspace's own time, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=float(self.data.get("clock_offset", 0.0)))

    def new_ts(self, at: datetime | None = None) -> str:
        """A message time no other message has, as Slack writes it: seconds, dot, six digits."""
        micros = int((at or self.now()).timestamp() * 1_000_000)
        if at is None:
            micros = max(micros, int(self.data.get("last_micros", 0)) + 1)
            self.data["last_micros"] = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def put_blob(self, file_id: str, content: bytes) -> None:
        """Keep a file's bytes."""
        if self._path is None:
            self._blobs[file_id] = content
            return
        folder = self._blob_folder(self._path)
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(folder / file_id, content)

    def blob(self, file_id: str) -> bytes | None:
        """A file's bytes, or None when nothing was uploaded under that id."""
        if self._path is None:
            return self._blobs.get(file_id)
        place = self._blob_folder(self._path) / file_id
        return place.read_bytes() if place.exists() else None

    def forget_blobs(self) -> None:
        """Throw every file's bytes away."""
        self._blobs.clear()
        if self._path is not None and self._blob_folder(self._path).exists():
            for place in self._blob_folder(self._path).iterdir():
                place.unlink()

    @staticmethod
    def _blob_folder(path: Path) -> Path:
        return path.with_name(path.name + ".files")

    def _save_when_touched(self) -> None:
        while not self._closing.is_set():
            self._dirty.wait()
            if self._closing.wait(SAVE_DELAY_SECONDS):
                return
            self._dirty.clear()
            self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        with self.lock:
            content = json.dumps(self.data, separators=(",", ":")).encode()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(self._path, content)


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename, so a killed process leaves the old file or the new one, never half of one."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)

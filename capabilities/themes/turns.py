"""Whose turn it is: in one process each workspace's notes are settled by one piece of work at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Turns:
    """Gives turns by workspace. Whoever comes while another has the turn may leave: the other will look once more."""

    _held: dict[str, bool] = field(default_factory=dict)  # workspace: whether to look once more
    _alone: dict[str, int] = field(default_factory=dict)  # workspace: notes without a theme since last told
    _gathered: set[str] = field(default_factory=set)  # workspaces in which notes without a theme are alike
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, workspace: str) -> bool:
        """Take the turn; False when another has it, who will then look once more before it ends."""
        with self._lock:
            if workspace in self._held:
                self._held[workspace] = True
                return False
            self._held[workspace] = False
            return True

    def nothing_more(self, workspace: str) -> bool:
        """End the turn when nobody came meanwhile; False when there is to be one more look."""
        with self._lock:
            if self._held.get(workspace):
                self._held[workspace] = False
                return False
            self._held.pop(workspace, None)
            return True

    def end(self, workspace: str) -> None:
        with self._lock:
            self._held.pop(workspace, None)

    def held(self, workspace: str) -> bool:
        """Whether somebody of this process has the turn."""
        with self._lock:
            return workspace in self._held

    def left_alone(self, workspace: str, notes: int = 0) -> int:
        """Count notes that found no theme; returns how many there are since `told`."""
        with self._lock:
            self._alone[workspace] = self._alone.get(workspace, 0) + notes
            return self._alone[workspace]

    def gather(self, workspace: str) -> None:
        """Notes that wait have turned out to be alike."""
        with self._lock:
            self._gathered.add(workspace)

    def gathered(self, workspace: str) -> bool:
        """Whether notes that wait turned out to be alike since `told`."""
        with self._lock:
            return workspace in self._gathered

    def told(self, workspace: str) -> None:
        with self._lock:
            self._alone.pop(workspace, None)
            self._gathered.discard(workspace)

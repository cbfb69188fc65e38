"""What a handler is handed by the running program: a Slack client per workspace, and steps that last."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from slack_sdk import WebClient

T = TypeVar("T")


class Clients(Protocol):
    """Finds the Slack client of a workspace."""

    def of(self, workspace: str) -> WebClient: ...


class Steps(Protocol):
    """The steps of one piece of durable work: a finished step is never done again, even after a crash."""

    def run(self, name: str, step: Callable[[], T]) -> T:
        """Do `step` once and keep what it returns (values JSON can hold)."""
        ...


Job = Callable[[Steps, str, str], None]  # steps, workspace, key

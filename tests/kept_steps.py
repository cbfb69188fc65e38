"""Steps of durable work that tests can take away again: what was done and written down is not done twice."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass
class KeptSteps:
    """Keeps what each step returned as JSON, the way durable work does across a crash."""

    done: dict[str, str] = field(default_factory=dict)

    def run(self, name: str, step: Callable[[], T]) -> T:
        if name not in self.done:
            self.done[name] = json.dumps(step())
        kept: T = json.loads(self.done[name])
        return kept

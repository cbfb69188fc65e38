"""An answer somebody gave where the small brief is silent, for tests of what becomes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from capabilities.books import Books
from capabilities.questions import Answered
from storage import workspace as stored_workspace
from storage.questions import kept as stored
from storage.questions.kept import KeptAnswer
from tests.asking import ANN
from tests.small_brief import HERE

SAP = "Does Lanternly integrate with SAP payroll on the wards?"
YES = "Yes, with the payroll of SAP since May, one hour of set-up."


def keep(books: Books, question: str = SAP, text: str = YES, **changed: Any) -> KeptAnswer:
    """An answer of Anna Weber's, kept until February."""
    usual: dict[str, Any] = {
        "workspace": HERE,
        "id": books.new_id(),
        "product_key": "lanternly",
        "question": question,
        "text": text,
        "by": "UWEB",
        "at": datetime(2026, 11, 12, 9, tzinfo=UTC),
        "review_by": date(2027, 2, 10),
    }
    row = KeptAnswer(**(usual | changed))
    with books.keep(ANN) as unit:
        facts = {"name": "Anna Weber", "zone": "UTC", "role": "marketer"}
        stored_workspace.save_person(unit, "UWEB", facts, now=books.clock.now())
        stored.add(unit, row, [])
    return row


def labels(answer: Answered) -> list[str]:
    return [cite.label for line in answer.sentences for cite in line.cites]

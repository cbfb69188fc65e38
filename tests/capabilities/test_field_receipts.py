"""A note's receipt tells of a decision only when the note had come before it was taken."""

from datetime import timedelta

import pytest

from capabilities.books import Books
from capabilities.field.receipts import receipts
from storage import field as stored_field
from tests.conftest import StillClock
from tests.themed import HERE, keep, make_theme, meet, note


@pytest.mark.parametrize(("came", "reason"), [(-1, "No Linux"), (0, "No Linux"), (1, "")])
def test_a_note_imported_after_a_decision_is_not_decided_on_however_old_it_is(
    books: Books, clock: StillClock, came: int, reason: str
) -> None:
    meet(books)
    decided = clock.now()
    make_theme(books, "van", decision="declined", decision_reason="No Linux", decided_at=decided)
    keep(books, note(decided - timedelta(days=30), id="old", kept_at=decided + timedelta(hours=came)))
    keep(books, note(decided - timedelta(days=30), id="bare"))  # nothing says when it came: when it was said
    with books.look(HERE) as unit:
        found = receipts(unit, stored_field.some(unit, ["old", "bare"]))
    assert (found["old"].theme, found["old"].declined) == ("van", reason)
    assert found["bare"].declined == "No Linux"

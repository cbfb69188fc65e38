"""A draft is read through once, and what was found is kept with it."""

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.reviewing import Reviews
from capabilities.finding import Finder
from capabilities.permissions import MARKETER, PROGRAM
from capabilities.refusal import Refusal
from storage import workspace as stored_workspace
from tests.conftest import StillClock, WrittenWork
from tests.small_brief import BRIEF, HERE

MARA = "UMARA"
ASKS = BRIEF + "\n## Questions\n### What does it cost?\n- expect: EUR 4\n### Who loves it?\n- expect: doctors\n"


@pytest.fixture
def reviews(small: Books) -> Reviews:
    with small.keep(Deed(HERE, PROGRAM)) as unit:
        stored_workspace.save_person(unit, MARA, {"name": "Mara", "role": MARKETER}, now=small.clock.now())
    return Reviews(small, Briefs(small), Finder(None))


def test_what_a_review_found_is_kept_with_the_draft(reviews: Reviews, clock: StillClock) -> None:
    draft = reviews.briefs.file(Deed(HERE, MARA), ASKS).version
    found = reviews.review(HERE, draft.id)
    assert (len(found.tests), found.failing) == (2, 1)
    assert any(each.line and "p9" in each.words for each in found.findings)
    assert found.version.reviewed_at == clock.now()
    assert reviews.of(HERE, draft.id) == found
    clock.go(hours=1)
    assert reviews.review(HERE, draft.id) == found  # asked again it says the same
    assert reviews.writer(HERE, draft.id) == MARA


def test_a_draft_whose_review_got_lost_is_asked_for_again(reviews: Reviews, work: WrittenWork) -> None:
    draft = reviews.briefs.file(Deed(HERE, MARA), ASKS).version
    dropped = reviews.briefs.file(Deed(HERE, MARA), BRIEF).version
    reviews.briefs.drop(Deed(HERE, MARA), dropped.id)
    work.asked.clear()
    assert reviews.missing(HERE) == 1
    assert work.asked == [(HERE, "brief_review", draft.id)]
    reviews.review(HERE, draft.id)
    assert reviews.missing(HERE) == 0


def test_a_draft_that_is_gone_is_said_to_be_gone(reviews: Reviews) -> None:
    with pytest.raises(Refusal, match="no longer here"):
        reviews.review(HERE, "id404")


def test_nobody_waits_for_what_the_program_filed(reviews: Reviews) -> None:
    draft = reviews.briefs.file(Deed(HERE, PROGRAM), BRIEF).version
    assert reviews.writer(HERE, draft.id) is None

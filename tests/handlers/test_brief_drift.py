"""/brief drift through the front door, and what it looks like."""

from datetime import UTC, date, datetime

from capabilities.brief.drift import Drifted, Pillar, Pull
from capabilities.brief.hanging import Change, Hang
from handlers.views import brief_drift as views
from tests.front_door import REP, FrontDoor, words
from tests.handlers.test_brief_proposals import FILED
from tests.proposed import OWNED

AT = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
WEEKS = tuple(date(2026, 10, day) for day in (5, 12, 19))
FULL = Drifted(
    number=2, product="Rounds & <more>", weeks=WEEKS,
    pillars=(
        Pillar("Calm <!channel>", (Hang(None, 2), Hang(0.5, 6), Hang(0.8, 9)), (Hang(None, 0),) * 3, Hang(0.7, 17),
               Hang(None, 4), (Pull("we just want <https://x.y|it> cheap", "Doors", AT),), Change(-0.3, 1)),
        Pillar("Nothing said", (Hang(None, 0),) * 3, (Hang(None, 0),) * 3, Hang(None, 1), Hang(None, 0), ()),
    ),
    notes=30, points=9, loose=12, loose_points=5, themes=(("Parts per van", 8),), by_segments=False, by_words=True,
)  # fmt: skip


def test_a_pillar_is_a_bar_and_a_word_with_the_change_and_what_pulls() -> None:
    said = words(views.blocks(FULL, UTC))
    assert "Of 30 notes in the last six whole weeks *18 are about a pillar*." in said
    assert "Most of the rest: Parts per van (8)." in said
    assert "Of 9 points pitched, 4 are." in said
    assert "`███░░░░░░░` *far off* · 17 notes, a small sample · farther than the week before" in said
    assert "4 points: too few for a bar · pitched" in said
    assert "Week by week `·▅▂`" in said
    assert "Pulling away most:" in said
    assert "Doors · Tue 10 Nov" in said
    assert "*Too little was said of:*\n• Nothing said (1 note)" in said
    assert "no embedding model" in said
    shown = [each["text"]["text"] for each in views.blocks(FULL, UTC) if each["type"] == "section"]
    assert not any("<!channel>" in each or "<https" in each for each in [*shown, said])
    assert "<!channel>" not in views.text(FULL)


def test_through_the_front_door_it_says_what_is_missing(door: FrontDoor) -> None:
    door.command(REP, "/brief drift")
    assert "/brief file" in words(door.last(REP))
    door.plumbline.rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    door.command(REP, "/brief drift")
    said = words(door.last(REP))
    assert "Drift from the brief: Lanternly, version 1" in said
    assert "Nothing was logged and nothing pitched" in said

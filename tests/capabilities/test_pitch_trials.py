"""What reps note of lines they tried counts for the next pitch to the segment, and is told with its count."""

from __future__ import annotations

from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from capabilities.pitch import Drafted
from tests.asking import GOOD, drafted, pitches
from tests.conftest import StillClock
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF, HERE, filed

TWO = BRIEF.replace(
    "- Nurses love it.",
    "- The night nurse reads the ward in one look. [proof: p1]\n- Nurses love it.",
)
MINUTES, LOOK = "Hand-overs take 9 minutes less on each ward.", "The night nurse reads the ward in one look."
FLAT = ("told them hand-overs take 9 minutes less on each ward, shrugged", "9 minutes less on each ward did nothing")


def noted(books: Books, *words: str, kind: str = "doesnt", segment: str = "Hospitals", by: str = "UB") -> None:
    assert isinstance(books.clock, StillClock)
    for at, text in enumerate(words):
        Field(books).log(Deed(HERE, by, f"{by}{kind}{segment}{at}"), Said(text, kind=kind, segment=segment))
        books.clock.go(minutes=1)


def gain(draft: Drafted) -> list[str]:
    return [point.text for point in draft.points if point.step == "benefit"]


def test_a_line_that_fell_flat_gives_way_and_its_count_is_told(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs, TWO)
    ask = "hospitals, on each ward"
    assert gain(drafted(made, ask)) == [MINUTES]
    noted(small, *FLAT, by="UA")
    assert gain(drafted(made, ask)) == [MINUTES]  # one rep alone moves nothing
    noted(small, *FLAT)
    after = drafted(made, ask)
    assert gain(after) == [LOOK]
    told = "“Hand-overs take 9 minutes less on each ward” gave way to another line: it fell flat 4 times in the field"
    assert after.gave_way == (f"{told} with Hospitals.",)
    assert made.get(HERE, after.id) == after


def test_a_line_without_another_in_its_place_stays_and_says_so(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    noted(small, *FLAT, by="UA")
    noted(small, *FLAT)
    draft = drafted(made, "hospitals, on each ward")
    assert gain(draft) == [MINUTES]
    assert "fell flat 4 times in the field with Hospitals" in draft.records.values()


def test_what_was_said_before_the_line_stood_or_of_another_segment_does_not_count(small: Books) -> None:
    made = pitches(small)
    noted(small, *FLAT, by="UA")
    noted(small, *FLAT)
    filed(made.briefs, TWO)
    assert gain(drafted(made, "hospitals, on each ward")) == [MINUTES]


def test_a_model_is_not_given_a_line_that_gave_way(small: Books) -> None:
    model = ScriptedModel([GOOD] * 2)
    made = pitches(small, model)
    filed(made.briefs, TWO)
    noted(small, *FLAT, by="UA")
    noted(small, *FLAT)
    drafted(made, "hospitals, on each ward")
    assert LOOK in model.asked[0].user
    assert MINUTES not in model.asked[0].user

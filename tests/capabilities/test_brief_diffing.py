"""What changed between two versions, passage by passage."""

from datetime import UTC, datetime

from capabilities.brief.diffing import Diff, compare, words
from capabilities.brief_markdown import read
from handlers.views.brief_diff import readable, shown
from handlers.views.text import escape
from storage.brief import BriefVersion
from tests.demo_company import words_of
from tests.front_door import words as all_words
from tests.small_brief import BRIEF


def versioned(number: int) -> BriefVersion:
    return BriefVersion(
        workspace="T", id=f"v{number}", product="Lanternly", product_key="lanternly", number=number,
        filed_at=datetime(2026, 11, 2, tzinfo=UTC), published_at=datetime(2026, 11, 2, tzinfo=UTC), source="",
    )  # fmt: skip


def diff(before: str, after: str) -> Diff:
    return compare((versioned(1), read(before)), (versioned(2), read(after)))


def test_only_the_changed_words_are_shown_as_changed() -> None:
    found = diff(BRIEF, BRIEF.replace("9 minutes less on each ward. [proof", "8 minutes less on every ward. [proof"))
    (change,) = found.changed
    said = readable(change.pieces)
    assert said.startswith("Hand-overs take ~9~ → *8* minutes less on ~each~ → *every* ward.")
    assert (found.new, found.gone, found.moved) == ((), (), 0)


def test_a_passage_that_moved_is_not_shown_as_changed() -> None:
    line = "- Nurses love it.\n"
    moved = BRIEF.replace(line, "").replace("### For Care homes\n", f"### For Care homes\n{line}", 1)
    assert line in moved
    found = diff(BRIEF, moved)
    assert (found.changed, found.new, found.gone) == ((), (), ())
    assert found.moved == 1
    reordered = BRIEF.replace("- Never: a percentage off the price.\n", "").replace(
        "- May say:", "- Never: a percentage off the price.\n- May say:"
    )
    assert diff(BRIEF, reordered).is_empty


def test_new_and_gone_passages_are_told_apart_from_changed_ones() -> None:
    found = diff(
        BRIEF, BRIEF.replace("- Nurses love it.\n", "").replace("## Proof\n", "## Proof\n- **p9:** 7 firms.\n")
    )
    assert [each.passage.text for each in found.gone] == ["Nurses love it."]
    assert [each.passage.text for each in found.new] == ["p9: 7 firms."]
    assert found.changed == ()


def test_a_proof_that_changed_or_another_clearance_is_a_change() -> None:
    found = diff(BRIEF, BRIEF.replace("[proof: p9]", "[proof: p1]"))
    assert "~p9]~ → *p1]*" in readable(found.changed[0].pieces)
    cleared = diff(BRIEF, BRIEF.replace("each week. (clearance: sales only)", "each week. (clearance: public)"))
    assert len(cleared.changed) == 1


def test_the_head_is_compared_too() -> None:
    found = diff(BRIEF, "---\nowner: Mara\nreview-by: 2027-01-01\n---\n" + BRIEF)
    assert found.head == (("owner", "", "Mara"), ("review-by", "", "2027-01-01"))
    assert "*Owner:* → *Mara*" in all_words(shown(found))


def test_the_two_versions_of_the_demo_company_are_compared_readably() -> None:
    found = diff(words_of("brief-v1.md"), words_of("brief-v2.md"))
    assert found.changed
    page = shown(found)
    assert len(page) <= 100
    assert all(len(block["text"]["text"]) <= 3000 for block in page if block["type"] == "section")
    assert diff(words_of("brief-v1.md"), words_of("brief-v1.md")).is_empty


def test_words_with_signs_in_them_break_no_markup() -> None:
    (change,) = diff(BRIEF, BRIEF.replace("Nurses love it.", "Nurses ~like~ it *much* <!channel>.")).changed
    said = readable(change.pieces)
    assert "<!channel>" not in said
    assert escape("<!channel>.") in said
    assert said.count("*") % 2 == 0


def test_a_long_stretch_that_stayed_is_passed_over() -> None:
    before = " ".join(f"word{n}" for n in range(200))
    said = readable(words(f"First {before} last.", f"Then {before} end."))
    assert "…" in said
    assert len(said) < 500


def test_a_brief_of_200_pages_is_compared_in_seconds() -> None:
    pages = [f"## Part {n}\n\n" + "\n\n".join(f"Line {n} of {k} says {n * k}." for k in range(30)) for n in range(200)]
    long = "# Brief: Long\n\n" + "\n\n".join(pages)
    changed = long.replace("Line 7 of", "Row 7 of")
    started = datetime.now(UTC)
    found = diff(long, changed)
    assert (datetime.now(UTC) - started).total_seconds() < 15
    assert len(found.changed) == 30
    assert len(shown(found)) <= 100

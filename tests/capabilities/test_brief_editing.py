"""Changing one passage or section of a brief in place."""

from pathlib import Path

import pytest

from capabilities.brief import spots
from capabilities.brief.editing import added, replaced
from capabilities.brief.page import Page
from capabilities.brief_markdown import read
from capabilities.passages import Brief, Passage
from capabilities.refusal import Refusal
from tests.demo_company import words_of
from tests.long_brief import BRIEF as LONG
from tests.small_brief import BRIEF

WORDS = "Quite other words, 7 of them (so)."


def passage(brief: Brief, start: str) -> Passage:
    return next(each for each in brief.passages if each.text.startswith(start))


def changed(source: str, start: str, words: str) -> str:
    """The line of the source that was changed; fails unless it is the only one."""
    made = replaced(source, passage(read(source), start), words)
    lines = [(old, new) for old, new in zip(source.split("\n"), made.split("\n"), strict=True) if old != new]
    assert len(lines) == 1
    return lines[0][1]


def told_apart(brief: Brief) -> list[tuple[tuple[str, ...], str]]:
    return [(each.path, each.text) for each in brief.passages]


def put_in(source: str, every: int = 1) -> tuple[int, int]:
    """Replace each n-th passage: how many could be, and how many were refused in words."""
    brief, done, refused = read(source), 0, 0
    for at, each in enumerate(brief.passages[::every]):
        try:
            made = read(replaced(source, each, WORDS))
        except Refusal:
            refused += 1
            continue
        done += 1
        assert made.headings == brief.headings
        assert any(WORDS in other.text or "Quite" in other.text for other in made.passages)
        if len(made.passages) == len(brief.passages):
            pairs = zip(told_apart(made), told_apart(brief), strict=True)
            assert [new == old for new, old in pairs].count(False) == 1, (at, each.text)
    return done, refused


@pytest.mark.parametrize("name", ["brief-v1.md", "brief-v2.md"])
def test_any_passage_of_the_demo_brief_can_be_changed_and_no_other_changes(name: str) -> None:
    source = words_of(name)
    rows = sum(1 for each in read(source).passages[::6] if each.kind == "channel")
    done, refused = put_in(source, every=6)
    assert refused == rows  # a row wants its columns
    assert done > 12


def test_pages_of_a_real_company_are_changed_in_place_or_not_at_all(shared_data: Path) -> None:
    counts = [put_in(page.read_text(encoding="utf-8"), every=11) for page in sorted(shared_data.glob("briefs/*/*.md"))]
    done, refused = (sum(each) for each in zip(*counts, strict=True))
    assert done / (done + refused) > 0.9


def test_bullets_labels_and_proofs_stay() -> None:
    line = changed(BRIEF, "Hand-overs take", "Hand-overs take 8 minutes less on each ward.")
    assert line == "- Hand-overs take 8 minutes less on each ward. [proof: p1]"
    assert changed(BRIEF, "Evidence:", "20 interviews.") == "- **Evidence:** 20 interviews."
    assert changed(BRIEF, "Wardmate:", "gone since May.") == "- **Wardmate:** gone since May."
    assert changed(BRIEF, "p2:", "500 families.") == "- **p2:** 500 families. (clearance: sales only)"
    assert changed(BRIEF, "Never: Lan", "Lanternly heals.") == "- Never: Lanternly heals."
    assert changed(BRIEF, "Every night", "Light on every shift.") == "Light on every shift."


def test_words_in_bold_stay_bold_where_they_stay() -> None:
    source = "# Brief: X\n\n## How\n\n- **Fewer second trips.** Rounds matches the job. [proof: p1]\n"
    assert changed(source, "Fewer", "Fewer trips. Rounds matches the job.").startswith("- **Fewer trips.** Rounds")
    across = changed(source, "Fewer", "Fewer trips when the board matches the job.")
    assert across == "- Fewer trips when the board matches the job. [proof: p1]"


@pytest.mark.parametrize("words", ["# Not a heading", "- no bullet", "1. of all", "> no quotation", "``` no code"])
def test_words_that_look_like_structure_stay_words(words: str) -> None:
    made = replaced(BRIEF, passage(read(BRIEF), "Every night"), words)
    assert read(made).headings == read(BRIEF).headings
    assert words.lstrip("`#->1. ") in passage(read(made), words[:2].strip()).text


def test_a_row_is_changed_by_its_columns() -> None:
    source = words_of("brief-v2.md")
    line = changed(source, "Channel: Webinars", "Channel: Webinars; Owner: Ines Falkner; Message: Audits | folders")
    assert line.startswith("| Webinars |")
    assert r"Audits \| folders" in line
    assert line.endswith("| Ines Falkner |")
    with pytest.raises(Refusal, match="Channel: …; Segment: …"):
        replaced(source, passage(read(source), "Channel: Webinars"), "Something else.")


def test_words_that_stand_twice_are_changed_where_they_were_meant() -> None:
    source = "# Brief: X\n\n## How\n\n### For A\n\n- It is quick.\n\n### For B\n\n- It is quick.\n"
    made = replaced(source, read(source).passages[1], "It is slow.")
    assert [each.text for each in read(made).passages] == ["It is quick.", "It is slow."]


def test_a_passage_that_changed_meanwhile_or_has_no_words_is_refused() -> None:
    known = passage(read(BRIEF), "Every night")
    with pytest.raises(Refusal, match="changed meanwhile"):
        replaced(BRIEF.replace("Every night", "Each night"), known, "Other words")
    with pytest.raises(Refusal, match="no words"):
        replaced(BRIEF, known, " – ")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("How", "For Hospitals"), "benefit"),
        (("How", "For Clinics"), "benefit"),
        (("Objections", "It is too dear"), "objection"),
        (("Channels",), "channel"),
        (("Limits", "Never"), "limit_never"),
        (("Cost and risk",), "cost_and_risk"),
        (("What", "It makes possible"), "makes_possible"),
    ],
)
def test_a_line_is_added_under_its_section_which_is_made_if_missing(path: tuple[str, ...], kind: str) -> None:
    made, before = read(added(BRIEF, path, WORDS)), read(BRIEF)
    new = [each for each in made.passages if WORDS in each.text]
    assert [(each.kind, each.path) for each in new] == [(kind, path)]
    assert [each for each in told_apart(made) if WORDS not in each[1]] == told_apart(before)
    assert [each for each in made.headings if each in before.headings] == list(before.headings)


def test_a_line_for_a_section_that_is_missing_makes_it_in_its_place() -> None:
    names = Page.of(added(BRIEF, ("Channels",), WORDS)).names()
    assert names[names.index("Channels") + 1] == "Materials"


@pytest.mark.parametrize("source", [BRIEF, LONG, words_of("brief-v1.md"), words_of("brief-v2.md")])
def test_every_section_put_back_as_it_is_changes_nothing(source: str) -> None:
    for name in Page.of(source).names():
        text = Page.of(source).text(name)
        assert text is not None
        assert Page.of(source).with_text(name, text) == source
        made = read(Page.of(source).with_text(name, f"{text}\n\nOne line more."))
        assert made.headings == read(source).headings
        assert any("One line more." in each.text for each in made.passages)


def test_a_section_is_found_by_its_whole_path_or_its_last_heading() -> None:
    assert Page.of(BRIEF).text("How › For hospitals") == Page.of(BRIEF).text("for Hospitals")
    assert Page.of(BRIEF).text("Who › Hospitals") != Page.of(BRIEF).text("How › For hospitals")
    assert Page.of(BRIEF).text("Nowhere") is None


def test_the_section_of_a_brief_does_not_reach_into_the_next() -> None:
    made = Page.of(BRIEF).with_text("Offers", "- One bed, one week.")
    assert Page.of(made).text("Offers") == "- One bed, one week."
    assert Page.of(made).text("Stories") == Page.of(BRIEF).text("Stories")
    assert Page.of(made).text("Cost and risk") == Page.of(BRIEF).text("Cost and risk")
    removed = read(Page.of(BRIEF).without("Offers"))
    assert removed.headings == tuple(each for each in read(BRIEF).headings if each != ("Offers",))
    for name in Page.of(BRIEF).names():
        left = Page.of(BRIEF).without(name)
        assert read(left).headings == tuple(each for each in read(BRIEF).headings if each[0] != name)


SHORT = "# Brief: Lamp\n\n## Who\n### Schools\n- Ten.\n\n\n## Limits\n- Never: free.\n## Odds\nx"


@pytest.mark.parametrize(
    ("source", "name", "after", "before"),
    [
        (SHORT, "Plumb line", "", "Who"),
        (SHORT, "How", "Who", "Limits"),
        (SHORT, "Questions", "Limits", "Odds"),
        (SHORT, "Our pricing", "Odds", ""),
        (SHORT, "Who › Towns", "Schools", ""),
        (SHORT, "Limits > Never", "", ""),
        ("# Brief: Lamp\n", "Proof", "", ""),
        ("Just words.", "Proof", "", ""),
        ("---\nowner: Ann\n---\nLimits\n---\n- Never: free.\n", "Who", "", "Limits"),
    ],
)
def test_a_missing_section_is_made_where_a_brief_has_it(source: str, name: str, after: str, before: str) -> None:
    page = Page.of(source)
    spot = page.spot(name)
    assert (spot.after, spot.before) == (after, before)
    made = page.with_new(name, "- Words of its own.\n")
    assert Page.of(made).text(name) == "- Words of its own."
    assert [each for each in read(made).headings if each[-1] != spot.name] == list(read(source).headings)
    assert [each.text for each in read(made).passages if each.text != "Words of its own."] == [
        each.text for each in read(source).passages
    ]
    assert read(Page.of(made).without(name)).headings == read(source).headings


@pytest.mark.parametrize(
    ("words", "name"),
    [("stories", "Stories"), ("case studies", "Stories"), ("segments", "Who"), ("Competiters", "Competitors"),
     ("limit", "Limits"), ("weather", None)],
)  # fmt: skip
def test_a_section_is_meant_by_any_of_its_names(words: str, name: str | None) -> None:
    assert spots.meant(Page.of(SHORT).sections, words) == name


@pytest.mark.parametrize(("name", "said"), [("***", "needs a name"), ("Pricing › Old", "no section “Pricing”")])
def test_a_name_that_makes_no_section_is_refused(name: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        Page.of(SHORT).with_new(name, "x")


@pytest.mark.parametrize("text", ["```\ncode that never ends", "<!-- a remark that never ends"])
def test_a_text_that_would_swallow_the_rest_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="left open"):
        Page.of(BRIEF).with_text("Offers", text)
    with pytest.raises(Refusal, match="left open"):
        Page.of(BRIEF).with_text("Materials", text)


def test_what_is_in_the_way_in_the_brief_itself_is_named_as_that() -> None:
    page = Page.of("# Brief: Lamp\n\n## Who\n- Ten.\n\n## Offers\n```\nnever closed\n")
    assert page.with_text("Who", "- Eleven.").count("Eleven") == 1
    with pytest.raises(Refusal, match="own Markdown is in the way"):
        page.with_new("Questions", "- What?")
    with pytest.raises(Refusal, match="all that the brief says"):
        Page.of("## Who\n- Ten.\n").without("Who")


def test_a_section_whose_name_looks_like_a_path_is_found_by_it() -> None:
    page = Page.of("# Brief: Lamp\n\n## A › B\n- Ten.\n\n### C > D\n- Two.\n\n## A\n### B\n- One.\n")
    assert page.text("A › B") == "- One."  # as everywhere else: B within A
    assert page.text("A › B › C > D") == page.text("C > D") == "- Two."


def test_a_section_that_is_gone_is_said_to_be_gone() -> None:
    with pytest.raises(Refusal, match="no section “Pricing” any more"):
        Page.of(BRIEF).with_text("Pricing", "x")


def test_a_brief_without_headings_has_no_sections_and_its_lines_can_be_changed() -> None:
    source = "What you drop stays dropped.\n\nIt costs nothing.\n"
    assert Page.of(source).names() == []
    assert read(replaced(source, read(source).passages[1], "It costs EUR 4.")).passages[1].text == "It costs EUR 4."


def test_a_heading_that_would_end_the_section_is_refused_by_its_name() -> None:
    with pytest.raises(Refusal, match=r"“Limits” would begin a section of its own.*/brief edit Limits"):
        Page.of(BRIEF).with_text("Offers", "- One bed.\n\n## Limits\n- Never: a rebate")
    made = Page.of(BRIEF).with_text("Offers", "- One bed.\n\n### In spring\n- One week.\n```\n# no heading\n```")
    assert Page.of(made).section("Offers › In spring") is not None

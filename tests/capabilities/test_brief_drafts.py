"""Editing the brief by section, alone and beside others, and several products."""

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, Removing
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from storage import workspace as stored_workspace
from tests.conftest import WrittenWork
from tests.small_brief import BRIEF, HERE, OTHER

MARA, BEN, RITA = "UMARA", "UBEN", "URITA"
BY_MARA, BY_BEN = Deed(HERE, MARA), Deed(HERE, BEN)


@pytest.fixture
def briefs(small: Books) -> Briefs:
    with small.keep(Deed(HERE, PROGRAM)) as unit:
        for user, role in ((MARA, "marketer"), (BEN, "responsible"), (RITA, "rep")):
            stored_workspace.save_person(unit, user, {"name": user.title(), "role": role}, now=small.clock.now())
    made = Briefs(small)
    made.file(Deed(HERE, PROGRAM), BRIEF, publish=True)
    return made


def test_an_edit_makes_a_draft_on_top_of_the_one_being_worked_on(briefs: Briefs, work: WrittenWork) -> None:
    first = briefs.edit(BY_MARA, briefs.needed(HERE).version.id, "offers", "- One bed, one week.", "smaller")
    assert (first.version.number, first.version.why, first.parallel) == (2, "smaller", None)
    assert work.asked[-1] == (HERE, "brief_review", first.version.id)
    assert briefs.working(HERE).version.id == first.version.id
    second = briefs.edit(BY_MARA, first.version.id, "Materials", "- None.")
    assert second.version.why == "Materials edited"
    assert "- One bed, one week." in second.brief.source
    assert briefs.needed(HERE).version.number == 1


def test_two_who_edit_different_sections_lose_nothing_of_each_other(briefs: Briefs) -> None:
    shown = briefs.needed(HERE).version.id
    briefs.edit(BY_MARA, shown, "Offers", "- One bed, one week.")
    later = briefs.edit(BY_BEN, shown, "Materials", "- None.")
    assert later.parallel is None
    assert "- One bed, one week." in later.brief.source
    assert "- None." in later.brief.source


def test_two_who_edit_the_same_section_both_keep_their_words_and_hear_of_it(briefs: Briefs) -> None:
    shown = briefs.needed(HERE).version.id
    first = briefs.edit(BY_MARA, shown, "Offers", "- One bed.").version
    later = briefs.edit(BY_BEN, shown, "Offers", "- Two beds.")
    assert later.parallel is not None
    assert later.parallel.id == first.id
    assert "- Two beds." in later.brief.source
    assert "- One bed." not in later.brief.source
    assert [row.number for row in briefs.drafts(HERE)] == [3, 2]


def test_an_edit_of_a_draft_that_was_published_meanwhile_builds_on_what_is_in_force(briefs: Briefs) -> None:
    first = briefs.edit(BY_MARA, briefs.needed(HERE).version.id, "Offers", "- One bed.").version
    briefs.file(Deed(HERE, PROGRAM), first.source + "\n## Channels\n- Fairs\n", publish=True)
    later = briefs.edit(BY_BEN, first.id, "Materials", "- None.")
    assert later.version.base == briefs.needed(HERE).version.id
    assert "- Fairs" in later.brief.source


@pytest.mark.parametrize(
    ("section", "text", "said"),
    [
        ("Pricing", "x", "no section “Pricing” any more"),
        ("Offers", "```\nnever closed", "left open"),
        ("Limits", None, "Nothing has changed"),
    ],
)
def test_an_edit_that_cannot_be_kept_says_why(briefs: Briefs, section: str, text: str | None, said: str) -> None:
    shown = briefs.needed(HERE)
    if text is None:
        text = BRIEF.split("## Limits\n")[1].split("\n## ")[0]
    with pytest.raises(Refusal, match=said):
        briefs.edit(BY_MARA, shown.version.id, section, text)
    assert briefs.drafts(HERE) == []


def test_a_rep_edits_nothing(briefs: Briefs) -> None:
    with pytest.raises(NotAllowed):
        briefs.edit(Deed(HERE, RITA), briefs.needed(HERE).version.id, "Offers", "- Free.")


def test_a_section_goes_with_its_words_once_the_person_is_sure_and_can_be_made_again(briefs: Briefs) -> None:
    shown = briefs.needed(HERE)
    with pytest.raises(Removing, match=r"removes the section Who with 5 lines and the 2 sections in it\.$"):
        briefs.edit(BY_MARA, shown.version.id, "Who", " \n")
    gone = briefs.edit(BY_MARA, shown.version.id, "Who", " \n", sure=True)
    assert gone.version.why == "Who removed"
    assert not [each for each in gone.brief.headings if each[0] == "Who"]
    with pytest.raises(Refusal, match="no words in this yet"):
        briefs.edit(BY_MARA, gone.version.id, "Who", "", new=True)
    was = shown.page.text("Who")
    assert was is not None
    back = briefs.edit(BY_MARA, gone.version.id, "Who", was, new=True)
    assert back.version.why == "Who added"
    assert back.brief.headings == shown.brief.headings
    assert briefs.diff(HERE, shown.version.id, back.version.id).is_empty


def test_two_who_make_the_same_section_both_keep_their_words(briefs: Briefs) -> None:
    shown = briefs.needed(HERE).version.id
    briefs.edit(BY_MARA, shown, "Channels", "- Fairs.", new=True)
    later = briefs.edit(BY_BEN, shown, "Channels", "- Post.", new=True)
    assert later.parallel is not None
    assert "- Post." in later.brief.source
    assert "- Fairs." not in later.brief.source


def test_the_first_product_is_the_default_until_another_is_chosen(briefs: Briefs) -> None:
    briefs.file(Deed(HERE, PROGRAM), OTHER, publish=True)
    assert briefs.needed(HERE).version.product == "Lanternly"
    assert [(each.name, each.default) for each in briefs.products(HERE)] == [("Lanternly", True), ("Zephyrine", False)]
    with pytest.raises(NotAllowed):
        briefs.set_default(Deed(HERE, RITA), "Zephyrine")
    with pytest.raises(Refusal, match="There is: Lanternly, Zephyrine"):
        briefs.set_default(BY_MARA, "Boat")
    assert briefs.set_default(BY_MARA, "zephyrine").name == "Zephyrine"
    assert briefs.needed(HERE).version.product == "Zephyrine"


def test_a_product_is_meant_when_it_is_named(briefs: Briefs) -> None:
    assert briefs.addressed(HERE, "Lanternly history") == (None, "history")  # there is only one
    briefs.file(Deed(HERE, PROGRAM), OTHER, publish=True)
    briefs.file(Deed(HERE, PROGRAM), OTHER.replace("Zephyrine", "Zephyrine Max"), publish=True)
    named, rest = briefs.addressed(HERE, "zephyrine MAX show limits")
    assert named is not None
    assert (named.name, rest) == ("Zephyrine Max", "show limits")
    named, rest = briefs.addressed(HERE, "Max history")
    assert named is not None
    assert (named.name, rest) == ("Zephyrine Max", "history")
    assert briefs.addressed(HERE, "history") == (None, "history")
    assert briefs.named_in(HERE, "what about zephyrine at the coast").version.product == "Zephyrine"
    assert briefs.named_in(HERE, "what about Zephyrine Max").version.product == "Zephyrine Max"
    assert briefs.named_in(HERE, "what about hospitals").version.product == "Lanternly"


def test_each_product_has_its_own_line_of_versions(briefs: Briefs) -> None:
    other = briefs.file(BY_MARA, OTHER).version
    assert (other.number, other.base) == (1, None)
    assert briefs.working(HERE).version.product == "Lanternly"
    assert briefs.working(HERE, other.product_key).version.id == other.id
    assert [each.drafts for each in briefs.products(HERE)] == [0, 1]


def test_a_brief_is_its_owners_by_name_else_whose_who_filed_it(briefs: Briefs) -> None:
    assert briefs.owner_of(HERE, briefs.needed(HERE)) is None  # the program filed it, and it names nobody
    owned = briefs.file(BY_MARA, "---\nowner: uben\n---\n" + BRIEF)
    version = briefs.version(HERE, owned.version.id)
    assert version is not None
    assert briefs.owner_of(HERE, version) == (BEN, "Uben")

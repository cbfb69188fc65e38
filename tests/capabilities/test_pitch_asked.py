"""What is said after /pitch is recognised in the names the brief has, and the rest of the words is kept."""

from __future__ import annotations

import pytest

from capabilities.books import Books, Deed
from capabilities.brief_markdown import read as read_brief
from capabilities.pitch import HOLDS, LONGEST, Asked
from capabilities.pitch.asked import Situation, parsed, read
from capabilities.refusal import Refusal
from capabilities.retrieval import Index
from storage import pitch as stored
from tests.asking import ANN, drafted, pitches
from tests.small_brief import BRIEF, HERE, OTHER, PERSON, filed

SMALL = read_brief(BRIEF)
INDEX = Index.build(SMALL.passages)


def situation(words: str | Asked) -> Situation:
    asked = parsed(words) if isinstance(words, str) else words
    return read(asked, SMALL, INDEX.search(asked.sought(SMALL)), INDEX.search)


def test_every_mark_is_taken_out_and_the_rest_is_kept() -> None:
    asked = parsed('first call #mid-market at:"Nord Cooling" vs:Rutano they fear cost stage:demo')
    assert asked.words == "first call they fear cost"
    assert (asked.segment, asked.account, asked.competitor, asked.stage) == (
        "mid market",
        "Nord Cooling",
        "Rutano",
        "demo",
    )


@pytest.mark.parametrize("words", ["works council blocks it", "lead times are too long", "want: fewer visits", "- a"])
def test_no_word_of_a_request_is_taken_for_the_kind_of_a_note(words: str) -> None:
    assert parsed(words).words in (words, words.removeprefix("- "))


def test_an_objection_is_what_follows_its_mark() -> None:
    asked = parsed("#hospitals, objection: “tablets carry germs”")
    assert (asked.objection, asked.words) == ("tablets carry germs", "")
    assert situation(asked).objections == ("Tablets carry germs",)
    assert parsed("hospitals. They say: too dear").objection == "too dear"


@pytest.mark.parametrize(
    ("words", "segment"),
    [
        ("#hospitals germs", "Hospitals"),
        ("#hospitls", "Hospitals"),
        ("#care", "Care homes"),
        ("a care home", "Care homes"),
    ],
)
def test_a_segment_is_known_by_its_name_a_slip_or_its_first_word(words: str, segment: str) -> None:
    assert situation(words).segment == segment


def test_a_segment_nobody_knows_gets_the_nearest_and_it_is_said() -> None:
    near = situation("#hospital-wards")
    assert (near.segment, near.taken) == ("Hospitals", (("hospital wards", "Hospitals"),))
    assert situation("#zebra").unknown == ("zebra",)
    assert situation("#hospitals").taken == ()


def test_a_rival_is_known_by_a_slip_and_one_nobody_knows_is_kept_and_said() -> None:
    assert situation("hospitals vs:Wardmat").competitors == ("Wardmate",)
    unknown = situation("hospitals vs:Foobar")
    assert (unknown.competitors, unknown.unknown) == (("Foobar",), ("Foobar",))


@pytest.mark.parametrize(("words", "stage"), [("hospitals, first call", "first call"), ("stage:closing x", "closing")])
def test_a_stage_is_recognised(words: str, stage: str) -> None:
    assert situation(words).stage == stage


def test_a_wish_for_risk_brings_the_cost_and_one_for_less_makes_it_shorter() -> None:
    found = situation(Asked(words="hospitals", wish="shorter, more on risk"))
    assert (found.price, found.shorter) == (True, True)
    assert Asked(words="hospitals", wish="shorter").sought(SMALL) == "hospitals"
    assert Asked(words="hospitals", wish="make it friendlier").sought(SMALL) == "hospitals"
    assert Asked(words="hospitals", wish="more on germs").sought(SMALL) == "hospitals\nmore on germs"


def test_what_was_recognised_is_kept_on_the_row(small: Books) -> None:
    made = pitches(small)
    version = filed(made.briefs).version
    draft = drafted(made, "#hospitls at:Acme first call vs:wardmate objection: tablets carry germs")
    with small.look(HERE) as unit:
        row = stored.get(unit, draft.id)
    assert row is not None
    assert (row.segment, row.account, row.stage) == ("Hospitals", "Acme", "first call")
    assert (row.competitor, row.objection) == ("Wardmate", "Tablets carry germs")
    assert row.product_key == version.product_key
    assert draft.about is not None
    assert draft.about.objections == ("Tablets carry germs",)
    assert "Acme" not in draft.words


def test_the_form_alone_is_enough_and_what_it_says_is_told_as_words(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    asked = made.ask(ANN, Asked(segment="Hospitals", objection="Tablets carry germs", account="Acme"))
    assert asked.words == "Hospitals, they say: Tablets carry germs"
    assert made.draft(HERE, asked.id).points[0].text.startswith("The case is wiped")


@pytest.mark.parametrize("asked", ["   ", "\u200b\u2063", Asked(), Asked(words=" ", account="\u200b")])
def test_nothing_said_is_refused(small: Books, asked: str | Asked) -> None:
    made = pitches(small)
    filed(made.briefs)
    with pytest.raises(Refusal, match="Say whom") as caught:
        made.ask(ANN, asked)
    assert caught.value.field == "words"


@pytest.mark.parametrize("field", [*HOLDS, "words"])
def test_a_field_that_holds_too_much_is_refused_at_its_place(small: Books, field: str) -> None:
    made = pitches(small)
    filed(made.briefs)
    with pytest.raises(Refusal) as caught:
        made.ask(ANN, Asked(**{field: "x" * (HOLDS.get(field, LONGEST) + 1)}))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "words", ["x" * 1990, "🙂🙂", "<!channel> @here <@U1> <https://evil.example|x>", "$" * 900, "at:", "#", "at:A"]
)
def test_odd_words_still_give_a_pitch(small: Books, words: str) -> None:
    made = pitches(small)
    filed(made.briefs)
    assert drafted(made, words).state == "drafted"


def test_personal_data_is_masked_in_every_field(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    asked = made.ask(ANN, Asked(words="hospitals", account="ann@example.com"))
    assert "example.com" not in asked.account
    assert asked.masked == "email"


def test_the_form_offers_the_names_of_the_brief_and_products_once_there_are_several(small: Books) -> None:
    made = pitches(small)
    with pytest.raises(Refusal, match="/brief file"):
        made.offered(HERE)
    filed(made.briefs)
    offered = made.offered(HERE)
    assert offered.segments == ("Hospitals", "Care homes")
    assert (offered.competitors, offered.objections) == (("Wardmate",), ("Tablets carry germs",))
    assert offered.products == ()
    filed(made.briefs, OTHER)
    assert [name for _, name in made.offered(HERE).products] == ["Lanternly", "Zephyrine"]


def test_a_product_named_or_chosen_is_pitched_from_its_own_brief(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    other = filed(made.briefs, OTHER).version
    named = drafted(made, "Zephyrine for farms")
    assert named.brief_version == other.id
    chosen = made.ask(Deed(HERE, PERSON), Asked(words="farms", product=other.product_key))
    assert made.draft(HERE, chosen.id).brief_version == other.id
    assert drafted(made, "hospitals").brief_version != other.id


def test_nothing_that_was_typed_gets_lost_with_its_mark() -> None:
    assert parsed("via:LinkedIn").words == "via LinkedIn"
    assert parsed("hospitals via:LinkedIn").words == "hospitals via LinkedIn"
    made = parsed("objection: “tablets carry germs”, vs:Wardmate")
    assert (made.objection, made.competitor) == ("tablets carry germs", "Wardmate")

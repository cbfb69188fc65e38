"""Pitch points come from the brief in force, each cited, and never from what nothing proves."""

from __future__ import annotations

from pathlib import Path

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.refusal import Refusal
from tests.asking import (
    ANN,
    GOOD,
    drafted,
    pitches,
    refs,
)
from tests.conftest import StillClock, WrittenWork
from tests.scripted_mind import ScriptedModel, WordEmbedder
from tests.small_brief import HERE, OTHER, PERSON, THERE, filed


def test_a_request_is_kept_and_its_work_asked_for_in_one_transaction(books: Books, work: WrittenWork) -> None:
    made = pitches(books)
    filed(made.briefs)
    asked = made.ask(ANN, "  hospitals, they fear germs ", "CSALES")
    assert (asked.state, asked.words, asked.asked_in) == ("waiting", "hospitals, they fear germs", "CSALES")
    assert work.asked == [(HERE, "pitch", asked.id)]


def test_without_a_brief_a_request_is_refused_with_what_to_do(small: Books, work: WrittenWork) -> None:
    with pytest.raises(Refusal, match="/brief file"):
        pitches(small).ask(ANN, "hospitals")
    assert work.asked == []


def test_the_same_delivery_twice_is_one_request(small: Books, work: WrittenWork) -> None:
    made = pitches(small)
    filed(made.briefs)
    made.ask(Deed(HERE, PERSON, "trigger:1"), "hospitals")
    with pytest.raises(SeenBefore):
        made.ask(Deed(HERE, PERSON, "trigger:1"), "hospitals")
    assert len(work.asked) == 1


def test_without_a_model_the_points_are_the_briefs_words_in_the_order_of_a_talk(small: Books) -> None:
    made = pitches(small)
    version = filed(made.briefs).version
    draft = drafted(made, "hospitals")
    assert draft.plumb_line is not None
    assert draft.plumb_line.text == "Every night shift hands over in the light."
    assert [point.step for point in draft.points] == ["need", "possible", "benefit", "proof", "next"]
    assert draft.points[0].text == "hand-overs that nobody forgets, and proof for the inspector."
    assert draft.points[2].text == "Hand-overs take 9 minutes less on each ward."
    assert [cite.label for cite in draft.points[2].cites] == ["Brief v1 › How › Hospitals", "Brief v1 › Proof"]
    assert all(point.quoted for point in draft.points)
    assert (draft.state, draft.brief_version, draft.model) == ("drafted", version.id, "")
    assert draft.remark.startswith("These are the brief's own words.")


def test_a_benefit_without_its_proof_is_left_out_and_said_so(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    draft = drafted(made, "hospitals, the inspector comes, nurses love it")
    assert not {"how-hospitals-2", "how-hospitals-3"} & set(refs(draft))
    assert "2 benefits were left out" in draft.remark


def test_what_is_cleared_for_sales_only_is_not_drafted_for_a_customer(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    draft = drafted(made, "care homes, do families read it? Haus Birkenau")
    shown = " ".join(point.text for point in draft.points)
    assert "Families read the page" in shown
    assert "402" not in shown
    assert "Birkenau" not in shown


def test_price_brings_cost_and_the_offer(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    draft = drafted(made, "hospitals, too expensive they say")
    assert "cost-and-risk" in refs(draft)
    assert "offers-one-ward-four-weeks" in refs(draft)


def test_an_objection_named_is_answered_first(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    draft = drafted(made, "hospital ward, they say tablets carry germs")
    assert draft.points[0].text.startswith("The case is wiped")


def test_words_the_brief_has_no_name_for_get_general_points_and_are_told_so(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    draft = drafted(made, "quixotic zebra")
    assert "I recognised no segment" in draft.remark
    assert "Hospitals, Care homes" in draft.remark


def test_pages_without_the_parts_of_a_brief_give_their_nearest_passages(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs, "# Kiln notes\n\n## Firing\n\nThe kiln fires at night.\n\n## Glaze\n\nGlaze dries in a day.\n")
    draft = drafted(made, "when does the kiln fire?")
    assert draft.points[0].text == "The kiln fires at night."
    assert draft.plumb_line is None


def test_nothing_to_say_is_said(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs, "# Kiln notes\n\nThe kiln fires at night.\n")
    draft = drafted(made, "quixotic zebra")
    assert (draft.state, draft.points) == ("failed", ())
    assert "says nothing about this" in draft.remark


def test_a_pitch_is_drafted_once(books: Books, clock: StillClock) -> None:
    model = ScriptedModel([GOOD])
    made = pitches(books, model)
    first_version = filed(made.briefs).version
    first = drafted(made, "hospitals")
    clock.go(hours=1)
    filed(made.briefs)
    again = made.draft(HERE, first.id)
    assert again == first == made.get(HERE, first.id)
    assert again.brief_version == first_version.id
    assert len(model.asked) == 1


def test_each_pitch_carries_the_version_it_was_drafted_from(small: Books, clock: StillClock) -> None:
    made = pitches(small)
    filed(made.briefs)
    clock.go(hours=1)
    second = filed(made.briefs).version
    draft = drafted(made, "hospitals")
    assert draft.brief_version == second.id
    assert draft.points[0].cites[0].label.startswith("Brief v2 ›")


def test_another_workspaces_brief_and_pitches_are_out_of_reach(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs)
    filed(made.briefs, OTHER, workspace=THERE)
    there = drafted(made, "farms, hospitals", Deed(THERE, PERSON))
    assert "ward" not in " ".join(point.text for point in there.points)
    with pytest.raises(Refusal, match="no longer here"):
        made.get(HERE, there.id)
    with pytest.raises(Refusal, match="no longer here"):
        made.draft(HERE, there.id)
    assert made.version(HERE, there.brief_version) is None


def test_what_waits_too_long_is_asked_for_again(small: Books, clock: StillClock, work: WrittenWork) -> None:
    made = pitches(small)
    filed(made.briefs)
    waiting, done = made.ask(ANN, "hospitals"), made.ask(ANN, "care homes")
    made.draft(HERE, done.id)
    clock.go(minutes=5)
    assert made.missing(HERE, clock.now()) == [waiting.id]
    assert work.asked.count((HERE, "pitch", waiting.id)) == 2
    assert made.missing(THERE, clock.now()) == []


def test_only_its_asker_shares_a_drafted_pitch(small: Books, work: WrittenWork) -> None:
    made = pitches(small)
    filed(made.briefs)
    asked = made.ask(ANN, "hospitals")
    with pytest.raises(Refusal, match="nothing to share"):
        made.share(ANN, asked.id, "CSALES")
    made.draft(HERE, asked.id)
    with pytest.raises(Refusal, match="Only the person"):
        made.share(Deed(HERE, "UBOB"), asked.id, "CSALES")
    made.share(ANN, asked.id, "CSALES")
    assert work.asked[-1][1] == "pitch_share"
    assert work.asked[-1][2].startswith(f"{asked.id}:CSALES:")


def test_passages_are_embedded_once_and_a_failing_embedder_is_no_obstacle(small: Books) -> None:
    embedder = WordEmbedder()
    made = pitches(small, embedder=embedder)
    filed(made.briefs)
    drafted(made, "hospitals")
    drafted(made, "care homes")
    assert [text.startswith("Plumb line:") for text in embedder.asked].count(True) == 1
    failing = pitches(small, embedder=WordEmbedder(fails=True))
    assert len(drafted(failing, "hospitals").points) >= 3


def test_a_hostile_brief_and_request_break_nothing(small: Books) -> None:
    made = pitches(small)
    filed(
        made.briefs,
        "# Brief: X\n\n## How\n\n### For ⟨all⟩\n\n- " + "<!channel> [proof: ] " * 200 + "\n\n## Limits\n\nNever: x\n",
    )
    draft = drafted(made, "⟨all⟩ \x00 ${situation} {0} [proof: p1] " + "(" * 500)
    assert draft.state in ("drafted", "failed")


def test_a_real_companys_pages_give_a_pitch(small: Books, shared_data: Path) -> None:
    pages = sorted((shared_data / "briefs" / "sourcegraph").glob("*.md"))
    made = pitches(small)
    filed(made.briefs, "# Brief: Sourcegraph\n\n" + "\n\n".join(page.read_text(encoding="utf-8") for page in pages))
    draft = drafted(made, "a large engineering organisation doing big code migrations, they think it costs too much")
    assert 3 <= len(draft.points) <= 5
    assert all(point.cites and len(point.text) < 400 for point in draft.points)

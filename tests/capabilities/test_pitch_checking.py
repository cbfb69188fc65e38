"""A rep's own text is held to the brief, sentence by sentence, helped where it must change, and kept nowhere."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.finding import Finder
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.pitch.checking import LONGEST, Checked, CheckedSentence, Checks
from capabilities.refusal import Refusal
from prompts.embedding import Embedder
from tests.scripted_mind import WordEmbedder
from tests.small_brief import BRIEF, HERE, OTHER, THERE


def checks(books: Books, embedder: Embedder | None = None, *, brief: str = BRIEF) -> Checks:
    briefs = Briefs(books)
    if brief:
        published(briefs, brief)
    return Checks(books, briefs, Finder(embedder), Masking("DE"))


def published(briefs: Briefs, source: str, *, workspace: str = HERE) -> None:
    briefs.file(Deed(workspace, PROGRAM), source, publish=True, any_text=True)


def one(books: Books, text: str) -> CheckedSentence:
    """The only sentence of a text, checked."""
    (sentence,) = checks(books).check(HERE, text).sentences
    return sentence


def rulings(checked: Checked) -> list[str]:
    return [each.ruling for each in checked.sentences]


@dataclass
class SlowEmbedder(WordEmbedder):
    """Gives no vectors until it is let go."""

    go: threading.Event = field(default_factory=threading.Event)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.go.wait(30)
        return super().embed(texts)


def test_what_the_brief_says_may_be_said_and_where_it_stands_is_known(small: Books) -> None:
    said = one(small, "Hand-overs take 9 minutes less on each ward.")
    assert (said.ruling, said.words, said.instead) == ("allowed", "", "")
    assert said.passage is not None
    assert said.passage.label == "Brief v1 › How › Hospitals"


def test_a_forbidden_promise_is_caught_with_the_limit_and_the_nearest_allowed_wording(small: Books) -> None:
    said = one(small, "Lanternly prevents mistakes in hand-overs on each ward.")
    assert said.ruling == "not_allowed"
    assert said.words == "The brief says never: Lanternly prevents mistakes."
    assert said.passage is not None
    assert said.passage.label == "Brief v1 › Limits › Never"
    assert said.instead_from is not None
    assert said.instead in BRIEF


def test_a_discount_is_answered_with_value_instead(small: Books) -> None:
    said = one(small, "If you sign this month you get 10% off.")
    assert said.ruling == "not_allowed"
    assert said.instead.startswith(("One ward, four weeks.", "Lanternly costs EUR 4"))
    assert said.instead_from is not None
    assert said.instead_from.label in ("Brief v1 › Offers", "Brief v1 › Cost and risk")


def test_a_claim_without_its_qualifier_is_shown_the_words_it_needs(small: Books) -> None:
    said = one(small, "With Lanternly every shift takes 9 minutes less.")
    assert said.ruling == "needs_qualifier"
    assert "only with “on each ward”" in said.words
    assert said.instead == "Hand-overs take 9 minutes less on each ward."


def test_a_qualifier_may_stand_in_the_next_sentence(small: Books) -> None:
    found = checks(small).check(HERE, "Hand-overs take 9 minutes less. That is on each ward.")
    assert rulings(found)[0] == "allowed"
    apart = checks(small).check(HERE, "Hand-overs take 9 minutes less. Nurses love it. On each ward.")
    assert rulings(apart)[0] == "needs_qualifier"


def test_a_qualifier_does_not_mend_a_wrong_number(small: Books) -> None:
    said = one(small, "9 minutes less, and 40% less paper.")
    assert said.ruling == "needs_qualifier"
    assert said.words.endswith("The brief does not give “40%”.")


def test_what_the_brief_does_not_say_is_named_and_what_is_near_it_is_quoted(small: Books) -> None:
    said = one(small, "Hand-overs take 15 minutes less in Oslo.")
    assert said.ruling == "unsupported"
    assert said.words == "The brief does not give “15 minutes” or name “Oslo”."
    assert said.instead == "Hand-overs take 9 minutes less on each ward."
    assert said.instead_from is not None
    assert said.instead_from.label == "Brief v1 › How › Hospitals"


def test_parts_of_several_passages_prove_nothing_together(small: Books) -> None:
    said = one(small, "402 families read a page on 31 wards.")
    assert said.ruling == "unsupported"
    assert said.words == "The brief says parts of this, but nowhere together."


def test_a_sentence_that_joins_two_statements_of_the_brief_is_fine(small: Books) -> None:
    text = "Hand-overs take 9 minutes less on each ward, and the case is wiped like any other surface."
    assert one(small, text).ruling == "allowed"
    wrong = "Hand-overs take 9 minutes less on each ward, and the case is wiped 40 times a day."
    assert one(small, wrong).ruling == "unsupported"


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("We do not say that Lanternly prevents mistakes.", "allowed"),
        ("Lanternly does not prevent 40% of mistakes.", "unsupported"),
        ("Nobody else prevents theft.", "unsupported"),
    ],
)
def test_denying_what_the_brief_never_says_is_fine(small: Books, text: str, ruling: str) -> None:
    assert one(small, text).ruling == ruling


def test_nobody_leans_on_whom_the_product_is_not_for(small: Books) -> None:
    source = BRIEF.replace("### Care homes", "- **Not for:** wards with fewer than 5 beds.\n### Care homes")
    (sentence,) = checks(small, brief=source).check(HERE, "It suits wards with fewer than 5 beds.").sentences
    assert sentence.ruling == "unsupported"


def test_what_may_be_said_is_allowed_word_for_word(small: Books) -> None:
    source = BRIEF.replace("- May say: St Odile is a customer.", "- May say: The first ward is at half price.")
    found = checks(small, brief=source).check(HERE, "The first ward is at half price. Every ward is at half price.")
    assert rulings(found) == ["allowed", "not_allowed"]


def test_what_is_kept_inside_the_house_is_not_for_customers(small: Books) -> None:
    said = one(small, "402 families read a page each week.")
    assert said.ruling == "not_allowed"
    assert "inside the house (sales only)" in said.words
    assert "402" not in said.instead


def test_words_to_the_rep_are_not_offered_to_be_said(small: Books) -> None:
    coached = BRIEF.replace("The case is wiped", "Ask which surfaces they wipe.\nThe case is wiped")
    (said,) = checks(small, brief=coached).check(HERE, "The case shines in the dark like no other surface.").sentences
    assert said.ruling == "unsupported"
    assert said.instead.startswith("The case is wiped like any other surface")


def test_polite_words_questions_and_dates_are_passed_over(small: Books) -> None:
    text = (
        "Subject: Tuesday\nHi Anna,\n\nthank you for your time yesterday. It was great to meet you and your team. "
        "You mentioned that the night shift writes on paper. Do you have ten minutes this week? "
        "Shall we say Tuesday at 10:30? I will send an invite. Please find the page attached. "
        "Let me know what you think.\nLooking forward to Tuesday\n\nBest regards,\nPriya Nair\nAccount Executive"
    )
    found = checks(small).check(HERE, text)
    assert set(rulings(found)) == {"no_claim"}
    assert found.to_mend == ()


@pytest.mark.parametrize("polite", ["Hi there, 10% off for you.", "Shall I give you 10% off?", "Thanks, 10% off!"])
def test_a_limit_holds_in_a_question_and_a_greeting_too(small: Books, polite: str) -> None:
    assert "not_allowed" in rulings(checks(small).check(HERE, polite))


def test_the_name_of_whom_the_mail_greets_is_no_stranger(small: Books) -> None:
    found = checks(small).check(HERE, "Hi Anna,\nOn each ward, Anna, hand-overs take 9 minutes less.")
    assert rulings(found) == ["no_claim", "allowed"]


def test_words_from_right_to_left_and_hostile_ones_get_a_verdict(small: Books) -> None:
    found = checks(small).check(HERE, "مرحبا بك في المنتج.\n\x00<!channel> & *b* ```rm```\n" + "A" * 500)
    assert len(found.sentences) == 3
    assert "مرحبا بك في المنتج." in [each.text for each in found.sentences]


def test_personal_data_is_masked_before_anything(small: Books) -> None:
    embedder = WordEmbedder()
    found = checks(small, embedder).check(HERE, "Call 0171 2345678 or ann@x.example, hand-overs are quick and silent.")
    assert found.masked == ("phone", "email")
    assert "2345678" not in found.text + "".join(each.text for each in found.sentences) + "".join(embedder.asked)
    assert "ann@x.example" not in found.text + "".join(embedder.asked)


def test_nothing_of_the_text_is_kept(small: Books, caplog: pytest.LogCaptureFixture) -> None:
    made = checks(small, WordEmbedder())
    caplog.set_level("DEBUG")
    made.check(HERE, "Zanzibar cures wards. 10% off.")
    kept = []
    with small.database.engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            kept += [str(row) for row in connection.execute(sa.text(f'SELECT * FROM "{table}"'))]
    assert kept
    assert not [row for row in kept if "Zanzibar" in row]
    assert "Zanzibar" not in caplog.text


def test_of_a_long_text_the_beginning_is_checked(small: Books) -> None:
    found = checks(small).check(HERE, "Nurses love it. " * 400)
    assert found.cut
    assert len(found.text) == LONGEST
    assert not checks(small).check(HERE, "Nurses love it.").cut


def test_without_a_brief_it_is_said_how_to_file_one(small: Books) -> None:
    with pytest.raises(Refusal, match="/brief file"):
        checks(small, brief="").check(HERE, "10% off")


@pytest.mark.parametrize("nothing", ["", "  \n", "?!", "🎉"])
def test_nothing_to_check_is_said_at_the_field(small: Books, nothing: str) -> None:
    with pytest.raises(Refusal) as refused:
        checks(small).check(HERE, nothing)
    assert refused.value.field == "text"


def test_the_grave_ones_come_first(small: Books) -> None:
    text = "Hand-overs take 15 minutes less. 9 minutes less. Lanternly prevents mistakes. Nurses love it."
    found = checks(small).check(HERE, text)
    assert [each.ruling for each in found.to_mend] == ["not_allowed", "needs_qualifier", "unsupported"]
    assert found.count("allowed") == 1


def test_while_a_new_version_is_read_rules_and_words_answer_and_it_is_said(small: Books) -> None:
    embedder = SlowEmbedder()
    made = checks(small, embedder)
    found = made.check(HERE, "Lanternly prevents mistakes. Hand-overs take 9 minutes less on each ward.")
    assert not found.thorough
    assert rulings(found) == ["not_allowed", "allowed"]
    late = [each for each in threading.enumerate() if each.name.startswith(("check", "embed"))]
    assert late, "the embedder still hangs"
    assert all(each.daemon for each in late), "and keeps no process from stopping"
    embedder.go.set()
    made.finder.find(made.briefs.needed(HERE), "germs", patience_s=10)
    assert made.check(HERE, "Hand-overs take 9 minutes less on each ward.").thorough


def test_all_sentences_are_embedded_in_one_call(small: Books) -> None:
    @dataclass
    class Counting(WordEmbedder):
        calls: list[int] = field(default_factory=list)

        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            self.calls.append(len(texts))
            return super().embed(texts)

    embedder = Counting()
    made = checks(small, embedder)
    made.finder.find(made.briefs.needed(HERE), "germs", patience_s=10)
    made.check(HERE, "Nurses love it.")
    before = len(embedder.calls)
    made.check(HERE, "Nurses love it. The case is wiped. Hand-overs are quick. Families read it. Inspectors sign.")
    assert len(embedder.calls) - before <= 2  # one for the passages near to them, one for limits in other words


def test_an_embedder_that_fails_leaves_words_and_rules(small: Books) -> None:
    found = checks(small, WordEmbedder(fails=True)).check(HERE, "Lanternly prevents mistakes.")
    assert (found.thorough, rulings(found)) == (False, ["not_allowed"])


def test_each_workspace_is_held_to_its_own_brief(small: Books) -> None:
    made = checks(small)
    published(made.briefs, OTHER, workspace=THERE)
    text = "Turbines stand still 3 days less a year."
    assert rulings(made.check(HERE, text)) == ["unsupported"]
    assert rulings(made.check(THERE, text)) == ["allowed"]

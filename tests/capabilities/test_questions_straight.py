"""A may-I question is answered by the limits first; what asks nothing of the brief is answered calmly, as no gap."""

from __future__ import annotations

import pytest

from capabilities.books import Books
from capabilities.questions import Line
from capabilities.questions.speech import is_abuse, language_of
from capabilities.questions.straight import claim_of, gift_of
from tests.asking import ANN, DIRECT, THREAD, answered, questions, refs, streamed
from tests.conftest import WrittenWork
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF, HERE, filed


@pytest.mark.parametrize(
    ("question", "straight", "ref"),
    [
        (
            "May I say Lanternly prevents mistakes?",
            "The brief forbids this: never “Lanternly prevents",
            "limits-never-2",
        ),
        ("Can we give them a 10% discount this month?", "The brief forbids this: never “a percentage", "limits-never"),
        (
            "May we tell customers that hand-overs take 9 minutes less?",
            "Only with: “on each ward”.",
            "limits-only-with",
        ),
        ("Can I say hand-overs take 9 minutes less on each ward?", "Yes, ", ""),
        (
            "May I mention St Odile as a customer?",
            "Yes: it is among what the brief says you may say.",
            "limits-may-say",
        ),
        (
            "Is it okay to say Lanternly costs EUR 4 for each bed a month?",
            "Yes, the brief says so itself.",
            "cost-and-risk",
        ),
        ("May I tell them about Haus Birkenau?", "The brief keeps this inside the house (sales only).", "stories-haus"),
    ],
)
def test_the_first_sentence_answers_straight(small: Books, question: str, straight: str, ref: str) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, question)
    first = answer.sentences[0]
    assert first.text.startswith(straight)
    assert not first.quoted
    assert refs(answer)[0].startswith(ref)
    assert all(line.quoted for line in answer.sentences[1:])
    assert first.cites[0].ref not in {limit.ref for limit in answer.limits}


@pytest.mark.parametrize(
    "question",
    ["May I say nurses forget less than with Wardmate?", "May I say Wardmate is stronger on rosters?", "Who pays?"],
)
def test_nothing_is_called_allowed_that_the_brief_does_not_say_of_us(small: Books, question: str) -> None:
    made = questions(small)
    filed(made.briefs)
    assert not any(line.text.startswith("Yes") for line in answered(made, question).sentences)


def test_a_claim_is_read_out_of_the_ways_people_ask() -> None:
    for asked in (
        "May I say we are cheaper?",
        "so, can we tell customers that we are cheaper?",
        "Am I allowed to claim “we are cheaper” in a pitch?",
        "is it ok to say: we are cheaper",
    ):
        assert claim_of(asked) == "we are cheaper"
    assert gift_of("Can I offer a free month?") == "We offer a free month"
    for asked in ("Can you tell me what it costs?", "What may we never say?", "Do we say that?", "May I say it?"):
        assert (claim_of(asked), gift_of(asked)) == ("", "")


def test_offers_that_fit_stand_below_a_refused_discount(small: Books) -> None:
    made = questions(small)
    offers = (
        "\n- **Leave by the month.** Notice is one month at any time.\n- **Bring a pharmacy in.** We load its list.\n"
    )
    filed(made.briefs, BRIEF.replace("\n## Cost and risk", f"{offers}\n## Cost and risk"))
    plain = answered(made, "May I give a discount to close it this month?")
    assert refs(plain)[:2] == ["limits-never", "offers-one-ward-four-weeks"]
    pharmacy = answered(made, "May I give a discount to a pharmacy with a long list?")
    assert refs(pharmacy)[1] == "offers-bring-a-pharmacy-in"


def test_with_a_model_the_straight_line_is_said_first_and_not_repeated(small: Books) -> None:
    stream = streamed(
        ("Never say that Lanternly prevents mistakes.", "limits-never-2"),
        ("Lanternly is a hand-over book for wards.", "what-it-is"),
    )
    made = questions(small, ScriptedModel(streams=[stream]))
    filed(made.briefs)
    said: list[Line] = []
    asked = made.ask(ANN, "May I say Lanternly prevents mistakes?", DIRECT, THREAD)
    answer = made.answer(HERE, asked.id, said.append)
    assert [line.text for line in said] == [line.text for line in answer.sentences]
    assert [line.text[:12] for line in said] == ["The brief fo", "Lanternly is"]


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        ("Was kostet Lanternly für jedes Bett?", "unread", "reads like German, and the brief is in English"),
        ("¿Podemos ofrecer un descuento?", "unread", "Spanish"),
        ("Сколько это стоит?", "unread", "Cyrillic"),
        ("You stupid bot", "failed", "I would like to help"),
        ("Fuck off", "failed", "I would like to help"),
    ],
)
def test_what_asks_nothing_of_the_brief_is_no_gap(
    small: Books, work: WrittenWork, text: str, state: str, said: str
) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, text)
    assert (answer.state, answer.sentences) == (state, ())
    assert said in answer.remark
    assert work.asked[-1][1] == "question"


def test_swearing_beside_a_question_and_foreign_words_within_one_change_nothing(small: Books) -> None:
    assert not any(
        map(is_abuse, ("stupid bot, what does it cost?", "what the hell does it cost", "Is it a joke or not?"))
    )
    assert {language_of(each) for each in ("SAP", "cost Grevelund Kälte?", "12 Betten")} == {""}
    made = questions(small)
    filed(made.briefs)
    assert answered(made, "What the hell does Lanternly cost for each bed?").state == "answered"
    assert (
        answered(made, "What does “was kostet das für das Bett” mean: what does it cost for each bed?").state
        != "unread"
    )


def test_a_question_in_the_language_of_the_brief_is_searched(small: Books) -> None:
    made = questions(small)
    filed(made.briefs, "# Brief: Laterne\n\n## Cost and risk\n- Laterne kostet für jedes Bett 4 Euro im Monat.\n")
    assert answered(made, "Was kostet Laterne für jedes Bett im Monat?").state == "answered"
    assert "reads like English, and the brief is in German" in answered(made, "What does it cost for each bed?").remark

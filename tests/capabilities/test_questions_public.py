"""Where others read along an answer holds nothing but what everybody may see, and what is not for all is not shared."""

from __future__ import annotations

import pytest

from capabilities.books import Books
from capabilities.brief import InForce
from capabilities.brief_markdown import read
from capabilities.questions import Answered, Questions
from capabilities.questions.judging import Judging
from capabilities.refusal import Refusal
from storage.workspace import save_person
from tests.asking import ANN, VERSION, answered, questions, streamed
from tests.conftest import StillClock
from tests.known_answers import SAP, keep, labels
from tests.scripted_mind import ScriptedModel
from tests.small_brief import BRIEF, HERE, filed

FAMILIES = "How many families read a page each week?"
CHANNEL, IN_THREAD = "CSALES", "1700000001.000100"


def aloud(made: Questions, text: str) -> Answered:
    return made.answer(HERE, made.ask(ANN, text, CHANNEL, IN_THREAD, public=True).id)


@pytest.mark.parametrize("question", [FAMILIES, "Who is Haus Birkenau?", "May I tell them about Haus Birkenau?"])
def test_what_is_for_sales_only_is_not_searched_quoted_or_nearest(small: Books, question: str) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = aloud(made, question)
    for inside in ("402", "Birkenau (", "rather not be named", "sales only"):
        assert inside not in str((answer.sentences, answer.limits, answer.nearest, answer.remark, answer.withheld))
    assert answer.public


def test_a_model_is_not_given_what_is_for_sales_only(small: Books, clock: StillClock) -> None:
    stream = streamed(("402 families read a page each week.", "proof-p2"))
    model = ScriptedModel(streams=[stream, stream])
    made = questions(small, model)
    filed(made.briefs)
    assert answered(made, FAMILIES).sentences
    clock.go(minutes=1)
    aloud(made, "Do families read the page of their resident at home?")
    assert len(model.asked) == 2
    assert "402" in model.asked[0].user
    assert "402" not in model.asked[1].user


@pytest.mark.parametrize(
    "section",
    [
        "## Proof\n- **p2:** 402 families. (clearance: Sales only)",
        "## Proof\n- **p2:** 402 families. [clearance: internal]",
        "## Proof\nClearance: sales only\n\n- **p2:** 402 families.",
        "## Proof\n### P2\nClearance: internal\n\n402 families.",
        "## Stories\n- **Nobody asked.** 402 families.",
        "## Proof\n- **p2:** 402 families. (clearance: public from May)",
    ],
)
def test_a_clearance_holds_however_the_brief_states_it(section: str) -> None:
    brief = InForce(VERSION, read(f"# Brief: Lanternly\n\n{section}\n\n## Cost and risk\n- EUR 4.\n"))
    assert any("402" in each.text for each in brief.passages.values())
    assert not any("402" in each.text for each in brief.public().passages.values())
    assert brief.public().key != brief.key
    assert any("EUR 4" in each.text for each in brief.public().passages.values())


def test_a_brief_that_keeps_nothing_inside_is_the_same_for_all() -> None:
    brief = InForce(VERSION, read("# Brief: Lanternly\n\n## Proof\n- **p1:** 31 wards. (clearance: public)\n"))
    assert brief.public() is brief


def test_what_rests_on_a_passage_for_sales_only_is_not_shared(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    kept_in, open_to_all = answered(made, FAMILIES), answered(made, "What does Lanternly cost for each bed?")
    with pytest.raises(Refusal, match="stays inside the house") as refused:
        made.share(ANN, kept_in.id, CHANNEL)
    assert refused.value.field == "channel"
    made.share(ANN, open_to_all.id, CHANNEL)


def test_a_limit_that_is_not_for_everybody_holds_in_a_channel_and_is_not_told_there(small: Books) -> None:
    source = BRIEF.replace(
        "- May say: St Odile", "- Never: a bed costs EUR 4. (clearance: sales only)\n- May say: St Odile"
    )
    model = ScriptedModel(streams=[streamed(("A bed costs EUR 4 a month.", "cost-and-risk"))])
    made = questions(small, model)
    filed(made.briefs, source)
    assert "never" in str(answered(questions(small), "May I say a bed costs EUR 4?").sentences)
    asked = aloud(made, "May I say a bed costs EUR 4?")
    assert asked.sentences[0].text.startswith("Leave this out")
    assert "Yes" not in str(asked.sentences)
    assert asked.withheld
    assert "costs EUR 4" not in str([each.reason for each in asked.withheld])


def test_an_answer_for_colleagues_alone_is_used_shared_and_opened_among_them(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    row = keep(small, inside=True)
    with small.keep(ANN) as unit:
        save_person(unit, ANN.user, {"name": "Ann", "zone": "UTC", "role": "rep"}, now=small.clock.now())
    assert aloud(made, SAP).state == "silent"
    inside = answered(made, SAP)
    assert labels(inside) == ["Answered by Anna Weber, 12 Nov 2026 (colleagues only)"]
    with pytest.raises(Refusal, match="stays inside the house"):
        made.share(ANN, inside.id, CHANNEL)
    judging, ref = Judging(small, made.briefs), f"answer-{row.id}"
    assert judging.opened(ANN, inside.id, ref)[0].text == row.text
    with pytest.raises(Refusal, match="only the person who asked"):
        judging.opened(ANN.__class__(HERE, "UBOB"), inside.id, ref)
    keep(small, question="Is the app free?", text="Yes, on every ward.")
    told = aloud(made, "Is the app free?")
    assert labels(told) == ["Answered by Anna Weber, 12 Nov 2026"]
    made.share(ANN, told.id, CHANNEL)


def test_a_follow_up_in_a_channel_knows_nothing_of_what_others_asked_there(small: Books, clock: StillClock) -> None:
    made = questions(small)
    filed(made.briefs)
    aloud(made, "What do hand-overs on each ward look like in minutes?")
    clock.go(minutes=1)
    other = ANN.__class__(HERE, "UBOB")
    theirs = made.answer(HERE, made.ask(other, "And why is that?", CHANNEL, IN_THREAD, public=True).id)
    assert theirs.state == "silent"
    for _ in range(10):
        clock.go(minutes=1)
        made.answer(HERE, made.ask(other, "What is it?", CHANNEL, IN_THREAD, public=True).id)
    clock.go(minutes=1)
    assert aloud(made, "And why is that?").state == "answered"


def test_one_version_is_used_throughout_whatever_is_published_meanwhile(small: Books) -> None:
    model = ScriptedModel(streams=[streamed(("Lanternly costs EUR 4 for each bed a month.", "cost-and-risk"))])
    made = questions(small, model)
    first = filed(made.briefs).version

    def publish(at: int) -> None:
        if at == 3:
            filed(made.briefs, BRIEF.replace("EUR 4 for", "EUR 7 for"))

    model.before_piece = publish
    answer = answered(made, "What does Lanternly cost for each bed?")
    assert (answer.brief_version, answer.sentences[0].cites[0].label) == (first.id, "Brief v1 › Cost and risk")
    assert "EUR 4" in answer.sentences[0].text
    model.streams.append(streamed(answerable=False))
    assert "EUR 7" in answered(made, "What does Lanternly cost for each bed?").sentences[0].text

"""An embedder is a second opinion on limits: asked little, never alone, and done without where it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.minilm import MiniLM
from capabilities.brief_markdown import read
from capabilities.grounding import Rules
from capabilities.grounding.support import support
from capabilities.hashing import HashedWords
from capabilities.passages import Passage
from prompts.model import ModelUnavailable
from tests.small_brief import BRIEF

MINILM = MiniLM()  # loads nothing until it is asked
LIMITED = BRIEF.replace("- Never: a percentage", "- Never: you are sure to pass the audit.\n- Never: a percentage")
SMALL = read(LIMITED)
AUDIT = next(each.ref for each in SMALL.limits.never if "audit" in each.claim)


@dataclass
class Told:
    """An embedder that is MiniLM and writes down what it was asked."""

    asked: list[list[str]] = field(default_factory=list)
    name: str = MiniLM.name
    dimensions: int = MiniLM.dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked.append(list(texts))
        return MINILM.embed(texts)


class Broken:
    name = MiniLM.name
    dimensions = MiniLM.dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        raise ModelUnavailable(f"no answer for {len(texts)} texts")


def limits_of(rules: Rules, sentence: str) -> list[str]:
    return [each.ref for each in rules.check(sentence, cites=["how-hospitals"]).reasons if each.kind == "never"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The audit always ends well for you.", "No need to worry about the audit, you pass.",
        "No matter who audits you, you come through.", "Everybody gets through their audit with Lanternly.",
    ],
)  # fmt: skip
def test_an_embedder_finds_a_limit_that_the_rules_alone_do_not(sentence: str) -> None:
    assert limits_of(Rules.of(SMALL, MINILM), sentence) == [AUDIT]
    assert limits_of(Rules.of(SMALL), sentence) == []


def test_nearness_alone_forbids_nothing_that_is_denied_or_only_on_the_subject() -> None:
    rules = Rules.of(SMALL, MINILM)
    for sentence in (
        "Whether you pass the audit is up to the auditor.", "We never promise that you pass the audit.",
        "Lanternly does not prevent mistakes.", "The audit list is ready in two minutes.",
    ):  # fmt: skip
        assert limits_of(rules, sentence) == []


def test_what_means_nearly_what_is_cited_may_lack_a_light_word_and_no_weighty_one() -> None:
    cited = [Passage("r", ("How",), "Delivery costs EUR 2.80 a kilometre, one way.", "benefit", 1)]
    light, weighty = (
        support(each, cited)
        for each in ("Delivery is EUR 2.80 per kilometre, reckoned one way.", "Free delivery, one way, always.")
    )
    assert (light.borne(0.9), light.lendable) == (True, True)
    assert (weighty.borne(0.9), weighty.lendable) == (False, False)


def test_limits_are_embedded_once_and_only_doubtful_sentences_at_all() -> None:
    embedder = Told()
    rules = Rules.of(SMALL, embedder)
    rules.check("Hand-overs take 9 minutes less on each ward.", cites=["how-hospitals"])
    assert embedder.asked == []
    doubtful = "The audit always ends well for you."
    rules.check_many([doubtful, "The kettle is hot."], [["how-hospitals"]] * 2)
    rules.check(doubtful, cites=["how-hospitals"])
    claims = [*(each.claim for each in SMALL.limits.never), *(each.claim for each in SMALL.limits.only_with)]
    assert embedder.asked == [claims, [doubtful], [doubtful]]


def test_where_the_embedder_fails_or_only_counts_words_the_rules_hold() -> None:
    for embedder in (Broken(), HashedWords(), None):
        rules = Rules.of(SMALL, embedder)
        assert limits_of(rules, "You will definitely pass the audit.") == [AUDIT]
        assert limits_of(rules, "The audit always ends well for you.") == []

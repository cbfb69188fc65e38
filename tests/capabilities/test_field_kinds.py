"""Which kind a note is when the rep did not say: by its own words at once, with examples where there is a model."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from benchmarks.kinds import HELD_OUT, RULES_ACCURACY, Measured, notes, report, rules_take
from bot.minilm import MiniLM
from capabilities.field import KINDS
from capabilities.field.kinds import by_rules, decide, examples
from capabilities.field.learning import KindExamples, Reading, nearest
from capabilities.stems import content


@dataclass
class HashedWords:
    """An embedder that only counts words, and writes down how often it was asked."""

    name: str = "hashed-words"
    dimensions: int = 64
    asked: list[int] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked.append(len(texts))
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        for word in content(text):
            vector[sum(map(ord, word)) % self.dimensions] += 1.0
        length = sum(value * value for value in vector) ** 0.5
        return [value / length for value in vector] if length else [1.0] + [0.0] * (self.dimensions - 1)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("they asked for an export to Excel", "want"),
        ("Could we get a Dutch manual?", "want"),
        ("too expensive for a firm of four", "objection"),
        ("worried about the switch-over in harvest time", "objection"),
        ("the two page summary landed, she loved it", "works"),
        ("the summary did not work at all", "doesnt"),
        ("the app crashed twice in the demo", "doesnt"),
        ("student writing a thesis", "lead"),
        ("good lead, meeting booked for friday", "lead"),
        ("Kessler dropped their price by a fifth", "competitor"),
        ("they're also talking to a competitor", "competitor"),
        ("“I buy sleep, not software”", "words"),
        ("family business, third generation", "words"),
    ],
)
def test_the_words_themselves_tell_the_kind(words: str, kind: str) -> None:
    assert by_rules(words).kind == kind


@pytest.mark.parametrize("words", ["", "  ", "🙂", "שלום", "x" * 40_000, "```\ncode\n```", "?!", "\u200b"])
def test_any_text_gets_a_kind_and_two_others(words: str) -> None:
    guess = by_rules(words)
    assert len({guess.kind, *guess.others} & set(KINDS)) == 3
    assert 0 < guess.sure <= 1
    assert sum(guess.odds) == pytest.approx(1)


def test_a_note_without_a_sign_is_told_for_its_own_sake_and_not_surely() -> None:
    guess = by_rules("lorem ipsum dolor")
    assert guess.kind == "words"
    assert guess.sure < 0.4


def test_the_rules_hold_on_notes_they_were_not_made_with() -> None:
    rows = notes(HELD_OUT)
    measured = Measured(tuple(kind for _, kind in rows), tuple(by_rules(text) for text, _ in rows))
    assert measured.accuracy >= RULES_ACCURACY
    assert measured.offered >= 0.94
    assert len(report({"both": measured})) == 6 + len(KINDS)
    assert rules_take(rows, rounds=2) < 1000  # tens when the machine is free


def test_the_held_out_notes_are_in_no_example() -> None:
    shipped = {text for text, _ in examples()}
    assert not shipped & {text for text, _ in notes(HELD_OUT)}
    assert {text for text, _ in notes("a")} <= shipped
    assert {kind for _, kind in examples()} == set(KINDS)


def test_what_is_shipped_as_learnt_was_learnt_of_the_shipped_examples_by_the_built_in_model() -> None:
    some, model = examples()[::32], MiniLM()
    shipped = Reading.shipped(model.name, examples())
    assert shipped is not None, "made anew by: python -m benchmarks.kinds learn"
    vectors = model.embed([text for text, _ in some])
    right = [nearest(vector, shipped).kind == kind for vector, (_, kind) in zip(vectors, some, strict=True)]
    assert sum(right) >= 0.8 * len(some)
    assert Reading.shipped(model.name, some) is None


def test_examples_are_embedded_once_however_many_ask() -> None:
    embedder = HashedWords()
    kept = KindExamples.of(embedder)
    assert embedder.asked == []
    threads = [threading.Thread(target=kept.reading) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert embedder.asked == [len(examples())]
    assert kept.reading().model == "hashed-words"


def test_a_note_like_an_example_is_taken_for_its_kind() -> None:
    rows = [("green doors squeak", "works"), ("red doors squeak", "doesnt"), ("blue lamps hum", "lead")]
    embedder = HashedWords()
    kept = KindExamples(embedder, rows)
    for text, kind in rows:
        (vector,) = embedder.embed([text])
        assert nearest(vector, kept.reading()).kind == kind
        assert kept.guess(text, vector).kind == kind


def test_nobody_waits_while_the_examples_are_read() -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(HashedWords):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            begun.set()
            assert go_on.wait(30)
            return super().embed(texts)

    kept, text = KindExamples(Slow(), [("an export to Excel", "words")]), "they asked for an export to Excel"
    reading = threading.Thread(target=kept.reading)
    reading.start()
    assert begun.wait(30)
    assert kept.guess(text, [1.0]) == by_rules(text)
    go_on.set()
    reading.join()
    (vector,) = HashedWords().embed([text])
    assert kept.guess(text, vector) == decide(by_rules(text), nearest(vector, kept.reading()))


def test_a_plain_sign_outweighs_a_faint_likeness() -> None:
    embedder = HashedWords()
    text = "too expensive, not convinced, they worry about the price"
    assert KindExamples.of(embedder).guess(text, embedder.embed([text])[0]).kind == "objection"


def test_a_vector_of_another_model_is_refused() -> None:
    reading = KindExamples.of(HashedWords()).reading()
    with pytest.raises(ValueError, match="vectors of 64, this one has 3"):
        nearest([1.0, 0.0, 0.0], reading)

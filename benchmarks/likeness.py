"""How near texts of one kind are to each other by an embedder, on labelled sets, and texts logged twice."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import labelled
from benchmarks.labelled import Texts
from capabilities.field.finding import likeness_of
from prompts.embedding import Embedder

Rows = NDArray[np.float32]
REWORDINGS = (
    "other marks and case",
    "two words swapped",
    "small words left out",
    "an opening added",
    "slips of the pen",
)


@dataclass
class Embedded:
    """An embedder that embeds each text once."""

    embedder: Embedder
    kept: dict[str, list[float]]

    def rows(self, texts: Sequence[str]) -> Rows:
        new = [text for text in dict.fromkeys(texts) if text not in self.kept]
        self.kept.update(zip(new, self.embedder.embed(new), strict=True))
        return np.array([self.kept[text] for text in texts], dtype=np.float32)


def nearest_label(known: Rows, labels: Sequence[str], asked: Rows, truth: Sequence[str], *, itself: bool) -> float:
    """The share of texts whose nearest text has their label; `itself` when the two lists are one."""
    cosines = asked @ known.T
    if itself:
        np.fill_diagonal(cosines, -2)
    return float(np.mean([labels[place] == right for place, right in zip(cosines.argmax(1), truth, strict=True)]))


def area(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """The area under the ROC curve: how often a right pair scores above a wrong one, ties counting half."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positives = int(right.sum())
    return float((ranks[right].sum() - positives * (positives + 1) / 2) / (positives * (len(right) - positives)))


def compared(embedded: Embedded) -> dict[str, float]:
    """Each labelled set's figure for one embedder, every set whole."""
    rows, train, test = embedded.rows, labelled.banking77("train"), labelled.banking77("test")
    found = {"banking77": nearest_label(rows(train.texts), train.groups, rows(test.texts), test.groups, itself=False)}
    for name, texts in labelled_sets().items():
        vectors = rows(texts.texts)
        found[name] = nearest_label(vectors, texts.groups, vectors, texts.groups, itself=True)
    points = labelled.key_points()
    cosines = (rows([each[1] for each in points]) * rows([each[2] for each in points])).sum(1)
    right = np.array([each[3] for each in points])
    found["key points, area"] = area(cosines, right)
    by_argument: dict[str, list[int]] = {}
    for place, each in enumerate(points):
        by_argument.setdefault(each[0], []).append(place)
    mixed = [places for places in by_argument.values() if 0 < right[places].sum() < len(places)]
    found["key points, first"] = float(np.mean([right[max(places, key=cosines.__getitem__)] for places in mixed]))
    one, other, same = feature_pairs()
    found["reviews, area"] = area((rows(one) * rows(other)).sum(1), same)
    return found


def labelled_sets() -> dict[str, Texts]:
    notes, _ = labelled.company()
    kept = [place for place, thread in enumerate(notes.groups) if thread]
    return {
        "intents, test": labelled.intents("test-banking"),
        "intents, development": labelled.intents("development"),
        "company": Texts([notes.texts[place] for place in kept], [notes.groups[place] for place in kept]),
    }


def feature_pairs() -> tuple[list[str], list[str], NDArray[np.bool_]]:
    """Pairs of sentences about one product, up to 400 a product that name the same feature and 400 that do not."""
    chosen, reviews = random.Random(5), labelled.reviews()
    products: dict[str, list[int]] = {}
    for place, group in enumerate(reviews.groups):
        products.setdefault(group.partition("/")[0], []).append(place)
    pairs: list[tuple[int, int]] = []
    for places in products.values():
        both = [(a, b) for n, a in enumerate(places) for b in places[n + 1 :] if reviews.texts[a] != reviews.texts[b]]
        for wanted in (True, False):
            fit = [pair for pair in both if (reviews.groups[pair[0]] == reviews.groups[pair[1]]) is wanted]
            pairs += chosen.sample(fit, min(400, len(fit)))
    same = np.array([reviews.groups[a] == reviews.groups[b] for a, b in pairs])
    return [reviews.texts[a] for a, _ in pairs], [reviews.texts[b] for _, b in pairs], same


def agreed(texts: Texts, embedded: Embedded, *, least: float) -> tuple[float, float]:
    """Of pairs at least so near, the share of one group (1 where none is); of pairs of one, the share so near."""
    vectors = embedded.rows(texts.texts)
    pairs = np.triu_indices(len(texts.texts), 1)
    near = (vectors @ vectors.T)[pairs] >= least
    groups = np.unique(texts.groups, return_inverse=True)[1]
    same = groups[pairs[0]] == groups[pairs[1]]
    return float(same[near].mean()) if near.any() else 1.0, float(near[same].mean())


def reworded(text: str, kind: str, chosen: random.Random) -> str:
    """The text as the same person might log it again."""
    said = text.split()
    if kind == "other marks and case":
        return re.sub(r"[^\w\s']", " ", text.lower()).strip() + chosen.choice(["", "!", " ..."])
    if kind == "two words swapped" and len(said) > 3:
        place = chosen.randrange(1, len(said) - 1)
        said[place - 1], said[place] = said[place], said[place - 1]
    if kind == "small words left out":
        small = {"the", "a", "an", "of", "to", "in", "is", "for", "it", "that"}
        said = [word for word in said if word.lower() not in small] or said
    if kind == "an opening added":
        said.insert(0, chosen.choice(["FYI:", "Again:", "Just heard:", "Customer says:"]))
    if kind == "slips of the pen":
        for _ in range(max(1, len(said) // 10)):
            place = max(range(len(said)), key=lambda each: (len(said[each]) >= 4) * chosen.random())
            word, at = said[place], chosen.randrange(1, max(2, len(said[place]) - 2))
            said[place] = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return " ".join(said)


def doubled(texts: Sequence[str], embedded: Embedded) -> tuple[float, list[float]]:
    """The share of notes that have another as near as a duplicate, and of each rewording that is recognised."""
    least, chosen = likeness_of(embedded.embedder.name).duplicate, random.Random(7)
    vectors = embedded.rows(texts)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    caught = [
        float(((vectors * embedded.rows([reworded(text, kind, chosen) for text in texts])).sum(1) >= least).mean())
        for kind in REWORDINGS
    ]
    return float((cosines.max(1) >= least).mean()), caught

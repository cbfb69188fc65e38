"""How well themes fit labelled notes that arrive one by one, and how still they hold, beside Leiden and BERTopic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import labelled
from benchmarks.labelled import ROOT, Texts
from bot.minilm import MiniLM

ORDERS = 5
LESS_THAN_LEIDEN, SHARE_OF_BERTOPIC, CHANGED = 0.02, 0.1, 0.02
OURS, LEIDEN, BERTOPIC = "Plumbline, one by one", "Leiden, all at once", "BERTopic, all at once"
# The full pass is over the graph of the six nearest with a cosine of .4 or more, at a resolution of 4.
_K, _LEAST, _RESOLUTION = 6, 0.4, 4
# One thread each: on a machine with other work, threads that wait for each other measure that work.
_ALONE = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"),
    # What is freed goes back, in both: the peak is then what was held and not what the allocator kept.
    "MALLOC_MMAP_THRESHOLD_": "4000000",
    "MALLOC_TRIM_THRESHOLD_": "8000000",
}


@dataclass(frozen=True)
class Fit:
    """Means over the orders of one set: V-measure, adjusted Rand index, groups, processor's seconds (0: not known)."""

    v: float
    rand: float
    groups: float
    seconds: float
    later: float  # the same without the first order: BERTopic's first call compiles for long


@dataclass(frozen=True)
class Stillness:
    """Shares of the notes that were there before the last tenth came, for each order of one set: those that changed
    their theme, those that had none and got their first; and of all notes in the end those without one."""

    changed: list[float]
    first: list[float]
    waiting: list[float]


@dataclass(frozen=True)
class Found:
    """By set and by method; peak memory in MB by method."""

    fits: dict[str, dict[str, Fit]]
    still: dict[str, Stillness]
    peak_mb: dict[str, float]

    @property
    def kept(self) -> bool:
        """Every limit, set by set; for quality above BERTopic, in the mean over the sets."""
        ours, bertopic = _means(self.fits, OURS), _means(self.fits, BERTOPIC)
        leiden = all(
            fit[OURS].v >= fit[LEIDEN].v - LESS_THAN_LEIDEN and fit[OURS].rand >= fit[LEIDEN].rand - LESS_THAN_LEIDEN
            for fit in self.fits.values()
        )
        return (
            leiden
            and ours.v > bertopic.v
            and ours.rand > bertopic.rand
            and ours.seconds <= SHARE_OF_BERTOPIC * bertopic.seconds
            and self.peak_mb[OURS] <= SHARE_OF_BERTOPIC * self.peak_mb[BERTOPIC]
            and all(max(each.changed) <= CHANGED for each in self.still.values())
        )


def measure() -> Found:
    """All three on the same vectors and the same orders; embedding is not timed. Some minutes."""
    sets = {
        "intents, development": labelled.intents("development"),
        "intents, test-banking": labelled.intents("test-banking"),
        "banking77, test": labelled.banking77("test"),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vectors = {title: _written(folder, str(place), each) for place, (title, each) in enumerate(sets.items())}
        streamed = [_child("themes_streamed", folder / f"{place}.npz") for place in range(len(sets))]
        topics = [_child("themes_bertopic", folder / f"{place}.npz") for place in range(len(sets))]
    fits: dict[str, dict[str, Fit]] = {}
    still: dict[str, Stillness] = {}
    for (title, each), ours, bertopic in zip(sets.items(), streamed, topics, strict=True):
        orders, graph = _orders(len(each.texts)), _graph(vectors[title])
        fits[title] = {
            OURS: _fit(each, orders, [_singly(end) for _, end, _ in ours["found"]], _seconds(ours)),
            LEIDEN: _fit(each, orders, [_leiden(graph, order, seed) for seed, order in enumerate(orders)], []),
            BERTOPIC: _fit(each, orders, [end for _, end, _ in bertopic["found"]], _seconds(bertopic)),
        }
        still[title] = _stillness([(before, end) for before, end, _ in ours["found"]])
    peaks = (max(each["peak_mb"] for each in some) for some in (streamed, topics))
    return Found(fits, still, dict(zip((OURS, BERTOPIC), peaks, strict=True)))


def report(found: Found) -> list[str]:
    """The tables, as Markdown lines."""
    lines = [
        "| notes | | V-measure | adjusted Rand | groups | seconds | after the first order |",
        "|---|---|---|---|---|---|---|",
    ]
    means = {method: _means(found.fits, method) for method in (OURS, LEIDEN, BERTOPIC)}
    for title, fits in [*found.fits.items(), ("mean", means)]:
        for method, fit in fits.items():
            seconds = f"{fit.seconds:.2f} | {fit.later:.2f}" if fit.seconds else "|"
            lines.append(f"| {title} | {method} | {fit.v:.3f} | {fit.rand:.3f} | {fit.groups:.0f} | {seconds} |")
    time = means[OURS].seconds / means[BERTOPIC].seconds
    memory = found.peak_mb[OURS] / found.peak_mb[BERTOPIC]
    lines += [
        "",
        "| | Plumbline | BERTopic | share | limit |",
        "|---|---|---|---|---|",
        f"| seconds, mean of the sets | {means[OURS].seconds:.2f} | {means[BERTOPIC].seconds:.2f} | {time:.3f} | 0.1 |",
        f"| peak memory, MB | {found.peak_mb[OURS]:.0f} | {found.peak_mb[BERTOPIC]:.0f} | {memory:.3f} | 0.1 |",
        "",
        "| of the earlier notes, after a tenth more | changed: mean | worst | limit | got their first | of all, wait |",
        "|---|---|---|---|---|---|",
    ]
    for title, each in found.still.items():
        lines.append(
            f"| {title} | {fmean(each.changed):.1%} | {max(each.changed):.1%} | {CHANGED:.0%} "
            f"| {fmean(each.first):.1%} | {fmean(each.waiting):.1%} |"
        )
    return lines


def _orders(n: int) -> list[NDArray[np.intp]]:
    return [np.random.default_rng(seed).permutation(n) for seed in range(ORDERS)]


def _written(folder: Path, name: str, each: Texts) -> NDArray[np.float32]:
    vectors = np.array(MiniLM().embed(each.texts), dtype=np.float32)
    np.savez(folder / f"{name}.npz", vectors=vectors, orders=np.array(_orders(len(each.texts))))
    (folder / f"{name}.json").write_text(json.dumps(each.texts))
    return vectors


def _child(module: str, file: Path) -> Any:
    """What a program of its own found in one set: time and memory are then its own."""
    command = [sys.executable, "-m", f"benchmarks.{module}", str(file)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **_ALONE}, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def _seconds(run: Any) -> list[float]:
    return [seconds for *_, seconds in run["found"]]


def _fit(
    each: Texts, orders: Sequence[NDArray[np.intp]], found: Sequence[Sequence[object]], took: Sequence[float]
) -> Fit:
    metrics = import_module("sklearn.metrics")
    scores = []
    for order, groups in zip(orders, found, strict=True):
        names, truth = [str(group) for group in groups], [each.groups[row] for row in order]
        scores.append(
            (metrics.v_measure_score(truth, names), metrics.adjusted_rand_score(truth, names), len(_shared(names)))
        )
    v, rand, groups_found = (fmean(score) for score in zip(*scores, strict=True))
    return Fit(float(v), float(rand), float(groups_found), fmean(took or [0.0]), fmean(took[1:] or [0.0]))


def _shared(names: Sequence[str]) -> set[str]:
    return {name for name in names if not name.startswith("alone")}


def _singly(themes: Sequence[str | None]) -> list[str]:
    """A note that still waits is a group of its own."""
    return [theme or f"alone {row}" for row, theme in enumerate(themes)]


def _graph(vectors: NDArray[np.float32]) -> Any:
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1.0)
    best = np.argpartition(cosines, -_K, axis=1)[:, -_K:]
    weights = np.take_along_axis(cosines, best, axis=1)
    weights[weights < _LEAST] = 0.0
    rows = np.repeat(np.arange(len(vectors)), _K)
    graph = import_module("scipy.sparse").csr_matrix((weights.ravel(), (rows, best.ravel())), shape=cosines.shape)
    graph.eliminate_zeros()
    return graph.maximum(graph.T)


def _leiden(graph: Any, order: NDArray[np.intp], seed: int) -> list[object]:
    leiden = import_module("sknetwork.clustering").Leiden
    return list(leiden(resolution=_RESOLUTION, random_state=seed).fit_predict(graph[order][:, order]))


def _stillness(runs: Sequence[tuple[Sequence[str | None], Sequence[str | None]]]) -> Stillness:
    found = Stillness([], [], [])
    for before, end in runs:
        pairs = list(zip(before, end[: len(before)], strict=True))
        found.changed.append(sum(was is not None and was != now for was, now in pairs) / len(before))
        found.first.append(sum(was is None and now is not None for was, now in pairs) / len(before))
        found.waiting.append(sum(theme is None for theme in end) / len(end))
    return found


def _means(fits: dict[str, dict[str, Fit]], method: str) -> Fit:
    each = [fit[method] for fit in fits.values()]
    return Fit(*(fmean(getattr(fit, name) for fit in each) for name in ("v", "rand", "groups", "seconds", "later")))


if __name__ == "__main__":
    measured = measure()
    print("\n".join(report(measured)))
    sys.exit(0 if measured.kept else 1)

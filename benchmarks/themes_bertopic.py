"""BERTopic with its defaults, given the same vectors: run by benchmarks.themes, on its own."""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.themes_streamed import peak_mb


def main(file: Path) -> None:
    """What was found in each of the orders in the file, as JSON on standard output."""
    warnings.simplefilter("ignore")
    topics = import_module("bertopic").BERTopic
    with np.load(file) as kept:
        vectors, orders = kept["vectors"], kept["orders"]
    texts = json.loads(file.with_suffix(".json").read_text())
    found: list[tuple[list[int], list[int], float]] = []
    for order in orders:
        began = time.process_time()
        chosen, _ = topics().fit_transform([texts[row] for row in order], vectors[order])
        found.append(([], [int(topic) for topic in chosen], time.process_time() - began))
    print(json.dumps({"found": found, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

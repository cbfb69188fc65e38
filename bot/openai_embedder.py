"""The embedding model behind an OpenAI-compatible endpoint, for those who prefer one to the built-in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

from bot.openai_endpoint import Endpoint
from bot.openai_reading import encodable
from prompts.model import ModelRubbish

BATCH = 64  # texts a request; hosted endpoints take more, small local servers often not


class OpenAIEmbedder:
    """An `Embedder` behind `base_url` whose vectors must have `dimensions` numbers. Safe between threads."""

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        dimensions: int,
        timeout_s: float = 30.0,
        retries: int = 2,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoint = Endpoint(
            api_key=api_key, base_url=base_url, timeout_s=timeout_s, retries=retries, sleep=sleep, clock=clock
        )
        self._model = model
        self._dimensions = dimensions

    def __repr__(self) -> str:
        return f"OpenAIEmbedder({self._model!r} at {self._endpoint.host!r})"

    def close(self) -> None:
        """Let the connections to the endpoint go."""
        self._endpoint.close()

    @property
    def name(self) -> str:
        """The model's name as configured."""
        return self._model

    @property
    def dimensions(self) -> int:
        """The length of every vector, as configured."""
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `Embedder.embed`; raises ModelUnavailable or ModelRubbish."""
        # Hosted endpoints refuse an empty text, so a space stands in for it.
        ready = [encodable(text) if text.strip() else " " for text in texts]
        batches = (ready[start : start + BATCH] for start in range(0, len(ready), BATCH))
        return [vector for batch in batches for vector in self._batch(batch)]

    def _batch(self, texts: list[str]) -> list[list[float]]:
        answered = self._endpoint.ask(
            lambda client: client.embeddings.create(model=self._model, input=texts, encoding_format="float")
        )
        try:
            rows = sorted(answered.data, key=lambda row: row.index)
            vectors = [self._unit(row.embedding) for row in rows]
            in_order = [row.index for row in rows] == list(range(len(texts)))
        except self._endpoint.errors() as error:
            raise self._endpoint.fault(error) from None
        if not in_order:
            raise ModelRubbish(f"The embedding model {self._model} gave {len(rows)} vectors for {len(texts)} texts.")
        return vectors

    def _unit(self, numbers: Any) -> list[float]:
        if len(numbers) != self._dimensions:
            raise ModelRubbish(
                f"The embedding model {self._model} gives {len(numbers)} numbers, "
                f"not the configured {self._dimensions}."
            )
        length = math.sqrt(math.fsum(number * number for number in numbers))
        if not math.isfinite(length) or length == 0.0:
            raise ModelRubbish(f"The embedding model {self._model} gave a vector without direction.")
        return [number / length for number in numbers]

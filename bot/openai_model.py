"""The text model, behind any OpenAI-compatible endpoint: typed answers by JSON schema, or pieces of text."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from bot.openai_endpoint import Endpoint, EndpointRefuses
from bot.openai_listening import Listening
from bot.openai_manner import Manner, Turn
from bot.openai_reading import Misfit, encodable, read_json, without_thought
from prompts.catalog import Filled
from prompts.model import (
    Answer,
    Budget,
    BudgetSpent,
    ModelRubbish,
    ModelUnavailable,
    T,
    estimated_tokens,
    never,
)

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

R = TypeVar("R")


@dataclass(frozen=True)
class _Said:
    """One finished completion."""

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int


class OpenAIModel:
    """A `Model` behind `base_url`. Nothing is contacted before the first call. Safe between threads.

    `timeout_s` is how long the endpoint may be silent, `retries` how often a busy one is tried again;
    `budget` None means no daily limit.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        timeout_s: float = 30.0,
        retries: int = 2,
        budget: Budget | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoint = Endpoint(
            api_key=api_key, base_url=base_url, timeout_s=timeout_s, retries=retries, sleep=sleep, clock=clock
        )
        self._model = model
        self._budget = budget
        self._manner = Manner()  # replaced as a whole once a simpler one has worked

    def __repr__(self) -> str:
        return f"OpenAIModel({self._model!r} at {self._endpoint.host!r})"

    def load(self) -> None:
        """Build the client now, so that whoever asks first need not wait for it."""
        self._endpoint.load()

    def close(self) -> None:
        """Let the connections to the endpoint go."""
        self._endpoint.close()

    @property
    def name(self) -> str:
        """The model's name as configured."""
        return self._model

    def typed(self, prompt: Filled, shape: type[T], *, max_tokens: int = 800) -> Answer[T]:
        """See `Model.typed`. An answer that does not fit goes back once with reasons; then ModelRubbish."""
        turns = _turns(prompt)
        first = last = self._completed(turns, shape, max_tokens)
        tries = [first]
        try:
            value = read_json(first.text, shape)
        except Misfit as misfit:
            last = self._completed([*turns, *_repair(first.text, misfit)], shape, max_tokens)
            tries.append(last)
            try:
                value = read_json(last.text, shape)
            except Misfit as again:
                # Only our own field names: the answer itself may hold people's words.
                raise ModelRubbish(
                    f"The model {self._model} twice missed the shape {shape.__name__} at {again}."
                ) from None
        return Answer(
            value=value,
            model=last.model,
            prompt_tokens=sum(said.prompt_tokens for said in tries),
            completion_tokens=sum(said.completion_tokens for said in tries),
            prompt=prompt,
        )

    def stream(self, prompt: Filled, *, max_tokens: int = 600, stop: Callable[[], bool] = never) -> Iterator[str]:
        """See `Model.stream`. Nothing is sent before the first piece is asked for.

        ModelUnavailable when the stream breaks off, ModelRubbish when it was cut at `max_tokens` or is empty.
        `stop` is asked before each piece, and ten times a second while none comes, in the caller's thread; closing the
        iterator has the same effect.
        """
        if stop():
            return
        some = False
        with closing(self._pieces(_turns(prompt), max_tokens, stop)) as pieces:
            for piece in without_thought(pieces):
                if stop():
                    return
                some = some or bool(piece.strip())
                yield piece
        if not some and not stop():
            raise ModelRubbish(f"The model {self._model} answered nothing.")

    def _completed(self, turns: list[Turn], shape: type[BaseModel], max_tokens: int) -> _Said:
        def create(manner: Manner) -> ChatCompletion:
            asked = manner.request(model=self._model, turns=turns, max_tokens=max_tokens, shape=shape)
            made: ChatCompletion = self._endpoint.ask(lambda client: client.chat.completions.create(**asked))
            return made

        completion = self._agreed(create, typed=True)
        try:
            choice = completion.choices[0]
            said = self._counted(completion, turns, choice.message.content or "")
        except self._endpoint.errors() as error:  # a 200 with a web page or an empty list in it
            raise self._endpoint.fault(error) from None
        self._check_end(choice.finish_reason, refusal=choice.message.refusal, max_tokens=max_tokens)
        return said

    def _counted(self, completion: ChatCompletion, turns: list[Turn], text: str) -> _Said:
        usage = completion.usage
        said = _Said(
            text=encodable(text),
            model=completion.model or self._model,
            prompt_tokens=usage.prompt_tokens if usage else _estimated(turns),
            completion_tokens=usage.completion_tokens if usage else estimated_tokens(text),
        )
        self._spend(said.prompt_tokens + said.completion_tokens)
        return said

    def _pieces(self, turns: list[Turn], max_tokens: int, stop: Callable[[], bool]) -> Generator[str, None, None]:
        listening = Listening(lambda left: self._begun(turns, max_tokens, left), stop)
        length, usage, ended, refusal = 0, None, None, None
        try:
            for chunk in listening:
                usage = chunk.usage.total_tokens if chunk.usage else usage
                for choice in chunk.choices[:1]:
                    ended = choice.finish_reason or ended
                    refusal = choice.delta.refusal or refusal
                    if piece := encodable(choice.delta.content or ""):
                        length += len(piece)
                        yield piece
        except self._endpoint.errors() as error:
            if ended is None:  # after the last word only the count is missing, and that can be estimated
                raise self._endpoint.fault(error) from None
        finally:
            listening.leave()
            if not listening.refused:
                self._spend(usage if usage is not None else _estimated(turns) + (length + 3) // 4)
        if stop():
            return
        if ended is None and refusal is None:
            raise ModelUnavailable(f"The model endpoint {self._endpoint.host} broke off its answer.")
        self._check_end(ended, refusal=refusal, max_tokens=max_tokens)

    def _begun(self, turns: list[Turn], max_tokens: int, left: Callable[[], bool]) -> Stream[ChatCompletionChunk]:
        def create(manner: Manner) -> Stream[ChatCompletionChunk]:
            asked = manner.request(model=self._model, turns=turns, max_tokens=max_tokens)
            if manner.usage_chunk:
                asked["stream_options"] = {"include_usage": True}

            def request(client: OpenAI) -> Stream[ChatCompletionChunk]:
                if left():
                    raise ModelUnavailable("Nobody waits for this answer any more.")
                begun: Stream[ChatCompletionChunk] = client.chat.completions.create(stream=True, **asked)
                return begun

            return self._endpoint.ask(request)

        return self._agreed(create, typed=False)

    def _agreed(self, create: Callable[[Manner], R], *, typed: bool) -> R:
        """Ask in the manner known to work, in simpler ones while it is refused, and remember what worked."""
        if self._budget is not None and self._budget.left() <= 0:
            raise BudgetSpent("Today's token budget is spent; the model is asked again tomorrow.")
        manner: Manner | None = self._manner
        while manner is not None:
            try:
                answered = create(manner)
            except EndpointRefuses as refused:
                manner, refusal = manner.after(refused.said, typed=typed), refused
            else:
                self._manner = manner
                return answered
        raise refusal

    def _check_end(self, reason: str | None, *, refusal: str | None, max_tokens: int) -> None:
        if refusal or reason == "content_filter":
            raise ModelRubbish(f"The model {self._model} declined to answer.")
        if reason == "length":
            raise ModelRubbish(f"The model {self._model} was cut off at {max_tokens} tokens.")

    def _spend(self, tokens: int) -> None:
        if self._budget is not None:
            self._budget.spend(tokens)


def _turns(prompt: Filled) -> list[Turn]:
    return [
        {"role": "system", "content": encodable(prompt.system)},
        {"role": "user", "content": encodable(prompt.user)},
    ]


def _repair(text: str, misfit: Misfit) -> list[Turn]:
    told = "\n".join(f"- {reason}" for reason in misfit.reasons)
    return [
        {"role": "assistant", "content": text[:4000] or "(nothing)"},
        {
            "role": "user",
            "content": f"That does not fit:\n{told}\nAnswer with the corrected JSON object only.",
        },
    ]


def _estimated(turns: list[Turn]) -> int:
    return sum(estimated_tokens(turn["content"]) for turn in turns)

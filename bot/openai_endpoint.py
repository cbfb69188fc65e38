"""One OpenAI-compatible endpoint: how it is reached, when it is tried again, what its errors mean."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from prompts.model import ModelFault, ModelRubbish, ModelUnavailable

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

R = TypeVar("R")

CONNECT_S = 3.0  # an endpoint that is up takes a connection well within this
FIRST_WAIT_S = 0.5  # doubled with each further try


class EndpointRefuses(ModelUnavailable):
    """The endpoint takes no request of this form (400, 422); `said` is its reason, never to be logged."""

    def __init__(self, message: str, *, said: str) -> None:
        super().__init__(message)
        self.said = said


class Endpoint:
    """A client built at the first call, since importing it takes most of a second.

    `timeout_s` is how long the endpoint may be silent; a new try begins only within `timeout_s` of the first,
    so a call lasts at most twice that. `sleep` takes and `clock` gives seconds.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        timeout_s: float,
        retries: int,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        split = urlsplit(base_url)
        if split.scheme not in ("http", "https") or not split.hostname:
            raise ValueError("OPENAI_BASE_URL must look like https://host/v1.")
        if not api_key.strip().isascii() or not api_key.strip().isprintable():
            raise ValueError("OPENAI_API_KEY has signs in it that no key has; copy it again.")
        self.host = split.hostname + (f":{split.port}" if split.port else "")
        self._api_key = api_key.strip() or "none"  # local servers take any key, the client insists on one
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._retries = retries
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._built: OpenAI | None = None

    def __repr__(self) -> str:
        return f"Endpoint({self.host!r})"

    def load(self) -> None:
        """Build the client now; nothing is sent."""
        self._client()

    def close(self) -> None:
        """Let the connections go; a later call opens new ones."""
        with self._lock:
            if self._built is not None:
                self._built.close()
                self._built = None

    def ask(self, request: Callable[[OpenAI], R]) -> R:
        """What `request` returns, tried again while that may help; raises only ModelFault."""
        began = self._clock()
        for attempt in itertools.count():
            try:
                return request(self._client())
            except self.errors() as error:
                wait = _wait(error, attempt)
                spare = began + self._timeout_s - self._clock()
                if wait is None or attempt >= self._retries or wait >= spare:
                    # No chain: the client's own messages can repeat the key or people's words.
                    raise self.fault(error) from None
            self._sleep(wait)
        raise AssertionError("unreachable")

    def errors(self) -> tuple[type[Exception], ...]:
        """All that the client raises, or stumbles over when an answer is not what it should be."""
        import openai

        return (openai.OpenAIError, ValueError, TypeError, AttributeError, LookupError, OSError)

    def fault(self, error: Exception) -> ModelFault:
        """The error as one of our three faults, in words that hold no key and nobody's text."""
        import openai

        at = f"The model endpoint {self.host}"
        if isinstance(error, openai.APITimeoutError):
            return ModelUnavailable(f"{at} was silent for {self._timeout_s:g} seconds.")
        if isinstance(error, openai.APIConnectionError):
            return ModelUnavailable(f"{at} cannot be reached, or hung up ({type(error.__cause__).__name__}).")
        if isinstance(error, openai.APIStatusError):
            return _status_fault(at, error)
        if isinstance(error, openai.APIError) and not isinstance(error, openai.APIResponseValidationError):
            return ModelUnavailable(f"{at} broke off its answer with an error.")
        return ModelRubbish(f"{at} answered something unreadable ({type(error).__name__}).")

    def _client(self) -> OpenAI:
        with self._lock:
            if self._built is None:
                import openai

                self._built = openai.OpenAI(
                    api_key=self._api_key,
                    base_url=self._base_url,
                    timeout=openai.Timeout(self._timeout_s, connect=min(CONNECT_S, self._timeout_s)),
                    max_retries=0,  # our own tries know how long a person has been waiting
                )
            return self._built


def _status_fault(at: str, error: APIStatusError) -> ModelFault:
    status, said = error.status_code, str(error.message).lower()
    if status in (401, 403):
        return ModelUnavailable(f"{at} refuses our key ({status}); check OPENAI_API_KEY.")
    if status == 404:
        return ModelUnavailable(f"{at} knows no such model or path (404); check PLUMBLINE_MODEL and OPENAI_BASE_URL.")
    if status == 429:
        return ModelUnavailable(f"{at} is too busy for us, or the account's quota is used up (429).")
    if status >= 500:
        return ModelUnavailable(f"{at} has trouble of its own ({status}).")
    if too_long(said):
        return EndpointRefuses(f"{at} says the prompt is too long for the model ({status}).", said=said)
    code = str(error.code or "")
    known = f", {code}" if re.fullmatch(r"[a-z_]{3,40}", code) else ""
    return EndpointRefuses(f"{at} refuses the form of the request ({status}{known}).", said=said)


def too_long(said: str) -> bool:
    """Whether an endpoint's reason, in lower case, is about the length of the prompt."""
    return "context" in said and any(word in said for word in ("length", "size", "window", "exceed"))


def _wait(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before the next try, or None where another try cannot help."""
    import openai

    usual = FIRST_WAIT_S * 2.0**attempt
    if isinstance(error, openai.APIConnectionError):
        return usual
    if not isinstance(error, openai.APIStatusError) or error.code == "insufficient_quota":
        return None
    if error.status_code not in (408, 409, 429) and error.status_code < 500:
        return None
    asked = error.response.headers.get("retry-after", "")
    return max(usual, float(asked)) if re.fullmatch(r"\d{1,5}(\.\d+)?", asked) else usual

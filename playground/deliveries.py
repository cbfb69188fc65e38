"""Events, commands and interactions on their way to the bot: signed, timed, retried, and spoilt on demand."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.call_log import CallLog
from playground.config import PlaygroundConfig
from playground.errors import Json
from playground.faults import Faults, Rule


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One thing to bring to the bot. `names` are what a fault rule may match it by."""

    kind: str
    names: tuple[str, ...]
    payload: Json
    trigger_id: str | None = None

    def encoded(self) -> tuple[bytes, str]:
        """The body's bytes and its content type, as Slack sends that kind."""
        if self.kind == "event":
            return json.dumps(self.payload).encode(), "application/json"
        form = self.payload if self.kind == "command" else {"payload": json.dumps(self.payload)}
        return urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What the bot said: `failure` is Slack's retry reason when it did not acknowledge; `ms` is how long it took."""

    status: int
    body: str
    ms: int
    failure: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def shown(self) -> Json:
        """The answer as the control API shows it; status 0 means there was none."""
        return {"status": self.status, "body": self.body, "ms": self.ms, "failure": self.failure}


class Deliveries:
    """The way to the bot. `bot_url` may change while it runs."""

    def __init__(
        self, config: PlaygroundConfig, *, log: CallLog, faults: Faults,
        notice: Callable[[str, str], None], sent: Callable[[str | None], None],
    ) -> None:  # fmt: skip
        self.bot_url = config.bot_url
        self._config = config
        self._log = log
        self._faults = faults
        self._notice = notice
        self._sent = sent
        self._stopping = threading.Event()
        self._parked: list[threading.Event] = []
        self._lock = threading.Lock()

    def stop(self) -> None:
        """Give up what is waiting."""
        self._stopping.set()
        with self._lock:
            for gate in self._parked:
                gate.set()

    def send_event(self, delivery: Delivery) -> None:
        """Bring an event in the background, and again when it is not acknowledged."""
        threading.Thread(target=self._event, args=(delivery,), name="playground-event", daemon=True).start()

    def send(self, delivery: Delivery) -> Answer:
        """Bring a command or an interaction and wait for the bot's acknowledgement (at most three seconds)."""
        return self._with_faults(delivery)[0]

    def attempt(
        self, delivery: Delivery, *, retry: int = 0, reason: str = "http_timeout", signature: str = "good"
    ) -> Answer:
        """One try with no faults: sign, post, note. `retry` above 0 adds Slack's retry headers."""
        body, content_type = delivery.encoded()
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (playground)"}
        headers.update(self.signature(body, kind=signature))
        if retry:
            headers.update({"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason})
        self._sent(delivery.trigger_id)
        answer = _post(self.bot_url, body, headers, self._config.ack_seconds)
        self._log.add({
            "is": "delivery", "kind": delivery.kind, "name": delivery.names[0], "body": delivery.payload,
            "retry": retry, "signature": signature, "answer": answer.body, "status": answer.status,
            "ms": answer.ms, "failure": answer.failure,
        })  # fmt: skip
        if answer.failure:
            self._notice("error", _explained(delivery, answer, self._config.ack_seconds))
        return answer

    def signature(self, body: bytes, *, kind: str = "good") -> dict[str, str]:
        """Slack's two signature headers over the body, by the real time: good, forged, old (ten minutes) or none."""
        if kind == "none":
            return {}
        stamp = str(int(time.time()) - (600 if kind == "old" else 0))
        secret = self._config.signing_secret + ("-forged" if kind == "forged" else "")
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=" + digest}

    def _event(self, delivery: Delivery) -> None:
        answer, lost = self._with_faults(delivery)
        for number, delay in enumerate(self._config.retry_delays, start=1):
            if not (answer.failure or lost) or answer.headers.get("x-slack-no-retry") == "1":
                return
            if self._stopping.wait(delay):
                return
            answer = self.attempt(delivery, retry=number, reason=answer.failure or "connection_failed")
            lost = False

    def _with_faults(self, delivery: Delivery) -> tuple[Answer, bool]:
        """The answer, and whether it was lost on its way back though the bot did its part."""
        rule = self._faults.take("delivery", (delivery.kind, *delivery.names))
        if rule is None:
            answer = self._passing(delivery)
            return answer, False
        if rule.do == "slow":
            self._stopping.wait(rule.seconds)
        if rule.do == "server_error":
            return Answer(0, "", 0, "http_error"), True
        if rule.do == "reorder":
            return self._overtaken(delivery), False
        answer = self._passing(delivery)
        self._repeat(delivery, rule)
        if rule.do == "connection_reset":
            return Answer(0, "", answer.ms, "connection_failed"), True
        return answer, False

    def _repeat(self, delivery: Delivery, rule: Rule) -> None:
        if rule.do == "duplicate":
            for _ in range(2):
                self.attempt(delivery)
        if rule.do == "retry":
            self.attempt(delivery, retry=1)

    def _passing(self, delivery: Delivery) -> Answer:
        """Bring it, then let go what was held back to come after it."""
        with self._lock:
            waiting, self._parked = self._parked, []
        answer = self.attempt(delivery)
        for gate in waiting:
            gate.set()
        return answer

    def _overtaken(self, delivery: Delivery) -> Answer:
        gate = threading.Event()
        with self._lock:
            self._parked.append(gate)
        gate.wait(self._config.reorder_seconds)
        return self.attempt(delivery)


def _post(url: str | None, body: bytes, headers: dict[str, str], timeout: float) -> Answer:
    started = time.monotonic()

    def took() -> int:
        return int((time.monotonic() - started) * 1000)

    if url is None:
        return Answer(0, "", 0, "connection_failed")
    place = urllib.parse.urlsplit(url)
    opener = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = opener(place.hostname or "127.0.0.1", place.port, timeout=timeout)
    try:
        connection.request("POST", (place.path or "/") + ("?" + place.query if place.query else ""), body, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
    except TimeoutError:
        return Answer(0, "", took(), "http_timeout")
    except (OSError, http.client.HTTPException):
        return Answer(0, "", took(), "connection_failed")
    finally:
        connection.close()
    lowered = {name.lower(): value for name, value in response.getheaders()}
    failure = None if response.status == 200 else "http_error"
    if took() > timeout * 1000:
        failure = "http_timeout"
    return Answer(response.status, text, took(), failure, lowered)


def _explained(delivery: Delivery, answer: Answer, seconds: float) -> str:
    what = f"{delivery.kind} {delivery.names[0]}"
    if answer.failure == "http_timeout":
        return f"{what}: not acknowledged within {seconds:g} s (it took {answer.ms} ms)"
    if answer.failure == "connection_failed":
        return f"{what}: nobody answers at the bot's address"
    return f"{what}: the bot answered {answer.status} instead of 200"

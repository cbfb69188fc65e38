"""What acknowledging /field costs beside a bare Bolt app's `ack()`, one sender at a time and sixteen at once."""

import http.client
import statistics
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from slack_sdk.signature import SignatureVerifier

from benchmarks import stage
from benchmarks.serving import SECRET

NOTES = 100_000
ROUNDS, PER_ROUND = 5, 400
LIMIT = 3.0  # times a bare ack, at p50 and p95

_NUMBERS = count(1)


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one program at one number of senders."""

    p50: float
    p95: float


def measure(
    *, notes: int = NOTES, rounds: int = ROUNDS, per_round: int = PER_ROUND, work: bool = False
) -> dict[int, tuple[Measured, Measured]]:
    """For 1 and 16 senders: (bare, Plumbline), the median of the rounds' p50 and p95, rounds taken in turn.

    With `work` the same process settles and answers what is sent to it, all the while and as fast as it can.
    """
    found: dict[int, tuple[Measured, Measured]] = {}
    with tempfile.TemporaryDirectory() as folder, stage.slack() as slack_url:
        url = stage.full_database(Path(folder), notes=notes)
        ports = stage.free_port(), stage.free_port()
        with (
            stage.process("bare", str(ports[0]), slack_url),
            stage.process("plumbline" if work else "web", str(ports[1]), slack_url, url),
        ):
            for port in ports:
                _round(port, slack_url, senders=4, requests=100)  # warm
            for senders in (1, 16):
                taken: tuple[list[Measured], list[Measured]] = ([], [])
                for _ in range(rounds):
                    for port, into in zip(ports, taken, strict=True):
                        into.append(_round(port, slack_url, senders=senders, requests=per_round))
                found[senders] = (_middle(taken[0]), _middle(taken[1]))
    return found


def report(found: dict[int, tuple[Measured, Measured]]) -> list[str]:
    """The table, as Markdown lines."""
    lines = ["| senders | | bare ack() | /field | ratio | limit |", "|---|---|---|---|---|---|"]
    for senders, (bare, ours) in found.items():
        for name in ("p50", "p95"):
            low, high = getattr(bare, name), getattr(ours, name)
            lines.append(f"| {senders} | {name} | {low:.2f} ms | {high:.2f} ms | {high / low:.2f} | {LIMIT:.0f} |")
    return lines


def busy() -> list[str]:
    """The table of a process under more work than people make: no limit, as nobody sends like that."""
    found = measure(rounds=2, per_round=160, work=True)
    return [line.rpartition(" |")[0].rpartition(" |")[0] + " |" for line in report(found)]


def _middle(measured: list[Measured]) -> Measured:
    return Measured(statistics.median(m.p50 for m in measured), statistics.median(m.p95 for m in measured))


def _round(port: int, slack_url: str, *, senders: int, requests: int) -> Measured:
    times: list[float] = []
    each = (port, requests // senders, times, slack_url)
    threads = [threading.Thread(target=_send, args=each) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Measured(times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000)


def _send(port: int, requests: int, times: list[float], slack_url: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    verifier = SignatureVerifier(SECRET)
    for _ in range(requests):
        body = _body(next(_NUMBERS), slack_url)
        stamp = str(int(time.time()))
        signature = verifier.generate_signature(timestamp=stamp, body=body) or ""
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        }
        began = time.perf_counter()
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"the program answered {answer.status}")
    connection.close()


def _body(number: int, slack_url: str) -> str:
    return urllib.parse.urlencode(
        {
            "command": "/field",
            "text": f"want at:Acme #mid-market a monthly plan they can cancel, number {number}",
            "team_id": stage.TEAM,
            "user_id": f"U{number % 40}",
            "channel_id": "C1",
            "trigger_id": f"{number}.{time.time_ns()}",
            "response_url": f"{slack_url}response",
            "api_app_id": "A1",
        }
    )

"""How long sixteen people who ask at once wait: for a first sign, and for the whole answer, without a model."""

import http.client
import json
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from slack_sdk.signature import SignatureVerifier

from benchmarks import stage
from benchmarks.limits import CORPORA, cases
from benchmarks.many_notes import pool
from benchmarks.serving import SECRET
from bot.minilm import MiniLM
from capabilities.brief_markdown import read
from storage import themes
from storage.database import Database
from storage.field.search import Findable, make_findable
from storage.themes import Theme

NOTES, THEMES, PEOPLE, ROUNDS = 100_000, 200, 16, 12
MODEL = MiniLM.name
SIGN_S, WHOLE_S = 1.0, 1.5  # limits: the slowest first sign but for one in twenty, and the whole answer
_PATIENCE_S = 30.0
_NUMBERS = count(1)
_SIGNS = ("agents.sessions.setStatus", "chat.startStream", "chat.postMessage")


@dataclass(frozen=True)
class Waits:
    """Seconds from sending a question, over all people and rounds."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Measured:
    """Plumbline's first sign and whole answer, and a bare Bolt app that says one word to everybody."""

    passages: int
    asked: int
    sign: Waits
    whole: Waits
    bare: Waits

    @property
    def kept(self) -> bool:
        return self.sign.p95 < SIGN_S and self.whole.p95 < WHOLE_S


@dataclass
class _Ear:
    """When each thread first heard anything, and when it was answered."""

    signs: dict[str, float] = field(default_factory=dict)
    answers: dict[str, float] = field(default_factory=dict)

    def hear(self, method: str, said: dict[str, str]) -> None:
        now, thread = time.perf_counter(), said.get("thread_ts", "")
        if thread and method in _SIGNS:
            self.signs.setdefault(thread, now)
        if thread and method == "chat.postMessage":
            self.answers.setdefault(thread, now)


def measure(*, notes: int = NOTES, people: int = PEOPLE, rounds: int = ROUNDS) -> Measured:
    """Each round sixteen people send a question of their own at the same moment; the next begins when all have been
    answered. Half of the questions are the brief's own and lines that it bears out, half are others."""
    source = (CORPORA / "brief.md").read_text(encoding="utf-8")
    asked = _questions(source)
    ear = _Ear()
    with tempfile.TemporaryDirectory() as folder, stage.slack(ear.hear) as slack_url:
        url = stage.full_database(Path(folder), notes=notes, source=source)
        _settle(url)
        ports = stage.free_port(), stage.free_port()
        with (
            stage.process("bare", str(ports[0]), slack_url),
            stage.process("plumbline", str(ports[1]), slack_url, url),
        ):
            _round(ports[1], ear, asked, people=people)  # warm: the brief is embedded, the model loaded
            _round(ports[0], ear, asked, people=people)
            signs, whole, bare = list[float](), list[float](), list[float]()
            for _ in range(rounds):
                bare += _round(ports[0], ear, asked, people=people)[1]
                soon, late = _round(ports[1], ear, asked, people=people)
                signs += soon
                whole += late
    return Measured(len(read(source).passages), len(whole), _waits(signs), _waits(whole), _waits(bare))


def report(found: Measured) -> list[str]:
    """The table, as Markdown lines."""
    rows = (("first sign", found.sign, SIGN_S), ("whole answer", found.whole, WHOLE_S))
    lines = [
        f"{PEOPLE} people at once, {found.asked} questions, {found.passages} passages, {NOTES:,} notes.",
        "",
        "| | p50 | p95 | limit | beside a bare Bolt app that says one word, p95 |",
        "|---|---|---|---|---|",
    ]
    for name, waits, limit in rows:
        ratio = waits.p95 / found.bare.p95
        lines.append(f"| {name} | {waits.p50:.2f} s | {waits.p95:.2f} s | {limit:.1f} s | {ratio:.1f} |")
    return lines


def _settle(url: str) -> None:
    """Put the notes into themes and give them vectors, as they have in a program that has run for a while: otherwise
    it would do so beside the questions."""
    database, material = Database(url), pool()
    now = datetime.now(UTC)
    with database.unit(stage.TEAM) as unit:
        notes = unit.connection.execute(sa.text("SELECT id, created_at, text FROM field_note ORDER BY id")).all()
        for number in range(THEMES):
            # Named by a person, so that the program looks for no better name meanwhile.
            theme = Theme(workspace=stage.TEAM, id=f"t{number}", name=f"Subject {number}", created_at=now)
            theme.name_by, theme.hand = "U1", True
            themes.add(unit, theme)
        unit.flush()
        unit.connection.execute(sa.text(f"UPDATE field_note SET theme = 't' || (abs(rowid) % {THEMES})"))
    for part in material.parts(len(notes), seed=5):
        several = notes[part.first : part.first + len(part.vectors)]
        rows = [
            Findable(note.id, datetime.fromisoformat(str(note.created_at)).replace(tzinfo=UTC), note.text, MODEL, row)
            for note, row in zip(several, part.vectors, strict=True)
        ]
        with database.unit(stage.TEAM) as unit:
            make_findable(unit, rows)
    database.close()


def _questions(source: str) -> Callable[[], str]:
    brief = read(source)
    honest = [f"May I say this: {case.sentence}" for case in cases("honest")]
    own = [each.question for each in brief.questions]
    attacks = [f"May I promise this: {case.sentence}" for case in cases("attacks")]
    pool = [words for pair in zip([*own, *honest], attacks, strict=False) for words in pair]
    numbers = count()
    return lambda: pool[next(numbers) % len(pool)]


def _round(port: int, ear: _Ear, asked: Callable[[], str], *, people: int) -> tuple[list[float], list[float]]:
    """Seconds to the first sign and to the answer, one of each a person. Raises RuntimeError when one never comes."""
    began: dict[str, float] = {}
    ready = threading.Barrier(people)
    threads = [
        threading.Thread(target=_ask, args=(port, f"{next(_NUMBERS) + 1_700_000_000}.000100", asked(), ready, began))
        for _ in range(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    end = time.perf_counter() + _PATIENCE_S
    while missing := [ts for ts in began if ts not in ear.answers]:
        if time.perf_counter() > end:
            raise RuntimeError(f"{len(missing)} questions were not answered in {_PATIENCE_S:.0f} s")
        time.sleep(0.005)
    return [ear.signs[ts] - at for ts, at in began.items()], [ear.answers[ts] - at for ts, at in began.items()]


def _ask(port: int, ts: str, words: str, ready: threading.Barrier, began: dict[str, float]) -> None:
    user = f"U{ts.partition('.')[0]}"
    event = {"type": "message", "channel_type": "im", "channel": f"D{user}", "user": user, "text": words, "ts": ts}
    envelope = {"type": "event_callback", "team_id": stage.TEAM, "api_app_id": "A1", "event_id": f"Ev{ts}"}
    body = json.dumps({**envelope, "event_time": int(time.time()), "event": event})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature,
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    ready.wait()
    began[ts] = time.perf_counter()
    connection.request("POST", "/slack/events", body.encode(), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"the program answered {answer.status}")


def _waits(seconds: Sequence[float]) -> Waits:
    ordered = sorted(seconds)
    return Waits(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])

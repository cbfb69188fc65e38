"""A real OpenAI-compatible server on loopback: it says what a test scripted, and otherwise quotes what it was given."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, cast

from tests.obedient_model import obey

Json = dict[str, Any]


@dataclass(frozen=True)
class Scripted:
    """One thing the server does next; with the defaults it says `text`, whole or in pieces as asked.

    With `asked` it waits for the request whose messages hold these words, whatever else is asked meanwhile.
    `status` other than 200 is an error with `message`, `code` and `headers`. `delay_s` passes before the first
    byte and `pause_s` before each piece. `dies_after` pieces the connection drops. `raw` is sent as it stands.
    """

    text: str | None = None  # None: what an obedient model says
    pieces: tuple[str, ...] = ()
    status: int = 200
    message: str = "scripted"
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    pause_s: float = 0.0
    dies_after: int | None = None
    finish: str | None = "stop"
    refusal: str | None = None
    usage: bool = True
    raw: str | None = None
    raw_type: str = "application/json"
    asked: str = ""


@dataclass(frozen=True)
class Received:
    """One request as it came: path, key without "Bearer", and JSON body."""

    path: str
    key: str
    body: Json


class ScriptedModelServer:
    """A context manager; `url` ends in /v1. `requests` are those received so far, `hung_up` counts clients that left.

    `refuses` are words that, found in a request outside its messages, get a 400 naming them (say "temperature").
    With `api_key`, any other key gets a 401.
    """

    def __init__(
        self, *, port: int = 0, api_key: str | None = None, refuses: Iterable[str] = (), dimensions: int = 64
    ) -> None:
        self.requests: list[Received] = []
        self.hung_up = 0
        self.api_key = api_key
        self.refuses = tuple(refuses)
        self.dimensions = dimensions
        self.stopping = threading.Event()
        self._taking = threading.Lock()
        self.usual = Scripted()  # what happens at a request that nothing queued is for
        self._next: list[Scripted] = []
        self._http = _Http(("127.0.0.1", port), _Answering, self)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> ScriptedModelServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def then(self, *scripted: Scripted) -> None:
        """Queue what happens at the next requests, one each."""
        self._next.extend(scripted)

    def say(self, *texts: str, asked: str = "") -> None:
        """Queue plain answers, for requests that hold the words `asked` alone where any are given."""
        self.then(*(Scripted(text=text, asked=asked) for text in texts))

    def taken(self, body: Json) -> Scripted:
        """The next thing to do at this request: the first queued that is for it, else what is usual."""
        held = "\n".join(str(turn.get("content")) for turn in body.get("messages", ()))
        with self._taking:
            for number, scripted in enumerate(self._next):
                if scripted.asked in held:
                    return self._next.pop(number)
        return self.usual


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def __init__(self, at: tuple[str, int], handler: type[_Answering], model: ScriptedModelServer) -> None:
        super().__init__(at, handler)
        self.model = model

    def handle_error(self, request: object, client_address: object) -> None:
        if isinstance(sys.exception(), ConnectionError):
            self.model.hung_up += 1  # a client that leaves is nothing to print about
        else:
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10.0

    @property
    def model(self) -> ScriptedModelServer:
        return cast(_Http, self.server).model

    def log_message(self, format: str, *args: object) -> None:
        return

    def end_headers(self) -> None:
        self.send_header("Connection", "close")  # one request a connection, so that none outlives the server
        super().end_headers()

    def do_POST(self) -> None:
        body: Json = json.loads(self.rfile.read(int(self.headers.get("content-length", "0"))))
        key = self.headers.get("authorization", "").removeprefix("Bearer ")
        self.model.requests.append(Received(path=self.path, key=key, body=body))
        asked = json.dumps({name: value for name, value in body.items() if name != "messages"})
        refused = [word for word in self.model.refuses if word in asked]
        if self.model.api_key is not None and key != self.model.api_key:
            self._error(Scripted(status=401, message=f"Incorrect API key provided: {key}", code="invalid_api_key"))
        elif refused:
            self._error(Scripted(status=400, message=f"Unsupported parameter: {refused[0]}"))
        else:
            self._follow(self.model.taken(body), body)

    def _follow(self, script: Scripted, body: Json) -> None:
        self.model.stopping.wait(script.delay_s)
        if script.status != 200:
            self._error(script)
        elif script.raw is not None:
            self._send(200, script.raw, script.raw_type, script.headers)
        elif self.path.endswith("/embeddings"):
            self._json(200, _embedded(body, self.model.dimensions))
        elif body.get("stream"):
            self._stream(script, body)
        else:
            self._json(200, _completion(script, body))

    def _stream(self, script: Scripted, body: Json) -> None:
        pieces = script.pieces or tuple(re.findall(r"\S+\s*", _text(script, body)))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for count, piece in enumerate(pieces):
            self.model.stopping.wait(script.pause_s)
            if script.dies_after == count:
                return
            self._event(_chunk(body, delta={"content": piece}))
        if script.dies_after is None:
            self._event(_chunk(body, delta={"refusal": script.refusal} if script.refusal else {}, finish=script.finish))
            if script.usage and (body.get("stream_options") or {}).get("include_usage"):
                self._event({**_chunk(body), "choices": [], "usage": _usage("".join(pieces), body)})
            self._piece(b"data: [DONE]\n\n")
            self._piece(b"")

    def _event(self, value: Json) -> None:
        self._piece(f"data: {json.dumps(value)}\n\n".encode())

    def _piece(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _error(self, script: Scripted) -> None:
        error = {"message": script.message, "type": "scripted", "code": script.code, "param": None}
        self._json(script.status, {"error": error}, script.headers)

    def _json(self, status: int, value: Json, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(value), "application/json", headers or {})

    def _send(self, status: int, text: str, kind: str, headers: dict[str, str]) -> None:
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _text(script: Scripted, body: Json) -> str:
    return script.text if script.text is not None else obey(body)


def _completion(script: Scripted, body: Json) -> Json:
    text = "".join(script.pieces) or _text(script, body)
    message = {"role": "assistant", "content": None if script.refusal else text, "refusal": script.refusal}
    choice = {"index": 0, "message": message, "finish_reason": script.finish, "logprobs": None}
    made: Json = {"id": "c-1", "object": "chat.completion", "created": 0, "model": body["model"], "choices": [choice]}
    return {**made, "usage": _usage(text, body)} if script.usage else made


def _chunk(body: Json, *, delta: Json | None = None, finish: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {"id": "c-1", "object": "chat.completion.chunk", "created": 0, "model": body["model"], "choices": [choice]}


def _usage(text: str, body: Json) -> Json:
    # Words stand for tokens here, so that a test can count them by eye.
    prompt, answer = sum(len(turn["content"].split()) for turn in body["messages"]), len(text.split())
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _embedded(body: Json, dimensions: int) -> Json:
    given = body["input"]
    texts = [given] if isinstance(given, str) else given
    rows = [{"object": "embedding", "index": i, "embedding": word_vector(t, dimensions)} for i, t in enumerate(texts)]
    return {"object": "list", "model": body["model"], "data": rows, "usage": {"prompt_tokens": 0, "total_tokens": 0}}


def word_vector(text: str, dimensions: int) -> list[float]:
    """A unit vector in which texts that share words are near each other; the same everywhere and always."""
    vector = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()) or [""]:
        drawn = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        vector[drawn % dimensions] += 1.0 if drawn & (1 << 40) else -1.0
    length = math.sqrt(sum(number * number for number in vector))
    return [number / length for number in vector] if length else [1.0, *vector[1:]]


def main() -> None:
    """Serve obedient answers until interrupted."""
    parser = argparse.ArgumentParser(description="An OpenAI-compatible model that quotes what it is given.")
    parser.add_argument("--port", type=int, default=8081)
    with ScriptedModelServer(port=parser.parse_args().port, dimensions=384) as server:
        sys.stderr.write(f"OPENAI_BASE_URL={server.url} OPENAI_API_KEY=any PLUMBLINE_MODEL=obedient\n")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stderr.write("stopped\n")


if __name__ == "__main__":
    main()

"""One Web API call from arrival to answer: token, scopes, required arguments, faults, and the record of it."""

from __future__ import annotations

import json
import urllib.parse
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playground.errors import Json, Refusal, missing_field
from playground.faults import Rule
from playground.webapi import agents, basics, chat, conversations, files, people, reactions, streams, views
from playground.webapi.method import COMMON_ERRORS, Call, Method
from playground.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What goes back: HTTP status, body, headers; `dropped` means the connection is cut instead."""

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)
    dropped: bool = False


@cache
def all_methods() -> dict[str, Method]:
    """Every method there is, by name."""
    modules = (basics, chat, streams, views, conversations, people, reactions, files, agents)
    return {method.name: method for module in modules for method in module.methods()}


def read_arguments(query: str, body: bytes, content_type: str) -> Json:
    """Arguments from the query, a form or a JSON body, the body's last."""
    args: Json = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    if "json" in content_type and body.strip():
        try:
            given: Any = json.loads(body)
        except ValueError:
            raise Refusal("invalid_json") from None
        if isinstance(given, dict):
            args.update(given)
    elif body:
        args.update(urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return args


def answer(ws: Workspace, name: str, args: Json, authorization: str) -> Outcome:
    """Run one call and note it in the log."""
    rule = ws.faults.take("api", (name,))
    outcome = _misbehaved(ws, args, rule) or _outcome(ws, name, args, authorization)
    shown = {key: value for key, value in args.items() if key != "token"}
    entry: Json = {
        "is": "call", "method": name, "arguments": shown, "answer": outcome.body, "status": outcome.status,
    }  # fmt: skip
    if rule is not None:
        entry["fault"] = rule.do
    error = outcome.body.get("error")
    method = all_methods().get(name)
    if error and method and error not in COMMON_ERRORS and error not in method.errors and name != "api.test":
        entry["undeclared"] = True
    ws.log.add(entry)
    if error:
        where = "; ".join((outcome.body.get("response_metadata") or {}).get("messages") or [])
        ws.hub.notice("error", f"{name} was refused: {error}" + (f" ({where})" if where else ""))
    if rule is not None and rule.do == "connection_reset":
        return Outcome(outcome.status, outcome.body, outcome.headers, dropped=True)
    return outcome


def _misbehaved(ws: Workspace, args: Json, rule: Rule | None) -> Outcome | None:
    if rule is None:
        return None
    if rule.do == "rate_limit":
        wait = str(max(1, round(rule.seconds)))
        return Outcome(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": wait})
    if rule.do == "server_error":
        return Outcome(503, {"ok": False, "error": "service_unavailable"})
    if rule.do == "slow":
        ws.stopping.wait(rule.seconds)
    if rule.do == "drop_stream":
        with ws.lock:
            streams.die(Call(ws, args))
    return None


def _outcome(ws: Workspace, name: str, args: Json, authorization: str) -> Outcome:
    headers: dict[str, str] = {}
    method = all_methods().get(name)
    try:
        if method is None:
            raise Refusal("unknown_method", extra={"req_method": name})
        if not method.open_to_all:
            _authorize(ws, args, authorization)
            headers["x-oauth-scopes"] = ",".join(ws.app.scope_order or _every_scope())
        call = Call(ws, args)
        call.need(*method.scopes)
        for wanted in method.required:
            if args.get(wanted) is None or (args[wanted] == "" and wanted != "status"):
                raise missing_field(wanted)
        with ws.lock:
            return Outcome(200, {"ok": True, **method.run(call)}, headers)
    except Refusal as refusal:
        return Outcome(200, refusal.answer(), headers)


def _authorize(ws: Workspace, args: Json, authorization: str) -> None:
    kind, _, token = authorization.partition(" ")
    given = token.strip() if kind.lower() == "bearer" else str(args.get("token") or "")
    if not given:
        raise Refusal("not_authed")
    if given != ws.config.bot_token:
        raise Refusal("not_allowed_token_type" if given.startswith(("xapp-", "xoxp-")) else "invalid_auth")


@cache
def _every_scope() -> tuple[str, ...]:
    return tuple(sorted({scope for method in all_methods().values() for scope in method.scopes}))

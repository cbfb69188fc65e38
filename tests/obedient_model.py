"""What a model that obeys perfectly would answer: it quotes the passages and facts it was given, word for word."""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]

_LINE = re.compile(r"^\[([^\]\s]+)\] ([^:\n]*): (.+)$", re.MULTILINE)
_WANTED = re.compile(r"^Points wanted, at most: (\d+)", re.MULTILINE)


def obey(request: Json) -> str:
    """The answer to a chat completion request: JSON where a schema is asked for, else a quotation with its ref."""
    user = "\n".join(str(turn["content"]) for turn in request["messages"] if turn["role"] == "user")
    schema = _schema(request)
    if schema is None:
        best = _chosen(user, most=1)
        return f"{best[0][1]} [{best[0][0]}]" if best else "The brief is silent on this."
    return json.dumps(_fitted(schema, user), ensure_ascii=False)


def any_value(schema: Json, defs: Json) -> Any:
    """The plainest value a JSON schema allows."""
    if "$ref" in schema:
        return any_value(defs[str(schema["$ref"]).rsplit("/", 1)[-1]], defs)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return any_value(schema[key][0], defs)
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: any_value(part, defs) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [any_value(schema["items"], defs)] * int(schema.get("minItems", 0))
    plain: Json = {"string": "-" * max(1, schema.get("minLength", 1)), "boolean": False, "null": None}
    return plain.get(str(kind), schema.get("minimum", 0))


def _fitted(schema: Json, user: str) -> Json:
    value: Json = any_value(schema, schema.get("$defs", {}))
    if "points" in value:
        wanted = _WANTED.search(user)
        quoted = _chosen(user, most=int(wanted[1]) if wanted else 3) or _passages(user)[:1]
        value["points"] = _cited(schema, "points", quoted)
    if "sentences" in value:
        quoted = _chosen(user, most=2)
        value |= {"answerable": bool(quoted), "sentences": _cited(schema, "sentences", quoted)}
    if "decision" in value:
        facts = [line for line in _inside(user, "facts").splitlines() if line.strip()]
        value |= {"decision": f"Decide what follows from this: {facts[0]}", "why": facts[0]}
    return value


def _cited(schema: Json, field: str, quoted: list[tuple[str, str]]) -> list[Json]:
    item = any_value(schema["properties"][field]["items"], schema.get("$defs", {}))
    return [{**item, "text": text, "cites": [ref]} for ref, text in quoted]


def _chosen(user: str, *, most: int) -> list[tuple[str, str]]:
    """The passages sharing most words with what was asked, at least one; without a question, the first ones."""
    asked = _words(_inside(user, "question") or _inside(user, "situation"))
    passages = _passages(user)
    if not asked:
        return passages[:most]
    ranked = sorted(passages, key=lambda passage: -len(asked & _words(passage[1])))
    return [passage for passage in ranked if asked & _words(passage[1])][:most]


def _passages(user: str) -> list[tuple[str, str]]:
    return [(ref, text.strip()) for ref, _, text in _LINE.findall(_inside(user, "passages") or user)]


def _inside(text: str, tag: str) -> str:
    found = re.search(rf"^<{tag}>\n(.*?)\n</{tag}>$", text, re.DOTALL | re.MULTILINE)
    return found[1] if found and found[1] != "(none)" else ""


def _words(text: str) -> set[str]:
    # Five letters are stem enough here; shorter words tell little.
    return {word[:5] for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


def _schema(request: Json) -> Json | None:
    asked = request.get("response_format") or {}
    if "json_schema" in asked:
        schema: Json = asked["json_schema"]["schema"]
        return schema
    told = re.search(r"of this schema, and nothing else:\n(\{.*)", str(request["messages"]), re.DOTALL)
    text = next((str(turn["content"]) for turn in request["messages"] if "of this schema" in turn["content"]), "")
    if told is None or not text:
        return None
    found: Json = json.JSONDecoder().raw_decode(text, text.index("{", text.index("of this schema")))[0]
    return found

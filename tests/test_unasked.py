"""No message goes to a person but by the gate of what is said unasked, or because they, or somebody by name, asked."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.unasked import ASKED_FOR, GATED

ROOT = Path(__file__).parents[1]
_SENDS = ("post", "reach")  # of a Poster
_SLACK = ("chat_postMessage", "chat_postEphemeral")
_GATE = ("spend", "owe", "owe_each", "ask", "begin")  # the last is questions/once.py, which spends


def _calls(node: ast.AST, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.Call]]:
    """Every call within a tree, with the functions it stands in, from the outermost."""
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.FunctionDef | ast.ClassDef)
        if isinstance(child, ast.Call):
            yield ".".join(names), child
        yield from _calls(child, (*names, child.name) if named else names)  # type: ignore[attr-defined]


def _sends(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    of = ast.unparse(call.func.value).rpartition(".")[2]
    return call.func.attr in _SLACK or (call.func.attr in _SENDS and of in ("poster", "self"))


def sites() -> set[str]:
    """Where messages are sent from: `module.function.function`."""
    found = set()
    for path in (ROOT / "handlers").glob("*.py"):
        for where, call in _calls(ast.parse(path.read_text())):
            if _sends(call):
                found.add(f"{path.stem}.{where}")
    return found


def entry_of(site: str) -> str:
    """The longest entry of either table that a site stands in; empty where there is none."""
    held = [each for each in (*GATED, *ASKED_FOR) if site == each or site.startswith(f"{each}.")]
    return max(held, key=len, default="")


def test_each_place_that_sends_is_named_as_gated_or_as_asked_for() -> None:
    assert [site for site in sorted(sites()) if not entry_of(site)] == []
    assert set(GATED) & set(ASKED_FOR) == set()


def test_each_name_in_the_tables_stands_for_a_place_that_sends() -> None:
    assert {*GATED, *ASKED_FOR} - {entry_of(site) for site in sites()} == set()


@pytest.mark.parametrize("verb", sorted(set(GATED.values())))
def test_each_gated_place_names_a_verb_that_asks_the_gate(verb: str) -> None:
    path, _, name = verb.partition(" ")
    tree = ast.parse((ROOT / "capabilities" / path).read_text())
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name == name]
    parts = [part for each in functions for part in ast.walk(each)]
    asked = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    asked |= {part.id for part in parts if isinstance(part, ast.Name)}
    assert asked & set(_GATE), f"{verb} does not ask the gate"

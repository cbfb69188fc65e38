"""The laws of the house as functions over a tree of sources: each gives the places that break it, in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LAYERS = ("bot", "handlers", "capabilities", "storage", "prompts", "playground")
WORDS = ("field", "themes", "brief", "pitch", "questions", "channels", "goals", "digest", "workspace")

# Which of our packages each may import; itself always.
MAY_IMPORT = {
    "bot": {"handlers", "capabilities", "storage", "prompts"},
    "handlers": {"capabilities"},
    "capabilities": {"storage", "prompts"},
    "storage": set[str](),
    "prompts": set[str](),
    "playground": set[str](),
}
STARTS_THE_PLAYGROUND = "bot/demo/"

# Which of our packages may know a library; every other one goes through a protocol of its own.
HOME_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("slack_sdk", "slack_bolt"), ("handlers", "bot")),
    **dict.fromkeys(("sqlmodel", "sqlalchemy", "alembic", "psycopg"), ("storage",)),
    **dict.fromkeys(("openai", "apscheduler", "dotenv", "dbos", "onnxruntime", "tokenizers", "typer"), ("bot",)),
}
MADE = "a name made at run time"
LONGEST_FILE, LONGEST_FUNCTION = 300, 60  # lines

_PATCHING = re.compile(r"\bmonkeypatch\.(set|del)(attr|item)$|\bmock\.patch\b|(^|\.)(Magic|Async)?Mock$|^mocker\.")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the tree, with `/`, and what stands in it."""

    path: str
    text: str
    tree: ast.Module

    @property
    def layer(self) -> str:
        return self.path.partition("/")[0]


def sources(root: Path, folders: Iterable[str] = LAYERS) -> list[Source]:
    """Every Python file below the folders; migrations, which alembic runs and nothing imports, are left out."""
    files = [file for folder in folders for file in sorted((root / folder).rglob("*.py"))]
    named = [(file.relative_to(root).as_posix(), file) for file in files]
    kept = [(name, file.read_text(encoding="utf-8")) for name, file in named if "/migrations/" not in name]
    return [Source(name, text, ast.parse(text, name)) for name, text in kept]


def module_of(path: str) -> str:
    """`bot/demo/__init__.py` as `bot.demo`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """(line, full dotted name) of everything imported anywhere in the file, by statement or by name at run time."""
    package = source.path.removesuffix("/__init__.py").removesuffix(".py").split("/")
    if not source.path.endswith("/__init__.py"):
        package = package[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base += [node.module] if node.module else []
            yield from ((node.lineno, ".".join([*base, alias.name])) for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in ("importlib.import_module", "__import__"):
            named = node.args[0] if node.args else None
            fixed = isinstance(named, ast.Constant) and isinstance(named.value, str)
            yield (
                node.lineno,
                str(named.value) if fixed and isinstance(named, ast.Constant) else "a name made at run time",
            )


def libraries(source: Source) -> set[str]:
    """The modules of others that come with the file when it is imported."""
    found: set[str] = set()
    for node in source.tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found if name.partition(".")[0] not in LAYERS}


def circles(tree: Sequence[Source]) -> list[str]:
    """No module needs itself, by whatever way; an import inside a function does not hide a circle."""
    known = {module_of(source.path) for source in tree}
    needs = {module_of(source.path): [_nearest(name, known) for _, name in imports(source)] for source in tree}
    broken, done = [], set[str]()

    def follow(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            broken.append(" → ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for needed in needs.get(name, []):
                follow(needed, (*trail, name))
            done.add(name)

    for name in sorted(known):
        follow(name, ())
    return broken


def _nearest(name: str, known: set[str]) -> str:
    return name if name in known else name.rpartition(".")[0]


def wrong_arrows(tree: Sequence[Source]) -> list[str]:
    """bot → handlers → capabilities → {storage, prompts}; the playground stands alone."""
    broken = []
    for source in tree:
        for line, name in imports(source):
            target = name.partition(".")[0]
            if target not in LAYERS or target == source.layer or target in MAY_IMPORT[source.layer]:
                continue
            if target == "playground" and source.path.startswith(STARTS_THE_PLAYGROUND):
                continue
            broken.append(f"{source.path}:{line} {source.layer} imports {name}")
    return broken


def strangers(tree: Sequence[Source]) -> list[str]:
    """A library is known only where its home is, and nothing is imported under a name made at run time."""
    broken = []
    for source in tree:
        for line, name in imports(source):
            home = HOME_OF.get(name.partition(".")[0])
            if (home is not None and source.layer not in home) or name == MADE:
                broken.append(f"{source.path}:{line} {source.layer} imports {name}")
    return broken


def without_a_sentence(tree: Sequence[Source]) -> list[str]:
    """Every module opens with a docstring whose first paragraph is one sentence."""
    broken = []
    for source in tree:
        words = ast.get_docstring(source.tree)
        if words is None:
            broken.append(f"{source.path}:1 has no docstring")
            continue
        first = " ".join(words.split("\n\n")[0].split())
        if not first.endswith((".", "?", "!")) and "\n\n" not in words:
            broken.append(f"{source.path}:1 opens with words that are no sentence: {first}")
        elif re.search(r"[.?!] (?=[A-Z])", first):
            broken.append(f"{source.path}:1 opens with more than one sentence: {first}")
    return broken


def missing_cells(root: Path) -> list[str]:
    """Each capability has its file, or a package, in each folder under the same word."""
    broken = []
    for word in WORDS:
        for folder in ("handlers", "handlers/views", "capabilities", "storage"):
            if not any((root / folder / name).is_file() for name in (f"{word}.py", f"{word}/__init__.py")):
                broken.append(f"{folder}/{word}.py is missing")
    return broken


def read_environment(tree: Sequence[Source]) -> list[str]:
    """The environment is read in bot/ alone, and there only when a function runs."""
    broken = []
    for source in tree:
        inside = {id(part) for function in _functions(source.tree) for body in function.body for part in ast.walk(body)}
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                taken = {alias.name for alias in node.names} & {"environ", "environb", "getenv", "putenv", "unsetenv"}
                broken += [f"{source.path}:{node.lineno} imports os.{name}; say it in full" for name in sorted(taken)]
            if _name(node) not in ("os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv"):
                continue
            if source.layer != "bot" or id(node) not in inside:
                where = "outside bot/" if source.layer != "bot" else "while it is imported"
                broken.append(f"{source.path}:{getattr(node, 'lineno', 0)} reads the environment {where}")
    return broken


def too_long(tree: Sequence[Source]) -> list[str]:
    """No file beyond 300 lines, no function beyond 60: inner functions and displays of data count apart."""
    broken = []
    for source in tree:
        length = source.text.count("\n")
        if length > LONGEST_FILE:
            broken.append(f"{source.path} has {length} lines")
        for function in _functions(source.tree):
            lines = own_lines(function)
            if lines > LONGEST_FUNCTION:
                broken.append(f"{source.path}:{function.lineno} {function.name} has {lines} lines")
    return broken


def own_lines(function: Function) -> int:
    """The lines of a function without those of functions inside it; a list or mapping over many lines is one."""
    counted = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    for node in ast.walk(function):
        if isinstance(node, Function) and node is not function:
            counted -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, (ast.Dict, ast.List, ast.Tuple, ast.Set)):
            counted -= set(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return len(counted)


def nameless(tree: Sequence[Source]) -> list[str]:
    """A file's name says what is in it."""
    empty = ("utils", "util", "helpers", "misc")
    parts = [(source.path, set(source.path.removesuffix(".py").split("/"))) for source in tree]
    return [f"{path} says nothing about what is in it" for path, names in parts if names & set(empty)]


def patches(tree: Sequence[Source]) -> list[str]:
    """Nothing is patched: what a test needs otherwise is handed in as a real object."""
    broken = []
    for source in tree:
        for node in ast.walk(source.tree):
            line = getattr(node, "lineno", 0)
            if isinstance(node, ast.ImportFrom):
                full = [f"{node.module}.{alias.name}" for alias in node.names] if not node.level else []
            else:
                full = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            broken += [
                f"{source.path}:{line} imports {name}"
                for name in full
                if name.startswith(("unittest.mock", "mock.", "pytest_mock")) or name == "mock"
            ]
            used = _name(node)
            if re.search(
                r"\bmonkeypatch\.(set|del)(attr|item)$|\bmock\.patch\b|(^|\.)(Magic|Async)?Mock$|^mocker\.", used
            ):
                broken.append(f"{source.path}:{line} uses {used}")
    return list(dict.fromkeys(broken))


def left_out_without_reason(tree: Sequence[Source]) -> list[str]:
    """A test that is left out, or expected to fail, says why."""
    broken = []
    for source in tree:
        called = {id(node.func): node for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(source.tree):
            used = _name(node)
            if not re.search(r"^pytest\.(mark\.)?(skip|skipif|xfail)$", used):
                continue
            call = called.get(id(node))
            given = [word.value for word in call.keywords if word.arg == "reason"] if call is not None else []
            if call is not None and not used.endswith("skipif"):
                given += call.args[:1]
            if not any(not isinstance(words, ast.Constant) or str(words.value or "").strip() for words in given):
                broken.append(f"{source.path}:{getattr(node, 'lineno', 0)} {used} gives no reason")
    return broken


def _functions(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def _name(node: ast.AST) -> str:
    """`os.environ` for the attribute of a name; nothing for what is no dotted name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _name(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""

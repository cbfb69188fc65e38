"""Runs a folder of cases against the model of the settings, or without one, and shows what came of them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import RealClock
from bot.ids import new_id
from bot.minds import embedder_of, model_of
from bot.settings import Settings
from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.evaluating import Case, Scored, Told, of_answer, of_pitch, read_case, summed
from capabilities.finding import Finder
from capabilities.permissions import PROGRAM
from capabilities.pitch import Pitches
from capabilities.questions import Questions
from capabilities.refusal import Refusal
from handlers.views.text import many
from prompts.catalog import Catalog
from prompts.embedding import Embedder
from prompts.model import Model
from storage import migrate
from storage import pitch as stored_pitch
from storage import questions as stored_questions
from storage.database import Database, Unit

_ASKER = "UEVAL"
_WAIT_S = 60.0  # for a brief to become searchable by meaning; nobody waits for an answer here
_LINE = 160  # characters of a line that got through


class _Nobody:
    """Durable work is asked for as ever and done here at once, by hand."""

    def enqueue(self, unit: Unit, kind: str, key: str) -> None:
        """The evaluation sees to it by itself."""


@dataclass(frozen=True)
class _Bench:
    """The product's own pitches and questions on a database of its own, with a brief in force for each workspace."""

    books: Books
    briefs: Briefs
    finder: Finder
    pitches: Pitches
    questions: Questions

    @classmethod
    def on(cls, database: Database, model: Model | None, embedder: Embedder | None) -> _Bench:
        books, catalog = Books(database, RealClock(), new_id, _Nobody()), Catalog.load()
        briefs, finder = Briefs(books), Finder(embedder, patience_s=_WAIT_S)
        return cls(
            books,
            briefs,
            finder,
            Pitches(books, briefs, catalog, model, finder),
            Questions(books, briefs, catalog, model, finder),
        )

    def publish(self, workspace: str, source: bytes) -> InForce:
        """Put a brief in force and make it ready to be searched. Raises Refusal when it cannot be read as one."""
        self.briefs.file(Deed(workspace, PROGRAM), source, publish=True)
        brief = self.briefs.needed(workspace)
        self.finder.find(brief, brief.brief.product)
        return brief

    def run(self, workspace: str, case: Case, brief: InForce) -> Scored:
        """Draft or answer, as a person would get it. Raises Refusal for words nobody could ask."""
        deed, rules = Deed(workspace, _ASKER), self.finder.rules(brief)
        if case.pitch:
            asked = self.pitches.ask(deed, case.pitch).id
            begun = time.perf_counter()
            pitch = self.pitches.draft(workspace, asked)
            took = time.perf_counter() - begun
            with self.books.look(workspace) as unit:
                row = stored_pitch.get(unit, asked)
            return of_pitch(case, pitch, rules, brief, seconds=took, tokens=row.tokens if row else 0)
        asked = self.questions.ask(deed, case.question, "").id
        begun = time.perf_counter()
        answer = self.questions.answer(workspace, asked)
        took = time.perf_counter() - begun
        with self.books.look(workspace) as unit:
            found = stored_questions.get(unit, asked)
        return of_answer(case, answer, rules, brief, seconds=took, tokens=found.tokens if found else 0)


def evaluate(folder: Path, settings: Settings, *, without_model: bool, console: Console, said: Console) -> int:
    """Run every case of a folder and print the table; what is wrong with the input goes to `said`.

    Returns 0, 1 when a forbidden line got through, 2 when the input could not be used.
    """
    problems: list[str] = []
    model = None if without_model else model_of(settings, RealClock())
    if model is None and not without_model:
        problems.append("No model is set up. Set PLUMBLINE_MODEL and its endpoint or key, or add --without-model.")
    cases = _cases(folder, problems)
    if problems:
        for each in problems:
            said.print(each, markup=False, highlight=False, soft_wrap=True)
        return 2
    try:
        scored = _run(cases, model, embedder_of(settings), console)
    except Refusal as refusal:
        said.print(refusal.words, markup=False, highlight=False, soft_wrap=True)
        return 2
    name = model.name if model is not None else "no model"
    show(scored, name, console)
    return 1 if any(each.through for each in scored) else 0


def _cases(folder: Path, problems: list[str]) -> list[tuple[Path, Case]]:
    """The cases of a folder by name, or the one in a file; what is wrong with any is added to the problems, a line
    each."""
    if not folder.exists():
        problems.append(f"There is no {folder}. Name a folder with cases in it, such as bot/demo/eval.")
        return []
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder]
    if not files:
        problems.append(f"{folder} holds no cases. A case is a file that ends in .toml; see bot/demo/eval.")
    found: list[tuple[Path, Case]] = []
    for file in files:
        try:
            case = read_case(file.stem, file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            problems.append(f"{file.stem}: this is not a text in UTF-8.")
        except Refusal as refusal:
            problems.append(" ".join(refusal.words.split()))
        else:
            brief = (file.parent / case.brief).resolve()
            found.append((brief, case))
            if not brief.is_file():
                problems.append(f"{case.name}: its brief {case.brief} is no file that is there.")
    return found


def _run(
    cases: Sequence[tuple[Path, Case]], model: Model | None, embedder: Embedder | None, console: Console
) -> list[Scored]:
    with ExitStack() as stack:
        kept = stack.enter_context(tempfile.TemporaryDirectory(prefix="plumbline-eval-"))
        database = Database(f"sqlite:///{Path(kept) / 'eval.db'}")
        stack.callback(database.close)
        migrate.upgrade(database)
        bench = _Bench.on(database, model, embedder)
        briefs: dict[Path, tuple[str, InForce]] = {}
        scored = []
        status = stack.enter_context(console.status("Reading the briefs"))
        for at, (path, case) in enumerate(cases, 1):
            status.update(f"{at} of {len(cases)}: {case.name}")
            try:
                if path not in briefs:
                    workspace = f"EVAL{len(briefs)}"
                    briefs[path] = (workspace, bench.publish(workspace, path.read_bytes()))
                workspace, brief = briefs[path]
                scored.append(bench.run(workspace, case, brief))
            except Refusal as refusal:
                raise Refusal(f"{case.name}: {refusal.words}") from refusal
        return scored


def show(scored: Sequence[Scored], model: str, console: Console) -> None:
    """The table, a row for each case and one for all; under it what got through, was withheld, is missing, failed."""
    title = f"{many(len(scored), 'case')}, {model}"
    table = Table(title=title, title_justify="left", show_footer=True, box=SIMPLE, collapse_padding=True)
    table.pad_edge = table.show_edge = False
    every = summed(scored)
    table.add_column("Case", "All", overflow="fold", min_width=19)
    table.add_column("By", "", no_wrap=True)
    for name, total in (
        ("Supported", f"{every.supported}/{every.lines}"),
        ("Withheld", str(every.withheld)),
        ("Through", str(every.through)),
        ("Expected", f"{every.found}/{every.expected}"),
        ("Sec.", ""),
        ("Tokens", f"{every.tokens:,}"),
    ):
        table.add_column(name, total, justify="right")
    for each in scored:
        found = f"{len(each.case.expect) - len(each.missing)}/{len(each.case.expect)}"
        through = Text(str(len(each.through)), style="bold red" if each.through else "")
        table.add_row(
            each.case.name, "model" if each.model else "brief", f"{each.supported}/{each.lines}",
            str(len(each.withheld)), through, found, f"{each.seconds:.1f}", f"{each.tokens:,}",
        )  # fmt: skip
    console.print(table)
    _say(console, f"Seconds: p50 {every.p50:.2f}, p95 {every.p95:.2f}.")
    for each in scored:
        for line in each.through:
            _say(console, f"{each.case.name}: got through: {_short(line)}")
        for line in each.withheld:
            _say(console, f"{each.case.name}: withheld: {_short(line)}")
        if each.missing:
            _say(console, f"{each.case.name}: expected and not said: {', '.join(each.missing)}")
        if not each.model and each.remark and model != "no model":
            _say(console, f"{each.case.name}: {each.remark}")
    if every.through:
        _say(console, f"{many(every.through, 'forbidden line')} got through.")
    else:
        _say(console, "No forbidden line got through.")


def _short(line: Told) -> str:
    text = line.text if len(line.text) <= _LINE else f"{line.text[: _LINE - 1]}…"
    return f"“{text}” {line.why}"


def _say(console: Console, words: str) -> None:
    console.print(words, markup=False, highlight=False, soft_wrap=True)

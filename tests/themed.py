"""Makes notes and themes for tests, as values in a real database, without the way in through Slack."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from capabilities.hashing import HashedWords
from capabilities.themes import Themes
from capabilities.workspace import Known, Workspaces
from prompts.catalog import Catalog
from prompts.embedding import Embedder
from prompts.model import Model, ModelUnavailable
from storage import field as stored_field
from storage import themes as stored
from storage.field import Note
from storage.field.search import Nearness
from storage.themes import Theme
from tests.written import write

HERE = "T1"
REP, REP2, MARKETER, BOSS, ADMIN = "UREP", "UREP2", "UMARKETER", "UBOSS", "UADMIN"
PEOPLE = (
    Known(REP, "Rita Rep", "UTC", "rep"),
    Known(REP2, "Rolf Rep", "UTC", "rep"),
    Known(MARKETER, "Mara Marketer", "UTC", "marketer"),
    Known(BOSS, "Bo Both", "UTC", "responsible"),
    Known(ADMIN, "Ada Admin", "UTC", "admin"),
)
VAN = (
    "they want to see which parts are on each van",
    "which parts are on which van, he asked",
    "asked for the parts that are on each van",
)
POLISH = ("the app must speak Polish", "an app in Polish for the crew", "is there the app in Polish")


@dataclass
class Away:
    """An embedding model that is away as long as it is told to be, and keeps what it was asked."""

    away: bool = True
    asked: list[str] = field(default_factory=list)
    real: HashedWords = field(default_factory=HashedWords)
    name: str = "words-384"
    dimensions: int = 384

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        if self.away:
            raise ModelUnavailable("away")
        return self.real.embed(texts)


def themes_of(books: Books, embedder: Embedder | None = None, model: Model | None = None) -> Themes:
    catalog = Catalog.load() if model is not None else None
    return Themes(books, Workspaces(books), Nearness(books.database), embedder or HashedWords(), catalog, model)


def meet(books: Books) -> None:
    Workspaces(books).meet(HERE, PEOPLE)


def log(books: Books, words: str, *, user: str = REP, reply_to: str = "", **said: Any) -> Note:
    note = Field(books).log(Deed(HERE, user), Said(words, **{"kind": "want", **said}))
    if reply_to:
        with books.keep(Deed(HERE, user)) as unit:
            stored_field.change(unit, note.id, {"reply_to": reply_to})
    return note


def note(
    at: datetime, text: str = "parts on each van", *, author: str = REP, theme: str | None = "van", **more: Any
) -> Note:
    """A note that was settled."""
    number = more.pop("id", f"{at.isoformat()} {author} {text}"[:40])
    amount = Decimal(more.pop("amount")) if "amount" in more else None
    return Note(
        workspace=HERE,
        id=number,
        created_at=at,
        author=author,
        text=text,
        theme=theme,
        known_at=at,
        amount=amount,
        **more,
    )


def keep(books: Books, *notes: Note) -> None:
    with books.keep(Deed(HERE, REP)) as unit:
        write(unit, notes)


def kept(books: Books, note_id: str) -> Note:
    with books.look(HERE) as unit:
        found = stored_field.get(unit, note_id)
    assert found is not None
    return found


def make_theme(books: Books, theme: str, notes: Sequence[str] = (), *, name: str = "", **facts: Any) -> None:
    with books.keep(Deed(HERE, REP)) as unit:
        made = Theme(workspace=HERE, id=theme, name=name or theme, created_at=books.clock.now())
        for fact, value in facts.items():
            setattr(made, fact, value)
        stored.add(unit, made)
        stored_field.place(unit, notes, theme)


def theme_of(books: Books, theme: str) -> Theme:
    with books.look(HERE) as unit:
        found = stored.get(unit, theme)
    assert found is not None
    return found


def changes(books: Books, theme: str) -> list[tuple[str, str]]:
    """What was done to a theme, and by whom, oldest first."""
    with books.look(HERE) as unit:
        return [(change.what, change.by) for change in stored.changes(unit, theme)]

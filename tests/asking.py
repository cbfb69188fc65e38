"""What the tests of pitches and questions share: the capabilities on a small brief, and an answer in pieces."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, BriefVersion
from capabilities.finding import Finder
from capabilities.pitch import Drafted, Pitches
from capabilities.questions import Answered, Questions
from prompts.catalog import Catalog
from tests.scripted_mind import ScriptedModel, WordEmbedder, points
from tests.small_brief import HERE, PERSON

ANN = Deed(HERE, PERSON)
DIRECT, THREAD = "DANN", "1700000000.000100"
HOSTILE = "<!channel> <@U1> <https://evil.example|x> @here & *b* `c`"
VERSION = BriefVersion(
    workspace="T",
    id="v1",
    product="Lanternly",
    product_key="lanternly",
    number=2,
    filed_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
)
COST = "Lanternly costs EUR 4 for each bed a month."
WHAT_COST = "What does Lanternly cost for each bed?"
GOOD = points(
    ("You need hand-overs that nobody forgets.", "who-hospitals-needs"),
    ("Hand-overs take 9 minutes less on each ward.", "how-hospitals proof-p1"),
    ("We set it up beside your paper book for one ward, four weeks.", "offers-one-ward-four-weeks"),
)


def pitches(books: Books, model: ScriptedModel | None = None, embedder: WordEmbedder | None = None) -> Pitches:
    if model is not None:
        model.database = books.database
    return Pitches(books, Briefs(books), Catalog.load(), model, Finder(embedder))


def drafted(made: Pitches, words: str, deed: Deed = ANN) -> Drafted:
    return made.draft(deed.workspace, made.ask(deed, words).id)


def questions(books: Books, model: ScriptedModel | None = None, embedder: WordEmbedder | None = None) -> Questions:
    if model is not None:
        model.database = books.database
    ticks = count()  # a second passes at each look, so that every look for Stop is a real one
    return Questions(books, Briefs(books), Catalog.load(), model, Finder(embedder), seconds=lambda: float(next(ticks)))


def answered(made: Questions, text: str, deed: Deed = ANN, *, thread: str = THREAD) -> Answered:
    return made.answer(deed.workspace, made.ask(deed, text, DIRECT, thread).id)


def refs(made: Drafted | Answered) -> list[str]:
    lines = made.points if isinstance(made, Drafted) else made.sentences
    return [cite.ref for line in lines for cite in line.cites]


def pairs(draft: dict[str, Any]) -> list[tuple[str, str]]:
    """The points of a draft, to make another of them."""
    return [(point["text"], " ".join(point["cites"])) for point in draft["points"]]


def streamed(*sentences: tuple[str, str], answerable: bool = True, size: int = 7) -> list[Any]:
    """The asked-for JSON, in small pieces as it would come."""
    said = [{"text": text, "cites": refs.split()} for text, refs in sentences]
    whole = json.dumps({"answerable": answerable, "sentences": said})
    return [whole[at : at + size] for at in range(0, len(whole), size)]

"""A company whose brief is silent on the pharmacy, and the notes, questions and people that make it say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.proposing import Proposals
from capabilities.brief.proposing.values import Failing
from capabilities.brief.reviewing import Reviews
from capabilities.finding import Finder
from capabilities.nudges import Nudges
from capabilities.pitch.outcomes import FailingPoint
from prompts.catalog import Catalog
from prompts.model import Model
from storage import questions as stored_questions
from storage.questions import Question
from tests.small_brief import BRIEF, filed
from tests.themed import HERE, MARKETER, REP, REP2, keep, make_theme, meet, note, themes_of

OWNED = f"---\nowner: Mara Marketer\n---\n{BRIEF}"
STOCK = (
    "they want the pharmacy stock of each cupboard",
    "asked whether the pharmacy cupboard can be looked up",
    "the pharmacy stock again, Nordklinik would sign for it",
    "wants to see what the pharmacy cupboard holds",
)
FLAT = (
    "told them families read the page of their resident at home, shrugged",
    "families reading the page at home did nothing for them",
    "the page that families read at home fell flat",
)
OWNER = Deed(HERE, MARKETER)
NEW_LINE = "You see what each pharmacy cupboard holds."
DAY = timedelta(days=1)
FELL_FLAT = FailingPoint(
    claim="", ref="", text="", segment="Hospitals", landed=0, flat=5, words=("they know their wards",), people=2
)


def proposals_of(
    books: Books, model: Model | None = None, failing: Callable[[str], Iterable[Failing]] | None = None
) -> Proposals:
    """Proposals on a published brief of Mara Marketer's, with people to say things."""
    meet(books)
    briefs = Briefs(books)
    filed(briefs, OWNED, workspace=HERE)
    catalog = Catalog.load() if model is not None else None
    return Proposals(books, briefs, themes_of(books), Finder(), Nudges(books), catalog, model, failing)


def publish(proposals: Proposals, version: str) -> None:
    """Read a draft through and put it in force."""
    reviewed = Reviews(proposals.books, proposals.briefs, Finder()).review(HERE, version)
    proposals.briefs.publish(OWNER, version, override="known" if reviewed.failing else "")


def say_stock(books: Books, *, people: tuple[str, ...] = (REP, REP2), theme: str = "stock") -> None:
    """Four notes of a theme nobody finds an answer to, the newest first, by these people in turn."""
    now = books.clock.now()
    notes = [
        note(
            now - DAY * (at + 1), text, id=f"{theme}{at}", author=people[at % len(people)], theme=theme, kind="want",
            customer_words="What is in the cupboard?" if at == 0 else "", segment="Hospitals",
            account="Nordklinik" if at == 2 else "",
        )
        for at, text in enumerate(STOCK)
    ]  # fmt: skip
    keep(books, *notes)
    make_theme(books, theme, name="Pharmacy cupboard stock")


def say_flat(books: Books, *, kind: str = "doesnt", ids: str = "flat") -> None:
    """Three notes by two people that one benefit fell flat with care homes."""
    now = books.clock.now()
    notes = [
        note(
            now + timedelta(minutes=at), text, id=f"{ids}{at}", author=(REP, REP2)[at % 2], theme=None, kind=kind,
            segment="Care homes",
        )
        for at, text in enumerate(FLAT)
    ]  # fmt: skip
    keep(books, *notes)


def ask(books: Books, *asked: tuple[str, str]) -> None:
    """Questions nobody could answer: (who, words), a minute apart."""
    now = books.clock.now()
    with books.keep(Deed(HERE, REP)) as unit:
        for at, (who, words) in enumerate(asked):
            stored_questions.add(
                unit,
                Question(
                    workspace=HERE, id=f"q{at}", asked_by=who, text=words, state="silent",
                    asked_at=now - timedelta(hours=2) + timedelta(minutes=at),
                ),
            )  # fmt: skip

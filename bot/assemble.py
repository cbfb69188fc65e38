"""Builds everything, once: settings (or fakes) in, a program ready to start out."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from slack_bolt import App

from bot.clock import RealClock
from bot.durable import DbosWork, Worker
from bot.ids import new_id
from bot.lines import lines
from bot.minds import embedder_of, model_of
from bot.minilm import MiniLM
from bot.openai_model import OpenAIModel
from bot.settings import Settings
from bot.slack import SlackClients
from bot.timetable import REFRESH_S, Timetable
from bot.watching import Watch
from capabilities.books import Books
from capabilities.brief import Briefs
from capabilities.brief.drift import Drift
from capabilities.brief.gaps import Gaps
from capabilities.brief.proposing import Proposals
from capabilities.brief.review_by import ReviewBy
from capabilities.brief.reviewing import Reviews
from capabilities.channels import Channels
from capabilities.channels.reminding import Reminding, gate_of
from capabilities.channels.stories import Stories
from capabilities.digest import Digests
from capabilities.digest.spikes import Spikes
from capabilities.field import Field
from capabilities.field.classifying import Classifying
from capabilities.field.giving import Giving
from capabilities.field.imports import Imports
from capabilities.field.learning import KindExamples
from capabilities.field.searching import Searching
from capabilities.filing import Filings
from capabilities.finding import Finder
from capabilities.goals import Goals
from capabilities.goals.ending import Endings
from capabilities.goals.figures import Figures
from capabilities.hashing import HashedWords
from capabilities.masking import Masking, patterns_of
from capabilities.pitch import Pitches
from capabilities.pitch.checking import Checks
from capabilities.pitch.outcomes import Outcomes
from capabilities.ports import Clock, NewId, Work
from capabilities.questions import Questions
from capabilities.questions.asking_owner import AskingOwner
from capabilities.questions.judging import Judging
from capabilities.questions.places import Places
from capabilities.questions.telling import KeptAnswers
from capabilities.themes import Themes
from capabilities.workspace import Choices, Workspaces
from handlers.rooms import Rooms, jobs, register, sorry
from prompts.catalog import Catalog
from prompts.embedding import Embedder
from prompts.model import Model
from storage.database import Database
from storage.field.search import Nearness

log = logging.getLogger("plumbline")

SWEEP_AFTER = timedelta(minutes=2)  # work younger than this is surely still on its way


@dataclass(frozen=True)
class Plumbline:
    """The program, built and not yet started."""

    settings: Settings
    database: Database
    clock: Clock
    rooms: Rooms
    app: App
    clients: SlackClients
    worker: Worker
    timetable: Timetable
    watch: Watch
    loading: tuple[Callable[[], None], ...]  # what is needed soon and takes long
    closing: tuple[Callable[[], None], ...]
    over: threading.Event = field(default_factory=threading.Event)  # set once its work is stopped

    def greet(self) -> str:
        """Ask Slack who we are and make the workspace known; returns its key."""
        identity = self.clients.identity()
        self.rooms.workspaces.greet(identity.workspace, identity.team_name)
        return identity.workspace

    def close(self) -> None:
        for close in self.closing:
            close()


def assemble(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: NewId = new_id,
    model: Model | None = None,
    embedder: Embedder | None = None,
    work: Work | None = None,
    refresh_s: float = REFRESH_S,
) -> Plumbline:
    """Build the program. Whatever is handed in takes the place of what the settings would give."""
    clock = clock or RealClock()
    database = Database(settings.database_url)
    asked = work or DbosWork(database)
    books = Books(database, clock, ids, asked)
    catalog = Catalog.load()
    model = model or model_of(settings, clock)
    embedder = embedder or embedder_of(settings)
    rooms = _rooms(settings, books, catalog, model, embedder)
    clients = SlackClients(settings)
    app = App(
        client=clients.client,
        token_verification_enabled=False,  # asked at the first request instead: a start must not need Slack
        signing_secret=settings.slack_signing_secret or None,
        request_verification_enabled=bool(settings.slack_signing_secret),
        process_before_response=True,
        logger=_bolt_logger(),
    )
    register(app, rooms)
    groups = (settings.sales_group, settings.marketing_group, settings.responsible, settings.admins)
    done = jobs(rooms, clients, groups)
    worker = Worker(database, done, name=settings.worker_name, given_up=sorry(rooms, clients))
    timetable = Timetable(partial(lines, rooms, clients), clock, refresh_s=refresh_s)
    watch = Watch(database, asked, clock, served=clients.serves, busy=rooms.themes.turns.held)
    # Bolt's listeners hold on to all that they were given: what is large is closed, not only let go.
    own = [asked.close] if isinstance(asked, DbosWork) else []
    own += [embedder.close] if isinstance(embedder, MiniLM) else []
    closing = (*own, database.close)
    loading = tuple(each.load for each in (model, embedder) if isinstance(each, MiniLM | OpenAIModel))
    return Plumbline(settings, database, clock, rooms, app, clients, worker, timetable, watch, loading, closing)


def sweep(rooms: Rooms, clients: SlackClients, clock: Clock) -> None:
    """Ask once more for committed work whose durable work is missing. Asking twice does nothing."""
    before = clock.now() - SWEEP_AFTER
    for workspace in filter(clients.serves, rooms.workspaces.every()):
        rooms.pitches.missing(workspace, before)
        rooms.questions.missing(workspace, before)
        rooms.digests.missing(workspace, before)
        rooms.filings.missing(workspace)
        rooms.reviews.missing(workspace)
        rooms.themes.missing(workspace)
        rooms.imports.missing(workspace, before)
        rooms.channel_ways.missing(workspace, before)


def _rooms(settings: Settings, books: Books, catalog: Catalog, model: Model | None, embedder: Embedder | None) -> Rooms:
    defaults = Choices(
        zone=settings.zone,
        digest_channel=settings.digest_channel,
        digest_day=settings.digest_day,
        digest_time=settings.digest_time,
        report_day=settings.report_day,
        report_time=settings.report_time,
        quiet_from=settings.quiet_from,
        quiet_until=settings.quiet_until,
    )
    masking = Masking(settings.phone_region, patterns_of(settings.mask_patterns))
    workspaces, field, briefs = Workspaces(books, defaults), Field(books, masking), Briefs(books)
    channels = Channels(books, workspaces, masking)
    finder = Finder(embedder, books=books)  # one, so that a version's vectors are made once
    nearness, likeness = Nearness(books.database), embedder or HashedWords()
    themes = Themes(books, workspaces, nearness, likeness, catalog, model, KindExamples.of(likeness))
    nudges = gate_of(books, defaults)
    outcomes = Outcomes(books, briefs, workspaces, nudges, masking)
    proposals = Proposals(books, briefs, themes, finder, nudges, catalog, model, outcomes.failing, masking)
    gaps = Gaps(books, briefs, themes, finder)
    asking = AskingOwner(books, briefs, gaps, nudges)
    figures = Figures(books, workspaces, briefs, partial(_public_themes, themes))
    goals = Goals(books, figures, masking)
    return Rooms(
        books=books,
        workspaces=workspaces,
        field=field,
        searching=Searching(books, likeness, nearness),
        giving=Giving(books, field, themes, briefs, finder, channels),
        classifying=Classifying(books, catalog, model),
        imports=Imports(books, masking),
        briefs=briefs,
        filings=Filings(books, briefs),
        reviews=Reviews(books, briefs, finder),
        pitches=Pitches(books, briefs, catalog, model, finder, masking, themes),
        checks=Checks(books, briefs, finder, masking),
        outcomes=outcomes,
        proposals=proposals,
        gaps=gaps,
        asking=asking,
        kept=KeptAnswers(books, briefs, asking, finder, masking),
        drift=Drift(books, briefs, themes),
        review_by=ReviewBy(books, briefs, nudges, gaps, proposals, outcomes.failing),
        places=Places(books),
        questions=Questions(books, briefs, catalog, model, finder, masking, themes),
        judging=Judging(books, briefs, masking),
        channels=channels,
        reminding=Reminding(books, workspaces, nudges),
        stories=Stories(books, workspaces, masking, catalog, model),
        digests=Digests(books, workspaces, field, channels, themes, catalog, model, gaps, briefs, goals, nudges),
        spikes=Spikes(books, workspaces, nudges),
        goals=goals,
        endings=Endings(books, figures, goals, nudges),
        themes=themes,
        reaction=settings.reaction,
    )


def _public_themes(themes: Themes, workspace: str) -> list[tuple[str, str]]:
    """The themes everybody may see, the heaviest first, as (id, name)."""
    return [(theme.id, theme.name) for theme in themes.shown(workspace, details=False)]


def _bolt_logger() -> logging.Logger:
    logger = logging.getLogger("plumbline.bolt")
    # On a bad signature Bolt writes the whole unverified body at INFO: other people's words, or an attacker's.
    logger.setLevel(logging.WARNING)
    logger.addFilter(_worth_saying)
    return logger


def _worth_saying(record: logging.LogRecord) -> bool:
    # Bolt finds SLACK_BOT_TOKEN by itself and warns that it does not use it: the client we hand it has it.
    return "`token`" not in record.getMessage()

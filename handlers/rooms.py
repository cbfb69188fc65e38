"""The list of capabilities, once: what is built for each, and everything they register."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from slack_bolt import App

from capabilities.books import Books
from capabilities.brief import Briefs
from capabilities.brief.drift import Drift
from capabilities.brief.gaps import Gaps
from capabilities.brief.proposing import Proposals
from capabilities.brief.review_by import ReviewBy
from capabilities.brief.reviewing import Reviews
from capabilities.channels import Channels
from capabilities.channels.reminding import Reminding
from capabilities.channels.stories import Stories
from capabilities.desk import Desks
from capabilities.digest import Digests
from capabilities.digest.spikes import Spikes
from capabilities.field import Field
from capabilities.field.classifying import Classifying
from capabilities.field.giving import Giving
from capabilities.field.imports import Imports
from capabilities.field.searching import Searching
from capabilities.filing import Filings
from capabilities.goals import Goals
from capabilities.goals.ending import Endings
from capabilities.nudges import bare
from capabilities.pitch import Pitches
from capabilities.pitch.checking import Checks
from capabilities.pitch.outcomes import Outcomes
from capabilities.posting import Postings
from capabilities.questions import Questions
from capabilities.questions.asking_owner import AskingOwner
from capabilities.questions.judging import Judging
from capabilities.questions.places import Places
from capabilities.questions.telling import KeptAnswers
from capabilities.themes import Themes
from capabilities.workspace import Workspaces
from handlers import (
    brief,
    brief_drift,
    brief_edit,
    brief_gaps,
    brief_proposals,
    brief_publish,
    brief_review_by,
    channel_reminding,
    channel_spikes,
    channels,
    commands,
    digest,
    faults,
    field,
    field_answers,
    field_capture,
    goals,
    home,
    imports,
    pitch,
    pitch_check,
    pitch_outcomes,
    question_answers,
    question_delivery,
    question_judging,
    question_owner,
    question_places,
    question_telling,
    questions,
    rest,
    themes,
    workspace,
)
from handlers.brief import BriefWays
from handlers.channel_ways import ChannelWays
from handlers.field import FieldWays
from handlers.goals import GoalWays
from handlers.home import HomeWays
from handlers.inside import among_colleagues
from handlers.ports import Clients, Job
from handlers.posting import Poster
from handlers.question_owner import OwnerWays
from handlers.views import faults as fault_views


@dataclass(frozen=True)
class Rooms:
    """Every capability of one running program. `reaction` is the emoji that logs a message, empty for none."""

    books: Books
    workspaces: Workspaces
    field: Field
    searching: Searching
    giving: Giving
    classifying: Classifying
    imports: Imports
    briefs: Briefs
    filings: Filings
    reviews: Reviews
    pitches: Pitches
    checks: Checks
    outcomes: Outcomes
    proposals: Proposals
    gaps: Gaps
    asking: AskingOwner
    kept: KeptAnswers
    drift: Drift
    review_by: ReviewBy
    questions: Questions
    judging: Judging
    places: Places
    channels: Channels
    stories: Stories
    reminding: Reminding
    digests: Digests
    spikes: Spikes
    goals: Goals
    endings: Endings
    themes: Themes
    reaction: str = ""

    @property
    def brief_ways(self) -> BriefWays:
        return BriefWays(self.briefs, self.filings, self.reviews)

    @property
    def owner_ways(self) -> OwnerWays:
        return OwnerWays(self.asking, self.kept, self.proposals)

    @property
    def channel_ways(self) -> ChannelWays:
        return ChannelWays(self.channels, self.briefs, self.stories)

    @property
    def goal_ways(self) -> GoalWays:
        return GoalWays(self.goals, self.endings)

    @property
    def home_ways(self) -> HomeWays:
        desks = Desks(self.books, self.workspaces)
        return HomeWays(
            self.books, desks, self.briefs, self.field, self.themes, self.proposals, self.gaps, self.kept, self.goals,
            self.digests, self.pitches, self.questions,
        )  # fmt: skip

    @property
    def field_ways(self) -> FieldWays:
        return FieldWays(self.field, self.searching, self.workspaces)


def entries(rooms: Rooms) -> list[commands.Entry]:
    """The slash commands in the order help shows them; the one in a hurry comes first, as Bolt looks from the top."""
    inside = partial(among_colleagues, rooms.books)
    return [
        field.entry(rooms.field_ways, _of_themes(rooms)),
        inside(pitch.entry(rooms.pitches)),
        inside(pitch_check.entry(rooms.checks)),
        questions.entry(rooms.questions, rooms.places),
        inside(brief.entry(rooms.brief_ways, brief_publish.words(), _of_briefs(rooms))),
        channels.entry(rooms.channel_ways),
        goals.entry(rooms.goal_ways),
        inside(digest.entry(rooms.digests)),
    ]


def _of_themes(rooms: Rooms) -> dict[str, field.More]:
    """/field themes, and /field theme with words of its name."""

    def theme(command: commands.Command, words: str) -> commands.Reply | None:
        if not words:
            return themes.listing(rooms.themes, command)
        return themes.opening(rooms.themes, command, words)

    return {"themes": theme, "theme": theme}


def _of_briefs(rooms: Rooms) -> dict[str, brief.More]:
    """What /brief does beside reading and publishing it, by the word after /brief."""
    return {
        "proposals": partial(brief_proposals.listing, rooms.proposals),
        "propose": partial(brief_proposals.proposing, rooms.proposals),
        "gaps": partial(brief_gaps.listing, rooms.gaps),
        "answers": partial(question_owner.listing, rooms.owner_ways),
        "drift": partial(brief_drift.listing, rooms.drift),
        "feedback": partial(question_judging.listing, rooms.judging),
    }


def register(app: App, rooms: Rooms) -> None:
    """Register every command, form, button, shortcut and event."""
    faults.register(app, rooms.books)
    commands.register(app, entries(rooms))
    refresh = partial(workspace.refresh, rooms.books)
    field.register(app, rooms.field_ways, refresh)
    field_capture.register(app, rooms.field, refresh)
    field_capture.register_held(app, rooms.field, rooms.questions)
    if rooms.reaction:
        field_capture.register_reaction(app, rooms.books, rooms.reaction)
    imports.register(app, rooms.imports)
    brief.register(app, rooms.brief_ways)
    brief_edit.register(app, rooms.brief_ways)
    brief_publish.register(app, rooms.brief_ways)
    brief_proposals.register(app, rooms.proposals, lambda workspace, _, key: rooms.gaps.asked(workspace, key))
    pitch.register(app, rooms.pitches)
    pitch_check.register(app, rooms.checks)
    pitch_outcomes.register(app, rooms.outcomes)
    question_judging.register(app, rooms.judging)
    questions.register(app, rooms.questions, rooms.places, rooms.field)
    question_owner.register(app, rooms.owner_ways, refresh)
    question_places.register(app, rooms.places)
    channels.register(app, rooms.channel_ways, refresh)
    goals.register(app, rooms.goal_ways, refresh)
    digest.register(app, rooms.digests)
    themes.register(app, rooms.themes)
    home.register(app, rooms.home_ways, refresh)
    rest.register(app)


def sorry(rooms: Rooms, clients: Clients) -> Callable[[str, str, str, str], None]:
    """Tells whoever waits for a piece of work that it was given up, with the number to quote."""
    poster = Poster(clients, Postings(rooms.books))
    waiting: dict[str, Callable[[str, str], str | None]] = {
        "pitch": lambda workspace, key: rooms.pitches.get(workspace, key).asked_by,
        "pitch_share": lambda workspace, key: rooms.pitches.get(workspace, key.partition(":")[0]).asked_by,
        "pitch_problem": lambda workspace, key: rooms.outcomes.problem(workspace, key).problem.by,
        "question": lambda workspace, key: rooms.questions.get(workspace, key).asked_by,
        "question_share": lambda workspace, key: rooms.questions.get(workspace, key.partition(":")[0]).asked_by,
        "gap": lambda workspace, key: _asker(rooms, workspace, key),
        "question_paged": lambda workspace, key: rooms.questions.get(workspace, key).asked_by,
        "held": lambda workspace, key: rooms.questions.get(workspace, key).asked_by,
        "reaction": lambda _, key: key.rpartition(":")[2],
        "brief_propose": lambda _, key: key.split(":")[1] if key.startswith("asked:") else None,
        "filing": lambda workspace, key: rooms.filings.get(workspace, key).user,
        "brief_review": lambda workspace, key: rooms.reviews.writer(workspace, key),
        "brief_export": lambda _, key: key.split(":")[1],
        "import": lambda workspace, key: rooms.imports.get(workspace, key).user,
        "import_run": lambda workspace, key: rooms.imports.get(workspace, key).user,
        "import_undo": lambda workspace, key: rooms.imports.get(workspace, key).user,
        **channels.waiting(rooms.channel_ways),
        "goal_ask": lambda workspace, key: rooms.goals.one(workspace, key)[0].proposed_by,
        "digest": rooms.digests.sending.given_up,
    }

    def tell(kind: str, workspace: str, key: str, number: str) -> None:
        if kind == "notes":  # what came of a note can still be seen; nobody waits for it any more
            for note in rooms.field.taken(workspace, key):
                rooms.field.end_reply(workspace, note, key)
        if kind == "question":
            question_answers.rest(rooms.questions, clients, workspace, key)
        user = waiting[kind](workspace, bare(key)) if kind in waiting else None
        if user:
            words = fault_views.gave_up(kind, number)
            blocks = fault_views.refusal(words)
            poster.post(workspace, f"sorry:{kind}:{key}", channel=user, text=words, blocks=blocks)

    return tell


def _asker(rooms: Rooms, workspace: str, key: str) -> str | None:
    """Who waits for the owner of the brief to be asked: nobody, where we do it of our own accord."""
    question, _, how = key.partition(":")
    return rooms.questions.get(workspace, question).asked_by if how else None


def jobs(rooms: Rooms, clients: Clients, groups: workspace.Groups) -> dict[str, Job]:
    """Every kind of durable work and what does it."""
    poster = Poster(clients, Postings(rooms.books))
    delivery = question_delivery.Delivery(clients, poster, rooms.places)
    answers = field_answers.Answers(rooms.field_ways, rooms.giving, rooms.classifying, clients, poster)
    return {
        **field_answers.jobs(answers, rooms.themes),
        **field_capture.jobs(rooms.field, clients, poster),
        **brief.jobs(rooms.filings, clients, poster),
        **brief_publish.jobs(rooms.brief_ways, clients, poster, Postings(rooms.books)),
        **brief_proposals.jobs(rooms.proposals, poster, rooms.kept.published),
        **brief_review_by.jobs(rooms.review_by, poster),
        **imports.jobs(rooms.imports, clients, poster, weeks=rooms.channel_ways.files),
        **pitch.jobs(rooms.pitches, clients, poster),
        **pitch_outcomes.jobs(rooms.outcomes, rooms.pitches, poster),
        **question_answers.jobs(rooms.questions, clients, poster, delivery),
        **question_places.jobs(rooms.questions, clients, poster),
        **question_telling.jobs(rooms.asking, rooms.kept, rooms.questions, poster),
        **channel_reminding.jobs(rooms.reminding, clients, poster),
        **channel_spikes.jobs(rooms.spikes, poster),
        **channels.work(rooms.channel_ways, clients, poster),
        **goals.jobs(rooms.goal_ways, poster),
        **digest.jobs(rooms.digests, poster),
        **themes.jobs(rooms.themes),
        **home.jobs(rooms.home_ways, clients),
        **workspace.jobs(rooms.books, clients, rooms.workspaces, groups),
    }

"""Ways in for App Home: publishing a person's desk, and the buttons on it that open a window."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.books import Books
from capabilities.brief import Briefs
from capabilities.brief.gaps import Gaps
from capabilities.brief.proposing import Proposals
from capabilities.desk import Desk, Desks
from capabilities.digest import Digests
from capabilities.field import Field
from capabilities.goals import Goals
from capabilities.masking import said as masked_words
from capabilities.pitch import Pitches
from capabilities.questions import Questions
from capabilities.questions.telling import KeptAnswers
from capabilities.refusal import Refusal
from capabilities.themes import Themes
from handlers.deeds import deed_of
from handlers.inside import require_colleague
from handlers.ports import Clients, Job, Steps
from handlers.theme_forms import said_in
from handlers.views import field as field_views
from handlers.views import home_questions as question_views
from handlers.views import pitch_check as check_views
from handlers.views import pitch_form as pitch_views
from handlers.views import question_places as place_views
from handlers.views import workspace as views
from handlers.views.home_waiting import Waiting
from handlers.words import is_wordless

Refresh = Callable[[str, str, str], None]  # person, workspace, reason: publishes their App Home once more


@dataclass(frozen=True)
class HomeWays:
    """What a desk is made of, and what its buttons lead to."""

    books: Books
    desks: Desks
    briefs: Briefs
    field: Field
    themes: Themes
    proposals: Proposals
    gaps: Gaps
    kept: KeptAnswers
    goals: Goals
    digests: Digests
    pitches: Pitches
    questions: Questions


def register(app: App, ways: HomeWays, refresh: Refresh) -> None:
    """Register App Home and its doors."""

    def is_home(event: dict[str, Any]) -> bool:
        return event.get("tab") == "home"

    @app.event("app_home_opened", matchers=[is_home])
    def on_home(body: dict[str, Any]) -> None:
        deed = deed_of(body)
        with ways.books.keep(deed) as unit:
            ways.books.work.enqueue(unit, "home", f"{deed.user}:{body['event_id']}")

    @app.action(views.LOG)
    def on_log(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=field_views.form())
        ack()

    @app.action(question_views.ASK)
    def on_ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=question_views.form())
        ack()

    @app.view(question_views.ASK_FORM)
    def on_asked(ack: Ack, body: dict[str, Any]) -> None:
        deed, words = deed_of(body), said_in(body["view"]["state"]["values"]).get("words", "")
        if is_wordless(words):
            raise Refusal(place_views.ASK_IN_WORDS, field="words")
        question = ways.questions.ask(deed, words, "")
        refresh(deed.user, deed.workspace, f"asked:{question.id}")
        masked = masked_words([kind for kind in question.masked.split(",") if kind])
        ack(response_action="update", view=question_views.asked(question.text, masked))

    _inside(app, ways)


def _inside(app: App, ways: HomeWays) -> None:
    """The doors that show what stays among colleagues."""

    @app.action(views.PITCH)
    def on_pitch(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        require_colleague(ways.books, deed)
        view = pitch_views.form(ways.pitches.offered(deed.workspace))
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.action(views.CHECK)
    def on_check(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        require_colleague(ways.books, deed_of(body))
        client.views_open(trigger_id=body["trigger_id"], view=check_views.form())
        ack()

    @app.action(views.DIGEST)
    def on_digest(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        require_colleague(ways.books, deed)
        last = ways.digests.last(deed.workspace)
        if last is None:
            raise Refusal("No digest has been posted yet. See what it would say with /digest preview.")
        client.views_open(trigger_id=body["trigger_id"], view=views.digest(last))
        ack()


def jobs(ways: HomeWays, clients: Clients) -> dict[str, Job]:
    """Publishing App Home."""

    def home(steps: Steps, workspace: str, key: str) -> None:
        user = key.partition(":")[0]

        def publish() -> bool:
            view = views.home(desk(ways, workspace, user), now=ways.books.clock.now())
            clients.of(workspace).views_publish(user_id=user, view=view)
            return True

        steps.run("publish", publish)

    return {"home": home}


def desk(ways: HomeWays, workspace: str, user: str) -> views.Home:
    """All that lies on a person's desk, each part read in a transaction of its own.

    What stays among colleagues is not even read for a guest.
    """
    own = ways.desks.of(workspace, user)
    notes = ways.field.mine(workspace, user, limit=views.NOTES + 1)
    brief = ways.briefs.current(workspace)
    return views.Home(
        desk=own,
        notes=notes,
        receipts=ways.field.receipts(workspace, notes),
        themes=ways.themes.shown(workspace, details=False),
        brief=brief,
        goals=ways.goals.shown(workspace) if own.inside else (),
        asked=ways.goals.asked(workspace, user) if own.inside else None,
        digest=ways.digests.last(workspace) if own.inside else None,
        decisions=_decisions(ways, workspace, own),
        reached=ways.digests.sending.reached(workspace) if own.inside else None,
        coming=ways.digests.coming(workspace) if own.inside else None,
    )


def _decisions(ways: HomeWays, workspace: str, own: Desk) -> Waiting | None:
    """What waits for whoever may publish a brief; None for everybody else."""
    brief, user = ways.briefs.current(workspace), own.user
    owns = brief is not None and ways.briefs.may_publish(workspace, user, brief.version)
    if not owns and not own.may("publishing a brief"):
        return None
    return Waiting(
        drafts=ways.briefs.drafts(workspace),
        proposals=ways.proposals.open(workspace),
        gaps=ways.gaps.open(workspace),
        past=sum(each.past for each in ways.kept.listed(workspace, user)),
    )

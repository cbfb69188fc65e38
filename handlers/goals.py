"""Ways in for goals: /goals, the forms, the buttons under a goal, and the messages that ask and tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.goals import (
    ASK,
    ENDED,
    LIVE,
    LONGEST_TITLE,
    LOOK,
    NEWS,
    PROPOSED,
    SIGNED,
    Aim,
    Asked,
    Goals,
    GoalShown,
)
from capabilities.goals.ending import ENDED_NEWS, Endings
from capabilities.nudges import bare
from capabilities.refusal import Refusal
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.showing import shown
from handlers.theme_forms import said_in
from handlers.views import goal_forms as forms
from handlers.views import goals as views
from handlers.views.blocks import Block
from handlers.views.text import name
from handlers.words import typed

_AHEAD = timedelta(days=42)  # the day a form begins with: six weeks are enough to move something

_EXAMPLES = ("/goals", "/goals propose", "/goals propose Leads from the fair that sales keeps", "/goals show fair")
_WORDS = (
    ("", "what both sides have signed and how far it has come"),
    ("propose", "set an aim and ask the other side to sign it"),
    ("show", "one goal, by a word of its title, with what can be done about it"),
)

Refresh = Callable[[str, str, str], None]  # person, workspace, reason: publishes their App Home once more


@dataclass(frozen=True)
class GoalWays:
    """What the ways in of goals lead to."""

    goals: Goals
    endings: Endings


def entry(ways: GoalWays) -> Entry:
    """The /goals command."""

    def run(command: Command) -> Reply | None:
        ways.goals.require_inside(command.deed.workspace, command.deed.user)
        word, _, rest = command.text.partition(" ")
        sub = {"": _list, "list": _list, "propose": _propose, "new": _propose, "show": _show}.get(word.lower())
        if sub is None:
            raise Refusal(f"“{word[:40]}” is nothing /goals knows. It knows propose and show; alone it lists them.")
        return sub(ways.goals, command, typed(rest).strip())

    return Entry("goals", "[propose | show title]", "What sales and marketing aim at together.", _EXAMPLES, run, _WORDS)


def register(app: App, ways: GoalWays, refresh: Refresh) -> None:
    """Register the forms and the buttons, wherever a goal is shown."""
    goals = ways.goals

    @app.action(views.NEW)
    def on_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _over(body, client, _form(goals, deed_of(body)))
        ack()

    @app.action(views.OPEN)
    def on_open(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, goal = deed_of(body), str(body["actions"][0]["value"])
        goals.require_inside(deed.workspace, deed.user)
        client.views_open(trigger_id=body["trigger_id"], view=_window(goals, deed, goal))
        ack()

    @app.action(views.ENTER)
    def on_enter(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _over(body, client, forms.enter(_meant(goals, body, Asked.may_enter)))
        ack()

    @app.action(views.DROP)
    def on_drop(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _over(body, client, forms.drop(_meant(goals, body, Asked.may_drop)))
        ack()

    for side, action in views.SIGN.items():
        app.action(action)(_on_name(goals, refresh, partial(_sign, goals, side)))
    app.action(views.WITHDRAW)(_on_name(goals, refresh, lambda deed, goal: goals.withdraw_signature(deed, goal)))
    _forms(app, goals, refresh)


def jobs(ways: GoalWays, poster: Poster) -> dict[str, Job]:
    """Asking for a name, telling that a goal is live or has ended, and the look at the goals of a day."""
    goals, endings = ways.goals, ways.endings

    def ask(steps: Steps, workspace: str, key: str) -> None:
        own = bare(key)

        def tell() -> bool:
            goal, _ = goals.one(workspace, own)
            if goal.state != PROPOSED or goal.asked in goal.signers:
                return False
            text, blocks = views.asking(goal, goals.asked(workspace, goal.asked))
            if poster.reach(workspace, _ask_key(own), to=goal.asked, text=text, blocks=blocks):
                return True
            text, blocks = views.unreachable(goal)
            return poster.reach(workspace, f"goal-unasked:{own}", to=goal.proposed_by, text=text, blocks=blocks)

        steps.run("ask", tell)

    def signed(steps: Steps, workspace: str, key: str) -> None:
        goal_id = key.partition(":")[0]

        def tell(user: str) -> bool:
            return tell_one(workspace, goal_id, user, "live")

        steps.run("mend", partial(mend, workspace, goal_id))
        goal, _ = goals.one(workspace, goal_id)
        people = steps.run("people", lambda: list(goal.people) if goal.state == LIVE else [])
        for user in people:
            steps.run(f"tell {user}", partial(tell, user))

    def news(steps: Steps, workspace: str, key: str) -> None:
        what, goal_id, user = bare(key).split(":", 2)
        steps.run("tell", lambda: tell_one(workspace, goal_id, user, what))

    def tell_one(workspace: str, goal_id: str, user: str, what: str) -> bool:
        """Tell one person that a goal is live or has ended, now or as soon as they may be told; what is no longer so
        when that comes is not said."""
        goal, _ = goals.one(workspace, goal_id)
        if (what == "live") != (goal.state == LIVE) or not goals.tells(workspace, goal_id, user, what):
            return False
        text, blocks = views.live(goal, user) if what == "live" else views.ended(goal)
        return poster.reach(workspace, f"goal-{what}:{goal_id}:{user}", to=user, text=text, blocks=blocks)

    def mend(workspace: str, goal_id: str) -> bool:
        """The message that asked for a name has no button any more once it was answered."""
        goal, _ = goals.one(workspace, goal_id)
        answered = goal.state != PROPOSED or goal.asked in goal.signers
        return answered and shown(poster, workspace, _ask_key(goal_id), views.settled(goal))

    def ended(steps: Steps, workspace: str, key: str) -> None:
        steps.run("mend", partial(mend, workspace, key))
        goal, _ = goals.one(workspace, key)
        everybody = dict.fromkeys((*goal.people, goal.asked))
        for user in steps.run("people", lambda: [each for each in everybody if each and each != goal.ended_by]):
            steps.run(f"tell {user}", partial(tell_one, workspace, key, user, ENDED_NEWS))

    def look(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001 (the key only names the hour)
        for goal_id in steps.run("decide", lambda: endings.decide(workspace)):
            steps.run(f"mend {goal_id}", partial(mend, workspace, goal_id))
        for goal_id, user in steps.run("find", lambda: [list(each) for each in endings.to_tell(workspace)]):
            steps.run(f"tell {goal_id} {user}", partial(tell_one, workspace, goal_id, user, ENDED_NEWS))

    return {ASK: ask, SIGNED: signed, ENDED: ended, LOOK: look, NEWS: news}


def _list(goals: Goals, command: Command, words: str) -> Reply:  # noqa: ARG001 (a list takes no words)
    return Reply("Goals", _listed(goals, command.deed))


def _propose(goals: Goals, command: Command, words: str) -> None:
    command.client.views_open(trigger_id=command.trigger, view=_form(goals, command.deed, words))


def _show(goals: Goals, command: Command, words: str) -> Reply:
    if not words:
        return _list(goals, command, words)
    deed = command.deed
    goal, entries = goals.one(deed.workspace, goals.find(deed.workspace, words).id)
    asked, zone = goals.asked(deed.workspace, deed.user), goals.zone(deed.workspace)
    return Reply(f"Goal: {name(goal.title, LONGEST_TITLE)}", views.opened(goal, entries, asked, zone))


def _form(goals: Goals, deed: Deed, title: str = "") -> Block:
    asked = goals.may_propose(deed.workspace, deed.user)
    due = goals.today(deed.workspace) + _AHEAD
    return forms.form(asked, goals.figures.offered(deed.workspace), title=title, due=due)


def _listed(goals: Goals, deed: Deed) -> list[Block]:
    asked, zone = goals.asked(deed.workspace, deed.user), goals.zone(deed.workspace)
    return views.listing(goals.shown(deed.workspace), asked, zone)


def _window(goals: Goals, deed: Deed, goal_id: str) -> Block:
    goal, entries = goals.one(deed.workspace, goal_id)
    return views.window(goal, entries, goals.asked(deed.workspace, deed.user), goals.zone(deed.workspace))


def _sign(goals: Goals, side: str, deed: Deed, goal_id: str) -> object:
    return goals.sign(deed, goal_id, side)


def _on_name(goals: Goals, refresh: Refresh, do: Callable[[Deed, str], object]) -> Callable[..., None]:
    """A button that puts a name under a goal or takes it back; what it was pressed in then shows how things stand."""

    def on_button(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        deed, goal_id = deed_of(body), str(body["actions"][0]["value"])
        do(deed, goal_id)
        view = body.get("view") or {}
        if view.get("type") == "modal":
            client.views_update(view_id=view["id"], view=_window(goals, deed, goal_id))
        elif view:
            refresh(deed.user, deed.workspace, f"goal:{body['trigger_id']}")
        elif (body.get("container") or {}).get("is_ephemeral"):
            respond(text="Goals", blocks=_listed(goals, deed), replace_original=True)
        ack()  # a message that asked for the name is brought up to date by the work that tells of it

    return on_button


def _forms(app: App, goals: Goals, refresh: Refresh) -> None:
    @app.view(forms.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, values = deed_of(body), body["view"]["state"]["values"]
        said = {**said_in(values), "due": str((values.get("due", {}).get("value") or {}).get("selected_date") or "")}
        said["measure"] = "" if said.get("measure") == forms.BY_HAND else said.get("measure", "")
        counted = bool(said["measure"])
        said["about"] = "" if not counted or said.get("about") == forms.ALL else said.get("about", "")
        goal = goals.propose(deed, Aim(**{name: str(said.get(name, "")) for name in forms.FIELDS}))
        refresh(deed.user, deed.workspace, f"goal:{goal.id}")
        ack(response_action="update", view=views.proposed(goal))

    @app.view(forms.ENTER_FORM)
    def on_enter(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        said = said_in(view["state"]["values"])
        goal = goals.enter(deed, view["private_metadata"], said.get("value", ""), said.get("words", ""))
        refresh(deed.user, deed.workspace, f"goal:{view['id']}")
        ack(response_action="update", view=views.entered(goal))

    @app.view(forms.DROP_FORM)
    def on_drop(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        goal = goals.drop(deed, view["private_metadata"], said_in(view["state"]["values"]).get("why", ""))
        refresh(deed.user, deed.workspace, f"goal:{view['id']}")
        ack(response_action="update", view=views.dropped(goal))


def _meant(goals: Goals, body: dict[str, Any], may: Callable[[Asked, GoalShown], bool]) -> GoalShown:
    """The goal of a button, before its form is opened: nobody fills it in for nothing. Raises Refusal."""
    deed = deed_of(body)
    goals.require_inside(deed.workspace, deed.user)
    goal, _ = goals.one(deed.workspace, str(body["actions"][0]["value"]))
    if not may(goals.asked(deed.workspace, deed.user), goal):
        raise Refusal("That is for who answers for the goal and for those who signed it, while it goes on.")
    return goal


def _over(body: dict[str, Any], client: WebClient, view: Block) -> None:
    """Open a form over the window its button stands in, or by itself."""
    opened = client.views_push if (body.get("view") or {}).get("type") == "modal" else client.views_open
    opened(trigger_id=body["trigger_id"], view=view)


def _ask_key(goal_id: str) -> str:
    return f"goal-ask:{goal_id}"

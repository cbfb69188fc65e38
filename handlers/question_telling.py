"""The work behind what a brief is silent on: its owner is asked, whoever asked is told, and what waits is recalled."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from capabilities.nudges import bare
from capabilities.questions import Questions
from capabilities.questions.asking_owner import AskingOwner
from capabilities.questions.keeping import ANSWERED
from capabilities.questions.owner import ASKED, DUE, GAP, PAGED, asked_key, page_key
from capabilities.questions.telling import KeptAnswers, told_key
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.showing import shown
from handlers.views import question_kept as kept_views
from handlers.views import question_owner as views


def jobs(asking: AskingOwner, kept: KeptAnswers, questions: Questions, poster: Poster) -> dict[str, Job]:
    """Asking the owner, once for each gap; a person for a question; telling the askers; reminding."""
    zone_of = asking.gaps.themes.workspaces.choices

    def gap(steps: Steps, workspace: str, key: str) -> None:
        question, _, how = bare(key).partition(":")
        found = steps.run("find", lambda: find(workspace, question, asked=how == ASKED))
        reached = bool(found)
        if found:
            posting, owner, _, own_id, new = found
            drawn = partial(message, workspace, own_id)
            if new:
                reached = steps.run("tell", lambda: reach(workspace, posting, owner, drawn()))
            else:
                steps.run("show", lambda: shown(poster, workspace, posting, drawn()))
        if how == ASKED:
            name = found[2] if found else "whoever answers for the brief"
            steps.run("say", lambda: say(workspace, asked_key(question), question, name, reached=reached))

    def find(workspace: str, question: str, *, asked: bool) -> list[str]:
        begun = asking.to_tell(workspace, question, asked=asked)
        if begun is None:
            return []
        return [begun.key, begun.owner.user, begun.owner.first, begun.own_id, "new" if begun.mine else ""]

    def message(workspace: str, own_id: str) -> views.Drawn:
        return views.gap(asking.put(workspace, own_id), zone_of(workspace).tz)

    def reach(workspace: str, key: str, to: str, drawn: views.Drawn) -> bool:
        return poster.reach(workspace, key, to=to, text=drawn[0], blocks=drawn[1])

    def say(workspace: str, key: str, question: str, name: str, *, reached: bool) -> str:
        asked = questions.get(workspace, question)
        text, blocks = views.has_it(name, reached=reached)
        alone = bool(asked.thread) and asked.channel.startswith("D")  # elsewhere others would read it
        where, thread = (asked.channel, asked.thread) if alone else (asked.asked_by, None)
        return poster.post(workspace, key, channel=where, text=text, blocks=blocks, thread=thread)

    def paged(steps: Steps, workspace: str, key: str) -> None:
        def whom() -> list[str]:
            owner = asking.to_page(workspace, key)
            return [owner.user, owner.first] if owner is not None else []

        found = steps.run("find", whom)
        reached = bool(found)
        if found:
            drawn = partial(lambda: views.page(questions.get(workspace, key)))
            reached = steps.run("tell", lambda: reach(workspace, page_key(key), found[0], drawn()))
        name = found[1] if found else "anybody who answers for the brief"
        steps.run("say", lambda: say(workspace, f"paged:{key}", key, name, reached=reached))

    def answered(steps: Steps, workspace: str, key: str) -> None:
        answer, _, stamp = bare(key).partition(":")
        for user in steps.run("find", lambda: kept.to_tell(workspace, answer, stamp)):
            steps.run(f"tell {user}", partial(tell, workspace, answer, stamp, user))
        steps.run("show", lambda: show(workspace, answer))

    def tell(workspace: str, answer: str, stamp: str, user: str) -> bool:
        heard = kept.told(workspace, answer, stamp, user)
        if heard is None or not kept.may_tell(workspace, answer, stamp, user):
            return False
        reached = reach(workspace, told_key(answer, stamp, user), user, views.told(heard))
        if reached:
            kept.reached(workspace, answer, user)
        return reached

    def show(workspace: str, answer: str) -> int:
        """Bring what the owner was sent of these questions up to date; how many messages."""
        changed = 0
        for own_id in kept.put_under(workspace, answer):
            for posting in asking.messages(workspace, own_id):
                changed += shown(poster, workspace, posting, message(workspace, own_id))
        return changed

    def due(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001 (the key only names the day)
        for each in steps.run("find gaps", lambda: _listed(asking.overdue(workspace))):
            steps.run(f"remind {each[0]}", partial(remind, workspace, *each))
        for each in steps.run("find answers", lambda: _listed(kept.to_review(workspace))):
            steps.run(f"remind {each[0]}", partial(review, workspace, *each))

    def remind(workspace: str, posting: str, user: str, gaps: list[str]) -> bool:
        waiting = asking.waiting(workspace, gaps)
        reached = bool(waiting) and reach(workspace, posting, user, views.overdue(waiting))
        if reached:
            asking.reminded(workspace, posting, gaps)
        return reached

    def review(workspace: str, posting: str, user: str, own: list[str]) -> bool:
        past = [each for each in kept.listed(workspace, user) if each.answer.id in own and each.past]
        drawn = kept_views.review(past, zone_of(workspace).tz)
        reached = bool(past) and reach(workspace, posting, user, drawn)
        if reached:
            kept.reviewed(workspace, posting, own)
        return reached

    return {GAP: gap, PAGED: paged, ANSWERED: answered, DUE: due}


def _listed(found: Iterable[tuple[str, str, list[str]]]) -> list[list[Any]]:
    """The same in values JSON can hold."""
    return [list(each) for each in found]

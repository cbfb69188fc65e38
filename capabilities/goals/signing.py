"""Who may put their name to a goal, for which side, and whom a proposal goes to."""

from capabilities.goals.figures import key_of
from capabilities.goals.values import LIVE, PROPOSED, sides_of
from capabilities.permissions import ADMIN, GUEST, RESPONSIBLE, role_of
from capabilities.refusal import Refusal
from capabilities.workspace import GONE
from storage import goals as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.goals import Goal, GoalSignature


def signer(unit: Unit, proposer: str, chosen: str, side: str) -> str:
    """Who is asked to sign for the other side: whom the form names, else the responsible person."""
    if chosen == proposer:
        raise Refusal(f"A goal takes two people. Choose somebody else to sign for {side}.", field="signer")
    if chosen:
        known = stored_workspace.person(unit, chosen)
        if side not in sides_of(known.role if known is not None else GUEST):
            raise Refusal(f"That person cannot sign for {side}. Choose somebody of {side}.", field="signer")
        return chosen
    people = stored_workspace.people(unit)
    leading = sorted((each.role != RESPONSIBLE, each.user) for each in people if each.role in (RESPONSIBLE, ADMIN))
    asked = next((user for _, user in leading if user != proposer), "")
    if asked:
        return asked
    if not any(side in sides_of(each.role) and each.user != proposer for each in people):
        raise Refusal(
            f"Nobody of {side} is known here yet, so nobody could sign. Ask whoever looks after Plumbline to name "
            f"the {side} group.", field="signer",
        )  # fmt: skip
    raise Refusal(f"Choose who signs for {side}.", field="signer")


def side_of(unit: Unit, user: str, chosen: str) -> str:
    """The side a person signs for: their own, or of both the one they chose."""
    own = sides_of(role_of(unit, user))
    if len(own) == 1:
        return own[0]
    if chosen not in own:
        raise Refusal("Choose whether you sign for sales or for marketing.", field="side")
    return chosen


def stand(unit: Unit, signature: GoalSignature) -> bool:
    """Whether a signature counts still: its writer is here, and of the side they signed for."""
    return signature.side in sides_of(role_of(unit, signature.user))


def own_signature(unit: Unit, fresh: GoalSignature) -> GoalSignature | None:
    """The row of who signs anew, as the first name no longer counts; None the first time."""
    known = next((each for each in stored.signatures(unit, [fresh.goal]) if each.user == fresh.user), None)
    if known is not None:
        known.side, known.at = fresh.side, fresh.at
    return known


def owner_of(unit: Unit, chosen: str, proposer: str) -> str:
    owner = chosen or proposer
    known = stored_workspace.person(unit, owner)
    if owner != proposer and (known is None or known.role in (GUEST, GONE)):
        raise Refusal("That person is not known here. Choose somebody of either team.", field="owner")
    return owner


def alone_of_its_name(unit: Unit, goal: Goal) -> None:
    if any(key_of(each.title) == key_of(goal.title) for each in stored.open_ones(unit)):
        raise Refusal("There is such a goal already; /goals shows it. Give this one another name.", field="title")


def may_be_signed(goal: Goal, *, late: bool) -> None:
    if goal.state == LIVE:
        raise Refusal("Both sides have signed this already: it is live.")
    if goal.state != PROPOSED:
        raise Refusal("This goal has ended; there is nothing to sign any more.")
    if late:
        raise Refusal("The day of this goal has passed. Propose it anew with another day.")

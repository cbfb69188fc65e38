"""Who is in a workspace: people come, change and leave, and who left is asked for nothing."""

from datetime import UTC, datetime

import pytest

from capabilities.books import Books, Deed
from capabilities.channels import Channels
from capabilities.digest import Digests
from capabilities.field import Field
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from capabilities.workspace import Known, Workspaces
from tests.weekly import SaidThemes

BOSS, REP = Known("UBOSS", "Ruth", "", "responsible"), Known("UREP", "Rita", "", "rep")
ADMIN = Known("UADA", "Ada", "", "admin")


def test_who_left_holds_no_role_and_is_never_the_one_responsible(books: Books) -> None:
    made = Workspaces(books)
    assert made.meet("T", [BOSS, REP, ADMIN]) == 3
    assert made.responsible("T") == "UBOSS"
    made.meet("T", [ADMIN])
    assert made.responsible("T") == "UADA"
    assert {known.user: known.role for known in made.people("T")} == {"UBOSS": "gone", "UREP": "gone", "UADA": "admin"}
    with pytest.raises(NotAllowed, match="Ask Ada"):
        made.choose(Deed("T", "UBOSS"), digest_day="friday")


def test_who_comes_back_has_their_role_again_and_an_empty_list_says_nothing(books: Books) -> None:
    made = Workspaces(books)
    made.meet("T", [BOSS, REP])
    made.meet("T", [REP])
    made.meet("T", [])
    assert {known.user: known.role for known in made.people("T")} == {"UBOSS": "gone", "UREP": "rep"}
    made.meet("T", [BOSS, REP])
    assert made.responsible("T") == "UBOSS"


def test_people_of_another_workspace_have_not_left(books: Books) -> None:
    made = Workspaces(books)
    made.meet("T", [BOSS])
    made.meet("T2", [REP])
    assert made.responsible("T") == "UBOSS"


def test_a_channel_s_name_is_no_longer_than_slack_allows(books: Books) -> None:
    made = Workspaces(books)
    made.greet("T", "Test")
    assert made.choose(Deed("T", PROGRAM), digest_channel="g" * 80).digest_channel == "g" * 80
    with pytest.raises(Refusal, match="so long a name"):
        made.choose(Deed("T", PROGRAM), digest_channel="g" * 81)


def test_a_rep_who_left_is_not_counted_as_unheard(books: Books) -> None:
    made = Workspaces(books)
    digests = Digests(books, made, Field(books), Channels(books, made), SaidThemes())
    due = datetime(2026, 11, 16, 9, tzinfo=UTC)
    made.meet("T", [BOSS, REP])
    assert digests.compose("T", due).coverage.reps == 1
    made.meet("T", [BOSS])
    assert digests.compose("T", due).coverage.reps == 0

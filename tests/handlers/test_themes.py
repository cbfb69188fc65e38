"""Themes through the front door: the list, one opened, taking it on, and the forms of those who shape them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.themes import Themes
from capabilities.themes.calling import Scene
from handlers.commands import Command
from handlers.themes import jobs, listing, opening
from handlers.views import themes as views
from storage import field as stored_field
from storage import themes as stored
from storage.field import Note
from storage.themes import Theme
from tests.front_door import BOSS, MARKETER, PEOPLE, REP, REP2, SALES, TEAM, FrontDoor, Json, elements, until, words
from tests.kept_steps import KeptSteps
from tests.written import write

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
VAN = (
    "they want to see which parts are on each van",
    "which parts are on which van",
    "the parts on each van, he asked",
)


@pytest.fixture
def themed(door: FrontDoor) -> FrontDoor:
    """Two themes: one of four notes from two people, one of a single note."""
    with door.plumbline.rooms.books.keep(Deed(TEAM, BOSS)) as unit:
        for theme, name in (("van", "Parts on each van"), ("pl", "App in Polish")):
            stored.add(unit, Theme(workspace=TEAM, id=theme, name=name, created_at=NOW, owner=BOSS))
        write(
            unit,
            [
                Note(
                    workspace=TEAM, id=f"n{number}", created_at=NOW - timedelta(hours=number), known_at=NOW,
                    author=(REP, REP2)[number % 2], text=f"<b>& parts {number}", account=f"Acme {number}", kind="want",
                    theme="van" if number < 4 else "pl",
                )
                for number in range(5)
            ],
        )  # fmt: skip
    return door


def command(door: FrontDoor, user: str, text: str = "") -> Command:
    return Command(Deed(TEAM, user), text, SALES, "", door.plumbline.clients.of(TEAM))


def show_list(door: FrontDoor, user: str) -> Json:
    """The list as the person's answer to `/field themes`."""
    reply = listing(door.plumbline.rooms.themes, command(door, user))
    client = door.plumbline.clients.of(TEAM)
    client.chat_postEphemeral(channel=SALES, user=user, text=reply.text, blocks=list(reply.blocks))
    return door.last(user)


def open_theme(door: FrontDoor, user: str) -> Json:
    door.press(user, show_list(door, user), views.OPEN)
    return shown(door)


def shown(door: FrontDoor) -> Json:
    """The view that was opened, pushed or updated last."""
    calls = [call for method in ("views.open", "views.push", "views.update") for call in door.calls(method)]
    view: Json = max(calls, key=lambda call: int(call["n"]))["answer"]["view"]
    return view


def press(door: FrontDoor, user: str, view: Json, action: str) -> Json:
    element = next(each for each in elements(view["blocks"]) if each.get("action_id") == action)
    pressed = {
        key: value for key, value in element.items() if key in ("action_id", "value", "type", "block_id", "text")
    }
    door.page("action", **{"as": user, "container": {"type": "view", "view_id": view["id"]}, "action": pressed})
    return shown(door)


def submit(door: FrontDoor, user: str, view: Json, **said: Any) -> Json:
    state = {name: {"value": value if isinstance(value, dict) else text(value)} for name, value in said.items()}
    return door.page("view/submit", **{"as": user, "view_id": view["id"], "state": state})


def text(value: str) -> Json:
    return {"type": "plain_text_input", "value": value}


def theme(door: FrontDoor, theme_id: str = "van") -> Theme:
    with door.plumbline.rooms.books.look(TEAM) as unit:
        found = stored.get(unit, theme_id)
    assert found is not None
    return found


def test_a_rep_sees_what_may_be_shown_and_a_marketer_what_is_forming(themed: FrontDoor) -> None:
    seen = words(show_list(themed, REP))
    assert "Parts on each van" in seen
    assert "4 notes from 2 people at 4 customers" in seen
    assert "App in Polish" not in seen
    assert "What we care about" not in seen
    seen = words(show_list(themed, MARKETER))
    assert "Forming" in seen
    assert "App in Polish" in seen


def test_a_theme_opens_to_its_notes_and_a_rep_can_only_take_it_on(themed: FrontDoor) -> None:
    view = open_theme(themed, REP)
    seen = words(view)
    assert "&lt;b&gt;&amp; parts 0" in seen
    assert "Acme 0" in seen
    assert REP not in seen
    assert [each["action_id"] for each in elements(view["blocks"])] == [views.TAKE]


def test_taking_on_and_leaving_show_at_once(themed: FrontDoor) -> None:
    view = press(themed, REP, open_theme(themed, REP), views.TAKE)
    assert f"<@{REP}> (sales)" in words(view)
    view = press(themed, MARKETER, open_theme(themed, MARKETER), views.TAKE)
    assert f"Taken on by <@{REP}> (sales) and <@{MARKETER}> (marketing)" in words(view)
    view = press(themed, MARKETER, view, views.LEAVE)
    assert theme(themed).marketing == ""
    assert "somebody from marketing is still missing" in words(view)


def test_a_place_that_is_taken_is_refused_in_words(themed: FrontDoor) -> None:
    view = open_theme(themed, REP2)
    themed.plumbline.rooms.themes.take_on(Deed(TEAM, REP), "van")
    told = press(themed, REP2, view, views.TAKE)
    assert "from sales has taken this on already" in words(told)  # over the window it was pressed in


def test_a_form_renames_and_the_theme_behind_it_has_the_new_name(themed: FrontDoor) -> None:
    view = open_theme(themed, MARKETER)
    form = press(themed, MARKETER, view, views.RENAME)
    answer = submit(themed, MARKETER, form, name="app in  polish")
    assert "has this name already" in answer["errors"]["name"]
    assert submit(themed, MARKETER, form, name="stock of the van")["ok"]
    assert (theme(themed).name, theme(themed).name_by) == ("Stock of the van", MARKETER)
    assert "Stock of the van" in words(shown(themed))
    assert shown(themed)["id"] == view["id"]


def test_a_form_merges_into_another_theme(themed: FrontDoor) -> None:
    form = press(themed, MARKETER, open_theme(themed, MARKETER), views.MERGE)
    option = {"type": "static_select", "selected_option": {"value": "pl"}}
    assert submit(themed, MARKETER, form, into=option)["ok"]
    assert theme(themed).merged_into == "pl"
    assert "App in Polish" in words(shown(themed))
    assert "5 notes" in words(shown(themed))


def test_a_form_splits_the_chosen_notes_off(themed: FrontDoor) -> None:
    form = press(themed, MARKETER, open_theme(themed, MARKETER), views.SPLIT)
    chosen = {"type": "multi_static_select", "selected_options": [{"value": "n0"}, {"value": "n1"}]}
    assert submit(themed, MARKETER, form, notes=chosen, name="Lists of parts")["ok"]
    with themed.plumbline.rooms.books.look(TEAM) as unit:
        (made,) = [row for row in stored.every(unit) if row.name == "Lists of parts"]
        assert {note.id for note in stored_field.by_theme(unit, made.id)} == {"n0", "n1"}
    assert "2 notes" in words(shown(themed))


def test_a_form_sets_the_owner_and_another_declines_with_a_reason(themed: FrontDoor) -> None:
    form = press(themed, MARKETER, open_theme(themed, MARKETER), views.OWNER)
    assert submit(themed, MARKETER, form, owner={"type": "users_select", "selected_user": REP})["ok"]
    assert theme(themed).owner == REP
    form = press(themed, MARKETER, open_theme(themed, MARKETER), views.DECLINE)
    assert list(submit(themed, MARKETER, form, reason="   ")["errors"]) == ["reason"]
    assert submit(themed, MARKETER, form, reason="We plan, we do <not> stock.")["ok"]
    assert "*Declined*: We plan, we do &lt;not&gt; stock." in words(shown(themed))


def test_hiding_and_showing_again(themed: FrontDoor) -> None:
    view = press(themed, MARKETER, open_theme(themed, MARKETER), views.HIDE)
    assert "Hidden" in words(view)
    assert "Parts on each van" not in words(show_list(themed, REP))
    press(themed, MARKETER, view, views.SHOW)
    assert "Parts on each van" in words(show_list(themed, REP))


def test_a_hidden_theme_is_found_again_by_who_shapes_themes(themed: FrontDoor) -> None:
    press(themed, MARKETER, open_theme(themed, MARKETER), views.HIDE)
    seen = show_list(themed, MARKETER)
    assert "*Hidden*" in words(seen)
    assert "van" in [each.get("value") for each in elements(seen["blocks"]) if each["action_id"] == views.OPEN]
    assert "Hidden" not in words(show_list(themed, REP))


def test_a_rep_who_leaves_a_theme_that_was_hidden_is_told_that_it_is_done(themed: FrontDoor) -> None:
    view = press(themed, REP, open_theme(themed, REP), views.TAKE)
    themed.plumbline.rooms.themes.hide(Deed(TEAM, MARKETER), "van")
    assert "You have left this theme." in words(press(themed, REP, view, views.LEAVE))
    assert theme(themed).sales == ""


def test_a_button_pressed_after_a_merge_touches_no_other_theme(themed: FrontDoor) -> None:
    view = open_theme(themed, MARKETER)
    themed.plumbline.rooms.themes.merge(Deed(TEAM, BOSS), "van", "pl")
    told = press(themed, MARKETER, view, views.HIDE)
    assert theme(themed, "pl").state == "open"
    assert "merged into “App in Polish” meanwhile" in words(told)


def test_a_theme_whose_notes_were_all_taken_back_has_none_to_part(themed: FrontDoor) -> None:
    view = open_theme(themed, MARKETER)
    with themed.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        for number in range(4):
            stored_field.change(unit, f"n{number}", {"undone_at": NOW})
    assert "This theme has no notes to split off." in words(press(themed, MARKETER, view, views.SPLIT))


def test_a_theme_that_cannot_be_named_keeps_none_of_the_others_from_a_name(
    themed: FrontDoor, caplog: pytest.LogCaptureFixture
) -> None:
    scenes, named = list[str](), list[str]()

    @dataclass(frozen=True)
    class Hindered(Themes):
        def scene(self, workspace: str) -> Scene:
            scenes.append(workspace)
            return super().scene(workspace)

        def unnamed_by_hand(self, workspace: str) -> list[str]:
            return ["pl", "van"]

        def name_better(self, workspace: str, theme_id: str, scene: Scene | None = None) -> bool:
            if theme_id == "pl":
                raise ValueError(theme_id)
            named.append(theme_id)
            return True

    themes = themed.plumbline.rooms.themes
    hindered = Hindered(**{name: getattr(themes, name) for name in vars(themes)})
    jobs(hindered)["tidy"](KeptSteps(), TEAM, "lens:1")
    assert (named, scenes) == (["van"], [TEAM])
    assert "keeps the name it has" in caplog.text


def test_a_theme_cannot_be_answered_while_there_is_no_brief(themed: FrontDoor) -> None:
    told = press(themed, MARKETER, open_theme(themed, MARKETER), views.ANSWERED)
    assert "No brief is published yet" in words(told)


def test_what_a_workspace_cares_about_is_kept(themed: FrontDoor) -> None:
    themed.press(MARKETER, show_list(themed, MARKETER), views.LENS)
    assert submit(themed, MARKETER, shown(themed), lens="work on site")["ok"]
    assert themed.plumbline.rooms.themes.lens_of(TEAM) == "work on site"
    assert "You care about: work on site" in words(show_list(themed, MARKETER))


def test_a_new_lens_names_anew_what_nobody_named_by_hand(themed: FrontDoor) -> None:
    themes = themed.plumbline.rooms.themes
    themes.rename(Deed(TEAM, MARKETER), "pl", "App in Polish, please")
    themes.lens(Deed(TEAM, MARKETER), "parts")
    until(lambda: theme(themed).name != "Parts on each van")
    assert "parts" in theme(themed).name.lower()
    assert theme(themed, "pl").name == "App in Polish, please"


def test_the_form_of_somebody_who_is_no_marketer_any_more_changes_nothing(themed: FrontDoor) -> None:
    form = press(themed, MARKETER, open_theme(themed, MARKETER), views.RENAME)
    here = [replace(person, role="rep") if person.user == MARKETER else person for person in PEOPLE]
    themed.plumbline.rooms.workspaces.meet(TEAM, here)
    answer = submit(themed, MARKETER, form, name="mine")
    assert "needs the marketer role" in str(answer)
    assert theme(themed).name == "Parts on each van"


def test_words_open_the_one_theme_they_fit_and_list_several(themed: FrontDoor) -> None:
    rooms = themed.plumbline.rooms
    reply = opening(rooms.themes, command(themed, REP), "zebra")
    assert reply is not None
    assert "No theme fits “zebra”" in words(list(reply.blocks))
    reply = opening(rooms.themes, command(themed, MARKETER), "polish van")
    assert reply is not None
    assert "Themes near" in words(list(reply.blocks))


def test_notes_logged_one_after_the_other_become_a_theme_by_themselves(door: FrontDoor) -> None:
    for number, said in enumerate(VAN):
        door.command((REP, REP2)[number % 2], f"/field want {said}")
    shown_ = until(lambda: door.plumbline.rooms.themes.shown(TEAM))
    assert shown_[0].notes == 3
    assert "van" in shown_[0].name.lower()
    assert "van" in words(show_list(door, REP)).lower()

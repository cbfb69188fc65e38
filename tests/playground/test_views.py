"""Modals and Home tabs open, stack, change, are handed in and closed by Slack's rules."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.playground.conftest import Start, client_of
from tests.playground.fake_bot import FakeBot, Reply
from tests.playground.people import Page
from tests.playground.refusals import code

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(block_id: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": words(block_id), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    shown = list(blocks) or [field("name", {"type": "plain_text_input", "action_id": "a"})]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("Form"),
        "submit": words("Save"),
        "blocks": shown,
        **more,
    }


@pytest.fixture
def trigger(bot: FakeBot, page: Page) -> Any:
    """Makes fresh trigger ids."""

    def fresh() -> str:
        page.send("D0ANA", "/field")
        return str(bot.of("/field")[-1].body["trigger_id"])

    return fresh


def test_a_trigger_opens_one_modal_once(slack: WebClient, page: Page, trigger: Any) -> None:
    key = trigger()
    with page.news() as news:
        view = slack.views_open(trigger_id=key, view=modal())["view"]
        assert news.next("view_opened")["view"]["id"] == view["id"]
    assert (view["root_view_id"], view["state"], view["app_id"]) == (view["id"], {"values": {}}, "A0BOT")
    assert code(slack.views_open, trigger_id=key, view=modal()) == "exchanged_trigger_id"
    assert code(slack.views_open, trigger_id="12.34.nothing", view=modal()) == "invalid_trigger_id"


def test_a_trigger_expires(bot: FakeBot, start: Start) -> None:
    playground = start(trigger_seconds=0.05)
    Page(playground.url).send("D0ANA", "/field")
    time.sleep(0.08)
    key = bot.of("/field")[0].body["trigger_id"]
    assert code(client_of(playground).views_open, trigger_id=key, view=modal()) == "expired_trigger_id"


def test_a_refused_view_does_not_spend_its_trigger(slack: WebClient, trigger: Any) -> None:
    key = trigger()
    assert code(slack.views_open, trigger_id=key, view=modal(title=words("x" * 25))) == "invalid_arguments"
    assert (
        code(slack.views_open, trigger_id=key, view=modal(blocks=[], private_metadata="x" * 250_001))
        == "view_too_large"
    )
    assert slack.views_open(trigger_id=key, view=modal())["ok"]


def test_at_most_three_modals_are_stacked(slack: WebClient, trigger: Any) -> None:
    assert code(slack.views_push, trigger_id=trigger(), view=modal()) == "not_found"
    first = slack.views_open(trigger_id=trigger(), view=modal())["view"]
    second = slack.views_push(trigger_id=trigger(), view=modal())["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (first["id"], first["id"])
    slack.views_push(trigger_id=trigger(), view=modal())
    assert code(slack.views_push, trigger_id=trigger(), view=modal()) == "push_limit_reached"


def test_an_update_with_an_old_hash_is_refused(slack: WebClient, trigger: Any) -> None:
    view = slack.views_open(trigger_id=trigger(), view=modal(external_id="one"))["view"]
    fresh = slack.views_update(view_id=view["id"], hash=view["hash"], view=modal(external_id="one"))["view"]
    assert fresh["id"] == view["id"]
    assert code(slack.views_update, view_id=view["id"], hash=view["hash"], view=modal()) == "hash_conflict"
    assert slack.views_update(external_id="one", view=modal())["view"]["id"] == view["id"]
    assert code(slack.views_update, view_id="V404", view=modal()) == "not_found"


def test_a_form_checks_its_fields_before_it_is_handed_in(
    slack: WebClient, page: Page, bot: FakeBot, trigger: Any
) -> None:
    form = modal(
        field("name", {"type": "plain_text_input", "action_id": "a", "min_length": 3}),
        field("amount", {"type": "number_input", "action_id": "a", "is_decimal_allowed": False, "min_value": "1"}),
        field("mail", {"type": "email_text_input", "action_id": "a"}, optional=True),
    )
    view = slack.views_open(trigger_id=trigger(), view=form)["view"]
    state = {
        "name": {"a": {"type": "plain_text_input", "value": "ab"}},
        "mail": {"a": {"type": "email_text_input", "value": "nobody"}},
    }
    answer = page.post("/ui/view/submit", view_id=view["id"], state=state)
    assert (answer["ok"], answer["errors"]) == (False, {
        "name": "Please enter at least 3 characters.", "amount": "Please complete this required field.",
        "mail": "Please enter a valid e-mail address.",
    })  # fmt: skip
    assert bot.of("view_submission") == []


def test_a_form_handed_in_carries_every_field_and_closes(
    slack: WebClient, page: Page, bot: FakeBot, trigger: Any
) -> None:
    options = [{"text": words("A"), "value": "a"}]
    form = modal(
        field("name", {"type": "plain_text_input", "action_id": "a"}),
        field("kind", {"type": "static_select", "action_id": "a", "options": options, "initial_option": options[0]}),
        private_metadata="kept",
    )
    view = slack.views_open(trigger_id=trigger(), view=form)["view"]
    with page.news() as news:
        state = {"name": {"a": {"type": "plain_text_input", "value": "Acme"}}}
        assert page.post("/ui/view/submit", view_id=view["id"], state=state)["ok"]
        assert news.next("view_closed") == {"view_id": view["id"]}
    body = bot.of("view_submission")[0].body
    assert body["view"]["state"]["values"] == {
        "name": {"a": {"type": "plain_text_input", "value": "Acme"}},
        "kind": {"a": {"type": "static_select", "selected_option": options[0]}},
    }
    assert (body["user"]["id"], body["view"]["private_metadata"], body["view"]["callback_id"]) == (
        "U0ANA",
        "kept",
        "form",
    )
    assert {"token", "team", "trigger_id", "is_enterprise_install", "response_urls", "api_app_id"} <= set(body)
    assert page.post("/ui/view/submit", view_id=view["id"], state={})["error"] == "view_not_found"


@pytest.mark.parametrize(
    ("said", "pushed"),
    [
        ({"response_action": "update", "view": modal(title=words("Next"))}, "view_updated"),
        ({"response_action": "push", "view": modal(title=words("Next"))}, "view_opened"),
        ({"response_action": "clear"}, "view_closed"),
    ],
)
def test_the_acknowledgement_of_a_form_decides_what_happens(
    slack: WebClient, page: Page, bot: FakeBot, trigger: Any, said: Json, pushed: str
) -> None:
    view = slack.views_open(trigger_id=trigger(), view=modal())["view"]
    bot.replies["view_submission"] = Reply(body=json.dumps(said))
    with page.news() as news:
        state = {"name": {"a": {"type": "plain_text_input", "value": "x"}}}
        assert page.post("/ui/view/submit", view_id=view["id"], state=state)["ok"]
        assert news.next(pushed)


def test_errors_in_an_acknowledgement_stand_at_their_fields(
    slack: WebClient, page: Page, bot: FakeBot, trigger: Any
) -> None:
    view = slack.views_open(trigger_id=trigger(), view=modal())["view"]
    state = {"name": {"a": {"type": "plain_text_input", "value": "x"}}}
    said = {"response_action": "errors", "errors": {"name": "That name is taken."}}
    bot.replies["view_submission"] = Reply(body=json.dumps(said))
    assert page.post("/ui/view/submit", view_id=view["id"], state=state)["errors"] == {"name": "That name is taken."}
    bot.replies["view_submission"] = Reply(body=json.dumps({**said, "errors": {"elsewhere": "?"}}))
    assert page.post("/ui/view/submit", view_id=view["id"], state=state)["error"] == "invalid_errors"
    bot.replies["view_submission"] = Reply(status=500)
    assert page.post("/ui/view/submit", view_id=view["id"], state=state)["error"] == "dispatch_failed"


def test_closing_a_form_is_told_only_when_asked(slack: WebClient, page: Page, bot: FakeBot, trigger: Any) -> None:
    quiet = slack.views_open(trigger_id=trigger(), view=modal())["view"]
    page.post("/ui/view/close", view_id=quiet["id"])
    loud = slack.views_open(trigger_id=trigger(), view=modal(notify_on_close=True))["view"]
    page.post("/ui/view/close", view_id=loud["id"])
    assert [received.body["view"]["id"] for received in bot.of("view_closed")] == [loud["id"]]


def test_a_press_in_a_form_carries_what_is_filled_in_so_far(
    slack: WebClient, page: Page, bot: FakeBot, trigger: Any
) -> None:
    press = {"type": "button", "action_id": "more", "text": words("More"), "value": "7"}
    actions = {"type": "actions", "block_id": "row", "elements": [press]}
    form = modal(field("name", {"type": "plain_text_input", "action_id": "a"}), actions)
    view = slack.views_open(trigger_id=trigger(), view=form)["view"]
    half = {"name": {"a": {"type": "plain_text_input", "value": "half"}}}
    place, press = {"type": "view", "view_id": view["id"]}, {"action_id": "more", "block_id": "row"}
    page.post("/ui/action", container=place, action=press, state=half)
    body = bot.of("block_actions")[0].body
    assert body["view"]["state"]["values"]["name"]["a"]["value"] == "half"
    assert (body["actions"][0]["value"], body["actions"][0]["text"]["text"]) == ("7", "More")
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert slack.views_update(view_id=view["id"], view=modal())["ok"]


def test_the_choices_of_an_external_menu_come_from_the_bot(
    slack: WebClient, page: Page, bot: FakeBot, trigger: Any
) -> None:
    menu = field("account", {"type": "external_select", "action_id": "pick"})
    view = slack.views_open(trigger_id=trigger(), view=modal(menu))["view"]
    options = [{"text": words("Acme"), "value": "acme"}]
    bot.replies["block_suggestion"] = Reply(body=json.dumps({"options": options}))
    asked = {"container": {"type": "view", "view_id": view["id"]}, "action_id": "pick", "block_id": "account"}
    assert page.post("/ui/options", **asked, value="ac")["options"] == options
    assert bot.of("block_suggestion")[0].body["value"] == "ac"


def test_a_home_tab_keeps_its_id_and_is_shown_when_opened(slack: WebClient, page: Page, bot: FakeBot) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = slack.views_publish(user_id="U0ANA", view=home)["view"]
    second = slack.views_publish(user_id="U0ANA", view=home, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    assert code(slack.views_publish, user_id="U0ANA", view=home, hash=first["hash"]) == "hash_conflict"
    assert page.post("/ui/open_home", tab="home")["view"]["id"] == first["id"]
    event = bot.wait_for("app_home_opened")[0].body["event"]
    assert (event["tab"], event["channel"], event["view"]["id"]) == ("home", "D0ANA", first["id"])


def test_a_home_tab_needs_the_manifest_to_have_one(start: Start) -> None:
    slack = client_of(start(manifest={"features": {"app_home": {"home_tab_enabled": False}}}))
    assert code(slack.views_publish, user_id="U0ANA", view={"type": "home", "blocks": []}) == "not_enabled"

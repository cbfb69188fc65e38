"""What people do on the page, what they see at once, and who may see it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from playground.routes import STATIC
from tests.playground.conftest import Start
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page

BUTTONS: list[dict[str, Any]] = [
    {
        "type": "actions", "block_id": "row",
        "elements": [{"type": "button", "action_id": "go", "value": "7", "text": {"type": "plain_text", "text": "Go"}}],
    }
]  # fmt: skip


def press(page: Page, ts: str, **more: Any) -> Any:
    place = {"type": "message", "channel": "C0SALES", "ts": ts}
    return page.post("/ui/action", container=place, action={"action_id": "go", "block_id": "row", **more})


def test_the_page_begins_with_all_it_needs(start: Start) -> None:
    manifest = {
        "features": {
            "slash_commands": [{"command": "/field", "description": "Log", "usage_hint": "[words]"}],
            "shortcuts": [{"name": "Save", "type": "message", "callback_id": "save", "description": "d"}],
            "agent_view": {"suggested_prompts": [{"title": "t", "message": "m"}]},
        }
    }
    page = Page(start(manifest=manifest).url, "U0CLEO")
    boot = page.get("/ui/boot?as=U0CLEO")
    assert boot["me"]["real_name"] == "Cleo Martin"
    assert [(channel["id"], channel["bot_in"]) for channel in boot["channels"]] == [
        ("C0SALES", True), ("C0RANDOM", False), ("D0CLEO", True),
    ]  # fmt: skip
    assert boot["channels"][2]["user"] == "U0BOT"
    assert boot["commands"] == [{"command": "/field", "description": "Log", "usage_hint": "[words]"}]
    assert (boot["shortcuts"][0]["callback_id"], boot["prompts"][0]["message"]) == ("save", "m")
    assert page.get("/ui/boot?as=U404")["error"] == "user_not_found"
    assert page.send("C0SALES", "/nonsense")["error"] == "unknown_command"
    assert page.post("/ui/shortcut", callback_id="other")["error"] == "unknown_shortcut"


def test_the_page_is_told_of_the_groups_people_can_mention(start: Start) -> None:
    seed = {
        "users": [{"id": "U0ANA", "name": "ana"}],
        "usergroups": [{"id": "S0REPS", "handle": "reps", "name": "Sales", "users": ["U0ANA"]}, {"id": "S0BARE"}],
    }
    boot = Page(start(seed=seed).url).get("/ui/boot?as=U0ANA")
    assert boot["usergroups"] == [
        {"id": "S0REPS", "handle": "reps", "name": "Sales"}, {"id": "S0BARE", "handle": "", "name": "S0BARE"},
    ]  # fmt: skip


def test_a_message_is_seen_at_once_and_counts_as_unread_until_read(page: Page) -> None:
    ben = Page(page.url, "U0BEN")
    with ben.news() as news:
        page.send("C0SALES", "a < b & <@U0BEN>")
        assert news.next("unread") == {"channel": "C0SALES", "count": 1}
        assert news.next("message")["message"]["text"] == "a &lt; b &amp; <@U0BEN>"
    assert ben.get("/ui/boot?as=U0BEN")["unread"] == {"C0SALES": 1}
    ben.post("/ui/read", channel="C0SALES")
    assert ben.get("/ui/boot?as=U0BEN")["unread"] == {}


def test_no_message_is_lost_on_the_stream(page: Page, slack: WebClient) -> None:
    with page.news() as news:
        for number in range(100):
            slack.chat_postMessage(channel="C0SALES", text=str(number))
        assert [news.next("message")["message"]["text"] for _ in range(100)] == [str(n) for n in range(100)]


def test_nobody_sees_conversations_they_are_not_in(page: Page, slack: WebClient) -> None:
    ben = Page(page.url, "U0BEN")
    with ben.news() as news:
        slack.chat_postMessage(channel="D0ANA", text="private")
        slack.chat_postEphemeral(channel="C0SALES", user="U0ANA", text="only for Ana")
        slack.chat_postMessage(channel="C0SALES", text="for all")
        assert news.next("message")["message"]["text"] == "for all"
    assert ben.get("/ui/messages?as=U0BEN&channel=D0ANA")["error"] == "channel_not_found"
    assert [message["text"] for message in ben.messages("C0SALES")] == ["for all"]
    assert [message["text"] for message in page.messages("C0SALES")] == ["only for Ana", "for all"]


def test_a_thread_is_counted_on_its_parent(page: Page) -> None:
    parent = page.send("C0SALES", "parent")["message"]["ts"]
    page.send("C0SALES", "reply", thread_ts=parent)
    top = page.messages("C0SALES")
    assert [(message["text"], message["reply_count"], message["reply_users"]) for message in top] == [
        ("parent", 1, ["U0ANA"]),
    ]  # fmt: skip
    assert [message["text"] for message in page.messages("C0SALES", parent)] == ["parent", "reply"]


def test_a_press_reaches_the_bot_with_all_slack_sends(page: Page, slack: WebClient, bot: FakeBot) -> None:
    ts = slack.chat_postMessage(channel="C0SALES", text="choose", blocks=BUTTONS)["ts"]
    assert press(page, ts)["ok"]
    body = bot.of("block_actions")[0].body
    always = {"user", "team", "token", "api_app_id", "trigger_id", "is_enterprise_install", "enterprise", "actions"}
    assert always | {"container", "channel", "message", "state", "response_url"} <= set(body)
    action = body["actions"][0]
    assert (action["type"], action["value"], action["text"]["text"], action["block_id"]) == ("button", "7", "Go", "row")
    assert float(action["action_ts"]) > 0
    assert press(page, ts, action_id="gone")["error"] == "unknown_action"
    assert press(page, "1.000000")["error"] == "message_not_found"


def test_a_response_address_answers_five_times(page: Page, slack: WebClient, bot: FakeBot) -> None:
    ts = slack.chat_postMessage(channel="C0SALES", text="choose", blocks=BUTTONS)["ts"]
    press(page, ts)
    hook = WebhookClient(bot.of("block_actions")[0].body["response_url"])
    assert hook.send(text="only you").status_code == 200
    assert hook.send(text="all", response_type="in_channel").status_code == 200
    assert hook.send(text="chosen", replace_original=True).status_code == 200
    shown = page.messages("C0SALES")
    assert [(message["text"], "blocks" in message) for message in shown] == [
        ("chosen", False), ("only you", False), ("all", False),
    ]  # fmt: skip
    assert hook.send(blocks=[{"type": "sparkle"}]).status_code == 400
    assert hook.send(delete_original=True).status_code == 200
    sixth = hook.send(text="once more")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    assert [message["text"] for message in page.messages("C0SALES")] == ["only you", "all"]


def test_a_response_address_expires(start: Start, bot: FakeBot) -> None:
    page = Page(start(response_seconds=0.0).url)
    page.send("C0SALES", "/field")
    answer = WebhookClient(bot.received[0].body["response_url"]).send(text="late")
    assert (answer.status_code, json.loads(answer.body)["error"]) == (404, "expired_url")


def test_an_ephemeral_message_is_replaced_and_deleted_through_its_button(
    page: Page, slack: WebClient, bot: FakeBot
) -> None:
    ts = slack.chat_postEphemeral(channel="C0SALES", user="U0ANA", text="choose", blocks=BUTTONS)["message_ts"]
    press(page, ts)
    body = bot.of("block_actions")[0].body
    assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)
    hook = WebhookClient(body["response_url"])
    hook.send(text="done", replace_original=True)
    assert [message["text"] for message in page.messages("C0SALES")] == ["done"]
    hook.send(delete_original=True)
    assert page.messages("C0SALES") == []


def test_a_message_shortcut_carries_the_message(page: Page, bot: FakeBot) -> None:
    ts = page.send("C0RANDOM", "they want SSO")["message"]["ts"]
    page.post("/ui/shortcut", callback_id="save", channel="C0RANDOM", ts=ts)
    body = bot.of("message_action")[0].body
    assert (body["message"]["text"], body["message_ts"], body["channel"]["name"]) == ("they want SSO", ts, "random")
    WebhookClient(body["response_url"]).send(text="saved")
    assert page.messages("C0RANDOM")[-1]["text"] == "saved"


def test_people_change_and_delete_only_their_own_messages(page: Page, bot: FakeBot) -> None:
    ts = page.send("C0SALES", "before")["message"]["ts"]
    ben = Page(page.url, "U0BEN")
    assert ben.post("/ui/edit", channel="C0SALES", ts=ts, text="x")["error"] == "cant_update_message"
    assert ben.post("/ui/delete", channel="C0SALES", ts=ts)["error"] == "cant_delete_message"
    page.post("/ui/edit", channel="C0SALES", ts=ts, text="after")
    page.post("/ui/delete", channel="C0SALES", ts=ts)
    bot.wait_for("message", 3)
    told = {received.body["event"].get("subtype"): received.body["event"] for received in bot.of("message")}
    assert told["message_changed"]["message"]["text"] == "after"
    assert told["message_changed"]["previous_message"]["text"] == "before"
    assert told["message_deleted"]["deleted_ts"] == ts


def test_a_reaction_is_shown_and_told(page: Page, bot: FakeBot) -> None:
    ts = page.send("C0SALES", "x")["message"]["ts"]
    page.post("/ui/react", channel="C0SALES", ts=ts, name="eyes")
    assert page.messages("C0SALES")[0]["reactions"] == [{"name": "eyes", "users": ["U0ANA"]}]
    page.post("/ui/react", channel="C0SALES", ts=ts, name="eyes", remove=True)
    assert bot.wait_for("reaction_removed")[0].body["event"]["item"] == {
        "type": "message",
        "channel": "C0SALES",
        "ts": ts,
    }


def test_the_admin_of_a_workspace_moves_the_bot_and_renames_channels(
    page: Page, slack: WebClient, bot: FakeBot
) -> None:
    with page.news() as news:
        page.post("/control/channel", channel="C0RANDOM", do="invite_bot")
        assert news.next("channel")["channel"]["bot_in"] is True
        page.post("/control/channel", channel="C0RANDOM", do="rename", name="fun")
        assert news.next("channel")["channel"]["name"] == "fun"
    assert slack.chat_postMessage(channel="#fun", text="hello")["ok"]
    page.post("/control/channel", channel="C0RANDOM", do="remove_bot")
    assert bot.wait_for("member_joined_channel")[0].body["event"]["user"] == "U0BOT"
    assert bot.wait_for("channel_rename")[0].body["event"]["channel"]["name"] == "fun"
    assert bot.wait_for("channel_left")[0].body["event"]["channel"] == "C0RANDOM"
    assert page.post("/control/channel", channel="C0RANDOM", do="paint")["error"] == "invalid_request"


def test_a_call_there_is_not_is_said_in_words(page: Page) -> None:
    assert page.post("/ui/fly")["error"] == "unknown_call"
    assert page.get("/control/fly")["error"] == "unknown_call"


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}])
def test_other_web_sites_are_kept_out(page: Page, headers: dict[str, str]) -> None:
    request = urllib.request.Request(page.url + "/control/reset", b"{}", headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    refused.value.close()
    assert refused.value.code == 403


def test_the_front_page_and_faces_are_served(page: Page) -> None:
    for path in ("/", "/avatar/U0ANA"):
        with urllib.request.urlopen(page.url + path) as response:
            assert response.status == 200


def test_the_pages_files_are_asked_about_each_time_and_not_sent_twice(page: Page) -> None:
    for path in ("/", "/static/app.js"):
        with urllib.request.urlopen(page.url + path) as response:
            assert response.headers["Cache-Control"] == "no-cache"
            seen = response.headers["ETag"]
    again = urllib.request.Request(f"{page.url}/static/app.js", headers={"If-None-Match": seen})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again)
    unchanged.value.close()
    assert (unchanged.value.code, unchanged.value.headers["Cache-Control"]) == (304, "no-cache")


def test_the_front_page_asks_for_every_module_at_once() -> None:
    index = (STATIC / "index.html").read_text(encoding="utf-8")
    asked = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', index)
    assert asked == sorted(file.name for file in STATIC.glob("*.js") if file.name != "app.js")
    assert '<script type="module" src="/static/app.js">' in index

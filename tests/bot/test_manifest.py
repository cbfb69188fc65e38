"""The manifest is one Slack takes, and asks for exactly what the program does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_bolt import BoltRequest

from bot.assemble import Plumbline, assemble
from bot.manifest import EVENTS, OPTIONAL_SCOPES, REACTION_EVENTS, REACTION_SCOPES, SCOPES, as_yaml, manifest
from bot.settings import Settings
from handlers.rooms import entries
from tests import laws
from tests.bot.loopback import Answer, Loopback, answering
from tests.conftest import WrittenWork

ROOT = Path(__file__).parents[2]
URL = "https://plumbline.example.com/"
Json = dict[str, Any]

# Every scope with what shows that it is needed: Web API methods called in handlers/ and bot/, events subscribed, or
# a part of the manifest. Slack's documents say which method needs which scope; see below for those they name.
EVIDENCE: dict[str, tuple[str, ...]] = {
    "commands": ("features.slash_commands", "features.shortcuts"),
    "chat:write": ("chat.postMessage", "chat.postEphemeral"),
    "assistant:write": ("features.agent_view", "agent_session_stopped"),
    "app_mentions:read": ("app_mention",),
    "im:history": ("message.im", "conversations.history", "conversations.replies"),
    "im:write": ("conversations.open",),
    "users:read": ("users.list",),
    "usergroups:read": ("usergroups.list", "usergroups.users.list"),
    "files:read": ("files.info",),
    "files:write": ("files.getUploadURLExternal", "files.completeUploadExternal"),
    "channels:history": ("conversations.history",),
    "groups:history": ("conversations.history",),
    "channels:read": ("conversations.info",),
    "groups:read": ("conversations.members",),
    "reactions:read": ("reaction_added",),
}
# What a method needs beyond the table of Slack's documents, or instead of it: the kinds of conversation we call it on.
CALLED_FOR = {
    "conversations.open": {"im:write"},
    "conversations.history": {"im:history", "channels:history"},
    "conversations.info": {"channels:read"},
    "conversations.members": {"channels:read"},
    "conversations.replies": {"im:history", "channels:history"},
    "agents.sessions.setStatus": {"chat:write"},  # newer than the table
}


@pytest.fixture
def slack() -> Iterator[Loopback]:
    who = {"ok": True, "team": "Nordlicht", "team_id": "T1", "user_id": "UBOT", "bot_id": "B1"}
    answers = {
        "": Answer({"ok": True, "channel": {"id": "D1"}, "ts": "1.2", "permalink": "https://example.com/p1"}),
        "/auth.test": Answer(who),
    }
    with answering(answers) as server:
        yield server


@pytest.fixture
def plumbline(slack: Loopback, sqlite_url: str) -> Iterator[Plumbline]:
    settings = Settings(slack_bot_token="xoxb-1", slack_api_url=f"{slack.url}/api/", database_url=sqlite_url)
    made = assemble(settings, work=WrittenWork())
    yield made
    made.close()


@pytest.fixture(params=[None, URL], ids=["Socket Mode", "HTTP"])
def made(request: pytest.FixtureRequest, plumbline: Plumbline) -> Json:
    return manifest(entries(plumbline.rooms), url=request.param)


def called() -> set[str]:
    """Every Web API method called in handlers/ and bot/, by Slack's own name."""
    text = "".join(source.text for source in laws.sources(ROOT, ("handlers", "bot")))
    families = "api|auth|chat|conversations|views|users|usergroups|files|assistant|agents|reactions|team|bots"
    calls = re.findall(rf"\.((?:{families})_\w+)\(", text)
    return {name.replace("_", ".") for name in calls}


def test_slack_would_take_it(made: Json, shared_data: Path) -> None:
    schema = json.loads((shared_data / "slack" / "manifest.schema.2.0.0.json").read_text())
    wrong = [
        f"{list(error.absolute_path)}: {error.message[:200]}" for error in Draft7Validator(schema).iter_errors(made)
    ]
    assert wrong == []


def test_a_manifest_slack_would_refuse_is_noticed(made: Json, shared_data: Path) -> None:
    schema = json.loads((shared_data / "slack" / "manifest.schema.2.0.0.json").read_text())
    made["features"]["slash_commands"][0]["command"] = "/" + "x" * 40
    assert list(Draft7Validator(schema).iter_errors(made))


def test_socket_mode_needs_no_address_and_http_has_it_everywhere(plumbline: Plumbline) -> None:
    listed = entries(plumbline.rooms)
    socket, http = manifest(listed), manifest(listed, url=URL)
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "http" not in as_yaml(socket)
    assert http["settings"]["socket_mode_enabled"] is False
    events = "https://plumbline.example.com/slack/events"
    assert http["settings"]["event_subscriptions"]["request_url"] == events
    assert http["settings"]["interactivity"]["request_url"] == events
    assert {command["url"] for command in http["features"]["slash_commands"]} == {events}


def test_each_command_of_the_program_is_there_and_no_other(plumbline: Plumbline) -> None:
    listed = entries(plumbline.rooms)
    words = {f"/{entry.word}" for entry in listed}
    named = [command["command"] for command in manifest(listed)["features"]["slash_commands"]]
    assert set(named) == {"/plumb", *words}
    assert len(named) == len(set(named))
    short_left_out = manifest(listed, short_commands=False)["features"]["slash_commands"]
    assert [command["command"] for command in short_left_out] == ["/plumb"]


def test_the_manifest_keeps_slacks_limits(made: Json) -> None:
    about, features = made["display_information"], made["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert len(command["command"]) <= 32
        assert command["should_escape"] is True, "without it a mention in a note could ping"
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["suggested_prompts"]) <= 4
    assert "assistant_view" not in features, "Slack takes it for new apps no more"


def test_each_scope_has_something_it_is_for(made: Json) -> None:
    assert {*SCOPES, *OPTIONAL_SCOPES, *REACTION_SCOPES} == set(EVIDENCE)
    seen = called() | set(EVENTS) | set(REACTION_EVENTS) | {f"features.{name}" for name in made["features"]}
    idle = {scope: proofs for scope, proofs in EVIDENCE.items() if not set(proofs) & seen}
    assert idle == {}
    assert set(made["oauth_config"]["scopes"]["bot"]) == set(SCOPES)


def test_each_method_called_has_the_scope_slack_wants(shared_data: Path) -> None:
    missing = []
    for method in sorted(called()):
        file = shared_data / "slack" / "methods" / f"{method}.json"
        if method not in CALLED_FOR and not file.is_file():
            missing.append(f"{method}: nothing says what it needs")
            continue
        wanted = CALLED_FOR.get(method) or json.loads(file.read_text()).get("scope", {}).get("bot") or []
        missing += [f"{method} needs {scope}" for scope in wanted if scope not in SCOPES]
    assert called()
    assert missing == []


def test_a_reaction_asks_for_its_event_and_its_right_only_where_it_is_wanted(plumbline: Plumbline) -> None:
    listed = entries(plumbline.rooms)
    without, having = manifest(listed), manifest(listed, reaction=True)
    assert "reaction" not in as_yaml(without)
    assert set(having["oauth_config"]["scopes"]["bot"]) == {*SCOPES, "reactions:read"}
    assert set(having["settings"]["event_subscriptions"]["bot_events"]) == {*EVENTS, "reaction_added"}


def test_each_event_has_the_scope_slack_wants(shared_data: Path) -> None:
    documented = json.loads((shared_data / "slack" / "events.json").read_text())
    # Slack's list writes one of them with a dot.
    known = {event["name"]: [scope.replace(".", ":") for scope in event.get("scopes") or []] for event in documented}
    scopes = {*SCOPES, *REACTION_SCOPES}
    wanted = {name: known[name] for name in (*EVENTS, *REACTION_EVENTS)}
    missing = [f"{name} needs {needed}" for name, needed in wanted.items() if needed and not set(needed) & scopes]
    assert missing == []


@pytest.mark.parametrize("index", range(3))
def test_each_shortcut_opens_something(plumbline: Plumbline, slack: Loopback, index: int) -> None:
    shortcut = manifest(entries(plumbline.rooms))["features"]["shortcuts"][index]
    body: Json = {
        "type": "message_action" if shortcut["type"] == "message" else "shortcut",
        "callback_id": shortcut["callback_id"],
        "trigger_id": "1.2.abc",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1"},
        "message": {"type": "message", "user": "U2", "ts": "1.1", "text": "They want a monthly plan"},
    }
    assert plumbline.app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    assert "/api/views.open" in slack.asked


def test_there_are_no_other_shortcuts_than_those_tried(plumbline: Plumbline) -> None:
    assert len(manifest(entries(plumbline.rooms))["features"]["shortcuts"]) == 3


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("app_home_opened", {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}),
        (
            "message.im",
            {
                "type": "message",
                "user": "U1",
                "channel": "D1",
                "channel_type": "im",
                "ts": "1.1",
                "text": "May I say it?",
            },
        ),
        (
            "app_mention",
            {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "<@UBOT> May I say it?"},
        ),
        (
            "agent_session_stopped",
            {
                "type": "agent_session_stopped",
                "user": "U1",
                "channel": "D1",
                "thread_ts": "1.1",
                "streaming_message_ts": [],
            },
        ),
    ],
    ids=["app_home_opened", "message.im", "app_mention", "agent_session_stopped"],
)
def test_each_event_subscribed_has_a_listener(plumbline: Plumbline, name: str, event: Json) -> None:
    assert name in EVENTS
    body = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{name}", "event": {**event, "event_ts": "1.1"}}
    assert plumbline.app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200


def test_there_are_no_other_events_than_those_tried() -> None:
    assert set(EVENTS) == {"app_home_opened", "message.im", "app_mention", "agent_session_stopped"}


def test_each_command_is_answered(plumbline: Plumbline) -> None:
    for command in manifest(entries(plumbline.rooms))["features"]["slash_commands"]:
        body = {
            "command": command["command"],
            "text": "help",
            "team_id": "T1",
            "user_id": "U1",
            "channel_id": "C1",
            "trigger_id": f"1.{command['command']}",
            "response_url": "http://127.0.0.1:9/never",
        }
        answer = plumbline.app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert answer.status == 200, command["command"]
        assert answer.body

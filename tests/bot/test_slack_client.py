"""The way to Slack is patient with limits and hiccups, and never says a thing twice that a person would see twice."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from bot.settings import Settings
from bot.slack import SlackClients
from playground.config import PlaygroundConfig
from playground.server import RunningPlayground, serve
from tests.bot.loopback import Answer, answering, nowhere
from tests.front_door import REP, SALES, TEAM, TOKEN, Json, seed


@pytest.fixture
def playground(tmp_path: Path) -> Iterator[RunningPlayground]:
    running = serve(PlaygroundConfig(port=0, bot_token=TOKEN, seed=seed(), state=tmp_path / "slack.json"))
    yield running
    running.stop()


@pytest.fixture
def clients(playground: RunningPlayground) -> SlackClients:
    return SlackClients(Settings(slack_bot_token=TOKEN, slack_api_url=playground.api_url))


def break_at(playground: RunningPlayground, method: str, do: str, *, times: int = 1, seconds: float = 1.0) -> None:
    rule = {"on": "api", "match": method, "do": do, "times": times, "seconds": seconds}
    playground.workspace.faults.replace([rule])


def calls(playground: RunningPlayground, method: str) -> list[Json]:
    return [entry for entry in playground.workspace.log.since(0)[0] if entry.get("method") == method]


def test_a_rate_limit_is_waited_out_as_long_as_slack_says(clients: SlackClients, playground: RunningPlayground) -> None:
    break_at(playground, "users.info", "rate_limit", seconds=1)
    begun = time.monotonic()
    assert clients.of(TEAM).users_info(user=REP)["ok"]
    assert time.monotonic() - begun >= 1
    assert len(calls(playground, "users.info")) == 2


def test_a_message_held_back_by_a_limit_is_sent_after_it(clients: SlackClients, playground: RunningPlayground) -> None:
    break_at(playground, "chat.postMessage", "rate_limit", seconds=1)
    assert clients.of(TEAM).chat_postMessage(channel=SALES, text="once")["ok"]
    assert len(calls(playground, "chat.postMessage")) == 2


def test_a_stream_is_not_begun_later_for_a_limit(clients: SlackClients, playground: RunningPlayground) -> None:
    break_at(playground, "chat.startStream", "rate_limit", seconds=30)
    with pytest.raises(SlackApiError, match="ratelimited"):
        clients.of(TEAM).chat_startStream(channel=SALES, thread_ts="1700000000.000100", markdown_text="once")
    assert len(calls(playground, "chat.startStream")) == 1


@pytest.mark.parametrize("fault", ["connection_reset", "server_error"])
def test_what_may_be_asked_twice_is_asked_again(
    clients: SlackClients, playground: RunningPlayground, fault: str
) -> None:
    break_at(playground, "users.info", fault)
    assert clients.of(TEAM).users_info(user=REP)["user"]["id"] == REP
    assert len(calls(playground, "users.info")) == 2


@pytest.mark.parametrize("fault", ["connection_reset", "server_error"])
def test_a_message_whose_answer_was_lost_is_not_sent_again(
    clients: SlackClients, playground: RunningPlayground, fault: str
) -> None:
    break_at(playground, "chat.postMessage", fault)
    with pytest.raises((OSError, SlackApiError)):
        clients.of(TEAM).chat_postMessage(channel=SALES, text="perhaps")
    assert len(calls(playground, "chat.postMessage")) == 1


def test_it_gives_up_after_the_third_time(clients: SlackClients, playground: RunningPlayground) -> None:
    break_at(playground, "users.info", "connection_reset", times=9)
    with pytest.raises(OSError):  # noqa: PT011 (a reset or a closed line, as the system likes)
        clients.of(TEAM).users_info(user=REP)
    assert len(calls(playground, "users.info")) == 3


def test_who_the_bot_is_is_asked_once(clients: SlackClients, playground: RunningPlayground) -> None:
    assert clients.identity().workspace == TEAM
    assert clients.identity() is clients.identity()
    assert len(calls(playground, "auth.test")) == 1


def test_a_bot_installed_across_an_organisation_names_it_in_the_workspace() -> None:
    who = {"ok": True, "team_id": "T1", "enterprise_id": "E1", "user_id": "UBOT", "bot_id": "B1", "user": "p"}
    with answering({"/auth.test": Answer(who)}) as server:
        clients = SlackClients(Settings(slack_bot_token=TOKEN, slack_api_url=f"{server.url}/api/"))
        assert clients.identity().workspace == "E1:T1"


def test_a_bad_token_is_slacks_own_word_and_is_asked_about_again_the_next_time() -> None:
    with answering({"/auth.test": Answer({"ok": False, "error": "invalid_auth"})}) as server:
        clients = SlackClients(Settings(slack_bot_token=TOKEN, slack_api_url=f"{server.url}/api/"))
        for _ in range(2):
            with pytest.raises(SlackApiError, match="invalid_auth"):
                clients.identity()
        assert len(server.asked) == 2


def test_a_slack_that_is_not_there_is_an_os_error() -> None:
    clients = SlackClients(Settings(slack_bot_token=TOKEN, slack_api_url=f"{nowhere()}/api/"))
    with pytest.raises(OSError, match="refused"):
        clients.identity()

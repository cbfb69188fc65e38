"""Settings are read once; everything that is wrong is said at once, in words, and no secret is repeated."""

from datetime import time
from typing import Any

import pytest

from bot.settings import SECRETS, VARIABLES, Settings, WrongSettings

SECRET = "kuebis-4711-geheim"


def problems(environ: dict[str, str], *, needs: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(WrongSettings) as wrong:
        Settings.read(environ, needs=needs)
    return wrong.value.problems


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.read({}) == Settings()


def test_an_empty_value_is_the_same_as_none() -> None:
    assert Settings.read(dict.fromkeys(VARIABLES.values(), "  ")) == Settings()


def test_what_does_not_concern_plumbline_is_left_alone() -> None:
    assert Settings.read({"HOME": "/root", "LANG": "C", "PLUMB": "x"}) == Settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("variable", "raw", "name", "value"),
    [
        ("SLACK_BOT_TOKEN", " xoxb-1 ", "slack_bot_token", "xoxb-1"),
        ("SLACK_APP_TOKEN", "xapp-1", "slack_app_token", "xapp-1"),
        ("SLACK_SIGNING_SECRET", "abc", "slack_signing_secret", "abc"),
        ("SLACK_API_URL", "http://127.0.0.1:3900/api", "slack_api_url", "http://127.0.0.1:3900/api/"),
        ("SLACK_API_URL", "http://127.0.0.1:3900/api/", "slack_api_url", "http://127.0.0.1:3900/api/"),
        ("DATABASE_URL", "postgres://u:p@db/plumbline", "database_url", "postgres://u:p@db/plumbline"),
        ("DATABASE_URL", "sqlite:///x.db", "database_url", "sqlite:///x.db"),
        ("PLUMBLINE_MODEL_TIMEOUT", "2.5", "model_timeout", 2.5),
        ("PLUMBLINE_MODEL_RETRIES", "0", "model_retries", 0),
        ("PLUMBLINE_DAILY_TOKENS", "0", "daily_tokens", 0),
        ("PLUMBLINE_EMBEDDINGS", "OFF", "embeddings", "off"),
        ("PLUMBLINE_EMBEDDING_DIMENSIONS", "384", "embedding_dimensions", 384),
        ("PORT", "8080", "port", 8080),
        ("PLUMBLINE_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("PLUMBLINE_ZONE", "Europe/Berlin", "zone", "Europe/Berlin"),
        ("PLUMBLINE_DIGEST_CHANNEL", "C0123ABCD", "digest_channel", "C0123ABCD"),
        ("PLUMBLINE_DIGEST_DAY", "Tuesday", "digest_day", "tuesday"),
        ("PLUMBLINE_DIGEST_TIME", "8:30", "digest_time", time(8, 30)),
        ("PLUMBLINE_DIGEST_TIME", "08:30", "digest_time", time(8, 30)),
        ("PLUMBLINE_REPORT_DAY", "thursday", "report_day", "thursday"),
        ("PLUMBLINE_REPORT_TIME", "16:15", "report_time", time(16, 15)),
        ("PLUMBLINE_SHORT_COMMANDS", "no", "short_commands", False),
        ("PLUMBLINE_SHORT_COMMANDS", "On", "short_commands", True),
        ("PLUMBLINE_SALES_GROUP", "@sales", "sales_group", "@sales"),
        ("PLUMBLINE_MARKETING_GROUP", "marketing", "marketing_group", "marketing"),
        ("PLUMBLINE_RESPONSIBLE", "U1", "responsible", "U1"),
        ("PLUMBLINE_ADMINS", "U1, U2,,U3 ", "admins", ("U1", "U2", "U3")),
        ("PLUMBLINE_WORKER_NAME", "worker-2", "worker_name", "worker-2"),
        ("PLUMBLINE_LOG_LEVEL", "Debug", "log_level", "debug"),
    ],
)
def test_each_kind_of_value_is_read(variable: str, raw: str, name: str, value: Any) -> None:
    assert getattr(Settings.read({variable: raw}), name) == value


@pytest.mark.parametrize(
    ("variable", "raw", "said"),
    [
        ("SLACK_BOT_TOKEN", SECRET, "start with xoxb-"),
        ("SLACK_APP_TOKEN", SECRET, "start with xapp-"),
        ("SLACK_API_URL", "slack.com/api", "start with http:// or https://"),
        ("DATABASE_URL", f"mysql://root:{SECRET}@db/x", "start with sqlite:"),
        ("OPENAI_BASE_URL", "localhost:8080/v1", "start with http:// or https://"),
        ("PLUMBLINE_MODEL_TIMEOUT", "0", "from 0.1 to 600"),
        ("PLUMBLINE_MODEL_TIMEOUT", "nan", "from 0.1 to 600"),
        ("PLUMBLINE_MODEL_TIMEOUT", "soon", "from 0.1 to 600"),
        ("PLUMBLINE_MODEL_RETRIES", "11", "from 0 to 10"),
        ("PLUMBLINE_DAILY_TOKENS", "-1", "a whole number"),
        ("PLUMBLINE_EMBEDDINGS", "cloud", "one of local, endpoint, off"),
        ("PLUMBLINE_EMBEDDING_DIMENSIONS", "7", "from 8 to 8192"),
        ("PORT", "80a", "from 1 to 65535"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "²", "from 1 to 65535"),
        ("PLUMBLINE_ZONE", "Berlin", "such as Europe/Berlin"),
        ("PLUMBLINE_ZONE", "../../etc/passwd", "such as Europe/Berlin"),
        ("PLUMBLINE_DIGEST_DAY", "mon", "one of monday, tuesday"),
        ("PLUMBLINE_DIGEST_TIME", "25:00", "such as 09:00"),
        ("PLUMBLINE_DIGEST_TIME", "nine", "such as 09:00"),
        ("PLUMBLINE_REPORT_DAY", "weekend", "one of monday, tuesday"),
        ("PLUMBLINE_REPORT_TIME", "2 pm", "such as 09:00"),
        ("PLUMBLINE_SHORT_COMMANDS", "maybe", "yes or no"),
        ("PLUMBLINE_LOG_LEVEL", "loud", "one of debug, info"),
    ],
)
def test_each_wrong_value_is_named_with_what_would_be_right(variable: str, raw: str, said: str) -> None:
    (words,) = problems({variable: raw})
    assert words.startswith(variable)
    assert said in words
    assert "invalid literal" not in words
    assert SECRET not in words


def test_everything_that_is_wrong_or_missing_is_said_at_once() -> None:
    environ = {"PORT": "many", "PLUMBLINE_ZONE": "Mars", "PLUMBLINE_COLOUR": "red", "PLUMBLINE_EMBEDDINGS": "both"}
    told = problems(environ, needs=("slack_bot_token", "slack_app_token"))
    named = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT", "PLUMBLINE_ZONE", "PLUMBLINE_COLOUR", "PLUMBLINE_EMBEDDINGS")
    assert {word for word in named if any(words.startswith(word) for words in told)} == set(named)
    assert len(told) == len(named)


def test_a_missing_token_is_told_with_where_slack_gives_it() -> None:
    told = problems({}, needs=("slack_bot_token", "slack_signing_secret", "slack_app_token"))
    assert [words.split(" ", 1)[0] for words in told] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"]
    assert "OAuth & Permissions" in told[0]
    assert "Basic Information" in told[1]
    assert "connections:write" in told[2]


def test_a_mistyped_name_is_caught() -> None:
    (words,) = problems({"PLUMBLINE_DIGEST_HOUR": "9"})
    assert words.startswith("PLUMBLINE_DIGEST_HOUR is not a setting")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_stands_neither_in_the_settings_shown_nor_in_a_message(name: str) -> None:
    values: dict[str, Any] = {name: SECRET}
    assert SECRET not in repr(Settings(**values))
    environ = {VARIABLES[name]: SECRET, "PORT": "many"}
    assert SECRET not in "\n".join(problems(environ))


def test_a_key_alone_asks_nothing_of_anybody() -> None:
    assert not Settings.read({"OPENAI_API_KEY": "sk-found-in-the-shell"}).has_model


def test_a_model_and_embeddings_need_a_place_and_a_name() -> None:
    (no_place,) = problems({"PLUMBLINE_MODEL": "some-model"})
    assert "OPENAI_API_KEY" in no_place
    no_name, no_endpoint = problems({"PLUMBLINE_EMBEDDINGS": "endpoint"})
    assert "PLUMBLINE_EMBEDDING_MODEL" in no_name
    assert "OPENAI_BASE_URL" in no_endpoint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", "http:"),
        ("OPENAI_BASE_URL", "http://"),
        ("OPENAI_API_KEY", "schlüssel"),
        ("DATABASE_URL", "sqlite:foo"),
        ("DATABASE_URL", "postgres://"),
        ("PLUMBLINE_DIGEST_TIME", "09:00+02:00"),
        ("PLUMBLINE_DIGEST_CHANNEL", "#growth-digest"),  # a name cannot be looked up for what was posted
    ],
)
def test_what_would_fail_later_is_told_at_the_start(name: str, value: str) -> None:
    (told,) = problems({name: value})
    assert told.startswith(name)


@pytest.mark.parametrize(
    ("environ", "has"),
    [
        ({}, False),
        ({"PLUMBLINE_MODEL": "m", "OPENAI_API_KEY": "k"}, True),
        ({"PLUMBLINE_MODEL": "m", "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"}, True),
    ],
)
def test_a_model_is_there_once_it_has_a_name_and_a_place(environ: dict[str, str], has: bool) -> None:
    assert Settings.read(environ).has_model is has

"""Tells what may be over in a while, a broken line or an unwell Slack, from what no waiting mends."""

from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError, SlackClientError

# Slack answers these with HTTP 200 when it is unwell itself.
UNWELL = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "rate_limited"}
)


def passing(error: BaseException) -> bool:
    """Whether trying again later can help."""
    if isinstance(error, SlackApiError):
        status = error.response.status_code
        return status == 429 or status >= 500 or error.response.get("error") in UNWELL
    if isinstance(error, HTTPError):
        return error.code == 429 or error.code >= 500
    return isinstance(error, SlackClientError | OSError)

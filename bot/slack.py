"""The way to Slack: one client with patience for limits and hiccups, and who the bot is there."""

import threading
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryHandler, RetryState
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.settings import Settings

_TIMEOUT_S = 10
_NO_TOKEN = "xoxb-missing"  # Bolt wants one even where nothing is delivered, as for the command line

# Asking one of these twice shows it twice: a lost answer is not reason enough. `handlers.posting` looks first, and
# so does `handlers.brief_files` for a file.
_NOT_TWICE = (
    "chat.postMessage", "chat.postEphemeral", "chat.startStream", "chat.appendStream", "files.completeUploadExternal",
)  # fmt: skip

# Nor are these worth waiting for: what they would show is shown otherwise, and sooner. See `handlers.streaming`.
_NOT_LATER = ("chat.startStream", "chat.appendStream")


class _UnlessFor(RetryHandler):
    """Passes on to another handler, but not for some methods."""

    def __init__(self, methods: tuple[str, ...], inner: RetryHandler) -> None:
        super().__init__(max_retry_count=inner.max_retry_count, interval_calculator=inner.interval_calculator)
        self._methods, self._inner = methods, inner

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if any(request.url.endswith(method) for method in self._methods):
            return False
        return self._inner._can_retry(state=state, request=request, response=response, error=error)

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        self._inner.prepare_for_next_attempt(state=state, request=request, response=response, error=error)


def retry_handlers() -> list[RetryHandler]:
    """Wait out a rate limit as long as Slack says; try again after a broken connection or a server's error."""
    return [
        _UnlessFor(_NOT_LATER, RateLimitErrorRetryHandler(max_retry_count=3)),
        _UnlessFor(_NOT_TWICE, ConnectionErrorRetryHandler(max_retry_count=2)),
        _UnlessFor(_NOT_TWICE, ServerErrorRetryHandler(max_retry_count=2)),
    ]


@dataclass(frozen=True)
class Identity:
    """Who the bot is in its workspace."""

    workspace: str
    team_name: str
    bot_user: str
    scopes: tuple[str, ...]


class SlackClients:
    """Clients for the one workspace whose token is in the settings."""

    def __init__(self, settings: Settings) -> None:
        self.client = WebClient(
            token=settings.slack_bot_token or _NO_TOKEN,
            base_url=settings.slack_api_url,
            timeout=_TIMEOUT_S,
            retry_handlers=retry_handlers(),
        )
        self._lock = threading.Lock()
        self._known: Identity | None = None

    def of(self, workspace: str) -> WebClient:
        """The client of the one workspace this token is for. Raises LookupError for any other: a database may
        hold a workspace that was tried before, and its words must not be posted in this one."""
        if workspace != self.identity().workspace:
            raise LookupError(f"there is no token for workspace {workspace!r}")
        return self.client

    def serves(self, workspace: str) -> bool:
        """Whether this is the token's workspace; False as long as Slack has not said which it is."""
        return self._known is not None and self._known.workspace == workspace

    def identity(self) -> Identity:
        """Ask Slack once who we are. Raises SlackApiError for a bad token, OSError when Slack cannot be reached."""
        if self._known is not None:
            return self._known
        with self._lock:
            if self._known is None:
                answer = self.client.auth_test()
                enterprise, team = answer.get("enterprise_id"), str(answer["team_id"])
                scopes = str(answer.headers.get("x-oauth-scopes") or "")
                self._known = Identity(
                    workspace=f"{enterprise}:{team}" if enterprise else team,
                    team_name=str(answer.get("team") or ""),
                    bot_user=str(answer.get("user_id") or ""),
                    scopes=tuple(scope.strip() for scope in scopes.split(",") if scope.strip()),
                )
        return self._known

"""What may be read of a Slack channel that was linked, and by whom, as Slack says it."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from handlers import channel_places
from handlers.views import channel_messages as views


class OnePlace(WebClient):
    """A Slack that knows one channel, of four members on two pages."""

    def __init__(self, refuses: str = "", **about: bool) -> None:
        super().__init__()
        self.refuses, self.about = refuses, {"is_member": True, **about}
        self.asked: list[str | None] = []

    def conversations_info(self, **_: Any) -> Any:
        if self.refuses:
            answer = SlackResponse(data={"ok": False, "error": self.refuses}, **_NOWHERE)
            raise SlackApiError("no", answer)  # type: ignore[no-untyped-call]
        return {"channel": self.about}

    def conversations_members(self, *, cursor: str | None = None, **_: Any) -> Any:
        self.asked.append(cursor)
        here, more = (["U3", "U4"], "") if cursor else (["U1", "U2"], "2")
        return {"members": here, "response_metadata": {"next_cursor": more}}


_NOWHERE: dict[str, Any] = {
    "client": None, "http_verb": "POST", "api_url": "", "req_args": {}, "headers": {}, "status_code": 200
}  # fmt: skip


@pytest.mark.parametrize(
    ("client", "people", "closed", "readers", "pages"),
    [
        (OnePlace(), {"U1"}, "", set(), 0),  # public: nobody is asked after
        (OnePlace(is_private=True), {"U1", "U2", "U9"}, "", {"U1", "U2"}, 2),
        (OnePlace(is_private=True), {"U2"}, "", {"U2"}, 1),
        (OnePlace(is_private=True), {"U9"}, "nobody", set(), 2),
        (OnePlace(is_archived=True), {"U1"}, "is_archived", set(), 0),
        (OnePlace(is_ext_shared=True), {"U1"}, "shared", set(), 0),
        (OnePlace(is_member=False), {"U1"}, "not_in_channel", set(), 0),
        (OnePlace("missing_scope"), {"U1"}, "missing_scope", set(), 0),
        (OnePlace("channel_not_found"), {"U1"}, "channel_not_found", set(), 0),
    ],
)
def test_what_may_be_read_of_a_channel_and_by_whom(
    client: OnePlace, people: set[str], closed: str, readers: set[str], pages: int
) -> None:
    place = channel_places.place_of(client, "C1", people)
    assert (place.closed, set(place.readers.people), len(client.asked)) == (closed, readers, pages)
    assert place.readers.public == (not closed and not readers)
    assert views.unread(closed or "anything", "C1").startswith(("I ", "<#C1>", "Slack does not"))

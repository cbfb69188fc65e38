"""Files go both ways and are shown only to those who may see them."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.playground.conftest import Start, client_of
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page
from tests.playground.refusals import code


def fetch(url: str, token: str = "") -> tuple[bytes, str]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request) as response:
        return response.read(), response.url


def test_a_file_of_the_bot_is_shared_a_moment_after_it_is_complete(slack: WebClient, page: Page) -> None:
    with page.news() as news:
        answer = slack.files_upload_v2(
            channel="C0SALES", content=b"a,b\n1,2", filename="week.csv", initial_comment="Here"
        )
        assert "shares" not in answer["file"]
        message = news.next("message")["message"]
    assert (message["text"], message["files"][0]["name"], message["files"][0]["size"]) == ("Here", "week.csv", 7)
    assert slack.files_info(file=answer["file"]["id"])["file"]["mimetype"] == "text/csv"
    assert code(slack.files_info, file="F404") == "file_not_found"


def test_a_file_must_arrive_before_it_is_complete(slack: WebClient) -> None:
    asked = slack.files_getUploadURLExternal(filename="a.png", length=3)
    files = [{"id": asked["file_id"], "title": "a"}]
    assert code(slack.files_completeUploadExternal, files=files, channel_id="C0SALES") == "file_not_found"
    urllib.request.urlopen(urllib.request.Request(asked["upload_url"], b"png")).close()
    assert code(slack.files_completeUploadExternal, files=files, channel_id="C0RANDOM") == "not_in_channel"
    assert code(slack.files_completeUploadExternal, files=files, channel_id="C404") == "channel_not_found"
    assert slack.files_completeUploadExternal(files=files)["files"][0]["title"] == "a"


def test_a_file_too_big_is_refused_on_every_way_in(start: Start) -> None:
    playground = start(upload_limit=10)
    slack, page = client_of(playground), Page(playground.url)
    assert code(slack.files_getUploadURLExternal, filename="a", length=11) == "file_upload_size_restricted"
    url = slack.files_getUploadURLExternal(filename="a", length=3)["upload_url"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url, b"x" * 11)
    refused.value.close()
    assert refused.value.code == 413
    assert page.upload("a.txt", b"x" * 11)["error"] == "file_upload_size_restricted"


def test_a_file_sent_with_a_message_reaches_the_bot(page: Page, bot: FakeBot) -> None:
    content = bytes(range(256)) + b"\r\n--not-the-end\r\n"
    file = page.upload("leads über 1.csv", content)["file"]
    page.send("D0ANA", "my week", files=[file["id"]])
    event = bot.wait_for("message")[0].body["event"]
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "leads über 1.csv")
    assert fetch(event["files"][0]["url_private"], "xoxb-playground")[0] == content
    assert bot.wait_for("file_shared")[0].body["event"]["file_id"] == file["id"]


def test_without_the_token_a_sign_in_page_comes_instead_of_the_file(page: Page) -> None:
    file = page.upload("secret.csv", b"secret")["file"]
    content, address = fetch(file["url_private"])
    assert (b"secret" in content, "/signin" in address) == (False, True)
    assert b"secret" not in fetch(file["url_private"] + "?as=U0BEN")[0]
    assert fetch(file["url_private"] + "?as=U0ANA")[0] == b"secret"
    page.send("C0SALES", "for all", files=[file["id"]])
    assert fetch(file["url_private"] + "?as=U0BEN")[0] == b"secret"


def test_a_file_in_a_form_is_described_in_full(slack: WebClient, page: Page, bot: FakeBot) -> None:
    page.send("D0ANA", "/field")
    words: dict[str, Any] = {"type": "plain_text", "text": "File"}
    element = {"type": "file_input", "action_id": "a", "filetypes": ["csv"], "max_files": 1}
    form = {"type": "modal", "title": words, "submit": words, "blocks": [
        {"type": "input", "block_id": "f", "label": words, "element": element},
    ]}  # fmt: skip
    view = slack.views_open(trigger_id=bot.received[0].body["trigger_id"], view=form)["view"]
    file = page.upload("week.csv", b"a,b")["file"]
    state = {"f": {"a": {"type": "file_input", "files": [{"id": file["id"]}]}}}
    assert page.post("/ui/view/submit", view_id=view["id"], state=state)["ok"]
    given = bot.of("view_submission")[0].body["view"]["state"]["values"]["f"]["a"]["files"]
    assert [one["url_private_download"] for one in given] == [file["url_private_download"]]


def test_a_file_that_could_run_in_the_browser_is_only_downloaded(page: Page) -> None:
    file = page.upload("evil.html", b"<script>alert(1)</script>")["file"]
    with urllib.request.urlopen(file["url_private"] + "?as=U0ANA") as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_image_of_the_workspace_stands_in_a_block(slack: WebClient, page: Page) -> None:
    file = slack.files_upload_v2(content=b"png", filename="chart.png")["file"]
    assert fetch(file["url_private"] + "?as=U0BEN")[0] != b"png"
    image: dict[str, Any] = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "chart"}
    assert slack.chat_postMessage(channel="C0SALES", text="x", blocks=[image])["ok"]
    assert fetch(file["url_private"] + "?as=U0BEN")[0] == b"png"
    image["slack_file"] = {"url": file["url_private"]}
    assert slack.chat_postMessage(channel="C0SALES", text="x", blocks=[image])["ok"]

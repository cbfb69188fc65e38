"""A person's seat at the playground's page: what they look at, type and press, and what went wrong meanwhile."""

import os
import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

PATIENCE_MS = 30_000  # a slow machine is not a fault
expect.set_options(timeout=PATIENCE_MS)
SHOTS = os.environ.get("PLUMBLINE_SHOTS", "")
# Asked for while the page goes elsewhere, or meant to stay open: a browser calls both of them failed.
_LET_GO = ("/ui/stream", "/ui/read")


class Seat:
    """One browser page, seen as one person."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.problems: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"error on the page: {error}"))
        page.on("requestfailed", self._failed)
        page.goto(address)
        self._loaded()

    @property
    def box(self) -> Locator:
        """The box a person writes in."""
        return self.page.get_by_test_id("composer-input")

    @property
    def modal(self) -> Locator:
        return self.page.get_by_test_id("modal")

    @property
    def told(self) -> Locator:
        """What only this person sees, the newest last."""
        return self.page.get_by_test_id("ephemeral").last

    @property
    def confirmed(self) -> Locator:
        """The confirmation of the note logged last, among what only this person sees."""
        return self.page.get_by_test_id("ephemeral").filter(has=self.page.get_by_test_id("action-field_details")).last

    @property
    def given(self) -> Locator:
        """What the last note gave back: it comes after its confirmation."""
        of_a_note = self.page.get_by_test_id("action-field_details")
        return self.page.get_by_test_id("ephemeral").filter(has_not=of_a_note).last

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("main").get_by_test_id("message")

    @property
    def answers(self) -> Locator:
        """The messages of the thread that is open; the first is the one that was answered."""
        return self.page.get_by_test_id("thread-pane").get_by_test_id("message")

    def go(self, name: str) -> None:
        """Open a channel, or the messages with the bot ("Plumbline")."""
        self.page.get_by_test_id(f"sidebar-channel-{name}").click()
        expect(self.page.get_by_role("main").get_by_role("heading", level=1)).to_have_text(name)
        self._loaded()

    def home(self) -> Locator:
        self.go("Plumbline")
        self.page.get_by_test_id("home-tab").click()
        return self.page.get_by_role("tabpanel", name="Home")

    def say(self, words: str) -> None:
        self.box.fill(words)
        self.box.press("Enter")

    def ask(self, words: str) -> Locator:
        """Ask the bot in a direct message, and go to its answer."""
        self.say(words)
        row = self.messages.filter(has_text=words).last
        row.get_by_test_id("thread-link").click()
        expect(self.answers).to_have_count(2)
        return self.answers.last

    def log(self, words: str) -> Locator:
        """Log a note by command and wait for both: its confirmation, and then what it gave back, which is returned."""
        told = self.page.get_by_test_id("ephemeral")
        before = told.count()
        self.say(f"/field {words}")
        expect(told).to_have_count(before + 2)
        return told.last

    def send(self, file: Path) -> None:
        """Send a file to whoever the messages on the page are with."""
        self.page.get_by_test_id("attach-input").set_input_files(file)
        expect(self.page.get_by_test_id("composer-send")).to_be_enabled()
        self.page.get_by_test_id("composer-send").click()

    def react(self, row: Locator, emoji: str) -> None:
        """Put an emoji under a message."""
        row.hover()
        row.get_by_test_id("reaction-add").click()
        self.page.get_by_role("dialog", name="Pick an emoji").get_by_role("searchbox").fill(emoji)
        self.page.get_by_test_id(f"emoji-{emoji}").click()
        expect(row.get_by_test_id(f"reaction-{emoji}")).to_be_visible()

    def field(self, name: str) -> Locator:
        """What is typed into or chosen in a field of the open form."""
        return self.modal.get_by_test_id(f"field-{name}").locator("input, textarea, select")

    def wrong(self, name: str) -> Locator:
        """The words under a field that is not right."""
        return self.modal.get_by_test_id(f"field-error-{name}")

    def submit(self) -> None:
        expect(self.modal.locator("[aria-busy=true]")).to_have_count(0)  # a file on its way is waited for
        self.modal.get_by_test_id("modal-submit").click()

    def close(self) -> None:
        self.modal.get_by_test_id("modal-close").click()
        expect(self.modal).to_have_count(0)

    def press(self, action: str, *, within: Locator | None = None) -> None:
        (within or self.told).get_by_test_id(f"action-{action}").click()

    def agree(self, title: str) -> None:
        """Say yes to the question that is asked first."""
        asked = self.page.get_by_test_id("confirm")
        expect(asked).to_contain_text(title)
        asked.get_by_test_id("confirm-yes").click()
        expect(asked).to_have_count(0)

    def shoot(self, name: str, *, height: int | None = None, of: Locator | None = None) -> None:
        """Take the picture for the docs, when PLUMBLINE_SHOTS names the folder for them.

        `height` in pixels shows more than usual; `of` is what alone is to be seen.
        """
        if not SHOTS:
            return
        expect(self.page.get_by_test_id("notice")).to_have_count(0)
        size = self.page.viewport_size or {"width": 1280, "height": 860}
        if height:
            self.page.set_viewport_size({"width": size["width"], "height": height})
        self.page.mouse.move(0, 0)
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        at = Path(SHOTS) / f"{name}.png"
        if of is None:
            self.page.screenshot(path=at, animations="disabled")
        else:
            of.screenshot(path=at, animations="disabled")
        if height:
            self.page.set_viewport_size(size)

    def _loaded(self) -> None:
        expect(self.box).to_be_visible()
        expect(self.page.get_by_role("main").locator("[role=list][aria-busy]")).to_have_count(0)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type} in the console: {message.text}")

    def _failed(self, request: Request) -> None:
        path = re.sub(r"^https?://[^/]+|\?.*$", "", request.url)
        if not (path in _LET_GO and "ERR_ABORTED" in (request.failure or "")):
            self.problems.append(f"{path} failed: {request.failure}")

"""The program as its own process, as an operator starts it, to be killed and started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.front_door import BOSS, DIGEST, SECRET, TOKEN

ROOT = Path(__file__).parents[1]


def environment(api_url: str, database_url: str, **more: str) -> dict[str, str]:
    """The settings of a program in a test."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": database_url,
        "PLUMBLINE_EMBEDDINGS": "off",
        "PLUMBLINE_DIGEST_CHANNEL": DIGEST,
        "PLUMBLINE_SALES_GROUP": "sales",
        "PLUMBLINE_MARKETING_GROUP": "marketing",
        "PLUMBLINE_RESPONSIBLE": BOSS,
        "PLUMBLINE_LOG_LEVEL": "warning",
        **more,
    }


class Process:
    """`python -m bot …`, started, killed and started again."""

    def __init__(self, *arguments: str, environ: Mapping[str, str], log: Path) -> None:
        self._arguments = arguments
        self._environ = dict(environ)
        self._log = log
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "bot", *self._arguments]
            self._child = subprocess.Popen(command, cwd=ROOT, env=self._environ, stdout=log, stderr=log)

    def ready(self, *, seconds: float = 30.0) -> None:
        """Wait until the web server says it is ready."""
        end = time.monotonic() + seconds
        url = f"http://127.0.0.1:{self._environ['PORT']}/readyz"
        while time.monotonic() < end:
            assert self._child is not None
            assert self._child.poll() is None, f"the program ended by itself:\n{self.said()}"
            with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=5):
                return
            time.sleep(0.02)
        raise AssertionError(f"the program was not ready in {seconds} s:\n{self.said()}")

    def kill(self) -> None:
        """kill -9: no goodbye."""
        if self._child is not None:
            self._child.send_signal(signal.SIGKILL)
            self._child.wait()
            self._child = None

    def stop(self) -> int:
        """A polite stop; the exit code."""
        assert self._child is not None
        self._child.send_signal(signal.SIGTERM)
        code = self._child.wait(timeout=30)
        self._child = None
        return code

    def said(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]


@contextlib.contextmanager
def running(*arguments: str, environ: Mapping[str, str], log: Path) -> Iterator[Process]:
    """A process that is gone when the block ends, however it ends."""
    process = Process(*arguments, environ=environ, log=log)
    process.start()
    try:
        yield process
    finally:
        process.kill()

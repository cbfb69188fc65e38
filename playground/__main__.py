"""`python -m playground`: a workspace in the browser for a bot that runs on this machine."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from playground.config import PlaygroundConfig
from playground.server import serve


def read_options(argv: Sequence[str] | None = None) -> PlaygroundConfig:
    """The settings of a command line."""
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; this machine only by default")
    parser.add_argument("--port", type=int, default=3900)
    parser.add_argument("--bot-url", default="http://127.0.0.1:3000/slack/events", help="where deliveries are posted")
    parser.add_argument("--bot-token", default="xoxb-playground", help="the token the bot calls with")
    parser.add_argument("--signing-secret", default="playground-secret", help="what deliveries are signed with")
    parser.add_argument("--seed", type=Path, help="people, channels and messages to begin with (JSON)")
    parser.add_argument("--manifest", type=Path, help="the app's manifest (YAML or JSON)")
    parser.add_argument("--state", type=Path, help="the file that keeps the workspace between starts")
    parser.add_argument("--clock-url", help="the bot's clock, to move time together")
    given = parser.parse_args(argv)
    return PlaygroundConfig(**vars(given))


def main(argv: Sequence[str] | None = None) -> int:
    """Run until interrupted; returns the exit code."""
    try:
        running = serve(read_options(argv))
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"The playground cannot start: {problem}\n")
        return 1
    sys.stdout.write(f"The playground is at {running.url} (the bot's SLACK_API_URL is {running.api_url})\n")
    sys.stdout.flush()
    # Being told to end saves what was typed, as an interruption does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        running.wait()
    except KeyboardInterrupt:
        pass
    finally:
        running.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The two programs that are compared, each in a process of its own: a bare Bolt app, and Plumbline with its worker."""

import sys
import time
from collections.abc import Callable

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.running import Server
from bot.web import web

SECRET = "benchmark-secret"


def serve_bare(port: int, slack_url: str) -> None:
    """Bolt, our HTTP server, and `ack()`: nothing else."""
    app = App(
        client=WebClient(token="xoxb-benchmark", base_url=slack_url),
        signing_secret=SECRET,
        process_before_response=True,
    )

    @app.command("/field")
    def on_field(ack: Ack) -> None:
        ack()

    @app.event("message")
    def on_message(event: dict[str, str], client: WebClient) -> None:
        """The least a bot can do that answers: the same words to everybody, in the thread."""
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Yes.")

    _stay(Server(web(app, ready=dict), host="127.0.0.1", port=port).start)


def serve_plumbline(port: int, slack_url: str, database_url: str, *, work: bool) -> None:
    """Taking requests as `web` does; with `work` everything in one process as `run` has it, but over HTTP."""
    from bot.assemble import assemble
    from bot.running import migrated, start_work, web_app
    from bot.settings import Settings

    settings = Settings(
        slack_bot_token="xoxb-benchmark",
        slack_signing_secret=SECRET,
        slack_api_url=slack_url,
        database_url=database_url,
        port=port,
    )
    plumbline = assemble(settings)
    migrated(plumbline.database)
    server = Server(web_app(plumbline), host="127.0.0.1", port=port)
    if work:
        start_work(plumbline)
    else:
        plumbline.greet()
    _stay(server.start)


def _stay(start: Callable[[], int]) -> None:
    start()
    print("ready", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        serve_bare(int(sys.argv[2]), sys.argv[3])
    else:
        serve_plumbline(int(sys.argv[2]), sys.argv[3], sys.argv[4], work=sys.argv[1] == "plumbline")

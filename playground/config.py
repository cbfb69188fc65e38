"""What the playground is started with: where it listens, where the bot is, and how strict the clockwork is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.errors import Json


@dataclass(frozen=True, kw_only=True)
class PlaygroundConfig:
    """Settings of one workspace; times are seconds, sizes are bytes.

    `port` 0 takes a free one. `seed` and `manifest` are a path or the value itself. Without a manifest
    the app has every scope and every event. Sources of the limits: SLACK platform facts, section 2.1.
    """

    host: str = "127.0.0.1"
    port: int = 3900
    bot_url: str | None = None
    signing_secret: str = "playground-secret"
    bot_token: str = "xoxb-playground"
    verification_token: str = "playground-verification"
    seed: Path | Json | None = None
    manifest: Path | Json | None = None
    state: Path | None = None
    clock_url: str | None = None
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 2.0, 5.0)
    reorder_seconds: float = 2.5
    stream_seconds: float = 300.0
    status_seconds: float = 120.0
    response_uses: int = 5
    response_seconds: float = 1800.0
    heartbeat_seconds: float = 15.0
    log_size: int = 5000
    upload_limit: int = 20 * 1024 * 1024

"""A digest's chart as a picture, with the numbers in its words for whoever does not see it."""

from collections.abc import Sequence

from capabilities.digest import Row
from handlers.views.blocks import Block
from handlers.views.chart_png import Bars, png
from handlers.views.text import many, plain, shorten

NAME = "leads.png"
TITLE = "Leads, and leads that sales accepted"
_ROWS, _ALT = 12, 2_000  # Slack's limit for the words of a picture


def drawn(rows: Sequence[Row]) -> bytes:
    """The picture as PNG; empty when there is nothing to draw."""
    chosen = _chosen(rows)
    return (
        png(("Leads", "Accepted by sales"), [Bars(r.channel, (r.leads or 0, r.accepted)) for r in chosen])
        if chosen
        else b""
    )


def block(file_id: str, rows: Sequence[Row]) -> Block:
    """The picture, put up as this file."""
    numbers = "; ".join(f"{r.channel}: {many(r.leads or 0, 'lead')}, {r.accepted:,} accepted" for r in _chosen(rows))
    return {
        "type": "image",
        "slack_file": {"id": file_id},
        "alt_text": shorten(numbers, _ALT) or TITLE,
        "title": {"type": "plain_text", "text": plain(TITLE, 200)},
    }


def _chosen(rows: Sequence[Row]) -> list[Row]:
    return sorted((row for row in rows if row.leads or row.accepted), key=lambda row: -(row.leads or 0))[:_ROWS]
